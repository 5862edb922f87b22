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
	At      orb.Point `json:"at"`       // metric: of the newest event that no window before it holds
	RadiusM float64   `json:"radius_m"` // 0: that very place
	From    time.Time `json:"from"`     // the first of the events
	Until   time.Time `json:"until"`    // exclusive
	Events  int       `json:"events"`   // within RadiusM, and within the days of the band before the newest of them
	Ratio   float64   `json:"ratio"`    // pairs within this radius and time against what chance gives
	Text    lang.Text `json:"text"`
}

// WatchParams is what makes a near repeat worth watching for; zero values are the defaults.
type WatchParams struct {
	LeastRatio float64 // of a cell of the table; default 1.2
	MostP      float64 // of a cell of the table; default 0.05
	Least      int     // events that open a window; default 2
}

// leastWatched is how many events open a window unless told otherwise. In theory one does,
// as the risk rises round each (Johnson & Bowers 2004); but then every report of the last
// weeks would have a window, and the list would be that of the reports. Two, which are
// themselves such a near repeat, are where it shows.
const leastWatched = 2

// Watches gives the windows that are open at asOf: the places where events that the table
// shows to be followed by more than chance gives have been near each other in space and
// time, and the newest of them is so fresh that more may follow. Events later than asOf
// are not looked at. Times are given in the zone of asOf.
//
// A band of distance is watched for as many days as its cells are raised (at least
// LeastRatio, at most MostP) without a break from the first band of time, and no longer
// than the bands nearer by: what happens again at 100 m but not at 50 m is no near repeat.
// Only the band of the same place may be quiet without ending this, since places need
// not coincide. A band that a farther one outlasts has no window of its own. Ratio is of
// all raised cells within the window.
//
// Each band's windows are laid round its live events, the newest first, unless they lie in
// the radius of a window already laid. A window holds the events within its radius, the
// newest of them and those of the days of its band before that; it takes Least of them to
// open, and it ends those days after the newest one. So it begins and ends at most twice the
// days of its band apart, however long its place has been busy.
//
// The windows with the most events come first; of equals those with the highest ratio, then
// those that are open longest. It returns Invalid for columns of unequal length or a
// coordinate that is not a finite number.
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
		all = append(all, z.watches(newVicinity(z, x, y, at, rows, asOf.Unix()), cmp.Or(p.Least, leastWatched), asOf)...)
	}
	slices.SortStableFunc(all, func(a, b Watch) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(b.Ratio, a.Ratio), b.Until.Compare(a.Until))
	})
	return all, nil
}

// watches lays the windows of one zone.
func (z zone) watches(v vicinity, least int, asOf time.Time) []Watch {
	var all []Watch
	held := make([]bool, len(v.rows))
	for i, row := range v.rows {
		if held[i] || v.at[row]+z.seconds <= asOf.Unix() {
			continue
		}
		newest, first, events := v.at[row], v.at[row], 0
		v.near(row, func(j int32) { newest = max(newest, v.at[v.rows[j]]) })
		v.near(row, func(j int32) {
			if at := v.at[v.rows[j]]; at > newest-z.seconds {
				first = min(first, at)
				events++
			}
		})
		if events < least {
			continue
		}
		v.near(row, func(j int32) { held[j] = true })
		w := Watch{
			At: orb.Point{v.x[row], v.y[row]}, RadiusM: z.radiusM, Events: events, Ratio: z.ratio,
			From: time.Unix(first, 0).In(asOf.Location()), Until: time.Unix(newest+z.seconds, 0).In(asOf.Location()),
		}
		w.Text = w.say(float64(z.seconds) / secondsPerDay)
		all = append(all, w)
	}
	return all
}

// say tells what to watch for, and why.
func (w Watch) say(within float64) lang.Text {
	const minute = "2006-01-02 15:04"
	where := lang.T("på samma plats", "at the same place")
	if w.RadiusM > 0 {
		where = lang.T("inom %g m", "within %g m", w.RadiusM)
	}
	what := lang.T("%d händelser där inom %s, den första %s", "%d events there within %s, the first %s", w.Events, days(within), w.From.Format(minute))
	if w.Events == 1 {
		what = lang.T("en händelse där %s", "one event there %s", w.From.Format(minute))
	}
	return lang.T("Ökad risk för upprepning %s till %s: %s; händelser upprepas så nära och så snart %s gånger så ofta som av en slump.",
		"Raised risk of a repeat %s until %s: %s; events repeat this near and this soon %s times as often as by chance.",
		where, w.Until.Format(minute), what, lang.Decimal(w.Ratio, 1))
}
