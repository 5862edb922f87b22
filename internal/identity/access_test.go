package identity_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

var update = flag.Bool("update", false, "write the documentation of the table of access again")

// Where the tables stand for people, between two marks.
const (
	documented        = "../docs/access.md"
	documentedPatrols = "../docs/roles.md"
)

func TestTheTableIsDocumented(t *testing.T) {
	t.Parallel()
	standsIn(t, documented, identity.Table)
}

// standsIn holds the table in a document against the program's own, in both languages.
func standsIn(t *testing.T, document string, table func(lang.Lang) string) {
	t.Helper()
	body, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	want := string(body)
	for _, l := range []lang.Lang{lang.SV, lang.EN} {
		begin, end := fmt.Sprintf("<!-- table %s -->\n", l), fmt.Sprintf("<!-- end of table %s -->", l)
		before, rest, found := strings.Cut(want, begin)
		_, after, closed := strings.Cut(rest, end)
		if !found || !closed {
			t.Fatalf("%s has no place for the table in %s", document, l)
		}
		want = before + begin + table(l) + end + after
	}
	if *update {
		if err := os.WriteFile(document, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(want, string(body)); diff != "" {
		t.Errorf("%s is not the table; go test ./internal/identity -update writes it (-want +got):\n%s", document, diff)
	}
}

func TestEveryWordOfTheTableIsSaid(t *testing.T) {
	t.Parallel()
	for _, l := range []lang.Lang{lang.SV, lang.EN} {
		for i, row := range strings.Split(strings.TrimSpace(identity.Table(l)), "\n") {
			for k, cell := range strings.Split(strings.Trim(row, "|"), "|") {
				if text := strings.TrimSpace(cell); text == "" && k < 6 || strings.Contains(text, ", ,") {
					t.Errorf("%s, row %d, column %d: a word is missing: %s", l, i, k, row)
				}
			}
		}
	}
}

// TestWhatTheTableMustHold are the rules that the table may not drift away from, whatever
// rows it gets.
func TestWhatTheTableMustHold(t *testing.T) {
	t.Parallel()
	sees := []identity.Role{identity.Police, identity.Coordinator}
	placed := []identity.Collection{identity.Reports, identity.Hotspots, identity.Analyses, identity.Plans, identity.Routes}
	for _, r := range identity.Rules() {
		who := fmt.Sprintf("%s may %s %s", r.Role, r.Action, r.Collection)
		all := slices.Contains(sees, r.Role)
		switch {
		case !all && (r.Span != identity.OpenCategories || r.Precision == identity.Exact):
			t.Errorf("%s with categories %s, precision %s", who, r.Span, r.Precision)
		case !all && r.Collection == identity.Reports && !(r.Role == identity.GIS && slices.Contains(r.Without, identity.ColumnText)):
			t.Errorf("%s: reports, or their texts, are for police and coordinator", who)
		case r.Role == identity.Public && (r.Action != identity.Read || slices.Contains(placed, r.Collection) || r.Scope != identity.Opened):
			t.Errorf("%s: the public sees counts alone, where they are switched on", who)
		case r.Collection == identity.Audit && r.Role != identity.DataProtectionOfficer:
			t.Errorf("%s: the audit log is the data-protection officer's", who)
		case r.Role == identity.DataProtectionOfficer && r.Action != identity.Read:
			t.Errorf("%s: whoever audits changes nothing", who)
		case r.Action != identity.Read && !r.Logged:
			t.Errorf("%s unlogged: every change is logged", who)
		case r.Span == identity.AllCategories && slices.Contains(placed, r.Collection) && !r.Logged:
			t.Errorf("%s unlogged: reads of restricted data are logged", who)
		}
	}
	if roles := identity.RolesFor(identity.Read, identity.Reports); !cmp.Equal(roles, []identity.Role{identity.GIS, identity.Police, identity.Coordinator}) {
		t.Errorf("reports are read by %v", roles)
	}
}

func TestAllow(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 20, 0, 0, 0, time.UTC)
	person := func(grants ...identity.Grant) identity.Actor {
		return identity.Actor{ID: "oidc:1", Way: identity.BySession, Grants: grants}
	}
	key := identity.Actor{
		ID: "key:1", Way: identity.ByKey, Grants: []identity.Grant{{Municipality: "1983", Role: identity.GIS}},
		Key: &identity.KeyScope{Collections: []identity.Collection{identity.Hotspots}},
	}
	link := identity.Actor{
		ID: "link:1", Way: identity.ByLink, Grants: []identity.Grant{{Municipality: "1983", Role: identity.Guard}},
		Link: &identity.LinkScope{Plan: 3, Team: 2},
	}
	police := person(identity.Grant{Municipality: "1983", Role: identity.Police})
	for name, c := range map[string]struct {
		actor        identity.Actor
		municipality string
		opened       bool
		action       identity.Action
		collection   identity.Collection
		want         fault.Kind // Internal: allowed
	}{
		"nobody reads reports":              {identity.Nobody(), "1983", true, identity.Read, identity.Reports, fault.Unauthenticated},
		"nobody reads closed figures":       {identity.Nobody(), "1983", false, identity.Read, identity.Cells, fault.Unauthenticated},
		"nobody reads open figures":         {identity.Nobody(), "1983", true, identity.Read, identity.Cells, fault.Internal},
		"police reads reports":              {police, "1983", false, identity.Read, identity.Reports, fault.Internal},
		"police elsewhere":                  {police, "0180", true, identity.Read, identity.Reports, fault.Forbidden},
		"police elsewhere, even of all":     {police, "*", true, identity.Read, identity.Municipality, fault.Forbidden},
		"police makes keys":                 {police, "1983", false, identity.Create, identity.Keys, fault.Forbidden},
		"a key reads what it names":         {key, "1983", false, identity.Read, identity.Hotspots, fault.Internal},
		"a key reads what it does not":      {key, "1983", false, identity.Read, identity.Reports, fault.Forbidden},
		"a key elsewhere":                   {key, "0180", false, identity.Read, identity.Hotspots, fault.Forbidden},
		"a link reads its route":            {link, "1983", false, identity.Read, identity.Routes, fault.Internal},
		"a link reads hotspots":             {link, "1983", false, identity.Read, identity.Hotspots, fault.Forbidden},
		"the coordinator reads the audit":   {identity.Local(), "1983", false, identity.Read, identity.Audit, fault.Forbidden},
		"nobody has a role that is unknown": {person(identity.Grant{Municipality: "1983", Role: "mayor"}), "1983", false, identity.Read, identity.Municipality, fault.Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := c.actor.Allow(c.municipality, c.opened, c.action, c.collection, at)
			if got := fault.KindOf(err); got != c.want {
				t.Errorf("got %v (%v), want kind %v", got, err, c.want)
			}
		})
	}
}

