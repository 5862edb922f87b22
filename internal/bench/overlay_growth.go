package bench

import (
	"context"
	"math"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/overlay"
	"tryggled/internal/overlay/light"
	"tryggled/internal/overlay/sight"
)

// Grown is a generated town of some size and density, and what all its exposures took.
type Grown struct {
	Km      float64 `json:"km"`
	Density float64 `json:"density"` // of lamps and greenery
	Lamps   int     `json:"lamps"`
	Greens  int     `json:"greens"`
	Places  int     `json:"places"` // where light is looked at
	Pairs   int64   `json:"pairs"`  // places × lamps in reach, and places where sight is looked at × what may hide in reach
	CPU     float64 `json:"cpu_s"`  // on one thread
}

// towns measures how the work grows with the length of streets at one density, and with the
// density at one length. The towns are run in turn, each made anew and alone in memory.
func (b *bench) towns(ctx context.Context, km float64) ([]Grown, error) {
	asked := []Grown{
		{Km: km / 4, Density: 1},
		{Km: km / 2, Density: 1},
		{Km: km, Density: 1},
		{Km: 2 * km, Density: 1},
		{Km: 4 * km, Density: 1},
		{Km: km, Density: 2},
		{Km: km, Density: 4},
	}
	all := make([]Grown, len(asked))
	begun := time.Now()
	for round := 0; round < b.Runs || time.Since(begun) < b.often().wall; round++ {
		for i, a := range asked {
			b.progress("growth, %g km at density %g, round %d", a.Km, a.Density, round+1)
			t := generated(a.Km, a.Density).hourly()
			f, err := measured(ctx, t.exposed(), 1)
			if err != nil {
				return nil, err
			}
			if round == 0 {
				all[i] = t.counted(a.Density)
				all[i].CPU = f.CPU
			}
			all[i].CPU = min(all[i].CPU, f.CPU)
		}
	}
	return all, nil
}

// Steps of the streets, as overlay.DefaultParams has them.
var (
	lightStepM = overlay.DefaultParams().LightStepM
	sightStepM = overlay.DefaultParams().StepM
)

// counted counts what the work on a town is made of.
func (t town) counted(density float64) Grown {
	g := Grown{Km: t.km(), Density: density, Lamps: len(t.of(overlay.Lamp)), Greens: len(t.of(overlay.Vegetation))}
	places := t.places(lightStepM)
	g.Places = len(places)
	g.Pairs = pairs(places, t.of(overlay.Lamp), light.ReachM)
	hiding := append(t.of(overlay.Vegetation), t.of(overlay.Building)...)
	g.Pairs += pairs(t.places(sightStepM), hiding, sight.AheadM)
	return g
}

// places are the middles of equal steps along all streets, none longer than most.
func (t town) places(most float64) (all []orb.Point) {
	for _, s := range t.segments {
		length := geo.Length(s.Line)
		n := max(1, int(math.Ceil(length/most-1e-9)))
		for i := range n {
			all = append(all, geo.Along(s.Line, (float64(i)+0.5)*length/float64(n)))
		}
	}
	return all
}

// pairs counts the things within reach of places, by their boxes.
func pairs(places []orb.Point, things []overlay.Object, reach float64) (n int64) {
	boxes := make([]orb.Bound, len(things))
	for i, o := range things {
		boxes[i] = o.Geometry.Bound()
	}
	index := geo.NewIndex(boxes)
	for _, p := range places {
		index.Search(p.Bound().Pad(reach), func(i int) bool {
			box := boxes[i]
			east, north := max(0, box.Min[0]-p[0], p[0]-box.Max[0]), max(0, box.Min[1]-p[1], p[1]-box.Max[1])
			if math.Hypot(east, north) <= reach {
				n++
			}
			return true
		})
	}
	return n
}
