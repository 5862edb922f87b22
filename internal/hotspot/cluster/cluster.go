// Package cluster finds where points lie dense, in space or in space and time: DBSCAN and
// ST-DBSCAN, exact, and the radius that the data itself suggests. It stands first among
// the methods of hotspots: columns of coordinates in, a column of labels out.
package cluster

import (
	"math"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Noise is the label of a point in no cluster.
const Noise int32 = -1

// Points are places, a row each: metres east and north, and what each weighs (nil: 1).
// A point that weighs 0 adds nothing to any sum, but is a core where its neighbours weigh
// enough, as with scikit-learn's sample_weight.
type Points struct{ X, Y, Weight []float64 }

// Params say what is dense.
type Params struct {
	EpsM    float64 // points at most so many metres apart are neighbours
	Min     float64 // least sum of the weights of a core point's neighbours, itself included
	Threads int     // 0: as many as the program may use; the labels are the same for any number
}

// SpaceTime says what is dense in space and time.
type SpaceTime struct {
	Params
	EpsT    float64 // neighbours are also at most so many seconds apart
	PeriodT float64 // 0: time is a line; else a circle of so many seconds, such as 604800 for the hour of the week
}

// leastEps and mostEps bound the radius, and FarthestM the coordinates: within them squares
// are ordinary numbers.
const (
	leastEps  = 1e-150
	mostEps   = 1e150
	FarthestM = mostEps
)

// check returns the extent of the points. It returns Invalid for columns of unequal length or
// more rows than can be numbered, for a coordinate that is not finite and for a weight that is
// not finite or below zero.
func (p Points) check() (box, error) {
	n := len(p.X)
	if len(p.Y) != n || p.Weight != nil && len(p.Weight) != n {
		return box{}, fault.New(fault.Invalid, lang.T(
			"kolumnerna är olika långa: %d x, %d y och %d vikter; ge lika många av varje (vikterna får utelämnas)",
			"the columns differ in length: %d x, %d y and %d weights; give as many of each (the weights may be left out)",
			n, len(p.Y), len(p.Weight)))
	}
	if n > math.MaxInt32-1 {
		return box{}, fault.New(fault.Invalid, lang.T(
			"%d punkter är för många; dela dem efter område eller tid", "%d points are too many; divide them by area or time", n))
	}
	b, err := p.extent()
	if err != nil {
		return box{}, err
	}
	for i, w := range p.Weight {
		if !(w >= 0) || math.IsInf(w, 0) {
			return box{}, fault.New(fault.Invalid, lang.T(
				"punkt %d väger %v; vikten ska vara ett ändligt tal, noll eller mer",
				"point %d weighs %v; the weight must be a finite number, zero or more", i+1, w))
		}
	}
	return b, nil
}

// extent is the box around the points, empty for none. It returns Invalid for a coordinate
// that is not finite.
func (p Points) extent() (box, error) {
	b := box{point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}}
	for i := range min(len(p.X), len(p.Y)) {
		x, y := p.X[i], p.Y[i]
		if x >= b.min.x && x <= b.max.x && y >= b.min.y && y <= b.max.y {
			continue // as most do, once there have been some
		}
		if !(math.Abs(x) <= FarthestM && math.Abs(y) <= FarthestM) {
			return box{}, fault.New(fault.Invalid, lang.T(
				"punkt %d har ingen giltig koordinat (%v, %v); rätta eller ta bort raden",
				"point %d has no valid coordinate (%v, %v); mend or remove the row", i+1, x, y))
		}
		b.min, b.max = point{min(b.min.x, x), min(b.min.y, y)}, point{max(b.max.x, x), max(b.max.y, y)}
	}
	return b, nil
}

// check returns Invalid for a radius or a least number that nothing can be dense by.
func (p Params) check() error {
	if !(p.EpsM >= leastEps && p.EpsM <= mostEps) {
		return fault.New(fault.Invalid, lang.T(
			"radien %v m duger inte; ge ett ändligt tal större än noll",
			"the radius %v m will not do; give a finite number above zero", p.EpsM))
	}
	if !(p.Min > 0) || math.IsInf(p.Min, 0) {
		return fault.New(fault.Invalid, lang.T(
			"minsta antalet %v duger inte; ge ett ändligt tal större än noll",
			"the least number %v will not do; give a finite number above zero", p.Min))
	}
	if p.Threads < 0 {
		return fault.New(fault.Invalid, lang.T(
			"%d trådar går inte; ge ett antal, eller 0 för så många som får användas",
			"%d threads cannot be; give a number, or 0 for as many as may be used", p.Threads))
	}
	return nil
}
