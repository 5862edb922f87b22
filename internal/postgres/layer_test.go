package postgres_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/hotspot/trend"
	"tryggled/internal/ingest"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

func layers() hotspot.Layers {
	half := 0.1 + 0.2
	return hotspot.Layers{
		Cells: hotspot.Cells{
			Lattice: "hex", CellM: 100, BandM: 200, X: []float64{587_000.25, 1.0 / 3}, Y: []float64{6_597_000, math.MaxFloat64}, Share: []float64{1, 0.5},
			Views: map[string]hotspot.CellView{hotspot.AllView: {Events: []float64{3, 0}, Z: []float64{2.02424331, -1.39727626}, P: []float64{5e-324, 1}}},
			Kinds: map[string][]float64{"guard": {1, 0}}, Class: []string{"new", ""}, Moran: []string{"HH", ""},
		},
		Segments: hotspot.Segments{ID: []int64{1, 1 << 60}, Name: []string{"Provgatan", ""}, Line: [][]float64{{0, 0, 9, 9}, {1, 1}}},
		Surface:  hotspot.Surface{X: 1, Y: 2, CellM: 25, Cols: 2, Rows: 1, Kinds: map[string]hotspot.Density{"reports": {Unit: lang.T("per km²", "per km²"), Values: []*float64{nil, &half}}}},
		Watch: []hotspot.Watch{{
			Name: lang.Same("Provgatan"), Watch: trend.Watch{At: orb.Point{1, 2}, RadiusM: 100, From: noon, Until: noon.AddDate(0, 0, 7), Events: 1, Ratio: 2.5},
		}},
	}
}

// read fetches every layer of an analysis.
func read(ctx context.Context, db *postgres.DB, code string, id int64) (l hotspot.Layers, err error) {
	for name, into := range map[string]any{
		hotspot.CellsLayer: &l.Cells, hotspot.SegmentsLayer: &l.Segments, hotspot.SurfaceLayer: &l.Surface, hotspot.WatchLayer: &l.Watch,
	} {
		if err := db.Hotspots().Layer(ctx, code, id, name, into); err != nil {
			return l, err
		}
	}
	return l, nil
}

func TestLayersComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	full, open := analysis(), analysis()
	full.Layers, open.Params.Open = layers(), true
	id, err := db.Hotspots().Save(ctx, m.Code, full)
	check(t, err)
	twin, err := db.Hotspots().Save(ctx, m.Code, open)
	check(t, err)
	for _, asked := range []int64{id, 0} {
		got, err := read(ctx, db, m.Code, asked)
		check(t, err)
		if diff := cmp.Diff(layers(), got); diff != "" {
			t.Errorf("layers of %d (-want +got):\n%s", asked, diff)
		}
	}
	reader := openly(ctx, m.Code)
	if _, err := read(reader, db, m.Code, id); !fault.Is(err, fault.NotFound) {
		t.Errorf("layers of a full analysis, to one who may not see it: got %v, want NotFound", err)
	}
	for _, asked := range []int64{twin, 0} {
		got, err := read(reader, db, m.Code, asked)
		check(t, err)
		if diff := cmp.Diff(hotspot.Layers{}, got); diff != "" {
			t.Errorf("layers of the open twin (-want +got):\n%s", diff)
		}
	}
	var into any
	for _, asked := range []struct {
		id   int64
		name string
	}{{id, "no such layer"}, {id + 100, hotspot.CellsLayer}} {
		if err := db.Hotspots().Layer(ctx, m.Code, asked.id, asked.name, &into); !fault.Is(err, fault.NotFound) {
			t.Errorf("layer %q of %d: got %v, want NotFound", asked.name, asked.id, err)
		}
	}
}

