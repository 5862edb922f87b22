package measure

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// square is the drawn area: 100 m of Storgatan and 20 m to both sides, 4,000 m².
var square = orb.MultiPolygon{rectangle(0, -20, 100, 20)}

// watchedTown is a street through the area and 50 m further, a house, a playground and a
// school. A camera at the western edge looks east along the street.
func watchedTown() *builder {
	b := newBuilder()
	b.street("Storgatan", "residential", street.LightUnknown, orb.Point{0, 0}, orb.Point{60, 0})
	b.street("Storgatan", "residential", street.LightUnknown, orb.Point{60, 0}, orb.Point{150, 0})
	b.street("Bortgatan", "residential", street.LightUnknown, orb.Point{0, 700}, orb.Point{100, 700})
	house := b.add(overlay.Object{Kind: overlay.Building, Geometry: rectangle(40, -3, 50, 3)})
	house.Props.Dwelling = true
	b.add(overlay.Object{Kind: overlay.Building, Geometry: rectangle(80, 10, 90, 20)})
	b.place("playground", rectangle(10, -1, 14, 1))
	b.place("school", rectangle(60, 100, 90, 130))
	b.place("crossing", orb.Point{20, 0})
	b.hotspot(90, rectangle(60, -20, 140, 20)) // half of it in the area
	b.hotspot(70, rectangle(0, 690, 100, 710))
	return b
}

func lookingEast() overlay.Object {
	bearing := 90.0
	return overlay.Object{Kind: overlay.Camera, Geometry: orb.Point{0, 0}, Props: overlay.Props{HeightM: 4, Watching: overlay.Watching{
		BearingDeg: &bearing, FieldDeg: 20, WidthPx: 1920, RangeM: 60, Operator: "Köpings kommun",
	}}}
}

