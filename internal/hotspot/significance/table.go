package significance

import (
	"context"
	"math"
	"slices"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/street"
)

// Table is a neighbourhood in compressed rows: the neighbours of unit i are of[start[i]] to
// of[start[i+1]-1].
type Table struct {
	start, of []int32
	weight    []float64 // of each neighbour; nil: 1 each
	w, w2     []float64
}

// NewTable makes a neighbourhood of compressed rows, which it keeps: start has one entry
// more than there are units and weight is nil, every neighbour weighing 1, or as long as
// of. Gi* wants each unit among its own neighbours. It panics on rows that do not fit.
func NewTable(start, of []int32, weight []float64) *Table {
	if len(start) == 0 || int(start[len(start)-1]) != len(of) || weight != nil && len(weight) != len(of) {
		panic("significance: rows of neighbours that do not fit each other")
	}
	t := &Table{start: start, of: of, weight: weight}
	t.w, t.w2 = make([]float64, t.Len()), make([]float64, t.Len())
	for i := range t.w {
		t.Each(i, func(_ int, w float64) {
			t.w[i] += w
			t.w2[i] += w * w
		})
	}
	return t
}

// Len is the number of units.
func (t *Table) Len() int { return len(t.start) - 1 }

// Weights returns the sums of each unit's weights and of their squares.
func (t *Table) Weights() (w, w2 []float64) { return t.w, t.w2 }

// Sums adds up values over the neighbours of each unit.
func (t *Table) Sums(values, out []float64) {
	for i := range t.Len() {
		var sum float64
		for k := t.start[i]; k < t.start[i+1]; k++ {
			if t.weight == nil {
				sum += values[t.of[k]]
			} else {
				sum += t.weight[k] * values[t.of[k]]
			}
		}
		out[i] = sum
	}
}

// Each visits the neighbours of a unit in the order of its row.
func (t *Table) Each(i int, visit func(j int, w float64)) {
	for k := t.start[i]; k < t.start[i+1]; k++ {
		w := 1.0
		if t.weight != nil {
			w = t.weight[k]
		}
		visit(int(t.of[k]), w)
	}
}

// mostPairs is how many neighbours a table holds at most: half a gigabyte of them.
const mostPairs = 1 << 27

// Points returns the neighbourhood of points at most radiusM metres from each other, each
// itself included, every neighbour weighing 1. It returns Invalid for coordinates that are
// not numbers, a radius that is not positive, and one that gives too many neighbours, and
// ctx's error soon after ctx is cancelled.
func Points(ctx context.Context, x, y []float64, radiusM float64) (*Table, error) {
	if len(x) != len(y) {
		return nil, fault.New(fault.Invalid, lang.T(
			"%d koordinater x och %d koordinater y; ange lika många", "%d coordinates x and %d coordinates y; give as many of each", len(x), len(y)))
	}
	if !(radiusM > 0) || math.IsInf(radiusM, 1) {
		return nil, fault.New(fault.Invalid, lang.T(
			"radien är %v m; ange ett tal större än 0", "the radius is %v m; give a number greater than 0", radiusM))
	}
	for i := range x {
		if !(math.Abs(x[i]) <= mostM && math.Abs(y[i]) <= mostM) {
			return nil, fault.New(fault.Invalid, lang.T(
				"punkten på rad %d, (%v, %v), är inte en plats i meter; rätta den eller ta bort raden",
				"the point in row %d, (%v, %v), is no place in metres; mend it or remove the row", i+1, x[i], y[i]))
		}
	}
	b := newBins(x, y, radiusM)
	start, pairs := make([]int32, len(x)+1), 0
	for i := range x {
		b.near(i, func(int32) { pairs++ })
		if pairs > mostPairs {
			return nil, tooMany(radiusM, mostPairs)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		start[i+1] = int32(pairs)
	}
	of := make([]int32, 0, pairs)
	for i := range x {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		b.near(i, func(j int32) { of = append(of, j) })
		slices.Sort(of[start[i]:])
	}
	return NewTable(start, of, nil), nil
}

func tooMany(radiusM float64, most int) error {
	return fault.New(fault.Invalid, lang.T(
		"radien %v m ger mer än %d par av grannar; välj en mindre radie", "a radius of %v m gives more than %d pairs of neighbours; choose a smaller one", radiusM, most))
}

// Segments returns the neighbourhood of street segments whose middles lie at most bandM
// metres of walking from each other, each itself included, every neighbour weighing 1.
// Without a positive band each segment has only itself. It returns Invalid for a band that
// gives too many neighbours, and ctx's error soon after ctx is cancelled.
func Segments(ctx context.Context, g *street.Graph, bandM float64) (*Table, error) {
	return segmentsUpTo(ctx, g, bandM, mostPairs)
}

func segmentsUpTo(ctx context.Context, g *street.Graph, bandM float64, most int) (*Table, error) {
	segments := g.Segments()
	start, of := make([]int32, 1, len(segments)+1), []int32(nil)
	if !(bandM > 0) {
		bandM = 0
	}
	middle := func(i int32) street.Position {
		return street.Position{Segment: i, AlongM: segments[i].LengthM / 2}
	}
	for i := range segments {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		from := middle(int32(i))
		g.Around(from, bandM, func(other int32, toFrom, toTo float64) {
			if g.DistanceTo(from, middle(other), toFrom, toTo) <= bandM {
				of = append(of, other)
			}
		})
		if len(of) > most {
			return nil, tooMany(bandM, most)
		}
		slices.Sort(of[start[i]:])
		start = append(start, int32(len(of)))
	}
	return NewTable(start, of, nil), nil
}
