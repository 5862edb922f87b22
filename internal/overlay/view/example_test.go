package view_test

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/overlay/view"
)

// A camera 4 m up looks north at a kiosk 12 m away.
func Example() {
	kiosk := orb.MultiPolygon{{{{-2, 12}, {2, 12}, {2, 15}, {-2, 15}, {-2, 12}}}}
	camera := view.Camera{HeightM: 4, BearingDeg: 0, FieldDeg: 68, WidthPx: 1920}
	seen, err := view.Of(camera, view.NewWalls([]orb.MultiPolygon{kiosk}))
	if err != nil {
		fmt.Println(err)
		return
	}
	for b := range view.Band(view.Bands) {
		fmt.Printf("%s to %.1f m\n", b, seen.ReachM[b])
	}
	fmt.Printf("%.0f m² of ground\n", planar.Area(seen.Ground))
	for _, p := range []orb.Point{{0, 3}, {0, 10}, {0, 20}, {10, 20}} {
		band, ok := seen.Best(p)
		fmt.Println(p, ok, band)
	}
	// Output:
	// detect to 56.8 m
	// observe to 22.4 m
	// recognise to 10.7 m
	// identify to 4.1 m
	// 1405 m² of ground
	// [0 3] true identify
	// [0 10] true recognise
	// [0 20] false detect
	// [10 20] true observe
}
