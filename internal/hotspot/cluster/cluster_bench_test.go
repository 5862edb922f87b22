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

func BenchmarkSTDBSCAN(b *testing.B) {
	const day = 24 * 3600
	for _, threads := range []int{1, 2} {
		b.Run(fmt.Sprintf("n=1000000/eps=25/threads=%d", threads), func(b *testing.B) {
			x, y := clustertest.Reference(1_000_000, 1)
			t := clustertest.ReferenceTimes(1_000_000, 1)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := cluster.STDBSCAN(cluster.Points{X: x, Y: y}, t, cluster.SpaceTime{
					Params: cluster.Params{EpsM: 25, Min: 10, Threads: threads}, EpsT: 7 * day,
				}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
