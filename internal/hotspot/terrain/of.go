package terrain

import (
	"math"
	"slices"

	"tryggled/internal/lang"
)

// Of makes the risk terrain of street segments from their length in metres, the reports
// on each and what surrounds them, by Poisson.
//
// Unknown is not dark: an exposure enters with the share of the segment that is known to
// be exposed, Share·Known, and beside it, as a column of its own, the share where it is
// unknown, 1−Known. The relative risk is then that of exposed against known unexposed
// street, and the unknown has a level of its own (the missing-indicator method). Exposures
// unknown on the same segments share one such column.
//
// What cannot be estimated is said, in the factor's Text, and the others are estimated
// without it: an exposure known on fewer than 10 segments, the same everywhere or nearly so
// (see leastEitherWay), following from the others, or the same wherever there are reports. Segments without length are left out, and
// so are those without reports that alone tell of an unknown, as they would be at the
// limit of the estimate. Too few reports or segments give a Terrain whose Note says so.
// Invalid is returned, naming column and row, for columns of unequal length and numbers that
// are none or out of range.
func Of(lengthM, counts []float64, exposures []Exposure) (Terrain, error) {
	if err := checkSegments(lengthM, counts, exposures); err != nil {
		return Terrain{}, err
	}
	b := newBuilder(lengthM, counts, exposures)
	fit, err := b.estimate()
	if err != nil {
		return Terrain{}, err
	}
	t := Terrain{
		Fit: fit, Factors: make([]Factor, len(exposures)), Note: b.note,
		Segments: len(b.rows), LeftOut: len(lengthM) - len(b.rows),
	}
	for e := range exposures {
		t.Factors[e] = b.factor(e, fit)
	}
	if t.Estimated() {
		t.Note = noteOf(fit)
	}
	t.relative = b.relative(fit)
	return t, nil
}

// builder finds what can be estimated.
type builder struct {
	lengthM, counts []float64
	exposures       []Exposure
	rows            []int       // segments that take part
	why             []lang.Text // why an exposure is not estimated
	columns         []column    // of the last design
	note            lang.Text
}

// column is one column of the design.
type column struct {
	exposure int
	unknown  bool // 1−Known, else Share·Known
	values   []float64
}

func newBuilder(lengthM, counts []float64, exposures []Exposure) *builder {
	b := &builder{lengthM: lengthM, counts: counts, exposures: exposures, why: make([]lang.Text, len(exposures))}
	for i, l := range lengthM {
		if l > 0 {
			b.rows = append(b.rows, i)
		}
	}
	for e := range exposures {
		if n := b.known(e); n < leastKnown {
			b.why[e] = lang.T("känt på bara %d gatusegment; det behövs minst %d", "known on only %d street segments; it takes at least %d", n, leastKnown)
		}
	}
	return b
}

// known is how many segments tell of an exposure.
func (b *builder) known(e int) int {
	var n int
	for _, i := range b.rows {
		if b.exposures[e].Known[i] > 0 {
			n++
		}
	}
	return n
}

// estimate fits, setting aside what cannot be estimated until the rest can.
func (b *builder) estimate() (Fit, error) {
	for {
		b.design()
		if b.tooFew() {
			return Fit{}, nil
		}
		d := Design{}
		for _, c := range b.columns {
			d.Names = append(d.Names, b.name(c))
			d.Columns = append(d.Columns, c.values)
		}
		counts, length := pick(b.counts, b.rows), pick(b.lengthM, b.rows)
		if err := d.check(counts, length); err != nil {
			return Fit{}, err
		}
		m := newModel(d, counts, length)
		if dependent := m.dependent(); len(dependent) > 0 {
			b.setAside(dependent[len(dependent)-1], lang.T("går inte att skilja från de andra", "cannot be told from the others"))
			continue
		}
		if separating, rows := m.separating(); len(separating) > 0 {
			b.separate(separating, rows)
			continue
		}
		return m.solve(d.Names)
	}
}

// oneSided says of an exposure that varies on too little street why it is not estimated. Its
// value would be drawn out, from how few streets differ a little, to streets that are not
// there.
func (b *builder) oneSided(e int) lang.Text {
	x := b.exposures[e]
	var segments [2]int // of which the lesser part is exposed, and at least half
	var length [2]float64
	for _, i := range b.rows {
		if known := min(x.Known[i], 1); known > 0 {
			side := 0
			if x.Share[i] >= 0.5 {
				side = 1
			}
			segments[side]++
			length[side] += known * b.lengthM[i]
		}
	}
	least := leastShare * (length[0] + length[1])
	if min(segments[0], segments[1]) >= leastEitherWay && min(length[0], length[1]) >= least {
		return lang.Text{}
	}
	return lang.T("skiljer sig för lite mellan gatorna för att räknas ut: minst hälften av gatan berörs på %d gatusegment, mindre på %d; det behövs minst %d av varje och %s %% av den kända gatulängden",
		"differs too little between streets to be reckoned: at least half of the street is affected on %d street segments, less on %d; it takes at least %d of each and %s%% of the known street length",
		segments[1], segments[0], leastEitherWay, number(100*leastShare))
}

