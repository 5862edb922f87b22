package bench

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot/cluster"
	"tryggled/internal/hotspot/cluster/clustertest"
	"tryggled/internal/hotspot/density"
	"tryggled/internal/hotspot/significance"
	"tryggled/internal/lattice"
)

// What is measured, as the targets name it.
const (
	minPoints  = 10
	weekS      = 7 * 24 * 3600
	gridM      = 8000 // side of the square that Gi* looks at
	cellM      = 50
	bandM      = 500
	kdeCellM   = 25
	kdeRadiusM = 150
	seed       = 33 // the draw is dense: 2.8·10⁹ pairs within 25 m of each other
)

// work is a piece of work: how we do it, who else does, and how much faster we want to be.
type work struct {
	work    string
	points  int
	threads int // 2 where a second thread makes a difference
	target  float64
	against string // the anchor that the target is stated for; empty: the best
	ours    func(ctx context.Context, threads int) (clusters int, err error)
	anchors []anchor
	beside  *work          // other work of ours that it is held against
	outside func() float64 // CPU seconds spent for us by another process; nil for none
	eps     float64        // of DBSCAN
	server  bool           // ours needs PostGIS too
}

// points are the reference points of a size.
type points struct{ x, y, t []float64 }

func (b *bench) points(n int) points {
	p, ok := b.data[n]
	if !ok {
		p = draw(n, seed)
		p.t = clustertest.ReferenceTimes(n, seed)
		b.data[n] = p
	}
	return p
}

// draw draws points, without times.
func draw(n int, seed uint64) (p points) {
	p.x, p.y = clustertest.Reference(n, seed)
	return p
}

// clusters is how many clusters DBSCAN finds.
func (p points) clusters(eps float64, threads int) (int, error) {
	labels, err := cluster.DBSCAN(cluster.Points{X: p.x, Y: p.y}, cluster.Params{EpsM: eps, Min: minPoints, Threads: threads})
	return clustersOf(labels), err
}

// cases are all the work there is, in the order in which it is printed.
func (b *bench) cases() []work {
	n := b.Options.Points
	all := []work{b.dbscan(n/10, 25), b.dbscan(n, 10), b.dbscan(n, 25), b.spaceTime(n)}
	all = append(all, b.labels(n, 10), b.labels(n, 25), b.giStar(n))
	return append(all, b.kde(n, "exact", density.KDE, 8), b.kde(n, "binned", density.Binned, 50))
}

func (b *bench) dbscan(n int, eps float64) work {
	targets := map[string]float64{"100000 25": 40, "1000000 10": 250, "1000000 25": 1500}
	scikit, r := python("scikit-learn", "scikit-learn", "dbscan.py"), rscript("R dbscan", "dbscan.R")
	r.long = eps > 10 && n > b.Options.Points/10
	against := ""
	if eps == 10 {
		against = "PostGIS"
	}
	return work{
		work: fmt.Sprintf("DBSCAN, eps %v m", eps), points: n, threads: 2, eps: eps,
		target: targets[fmt.Sprint(n, " ", eps)], against: against,
		ours: func(_ context.Context, threads int) (int, error) {
			return b.points(n).clusters(eps, threads)
		},
		anchors: []anchor{postGIS(clusterInPostGIS), scikit, r},
	}
}

func (b *bench) spaceTime(n int) work {
	plain := b.dbscan(n, 25)
	return work{
		work: "ST-DBSCAN, eps 25 m and 7 days", points: n, threads: 2, target: b.ifMillion(n, 1./3),
		ours: func(_ context.Context, threads int) (int, error) {
			p := b.points(n)
			labels, err := cluster.STDBSCAN(cluster.Points{X: p.x, Y: p.y}, p.t, cluster.SpaceTime{
				Params: cluster.Params{EpsM: 25, Min: minPoints, Threads: threads}, EpsT: weekS,
			})
			return clustersOf(labels), err
		},
		beside: &plain,
	}
}

func (b *bench) giStar(n int) work {
	return work{
		work: fmt.Sprintf("Gi*, %d cells, %d m band, weights included", (gridM/cellM)*(gridM/cellM), bandM), points: n, threads: 1,
		target: b.ifMillion(n, 1000),
		ours: func(context.Context, int) (int, error) {
			cells, values, err := b.cells(n)
			if err != nil {
				return 0, err
			}
			_, err = significance.GiStar(values, cells.Band(bandM))
			return 0, err
		},
		anchors: []anchor{rscript("R spdep", "gistar.R")},
	}
}

// cells counts the reference points in the cells that Gi* compares, once.
func (b *bench) cells(n int) (*lattice.Lattice, []float64, error) {
	if b.lattice != nil {
		return b.lattice, b.counts, nil
	}
	square := orb.Bound{Max: orb.Point{gridM, gridM}}.ToPolygon()
	cells, err := lattice.Cover(orb.MultiPolygon{square}, lattice.Square, cellM, orb.Point{})
	if err != nil {
		return nil, nil, err
	}
	p := b.points(n)
	b.lattice = cells
	b.counts, _ = cells.Count(p.x, p.y, nil)
	return b.lattice, b.counts, nil
}

type estimator func(ctx context.Context, x, y, weight []float64, g density.Grid, p density.Params) (density.Surface, error)

func (b *bench) kde(n int, how string, estimate estimator, target float64) work {
	return work{
		work: fmt.Sprintf("KDE %s, quartic %d m, cells of %d m", how, kdeRadiusM, kdeCellM), points: n, threads: 2,
		target: b.ifMillion(n, target),
		ours: func(ctx context.Context, threads int) (int, error) {
			p := b.points(n)
			grid, err := density.GridOver(orb.Bound{Max: orb.Point{gridM, gridM}}, kdeCellM, 0)
			if err != nil {
				return 0, err
			}
			_, err = estimate(ctx, p.x, p.y, nil, grid, density.Params{Kernel: density.Quartic, BandwidthM: kdeRadiusM, Threads: threads})
			return 0, err
		},
		anchors: []anchor{python("numpy", "numpy", "kde.py"), rscript("R spatstat (FFT)", "kde.R")},
	}
}

// ifMillion is a target at the size that it is stated for.
func (b *bench) ifMillion(n int, target float64) float64 {
	if n == million {
		return target
	}
	return 0
}

func clustersOf(labels []int32) int {
	n := 0
	for _, label := range labels {
		n = max(n, int(label)+1)
	}
	return n
}
