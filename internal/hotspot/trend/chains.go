package trend

import (
	"cmp"
	"math"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/lang"
)

// zone is a distance and a time that events are watched for.
type zone struct {
	radiusM float64
	seconds int64
	ratio   float64
}

// zones reads off the table what to watch for, the nearest first; see Watches.
func (k Knox) zones(p WatchParams) []zone {
	var found []zone
	var pool []KnoxCell // the cells that are raised, of the bands so far
	longest := math.MaxInt
	for from, to := 0, 0; from < len(k.Cells); from = to {
		raised := 0
		for to = from; to < len(k.Cells) && k.Cells[to].ToM == k.Cells[from].ToM; to++ {
			if to-from == raised && raised < longest && k.Cells[to].raised(cmp.Or(p.LeastRatio, leastRatio), cmp.Or(p.MostP, mostP)) {
				raised++
			}
		}
		if raised == 0 && k.Cells[from].ToM == 0 {
			continue
		}
		longest = raised
		if raised == 0 {
			break
		}
		last := k.Cells[from+raised-1]
		pool = append(pool, k.Cells[from:from+raised]...)
		z := zone{radiusM: last.ToM, seconds: int64(max(last.ToDays, 1)) * secondsPerDay, ratio: pooled(pool, last)}
		if len(found) > 0 && found[len(found)-1].seconds == z.seconds {
			found = found[:len(found)-1] // outlasted by this one, which is wider
		}
		found = append(found, z)
	}
	return found
}

// pooled is the ratio of all cells up to the days of the last one.
func pooled(cells []KnoxCell, last KnoxCell) float64 {
	observed, expected := 0.0, 0.0
	for _, c := range cells {
		if c.ToDays <= last.ToDays {
			observed += float64(c.Observed)
			expected += c.Expected
		}
	}
	if expected == 0 {
		return last.Ratio
	}
	return observed / expected
}

// chains gathers the events of one zone, taken from the latest to the earliest.
type chains struct {
	zone
	now  int64
	all  []chain
	cell map[[2]int64][]int32 // the chains whose middle lies in a cell, the latest first
}

// chain is events that follow one another near by.
type chain struct {
	at          orb.Point
	first, last int64
	events      int
}

// add puts an event into the latest chain that it belongs to, or begins a new one while
// its window is open.
func (c *chains) add(x, y float64, at int64) {
	side := max(c.radiusM/2, 1)
	column, row := int64(math.Floor(x/side)), int64(math.Floor(y/side))
	best := int32(-1)
	for dy := int64(-1); dy <= 1; dy++ {
		for dx := int64(-1); dx <= 1; dx++ {
			for _, i := range c.cell[[2]int64{column + dx, row + dy}] {
				if (best < 0 || i < best) && c.follows(c.all[i], x, y, at) {
					best = i
				}
			}
		}
	}
	switch {
	case best >= 0:
		c.all[best].first = at
		c.all[best].events++
	case at+c.seconds > c.now:
		key := [2]int64{column, row}
		c.cell[key] = append(c.cell[key], int32(len(c.all)))
		c.all = append(c.all, chain{at: orb.Point{x, y}, first: at, last: at, events: 1})
	}
}

// follows reports whether the chain goes on from an earlier event.
func (c *chains) follows(k chain, x, y float64, at int64) bool {
	return k.first-at < c.seconds && math.Hypot(k.at[0]-x, k.at[1]-y) <= c.radiusM/2
}

// watches are the windows of the chains.
func (c *chains) watches(zone *time.Location) []Watch {
	all := make([]Watch, len(c.all))
	for i, k := range c.all {
		w := Watch{
			At: k.at, RadiusM: c.radiusM, Events: k.events, Ratio: c.ratio,
			From: time.Unix(k.first, 0).In(zone), Until: time.Unix(k.last+c.seconds, 0).In(zone),
		}
		w.Text = w.say()
		all[i] = w
	}
	return all
}

// say tells what to watch for, and why.
func (w Watch) say() lang.Text {
	const minute = "2006-01-02 15:04"
	where := lang.T("på samma plats", "at the same place")
	if w.RadiusM > 0 {
		where = lang.T("inom %g m", "within %g m", w.RadiusM)
	}
	what := lang.T("%d händelser sedan %s", "%d events since %s", w.Events, w.From.Format(minute))
	if w.Events == 1 {
		what = lang.T("en händelse %s", "one event %s", w.From.Format(minute))
	}
	return lang.T("Ökad risk för upprepning %s till %s: %s; händelser upprepas så nära och så snart %s gånger så ofta som av en slump.",
		"Raised risk of a repeat %s until %s: %s; events repeat this near and this soon %s times as often as by chance.",
		where, w.Until.Format(minute), what, lang.Decimal(w.Ratio, 1))
}
