package lattice

import (
	"math"
	"sort"
)

// Band is who is whose neighbour in a lattice: cells whose middles lie within a radius of
// each other, each cell itself included, all with the weight 1. It never changes and may be
// used by any number of goroutines.
type Band struct {
	l     *Lattice
	reach []int // how many columns to each side, in rows 0, 1, 2 … from a cell's own
	count []float64
}

// Band is the neighbourhood of cells whose middles lie within a radius in metres; a middle
// as far as the radius lies within it. Without a positive radius each cell has only itself.
func (l *Lattice) Band(radiusM float64) *Band {
	b := &Band{l: l}
	// In columns c and rows r, middles of squares lie √(c² + r²) sizes apart and those of
	// hexagons √(c² + 3r²) half sizes.
	radius, rowSquared := radiusM/l.grid.sizeM, 1.0
	if l.grid.kind == Hex {
		radius, rowSquared = 2*radius, 3
	}
	if !(radius > 0) {
		radius = 0
	}
	radius = min(radius, 2*mostAway)        // farther than any two cells lie apart
	squared := radius * radius * (1 + 1e-9) // what lies at the radius is not lost to rounding
	for r := range len(l.start) - 1 {
		left := squared - rowSquared*float64(r)*float64(r)
		if left < 0 {
			break
		}
		b.reach = append(b.reach, int(math.Sqrt(left)))
	}
	ones := make([]float64, l.Len())
	for i := range ones {
		ones[i] = 1
	}
	b.count = make([]float64, l.Len())
	b.Sums(ones, b.count)
	return b
}

// Len is the number of cells.
func (b *Band) Len() int { return b.l.Len() }

// Weights returns how many neighbours each cell has, itself included, as the sums of the
// weights and of their squares. They are not to be changed.
func (b *Band) Weights() (w, w2 []float64) { return b.count, b.count }

// Sums adds up values over the neighbours of each cell: as differences of running sums
// along the rows, so that a wider band costs no more than the rows it reaches over.
func (b *Band) Sums(values, out []float64) {
	rows := len(b.l.start) - 1
	running := make([]float64, b.Len()+rows) // of each row, from 0 at its start
	for k := range rows {
		var sum float64
		for i := b.l.start[k]; i < b.l.start[k+1]; i++ {
			sum += values[i]
			running[int(i)+k+1] = sum
		}
	}
	clear(out[:b.Len()])
	for k := range rows {
		for other := max(0, k-len(b.reach)+1); other < min(rows, k+len(b.reach)); other++ {
			b.addRow(k, other, running[int(b.l.start[other])+other:], out)
		}
	}
}

// addRow adds to each cell of a row its neighbours in another one, whose running sums are
// given.
func (b *Band) addRow(row, other int, running, out []float64) {
	reach := int32(b.reach[max(row-other, other-row)])
	mine, theirs := b.l.rowCols(row), b.l.rowCols(other)
	out = out[b.l.start[row]:b.l.start[row+1]]
	if step := int32(b.l.grid.step()); unbroken(mine, step) && unbroken(theirs, step) {
		// Where nobody is missing, who is in reach moves on with each cell by one.
		low := int(floorDiv(mine[0]-reach-theirs[0]+step-1, step))
		high := int(floorDiv(mine[0]+reach-theirs[0], step)) + 1
		addRun(low, high, running[:len(theirs)+1], out)
		return
	}
	low, high := 0, 0 // the first in reach, the first beyond it
	for i, col := range mine {
		for low < len(theirs) && theirs[low] < col-reach {
			low++
		}
		for high < len(theirs) && theirs[high] <= col+reach {
			high++
		}
		out[i] += running[high] - running[low]
	}
}

// addRun adds running[high+i] − running[low+i] to out[i], the indexes kept to those that
// there are.
func addRun(low, high int, running, out []float64) {
	n := len(out)
	first := min(max(-low, 0), n)                // from here low+i needs no keeping,
	end := min(max(len(running)-high, first), n) // to here high+i
	kept := func(i int) int { return min(max(i, 0), len(running)-1) }
	for i := range first {
		out[i] += running[kept(high+i)] - running[kept(low+i)]
	}
	if first < end {
		some, upTo, before := out[first:end], running[high+first:high+end], running[low+first:low+end]
		for i := range some {
			some[i] += upTo[i] - before[i]
		}
	}
	for i := end; i < n; i++ {
		out[i] += running[kept(high+i)] - running[kept(low+i)]
	}
}

// unbroken reports whether the cells of a row lie side by side, and that there are any.
func unbroken(cols []int32, step int32) bool {
	return len(cols) > 0 && int(cols[len(cols)-1]-cols[0]) == (len(cols)-1)*int(step)
}

func floorDiv(a, b int32) int32 {
	if a < 0 {
		return (a - b + 1) / b
	}
	return a / b
}

// Each visits the neighbours of a cell, itself included, in the order of their numbers.
func (b *Band) Each(i int, visit func(j int, w float64)) {
	row, col := b.l.rowOf(i)-b.l.row0, int(b.l.col[i])
	for other := max(0, row-len(b.reach)+1); other < min(len(b.l.start)-1, row+len(b.reach)); other++ {
		reach := b.reach[max(row-other, other-row)]
		first, end := int(b.l.start[other]), int(b.l.start[other+1])
		first += sort.Search(end-first, func(k int) bool { return int(b.l.col[first+k]) >= col-reach })
		for j := first; j < end && int(b.l.col[j]) <= col+reach; j++ {
			visit(j, 1)
		}
	}
}
