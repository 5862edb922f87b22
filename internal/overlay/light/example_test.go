package light_test

import (
	"fmt"

	"tryggled/internal/overlay/light"
)

// A path along two lamps 16 m apart, each on a pole of 6 m. Midway each is 8 m away over
// ground and so 10 m in all, the triangle of 6, 8 and 10:
//
//   - *
//     6 |  \10     10/  |
//     |____\ _ _ /____|
//     8   path  8
func Example() {
	field, err := light.NewField(light.Lamps{
		X: []float64{0, 16}, Y: []float64{0, 0},
		HeightM: []float64{6, 6}, Lumens: []float64{5000, 5000}, Factor: []float64{0.8, 0.8},
		Optic: []light.Optic{light.Even, light.Even},
	}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	path := []light.Point{{X: 0, EastH: 1}, {X: 8, EastH: 1}, {X: 16, EastH: 1}}
	lux := make([]light.Lux, len(path))
	field.Sum(path, nil, lux)
	for i, l := range lux {
		fmt.Printf("at %2.0f m: %.1f lx\n", path[i].X, l.E)
	}
	s := light.Summarise(lux)
	fmt.Printf("mean %.1f lx, evenness %.2f, class %s\n", s.Mean, s.Evenness, s.Class)
	field.Sum(path, []float64{1, 0}, lux) // the second lamp goes out
	fmt.Println("with one lamp out:", light.Summarise(lux).Class.Name().EN)
	// Output:
	// at  0 m: 18.4 lx
	// at  8 m: 7.6 lx
	// at 16 m: 18.4 lx
	// mean 14.8 lx, evenness 0.51, class P2
	// with one lamp out: P5
}