func TestShowsTeam(t *testing.T) {
	t.Parallel()
	end := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	access := func(role identity.Role, way identity.Actor, at time.Time) identity.Access {
		rule, ok := identity.RuleOf(role, identity.Read, identity.Plans)
		if !ok {
			t.Fatalf("%s reads no plans", role)
		}
		return identity.Access{Actor: way, Role: role, Rule: rule, At: at}
	}
	link := identity.Actor{Link: &identity.LinkScope{Plan: 3, Team: 2}}
	for name, c := range map[string]struct {
		access identity.Access
		plan   int64
		team   int
		role   identity.Role
		want   bool
	}{
		"the coordinator sees every team":   {access(identity.Coordinator, identity.Actor{}, end), 3, 1, identity.Police, true},
		"a guard sees guards":               {access(identity.Guard, identity.Actor{}, end), 3, 1, identity.Guard, true},
		"a guard sees no police":            {access(identity.Guard, identity.Actor{}, end), 3, 1, identity.Police, false},
		"a link shows its team":             {access(identity.Guard, link, end), 3, 2, identity.Guard, true},
		"a link shows no other team":        {access(identity.Guard, link, end), 3, 1, identity.Guard, false},
		"a link shows no other plan":        {access(identity.Guard, link, end), 4, 2, identity.Guard, false},
		"a link shows none of another role": {access(identity.Guard, link, end), 3, 2, identity.Police, false},
		"a key sees nothing of the shift":   {access(identity.GIS, identity.Actor{}, end.Add(-time.Minute)), 3, 1, identity.Guard, false},
		"a key sees it when it is all over": {access(identity.GIS, identity.Actor{}, end.Add(time.Minute)), 3, 1, identity.Guard, true},
	} {
		if got := c.access.ShowsTeam(c.plan, c.team, c.role, end); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestAnEventIsTakenOnce(t *testing.T) {
	t.Parallel()
	ctx := identity.Enter(t.Context(), identity.Access{}, &identity.Event{What: "x"})
	if _, ok := identity.TakeEvent(ctx); !ok || identity.HasEvent(ctx) {
		t.Errorf("taken: %v, still there: %v", ok, identity.HasEvent(ctx))
	}
	if _, ok := identity.TakeEvent(ctx); ok {
		t.Error("it was taken twice")
	}
	if identity.HasEvent(identity.Enter(ctx, identity.Access{}, nil)) {
		t.Error("an access without an event kept the one before")
	}
}
