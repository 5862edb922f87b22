package overlay_test

import (
	"fmt"

	"github.com/paulmach/orb"

	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// A street of 60 m with one working lamp, one broken lamp and a hedge along its first 25 m.
func ExampleCompute() {
	streets := []street.Segment{{ID: 1, Line: orb.LineString{{0, 0}, {60, 0}}, LengthM: 60}}
	hedge := orb.Bound{Min: orb.Point{0, 4}, Max: orb.Point{25, 5}}
	e := overlay.Compute(streets, []overlay.Object{
		{Kind: overlay.Lamp, Geometry: orb.Point{0, 3}},
		{Kind: overlay.Lamp, Geometry: orb.Point{60, 3}, Props: overlay.Props{Broken: true}},
		{Kind: overlay.Vegetation, Geometry: hedge.ToPolygon()},
	}, overlay.DefaultParams())[0]
	fmt.Printf("light known %.0f %%, of which dark %.0f %%\n", 100*e.LightKnown, 100*e.Dark)
	fmt.Printf("greenery along %.0f %%, cameras known %.0f %%\n", 100*e.VegetationShare, 100*e.CameraKnown)
	// Output:
	// light known 80 %, of which dark 50 %
	// greenery along 50 %, cameras known 0 %
}
