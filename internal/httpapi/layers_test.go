package httpapi

import (
	"context"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
)

func features(body map[string]any) (ids []any) {
	for _, f := range body["features"].([]any) {
		ids = append(ids, f.(map[string]any)["id"])
	}
	return ids
}

// Layers come a page at a time, each page of the very analysis that the first was of.
func TestLayerPages(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for path, want := range map[string][]any{
		"/analyses/current/cells":    {"cell-1", "cell-2", "cell-3"},
		"/analyses/current/segments": {"segment-1", "segment-2"},
	} {
		var ids []any
		for next, pages := base+path+"?limit=1", 0; next != ""; pages++ {
			if pages > 3 {
				t.Fatalf("%s: the pages do not end", path)
			}
			a := call(t, h, "GET", next, "")
			body := a.json(t)
			ids = append(ids, features(body)...)
			next, _ = body["next"].(string)
			if next != "" && (!strings.HasPrefix(next, base+"/analyses/4/") || a.Header().Get("Link") != "<"+next+`>; rel="next"`) {
				t.Errorf("%s: next is %s, Link %s", path, next, a.Header().Get("Link"))
			}
			if body["source"].(map[string]any)["exercise"] != true {
				t.Errorf("%s is not marked as exercise data", path)
			}
		}
		if !slices.Equal(ids, want) {
			t.Errorf("%s: got %v over all pages, want %v", path, ids, want)
		}
	}
}

func TestLayersInABox(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	first := get(t, h, base+"/analyses/4/cells?limit=1")["features"].([]any)[0].(map[string]any)
	ring := first["geometry"].(map[string]any)["coordinates"].([]any)[0].([]any)
	west := ring[5].([]any) // the corner farthest from the other cells
	corner := strings.Join([]string{text(west[0]), text(west[1]), text(west[0]), text(west[1])}, ",")
	for box, want := range map[string]int{corner: 1, "-180,-90,180,90": 3, "-3,40,-2,41": 0} {
		if got := features(get(t, h, base+"/analyses/4/cells?bbox="+url.QueryEscape(box))); len(got) != want {
			t.Errorf("in %s: got %v, want %d", box, got, want)
		}
	}
}

func text(v any) string { return lang.Decimal(v.(float64), 7).EN }

// Who may not see who told a report sees it in no cell either.
func TestLayersWithoutWhoTold(t *testing.T) {
	t.Parallel()
	for role, sees := range map[identity.Role]bool{identity.Police: true, identity.Coordinator: true, identity.GIS: false} {
		h := newTown().seenBy(t, as(role))
		a := call(t, h, "GET", base+"/analyses/current/cells", "")
		if told := strings.Contains(a.Body.String(), "reporter_kinds"); a.Code != 200 || told != sees {
			t.Errorf("%s: got %d, told who reported: %v, want %v", role, a.Code, told, sees)
		}
		want := map[bool]int{true: 200, false: 403}[sees]
		if a := call(t, h, "GET", base+"/analyses/current/cells?view=citizens", ""); a.Code != want {
			t.Errorf("%s, citizens' reports only: got %d, want %d", role, a.Code, want)
		}
	}
}

func TestSurfaceIsAFile(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	a := call(t, h, "GET", base+"/analyses/current/surface.asc?kind=reports", "")
	if a.Code != 200 || !strings.HasPrefix(a.Body.String(), "ncols 3\nnrows 2\n") {
		t.Errorf("got %d: %s", a.Code, a.Body)
	}
	if got := a.Header().Get("Content-Disposition"); got != `attachment; filename="koping-current-reports-epsg3006-ovningsdata.asc"` {
		t.Errorf("got %s", got)
	}
	if a := call(t, h, "GET", base+"/analyses/current/surface.asc?kind=lit", ""); a.Code != 404 {
		t.Errorf("a density that there is not: got %d", a.Code)
	}
}

