package cluster_test

import (
	"fmt"
	"testing"

	"tryggled/internal/hotspot/cluster"
	"tryggled/internal/hotspot/cluster/clustertest"
)

func BenchmarkDBSCAN(b *testing.B) {
	for _, size := range []struct {
		n   int
		eps float64
	}{{10_000, 25}, {100_000, 25}, {1_000_000, 25}, {1_000_000, 10}} {
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("n=%d/eps=%v/threads=%d", size.n, size.eps, threads), func(b *testing.B) {
				x, y := clustertest.Reference(size.n, 1)
				b.ReportAllocs()
				for b.Loop() {
					if _, err := cluster.DBSCAN(cluster.Points{X: x, Y: y}, cluster.Params{EpsM: size.eps, Min: 10, Threads: threads}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
