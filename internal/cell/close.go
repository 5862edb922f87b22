package cell

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/paulmach/orb"
)

// Reports are reports that may be counted and never were, as columns of equal length in
// the order of their IDs. Times are Unix seconds; [From, To) is when it happened.
type Reports struct {
	ID       []int64
	X, Y     []float64 // metric
	From, To []int64
	Event    []string // joins reports of one event; empty where unknown
	Reporter []string // pseudonym; empty where unknown
}

// Input is what a closing sees.
type Input struct {
	Reports   Reports
	Location  *time.Location  // of the municipality's calendar
	Dwellings map[Hex]int     // known dwellings by cell
	First     Month           // the first month that was ever closed
	Told      map[Hex][]Month // the months of figures that were told before
}

// Close closes months in order and returns the figures that may be told, in the order in
// which they are reached, each with the reports behind it. The months follow each other
// and all that were closed before.
func Close(in Input, due []Month) []Figure {
	b := newBooks(in)
	var told []Figure
	for _, m := range due {
		told = append(told, b.close(m)...)
	}
	return told
}

// event is what reports of one event come to: it has the place and the month of the
// earliest.
type event struct {
	cell      Hex
	month     Month
	from      int64
	reports   []int64
	reporters []string // known ones, each once
}

// books are what is told and what is kept back, by cell.
type books struct {
	first     Month
	dwellings map[Hex]int
	told      map[Hex]map[Month]bool
	waiting   map[Hex]map[Month][]event
	cells     []Hex // those with anything waiting
}

func newBooks(in Input) *books {
	b := &books{first: in.First, dwellings: in.Dwellings, told: map[Hex]map[Month]bool{}, waiting: map[Hex]map[Month][]event{}}
	for cell, months := range in.Told {
		b.tell(cell, months)
	}
	for _, e := range events(in.Reports, in.Location) {
		if b.waiting[e.cell] == nil {
			b.waiting[e.cell] = map[Month][]event{}
		}
		b.waiting[e.cell][e.month] = append(b.waiting[e.cell][e.month], *e)
	}
	b.cells = slices.SortedFunc(maps.Keys(b.waiting), compareHex)
	return b
}

// events joins reports of one event, in the order of their first IDs. A report whose time
// reaches into the next month takes part in none.
func events(r Reports, loc *time.Location) []*event {
	var all []*event
	known := map[string]*event{}
	for i, id := range r.ID {
		month := MonthOf(time.Unix(r.From[i], 0), loc)
		if r.To[i] > (month + 1).Start(loc).Unix() {
			continue
		}
		e := known[r.Event[i]]
		if e == nil {
			e = &event{from: r.From[i] + 1} // later than its first report, which places it
			all = append(all, e)
			if r.Event[i] != "" {
				known[r.Event[i]] = e
			}
		}
		if r.From[i] < e.from {
			e.cell, e.month, e.from = HexAt(orb.Point{r.X[i], r.Y[i]}), month, r.From[i]
		}
		e.add(id, r.Reporter[i])
	}
	return all
}

func (e *event) add(id int64, reporter string) {
	e.reports = append(e.reports, id)
	if reporter != "" && !slices.Contains(e.reporters, reporter) {
		e.reporters = append(e.reporters, reporter)
	}
}

// close tells what may be told when a month ends: of the month itself, then of what is
// kept back of the quarter and the year that end with it.
func (b *books) close(m Month) []Figure {
	var told []Figure
	for _, step := range []struct {
		span   Span
		months int
	}{{OfMonth, 1}, {OfQuarter, monthsInQuarter}, {OfYear, monthsInYear}} {
		start, last := m.startOf(step.months)
		if !last {
			break
		}
		for _, cell := range b.cells {
			if f, ok := b.figure(cell, max(start, b.first), m); ok {
				f.Span = step.span
				b.tell(cell, f.Months)
				told = append(told, f)
			}
		}
	}
	return told
}

// figure counts what a cell has kept back from one month to another, both included, and
// reports whether it may be told.
func (b *books) figure(cell Hex, from, to Month) (Figure, bool) {
	f := Figure{Cell: cell}
	var kept []event
	for m := from; m <= to; m++ {
		if !b.told[cell][m] {
			f.Months = append(f.Months, m)
			kept = append(kept, b.waiting[cell][m]...)
		}
	}
	if dwellings := b.dwellings[cell]; dwellings > 0 && dwellings < LeastDwellings || !enough(kept) {
		return f, false
	}
	f.Reports = len(kept)
	for _, e := range kept {
		f.counted = append(f.counted, e.reports...)
	}
	slices.SortFunc(f.counted, cmp.Compare)
	return f, true
}

func (b *books) tell(cell Hex, months []Month) {
	if b.told[cell] == nil {
		b.told[cell] = map[Month]bool{}
	}
	for _, m := range months {
		b.told[cell][m] = true
	}
}
