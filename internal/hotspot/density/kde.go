package density

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

// KDE is the kernel density of weighted points (Rosenblatt, 1956; Silverman, 1986): at the
// middle c of each cell Σ w K(|c − p|), exact but for rounding. Over the plane it
// integrates to the sum of the weights; what points near the edge spread beyond the grid is
// not in it. Without points it is zero everywhere. It returns Invalid for columns, a grid
// or parameters that will not do, and ctx.Err() soon after ctx is cancelled.
func KDE(ctx context.Context, x, y, weight []float64, g Grid, p Params) (Surface, error) {
	if err := check(x, y, weight, g, p); err != nil {
		return Surface{}, err
	}
	s := Surface{Grid: g, Params: p, PerKm2: make([]float64, g.Cells())}
	if g.Cells() == 0 {
		return s, nil
	}
	reach := reachM(p.Kernel, p.BandwidthM) / g.CellM
	points := sortByCell(x, y, weight, g, reach)
	err := inBands(g.Rows, int(reach)+1, p.Threads, func(from, to int) error {
		b := newBrush(p.Kernel, reach, g, s.PerKm2)
		return b.paint(ctx, points, from, to)
	})
	if err != nil {
		return Surface{}, err
	}
	s.scale(planeTop(p.Kernel, p.BandwidthM) * metres2PerKm2)
	return s, nil
}

func check(x, y, weight []float64, g Grid, p Params) error {
	if err := checkKernel(p.Kernel, p.BandwidthM); err != nil {
		return err
	}
	if err := g.check(p.BandwidthM); err != nil {
		return err
	}
	return checkColumns(x, y, weight)
}

func (s Surface) scale(by float64) {
	for i := range s.PerKm2 {
		s.PerKm2[i] *= by
	}
}

// inBands does the rows of a grid band by band, on some threads. Which rows make a band
// must not matter to the result. A band is much higher than the reach, since a point is
// taken up once for every band that it reaches.
func inBands(rows, reach, threads int, do func(from, to int) error) error {
	threads = threadsOf(threads)
	high := max(rows, 1)
	if threads > 1 {
		high = max(4*reach, (rows+4*threads-1)/(4*threads))
	}
	bands := (rows + high - 1) / high
	failed := make([]error, bands)
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(threads, bands) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < bands; i = int(next.Add(1)) - 1 {
				failed[i] = do(i*high, min(rows, (i+1)*high))
			}
		})
	}
	all.Wait()
	return firstOf(failed)
}

// firstOf is the first error there is.
func firstOf(failed []error) error {
	for _, err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}

// threadsOf is how many threads a parameter asks for.
func threadsOf(asked int) int {
	if asked > 0 {
		return asked
	}
	return runtime.GOMAXPROCS(0)
}

// brush adds the kernels of points to a grid, one after the other. All lengths in it are
// cells.
type brush struct {
	kernel     Kernel
	reach      float64
	cols, rows int
	cell       []float64
	factor     []float64 // quartic: (dx/reach)² of the columns; Gaussian: exp(−dx²/2σ²)

}

func newBrush(k Kernel, reach float64, g Grid, cell []float64) *brush {
	wide := int(min(2*reach+2, float64(g.Cols)))
	b := &brush{kernel: k, reach: reach, cols: g.Cols, rows: g.Rows, cell: cell, factor: make([]float64, wide)}
	return b
}

// paint adds the points that reach into rows [from, to) to these, in the points' order.
func (b *brush) paint(ctx context.Context, p points, from, to int) error {
	perPoint := 4 * min(b.reach, float64(b.cols)) * min(b.reach, float64(to-from))
	breath := max(1, int(float64(1<<24)/(perPoint+1))) // points between two looks at ctx
	low, high := p.inRows(from-int(b.reach)-1, to+int(b.reach)+1)
	for first := low; first < high; first += breath {
		if err := ctx.Err(); err != nil {
			return err
		}
		for i := first; i < min(high, first+breath); i++ {
			b.dab(p.x[i], p.y[i], p.w[i], from, to)
		}
	}
	return nil
}

// dab adds one point. Along each row the cells that it reaches are an interval.
func (b *brush) dab(x, y, w float64, from, to int) {
	firstCol, lastCol := span(x, b.reach, 0, b.cols)
	firstRow, lastRow := span(y, b.reach, from, to)
	if firstCol > lastCol {
		return
	}
	factor := b.factor[:lastCol-firstCol+1]
	b.fill(factor, float64(firstCol)+0.5-x)
	scale := 1 / b.reach
	for row := firstRow; row <= lastRow; row++ {
		v := (float64(row) + 0.5 - y) * scale
		a := 1 - v*v
		if a <= 0 {
			continue
		}
		half := math.Sqrt(a) * b.reach
		lo, hi := firstCol, lastCol
		if z := x - half - 0.5; z >= float64(lo) {
			lo = int(z) + 1
		}
		if z := x + half - 0.5; z < float64(hi) {
			if z < 0 {
				continue
			}
			hi = int(z)
		}
		if hi < lo {
			continue
		}
		line := b.cell[row*b.cols+lo : row*b.cols+hi+1]
		across := factor[lo-firstCol:][:len(line)]
		if b.kernel == Quartic {
			for k, u := range across {
				t := a - u
				line[k] += w * t * t
			}
			continue
		}
		down := w * math.Exp(-cut*cut/2*v*v)
		for k, u := range across {
			line[k] += down * u
		}
	}
}

// span is the run of cells whose middles lie within reach of a place, in [from, to).
func span(at, reach float64, from, to int) (first, last int) {
	first, last = from, to-1
	if z := at - reach - 0.5; z >= float64(from) {
		first = int(min(z, float64(to))) + 1
	}
	if z := at + reach - 0.5; z < float64(last) {
		last = int(math.Floor(max(z, -1)))
	}
	return first, last
}

// fill computes what each column's distance, from dx on, adds to the kernel.
func (b *brush) fill(factor []float64, dx float64) {
	scale := 1 / b.reach
	for k := range factor {
		u := (dx + float64(k)) * scale
		factor[k] = u * u
	}
	if b.kernel == Gaussian {
		for k, u := range factor {
			factor[k] = math.Exp(-cut * cut / 2 * u)
		}
	}
}
