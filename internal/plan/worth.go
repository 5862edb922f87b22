package plan

import (
	"cmp"
	"slices"
	"time"

	"tryggled/internal/identity"
)

// What a visit is worth: the priority of the place at that hour, times the minutes of the
// dwell that count, times what further visits to the place are worth.
//
// Koper (1995), on patrols standing at hot spots in Minneapolis, found that each minute up to
// about 15 lengthens the time until the next disorder, and more minutes add less and less.
const (
	// FullDwell is how long each minute at a place counts whole.
	FullDwell = 15 * time.Minute
	// LongestDwell is when a further minute no longer counts; it fades to there from FullDwell.
	LongestDwell = 20 * time.Minute
)

// The rules for going back to a place. Starting values.
const (
	// RevisitGap is how long a place is left alone, from when a team leaves it until any
	// team comes there again.
	RevisitGap = 90 * time.Minute
	// StrollGap is the same at the places that only teams who stroll are sent to, and at the
	// standing points that such teams may be sent to: what a round that is announced is for
	// is that it comes back.
	StrollGap = 45 * time.Minute
	// RevisitWorth is what a further visit is worth of the one before.
	RevisitWorth = 0.5
	// MostVisits is how many visits to one place a plan has at most.
	MostVisits = 4

	// UnseenMost is how long a place that is watched should be without presence at most: of
	// the visits to it beside the best, one in each such time is worth WatchedWorth.
	UnseenMost   = 2 * time.Hour
	WatchedWorth = 0.75
	// A place is watched whose priority is this share of the highest, if it is among the first.
	watchedShare = 0.5
	mostWatched  = 10
)

// CountedMinutes is how many minutes of a dwell count.
func CountedMinutes(dwell time.Duration) float64 {
	full, fade := FullDwell.Minutes(), (LongestDwell - FullDwell).Minutes()
	m := max(0, dwell.Minutes())
	if m <= full {
		return m
	}
	over := min(m-full, fade)
	return full + over - over*over/(2*fade)
}

// levels are the dwells that a role may be given at a place: those who stand get Koper's,
// those who stroll walk the role's own.
func levels(rules identity.Patrol) []time.Duration {
	if rules.Stands {
		return []time.Duration{10 * time.Minute, FullDwell, LongestDwell}
	}
	return []time.Duration{rules.Dwell}
}

// stay is a visit as it counts: when it begins and what it is worth by itself.
type stay struct {
	begin time.Duration // since the start of the shift
	value float64
}

// shares are what each visit to one place is worth of its own value, in their order. The best
// counts whole. Of the others to an ordinary place each counts RevisitWorth of the one before
// it, the better ones first; to a watched place WatchedWorth, one in each UnseenMost of the
// shift.
func shares(stays []stay, watched bool) []float64 {
	order := make([]int, len(stays))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(stays[b].value, stays[a].value) })
	out := make([]float64, len(stays))
	worth, seen := 1.0, map[time.Duration]bool{}
	for k, i := range order {
		slot := stays[i].begin / UnseenMost
		switch {
		case k == 0:
			out[i] = 1
		case watched && seen[slot]:
		case watched:
			out[i], seen[slot] = WatchedWorth, true
		default:
			worth *= RevisitWorth
			out[i] = worth
		}
	}
	return out
}
