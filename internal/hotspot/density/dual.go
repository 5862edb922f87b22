package density

import (
	"math"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Mode is how two surfaces are set against each other.
type Mode string

// The modes of Dual.
const (
	Ratio      Mode = "ratio"      // a/b
	Log        Mode = "log"        // log₂(a/b): 1 is twice as much, −1 half
	Difference Mode = "difference" // a − b, per km²
)

// leastShare is the share of a surface's highest value below which it is next to nothing.
const leastShare = 0.01

// Contrast is one surface against another, over their grid.
type Contrast struct {
	Grid
	Mode           Mode
	Value          []float64 // 0 where not known
	Known          []bool
	LeastA, LeastB float64 // per km²: see Dual; 0 for a difference
	Note           lang.Text
}

// Dual sets surface a against b (dual kernel density, as Levine, CrimeStat, chapter on
// kernel density interpolation): reports against residents or the length of lit paths, or
// one period against another. Ratio and Log are known where b is above LeastB: a hundredth
// of its highest value, or its ErrorAtMost if that is more. In Log, a below LeastA, found
// in the same way, counts as LeastA, so that a place without reports is low rather than
// nothing. A difference is known everywhere. It returns Invalid where the grids differ or
// the mode is none of the three.
func Dual(a, b Surface, how Mode) (Contrast, error) {
	if how != Ratio && how != Log && how != Difference {
		return Contrast{}, fault.New(fault.Invalid, lang.T(
			"jämförelsen %q finns inte: välj %q, %q eller %q", "there is no comparison %q: choose %q, %q or %q",
			string(how), string(Ratio), string(Log), string(Difference)))
	}
	if a.Grid != b.Grid || len(a.PerKm2) != a.Cells() || len(b.PerKm2) != b.Cells() {
		return Contrast{}, fault.New(fault.Invalid, lang.T(
			"ytorna ligger inte på samma rutnät: räkna båda på ett gemensamt", "the surfaces do not lie on the same grid: compute both on a common one"))
	}
	c := Contrast{Grid: a.Grid, Mode: how, Value: make([]float64, len(a.PerKm2)), Known: make([]bool, len(a.PerKm2))}
	if how != Difference {
		c.LeastB = least(b)
	}
	if how == Log {
		c.LeastA = least(a)
	}
	known := 0
	for i := range c.Value {
		if c.Value[i], c.Known[i] = c.compare(a.PerKm2[i], b.PerKm2[i]); c.Known[i] {
			known++
		}
	}
	c.Note = c.say(known)
	return c, nil
}

// least is the density below which a surface is next to nothing.
func least(s Surface) float64 {
	var most float64
	for _, d := range s.PerKm2 {
		most = max(most, d)
	}
	return max(leastShare*most, s.ErrorAtMost)
}

func (c Contrast) compare(a, b float64) (float64, bool) {
	var v float64
	switch {
	case c.Mode == Difference:
		v = a - b
	case !(b > c.LeastB):
		return 0, false
	case c.Mode == Ratio:
		v = a / b
	default:
		v = math.Log2(max(a, c.LeastA) / b)
	}
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, false
	}
	return v, true
}

func (c Contrast) say(known int) lang.Text {
	switch {
	case c.Mode == Difference:
		return lang.T("skillnaden är känd överallt", "the difference is known everywhere")
	case known == 0:
		return lang.T("ingenting kan jämföras: det finns inget att ställa rapporterna mot", "nothing can be compared: there is nothing to set the reports against")
	}
	return lang.T(
		"%d av %d rutor är kända: där nämnaren är högst %s per km² går det inte att jämföra",
		"%d of %d cells are known: where the denominator is at most %s per km² no comparison is possible",
		known, len(c.Value), lang.Decimal(c.LeastB, 2))
}