func dossier(t *testing.T, in Input, d Draft, measures ...hotspot.Measure) Dossier {
	t.Helper()
	d.Area = square
	e := Evidence{Input: in, Earlier: in.Since.AddDate(-1, 0, 0), Measures: measures, MadeAt: until}
	made, err := NewDossier(t.Context(), e, d)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// told adds reports on the street, by the local clock of Köping.
func (b *builder) tell(n int, category, at string) {
	zone := koping.Location()
	from, err := time.ParseInLocation("2006-01-02 15:04", at, zone)
	if err != nil {
		panic(err)
	}
	for range n {
		b.report(10, 5, from, time.Hour, category)
	}
}

// reportedTown has eleven reports in the area in the last year, and what does not count.
func reportedTown() *builder {
	b := watchedTown()
	b.tell(6, "vandalism", "2026-10-02 22:10") // a Friday, dark; the middle is 22:40
	b.tell(3, "drugs", "2026-07-01 11:40")     // a Wednesday, by day; the middle is 12:10
	b.tell(2, "graffiti", "2025-05-03 10:00")  // the year before
	b.report(10, 5, noon, 48*time.Hour, "vandalism")
	b.report(10, 5, noon, time.Hour, "disorder")
	b.report(10, 5, noon, time.Hour, "positive") // a place that feels safe
	b.report(10, 45, noon, time.Hour, "disorder")
	b.report(10, 5, noon, time.Hour, "disorder")
	b.Reports.AccuracyM[len(b.Reports.ID)-1] = 400
	return b
}

func TestDossierCounts(t *testing.T) {
	made := dossier(t, reportedTown().expose(t), Draft{})
	r := made.Reports
	var categories []string
	for _, c := range r.Categories {
		categories = append(categories, strings.Join([]string{c.Category, c.All.Text().EN, c.Earlier.Text().EN}, " "))
	}
	if diff := cmp.Diff([]string{"drugs 3 0", "vandalism 7 0", "graffiti 0 2", "disorder 1 0"}, categories); diff != "" {
		t.Errorf("categories (-want +got):\n%s", diff)
	}
	got := []int{r.All.N, r.Earlier.N, r.ByHour[22].N, r.ByHour[12].N, r.NoHour.N, r.Dark.N, r.Day.N, r.NoLight.N, r.Imprecise, r.Events.N}
	// noon is 11:00 UTC, 12:00 in Köping; an hour on, the middle is 12:30.
	if diff := cmp.Diff([]int{11, 2, 6, 4, 1, 6, 4, 1, 1, 11}, got); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if r.ByWeek[4][3].N != 6 || r.ByWeek[2][2].N != 3 || r.Categories[1].ByHour[22].N != 6 || r.Categories[1].NoHour.N != 1 {
		t.Errorf("got %+v by week and %+v of vandalism", r.ByWeek, r.Categories[1])
	}
	if !slices.ContainsFunc(made.Balance[0].Facts, func(f lang.Text) bool { return strings.Contains(f.SV, "till 2026-11-23: 11; under") }) {
		t.Errorf("the need does not tell of 11 reports: %v", made.Balance[0].Facts)
	}
}

// A copy that leaves the house is of open categories: nine reports, two of them of disorder.
// Two is few, and would be nine less seven of vandalism: so these are held back too. What is
// left, nine in all, may be 1 + 8, 2 + 7, 3 + 6 or 4 + 5.
func TestDossierOutside(t *testing.T) {
	made := dossier(t, reportedTown().expose(t), Draft{Outside: true},
		hotspot.Measure{Kind: "presence", Title: lang.T("Nattvandring", "Night walk"), State: "ongoing", StartsOn: "2026-03-01"})
	r := made.Reports
	if !made.Open || len(r.Categories) != 3 || r.Categories[0].Category != "vandalism" {
		t.Fatalf("got %+v, want open categories alone", r.Categories)
	}
	if r.All.N != 9 || !r.Categories[0].All.Held || !r.Categories[2].All.Few || !r.Earlier.Few {
		t.Errorf("got %+v, %+v, %+v and %+v before; want 9, held, few and few", r.All, r.Categories[0].All, r.Categories[2].All, r.Earlier)
	}
	if r.Categories[0].ByHour != nil || r.ByWeek != nil || !r.Events.Held || r.Imprecise != 0 || !made.Tried[0].Before.Held {
		t.Errorf("tells more than it may: %+v, %+v", r, made.Tried)
	}
	if made.Hotspots[0].Why != (lang.Text{}) {
		t.Errorf("tells why a hotspot is one: %v", made.Hotspots[0].Why)
	}
	if got := r.Categories[2].All.Text(); got != lang.T("färre än 5", "fewer than 5") {
		t.Errorf("got %v", got)
	}
}

// A reader of open categories knows places to their street: a report counts at the middle of
// its segment, here at x = 30.
func TestDossierOpenKnowsStreetsOnly(t *testing.T) {
	in := reportedTown().expose(t)
	count := func(x1, x2 float64) int {
		e := Evidence{Input: in, Earlier: in.Since, MadeAt: until}
		made, err := NewDossier(t.Context(), e, Draft{Open: true, Area: orb.MultiPolygon{rectangle(x1, -20, x2, 20)}})
		if err != nil {
			t.Fatal(err)
		}
		return made.Reports.All.N
	}
	// All eight, and the one of disorder 45 m off the street, which is as near to it as any other.
	if here, middle := count(0, 20), count(20, 40); here != 0 || middle != 9 {
		t.Errorf("got %d at the very place and %d at the middle of the street, want 0 and 9", here, middle)
	}
}

func TestDossierTried(t *testing.T) {
	b := reportedTown()
	b.Works = []Work{
		{Key: "a", List: Lighting, State: Done, Title: lang.T("Laga en lampa", "Mend a lamp"), Geometry: orb.MultiLineString{{{0, 0}, {150, 0}}}, DoneOn: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)},
		{Key: "b", List: Lighting, State: Ordered, Geometry: orb.MultiLineString{{{0, 0}, {150, 0}}}},
		{Key: "c", List: Lighting, State: Done, Geometry: orb.MultiLineString{{{0, 700}, {100, 700}}}},
	}
	made := dossier(t, b.expose(t), Draft{},
		hotspot.Measure{Kind: "presence", Title: lang.T("Nattvandring", "Night walk"), State: "done", StartsOn: "2026-08-01"},
		hotspot.Measure{Kind: "camera", Title: lang.T("Kamera", "Camera"), State: "proposed", StartsOn: "2026-01-01"},
		hotspot.Measure{Kind: "cleaning", Title: lang.T("Städning", "Cleaning"), State: "ongoing"})
	type line struct {
		title               string
		days, before, after int
	}
	var got []line
	for _, x := range made.Tried {
		got = append(got, line{x.Title.EN, x.Days, x.Before.N, x.After.N})
	}
	// From 1 August (00:00 in Köping, 22:00 UTC the day before) to 23 November 12:00 UTC are 114 days;
	// in as many before are the three of drugs, after it eight.
	want := []line{{"Cleaning", 0, 0, 0}, {"Night walk", 114, 3, 8}, {"Mend a lamp", 0, 0, 0}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(line{})); diff != "" {
		t.Errorf("tried (-want +got):\n%s", diff)
	}
}

// What could be done instead: the lamp that is broken by the street in the area.
func TestDossierInstead(t *testing.T) {
	b := reportedTown()
	for _, x := range []float64{0, 30, 60, 90} {
		b.lamp(x, -4, overlay.Broken)
	}
	for _, x := range []float64{0, 30, 60, 90} {
		b.lamp(x, 704, overlay.Broken)
	}
	made := dossier(t, b.expose(t), Draft{})
	if len(made.Instead) == 0 {
		t.Fatal("nothing would be done instead, though four lamps are broken")
	}
	for _, a := range made.Instead {
		if a.List != Lighting || strings.Contains(a.Title.SV, "Bortgatan") || a.Expected.IsZero() {
			t.Errorf("got %q (%s): %q", a.Title.SV, a.List, a.Expected.SV)
		}
	}
	if !strings.Contains(made.Instead[0].Expected.SV, "går från under P6 till") {
		t.Errorf("got %q, want a rise from below P6", made.Instead[0].Expected.SV)
	}
	if made.Light.Dark != 1 {
		t.Errorf("got %v dark, want all", made.Light.Dark)
	}
}

