package cluster_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"tryggled/internal/hotspot/cluster"
	"tryggled/internal/hotspot/cluster/clustertest"
)

// measured runs work and tells the time of all processors, which other programs on the
// machine disturb less than they do the time that passes.
func measured(b *testing.B, work func() error) {
	b.Helper()
	b.ReportAllocs()
	before := cpuTime(b)
	for b.Loop() {
		if err := work(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((cpuTime(b)-before).Milliseconds())/float64(b.N), "cpu-ms/op")
}

func cpuTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func BenchmarkDBSCAN(b *testing.B) {
	for _, size := range []struct {
		n   int
		eps float64
	}{{10_000, 25}, {100_000, 25}, {1_000_000, 25}, {10_000_000, 25}, {10_000, 10}, {100_000, 10}, {1_000_000, 10}, {1_000_000, 1}} {
		x, y := clustertest.Reference(size.n, 1)
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("n=%d/eps=%v/threads=%d", size.n, size.eps, threads), func(b *testing.B) {
				measured(b, func() error {
					_, err := cluster.DBSCAN(cluster.Points{X: x, Y: y}, cluster.Params{EpsM: size.eps, Min: 10, Threads: threads})
					return err
				})
			})
		}
	}
}

func BenchmarkSTDBSCAN(b *testing.B) {
	const day = 24 * 3600
	x, y := clustertest.Reference(1_000_000, 1)
	t := clustertest.ReferenceTimes(1_000_000, 1)
	for name, period := range map[string]float64{"line": 0, "week": 7 * day} {
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("%s/threads=%d", name, threads), func(b *testing.B) {
				params := cluster.SpaceTime{Params: cluster.Params{EpsM: 25, Min: 10, Threads: threads}, EpsT: 7 * day, PeriodT: period}
				if period > 0 {
					params.EpsT = day / 12
				}
				measured(b, func() error {
					_, err := cluster.STDBSCAN(cluster.Points{X: x, Y: y}, t, params)
					return err
				})
			})
		}
	}
}

// BenchmarkDBSCANOnFewPoints has 400 anchors 50 m apart, 750 rows on each.
func BenchmarkDBSCANOnFewPoints(b *testing.B) {
	p := cluster.Points{X: make([]float64, 300_000), Y: make([]float64, 300_000)}
	for i := range p.X {
		p.X[i], p.Y[i] = float64(i%20)*50, float64(i/20%20)*50
	}
	for _, params := range []cluster.Params{{EpsM: 45, Min: 10}, {EpsM: 60, Min: 10}, {EpsM: 120, Min: 10}, {EpsM: 60, Min: 1000}} {
		b.Run(fmt.Sprintf("eps=%v/min=%v", params.EpsM, params.Min), func(b *testing.B) {
			measured(b, func() error {
				_, err := cluster.DBSCAN(p, params)
				return err
			})
		})
	}
}

func BenchmarkSuggestEps(b *testing.B) {
	x, y := clustertest.Reference(1_000_000, 1)
	measured(b, func() error {
		_, err := cluster.SuggestEps(cluster.Points{X: x, Y: y}, 10)
		return err
	})
}
