package plan

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/overlay"
	"tryggled/internal/sun"
)

// square is a shape around a point.
func square(at orb.Point, half float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{
		{at[0] - half, at[1] - half},
		{at[0] + half, at[1] - half},
		{at[0] + half, at[1] + half},
		{at[0] - half, at[1] + half},
		{at[0] - half, at[1] - half},
	}}}
}

func TestSpots(t *testing.T) {
	h := place(1, 100, "theft")
	h.Centre, h.Shape, h.Reports = orb.Point{0, 0}, square(orb.Point{0, 0}, 30), 20
	streets := hotspot.Segments{
		ID:     []int64{7, 8, 9, 10},
		Name:   []string{"Nära gatan", "Långt bort", "", "Tyst gata"},
		Line:   [][]float64{{0, 0, 20, 0}, {500, 0, 600, 0}, {900, 0, 900, 50}, {1500, 0, 1600, 0}},
		Events: []float64{30, 6, 8, 4},
	}
	school := overlay.Object{ID: 55, Geometry: orb.Point{300, 300}, Props: overlay.Props{Class: identity.PlaceSchool}}
	crossing := overlay.Object{ID: 56, Geometry: orb.Point{310, 300}, Props: overlay.Props{Class: "crossing"}}
	a := hotspot.Analysis{Hotspots: []hotspot.Hotspot{h}}
	ids := func(r Request) (all []string) {
		for _, s := range Spots(r, a, streets, []overlay.Object{school, crossing}, areas) {
			all = append(all, s.ID)
		}
		return all
	}
	if diff := cmp.Diff([]string{"h1", "s9", "s8"}, ids(Request{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want := []string{"h1", "s9", "s8", "p55"}
	if diff := cmp.Diff(want, ids(Request{Points: true})); diff != "" {
		t.Errorf("with points (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, ids(Request{Fixes: []Fix{{Kind: Add, Spot: "p55"}}})); diff != "" {
		t.Errorf("with a point that is asked for (-want +got):\n%s", diff)
	}
	street := Spots(Request{}, a, streets, nil, nil)[1]
	if street.Priority != 8*100/20. || street.Point != (orb.Point{900, 25}) {
		t.Errorf("the street weighs %v at %v", street.Priority, street.Point)
	}
}

func TestParseSpot(t *testing.T) {
	for id, want := range map[string]int64{"h3": 3, "s1207": 1207, "p55": 55} {
		if kind, n, ok := ParseSpot(id); !ok || n != want || SpotID(kind, n) != id {
			t.Errorf("%s: %v %d %t", id, kind, n, ok)
		}
	}
	for _, id := range []string{"", "h", "h0", "h-1", "h03", "x3", "3", "h3 ", "h99999999999999999999"} {
		if _, _, ok := ParseSpot(id); ok {
			t.Errorf("%q is read", id)
		}
	}
}

// A school is worth a visit at lunch on a Friday and none on its evening.
func TestPointsHaveHours(t *testing.T) {
	in := Input{Location: koping.Location()}
	s := Spot{Kind: AtPoint, Class: identity.PlaceSchool, Priority: PointPriority}
	friday := time.Date(2026, 11, 20, 0, 0, 0, 0, koping.Location())
	for hour, want := range map[int]float64{10: 0, 11: 30, 12: 30, 13: 0, 15: 30, 20: 0} {
		from := friday.Add(time.Duration(hour) * time.Hour)
		if got := in.priorityIn(s, from, from.Add(time.Hour)); math.Abs(got-want) > 1e-9 {
			t.Errorf("at %d: got %v, want %v", hour, got, want)
		}
	}
}

// Out of its hours a point is not said to be visited in them.
func TestWhyAPointOutOfItsHours(t *testing.T) {
	m := &model{in: Input{Location: koping.Location()}}
	at := func(hour int) Visit {
		return Visit{Round: 1, Arrive: time.Date(2026, 11, 20, hour, 15, 0, 0, koping.Location())}
	}
	s := site{Spot: Spot{Kind: AtPoint, Class: identity.PlaceSchool}, fresh: 1}
	const why = "Skola: närvaro vid lunch och efter skoldagen."
	if got := m.why(s, at(12), false).SV; got != why {
		t.Errorf("at lunch: %q", got)
	}
	if got := m.why(s, at(21), false).SV; got != why+" Besöket ligger utanför de tiderna." {
		t.Errorf("in the evening: %q", got)
	}
}

// By day nobody is told that a place is dark.
func TestWhyByDay(t *testing.T) {
	h := place(1, 100, "theft")
	h.Exposure = hotspot.Surroundings{StreetM: 100, Dark: 1, LightKnown: 1, ConcealKnown: 1, CameraKnown: 1}
	m := &model{in: Input{Location: koping.Location(), Sky: sun.NewDays(sun.Place{Lon: 15.99, Lat: 59.51})}}
	s := site{Spot: Spot{Kind: AtHotspot}, hotspot: &h, fresh: 1}
	for month, dark := range map[time.Month]bool{time.June: false, time.November: true} {
		from := time.Date(2026, month, 20, 19, 0, 0, 0, koping.Location())
		v := Visit{Round: 1, Arrive: from, Leave: from.Add(10 * time.Minute)}
		for _, told := range []bool{true, false} {
			if got := m.why(s, v, told).SV; strings.Contains(got, "mörkt") != dark {
				t.Errorf("in %v: %q", month, got)
			}
		}
	}
}

// What is kept away from lies around every restricted place that is hot in the shift, so near
// together that nobody comes nearer to its outline than was said.
func TestKeepAway(t *testing.T) {
	walkers, _ := identity.PatrolOf(identity.NightWalker)
	drugs := place(1, 100, "drugs")
	drugs.RestrictedShare, drugs.Centre, drugs.Shape = 1, orb.Point{1000, 0}, square(orb.Point{1000, 0}, 150)
	theft := place(2, 90, "theft")
	theft.Centre, theft.Shape = orb.Point{0, 0}, square(orb.Point{0, 0}, 50)
	hotspots := []hotspot.Hotspot{drugs, theft}
	points, metres := KeepAway(walkers, hotspots, evening, evening.Add(4*time.Hour), koping.Location())
	ring := drugs.Shape[0][0]
	for m := 0.0; m < geo.Length(orb.LineString(ring)); m += 0.7 {
		at := geo.Along(orb.LineString(ring), m)
		outward := orb.Point{1000 + (at[0]-1000)*(1+99.9/150), at[1] * (1 + 99.9/150)}
		_, _, off := geo.Nearest(orb.LineString(ring), outward)
		kept := false
		for _, p := range points {
			kept = kept || geo.Dist(p, outward) < metres
		}
		if off < walkers.KeepAwayM && !kept {
			t.Fatalf("%v lies %.2f m from the outline and is not kept away from", outward, off)
		}
	}
	for _, p := range points {
		if geo.Dist(p, theft.Centre) < 500 {
			t.Fatalf("keeps away from a place where nothing is restricted: %v", p)
		}
	}
	hotspots[0].Hours = make([]float64, 168)
	hotspots[0].Hours[9] = 1 // Monday mornings
	if points, _ := KeepAway(walkers, hotspots, evening, evening.Add(4*time.Hour), koping.Location()); len(points) > 0 {
		t.Error("keeps away outside its hot hours")
	}
	police, _ := identity.PatrolOf(identity.Police)
	if points, _ := KeepAway(police, []hotspot.Hotspot{drugs}, evening, evening.Add(time.Hour), koping.Location()); len(points) > 0 {
		t.Error("police keep away")
	}
}

func TestFreshness(t *testing.T) {
	at := orb.Point{10, 10}
	for name, tt := range map[string]struct {
		doses []Dose
		want  float64
	}{
		"none":              {nil, 1},
		"half a dose today": {[]Dose{{At: at, From: evening, Minutes: 30}}, 0.75},
		"three days ago":    {[]Dose{{At: at, From: evening.Add(-72 * time.Hour), Minutes: 60}}, 0.75},
		"elsewhere":         {[]Dose{{At: orb.Point{200, 10}, From: evening, Minutes: 60}}, 1},
		"walked around":     {[]Dose{{At: orb.Point{200, 10}, RadiusM: 100, From: evening, Minutes: 30}}, 0.75},
		"long ago":          {[]Dose{{At: at, From: evening.AddDate(0, 0, -15), Minutes: 600}}, 1},
		"to come":           {[]Dose{{At: at, From: evening.Add(time.Hour), Minutes: 60}}, 1},
		"without end":       {[]Dose{{At: at, From: evening, Minutes: 1e9}}, 0.5},
		"not a number":      {[]Dose{{At: at, From: evening, Minutes: math.NaN()}}, 1},
	} {
		if got := freshness(tt.doses, at, evening); math.Abs(got-tt.want) > 1e-6 {
			t.Errorf("%s: got %v, want %v", name, got, tt.want)
		}
	}
}

// One who is not told learns neither that others were there nor where no camera watches.
func TestWhyTellsNothingOfOthers(t *testing.T) {
	h := place(1, 100, "theft")
	h.Exposure = hotspot.Surroundings{StreetM: 100, LightKnown: 1, ConcealKnown: 1, CameraKnown: 1}
	m := &model{in: Input{Location: koping.Location()}}
	for told, want := range map[bool]bool{true: true, false: false} {
		got := m.why(site{Spot: Spot{Kind: AtHotspot}, hotspot: &h, fresh: 1}, Visit{Round: 2}, told).SV
		if strings.Contains(got, "besöket hit") != want || strings.Contains(got, "kamera") != want {
			t.Errorf("told %t: %q", told, got)
		}
	}
}
