package route

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
)

// restricted is a place where drugs alone were reported.
func restricted(rank int, at orb.Point) hotspot.Hotspot {
	h := place(rank, at)
	h.Categories, h.RestrictedShare = map[string]float64{"drugs": 1}, 1
	return h
}

// Drugs were reported in the middle of Norra gatan. From the base in the south-west, night
// walkers get to the corner beyond it by the south and the east, and no place near it.
func TestWalkersKeepAway(t *testing.T) {
	bad := orb.Point{150, 400}
	_, s := setup(restricted(1, bad), place(2, orb.Point{400, 380}), place(3, orb.Point{100, 400}))
	p := compute(t, s, request(identity.NightWalker))
	var visited []int
	for _, v := range p.Plan.Tours[0].Visits {
		visited = append(visited, v.Hotspot)
	}
	if len(visited) == 0 || visited[0] != 2 {
		t.Fatalf("visits %v, want the place beyond", visited)
	}
	outline := orb.LineString(restricted(1, bad).Shape[0][0])
	for _, leg := range p.Routes[0].Legs {
		for m := 0.0; m <= leg.LengthM; m += 5 {
			if _, _, off := geo.Nearest(outline, geo.Along(leg.Line, m)); off < 100 {
				t.Fatalf("leg to stop %d comes within %.0f m of the place", leg.Stop, off)
			}
		}
	}
	for _, o := range p.Plan.Omitted {
		if want := map[int]string{1: "bara polis", 3: "håller inte avstånd"}[o.Hotspot]; want == "" || !strings.Contains(o.Reason.SV, want) {
			t.Errorf("hotspot %d is left out since it %s", o.Hotspot, o.Reason.SV)
		}
	}
	if guards := compute(t, s, request(identity.Guard)); len(guards.Plan.Omitted) != 0 {
		t.Errorf("guards leave out %+v", guards.Plan.Omitted)
	}
}

// What walkers are shown says nothing of why they go another way.
func TestWalkersAreNotToldWhatTheyKeepAwayFrom(t *testing.T) {
	_, s := setup(restricted(1, orb.Point{150, 400}), place(2, orb.Point{400, 380}))
	p := compute(t, s, request(identity.NightWalker))
	told := p.Plan.Tours[0].Note.SV
	for _, note := range p.Plan.Notes {
		told += note.SV
	}
	for _, v := range p.Plan.Tours[0].Visits {
		told += v.Why.SV
	}
	for _, leg := range p.Routes[0].Legs {
		told += leg.Words.SV
	}
	for _, word := range []string{"narkotika", "begränsad", "avstånd", "polis"} {
		if strings.Contains(told, word) {
			t.Errorf("%q is told: %s", word, told)
		}
	}
}

func TestImproveTellsAndStops(t *testing.T) {
	_, s := setup(place(1, orb.Point{100, 410}), place(2, orb.Point{400, 200}))
	r := request(identity.Police)
	r.Iterations, r.Seconds = 0, 30
	began := time.Now()
	var told []Best
	p, err := s.Improve(context.Background(), koping, Task{Request: r}, func(b Best) { told = append(told, b) }, func() bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("told to stop, it went on for %v", took)
	}
	if len(told) == 0 || told[len(told)-1].Score > p.Plan.Bound || p.Plan.Score < told[len(told)-1].Score-1e-6 {
		t.Errorf("told %+v, came to %v of %v", told, p.Plan.Score, p.Plan.Bound)
	}
}

// Five hundred metres are driven at 25 km/h.
func TestACarKeepsToItsStreets(t *testing.T) {
	st, s := setup(place(1, orb.Point{100, 410}))
	for i := range st.segments {
		st.segments[i].Class = "residential"
	}
	r := request(identity.Police)
	r.Teams[0].Mode = "car"
	p := compute(t, s, r)
	if v := p.Plan.Tours[0].Visits; len(v) == 0 || v[0].Arrive.Sub(v[0].Depart) > 100*time.Second {
		t.Errorf("visits %+v, want a drive of some 70 s", v)
	}
	r.Teams[0].Mode = "boat"
	if _, err := s.Quick(context.Background(), koping, Task{Request: r}); err == nil {
		t.Error("a boat is let go")
	}
}
