package app_test

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/jackc/pgx/v5"

	"tryggled/api"
	"tryggled/internal/identity"
)

// operation is one operation of the description, with a request that fits it.
type operation struct {
	id, method, path  string // path from the server's root, {municipality} left open
	template          string // path with all its parameters left open
	parameters        []parameter
	contentType, body string
	action            identity.Action
	collection        identity.Collection
	open              bool
	needsMunicipality bool
}

// parameter is one that a path, query or header takes.
type parameter struct{ in, name string }

// samples fill the parameters of paths. What would remove something names what is not
// there: being let in shows as 404.
var samples = strings.NewReplacer(
	"{kind}", "lamps", "{analysis}", "current", "{rank}", "1", "{plan}", "1", "{team}", "1", "{task}", "1",
	"{report}", "999999999", "{list}", "lighting", "{picture}", "light", "{object}", "999999999", "{segment}", "999999999", "{key}", "999999999", "{link}", "999999999", "{alarm}", "999999999", "{presence}", "999999999")

const lampBody = `{"geometry":{"type":"Point","coordinates":[15.9931,59.5142]},"properties":{"height_m":6,"status":"working"}}`

const areaBody = `{"area":{"type":"Polygon","coordinates":[[[15.992,59.513],[15.996,59.513],[15.996,59.515],[15.992,59.515],[15.992,59.513]]]}}`

// bodies are what operations with a body are sent. A new one needs a line here.
var bodies = map[string]string{
	"createReport":   `{"source":"embrace","category":"dark_place","from":"2026-03-01T21:30","lon":15.9931,"lat":59.5142,"exercise":true}`,
	"startAnalysis":  `{"since":"2025-01-01","until":"2026-03-01"}`,
	"startPlan":      `{"from":"2026-03-06T18:00","to":"2026-03-06T22:00","teams":[{"role":"police","size":2}]}`,
	"setPublication": `{"open":true}`,
	"createKey":      `{"name":"QGIS","collections":["areas"],"until":"2027-01-01"}`,
	"createLink":     `{"plan":999999999,"team":1}`,
	"setRetention":   `{"decision":"","decided_on":""}`,
	"startRetention": `{"dry_run":true}`,
	"findPerson":     `{"words":["lampa"],"reason":"prov av behörighet"}`,
	"correctReport":  `{"reason":"prov av behörighet","limited":true}`,
	"disclose":       `{"request":"KS 2026/1","secrecy_test":"OSL 35 kap. 1 §","granted":false}`,
	"importReports":  "Ärendenummer;Kategori\n",
	"importOverlay":  `{"type":"FeatureCollection","features":[]}`,
	"readBack":       `{"marks":[{"pole":"finns-inte","state":"done"}]}`,
	"whatIf":         `{"add":[{"geometry":{"type":"Point","coordinates":[15.9931,59.5142]},"properties":{"kind":"lamps","height_m":6}}]}`,
	"makeDossier":    areaBody, "makeDossierHTML": areaBody, "makeDossierPDF": areaBody,
	"changePlan":    `{"fix":[{"kind":"forbid","spot":"h999"}]}`,
	"setPlanStatus": `{"to":"under_way","version":999}`,
	"approvePlan":   `{"version":999}`,
	"startRoster":   `{"from":"2026-03-06","days":0,"shifts":[]}`,
	"addToLog":      `{"kind":"arrive","visit":1,"at":"2020-01-01"}`,
	"addTrack":      `<gpx version="1.1"></gpx>`,
	"addPresence":   `{"area":"centrum","from":"2026-03-06T18:00","to":"2026-03-06T22:00"}`,
	"createOverlay": lampBody,
	"changeOverlay": lampBody,
}

func describedOperations(t *testing.T) (all []operation) {
	t.Helper()
	doc, err := api.Load()
	if err != nil {
		t.Fatal(err)
	}
	for path, item := range doc.Paths.Map() {
		base := api.BasePath
		if len(item.Servers) > 0 {
			base = strings.TrimSuffix(item.Servers[0].URL, "/")
		}
		for method, op := range item.Operations() {
			all = append(all, describedOperation(t, base+path, method, item, op))
		}
	}
	slices.SortFunc(all, func(a, b operation) int { return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.method, b.method)) })
	return all
}

func describedOperation(t *testing.T, path, method string, item *openapi3.PathItem, op *openapi3.Operation) operation {
	t.Helper()
	access, _ := op.Extensions["x-access"].(map[string]any)
	o := operation{
		id: op.OperationID, method: method, path: samples.Replace(path), template: path,
		needsMunicipality: strings.Contains(path, "{municipality}"),
	}
	if text, ok := access["open"].(string); ok {
		o.open = text != ""
	} else {
		o.action, o.collection = identity.Action(fmt.Sprint(access["action"])), identity.Collection(fmt.Sprint(access["collection"]))
	}
	var query []string
	for _, p := range slices.Concat(item.Parameters, op.Parameters) {
		o.parameters = append(o.parameters, parameter{p.Value.In, p.Value.Name})
		if p.Value.In == openapi3.ParameterInQuery && p.Value.Required {
			query = append(query, p.Value.Name+"="+map[string]string{"profile": "embrace", "reason": "prov", "with": "1", "since": "2026-03-01", "until": "2026-03-08"}[p.Value.Name])
		}
	}
	if len(query) > 0 {
		o.path += "?" + strings.Join(query, "&")
	}
	if op.RequestBody != nil {
		body, ok := bodies[o.id]
		if !ok {
			t.Fatalf("%s takes a body: give the role matrix a sample of one", o.id)
		}
		o.contentType, o.body = "application/json", body
		switch o.id {
		case "importReports":
			o.contentType = "text/csv"
		case "addTrack":
			o.contentType = "application/gpx+xml"
		}
	}
	return o
}

