package hotspot

import (
	stdcmp "cmp"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

var (
	since = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	until = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
)

// told is one report of a test; its zero fields are an exact instant at the window's end.
type told struct {
	id       int64 // 0: its number
	x, y     float64
	accuracy float64
	daysAgo  float64 // before until
	lasting  time.Duration
	category string
	after    time.Duration // told so long after it ended
	patrol   bool
	reporter string
	event    string
	area     string
	kind     string
}

func columns(all ...told) Input {
	var r Reports
	for i, t := range all {
		if t.category == "" {
			t.category = "vandalism"
		}
		from := until.Add(-time.Duration(t.daysAgo * 24 * float64(time.Hour)))
		if t.daysAgo == 0 {
			from = until.Add(-time.Second)
		}
		r.ID = append(r.ID, stdcmp.Or(t.id, int64(i+1)))
		r.X, r.Y = append(r.X, t.x), append(r.Y, t.y)
		r.AccuracyM = append(r.AccuracyM, t.accuracy)
		r.From, r.To = append(r.From, from.Unix()), append(r.To, from.Add(t.lasting).Unix())
		r.Told = append(r.Told, from.Add(t.lasting+t.after).Unix())
		r.Category = append(r.Category, t.category)
		r.Patrol = append(r.Patrol, t.patrol)
		r.Reporter, r.Event = append(r.Reporter, t.reporter), append(r.Event, t.event)
		r.Area, r.Kind = append(r.Area, t.area), append(r.Kind, t.kind)
	}
	return Input{Reports: r, Revision: 7, OpenRevision: 5}
}

// times repeats a report.
func times(n int, t told) []told {
	all := make([]told, n)
	for i := range all {
		all[i] = t
	}
	return all
}

func analyse(t *testing.T, in Input, ground Ground, change func(*Params)) Analysis {
	t.Helper()
	p := DefaultParams(since, until)
	p.MinPoints = 5
	if change != nil {
		change(&p)
	}
	a, err := Analyse(t.Context(), in, ground, p, nil)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestWhatMakesAHotspot(t *testing.T) {
	each := func(n int, vary func(i int, t *told)) []told {
		all := times(n, told{})
		for i := range all {
			vary(i, &all[i])
		}
		return all
	}
	tests := map[string]struct {
		reports  []told
		hotspots int
		used     int
	}{
		"nothing":               {nil, 0, 0},
		"five on a point":       {times(5, told{}), 1, 5},
		"four":                  {times(4, told{}), 0, 4},
		"too coarse":            {times(9, told{accuracy: 151}), 0, 0},
		"just fine enough":      {times(5, told{accuracy: 150}), 1, 5},
		"before the window":     {times(9, told{daysAgo: 366}), 0, 0},
		"a month, no hour":      {times(5, told{daysAgo: 40, lasting: 30 * 24 * time.Hour}), 1, 5},
		"no priority":           {times(9, told{category: "positive"}), 0, 0},
		"unknown category":      {times(5, told{category: "of the municipality's own"}), 1, 5},
		"one persistent person": {times(100, told{reporter: "a"}), 0, 100},
		"and one other":         {append(times(100, told{reporter: "a"}), told{reporter: "b"}), 0, 101},
		"and three others":      {append(times(100, told{reporter: "a"}), told{reporter: "b"}, told{}, told{}), 0, 103},
		"and four others":       {append(times(100, told{reporter: "a"}), told{reporter: "b"}, told{}, told{}, told{}), 1, 104},
		"one along a street":    {each(100, func(i int, t *told) { t.x, t.reporter = float64(i)*5, "a" }), 0, 100},
		"a reporter of brawls":  {each(20, func(i int, t *told) { t.event, t.reporter = fmt.Sprint(i), "a" }), 0, 20},
		"five persons":          {each(5, func(i int, t *told) { t.reporter = fmt.Sprint(i) }), 1, 5},
		"two persons, thrice":   {each(6, func(i int, t *told) { t.reporter = fmt.Sprint(i % 2) }), 0, 6},
		"one brawl told often":  {times(20, told{event: "brawl"}), 0, 20},
		"five brawls":           {each(20, func(i int, t *told) { t.event = fmt.Sprint(i % 5) }), 1, 20},
		"two places":            {append(times(5, told{}), times(5, told{x: 500})...), 2, 10},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := analyse(t, columns(tt.reports...), Ground{}, nil)
			if len(a.Hotspots) != tt.hotspots || a.Used != tt.used {
				t.Errorf("got %d hotspots of %d reports, want %d of %d", len(a.Hotspots), a.Used, tt.hotspots, tt.used)
			}
			if a.Note.IsZero() != (len(a.Hotspots) > 0) {
				t.Errorf("with %d hotspots the note is %q", len(a.Hotspots), a.Note.EN)
			}
		})
	}
}

