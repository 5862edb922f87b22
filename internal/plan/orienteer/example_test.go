package orienteer_test

import (
	"context"
	"fmt"

	"tryggled/internal/plan/orienteer"
)

// Two crews have half an hour each, from one base and back. The square is worth most
// between the tenth and the fifteenth minute; nobody has the time for the far park.
func Example() {
	const base, square, school, station, park = 0, 1, 2, 3, 4
	problem := orienteer.Problem{
		Travel: []orienteer.Matrix{{N: 5, Time: []int64{
			0, 6, 8, 5, 20,
			6, 0, 4, 7, 18,
			8, 4, 0, 9, 16,
			5, 7, 9, 0, 22,
			20, 18, 16, 22, 0,
		}}},
		Stops: []orienteer.Stop{
			{Place: square, Prize: 40, Dwell: 10, Open: 10, Close: 15, Group: 1},
			{Place: square, Prize: 20, Dwell: 10, Open: 0, Close: orienteer.Never, Group: 1},
			{Place: school, Prize: 25, Dwell: 12, Close: orienteer.Never},
			{Place: station, Prize: 15, Dwell: 10, Close: orienteer.Never},
			{Place: park, Prize: 90, Dwell: 10, Close: orienteer.Never},
		},
		Crews: []orienteer.Crew{
			{Start: base, End: base, Until: 30},
			{Start: base, End: base, Until: 30},
		},
	}
	s, err := orienteer.Solve(context.Background(), problem, orienteer.Limits{Seed: 1, Iterations: 600})
	if err != nil {
		fmt.Println(err)
		return
	}
	for crew, visits := range s.Routes {
		for _, v := range visits {
			fmt.Printf("crew %d: stop %d from %d to %d\n", crew+1, v.Stop, v.Begin, v.End)
		}
	}
	fmt.Println("score", s.Score, "of at most", s.Bound)
	// Output:
	// crew 1: stop 0 from 10 to 20
	// crew 2: stop 2 from 8 to 20
	// score 65 of at most 80
}
