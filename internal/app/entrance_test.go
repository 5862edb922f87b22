package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tryggled/internal/app"
	"tryggled/internal/auth"
	"tryggled/internal/httpapi"
	"tryggled/internal/identity"
)

// lines are what the audit log of a municipality holds of an actor, oldest first.
func lines(t *testing.T, a *app.App, code, actor string) (told []string) {
	t.Helper()
	reader := identity.Enter(t.Context(), identity.Access{Rule: identity.Rule{Collection: identity.Audit}}, nil)
	err := a.DB.Tenant(reader, code, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT concat_ws(' ', way, role, action, collection, what, denied) FROM audit_event WHERE actor = $1 ORDER BY id`, actor)
		if err != nil {
			return err
		}
		told, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return told
}

// TestPatrolLinks gives each team of a plan a link and opens it as their phones would,
// before, during and after the shift.
func TestPatrolLinks(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	o := options(t, dataDir(t)) // with a secret of its own
	a, err := app.Open(within(t), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	var clock atomic.Pointer[time.Time]
	clock.Store(&now)
	a.Now = func() time.Time { return *clock.Load() }
	d, _ := demonstrate(t, a, "", now)
	publish(t, a, d)
	c := serve(t, a)
	const koping = "/api/v1/municipalities/koping"
	shift := d.Planned.Plan.Request

	var paths []string
	for _, tour := range d.Planned.Plan.Tours {
		made, _ := c.do(http.MethodPost, koping+"/links", "application/json",
			strings.NewReader(fmt.Sprintf(`{"plan":%d,"team":%d}`, d.Planned.Plan.ID, tour.Number)), http.StatusCreated)
		var link struct{ Address string }
		if err := json.Unmarshal([]byte(made), &link); err != nil {
			t.Fatal(err)
		}
		path, ok := strings.CutPrefix(link.Address, c.base)
		if !ok {
			t.Fatalf("got address %q, want one at %s", link.Address, c.base)
		}
		paths = append(paths, path)
	}
	c.do(http.MethodGet, paths[0], "", nil, http.StatusForbidden)
	clock.Store(&shift.From)
	for i, tour := range d.Planned.Plan.Tours {
		page := c.get(paths[i] + "?lang=en")
		for _, v := range tour.Visits {
			if !strings.Contains(page, v.Place.Name.EN) {
				t.Errorf("team %d: the page does not name %q", tour.Number, v.Place.Name.EN)
			}
		}
		if told := identity.Told(tour.Team.Role); len(tour.Visits) > 0 && told == strings.Contains(page, tour.Visits[0].Why.EN) {
			t.Errorf("team %d, %s: the page tells the reason, want told %v", tour.Number, tour.Team.Role, !told)
		}
		for _, form := range []string{"/route.gpx", "/route.geojson", "/route.txt", "/map.svg"} {
			if got := c.get(paths[i] + form); !strings.Contains(strings.ToLower(got), "övningsdata") {
				t.Errorf("team %d, %s: is not marked as exercise data", tour.Number, form)
			}
		}
		told := lines(t, a, d.Municipality.Code, fmt.Sprintf("link:%d", i+1))
		want := fmt.Sprintf("link %s read routes /municipalities/koping/plans/%d/teams/%d", tour.Team.Role, d.Planned.Plan.ID, tour.Number)
		for n, line := range told {
			if !strings.HasPrefix(line, want) || strings.Contains(line, paths[i][3:]) {
				t.Errorf("team %d, line %d: got %q", tour.Number, n+1, line)
			}
		}
		if opened := 5; len(told) < opened || i > 0 && len(told) != opened {
			t.Errorf("team %d: got %d lines, want %d:\n%s", tour.Number, len(told), opened, strings.Join(told, "\n"))
		}
	}
	c.do(http.MethodDelete, koping+"/links/1", "", nil, http.StatusNoContent)
	c.do(http.MethodGet, paths[0], "", nil, http.StatusNotFound)
	over := shift.To.Add(identity.LinkAfter)
	clock.Store(&over)
	c.do(http.MethodGet, paths[1], "", nil, http.StatusGone)
	c.do(http.MethodGet, paths[0], "", nil, http.StatusNotFound)
}

// byKey lets in programs with a key as the user name of HTTP Basic, and nobody else.
type byKey struct{ auth.Keys }

func (b byKey) Actor(r *http.Request) (identity.Actor, error) {
	if user, _, ok := r.BasicAuth(); ok {
		return b.ByKey(r.Context(), user)
	}
	return identity.Nobody(), nil
}

// TestKeysOnRealData reads the exercise town as a desktop GIS would.
func TestKeysOnRealData(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	a := open(t, now)
	d, _ := demonstrate(t, a, "", now)
	handler, err := (&httpapi.Server{
		Municipalities: a.Municipalities, Reports: a.Reports, Streets: a.DB.Streets(), Overlays: a.DB.Overlays(), Analyses: a.DB.Hotspots(),
		Planner: a.Routes, Patrols: a.Patrols, Keys: a.Keys(), Links: a.Links(), Tokens: a.Tokens(), Cells: a.Cells,
		Auth: byKey{auth.Keys{Store: a.DB.Keys(), Now: a.Now}}, Audit: a.DB.Audit(), Now: a.Now,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}).Handler()
	if err != nil {
		t.Fatal(err)
	}
	k, secret, err := a.Keys().Create(within(t), d.Municipality.Code, identity.Key{
		Name: "QGIS", Collections: []identity.Collection{identity.Reports, identity.Hotspots, identity.Analyses}, Until: now.AddDate(1, 0, 0),
	})
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) (int, string) {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/municipalities/koping"+path, nil)
		r.SetBasicAuth(secret, "")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	uses := []struct {
		path   string
		status int
		line   string   // of the audit log
		never  []string // in the answer
	}{
		{"/reports?limit=1000", 200, "read reports /municipalities/koping/reports?limit=1000 f", []string{`"text"`, `"external_id"`, `"reporter_kind"`, `"drugs"`, `"violence"`, `"robbery"`, `"weapon"`}},
		{"/analyses/current/hotspots", 200, "read hotspots /municipalities/koping/analyses/current/hotspots f", []string{`"drugs"`, `"violence"`, `"robbery"`}},
		{"/categories", 200, "read categories /municipalities/koping/categories f", nil},
		{"", 200, "read municipality /municipalities/koping f", nil},
		{"/streets", 403, "read streets /municipalities/koping/streets t", nil},
		{"/plans", 403, "read plans /municipalities/koping/plans t", nil},
	}
	var want []string
	for _, c := range uses {
		status, body := get(c.path)
		if status != c.status {
			t.Errorf("%s: got %d, want %d: %.300s", c.path, status, c.status, body)
		}
		for _, never := range c.never {
			if strings.Contains(body, never) {
				t.Errorf("%s tells %s", c.path, never)
			}
		}
		want = append(want, "key gis "+c.line)
	}
	told := lines(t, a, d.Municipality.Code, fmt.Sprintf("key:%d", k.ID))
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("lines of the audit log (-want +got):\n%s", diff)
	}
	if err := a.Keys().Revoke(within(t), d.Municipality.Code, k.ID); err != nil {
		t.Fatal(err)
	}
	if status, body := get("/reports"); status != 401 || strings.Contains(body, "revoked") {
		t.Errorf("a revoked key: got %d %s", status, body)
	}
}
