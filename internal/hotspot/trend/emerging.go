package trend

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/stat/distuv"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot/significance"
	"tryggled/internal/lang"
)

// Emerging gives every unit of a cube its class. z turns the counts of all units in one
// bin into how far each stands out, such as Getis-Ord Gi*, 0 where that is undefined. A
// unit is hot in a bin where its z is positive and its two-sided normal p, after the false
// discovery rate of Benjamini and Hochberg (1995) among the units of that bin, is at most
// alpha. The trend is Mann and Kendall's of its z through the bins, not of its counts: a
// town that grows as a whole makes no place emerge. hot is unit-major, as the cube.
//
// A bin with no events has no hot units and z 0. It returns Invalid for an alpha that is
// not between 0 and 1 and for values of z that are not one finite number per unit, the
// error of z as it is, and that of ctx once it is cancelled.
func Emerging(ctx context.Context, c Cube, z func(counts []float64) ([]float64, error), alpha float64) (classes []Class, trends []MannKendall, hot []bool, err error) {
	if !(alpha > 0 && alpha < 1) {
		return nil, nil, nil, fault.New(fault.Invalid, lang.T(
			"signifikansnivån %v ska ligga mellan 0 och 1", "the significance level %v should lie between 0 and 1", alpha))
	}
	score, hot := make([]float64, len(c.Count)), make([]bool, len(c.Count))
	counts := make([]float64, c.Units)
	for bin := range c.Bins {
		if err := ctx.Err(); err != nil {
			return nil, nil, nil, err
		}
		any := false
		for u := range counts {
			counts[u] = c.Count[u*c.Bins+bin]
			any = any || counts[u] != 0
		}
		if !any {
			continue
		}
		if err := c.standOut(bin, counts, z, alpha, score, hot); err != nil {
			return nil, nil, nil, err
		}
	}
	classes, trends, err = c.classify(ctx, score, hot)
	if err != nil {
		return nil, nil, nil, err
	}
	return classes, trends, hot, nil
}

// standOut notes how far each unit stands out in one bin, and which are hot.
func (c Cube) standOut(bin int, counts []float64, z func([]float64) ([]float64, error), alpha float64, score []float64, hot []bool) error {
	values, err := z(counts)
	if err != nil {
		return err
	}
	if len(values) != c.Units {
		return fault.New(fault.Invalid, lang.T("måttet gav %d värden för %d enheter", "the measure gave %d values for %d units", len(values), c.Units))
	}
	p := make([]float64, len(values))
	for u, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fault.New(fault.Invalid, lang.T(
				"delperiod %d, enhet %d: måttet %v är inget tal; ge 0 där det inte är definierat",
				"bin %d, unit %d: the measure %v is no number; give 0 where it is undefined", bin+1, u+1, v))
		}
		p[u] = min(1, 2*distuv.UnitNormal.Survival(math.Abs(v)))
	}
	for u, adjusted := range significance.FDR(p) {
		score[u*c.Bins+bin] = values[u]
		hot[u*c.Bins+bin] = values[u] > 0 && adjusted <= alpha
	}
	return nil
}

// unitsAtATime is how many units a thread takes before it looks for a cancellation.
const unitsAtATime = 64

// classify tests and classes every unit on its own, on as many threads as there are.
func (c Cube) classify(ctx context.Context, score []float64, hot []bool) ([]Class, []MannKendall, error) {
	classes, trends := make([]Class, c.Units), make([]MannKendall, c.Units)
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			var work slopes
			for ctx.Err() == nil {
				to := int(next.Add(unitsAtATime))
				for u := to - unitsAtATime; u < min(to, c.Units); u++ {
					trends[u] = work.test(score[u*c.Bins : (u+1)*c.Bins])
					classes[u] = Classify(hot[u*c.Bins:(u+1)*c.Bins], trends[u])
				}
				if to >= c.Units {
					return
				}
			}
		})
	}
	workers.Wait()
	return classes, trends, ctx.Err()
}