// Lists of analyses do not carry their pictures along.
func TestPicturesAreReadOneAtATime(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	a := analysis()
	a.Picture.Study.Cells = 7
	id, err := db.Hotspots().Save(ctx, m.Code, a)
	check(t, err)
	all, err := db.Hotspots().Analyses(ctx, m.Code)
	check(t, err)
	one, err := db.Hotspots().Analysis(ctx, m.Code, id)
	check(t, err)
	if all[0].Picture.Study.Cells != 0 || one.Picture.Study.Cells != 7 || all[0].Params.Seed != 1983 {
		t.Errorf("listed: %+v; one: %+v", all[0].Picture.Study, one.Picture.Study)
	}
}

func TestMeasuresAtAPlace(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	for _, wkt := range []string{
		"'POINT(5 5)'", "'LINESTRING(-5 8, 20 8)'", "'POLYGON((10 10, 20 10, 20 20, 10 10))'", // touches in a corner
		"'POINT(50 50)'", "'LINESTRING(-1 2, 2 11)'",
		"NULL",
	} {
		check(t, inTenant(ctx, db, m.Code, `INSERT INTO measure (municipality, kind, title, goal, owner, geom, starts_on, state, revision)
			VALUES ($1, 'lighting', '{"sv": "Ny belysning", "en": "New lamps"}', 'ljusare', 'VME', ST_Translate(ST_GeomFromText(`+wkt+`, 3006), $2, $3), '2026-10-01', 'ongoing', 1)`,
			m.Code, origin[0], origin[1]))
	}
	ids := func(shape orb.MultiPolygon) (n []int64) {
		found, err := db.Hotspots().Measures(ctx, m.Code, shape)
		check(t, err)
		for _, f := range found {
			n = append(n, f.ID-found[0].ID)
		}
		return n
	}
	if got := ids(square(0, 0, 10)); !slices.Equal(got, []int64{0, 1, 2, 4}) {
		t.Errorf("got measures %v, want the four that meet the place", got)
	}
	if got := ids(orb.MultiPolygon{}); got != nil {
		t.Errorf("a place without an outline: got %v", got)
	}
	found, err := db.Hotspots().Measures(ctx, m.Code, square(4.8, 4.8, 0.4))
	check(t, err)
	if len(found) != 1 || found[0].Kind != "lighting" || found[0].Title.EN != "New lamps" || found[0].StartsOn != "2026-10-01" || found[0].EndsOn != "" {
		t.Errorf("got %+v", found)
	}
}

