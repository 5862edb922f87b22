package backtest

import "slices"

// Spread is how one measure varied over origins and shifted grids. All are 0 where N is.
type Spread struct {
	Mean   float64 `json:"mean"`
	Min    float64 `json:"min"`
	Median float64 `json:"median"`
	Max    float64 `json:"max"`
	SE     float64 `json:"se"` // of the mean, from the origins' means: shifted grids see the same reports
	N      int     `json:"n"`  // origins × shifts where the measure is defined
}

// values are one measure as it comes in, origin by origin.
type values struct {
	all      []float64
	byOrigin []float64 // means over the shifts of each ended origin that had any
	ended    int       // values of ended origins
}

func (v *values) add(x float64) { v.all = append(v.all, x) }

func (v *values) endOrigin() {
	if added := v.all[v.ended:]; len(added) > 0 {
		mean, _ := meanAndError(added)
		v.byOrigin = append(v.byOrigin, mean)
		v.ended = len(v.all)
	}
}

func (v *values) spread() Spread {
	n := len(v.all)
	if n == 0 {
		return Spread{}
	}
	sorted := slices.Sorted(slices.Values(v.all))
	mean, _ := meanAndError(v.all)
	_, se := meanAndError(v.byOrigin)
	return Spread{
		Mean: mean, SE: se, N: n,
		Min: sorted[0], Max: sorted[n-1],
		Median: (sorted[(n-1)/2] + sorted[n/2]) / 2,
	}
}
