package sight

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// town is a dense town: on a grid of 10 m houses of 4 to 8 corners, hedges and low trees,
// with a street each fifth row and column, and places along the streets. About 400 edges
// stand within 50 m of a place.
func town(places int) ([]Thing, []Place) {
	r := rand.New(rand.NewPCG(1, 2))
	const side = 120
	var things []Thing
	for row := range side {
		for col := range side {
			if row%5 == 0 || col%5 == 0 {
				continue
			}
			things = append(things, lot(r, float64(col)*10, float64(row)*10)...)
		}
	}
	at := make([]Place, places)
	for i := range at {
		along, street := r.Float64()*side*10, float64(r.IntN(side/5)*50)+2+6*r.Float64()
		at[i] = Place{At: orb.Point{along, street}, East: 1}
		if i%2 == 0 {
			at[i] = Place{At: orb.Point{street, along}, North: 1}
		}
	}
	return things, at
}

// lot is a house with an annexe and something green.
func lot(r *rand.Rand, x, y float64) []Thing {
	w, d := 4+4*r.Float64(), 4+4*r.Float64()
	shape := orb.MultiPolygon{{{{x, y}, {x + w, y}, {x + w, y + d}, {x + w/2, y + d}, {x + w/2, y + d/2}, {x, y + d/2}, {x, y}}}}
	out := []Thing{house(shape)}
	if r.IntN(3) == 0 {
		out = append(out, hedge(box(x, y+9, x+9, y+9.6)))
	}
	return out
}

// BenchmarkLook looks at 26,000 places of a dense town.
func BenchmarkLook(b *testing.B) {
	things, places := town(26_000)
	s := NewScene(things)
	edges := 0
	for _, p := range places[:100] {
		s.near.Search(p.At.Bound().Pad(AheadM), func(i int) bool {
			edges += int(s.runs[i].end - s.runs[i].first - 1)
			return true
		})
	}
	scratch := new(Scratch)
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range places {
			s.Look(p, scratch)
		}
	}
	b.ReportMetric(float64(edges)/100, "edges/place")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(places)), "ns/place")
}