// The numbers: vandalism weighs 1, violence 3, a patrol's report half, an event's reports
// share one weight, 90 days halve, a reporter's second report counts half.
func TestWeight(t *testing.T) {
	instant := 1.0 / (24 * 60 * 60) // days: just inside the window
	fill := times(5, told{category: "graffiti", daysAgo: instant})
	const filled = 2.5
	tests := map[string]struct {
		reports []told
		want    float64
	}{
		"graffiti alone":       {nil, filled},
		"violence":             {[]told{{category: "violence"}}, filled + 3},
		"half-life":            {[]told{{daysAgo: 90}, {daysAgo: 180}}, filled + 0.5 + 0.25},
		"found by a patrol":    {[]told{{patrol: true}}, filled + 0.5},
		"one event":            {times(4, told{event: "e"}), filled + 1},
		"one reporter":         {times(3, told{reporter: "r"}), filled + 1 + 1./2 + 1./3},
		"the heaviest counts":  {[]told{{reporter: "r"}, {reporter: "r", category: "violence"}}, filled + 3 + 1./2},
		"half in the window":   {[]told{{daysAgo: 1, lasting: 48 * time.Hour}}, filled + 0.5*math.Exp2(-0.5/90)},
		"wide, but all inside": {[]told{{daysAgo: 60, lasting: 60 * 24 * time.Hour}}, filled + math.Exp2(-30./90)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := analyse(t, columns(append(tt.reports, fill...)...), Ground{}, nil).Hotspots[0]
			if math.Abs(h.Weight-tt.want) > 1e-6 {
				t.Errorf("got weight %v, want %v", h.Weight, tt.want)
			}
			if product := h.Factors[0].Times * h.Factors[1].Times; math.Abs(product-h.Weight) > 1e-9 {
				t.Errorf("reports × recency is %v, weight %v", product, h.Weight)
			}
		})
	}
}

func TestWidePlacesAreCut(t *testing.T) {
	var reports []told
	for i := range 100 { // a street of 1 km with a crowd at every 250 m
		reports = append(reports, told{x: float64(i) * 10})
		if i%25 == 12 {
			reports = append(reports, times(40, told{x: float64(i) * 10})...)
		}
	}
	a := analyse(t, columns(reports...), Ground{}, nil)
	if len(a.Hotspots) != 4 {
		t.Fatalf("got %d hotspots, want the 4 crowds", len(a.Hotspots))
	}
	for _, h := range a.Hotspots {
		b := h.Shape.Bound()
		if wide := b.Max[0] - b.Min[0]; wide > 250+2*25 {
			t.Errorf("%v is %v m wide", h.Centre, wide)
		}
	}
}

func TestPlacesBeyondTheStreetsAreLeftOut(t *testing.T) {
	in := columns(append(times(5, told{}), times(5, told{x: -400})...)...)
	a := analyse(t, in, town(), nil)
	if len(a.Hotspots) != 1 || !strings.HasPrefix(a.Note.SV, "1 tät plats ligger mer än 100 m") {
		t.Errorf("got %d hotspots and %q", len(a.Hotspots), a.Note.SV)
	}
	if a := analyse(t, in, Ground{}, nil); len(a.Hotspots) != 2 {
		t.Errorf("where no streets are known got %d hotspots, want both", len(a.Hotspots))
	}
}

func TestMostKeepsTheFirst(t *testing.T) {
	in := columns(append(times(5, told{}), times(9, told{x: 400})...)...)
	a := analyse(t, in, Ground{}, func(p *Params) { p.Most = 1 })
	if len(a.Hotspots) != 1 || a.Hotspots[0].Reports != 9 || a.Note.EN != "The first 1 of 2 dense places are shown." {
		t.Errorf("got %+v and %q", a.Hotspots, a.Note.EN)
	}
}

