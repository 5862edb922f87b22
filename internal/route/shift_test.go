package route

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/identity"
	"tryggled/internal/overlay"
)

// Södra gatan is unlit: that is told in a November evening and not on a June day.
func TestNoStreetIsDarkByDay(t *testing.T) {
	st, s := setup(place(1, orb.Point{390, 0}))
	m, moved := koping, orb.Point{556000, 6597000} // where there are days and nights
	m.CRS = 3006
	shift := func(p orb.Point) orb.Point { return orb.Point{p[0] + moved[0], p[1] + moved[1]} }
	for i := range st.segments {
		line := st.segments[i].Line.Clone()
		for k := range line {
			line[k] = shift(line[k])
		}
		st.segments[i].Line = line
	}
	st.bases[0].Point = shift(st.bases[0].Point)
	h := &st.analysis.Hotspots[0]
	*h = place(1, shift(h.Centre))
	for name, c := range map[string]struct {
		from time.Time
		dark bool
	}{
		"a November evening": {evening, true},
		"a June day":         {time.Date(2026, 6, 12, 11, 0, 0, 0, time.UTC), false},
	} {
		r := request(identity.Police)
		r.From, r.To = c.from, c.from.Add(time.Hour)
		p, err := s.Compute(context.Background(), m, Task{Request: r}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if words := p.Routes[0].Legs[0].Words; strings.Contains(words.SV, "mörkt") != c.dark {
			t.Errorf("%s: %s", name, words.SV)
		}
	}
}

// points are the standing points of a test.
type points []overlay.Object

func (p points) Objects(context.Context, string, overlay.Kind) ([]overlay.Object, error) {
	return p, nil
}

// A station 20 m east of Östra gatan is on the right of whoever walks it northwards.
func TestWhichSideAPointLiesOn(t *testing.T) {
	_, s := setup()
	s.Overlays = points{{ID: 5, Kind: overlay.Place, Geometry: orb.Point{420, 150}, Props: overlay.Props{Class: identity.PlaceStation}}}
	r := request(identity.Police)
	r.Points, r.To = true, r.From.Add(time.Hour)
	p := compute(t, s, r)
	legs := p.Routes[0].Legs
	if len(legs) != 2 || !strings.HasSuffix(legs[0].Words.SV, "Du är framme; platsen ligger till höger.") || strings.Contains(legs[1].Words.SV, "platsen ligger") {
		t.Errorf("got %+v", legs)
	}
}

func TestOnTheWay(t *testing.T) {
	at := func(minute int) time.Time { return evening.Add(time.Duration(minute) * time.Minute) }
	legs := []Leg{
		{Stop: 1, Line: orb.LineString{{0, 0}, {600, 0}}, LengthM: 600, Depart: at(0), Arrive: at(10)},
		{Stop: 1, Stroll: true, Line: orb.LineString{{600, 0}, {600, 50}, {600, 0}}, LengthM: 100, Depart: at(10), Arrive: at(20)},
		{Line: orb.LineString{{600, 0}, {0, 0}}, LengthM: 600, Depart: at(20), Arrive: at(30)},
		{Stop: 2, Line: orb.LineString{{0, 0}, {0, 300}}, LengthM: 300, Depart: at(60), Arrive: at(65)},
		{Line: orb.LineString{{0, 300}, {0, 0}}, LengthM: 300, Depart: at(80), Arrive: at(85)},
	}
	for minute, want := range map[int]struct {
		at     orb.Point
		moving bool
	}{
		-1: {}, 5: {orb.Point{300, 0}, true}, 15: {moving: false}, 25: {orb.Point{300, 0}, true},
		45: {orb.Point{0, 0}, true}, 63: {orb.Point{0, 180}, true}, 70: {moving: false}, 82: {orb.Point{0, 180}, true}, 90: {moving: false},
	} {
		got, moving := onTheWay(legs, at(minute))
		if moving != want.moving || moving && geo.Dist(got, want.at) > 1e-6 {
			t.Errorf("minute %d: got %v, %t, want %v, %t", minute, got, moving, want.at, want.moving)
		}
	}
}

// A plan made anew while a team walks goes on from where the team is by its route, not from
// the stop or the base that it left.
func TestMadeAnewOnTheWay(t *testing.T) {
	_, s := setup(place(1, orb.Point{100, 410}))
	r := request(identity.Police)
	r.To = r.From.Add(time.Hour)
	first := compute(t, s, r)
	first.Plan.ID, first.Plan.Version = 3, 1
	s.Store = planStore{plan: first.Plan, routes: first.Routes}
	r.Now = r.From.Add(200 * time.Second) // 385 s away
	p, err := s.Compute(context.Background(), koping, Task{Request: r, Plan: 3}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if v := p.Plan.Tours[0].Visits; len(v) != 1 || v[0].Arrive.Sub(r.From).Round(2*time.Second) != 386*time.Second {
		t.Errorf("got %+v, want the stop at the time it was to be reached", v)
	}
}
