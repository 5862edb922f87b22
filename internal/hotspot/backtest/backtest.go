// Package backtest tells how well methods foretell where the next reports come: each
// method scores places from what was known at an origin, the places it puts first are held
// against the reports that came after, and the origin rolls on. Naive baselines are
// measured beside every method, for a forecast that last month's counts would beat is none.
package backtest

import (
	"context"
	"math"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// The kinds of units that places are measured by.
const (
	Area         = "area"          // cells, their size in m²
	StreetLength = "street_length" // street segments, their size in metres
)

// Units are the places a method chooses among.
type Units struct {
	Size []float64 // m² of cells, or metres of street; a unit of 0 is no part of the whole
	Kind string    // Area or StreetLength
}

// Grid is one division into units, with the reports that fell on each unit in a time.
// Shifted grids over the same area tell how much of a figure is where the lines were drawn.
type Grid struct {
	Units
	// Counts gives the reports per unit from an instant until before another.
	Counts func(from, to time.Time) []float64
	// Known gives those from an instant until before another that were known at that other
	// one: a baseline learns from no more than a method may. nil: all that Counts gives.
	Known func(from, at time.Time) []float64
}

// Origin is one forecast: what happened in [TrainFrom, At) may be looked at, what happens
// in [At, TestUntil) is foretold, for the units of one grid.
type Origin struct {
	TrainFrom, At, TestUntil time.Time
	Grid                     int // index of the grid among those given to Run
}

// Method is a way to foretell. Scores gives a number per unit of the origin's grid, the
// higher the more is expected per square metre or metre; it must not look past At.
type Method struct {
	Name     string
	Title    lang.Text
	Baseline bool // naive: measured for comparison
	Scores   func(ctx context.Context, o Origin) ([]float64, error)
}

// Params is how a back test is made.
type Params struct {
	TrainFrom time.Time // reports before are unknown to every method
	Origins   int       // how many origins at most, for Rolling
	TestDays  int       // length of each test, in calendar days of the origins' time zone
	Shares    []float64 // shares of the whole size that are chosen, such as 0.05
}

// DefaultParams tests up to twelve origins of four weeks each, at the shares of the area
// that a few teams can walk.
func DefaultParams(trainFrom time.Time) Params {
	return Params{TrainFrom: trainFrom, Origins: 12, TestDays: 28, Shares: []float64{0.01, 0.02, 0.05, 0.10}}
}

// Validate returns Invalid with every field at fault.
func (p Params) Validate() error {
	var bad []fault.Field
	wrong := func(name, sv, en string, args ...any) {
		bad = append(bad, fault.Field{Name: name, Text: lang.T(sv, en, args...)})
	}
	if p.TrainFrom.IsZero() {
		wrong("train_from", "träningens början saknas, skriv som 2025-01-01", "the start of training is missing, write it as 2025-01-01")
	}
	if p.TestDays < 1 || p.TestDays > 3660 {
		wrong("test_days", "%d dagar ligger utanför 1–3660", "%d days is outside 1–3660", p.TestDays)
	}
	if p.Origins < 0 || p.Origins > 1000 {
		wrong("origins", "%d provpunkter ligger utanför 0–1000", "%d origins is outside 0–1000", p.Origins)
	}
	if len(p.Shares) == 0 {
		wrong("shares", "ange minst en andel, som 0,05", "name at least one share, such as 0.05")
	}
	for i, s := range p.Shares {
		if math.IsNaN(s) || s <= 0 || s > 1 {
			wrong("shares", "andel %d är %v; den ska vara över 0 och högst 1", "share %d is %v; it must be above 0 and at most 1", i+1, s)
		}
	}
	if len(bad) > 0 {
		return fault.New(fault.Invalid, lang.T("provet bakåt kan inte göras", "the back test cannot be made"), bad...)
	}
	return nil
}

// Rolling gives origins from first on, one test's length apart so that no report is
// foretold twice, as long as the whole test lies before until; where more than p.Origins
// fit, the latest of them. Days are counted in first's time zone, where a night of a clock
// change is a day as any other.
func (p Params) Rolling(first, until time.Time) []time.Time {
	var out []time.Time
	if p.TestDays < 1 {
		return nil
	}
	for k := 0; ; k++ {
		at := first.AddDate(0, 0, k*p.TestDays)
		if at.AddDate(0, 0, p.TestDays).After(until) {
			break
		}
		out = append(out, at)
	}
	if p.Origins > 0 && len(out) > p.Origins {
		out = out[len(out)-p.Origins:]
	}
	return out
}
