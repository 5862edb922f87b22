package measure

import (
	"cmp"
	"slices"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/report"
	"tryggled/internal/sun"
)

// told is a report that counts: where, of what event, and whether it was dark then.
type told struct {
	at    orb.Point
	from  int64
	event string // same_event; empty where unknown
	known bool   // the time tells whether it was dark
	dark  bool
}

// mostAccuracyM is how coarsely a report may be placed and still count beside a stretch: a row
// snapped to one of a town's anchor points lies within some 50 m of it.
const mostAccuracyM = 50

// mostUnsure is the longest time, in seconds, that a report may be spread over and still tell
// whether it was dark: in a polar night a week may.
const mostUnsure = 7 * 24 * 60 * 60

// hear picks the reports that count: of the year, placed to within
// mostAccuracyM, of categories that weigh at all, and for an open list none that
// is restricted or that the table does not hold. They stand in the order in which they began.
func (t *town) hear() {
	r, days := t.Reports, sun.NewDays(t.Place)
	t.told = nil
	for i := range r.ID {
		c, known := report.CategoryOf(r.Category[i])
		switch {
		case known && c.Weight == 0, t.p.Open && (!known || c.Restricted):
		case r.AccuracyM[i] > mostAccuracyM:
		case r.From[i] >= t.Until.Unix() || max(r.From[i], r.To[i]) < t.Since.Unix():
		default:
			one := told{at: orb.Point{r.X[i], r.Y[i]}, from: r.From[i]}
			one.dark, one.known = darkness(days, r.From[i], r.To[i])
			if r.Event != nil {
				one.event = r.Event[i]
			}
			t.told = append(t.told, one)
		}
	}
	slices.SortStableFunc(t.told, func(a, b told) int {
		return cmp.Or(cmp.Compare(a.from, b.from), first(a.known, b.known), first(a.dark, b.dark))
	})
	bounds := make([]orb.Bound, len(t.told))
	for i, one := range t.told {
		bounds[i] = one.at.Bound()
	}
	t.toldAt = geo.NewIndex(bounds)
	t.heard = make([][]int32, len(t.Segments))
}

// darkness tells whether it was dark all through a time, and whether it was dark or light all
// through, so that one can tell.
func darkness(days *sun.Days, from, to int64) (dark, known bool) {
	if to <= from {
		return sun.Dark(days.Place(), time.Unix(from, 0)), true
	}
	if to-from > mostUnsure {
		return false, false
	}
	seconds := days.DarkSeconds(from, to)
	return seconds == to-from, seconds == 0 || seconds == to-from
}

// hears are the reports within reach of a segment, ascending.
func (t *town) hears(i int) []int32 {
	if t.heard[i] != nil {
		return t.heard[i]
	}
	line := t.Segments[i].Line
	near := []int32{}
	t.toldAt.Search(line.Bound().Pad(t.p.ReachM), func(k int) bool {
		if _, _, d := geo.Nearest(line, t.told[k].at); d <= t.p.ReachM {
			near = append(near, int32(k))
		}
		return true
	})
	slices.Sort(near)
	t.heard[i] = near
	return near
}

// hit is a hotspot that a segment runs through, and where: each place stands for stepM metres.
type hit struct {
	hotspot int
	places  []orb.Point
	stepM   float64
}

// touch finds which hotspots each segment runs through, and how many metres of street each
// hotspot has.
func (t *town) touch() {
	t.touched = make([][]hit, len(t.Segments))
	t.streetM = make([]float64, len(t.Hotspots))
	for h, spot := range t.Hotspots {
		for _, i := range found(t.index, spot.Shape.Bound()) {
			if places, step := placesIn(t.Segments[i].Line, spot.Shape, stepM); len(places) > 0 {
				t.touched[i] = append(t.touched[i], hit{h, places, step})
				t.streetM[h] += step * float64(len(places))
			}
		}
	}
}

// placesIn are those of the middles of equal steps along a line, at most so many metres long, that
// lie in a shape, and how long the steps are.
func placesIn(line orb.LineString, shape orb.MultiPolygon, mostM float64) (in []orb.Point, step float64) {
	length := geo.Length(line)
	n := int(length/mostM) + 1
	step = length / float64(n)
	for k := range n {
		if p := geo.Along(line, (float64(k)+0.5)*step); step > 0 && planar.MultiPolygonContains(shape, p) {
			in = append(in, p)
		}
	}
	return in, step
}

// schoolClasses are the places that make the streets beside them ways to school.
var schoolClasses = []string{"school", "kindergarten", "playground"}

// markSchools notes where along the segments a school is near, to within half a step.
func (t *town) markSchools() {
	t.school = make([][]orb.Point, len(t.Segments))
	for _, o := range t.places.objects {
		if !slices.Contains(schoolClasses, o.Props.Class) {
			continue
		}
		for _, i := range t.near(o.Geometry, t.p.SchoolM) {
			for _, p := range along(t.Segments[i].Line) {
				if apart(orb.LineString{p}, o.Geometry) <= t.p.SchoolM+stepM/2 {
					t.school[i] = append(t.school[i], p)
				}
			}
		}
	}
}

func countOf(places []orb.Point, holds func(orb.Point) bool) (n int) {
	for _, p := range places {
		if holds(p) {
			n++
		}
	}
	return n
}

// weigh counts what a piece of work on some segments touches: of those for which whole holds, by
// their position in which, all, and of others as far as the work bears on them. One lamp that
// leaves a long street in its class is felt around the lamp.
func (t *town) weigh(c *candidate, which []int, whole func(k int) bool) {
	it := &c.Item
	within := make([]float64, len(t.Hotspots))
	var reports []int32
	it.School = false
	for k, i := range which {
		bears := c.bearsOn
		if whole(k) {
			bears = func(orb.Point) bool { return true }
		}
		for _, h := range t.touched[i] {
			within[h.hotspot] += h.stepM * float64(countOf(h.places, bears))
		}
		for _, r := range t.hears(i) {
			if on, _, _ := geo.Nearest(t.Segments[i].Line, t.told[r].at); bears(on) {
				reports = append(reports, r)
			}
		}
		it.School = it.School || slices.ContainsFunc(t.school[i], bears)
	}
	it.Hotspots, it.Priority = []Touched{}, 0
	for h, metres := range within {
		if metres > 0 {
			spot, share := t.Hotspots[h], min(1, metres/t.streetM[h])
			it.Hotspots = append(it.Hotspots, Touched{spot.Rank, spot.Name, spot.Priority, share})
			it.Priority += share * spot.Priority
		}
	}
	slices.SortStableFunc(it.Hotspots, func(a, b Touched) int { return cmp.Compare(b.Share*b.Priority, a.Share*a.Priority) })
	slices.Sort(reports)
	t.countReports(c, slices.Compact(reports))
}

// countReports counts accounts of one event once: it was dark then if it was at the first of them
// whose time tells.
func (t *town) countReports(c *candidate, reports []int32) {
	c.accounts, c.Reports, c.DarkKnown, c.AfterDark = len(reports), 0, 0, 0
	seen, timed := map[string]bool{}, map[string]bool{}
	for _, k := range reports {
		r := t.told[k]
		if r.event == "" || !seen[r.event] {
			c.Reports++
		}
		if r.known && (r.event == "" || !timed[r.event]) {
			c.DarkKnown++
			if r.dark {
				c.AfterDark++
			}
		}
		seen[r.event], timed[r.event] = true, timed[r.event] || r.known
	}
}
