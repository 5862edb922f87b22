package app_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tryggled/internal/app"
	"tryggled/internal/export"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/report"
	"tryggled/internal/route"
)

// checkViews looks at the demonstration as each who walks or reads with a key sees it: in
// the true database, through the services, to the files that are handed out.
func checkViews(t *testing.T, a *app.App, d app.Demonstration) {
	t.Helper()
	var whole bytes.Buffer
	if err := export.PlanJSON(&whole, d.Planned); err != nil || len(restrictedNamesIn(whole.String())) == 0 {
		t.Fatalf("the whole plan names nothing restricted: there is nothing to keep from anybody (%v)", err)
	}
	for _, role := range []identity.Role{identity.Guard, identity.Ordningsvakt, identity.Volunteer, identity.NightWalker, identity.YouthCoach} {
		ctx := reading(t, d, role, identity.Hotspots)
		current, err := a.Hotspots.Store.Analysis(ctx, d.Municipality.Code, 0)
		if err != nil {
			t.Fatalf("%s: %v", role, err)
		}
		if !current.Params.Open || len(current.Hotspots) == 0 || current.Reports >= d.Analysis.Reports {
			t.Errorf("%s: analysis %d of %d reports with %d hotspots", role, current.ID, current.Reports, len(current.Hotspots))
		}
		for _, h := range current.Hotspots {
			if named := restrictedAmong(slices.Collect(maps.Keys(h.Categories))); h.RestrictedShare > 0 || !h.RestrictedLast.IsZero() || len(named) > 0 {
				t.Errorf("%s: hotspot %d is made of %v", role, h.Rank, named)
			}
		}
		var whole, shown bytes.Buffer
		if err := errors.Join(export.AnalysisJSON(&whole, d.Municipality, current, false), export.AnalysisJSON(&shown, d.Municipality, current.WithoutWhoTold(), false)); err != nil {
			t.Fatal(err)
		}
		if tells := regexp.MustCompile(`citizen|medborgar|reporter_kinds|"reporters":\[`); !tells.Match(whole.Bytes()) || tells.Match(shown.Bytes()) {
			t.Errorf("%s: the analysis tells by %q what kinds of reporter it rests on", role, tells.Find(shown.Bytes()))
		}
		if _, err := a.Hotspots.Store.Analysis(ctx, d.Municipality.Code, d.Analysis.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: the full analysis: got %v, want NotFound", role, err)
		}
		checkPlanOf(t, a, d, role)
	}
	checkSnapped(t, a, d)
	checkWorks(t, a, d)
}

func reading(t *testing.T, d app.Demonstration, role identity.Role, of identity.Collection) context.Context {
	t.Helper()
	rule, ok := identity.RuleOf(role, identity.Read, of)
	if !ok {
		t.Fatalf("%s may not read %s", role, of)
	}
	at := d.Planned.Plan.Request.From
	return identity.Enter(within(t), identity.Access{Role: role, Municipality: d.Municipality.Code, Rule: rule, At: at}, nil)
}

func restrictedAmong(codes []string) []string {
	return slices.DeleteFunc(codes, func(code string) bool {
		c, ok := report.CategoryOf(code)
		return !ok || !c.Restricted
	})
}

// checkPlanOf reads every form of the plan as one of a team does.
func checkPlanOf(t *testing.T, a *app.App, d app.Demonstration, role identity.Role) {
	t.Helper()
	ctx := reading(t, d, role, identity.Plans)
	planned, err := a.Routes.Planned(ctx, d.Municipality, d.Planned.Plan.ID)
	if err != nil {
		t.Fatalf("%s: %v", role, err)
	}
	access, _ := identity.AccessOf(ctx)
	if planned, err = planned.For(access); err != nil {
		t.Fatalf("%s: %v", role, err)
	}
	var files bytes.Buffer
	if err := export.PlanJSON(&files, planned); err != nil {
		t.Fatal(err)
	}
	for _, tour := range planned.Plan.Tours {
		if tour.Team.Role != role {
			t.Errorf("%s is shown the team of %s", role, tour.Team.Role)
		}
		for _, write := range []func(io.Writer, route.Planned, int, lang.Lang) error{export.Sheet, export.GPX, export.RouteGeoJSON} {
			for _, l := range []lang.Lang{lang.SV, lang.EN} {
				if err := write(&files, planned, tour.Number, l); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if named := restrictedNamesIn(files.String()); len(named) > 0 {
		t.Errorf("%s is told of %q", role, named)
	}
}

// restrictedNamesIn are the names of restricted categories that stand in a text.
func restrictedNamesIn(text string) []string {
	var found []string
	for _, c := range report.Categories() {
		for _, name := range []string{c.Name.SV, c.Name.EN} {
			if name = strings.ReplaceAll(name, ", ", "/"); c.Restricted && strings.Contains(text, name) {
				found = append(found, name)
			}
		}
	}
	return found
}

// checkSnapped reads the reports as a key does.
func checkSnapped(t *testing.T, a *app.App, d app.Demonstration) {
	t.Helper()
	ctx := reading(t, d, identity.GIS, identity.Reports)
	got, err := a.Reports.List(ctx, d.Municipality, report.Filter{Limit: 2000, Snapped: true})
	if err != nil || len(got) == 0 {
		t.Fatalf("got %d reports, %v", len(got), err)
	}
	exact, err := a.Reports.List(identity.AsJob(ctx), d.Municipality, report.Filter{Limit: report.MaxPage})
	if err != nil {
		t.Fatal(err)
	}
	places := map[int64]report.Report{}
	for _, r := range exact {
		places[r.ID] = r
	}
	same := 0
	for _, r := range got {
		if len(restrictedAmong([]string{r.Category})) > 0 {
			t.Errorf("report %d of %s is shown", r.ID, r.Category)
		}
		if r.Point == places[r.ID].Point {
			same++
		}
	}
	if same > len(got)/100 {
		t.Errorf("%d of %d reports are where they were", same, len(got))
	}
}
