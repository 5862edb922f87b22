package street_test

import (
	"fmt"

	"github.com/paulmach/orb"

	"tryggled/internal/street"
)

// Two streets that cross become four segments; the walk turns the corner.
func Example() {
	node := func(id int64, x, y float64) street.Node { return street.Node{ID: id, Point: orb.Point{x, y}} }
	tags := func(name string) map[string]string {
		return map[string]string{"highway": "residential", "name": name}
	}
	segments, summary := street.Build([]street.Way{
		{ID: 1, Tags: tags("Storgatan"), Nodes: []street.Node{node(1, 0, 0), node(2, 100, 0), node(3, 200, 0)}},
		{ID: 2, Tags: tags("Hamngatan"), Nodes: []street.Node{node(4, 100, -80), node(2, 100, 0), node(5, 100, 80)}},
	})
	fmt.Println(summary.Segments, "segments,", summary.LengthM, "m")

	graph := street.NewGraph(segments)
	station, _ := graph.Snap(orb.Point{10, 5}, 50)
	square, _ := graph.Snap(orb.Point{104, 70}, 50)
	walk := graph.Profile(street.Travel{SpeedMPS: 1.25})
	path, _ := walk.Path(station, square)
	for _, s := range path.Steps {
		fmt.Println(graph.Segments()[s.Segment].Name, s.LengthM(), "m")
	}
	fmt.Println(path.LengthM, "m in", path.Seconds, "s")
	// Output:
	// 4 segments, 360 m
	// Storgatan 90 m
	// Hamngatan 70 m
	// 160 m in 128 s
}
