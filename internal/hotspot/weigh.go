package hotspot

import (
	"cmp"
	"math"
	"slices"

	"tryggled/internal/report"
)

const (
	secondsPerDay = 24 * 60 * 60
	mostHalvings  = 60 // a report never fades to nothing, or a place of old ones could have no middle
)

// weighed is the reports that take part in an analysis, as columns of equal length.
type weighed struct {
	in    *Reports
	row   []int32   // which report of the input it is
	base  []float64 // weight of its category, share in the window, discovery and event
	fresh []float64 // recency, 0..1
	by    []int32   // which position stands for it: its own, or that of an account of earlier
	rows  int       // reports in the window, also those too coarse to take part

	middle  []int64 // of the part of each interval that lies in the window
	outside int     // reports left out since they lie outside the municipality's areas
}

// weigh picks the reports of the window that are precise enough and weighs each by
//
//	category × share of its interval inside the window × discovery × 1/(reports of its event)
//
// and apart from that by recency, 2^(−age/half-life), the age counted from the end of the
// window to the middle of what lies inside it.
//
// Where the municipality has areas, reports outside all of them take no part. Reports that
// were not known in full by an instant are as if they were not there: see knownAt.
func weigh(in *Reports, areas bool, p Params, by int64) weighed {
	w := weighed{in: in}
	takes := map[string]bool{} // categories
	told := map[string]int{}   // reports of each event
	for i, category := range in.Category {
		take, known := takes[category]
		if !known {
			take = p.takes(category)
			takes[category] = take
		}
		if !take || !p.hears(in.Kind[i]) || in.knownAt(i) > by {
			continue
		}
		share, middle := inside(in.From[i], in.To[i], p.Since.Unix(), p.Until.Unix())
		if share == 0 {
			continue
		}
		w.rows++
		if areas && in.Area[i] == "" {
			w.outside++
			continue
		}
		weight := weightOf(in.Category[i]) * share
		if in.AccuracyM[i] > report.MaxHotspotAccuracyM || weight == 0 {
			continue
		}
		if in.Patrol[i] {
			weight *= p.PatrolWeight
		}
		age := (float64(p.Until.Unix()) - middle) / secondsPerDay
		w.row, w.middle = append(w.row, int32(i)), append(w.middle, int64(middle))
		w.base = append(w.base, weight)
		w.fresh = append(w.fresh, math.Exp2(-min(age/p.HalfLifeDays, mostHalvings)))
		told[in.Event[i]]++
	}
	for k, i := range w.row {
		if event := in.Event[i]; event != "" {
			w.base[k] /= float64(told[event])
		}
	}
	w.standIn(p.EpsM)
	return w
}

// whenever is when everything is known.
const whenever = math.MaxInt64

// knownAt is from when on a report is known: it has been told, and what it tells of is over.
func (r *Reports) knownAt(i int) int64 {
	if r.Told == nil {
		return r.To[i]
	}
	return max(r.To[i], r.Told[i])
}

// standIn lets people's accounts count once: a report of an event that was told before,
// or within nearM of an earlier one by the same known reporter, makes no place denser.
// The earlier report stands for it, and it goes where that one goes. Earlier is what
// happened earlier, whichever was imported first.
func (w *weighed) standIn(nearM float64) {
	event := map[string]int32{}
	reporter := map[string][]int32{} // positions that stand for themselves
	w.by = make([]int32, len(w.row))
	for _, k := range w.byTime() {
		r := w.row[k]
		w.by[k] = k
		if e := w.in.Event[r]; e != "" {
			if earlier, told := event[e]; told {
				w.by[k] = earlier
				continue
			}
		}
		if who := w.in.Reporter[r]; who != "" {
			if earlier, near := w.nearest(reporter[who], r, nearM); near {
				w.by[k] = earlier
			} else {
				reporter[who] = append(reporter[who], k)
			}
		}
		if e := w.in.Event[r]; e != "" {
			event[e] = w.by[k]
		}
	}
}

// byTime are the positions in the order in which their reports happened.
func (w *weighed) byTime() []int32 {
	order := make([]int32, len(w.row))
	for k := range order {
		order[k] = int32(k)
	}
	slices.SortFunc(order, func(a, b int32) int {
		i, j := w.row[a], w.row[b]
		return cmp.Or(cmp.Compare(w.in.From[i], w.in.From[j]), cmp.Compare(w.in.To[i], w.in.To[j]), cmp.Compare(w.in.ID[i], w.in.ID[j]))
	})
	return order
}

// nearest is the one of some positions that lies nearest to report r, if within nearM.
func (w *weighed) nearest(some []int32, r int32, nearM float64) (best int32, found bool) {
	least := nearM * nearM
	for _, k := range some {
		away := square(w.in.X[w.row[k]]-w.in.X[r], w.in.Y[w.row[k]]-w.in.Y[r])
		if away < least || away == least && !found {
			best, least, found = k, away, true
		}
	}
	return best, found
}

// inside is the share of [from, to) that lies in the window, and the middle of that part.
// An instant lies in it wholly or not at all.
func inside(from, to, since, until int64) (share, middle float64) {
	if to <= from {
		if from < since || from >= until {
			return 0, 0
		}
		return 1, float64(from)
	}
	low, high := max(from, since), min(to, until)
	if low >= high {
		return 0, 0
	}
	return float64(high-low) / float64(to-from), float64(low) + float64(high-low)/2
}

// weightOf is the weight of a category; one that the table lacks counts as other.
func weightOf(category string) float64 {
	if c, ok := report.CategoryOf(category); ok {
		return c.Weight
	}
	other, _ := report.CategoryOf("other")
	return other.Weight
}
