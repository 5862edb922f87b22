package trend

import (
	"context"
	"math"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// KnoxParams is how near repeats are looked for.
type KnoxParams struct {
	SpaceM       []float64      `json:"space_m"`      // upper ends of the bands, ascending; 0 is the same place
	TimeDays     []float64      `json:"time_days"`    // upper ends of the bands in whole days, ascending; 0 is the same day
	Permutations int            `json:"permutations"` // at least 19
	Seed         uint64         `json:"seed"`
	Threads      int            `json:"-"` // 0: as many as there are; the result is the same
	Zone         *time.Location `json:"-"` // whose midnight parts the days; nil: UTC
}

// DefaultKnox is bands of the size that near repeats usually have, and 999 permutations.
func DefaultKnox() KnoxParams {
	return KnoxParams{SpaceM: []float64{0, 50, 100, 200, 400}, TimeDays: []float64{7, 14, 28}, Permutations: 999, Seed: 1}
}

// KnoxCell is the pairs of events in one band of distance and one of time. Bands are open
// at their lower end and closed at their upper, but the first ones hold 0 too.
type KnoxCell struct {
	FromM    float64 `json:"from_m"`
	ToM      float64 `json:"to_m"`
	FromDays float64 `json:"from_days"`
	ToDays   float64 `json:"to_days"`
	Observed int     `json:"observed"`
	Expected float64 `json:"expected"` // mean of the permutations
	Ratio    float64 `json:"ratio"`    // Observed by Expected, or by the exact expectation where no permutation had any; 0 where Observed is
	P        float64 `json:"p"`        // that chance gives as many or more: (r+1)/(R+1)
}

// A cell is raised where its ratio is at least leastRatio and its p at most mostP, as in
// Ratcliffe's Near Repeat Calculator (2009).
const (
	leastRatio = 1.2
	mostP      = 0.05
)

// Raised reports whether near repeats are more than chance: a ratio of at least 1.2 and a
// p of at most 0.05.
func (c KnoxCell) Raised() bool { return c.raised(leastRatio, mostP) }

func (c KnoxCell) raised(ratio, p float64) bool { return c.Ratio >= ratio && c.P <= p }

// Knox is a table of near repeats, its cells by distance and then by time.
type Knox struct {
	Cells        []KnoxCell `json:"cells"`
	Events       int        `json:"events"`
	Pairs        int        `json:"pairs"` // within the largest distance, at any time
	Permutations int        `json:"permutations"`
	Distance     string     `json:"distance"` // Plane or Streets
	Text         lang.Text  `json:"text"`
}

// KnoxOf counts pairs of events near in space and in time (Knox, 1964) against what is
// expected if time had nothing to do with place: the times are permuted among the events,
// which stay where they are. Days are calendar days of p.Zone, apart by their difference;
// at holds Unix seconds. P holds for one cell by itself: of fifteen, chance alone raises
// one now and then.
//
// The time of one permutation grows with the pairs of a place and an event near it, not
// with the pairs of events. Fewer than two events give a table of zeros that says so. It
// returns Invalid for times that do not match the pairs, cover more than 100 years, bands
// that do not ascend, are not whole days or reach beyond the pairs, fewer than 19 or more
// than 99,999 permutations, and for too many pairs; and the error of ctx.
func KnoxOf(ctx context.Context, pairs Pairs, at []int64, p KnoxParams) (Knox, error) {
	if err := p.check(pairs, len(at)); err != nil {
		return Knox{}, err
	}
	days, err := daysOf(at, p.Zone)
	if err != nil {
		return Knox{}, err
	}
	k := Knox{Events: len(at), Permutations: p.Permutations, Distance: pairs.distance, Cells: p.cells()}
	if len(at) < 2 {
		k.Text = k.say()
		return k, nil
	}
	t, err := newTally(ctx, pairs, days, p)
	if err != nil {
		return Knox{}, err
	}
	drawn, err := t.permute(ctx, p)
	if err != nil {
		return Knox{}, err
	}
	k.Pairs = t.spacePairs()
	for i := range k.Cells {
		c := &k.Cells[i]
		c.Observed = int(drawn.observed[i])
		c.Expected = float64(drawn.sum[i]) / float64(p.Permutations)
		c.P = float64(drawn.reached[i]+1) / float64(p.Permutations+1)
		if c.Expected > 0 {
			c.Ratio = float64(c.Observed) / c.Expected
		} else if c.Observed > 0 {
			c.Ratio = float64(c.Observed) / t.byChance(i)
		}
	}
	k.Text = k.say()
	return k, nil
}

// The bounds of the parameters.
const (
	mostBands       = 16
	leastPermuted   = 19 // with fewer no p can reach 0.05
	mostPermuted    = 99_999
	mostDays        = 36_525
	secondsPerDay   = 86_400
	farthestSeconds = 1 << 40 // some 35,000 years from 1970
)

func (p KnoxParams) check(pairs Pairs, events int) error {
	if events != len(pairs.event) {
		return fault.New(fault.Invalid, lang.T(
			"%d tider för %d platser: ge en tid per händelse", "%d times for %d places: give one time per event", events, len(pairs.event)))
	}
	if p.Permutations < leastPermuted || p.Permutations > mostPermuted {
		return fault.New(fault.Invalid, lang.T(
			"%d omkastningar duger inte: välj mellan %d och %d", "%d permutations will not do: choose between %d and %d", p.Permutations, leastPermuted, mostPermuted))
	}
	if !ascending(p.SpaceM) {
		return fault.New(fault.Invalid, lang.T(
			"avståndsbanden %v ska vara 1–%d stigande tal i meter, från 0", "the bands of distance %v should be 1–%d ascending numbers of metres, from 0", p.SpaceM, mostBands))
	}
	if far := p.SpaceM[len(p.SpaceM)-1]; far > pairs.maxM && events > 0 {
		return fault.New(fault.Invalid, lang.T(
			"avståndsbanden når %v m men paren bara %v m: sök paren till samma avstånd", "the bands of distance reach %v m but the pairs only %v m: look for pairs to the same distance", far, pairs.maxM))
	}
	whole := ascending(p.TimeDays)
	for _, d := range p.TimeDays {
		whole = whole && d == math.Trunc(d)
	}
	if !whole {
		return fault.New(fault.Invalid, lang.T(
			"tidsbanden %v ska vara 1–%d stigande hela dagar, från 0", "the bands of time %v should be 1–%d ascending whole days, from 0", p.TimeDays, mostBands))
	}
	return nil
}

func ascending(bands []float64) bool {
	if len(bands) == 0 || len(bands) > mostBands {
		return false
	}
	for i, b := range bands {
		if !(b >= 0) || math.IsInf(b, 0) || i > 0 && b <= bands[i-1] {
			return false
		}
	}
	return true
}

// cells are the empty cells of the table.
func (p KnoxParams) cells() []KnoxCell {
	cells := make([]KnoxCell, 0, len(p.SpaceM)*len(p.TimeDays))
	fromM := 0.0
	for _, toM := range p.SpaceM {
		fromDays := 0.0
		for _, toDays := range p.TimeDays {
			cells = append(cells, KnoxCell{FromM: fromM, ToM: toM, FromDays: fromDays, ToDays: toDays, P: 1})
			fromDays = toDays
		}
		fromM = toM
	}
	return cells
}

// daysOf turns instants into calendar days, the earliest 0.
func daysOf(at []int64, zone *time.Location) ([]int32, error) {
	if zone == nil {
		zone = time.UTC
	}
	days := make([]int64, len(at))
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for i, seconds := range at {
		if seconds < -farthestSeconds || seconds > farthestSeconds {
			return nil, fault.New(fault.Invalid, lang.T(
				"rad %d: tiden %d är inga rimliga sekunder sedan 1970", "row %d: the time %d is no sensible number of seconds since 1970", i+1, seconds))
		}
		_, offset := time.Unix(seconds, 0).In(zone).Zone()
		days[i] = floorDiv(seconds+int64(offset), secondsPerDay)
		first, last = min(first, days[i]), max(last, days[i])
	}
	if len(at) > 0 && last-first > mostDays {
		return nil, fault.New(fault.Invalid, lang.T(
			"tiderna spänner över mer än %d dagar: kontrollera att de är sekunder sedan 1970", "the times span more than %d days: check that they are seconds since 1970", mostDays))
	}
	out := make([]int32, len(at))
	for i, d := range days {
		out[i] = int32(d - first)
	}
	return out, nil
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
