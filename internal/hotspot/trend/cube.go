package trend

import (
	"math"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Cube is counts by place and time: Count[unit*Bins+bin], the oldest bin first.
type Cube struct {
	Units, Bins int
	Count       []float64 // unit-major

	Since, Until int64 // Unix seconds that the bins span; Until is exclusive
	BinSeconds   int64
	Dropped      int64 // seconds of an incomplete oldest bin that take no part
}

// mostCells bounds a cube's memory: 400 MB.
const mostCells = 50_000_000

// NewCube counts events by unit, −1 for one outside of all, and by bins of binSeconds
// within [since, until). The last bin ends at until; an oldest one that since cuts short
// takes no part, and Note says so. It returns how many events were left out: outside of
// all units, of the window, or in what was dropped. weight nil means 1 each. It returns
// Invalid for columns of unequal length, a unit that is not there, a weight that is
// negative or no finite number, and for a window that holds no whole bin or too many.
func NewCube(unit []int32, at []int64, weight []float64, units int, since, until, binSeconds int64) (Cube, int, error) {
	c, err := emptyCube(units, since, until, binSeconds)
	if err != nil {
		return Cube{}, 0, err
	}
	if len(unit) != len(at) || weight != nil && len(weight) != len(at) {
		return Cube{}, 0, fault.New(fault.Invalid, lang.T(
			"kolumnerna är olika långa: %d enheter, %d tider, %d vikter; ge en av varje per händelse",
			"the columns differ in length: %d units, %d times, %d weights; give one of each per event", len(unit), len(at), len(weight)))
	}
	left := 0
	for i, u := range unit {
		w := 1.0
		if weight != nil {
			w = weight[i]
		}
		if u < -1 || int(u) >= units || !(w >= 0) || math.IsInf(w, 0) {
			return Cube{}, 0, fault.New(fault.Invalid, lang.T(
				"rad %d: enheten %d ska vara −1 eller 0–%d och vikten %v ett tal som inte är negativt",
				"row %d: the unit %d should be −1 or 0–%d and the weight %v a number that is not negative", i+1, u, units-1, w))
		}
		if u < 0 || at[i] < c.Since || at[i] >= c.Until {
			left++
			continue
		}
		c.Count[int(u)*c.Bins+int((at[i]-c.Since)/binSeconds)] += w
	}
	return c, left, nil
}

func emptyCube(units int, since, until, binSeconds int64) (Cube, error) {
	if units < 0 || binSeconds <= 0 || until-since < binSeconds || until < since {
		return Cube{}, fault.New(fault.Invalid, lang.T(
			"%d enheter och en tidsperiod på %d s rymmer ingen hel delperiod på %d s: välj en längre tidsperiod eller kortare delperioder",
			"%d units and a window of %d s hold no whole bin of %d s: choose a longer window or shorter bins", units, until-since, binSeconds))
	}
	bins := (until - since) / binSeconds
	if units > 0 && bins > int64(mostCells/units) {
		return Cube{}, fault.New(fault.Invalid, lang.T(
			"%d enheter × %d delperioder är fler än %d: välj större rutor eller längre delperioder",
			"%d units × %d bins are more than %d: choose larger cells or longer bins", units, bins, mostCells))
	}
	return Cube{
		Units: units, Bins: int(bins), Count: make([]float64, units*int(bins)),
		Since: until - bins*binSeconds, Until: until, BinSeconds: binSeconds,
		Dropped: until - since - bins*binSeconds,
	}, nil
}

// Note says what of the window takes no part; empty where all of it does.
func (c Cube) Note() lang.Text {
	if c.Dropped == 0 {
		return lang.Text{}
	}
	return lang.T("Tidsperiodens äldsta %s räcker inte till en hel delperiod och är inte med.",
		"The oldest %s of the window do not fill a bin and take no part.", days(float64(c.Dropped)/86400))
}