func (o operation) in(slug string) string { return strings.ReplaceAll(o.path, "{municipality}", slug) }

// expected is the status that refuses a role an operation; 0 where it is let in.
func (o operation) expected(g *gate, role identity.Role, m string) int {
	if o.open {
		return 0
	}
	rule, ok := identity.RuleOf(role, o.action, o.collection)
	switch {
	case ok && m == g.demo.Municipality.Slug && rule.Role == role:
		return 0
	case role == identity.Public:
		return http.StatusUnauthorized
	}
	return http.StatusForbidden
}

// TestRoleMatrix calls every operation of the description as every role, in the role's own
// municipality and in another, and holds each answer against the table of access; then it
// holds the audit log against what was asked. Run it with -v to see the table.
func TestRoleMatrix(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	credentials := g.credentials(t)
	coordinator := credentials[identity.Coordinator]
	if status, body := g.send(t, http.MethodPut, kopingPath+"/publication", coordinator, "application/json", `{"open":true}`); status != http.StatusOK {
		t.Fatalf("open the figures: got %d: %s", status, body)
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%-62s", "")
	for _, role := range identity.Roles() {
		fmt.Fprintf(&table, " %-7.7s", role)
	}
	tried, done := 0, map[string]bool{}
	for _, o := range describedOperations(t) {
		fmt.Fprintf(&table, "\n%-62s", o.method+" "+strings.TrimPrefix(strings.SplitN(o.path, "?", 2)[0], api.BasePath))
		for _, role := range identity.Roles() {
			slugs := []string{g.demo.Municipality.Slug}
			if o.needsMunicipality {
				slugs = append(slugs, g.other.Slug)
			}
			for _, slug := range slugs {
				tried++
				status, body := g.send(t, o.method, o.in(slug), credentials[role], o.contentType, o.body)
				g.judge(t, o, role, slug, status, body)
				if status < http.StatusBadRequest {
					done[o.name(role)] = true
				}
			}
			mark := "·"
			if o.expected(g, role, g.demo.Municipality.Slug) == 0 {
				mark = "●"
			}
			fmt.Fprintf(&table, " %-7s", mark)
		}
	}
	t.Logf("%d requests; ● let in, · refused; in another municipality everything but open operations is refused:\n%s", tried, table.String())
	g.checkLog(t, done)
}

// name is what a role does, as lines of the audit log tell it.
func (o operation) name(role identity.Role) string {
	return fmt.Sprintf("%s %s %s", role, o.action, o.collection)
}

func (g *gate) judge(t *testing.T, o operation, role identity.Role, slug string, status int, body string) {
	t.Helper()
	want := o.expected(g, role, slug)
	switch {
	case status >= 500:
		t.Errorf("%s as %s in %s: got %d: %.300s", o.id, role, slug, status, body)
	case want == 0 && (status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusTooManyRequests):
		t.Errorf("%s as %s in %s: got %d, want to be let in: %.300s", o.id, role, slug, status, body)
	case want != 0 && status != want:
		t.Errorf("%s as %s in %s: got %d, want %d: %.300s", o.id, role, slug, status, want, body)
	}
}

// checkLog holds the audit log of the exercise town against the table: what a rule says is
// logged and was done has a line, what it does not has none, and every refusal of somebody
// known has. What was asked of something that is not there may have one.
func (g *gate) checkLog(t *testing.T, done map[string]bool) {
	t.Helper()
	logged := map[string]bool{}
	reader := identity.Enter(t.Context(), identity.Access{Rule: identity.Rule{Collection: identity.Audit}}, nil)
	err := g.app.DB.Tenant(reader, g.demo.Municipality.Code, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT DISTINCT concat_ws(' ', role, action, collection, CASE WHEN denied THEN 'denied' END) FROM audit_event WHERE way IN ('token', 'key')`)
		if err != nil {
			return err
		}
		all, err := pgx.CollectRows(rows, pgx.RowTo[string])
		for _, line := range all {
			logged[line] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range describedOperations(t) {
		if o.open {
			continue
		}
		for _, role := range identity.Roles() {
			name := o.name(role)
			rule, may := identity.RuleOf(role, o.action, o.collection)
			toLog := may && (rule.Logged || role == identity.GIS)
			if logged[name] != toLog && (done[name] || !toLog) {
				t.Errorf("%s: logged %v, want %v", name, logged[name], toLog)
			}
			if want := !may && role != identity.Public; logged[name+" denied"] != want {
				t.Errorf("%s: refusal logged %v, want %v", name, logged[name+" denied"], want)
			}
		}
	}
}
