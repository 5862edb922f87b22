package light

import (
	"cmp"
	"math"
	"runtime"
	"slices"

	"github.com/paulmach/orb"
)

// Field is the lamps of a town, laid out so that those around a place are found at once. It
// never changes once made, and may be used by many goroutines.
//
// The lamps lie in strips that run west to east, each rowM high and with its edges at whole
// multiples of that, and along a strip from west to east. Their order therefore does not
// depend on which other lamps there are, and nor does the order that a sum is taken in:
// lamps out of reach change no bit of it, so that a part of a town reckons as the whole.
type Field struct {
	lamps      []lamp
	minY, maxY float64
	row0       int // number of the first strip
	rows       []row
	cells      []int32 // first lamp of each cell of each strip
	perM       float64 // cells a metre
	threads    int
}

// rowM is the height of a strip and the width of a cell in it: a circle of ReachM then
// meets two or three strips.
const rowM = ReachM

// slack, in metres, makes the search a touch wider than the reach, so that rounding never
// loses a lamp on its edge; the distance itself decides.
const slack = 1e-6

// lamp is a lamp ready to be summed: a cache line with its number.
type lamp struct {
	x, y  float64
	h2    float64 // height above ground, squared
	e     float64 // the horizontal sum's numerator: I·MF·H, with another H for Lambert's cosine
	b2    float64 // height above the eyes, squared
	semi  float64 // the semi-cylindrical sum's numerator: I·MF/π, with H−1.5 for Lambert's cosine
	num   int32
	steep bool // Lambert: over d⁴ in place of d³
}

// row is a strip: its lamps end at end, the outermost at x0 and x1, and its cells begin
// at x0 and at cells[cell].
type row struct {
	x0, x1 float64
	cell   int32
	end    int32
}

// NewField lays lamps out for sums by at most so many threads, 0 for as many as may be
// used. It returns fault.Invalid for columns of different lengths, places that no map has,
// heights outside 0.1–1,000 m, negative lumens or over 100 million, maintenance factors
// outside (0, 1], unknown optics, and anything that is not a number.
func NewField(l Lamps, threads int) (*Field, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	f := &Field{threads: threads, minY: math.Inf(1), maxY: math.Inf(-1)}
	if threads < 1 {
		f.threads = runtime.GOMAXPROCS(0)
	}
	if len(l.X) == 0 {
		return f, nil
	}
	f.minY, f.maxY = slices.Min(l.Y), slices.Max(l.Y)
	f.row0 = rowOf(f.minY)
	f.lamps = make([]lamp, len(l.X))
	for i, k := range l.order() {
		f.lamps[i] = l.ready(int(k.num))
	}
	f.layRows()
	f.layCells()
	return f, nil
}

// place is where a lamp stands in the order of a field.
type place struct {
	x        float64
	row, num int32
}

// order is the order of the lamps in a field: strip by strip, along it from the west, then
// from the south, and where two stand on one point as they came.
func (l Lamps) order() []place {
	all := make([]place, len(l.X))
	for i := range all {
		all[i] = place{x: l.X[i], row: int32(rowOf(l.Y[i])), num: int32(i)}
	}
	slices.SortFunc(all, func(a, b place) int {
		switch {
		case a.row != b.row:
			return int(a.row) - int(b.row)
		case a.x < b.x:
			return -1
		case a.x > b.x:
			return 1
		}
		return cmp.Or(cmp.Compare(l.Y[a.num], l.Y[b.num]), int(a.num)-int(b.num))
	})
	return all
}

// rowOf is the number of the strip at y.
func rowOf(y float64) int { return int(math.Floor(y / rowM)) }