func TestRestrictedIsMeasured(t *testing.T) {
	reports := append(times(8, told{daysAgo: 1}), told{category: "drugs", daysAgo: 3}, told{category: "robbery", daysAgo: 2})
	h := analyse(t, columns(reports...), Ground{}, func(p *Params) { p.HalfLifeDays = 36_500 }).Hotspots[0]
	if want := 4.5 / 12.5; math.Abs(h.RestrictedShare-want) > 1e-3 {
		t.Errorf("restricted share %v, want about %v", h.RestrictedShare, want)
	}
	if want := until.Add(-48 * time.Hour); !h.RestrictedLast.Equal(want) {
		t.Errorf("latest restricted report %v, want %v", h.RestrictedLast, want)
	}
	sum := 0.0
	for _, share := range h.Categories {
		sum += share
	}
	if math.Abs(sum-1) > 1e-12 {
		t.Errorf("shares of categories sum to %v", sum)
	}
}

// town is two streets that cross: Storgatan along y=0, dark, and Ån along x=0, lit.
func town() Ground {
	return Ground{
		Areas: []municipality.Area{{Slug: "centrum", Name: lang.Same("Centrum")}},
		Segments: []street.Segment{
			{ID: 1, Name: "Storgatan", Line: orb.LineString{{-200, 0}, {200, 0}}, LengthM: 400},
			{ID: 2, Name: "Ågatan", Line: orb.LineString{{0, -200}, {0, 200}}, LengthM: 400},
			{ID: 3, Line: orb.LineString{{2000, 0}, {2000, 50}}, LengthM: 50},
		},
		Exposures: []overlay.Exposure{
			{Segment: 1, Light: []overlay.Lit{{ByLamps: 1, Dark: 1}}, LeafOn: overlay.Sight{Concealed: 0.5, ConcealKnown: 1}},
			{Segment: 2, Light: []overlay.Lit{{ByLamps: 1}}},
		},
	}
}

func TestFactors(t *testing.T) {
	in := columns(append(times(5, told{area: "centrum"}), times(5, told{x: 2000, area: "centrum"})...)...)
	a := analyse(t, in, town(), nil)
	crossing, lonely := a.Hotspots[0], a.Hotspots[1]
	if crossing.Name.SV != "Storgatan" || lonely.Name != lang.T("vid Centrum", "near Centrum") || lonely.Area != "centrum" {
		t.Errorf("got %q and %q in %q", crossing.Name.SV, lonely.Name.SV, lonely.Area)
	}
	want := Surroundings{StreetM: 100, Dark: 0.5, LightKnown: 1, Concealed: 0.5, ConcealKnown: 0.5}
	if diff := cmp.Diff(want, crossing.Exposure, cmpopts.EquateApprox(0, 0.5)); diff != "" {
		t.Errorf("surroundings of the crossing (-want +got):\n%s", diff)
	}
	got := map[string]float64{}
	for _, f := range crossing.Factors {
		got[f.Name] = math.Round(f.Times*1e4) / 1e4
		if f.Text.SV == "" || f.Text.EN == "" || f.Text.SV == f.Text.EN {
			t.Errorf("factor %s says %q and %q", f.Name, f.Text.SV, f.Text.EN)
		}
	}
	wantTimes := map[string]float64{
		"reports": 5, "recency": 1, "darkness": 1.25, "concealment": 1.0625, "no_camera": 1,
		"trend": 1,           // five against none: no certain change
		"hour":  1 + 0.5*0.5, // all in eight hours, of five reports: half believed
	}
	if diff := cmp.Diff(wantTimes, got); diff != "" {
		t.Errorf("factors (-want +got):\n%s", diff)
	}
	for _, f := range lonely.Factors[3:6] {
		if f.Times != 1 || !strings.Contains(f.Text.EN, "unknown here") {
			t.Errorf("without streets %s is × %v: %q", f.Name, f.Times, f.Text.EN)
		}
	}
	if want := 100 / (1.25 * 1.0625); crossing.Priority != 100 || math.Abs(lonely.Priority-want) > 1e-6 {
		t.Errorf("priorities %v and %v, want 100 and %v", crossing.Priority, lonely.Priority, want)
	}
}

