package density

import "context"

// KDE is the kernel density of weighted points (Rosenblatt, 1956; Silverman, 1986): at the
// middle c of each cell Σ w K(|c − p|), exact but for rounding. Over the plane it
// integrates to the sum of the weights. Without points it is zero everywhere. It returns
// Invalid for columns, a grid or parameters that will not do, and ctx.Err() soon after
// ctx is cancelled.
func KDE(ctx context.Context, x, y, weight []float64, g Grid, p Params) (Surface, error) {
	if err := check(x, y, weight, g, p); err != nil {
		return Surface{}, err
	}
	s := Surface{Grid: g, Params: p, PerKm2: make([]float64, g.Cells())}
	for i := range x {
		if err := ctx.Err(); err != nil {
			return Surface{}, err
		}
		w := weightOf(weight, i) * planeTop(p.Kernel, p.BandwidthM) * metres2PerKm2
		for c := range s.PerKm2 {
			m := g.Middle(c)
			s.PerKm2[c] += w * shape(p.Kernel, hypot(m[0]-x[i], m[1]-y[i]), p.BandwidthM)
		}
	}
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