// ready works out what of a lamp's light does not depend on the place lit.
func (l Lamps) ready(i int) lamp {
	h, b := l.HeightM[i], l.HeightM[i]-EyeM
	a := lamp{x: l.X[i], y: l.Y[i], h2: h * h, num: int32(i), steep: l.Optic[i] == Lambert}
	down := l.Optic[i].Intensity(l.Lumens[i], 1) * l.Factor[i]
	a.e = down * h
	if a.steep {
		a.e *= h
	}
	if b <= 0 { // adds nothing; any height but 0 keeps the division whole
		a.b2 = 1
		return a
	}
	a.b2, a.semi = b*b, down/math.Pi
	if a.steep {
		a.semi *= b
	}
	return a
}

// layRows finds where each strip's lamps are.
func (f *Field) layRows() {
	f.rows = make([]row, rowOf(f.maxY)-f.row0+1)
	from := 0
	for r := range f.rows {
		to := from
		for to < len(f.lamps) && rowOf(f.lamps[to].y) == f.row0+r {
			to++
		}
		f.rows[r] = row{x0: math.Inf(1), x1: math.Inf(-1), end: int32(to)}
		if from < to {
			f.rows[r].x0, f.rows[r].x1 = f.lamps[from].x, f.lamps[to-1].x
		}
		from = to
	}
}

// layCells cuts each strip into cells. They are made wider than rowM where lamps lie so far
// apart, as by a slip in a register, that there would be many more of them than lamps.
func (f *Field) layCells() {
	most := 1024 + 16*len(f.lamps)
	f.perM = 1.0 / rowM
	for f.countCells(most) > most {
		f.perM /= 2
	}
	f.cells = make([]int32, 0, f.countCells(most))
	from := int32(0)
	for r := range f.rows {
		w := &f.rows[r]
		w.cell = int32(len(f.cells))
		for i := from; i < w.end; i++ {
			last := int(w.cell) + int((f.lamps[i].x-w.x0)*f.perM)
			for len(f.cells) <= last {
				f.cells = append(f.cells, i)
			}
		}
		from = w.end
	}
}

// countCells is how many cells there are, or some number over most.
func (f *Field) countCells(most int) int {
	var sum int
	for _, w := range f.rows {
		if w.x0 <= w.x1 {
			sum += int((w.x1-w.x0)*f.perM) + 1
		}
		if sum > most {
			break
		}
	}
	return sum
}

// span is the strips that a box from minY until maxY may meet; none where to < from.
func (f *Field) span(minY, maxY float64) (from, to int) {
	if !(minY <= f.maxY && maxY >= f.minY) {
		return 0, -1
	}
	return rowOf(max(minY, f.minY)) - f.row0, rowOf(min(maxY, f.maxY)) - f.row0
}

// from is a lamp of a strip that has all of them at or east of x after it; none of them
// where it is the strip's end.
func (f *Field) from(w *row, x float64) int {
	switch {
	case !(x <= w.x1):
		return int(w.end)
	case x <= w.x0:
		return int(f.cells[w.cell])
	}
	return int(f.cells[int(w.cell)+int((x-w.x0)*f.perM)])
}

// Near are the numbers of the lamps at most ReachM from a box, ascending: those that light
// a place in it. None for a box that is empty.
func (f *Field) Near(b orb.Bound) []int32 {
	if !(b.Min[0] <= b.Max[0] && b.Min[1] <= b.Max[1]) {
		return nil
	}
	var near []int32
	const reach = ReachM + slack
	first, last := f.span(b.Min[1]-reach, b.Max[1]+reach)
	for r := first; r <= last; r++ {
		w := &f.rows[r]
		for i := f.from(w, b.Min[0]-reach); i < int(w.end) && f.lamps[i].x <= b.Max[0]+reach; i++ {
			a := &f.lamps[i]
			dx := max(0, b.Min[0]-a.x, a.x-b.Max[0])
			dy := max(0, b.Min[1]-a.y, a.y-b.Max[1])
			if dx*dx+dy*dy <= ReachM*ReachM {
				near = append(near, a.num)
			}
		}
	}
	slices.Sort(near)
	return near
}
