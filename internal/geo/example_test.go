package geo_test

import (
	"fmt"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// The middle of Köping in SWEREF 99 TM, and how far it is to Nibblesbacke.
func ExampleProjector() {
	sweref, err := geo.NewProjector(3006)
	if err != nil {
		fmt.Println(err)
		return
	}
	centre, _ := sweref.Metric(orb.Point{15.993, 59.514})
	west, _ := sweref.Metric(orb.Point{15.973, 59.513})
	fmt.Printf("E %.0f N %.0f, %.0f m\n", centre[0], centre[1], geo.Dist(centre, west))
	// Output: E 556196 N 6597708, 1137 m
}