// Windows are live at a time and then no more, and the tag of the answer tells.
func TestWatchWindowsExpire(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 18, 0, 30, 0, time.UTC)
	h, _ := newTown().serverWith(t, func(s *Server) { s.Now = func() time.Time { return now } })
	path := base + "/analyses/current/watch"
	first := call(t, h, "GET", path, "")
	if got := first.json(t)["live"]; got != 1.0 {
		t.Errorf("now: got %v windows, want 1: %s", got, first.Body)
	}
	now = now.Add(20 * time.Second)
	if again := call(t, h, "GET", path, "", header("If-None-Match", first.Header().Get("ETag"))); again.Code != 304 {
		t.Errorf("within the minute: got %d, want 304", again.Code)
	}
	now = now.AddDate(0, 1, 0)
	later := call(t, h, "GET", path, "", header("If-None-Match", first.Header().Get("ETag")))
	if later.Code != 200 || later.json(t)["live"] != 0.0 {
		t.Errorf("a month later: got %d %s, want none", later.Code, later.Body)
	}
	if got := get(t, h, path+"?at=2026-11-13T12:00")["live"]; got != 1.0 {
		t.Errorf("a week before: got %v windows", got)
	}
	if a := call(t, h, "GET", path+"?at=2026-10-25T02:30", ""); a.Code != 400 || !strings.Contains(a.Body.String(), "2026-10-25T02:30:00+02:00") {
		t.Errorf("a doubled time: got %d %s", a.Code, a.Body)
	}
}

func TestLayersOfNothing(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for _, path := range []string{"cells", "segments", "surface.asc", "watch"} {
		for _, target := range []string{base + "/analyses/99/" + path, "/api/v1/municipalities/london/analyses/current/" + path} {
			if a := call(t, h, "GET", target, ""); a.Code != 404 {
				t.Errorf("%s: got %d, want 404", target, a.Code)
			}
		}
	}
}

// appended is an audit log that keeps what no transaction told of.
type appended struct{ all []identity.Event }

func (l *appended) Append(_ context.Context, _ string, e identity.Event) error {
	l.all = append(l.all, e)
	return nil
}

// The reports behind a hotspot are shown by the reader's own rule for reports, and read with
// an access that leaves a line about reports.
func TestReportsBehindAHotspot(t *testing.T) {
	t.Parallel()
	only := as(identity.GIS)
	only.Key = &identity.KeyScope{Collections: []identity.Collection{identity.Hotspots, identity.Analyses}}
	for name, c := range map[string]struct {
		who   signedIn
		shown string
		items int
	}{
		"coordinator":                      {as(identity.Coordinator), "exact", 3},
		"police":                           {as(identity.Police), "exact", 3},
		"a key that names reports":         {as(identity.GIS), "segment", 3},
		"a key that names no reports":      {only, "withheld", 0},
		"guard":                            {as(identity.Guard), "withheld", 0},
		"night walker, who sees no report": {as(identity.NightWalker), "withheld", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			town := newTown()
			town.analyses[0].Hotspots[0].Members = []int64{1, 3, 4, 77}
			kept := notedReports{reportsOf: reportsOf{town}}
			h, _ := town.serverWith(t, func(s *Server) {
				s.Local, s.Auth, s.Audit = false, c.who, &appended{}
				s.Reports = reader{&kept}
			})
			body := get(t, h, base+"/analyses/current/hotspots/1")
			behind := body["reports_behind"].(map[string]any)
			items := behind["items"].([]any)
			if behind["shown"] != c.shown || len(items) != c.items || behind["reports"] != 12.0 {
				t.Errorf("got %v", behind)
			}
			if len(body["links"].([]any)) == 0 {
				t.Error("it leads nowhere")
			}
			if c.items == 0 {
				if kept.asked {
					t.Error("reports were read that are not shown")
				}
				return
			}
			said := behind["text"].(map[string]any)["en"].(string)
			if !strings.Contains(said, "1 are not shown") || town.filter.Snapped != (c.shown == "segment") {
				t.Errorf("asked %+v, said %q", town.filter, said)
			}
			if e := kept.event; e.Collection != identity.Reports || e.Action != identity.Read || e.Role == "" ||
				!strings.HasSuffix(e.What, "/hotspots/1") || kept.access.Rule.Collection != identity.Reports {
				t.Errorf("the line of the audit log: %+v, by the rule %+v", e, kept.access.Rule)
			}
			_, sees := items[0].(map[string]any)["text"]
			if sees != (c.shown == "exact") {
				t.Errorf("the text of a report is shown: %v", sees)
			}
		})
	}
}

// Who reads a hotspot as another does not share its tag.
func TestTagsOfHotspotsDiffer(t *testing.T) {
	t.Parallel()
	tags := map[string]identity.Role{}
	for _, role := range []identity.Role{identity.Coordinator, identity.Police, identity.Guard, identity.GIS} {
		tag := call(t, newTown().seenBy(t, as(role)), "GET", base+"/analyses/current/hotspots/1", "").Header().Get("ETag")
		if other, taken := tags[tag]; taken || tag == "" {
			t.Errorf("%s and %s share the tag %q", role, other, tag)
		}
		tags[tag] = role
	}
}