func TestDossierOfThePolice(t *testing.T) {
	b := watchedTown()
	police := lookingEast()
	police.ID, police.Props.Operator = 12, "Polismyndigheten"
	b.Objects = append(b.Objects, police)
	in := b.expose(t)
	own := dossier(t, in, Draft{})
	if !own.Cameras[0].Police || len(own.Register) == 0 || len(own.Balance) != 6 {
		t.Errorf("got police %v, %d lines of register and %d sections; want true, some and 6", own.Cameras[0].Police, len(own.Register), len(own.Balance))
	}
	theirs := dossier(t, in, Draft{Police: true})
	if len(theirs.Register)+len(theirs.Balance) != 0 || len(theirs.Law) != 1 || !strings.Contains(theirs.Law[0].SV, "brottsdatalagen (2018:1177)") {
		t.Errorf("got %d lines, %d sections and the law %v; want none and that another applies", len(theirs.Register), len(theirs.Balance), theirs.Law)
	}
}

func TestDossierRegister(t *testing.T) {
	made := dossier(t, watchedTown().expose(t), Draft{Operator: "Samhällsbyggnadsförvaltningen", Purpose: "Hindra skadegörelse, ring 070-174 06 35"})
	lines := map[string]RegisterLine{}
	for _, l := range made.Register {
		lines[l.Code] = l
		if l.Label.SV == "" || l.Label.EN == "" || l.Value.IsZero() && l.Fill.IsZero() {
			t.Errorf("%s: no label, or neither value nor what to fill in", l.Code)
		}
	}
	if got := lines["operator"]; got.Value.SV != "Samhällsbyggnadsförvaltningen" || !got.Fill.IsZero() {
		t.Errorf("got operator %+v", got)
	}
	if strings.Contains(lines["purpose"].Value.SV, "070") {
		t.Errorf("a telephone number is not masked: %q", lines["purpose"].Value.SV)
	}
	if lines["keep"].Value.EN != "five years after the watching has ended" {
		t.Errorf("got %q", lines["keep"].Value.EN)
	}
}

func turned(deg float64) overlay.Object {
	o := lookingEast()
	o.Props.BearingDeg = &deg
	return o
}

func TestDossierRefuses(t *testing.T) {
	in := watchedTown().expose(t)
	for name, c := range map[string]struct {
		draft Draft
		want  string
	}{
		"no area":        {Draft{}, "area"},
		"a bow":          {Draft{Area: orb.MultiPolygon{{{{0, 0}, {100, 100}, {100, 0}, {0, 100}, {0, 0}}}}}, "area"},
		"a doorstep":     {Draft{Area: orb.MultiPolygon{rectangle(0, 0, 5, 5)}}, "area"},
		"half a town":    {Draft{Area: orb.MultiPolygon{rectangle(0, 0, 2000, 2000)}}, "area"},
		"no street":      {Draft{Area: orb.MultiPolygon{rectangle(0, 300, 100, 400)}}, "area"},
		"a lamp":         {Draft{Area: square, Cameras: []overlay.Object{newLamp(5, 5)}}, "cameras[1].kind"},
		"a bearing":      {Draft{Area: square, Cameras: []overlay.Object{lookingEast(), turned(725)}}, "cameras[2].bearing_deg"},
		"many corners":   {Draft{Area: orb.MultiPolygon{{slices.Repeat(rectangle(0, 0, 50, 50)[0], mostCorners)}}}, "area"},
		"a long purpose": {Draft{Area: square, Purpose: strings.Repeat("å", mostPurpose+1)}, "purpose"},
		"no time":        {Draft{Area: square, Since: until, Until: since}, "since"},
	} {
		_, err := NewDossier(t.Context(), Evidence{Input: in, Earlier: in.Since, MadeAt: until}, c.draft)
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != c.want {
			t.Errorf("%s: got %v, want Invalid of %s", name, err, c.want)
		}
	}
}

func TestServiceDossier(t *testing.T) {
	in := reportedTown().expose(t)
	made, err := readingService(in).Dossier(t.Context(), koping, Draft{Area: square})
	if err != nil {
		t.Fatal(err)
	}
	if made.Reports.All.N != 11 || len(made.Tried) != 1 || made.Name.SV != "Storgatan" || made.Title.EN != "Camera needs dossier: Storgatan" {
		t.Errorf("got %d reports, %d tried, %q", made.Reports.All.N, len(made.Tried), made.Title.EN)
	}
	again, err := readingService(in).Dossier(t.Context(), koping, Draft{Area: square})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(made, again); diff != "" {
		t.Errorf("made twice it differs:\n%s", diff)
	}
}
