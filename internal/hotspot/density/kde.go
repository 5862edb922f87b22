package density

import "context"

// KDE is the kernel density of weighted points (Rosenblatt, 1956; Silverman, 1986): at the
// middle c of each cell Σ w K(|c − p|), exact but for rounding. Over the plane it
// integrates to the sum of the weights; what points near the edge spread beyond the grid is
// not in it. Without points it is zero everywhere. It returns Invalid for columns, a grid
// or parameters that will not do, and ctx.Err() soon after ctx is cancelled.
//
// Points are taken cell by cell. What the quartic kernels of a cell's points come to is one
// polynomial wherever all of them reach, made of the points' moments; only where some do
// and some do not is each point added by itself.
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
	var outline *stencil
	if p.Kernel == Quartic && points.pad > 0 {
		outline = newStencil(reach)
	}
	if err := ctx.Err(); err != nil {
		return Surface{}, err
	}
	err := inBands(g.Rows, int(min(reach, float64(g.Rows)))+1, p.Threads, func(from, to int) error {
		b := brush{ctx: ctx, kernel: p.Kernel, reach: reach, cols: g.Cols, rows: g.Rows, cell: s.PerKm2}
		b.factor = make([]float64, int(min(2*reach+2, float64(g.Cols))))
		if b.stencil = outline; outline != nil {
			b.rim = make([]float64, len(outline.offset))
		}
		return b.paint(points, from, to)
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

// scale gives a sum of kernels its unit. What rounding took below nothing is nothing.
func (s Surface) scale(by float64) {
	for i := range s.PerKm2 {
		s.PerKm2[i] = max(s.PerKm2[i]*by, 0)
	}
}
