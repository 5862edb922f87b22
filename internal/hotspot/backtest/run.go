package backtest

import (
	"context"
	"fmt"
	"math"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Result is how the methods did.
type Result struct {
	Lines    []Line      `json:"lines"` // by kind of units, then share, then method, in the order given
	Origins  []time.Time `json:"origins"`
	TestDays int         `json:"test_days"`
	Events   float64     `json:"events"`  // foretold or missed, over all origins, on the first grid
	Shifts   int         `json:"shifts"`  // grids of the kind that has most of them
	Best     string      `json:"best"`    // the method that foretold best in the first sentence of Verdict; empty without events
	Verdict  lang.Text   `json:"verdict"` // which method foretold best, at which share, and whether that is certain
	Note     lang.Text   `json:"note"`    // what the reader must know, such as that no reports came
}

// Line is one method at one share of one kind of units.
type Line struct {
	Method   string    `json:"method"`
	Title    lang.Text `json:"title"`
	Baseline bool      `json:"baseline"`
	Units    string    `json:"units"` // Area or StreetLength
	Share    float64   `json:"share"`
	HitRate  Spread    `json:"hit_rate"`
	PAI      Spread    `json:"pai"`
	PEI      Spread    `json:"pei"`
	RRI      Spread    `json:"rri"`
	// ByOrigin is the PAI of each origin that had events, the mean over shifted grids: two
	// lines of one kind and share are pairs, for Better.
	ByOrigin []float64 `json:"pai_by_origin"`
}

// Run scores every grid with every method at every origin and measures what came in the
// p.TestDays after. Origins without events on a grid are left out of its spreads. The
// first period of RRI is that of training. It returns Invalid for parameters, grids,
// methods or origins that will not do, and ctx's error when cancelled. No methods or no
// events give a result that says so in Note.
func Run(ctx context.Context, methods []Method, grids []Grid, p Params, origins []time.Time) (Result, error) {
	if err := check(methods, grids, p, origins); err != nil {
		return Result{}, err
	}
	r := Result{Origins: origins, TestDays: p.TestDays, Shifts: shifts(grids)}
	table := newTable(methods, grids, p)
	for _, at := range origins {
		o := Origin{TrainFrom: p.TrainFrom, At: at, TestUntil: at.AddDate(0, 0, p.TestDays)}
		tests := make([]test, len(grids))
		for g := range grids {
			var err error
			if tests[g], err = newTest(g, grids[g], o); err != nil {
				return Result{}, err
			}
		}
		r.Events += tests[0].total
		for m, method := range methods {
			for g := range tests {
				if err := table.add(ctx, m, method, tests[g]); err != nil {
					return Result{}, err
				}
			}
		}
		table.endOrigin()
	}
	r.Lines = table.lines(methods)
	r.judge(p)
	return r, nil
}

// test is one grid at one origin: what came before, what came after, and the best choice.
type test struct {
	Origin
	grid          Grid
	before, after []float64
	best          ranking
	total         float64
}

func newTest(g int, grid Grid, o Origin) (test, error) {
	o.Grid = g
	t := test{Origin: o, grid: grid}
	var err error
	if t.before, err = grid.known(o.TrainFrom, o.At); err != nil {
		return t, err
	}
	if t.after, err = grid.counts(o.At, o.TestUntil); err != nil {
		return t, err
	}
	t.best = bestOf(t.after, grid.Size)
	t.total = t.best.total(t.after)
	return t, nil
}

// counts are the reports per unit, looked at before they are trusted.
func (g Grid) counts(from, to time.Time) ([]float64, error) {
	return g.checked(g.Counts(from, to))
}

// known are those that were known when the time was over.
func (g Grid) known(from, at time.Time) ([]float64, error) {
	if g.Known == nil {
		return g.counts(from, at)
	}
	return g.checked(g.Known(from, at))
}

func (g Grid) checked(counts []float64) ([]float64, error) {
	if len(counts) != len(g.Size) {
		return nil, unequal("antalen", "the counts", len(counts), len(g.Size))
	}
	for i, n := range counts {
		if math.IsNaN(n) || math.IsInf(n, 0) || n < 0 {
			return nil, invalid("antalet för enhet %d är %v; det ska vara 0 eller mer", "the count of unit %d is %v; it must be 0 or more", i+1, n)
		}
	}
	return counts, nil
}

// table gathers the measures: per method, kind of units and share.
type table struct {
	kinds  []string
	shares []float64
	cells  []gathered // method-major: method × kind × share
}

// gathered are the values of one line, origins × shifts.
type gathered struct {
	hitRate, pai, pei, rri values
}

func newTable(methods []Method, grids []Grid, p Params) *table {
	t := &table{kinds: kindsOf(grids), shares: p.Shares}
	t.cells = make([]gathered, len(methods)*len(t.kinds)*len(t.shares))
	return t
}

func (t *table) cell(method, kind, share int) *gathered {
	return &t.cells[(method*len(t.kinds)+kind)*len(t.shares)+share]
}

// add scores one grid with one method and measures it at every share.
func (t *table) add(ctx context.Context, m int, method Method, on test) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	scores, err := method.Scores(ctx, on.Origin)
	if err != nil {
		return fmt.Errorf("score with %s at %s: %w", method.Name, on.At.Format(time.DateOnly), err)
	}
	if len(scores) != len(on.grid.Size) {
		return unequal("poängen av "+method.Name, "the scores of "+method.Name, len(scores), len(on.grid.Size))
	}
	if on.total == 0 {
		return nil
	}
	ranked := rank(scores, on.grid.Size)
	for k, kind := range t.kinds {
		if kind != on.grid.Kind {
			continue
		}
		for s, share := range t.shares {
			score := ranked.measure(on.best, on.grid.Size, on.before, on.after, share)
			c := t.cell(m, k, s)
			c.hitRate.add(score.HitRate)
			c.pai.add(score.PAI)
			c.pei.add(score.PEI)
			if score.RRI > 0 {
				c.rri.add(score.RRI)
			}
		}
	}
	return nil
}