// Every kind of data that an analysis is made of makes it out of date when it changes, and
// nothing else does.
func TestStale(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	reader := openly(ctx, m.Code)
	parts := replaces(ingest.PartArea, ingest.PartSegment, "lamps")
	town := func() []ingest.Object {
		return []ingest.Object{area("a", 0, 0, 100), segment(1, at(0, 0), at(9, 0)), lamp("n1", 1, 1)}
	}
	imported(t, ctx, db, m.Code, parts, objects(town()...), reports(told("r", 1, 1), restrictedReport("secret")))
	secret := ask[int64](t, ctx, db, m.Code, `SELECT id FROM report WHERE restricted`)
	plain := ask[int64](t, ctx, db, m.Code, `SELECT id FROM report WHERE NOT restricted`)
	fresh := func() (full, open hotspot.Analysis) {
		full, open = analysis(), analysis()
		open.Params.Open = true
		in, err := db.Hotspots().Input(ctx, m.Code, noon.AddDate(-9, 0, 0), noon)
		check(t, err)
		full.DataRevision, open.DataRevision = in.Revision, in.OpenRevision
		return full, open
	}
	autumn := municipality.Span{Code: "term", Name: lang.T("Höstterminen", "Autumn term"), From: "2026-08-18", To: "2026-12-18"}
	folder := func() {
		imported(t, ctx, db, m.Code, replaces(ingest.PartMunicipality), objects(ingest.Object{Municipality: &m}), nil)
	}
	for _, c := range []struct {
		name       string
		full, open bool // out of date afterwards
		change     func()
	}{
		{"nothing", false, false, func() {}},
		{"an analysis is stored", false, false, func() { _, err := db.Hotspots().Save(ctx, m.Code, analysis()); check(t, err) }},
		{"a base", false, false, func() { imported(t, ctx, db, m.Code, ingest.Request{}, objects(base("x", 1, 1)), nil) }},
		{"a report", true, true, func() { _, err := db.Reports().Create(ctx, m.Code, told("new", 2, 2)); check(t, err) }},
		{"a restricted report", true, false, func() { _, err := db.Reports().Create(ctx, m.Code, restrictedReport("new secret")); check(t, err) }},
		{"the same report once more", false, false, func() { imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(told("r", 1, 1))) }},
		{"a report erased", true, true, func() { erase(t, ctx, db, m.Code, plain) }},
		{"a restricted report erased", true, false, func() { erase(t, ctx, db, m.Code, secret) }},
		{"exposures renewed", false, false, func() {
			check(t, db.Overlays().Renewed(ctx, m.Code, []overlay.Exposure{{Segment: 1}}, pendingChanges(t, ctx, db, m.Code)))
		}},
		{"the same streets once more", false, false, func() { imported(t, ctx, db, m.Code, parts, objects(town()...), nil) }},
		{"a lamp entered by hand", true, true, func() { _, err := db.Overlays().Create(ctx, m.Code, byHand(3, 3)); check(t, err) }},
		{"a lamp gone", true, true, func() { imported(t, ctx, db, m.Code, parts, objects(town()[:2]...), nil) }},
		{"the streets", true, true, func() { imported(t, ctx, db, m.Code, ingest.Request{}, objects(segment(1, at(0, 0), at(8, 0))), nil) }},
		{"an area", true, true, func() { imported(t, ctx, db, m.Code, ingest.Request{}, objects(area("b", 0, 0, 50)), nil) }},
		{"a calendar", true, true, func() { m.Calendar = []municipality.Span{autumn}; folder() }},
		{"the same calendar once more", false, false, folder},
		{"a name of the municipality", false, false, func() { m.Name = lang.Same("Provköping"); folder() }},
		{"the time zone", true, true, func() { m.TimeZone = "Europe/London"; folder() }},
		{"no calendar any more", true, true, func() { m.Calendar = nil; folder() }},
		{"a lamp", true, true, func() { imported(t, ctx, db, m.Code, ingest.Request{}, objects(lamp("n2", 2, 2)), nil) }},
	} {
		full, open := fresh()
		c.change()
		got, err := db.Hotspots().Stale(ctx, m.Code, []hotspot.Analysis{full, open})
		check(t, err)
		if !slices.Equal(got, []bool{c.full, c.open}) {
			t.Errorf("%s: got %v, want the full one %v and the open one %v", c.name, got, c.full, c.open)
		}
		againFull, againOpen := fresh() // the same data make the same analysis, whatever else was written
		if same := againFull.DataRevision == full.DataRevision; same == c.full {
			t.Errorf("%s: the revision went from %d to %d", c.name, full.DataRevision, againFull.DataRevision)
		}
		if same := againOpen.DataRevision == open.DataRevision; same == c.open {
			t.Errorf("%s: the open revision went from %d to %d", c.name, open.DataRevision, againOpen.DataRevision)
		}
		seen, err := db.Hotspots().Stale(reader, m.Code, []hotspot.Analysis{open})
		check(t, err)
		if !slices.Equal(seen, []bool{c.open}) {
			t.Errorf("%s, to one without restricted categories: got %v, want %v", c.name, seen, c.open)
		}
	}
	if got, err := db.Hotspots().Stale(ctx, m.Code, nil); len(got) != 0 || err != nil {
		t.Errorf("of no analyses: got %v, %v", got, err)
	}
}

func restrictedReport(id string) report.Report {
	r := told(id, 1, 1)
	r.Category = "drugs"
	return r
}

func erase(t testing.TB, ctx context.Context, db *postgres.DB, code string, id int64) {
	t.Helper()
	check(t, db.Write(ctx, code, func(ctx context.Context, _ pgx.Tx, revision int64) error {
		return postgres.RemoveReports(ctx, []int64{id}, revision)
	}))
}
