package rhythm

import (
	"math"
	"sort"
	"time"

	"gonum.org/v1/gonum/mathext"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Compared is a window held against ordinary time.
type Compared struct {
	Window
	Covered   float64 // share of the window that lies in the time compared, 0 to 1
	Reports   float64 // in that part; of an interval its share
	Expected  float64 // what the same hours of the week give in ordinary time near by
	Low, High float64 // where 95 of 100 such counts would lie were the window ordinary time
	Known     bool    // false where ordinary time lacks an hour of the week that the window has
	Certain   bool    // Reports lies outside Low to High
	Text      lang.Text
}

// longWindow is what tells a term from a feast, in seconds: each is held against time
// outside all windows of its kind, since hardly any lies outside both.
const longWindow = 31 * 24 * hourS

// nearBy is how long before a window and after it ordinary time is looked at, in seconds:
// eight weeks, so that seasons and years of more or fewer reports do not look like feasts.
const nearBy = 8 * 7 * 24 * hourS

// Compare holds the reports of each window against what the same weekdays and hours give
// in ordinary time: that of the eight weeks before it and the eight after, from since until
// until, outside every window of its kind (those longer than 31 days are one kind, the others
// another). With B reports and T seconds of ordinary time in an hour h of the week, and W
// seconds of the window,
//
//	expected E = Σ B·W/T, its variance V = Σ B·(W/T)²
//
// Low to High is the interval of prediction of a Poisson count whose rate is known from
// E²/V counts (gamma with Jeffreys' prior ½, so negative binomial; Nelson, 1982). A report
// known as an interval counts by its share in each, one of more than 168 hours nowhere.
// Reports of one event are not independent, and of many windows one in twenty would differ
// by chance: give each event once, and do not hunt. Times are Unix seconds, loc nil is
// UTC. It returns Invalid for columns that Aoristic would refuse, for a time compared and
// for a window that ends before it begins or holds no hours.
func Compare(windows []Window, since, until time.Time, loc *time.Location, from, to []int64) ([]Compared, error) {
	if err := check(from, to, nil); err != nil {
		return nil, err
	}
	period := span{since.Unix(), until.Unix()}
	if err := period.check(lang.T("tiden som jämförs", "the time compared")); err != nil {
		return nil, err
	}
	for _, w := range windows {
		if err := spanOf(w).check(lang.T("fönstret %s", "the window %s", w.Name)); err != nil {
			return nil, err
		}
	}
	c := newClock(loc, period.from, period.to)
	all := make([]Compared, len(windows))
	for i, w := range windows {
		all[i] = newOrdinary(c, windows, w, period, from, to).compare(c, w, period, from, to)
	}
	return all, nil
}

// span is [from, to) in Unix seconds.
type span struct{ from, to int64 }

func spanOf(w Window) span { return span{w.From.Unix(), w.To.Unix()} }

func isLong(w Window) bool { s := spanOf(w); return s.to-s.from > longWindow }

func (s span) check(name lang.Text) error {
	if s.from < s.to && s.from >= earliest && s.to < latest {
		return nil
	}
	return fault.New(fault.Invalid, lang.T(
		"%s har inga timmar: från %s till %s; ge ett slut efter början, mellan år 1600 och 2400",
		"%s has no hours: from %s to %s; give an end after the beginning, between the years 1600 and 2400",
		name, written(s.from), written(s.to)))
}

func (s span) and(o span) span { return span{max(s.from, o.from), min(s.to, o.to)} }

func (s span) empty() bool { return s.to <= s.from }

// share is how much of a report of [from, to] lies in s: an instant wholly or not at all.
func (s span) share(from, to int64) float64 {
	if from == to {
		to++
	}
	return float64(max(0, min(to, s.to)-max(from, s.from))) / float64(to-from)
}

// ordinary is the time near a window that is outside all of its kind: its reports and seconds
// by hour of the week.
type ordinary struct {
	reports, seconds [Hours]float64
}

func newOrdinary(c *clock, windows []Window, w Window, period span, from, to []int64) *ordinary {
	var o ordinary
	near := spanOf(w)
	near = span{near.from - nearBy, near.to + nearBy}.and(period)
	free := outside(windows, isLong(w), near)
	for _, s := range free {
		c.eachHour(s.from, s.to, func(hour int, seconds int64) { o.seconds[hour] += float64(seconds) })
	}
	for i := range from {
		if from[i] < near.to && to[i] >= near.from && to[i]-from[i] <= longest {
			o.add(c, free, from[i], max(to[i], from[i]+1))
		}
	}
	return &o
}

// add counts the parts of a report that lie in free stretches.
func (o *ordinary) add(c *clock, free []span, from, to int64) {
	length := float64(to - from)
	first := sort.Search(len(free), func(i int) bool { return free[i].to > from })
	for _, s := range free[first:] {
		if s.from >= to {
			return
		}
		part := s.and(span{from, to})
		c.eachHour(part.from, part.to, func(hour int, seconds int64) {
			o.reports[hour] += float64(seconds) / length
		})
	}
}

// outside is what a period has outside the windows of a kind, in order.
func outside(windows []Window, long bool, period span) (free []span) {
	var taken []span
	for _, w := range windows {
		if s := spanOf(w).and(period); isLong(w) == long && !s.empty() {
			taken = append(taken, s)
		}
	}
	sort.Slice(taken, func(i, j int) bool { return taken[i].from < taken[j].from })
	at := period.from
	for _, s := range taken {
		if at < s.from {
			free = append(free, span{at, s.from})
		}
		at = max(at, s.to)
	}
	if at < period.to {
		free = append(free, span{at, period.to})
	}
	return free
}

func (o *ordinary) compare(c *clock, w Window, period span, from, to []int64) Compared {
	whole := spanOf(w)
	s := whole.and(period)
	found := Compared{Window: w}
	if s.empty() {
		found.Text = lang.T("ligger utanför den tid som jämförs", "lies outside the time compared")
		return found
	}
	found.Covered = float64(s.to-s.from) / float64(whole.to-whole.from)
	for i := range from {
		if to[i]-from[i] <= longest {
			found.Reports += s.share(from[i], to[i])
		}
	}
	expected, variance, ratio, known := o.expect(c, s)
	if found.Known = known; known {
		found.Expected = expected
		found.Low, found.High = foretold(expected, variance, ratio)
		found.Certain = math.Floor(found.Reports) > found.High || math.Ceil(found.Reports) < found.Low
	}
	found.Text = found.words()
	return found
}

// expect is what ordinary time gives in a stretch, the variance of that, and how long the
// stretch is against the ordinary time it rests on; unknown where that lacks an hour.
func (o *ordinary) expect(c *clock, s span) (expected, variance, ratio float64, known bool) {
	var inside [Hours]float64
	c.eachHour(s.from, s.to, func(hour int, seconds int64) { inside[hour] += float64(seconds) })
	var within, without float64
	for h, seconds := range inside {
		if seconds == 0 {
			continue
		}
		if o.seconds[h] == 0 {
			return 0, 0, 0, false
		}
		times := seconds / o.seconds[h]
		expected += o.reports[h] * times
		variance += o.reports[h] * times * times
		within, without = within+seconds, without+o.seconds[h]
	}
	return expected, variance, within / without, true
}

// foretold is the interval that 95 of 100 Poisson counts lie in whose mean is known as an
// expected number with a variance. Ratio is the time foretold against the time known.
func foretold(expected, variance, ratio float64) (low, high float64) {
	if expected > 0 {
		ratio = max(ratio, variance/expected)
	}
	shape := expected/ratio + 0.5
	upTo := func(k int) float64 { return mathext.RegIncBeta(shape, float64(k)+1, 1/(1+ratio)) }
	most := 8
	for upTo(most) < 0.975 {
		most *= 2
	}
	low = float64(sort.Search(most, func(k int) bool { return upTo(k) > 0.025 }))
	high = float64(sort.Search(most, func(k int) bool { return upTo(k) >= 0.975 }))
	return low, high
}

func (f Compared) words() lang.Text {
	said := lang.T("%s mot väntade %s (vanligen %.0f–%.0f): %s", "%s against %s expected (usually %.0f–%.0f): %s",
		number(f.Reports), number(f.Expected), f.Low, f.High, f.verdict())
	if !f.Known {
		said = lang.T("%s; för lite vanlig tid att jämföra med", "%s; too little ordinary time to compare with", number(f.Reports))
	}
	if f.Covered < 1 {
		said = lang.T("%s (%s av tiden täcks)", "%s (%s of the time is covered)", said, percent(f.Covered))
	}
	return said
}

func (f Compared) verdict() lang.Text {
	switch {
	case !f.Certain:
		return lang.T("ingen säker skillnad", "no certain change")
	case f.Reports > f.Expected:
		return lang.T("säkert fler än vanligt", "certainly more than usual")
	}
	return lang.T("säkert färre än vanligt", "certainly fewer than usual")
}

// number writes a count, with one decimal where it is no whole number.
func number(v float64) lang.Text {
	if math.Abs(v-math.Round(v)) < 0.05 {
		return lang.Decimal(v, 0)
	}
	return lang.Decimal(v, 1)
}
