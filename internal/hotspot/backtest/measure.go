package backtest

import (
	"math"
	"slices"
)

// Score is how a choice of places met the events that came. With no events, or no size to
// choose from, every measure is 0 and Events tells why.
type Score struct {
	HitRate float64 `json:"hit_rate"` // share of the events inside the chosen places
	PAI     float64 `json:"pai"`      // prediction accuracy index: hit rate over the share covered
	PEI     float64 `json:"pei"`      // prediction efficiency index: PAI over the best possible PAI
	RRI     float64 `json:"rri"`      // recapture rate index; 0 where not measured or undefined
	Covered float64 `json:"covered"`  // share of the size that was chosen
	Events  float64 `json:"events"`
	Hits    float64 `json:"hits"` // with parts, as the last place is counted in part
}

// Measure chooses the units with the highest scores until share (0–1) of the whole size is
// covered, and counts the events on them. Coverage is exact: the last unit is counted in
// part. Units of equal score are chosen together, each in the same part, so that neither
// low numbers nor small units are favoured: with all scores equal, PAI is 1.
//
//	PAI = (hits / events) / (covered size / whole size)   Chainey, Tompson & Uhlig 2008
//	PEI = PAI / PAI of the best choice of that coverage   Hunt 2016
//
// The best choice takes the units with the most events per size, the last in part. Units
// without a size above 0 are no part of the whole, nor are their events; a score that is
// no number counts as the lowest. Columns must be of one length.
func Measure(score, size, events []float64, share float64) Score {
	return rank(score, size).measure(bestOf(events, size), size, nil, events, share)
}

// MeasureBoth is Measure with the recapture rate index beside it, from the events of the
// period that the scores were made from (Levine 2008):
//
//	RRI = (hits in the second period / events in it) / (hits in the first / events in it)
//
// Around 1 the places chosen stay as hot as they were; it is 0 where the first period has
// no hits.
func MeasureBoth(score, size, first, events []float64, share float64) Score {
	return rank(score, size).measure(bestOf(events, size), size, first, events, share)
}

// ranking is the units with a size, highest score first, in groups of equal score.
type ranking struct {
	units []int
	ends  []int // where each group ends in units
	whole float64
}

func rank(score, size []float64) ranking {
	type scored struct {
		score float64
		unit  int
	}
	r := ranking{}
	order := make([]scored, 0, len(size))
	for i, s := range size {
		if s > 0 {
			r.whole += s
			of := score[i]
			if math.IsNaN(of) {
				of = math.Inf(-1)
			}
			order = append(order, scored{of, i})
		}
	}
	slices.SortFunc(order, func(a, b scored) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return a.unit - b.unit // sums in one order
	})
	r.units = make([]int, len(order))
	for k, o := range order {
		r.units[k] = o.unit
		if k+1 == len(order) || o.score != order[k+1].score {
			r.ends = append(r.ends, k+1)
		}
	}
	return r
}

// bestOf ranks by what came: the best choice of any coverage.
func bestOf(events, size []float64) ranking {
	density := make([]float64, len(size))
	for i, s := range size {
		if s > 0 {
			density[i] = events[i] / s
		}
	}
	return rank(density, size)
}

// hits is the sum of events on the units that cover share of the size.
func (r ranking) hits(size, events []float64, share float64) float64 {
	left, from := share*r.whole, 0
	var sum float64
	for _, end := range r.ends {
		var groupSize, groupEvents float64
		for _, u := range r.units[from:end] {
			groupSize += size[u]
			groupEvents += events[u]
		}
		if groupSize >= left {
			return sum + groupEvents*(left/groupSize)
		}
		sum, left, from = sum+groupEvents, left-groupSize, end
	}
	return sum
}

func (r ranking) total(events []float64) float64 {
	var sum float64
	for _, u := range r.units {
		sum += events[u]
	}
	return sum
}

// measure fills a score; first may be nil.
func (r ranking) measure(best ranking, size, first, events []float64, share float64) Score {
	s := Score{Events: r.total(events)}
	share = min(max(share, 0), 1)
	if r.whole == 0 || share == 0 || math.IsNaN(share) {
		return s
	}
	s.Covered = share
	if s.Events == 0 {
		return s
	}
	s.Hits = r.hits(size, events, share)
	s.HitRate = s.Hits / s.Events
	s.PAI = s.HitRate / share
	s.PEI = s.Hits / best.hits(size, events, share)
	if first == nil {
		return s
	}
	if before := r.hits(size, first, share); before > 0 {
		s.RRI = s.HitRate / (before / r.total(first))
	}
	return s
}