func (t *table) endOrigin() {
	for i := range t.cells {
		for _, v := range []*values{&t.cells[i].hitRate, &t.cells[i].pai, &t.cells[i].pei, &t.cells[i].rri} {
			v.endOrigin()
		}
	}
}

func (t *table) lines(methods []Method) []Line {
	out := make([]Line, 0, len(t.cells))
	for k, kind := range t.kinds {
		for s, share := range t.shares {
			for m, method := range methods {
				c := t.cell(m, k, s)
				out = append(out, Line{
					Method: method.Name, Title: method.Title, Baseline: method.Baseline,
					Units: kind, Share: share,
					HitRate: c.hitRate.spread(), PAI: c.pai.spread(), PEI: c.pei.spread(), RRI: c.rri.spread(),
					ByOrigin: c.pai.byOrigin,
				})
			}
		}
	}
	return out
}

// kindsOf are the kinds of units, in the order of their first grid.
func kindsOf(grids []Grid) []string {
	var kinds []string
	seen := map[string]bool{}
	for _, g := range grids {
		if !seen[g.Kind] {
			seen[g.Kind] = true
			kinds = append(kinds, g.Kind)
		}
	}
	return kinds
}

func shifts(grids []Grid) int {
	most, of := 0, map[string]int{}
	for _, g := range grids {
		of[g.Kind]++
		most = max(most, of[g.Kind])
	}
	return most
}

func invalid(sv, en string, args ...any) error {
	return fault.New(fault.Invalid, lang.T("provet bakåt kan inte göras: "+sv, "the back test cannot be made: "+en, args...))
}

func unequal(sv, en string, got, want int) error {
	return invalid("%s: %d rader, men enheterna är %d; ge en rad per enhet", "%s: %d rows, but the units are %d; give a row per unit", lang.Text{SV: sv, EN: en}, got, want)
}