func TestWhy(t *testing.T) {
	ground := town()
	h := analyse(t, columns(times(7, told{daysAgo: 1, reporter: ""})...), ground, nil).Hotspots[0]
	want := lang.T(
		"7 rapporter på ett år, mest skadegörelse, flest natten till onsdag; delvis mörkt; skymda platser intill; okänt: kameror.",
		"7 reports in a year, mostly vandalism, most in the early hours of Wednesday; partly dark; hidden places close by; unknown: cameras.")
	h.Exposure.Dark = 0.4
	if got := Explain(h, DefaultParams(since, until)); got != want {
		t.Errorf("got\n%s\n%s", got.SV, got.EN)
	}
	h.Categories = map[string]float64{"drugs": 0.5, "theft": 0.3, "graffiti": 0.2}
	if got := Explain(h, DefaultParams(since, until)); !strings.Contains(got.SV, "mest misstänkt narkotikahantering samt stöld/inbrott,") {
		t.Errorf("of three categories: %s", got.SV)
	}
}

func TestNamesDiffer(t *testing.T) {
	ground := town()
	var reports []told
	for _, x := range []float64{-180, 180, 20} {
		reports = append(reports, times(5, told{x: x})...)
	}
	seen := map[string]bool{}
	for _, h := range analyse(t, columns(reports...), ground, nil).Hotspots {
		if seen[h.Name.SV] {
			t.Errorf("two hotspots are named %q", h.Name.SV)
		}
		seen[h.Name.SV] = true
	}
	if len(seen) != 3 {
		t.Errorf("got names %v, want three", seen)
	}
}

func TestParamsValidate(t *testing.T) {
	good := DefaultParams(since, until)
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(good, Params{Since: since, Until: until}.OrDefaults()); diff != "" {
		t.Errorf("zero parameters filled in (-want +got):\n%s", diff)
	}
	tests := map[string]func(*Params){
		"since":          func(p *Params) { p.Since = time.Time{} },
		"until":          func(p *Params) { p.Until = p.Since },
		"categories":     func(p *Params) { p.Categories = []string{"thft"} },
		"eps_m":          func(p *Params) { p.EpsM = math.NaN() },
		"min_points":     func(p *Params) { p.MinPoints = -1 },
		"max_span_m":     func(p *Params) { p.MaxSpanM = 5 },
		"half_life_days": func(p *Params) { p.HalfLifeDays = 0 },
		"patrol_weight":  func(p *Params) { p.PatrolWeight = 1.5 },
		"buffer_m":       func(p *Params) { p.BufferM = math.Inf(1) },
		"most":           func(p *Params) { p.Most = 0 },
	}
	for field, change := range tests {
		t.Run(field, func(t *testing.T) {
			p := good
			change(&p)
			_, err := Analyse(t.Context(), Input{}, Ground{}, p, nil)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), field+":") {
				t.Errorf("got %v, want Invalid naming %s", err, field)
			}
		})
	}
}

// A change says which times are held against each other, and a window of days has one.
func TestChangeTellsItsPeriods(t *testing.T) {
	for name, tt := range map[string]struct {
		days int
		want string
	}{
		"a year":   {365, "5 against 0: no certain change (the last 90 days against as long before; not adjusted for season)"},
		"a week":   {7, "5 against 0: no certain change (the last 3 days against as long before; not adjusted for season)"},
		"two days": {2, "5 against 0: no certain change (the last day against as long before; not adjusted for season)"},
		"a day":    {1, "the window is shorter than two days: no periods are compared"},
	} {
		a := analyse(t, columns(times(5, told{x: 20, y: 3, daysAgo: 0.5, area: "centrum"})...), drawnTown(), func(p *Params) {
			p.Since = p.Until.AddDate(0, 0, -tt.days)
		})
		if got := a.Picture.Change.Text; got.EN != tt.want || got.SV == "" {
			t.Errorf("%s: got %q, want %q", name, got.EN, tt.want)
		}
		if got := a.Hotspots[0].Trend; tt.days < 28 && (len(got.Counts) > 0 || got.Class != "" || !strings.Contains(got.Rule.EN, "shorter than 28 days")) {
			t.Errorf("%s: got the trend %+v of no bin", name, got)
		}
	}
}

// The same window read in another time zone, as from what is stored, is the same analysis to
// the byte, also where a clock change lies in it.
func TestZonesOfTheWindowMakeNoDifference(t *testing.T) {
	ground := drawnTown()
	ground.Location = stockholm(t)
	written := func(zone *time.Location) string {
		a := analyse(t, columns(weekly()...), ground, func(p *Params) { p.Since, p.Until = p.Since.In(zone), p.Until.In(zone) })
		b, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if diff := cmp.Diff(written(time.UTC), written(time.FixedZone("", 2*60*60))); diff != "" {
		t.Errorf("by zone (-UTC +another):\n%s", diff)
	}
}
