package trend

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Watch is a place where something may soon happen again, until the window ends.
type Watch struct {
	At      orb.Point `json:"at"`       // metric: where the latest event of the chain was
	RadiusM float64   `json:"radius_m"` // 0: that very place
	From    time.Time `json:"from"`     // the first event of the chain
	Until   time.Time `json:"until"`    // exclusive
	Events  int       `json:"events"`   // in the chain
	Ratio   float64   `json:"ratio"`    // pairs within this radius and time against what chance gives
	Text    lang.Text `json:"text"`
}

// WatchParams is what makes a near repeat worth watching for; zero values are the defaults.
type WatchParams struct {
	LeastRatio float64 // of a cell of the table; default 1.2
	MostP      float64 // of a cell of the table; default 0.05
}

// Watches opens a window round each event, for the distance and the days in which the
// table shows that more follows than by chance, and returns those that are still open at
// asOf; events later than that are not looked at. Times are given in the zone of asOf.
//
// A band of distance is watched for as many days as its cells are raised (at least
// LeastRatio, at most MostP) without a break from the first band of time, and no longer
// than the bands nearer by: what happens again at 100 m but not at 50 m is no near repeat.
// Only the band of the same place may be quiet without ending this, since places need
// not coincide. A band that a farther one outlasts has no window of its own. Ratio is of
// all raised cells within the window.
//
// Events within half the radius of the latest one belong to its chain, with one window for
// all, as long as each came before the window of the one before it had run out. Windows
// come by their end, the last one first. It returns Invalid for columns of unequal length
// or a coordinate that is not a finite number.
func Watches(k Knox, x, y []float64, at []int64, asOf time.Time, p WatchParams) ([]Watch, error) {
	if len(x) != len(at) || len(y) != len(at) {
		return nil, fault.New(fault.Invalid, lang.T(
			"kolumnerna är olika långa: %d x, %d y, %d tider", "the columns differ in length: %d x, %d y, %d times", len(x), len(y), len(at)))
	}
	for i := range x {
		if math.IsNaN(x[i]+y[i]) || math.IsInf(x[i], 0) || math.IsInf(y[i], 0) {
			return nil, fault.New(fault.Invalid, lang.T(
				"rad %d har ingen giltig koordinat (%v, %v)", "row %d has no valid coordinate (%v, %v)", i+1, x[i], y[i]))
		}
	}
	rows := make([]int32, 0, len(at))
	for i, seconds := range at {
		if seconds <= asOf.Unix() {
			rows = append(rows, int32(i))
		}
	}
	slices.SortFunc(rows, func(a, b int32) int {
		return cmp.Or(cmp.Compare(at[b], at[a]), cmp.Compare(x[a], x[b]), cmp.Compare(y[a], y[b]))
	})
	var all []Watch
	for _, z := range k.zones(p) {
		c := chains{zone: z, cell: map[[2]int64][]int32{}, now: asOf.Unix()}
		for _, i := range rows {
			c.add(x[i], y[i], at[i])
		}
		all = append(all, c.watches(asOf.Location())...)
	}
	slices.SortStableFunc(all, func(a, b Watch) int { return b.Until.Compare(a.Until) })
	return all, nil
}
