package sight_test

import (
	"fmt"

	"github.com/paulmach/orb"

	"tryggled/internal/overlay/sight"
)

// A walker heading north, with a hedge of 2 m close to the right and a house across the
// path 30 m ahead.
//
//	######|######   house
//	      |
//	      |  H
//	      w  H      hedge
func ExampleScene_Look() {
	box := func(west, south, east, north float64) orb.MultiPolygon {
		return orb.MultiPolygon{orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{east, north}}.ToPolygon()}
	}
	stands := sight.Stands(0, 2) > 0.5
	scene := sight.NewScene([]sight.Thing{
		{Shape: box(2, -40, 3, 40), Opaque: stands, Hides: true, Barred: true},
		{Shape: box(-30, 30, 30, 40), Opaque: true, Barred: true},
	})
	look := scene.Look(sight.Place{North: 1}, nil)
	fmt.Printf("concealed %v, sees %.0f m ahead and %.0f m back\n", look.Concealed, look.AheadM, look.BackM)
	fmt.Printf("open to the left %v, to the right %v\n", look.OpenLeft, look.OpenRight)
	// Output:
	// concealed true, sees 31 m ahead and 50 m back
	// open to the left true, to the right false
}