// design lists the columns: the exposures first, what is unknown of them after.
func (b *builder) design() {
	b.columns = nil
	for e := range b.exposures {
		if !b.why[e].IsZero() {
			continue
		}
		c := b.column(e, false)
		if _, _, sd := standardised(c.values); sd == 0 {
			b.why[e] = lang.T("lika överallt där det är känt", "the same wherever it is known")
			continue
		}
		if b.why[e] = b.oneSided(e); !b.why[e].IsZero() {
			continue
		}
		b.columns = append(b.columns, c)
	}
	for _, c := range slices.Clone(b.columns) {
		u := b.column(c.exposure, true)
		if _, _, sd := standardised(u.values); sd > 0 && !slices.ContainsFunc(b.columns, u.alike) {
			b.columns = append(b.columns, u)
		}
	}
}

func (b *builder) column(e int, unknown bool) column {
	c := column{exposure: e, unknown: unknown, values: make([]float64, len(b.rows))}
	x := b.exposures[e]
	for k, i := range b.rows {
		known := min(x.Known[i], 1)
		switch {
		case unknown:
			c.values[k] = 1 - known
		case known > 0:
			c.values[k] = min(x.Share[i], 1) * known
		}
	}
	return c
}

// alike reports whether two columns of the unknown are the same.
func (c column) alike(other column) bool {
	return c.unknown && other.unknown && slices.EqualFunc(c.values, other.values, func(a, b float64) bool {
		return math.Abs(a-b) < 1e-9
	})
}

func (b *builder) name(c column) string {
	if c.unknown {
		return b.exposures[c.exposure].Name + "_unknown"
	}
	return b.exposures[c.exposure].Name
}

// tooFew notes why there is nothing to estimate from, if so.
func (b *builder) tooFew() bool {
	var reports float64
	for _, i := range b.rows {
		reports += b.counts[i]
	}
	least := leastPerColumn * max(1, len(b.columns))
	switch {
	case len(b.rows) < leastSegments:
		b.note = lang.T("%d gatusegment är för få för att räkna på omgivningens risk; det behövs minst %d.",
			"%d street segments are too few to reckon the risk of the surroundings; it takes at least %d.", len(b.rows), leastSegments)
	case reports < float64(least):
		b.note = lang.T("%s rapporter är för få för att räkna på omgivningens risk; det behövs minst %d.",
			"%s reports are too few to reckon the risk of the surroundings; it takes at least %d.", number(reports), least)
	case len(b.columns) == 0:
		b.note = lang.T("Ingen del av omgivningen är känd nog, och olika nog mellan gatorna, för att räkna på dess risk.",
			"No part of the surroundings is known well enough, and differs enough between streets, to reckon its risk.")
	case len(b.rows) <= len(b.columns)+1:
		b.note = lang.T("%d gatusegment är för få för %d kolumner.", "%d street segments are too few for %d columns.", len(b.rows), len(b.columns))
	}
	return !b.note.IsZero()
}

// setAside leaves the exposure of a column out of the estimate.
func (b *builder) setAside(column int, why lang.Text) {
	b.why[b.columns[column].exposure] = why
}

// separate deals with columns that tell rows without reports apart: where one of them is
// of the unknown the rows are left out, else the exposures are set aside.
func (b *builder) separate(columns, rows []int) {
	for _, j := range columns {
		if b.columns[j].unknown {
			b.rows = without(b.rows, rows)
			return
		}
	}
	for _, j := range columns {
		b.setAside(j, lang.T("alla rapporter ligger där andelen är densamma, så risken går inte att räkna ut", "all reports lie where its share is the same, so that the risk cannot be reckoned"))
	}
}

// without leaves out the entries at some places, which are in ascending order.
func without(entries, places []int) []int {
	out := make([]int, 0, len(entries)-len(places))
	for k, e := range entries {
		if _, found := slices.BinarySearch(places, k); !found {
			out = append(out, e)
		}
	}
	return out
}

func pick(values []float64, rows []int) []float64 {
	out := make([]float64, len(rows))
	for k, i := range rows {
		out[k] = values[i]
	}
	return out
}
