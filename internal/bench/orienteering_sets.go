package bench

import (
	"slices"
)

// overGap is the gap, in per cent, that no instance is to be above.
const overGap = 0.5

// OrienteeringSet is what came of the instances of a set that the best is known of.
type OrienteeringSet struct {
	Set        string  `json:"set"`
	Instances  int     `json:"instances"`
	Compared   int     `json:"compared"` // of them with a best score known; the gaps are theirs
	Gap        float64 `json:"average_gap_pct"`
	Worst      float64 `json:"worst_gap_pct"`
	WorstOf    string  `json:"worst_instance,omitempty"`
	Over       int     `json:"above_half_pct"` // instances with a gap above 0.5 %
	Better     int     `json:"better"`         // instances above the best known
	Share      float64 `json:"share_pct"`      // average of score to best
	VROOM      int     `json:"vroom"`          // instances that VROOM's score is told of
	BelowVROOM int     `json:"below_vroom"`
	CPU        float64 `json:"average_cpu_s"`
}

// The sets that many are put together in.
const (
	allTOP = "p4–p7"
	allAll = "all"
)

// setsOf averages the instances by set, those of sets 4 to 7 together, and all.
func setsOf(all []Solved) []OrienteeringSet {
	var sets []OrienteeringSet
	names := sortedSets(all)
	for _, name := range names {
		sets = append(sets, setOf(name, all, func(set string) bool { return set == name }))
	}
	if several := slices.DeleteFunc(slices.Clone(names), func(set string) bool { return !chaos(set) }); len(several) > 1 {
		sets = append(sets, setOf(allTOP, all, chaos))
	}
	if len(names) > 1 {
		sets = append(sets, setOf(allAll, all, func(string) bool { return true }))
	}
	return sets
}

// chaos tells whether a set is one of Chao's that the targets are stated for.
func chaos(set string) bool {
	return len(set) == 2 && set[0] == 'p' && set[1] >= '4' && set[1] <= '7'
}

func setOf(name string, all []Solved, in func(set string) bool) OrienteeringSet {
	s := OrienteeringSet{Set: name}
	for _, i := range all {
		if !in(i.Set) {
			continue
		}
		s.Instances++
		s.CPU += i.CPU
		if i.Gap != nil {
			s.compare(i, *i.Gap)
		}
	}
	s.CPU /= float64(max(1, s.Instances))
	s.Gap /= float64(max(1, s.Compared))
	s.Share = 100 - s.Gap
	return s
}

func (s *OrienteeringSet) compare(i Solved, gap float64) {
	if s.Compared == 0 || gap > s.Worst {
		s.Worst, s.WorstOf = gap, i.Instance
	}
	s.Compared++
	s.Gap += gap
	if gap > overGap {
		s.Over++
	}
	if gap < 0 {
		s.Better++
	}
	if i.VROOM != nil {
		s.VROOM++
		if i.Score < *i.VROOM {
			s.BelowVROOM++
		}
	}
}

// goalsOf holds sets against what is wanted at so many CPU seconds; nothing is wanted of others.
func goalsOf(sets []OrienteeringSet, seconds float64) (goals []Goal) {
	top, patrol := find(sets, allTOP), find(sets, "patrol")
	if top.Compared > 0 && (seconds == 1 || seconds == usualSeconds) {
		most := .03
		if seconds == 1 {
			most = .15
		}
		goals = append(goals, atMost("average gap of sets 4–7", top.Gap, most, "%"))
		if seconds == usualSeconds {
			goals = append(goals, atMost("worst gap of sets 4–7", top.Worst, overGap, "%"))
		}
	}
	if patrol.Compared > 0 && seconds == usualSeconds {
		goals = append(goals,
			atMost("patrol cases below VROOM", float64(patrol.BelowVROOM), 0, "cases"),
			atLeast("average share of the reference on patrol cases", patrol.Share, 99.9, "%"))
	}
	return goals
}

func find(sets []OrienteeringSet, name string) OrienteeringSet {
	for _, s := range sets {
		if s.Set == name {
			return s
		}
	}
	return OrienteeringSet{}
}

func atMost(what string, got, want float64, unit string) Goal {
	return Goal{What: what, Unit: unit, Got: got, Want: want, Reached: got <= want}
}
