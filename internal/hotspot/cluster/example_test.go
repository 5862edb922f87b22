package cluster_test

import (
	"fmt"

	"tryggled/internal/hotspot/cluster"
)

func Example() {
	// Three reports within a few metres, one a street away.
	points := cluster.Points{X: []float64{0, 3, 6, 400}, Y: []float64{0, 4, 8, 0}}
	labels, err := cluster.DBSCAN(points, cluster.Params{EpsM: 5, Min: 3})
	fmt.Println(labels, err)

	// The same, when the third came a month later.
	const day = 24 * 3600
	labels, err = cluster.STDBSCAN(points, []float64{0, 2 * day, 31 * day, 0}, cluster.SpaceTime{
		Params: cluster.Params{EpsM: 5, Min: 2}, EpsT: 7 * day,
	})
	fmt.Println(labels, err)
	// Output:
	// [0 0 0 -1] <nil>
	// [0 0 -1 -1] <nil>
}