// An analysis that is out of date is served all the same, and says so wherever it is shown.
func TestStaleAnalysesSaySo(t *testing.T) {
	t.Parallel()
	town := newTown()
	h, _ := town.server(t)
	tag := call(t, h, "GET", base+"/analyses/current", "").Header().Get("ETag")
	for _, stale := range []bool{false, true} {
		town.stale = stale
		if stale {
			for i := range town.all {
				town.all[i].Revision++ // as whatever makes it so does
			}
		}
		a := call(t, h, "GET", base+"/analyses/current", "", header("If-None-Match", tag))
		if want := map[bool]int{false: 304, true: 200}[stale]; a.Code != want {
			t.Errorf("stale %v: got %d, want %d", stale, a.Code, want)
		}
		if got := get(t, h, base+"/analyses/current")["stale"]; got != stale {
			t.Errorf("the analysis: got %v, want %v", got, stale)
		}
		if got := get(t, h, base+"/analyses")["items"].([]any)[0].(map[string]any)["stale"]; got != stale {
			t.Errorf("the list: got %v, want %v", got, stale)
		}
		page := call(t, h, "GET", "/?lang=en", "").Body.String()
		if got := strings.Contains(page, "made anew tonight"); got != stale {
			t.Errorf("the page: says so %v, want %v", got, stale)
		}
	}
}

func TestCancelTask(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for range 2 { // twice is harmless
		if a := call(t, h, "DELETE", base+"/tasks/5", ""); a.Code != 200 || a.json(t)["state"] != "cancelled" {
			t.Errorf("got %d: %s", a.Code, a.Body)
		}
	}
	for id, want := range map[string]int{"1": 409, "99": 404} {
		if a := call(t, h, "DELETE", base+"/tasks/"+id, ""); a.Code != want {
			t.Errorf("task %s: got %d, want %d", id, a.Code, want)
		}
	}
}

// Every member of everything that an analysis tells is described, by name and type.
func TestEveryMemberOfAnAnalysisIsDescribed(t *testing.T) {
	t.Parallel()
	town := newTown()
	a := &town.analyses[0]
	a.Picture = sample[hotspot.Picture]()
	h := &a.Hotspots[0]
	h.Kinds, h.Significance, h.Trend = map[string]int{"citizen": 2}, sample[hotspot.PlaceSignificance](), sample[hotspot.Trend]()
	h.Profile, h.Light, h.FewReporters = new(sample[hotspot.Profile]()), sample[hotspot.Light](), true
	h.Factors = []hotspot.Factor{sample[hotspot.Factor]()}
	a.Params = sample[hotspot.Params]()
	server, _ := town.server(t)
	for _, path := range []string{"/analyses", "/analyses/4", "/analyses/4/hotspots", "/analyses/4/hotspots/1", "/analyses/4/cells", "/analyses/4/segments"} {
		if a := call(t, server, "GET", base+path, ""); a.Code != 200 {
			t.Errorf("%s: got %d: %s", path, a.Code, a.Body)
		}
	}
	// And every parameter may be asked for.
	described := document.Components.Schemas["NewAnalysis"].Value.Properties
	for name := range document.Components.Schemas["Params"].Value.Properties {
		if _, ok := described[name]; !ok && name != "open" {
			t.Errorf("an analysis cannot be asked for with %s", name)
		}
	}
}

// sample is a value in which nothing is left out.
func sample[T any]() (v T) {
	fillSample(reflect.ValueOf(&v).Elem())
	return v
}

func fillSample(v reflect.Value) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)))
		return
	case lang.Text:
		v.Set(reflect.ValueOf(lang.T("ord", "words")))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fillSample(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillSample(v.Index(0))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillSample(v.Elem())
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(2)
	case reflect.Uint64:
		v.SetUint(2)
	case reflect.Float64:
		v.SetFloat(1.5)
	}
}

// notedReports are the reports of the town that keep how they were read.
type notedReports struct {
	reportsOf
	asked  bool
	access identity.Access
	event  identity.Event
}

// reader is a service over them.
type reader struct{ *notedReports }

func (r reader) Create(ctx context.Context, m municipality.Municipality, given report.Report) (report.Report, error) {
	return r.reportsOf.Create(ctx, m.Code, given)
}

func (r reader) List(ctx context.Context, m municipality.Municipality, f report.Filter) ([]report.Report, error) {
	r.asked = true
	r.access, _ = identity.AccessOf(ctx)
	r.event, _ = identity.TakeEvent(ctx)
	return r.reportsOf.List(ctx, m.Code, f)
}
