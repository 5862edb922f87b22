package cluster

import (
	"math"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// STDBSCAN labels points by density in space and time (Birant and Kut, 2007, without its
// Δε rule, which compares a non-spatial value with the mean of the cluster: reports have
// no such value): as DBSCAN, where neighbours are at most EpsM apart in space and EpsT in
// time. t are seconds, of any origin. A border point goes to the cluster of the core
// point that is nearest in space among its neighbours; of equally near ones to the nearest
// in time, then to the first in the input.
//
// With a PeriodT time is a circle: each t counts modulo PeriodT, and the time between two
// points is the shorter way round.
//
// It returns Invalid as DBSCAN does, and for times, an EpsT or a PeriodT that will not do.
func STDBSCAN(p Points, t []float64, params SpaceTime) ([]int32, error) {
	if err := params.check(); err != nil {
		return nil, err
	}
	around, err := p.check()
	if err != nil {
		return nil, err
	}
	if err := checkTimes(t, len(p.X)); err != nil {
		return nil, err
	}
	if len(t) == 0 {
		return []int32{}, nil
	}
	k, err := newClock(t, params)
	if err != nil {
		return nil, err
	}
	return label(p, around, params.Params, k)
}

// mostSeconds bounds the times: sums and differences of them stay ordinary numbers.
const mostSeconds = 1e18

func (p SpaceTime) check() error {
	if err := p.Params.check(); err != nil {
		return err
	}
	if !(p.EpsT > 0 && p.EpsT <= mostSeconds) {
		return fault.New(fault.Invalid, lang.T(
			"tidsradien %v s duger inte; ge ett ändligt tal större än noll",
			"the radius in time %v s will not do; give a finite number above zero", p.EpsT))
	}
	if !(p.PeriodT >= 0 && p.PeriodT <= mostSeconds) {
		return fault.New(fault.Invalid, lang.T(
			"perioden %v s duger inte; ge ett ändligt tal större än noll, eller 0 för tid utan period",
			"the period %v s will not do; give a finite number above zero, or 0 for time without a period", p.PeriodT))
	}
	return nil
}

func checkTimes(t []float64, n int) error {
	if len(t) != n {
		return fault.New(fault.Invalid, lang.T(
			"%d tider för %d punkter; ge lika många av varje", "%d times for %d points; give as many of each", len(t), n))
	}
	for i, at := range t {
		if !(math.Abs(at) <= mostSeconds) {
			return fault.New(fault.Invalid, lang.T(
				"punkt %d har ingen giltig tid (%v); rätta eller ta bort raden",
				"point %d has no valid time (%v); mend or remove the row", i+1, at))
		}
	}
	return nil
}

func tooLong(epsT float64) error {
	return fault.New(fault.Invalid, lang.T(
		"punkterna ligger för långt isär i rum och tid för tidsradien %v s; välj en större, eller en större radie i meter",
		"the points lie too far apart in space and time for the radius in time %v s; choose a larger one, or a larger one in metres", epsT))
}
