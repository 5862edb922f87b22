package density_test

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot/density"
	"tryggled/internal/street"
)

// Three reports in one corner and one further off, per square kilometre around them and
// per kilometre of the street they lie on.
func Example() {
	x, y := []float64{20, 30, 30, 240}, []float64{55, 50, 50, 50}
	spread, _ := density.Bandwidth(x, y, nil)
	fmt.Printf("spread %.0f m east, %.0f m north: %.0f m\n", spread.SDX, spread.SDY, spread.BandwidthM)

	grid, _ := density.GridOver(orb.MultiPoint{{20, 50}, {240, 55}}.Bound(), 50, 50)
	surface, err := density.KDE(context.Background(), x, y, nil, grid, density.Params{Kernel: density.Quartic, BandwidthM: 100})
	if err != nil {
		fmt.Println(err)
		return
	}
	for row := grid.Rows - 1; row >= 0; row-- {
		fmt.Printf("%4.0f\n", surface.PerKm2[row*grid.Cols:(row+1)*grid.Cols])
	}

	segments, _ := street.Build([]street.Way{{ID: 1, Tags: map[string]string{"highway": "residential"}, Nodes: []street.Node{
		{ID: 1, Point: orb.Point{0, 50}}, {ID: 2, Point: orb.Point{300, 50}},
	}}})
	graph := street.NewGraph(segments)
	at := make([]street.Position, len(x))
	for i := range x {
		at[i], _ = graph.Snap(orb.Point{x[i], y[i]}, 50)
	}
	lixels, err := density.Network(context.Background(), graph, at, nil, density.NetworkParams{
		Kernel: density.Quartic, BandwidthM: 100, LixelM: 100, Split: density.EqualSplitContinuous,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range lixels {
		fmt.Printf("%3.0f–%3.0f m: %4.1f per km\n", l.FromM, l.ToM, l.PerKm)
	}
	// Output:
	// spread 92 m east, 2 m north: 45 m
	// [  13   61   15    0    0   16    9]
	// [ 132  255  144    0   25   80   63]
	// [ 125  246  138    0   25   80   63]
	//   0–100 m: 29.9 per km
	// 100–200 m:  0.3 per km
	// 200–300 m:  9.2 per km
}
