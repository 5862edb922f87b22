package export

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// Two teams come to one place, the first of them three times.
func TestMarksOfPlacesVisitedAgain(t *testing.T) {
	tour := func(number int, stops ...orb.Point) plan.Tour {
		tour := plan.Tour{Number: number}
		for i, at := range stops {
			tour.Visits = append(tour.Visits, plan.Visit{Number: i + 1, Place: plan.Place{Point: at}})
		}
		return tour
	}
	here, there := orb.Point{100, 0}, orb.Point{300, 0}
	p := route.Planned{Plan: plan.Plan{Tours: []plan.Tour{tour(1, here, there, here, here), tour(2, here)}}}
	marks := placeMarks(&p, view{box: mapBox, perM: 1})
	got := map[int][]string{}
	for i, m := range marks {
		got[m.team] = append(got[m.team], m.words())
		for _, other := range marks[:i] {
			if m.box().Pad(-1).Intersects(other.box().Pad(-1)) && geo.Dist(m.at, other.at) < 2*markRadius {
				t.Errorf("%q at %v covers %q at %v", m.words(), m.at, other.words(), other.at)
			}
		}
	}
	want := map[int][]string{0: {""}, 1: {"1·3·4", "2"}, 2: {"1"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("marks (-want +got):\n%s", diff)
	}
	if stopWidth("7") != 1 || stopWidth("1·3·4") <= stopWidth("1·3") {
		t.Errorf("widths %v, %v and %v, want 1 and growing", stopWidth("7"), stopWidth("1·3"), stopWidth("1·3·4"))
	}
}
