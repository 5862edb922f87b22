package hotspot

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// TestNoTrendInNoise: a place where as much happens in each bin, by chance now more and now less,
// is seldom said to rise or fall; the test of a trend is at 5 %.
func TestNoTrendInNoise(t *testing.T) {
	p := DefaultParams(since, until)
	s, p, err := newStudy(drawnTown(), p)
	if err != nil {
		t.Fatal(err)
	}
	place, _ := s.cells.At(orb.Point{50, 30})
	const draws = 300
	rising := 0
	for draw := range uint64(draws) {
		random := rand.New(rand.NewPCG(7, draw))
		var e events
		for bin := range 13 {
			for sum := random.ExpFloat64(); sum < 60; sum += random.ExpFloat64() { // Poisson, 60 on average
				e.add(20+60*random.Float64(), 3+60*random.Float64(), until.AddDate(0, 0, -28*bin-1).Unix())
			}
			for range 40 {
				e.add(400*random.Float64(), 400*random.Float64(), until.AddDate(0, 0, -28*bin-1).Unix())
			}
		}
		c, err := s.emerging(t.Context(), e, s.cells.Band(p.BandM), p)
		if err != nil {
			t.Fatal(err)
		}
		switch c.classes[place] {
		case "intensifying", "diminishing":
			rising++
		case "persistent":
		default:
			t.Fatalf("got the class %q of a place that stands out in every bin", c.classes[place])
		}
	}
	share := float64(rising) / draws
	if share > 0.08 {
		t.Errorf("%v of the places of mere noise have a trend, want some 0.05", share)
	}
}

func (e *events) add(x, y float64, at int64) {
	e.x, e.y, e.at = append(e.x, x), append(e.y, y), append(e.at, at)
}
