package density

import (
	"context"
	"math"
)

// brush adds the kernels of points to a grid, one after the other. All lengths in it are
// cells.
type brush struct {
	ctx        context.Context
	spent      float64 // work since ctx was looked at
	kernel     Kernel
	reach      float64
	cols, rows int
	cell       []float64
	factor     []float64 // of the columns; quartic: √w·(dx/reach)², Gaussian: exp(−dx²/2σ²)
	stencil    *stencil  // for the quartic where points know their cells, else nil
	rim        []float64 // what the points of a cell come to on the stencil's rim
}

// breath is the work between two looks at ctx, in cells.
const breath = 1 << 24

// paint adds the points that reach into rows [from, to) to these, in the points' order.
func (b *brush) paint(p points, from, to int) error {
	low, high := from, min(to+2*p.pad, p.high) // the pad is as wide as the reach
	if p.pad == 0 {
		low, high = 0, p.high // some lie further out than their cell
	}
	for row := low; row < high; row++ {
		for col := range p.wide {
			first, end := p.of(col, row)
			if first == end {
				continue
			}
			var err error
			if b.stencil != nil && end-first >= fewPoints {
				err = b.press(p, first, end, col-p.pad, row-p.pad, from, to)
			} else {
				err = b.dabAll(p, first, end, from, to)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// tire counts work, and looks at ctx now and then.
func (b *brush) tire(work float64) error {
	if b.spent += work; b.spent < breath {
		return nil
	}
	b.spent = 0
	return b.ctx.Err()
}

func (b *brush) dabAll(p points, first, end, from, to int) error {
	work := 4 * min(b.reach+1, float64(b.cols)) * min(b.reach+1, float64(to-from))
	for i := first; i < end; i++ {
		b.dab(p.x[i], p.y[i], p.w[i], from, to)
		if err := b.tire(work); err != nil {
			return err
		}
	}
	return nil
}

// dab adds one point. Along each row the cells that it reaches are an interval.
func (b *brush) dab(x, y, w float64, from, to int) {
	firstCol, lastCol := span(x, b.reach, 0, b.cols)
	firstRow, lastRow := span(y, b.reach, from, to)
	if firstCol > lastCol {
		return
	}
	factor := b.factor[:lastCol-firstCol+1]
	root := math.Sqrt(w)
	b.fill(factor, float64(firstCol)+0.5-x, root)
	scale := 1 / b.reach
	for row := firstRow; row <= lastRow; row++ {
		v := (float64(row) + 0.5 - y) * scale
		a := 1 - square(v)
		if a <= 0 {
			continue
		}
		half := math.Sqrt(a) * b.reach
		lo, hi := firstCol, lastCol
		if z := x - half - 0.5; z >= float64(lo) {
			lo = int(z) + 1
		}
		if z := x + half - 0.5; z < float64(hi) {
			if z < 0 {
				continue
			}
			hi = int(z)
		}
		if hi < lo {
			continue
		}
		line := b.cell[row*b.cols+lo : row*b.cols+hi+1]
		across := factor[lo-firstCol:][:len(line)]
		if b.kernel == Quartic {
			a *= root
			for k, u := range across {
				t := a - u
				line[k] += t * t
			}
			continue
		}
		down := w * math.Exp(-cut*cut/2*v*v)
		for k, u := range across {
			line[k] += down * u
		}
	}
}

// span is the run of cells whose middles lie within reach of a place, in [from, to).
func span(at, reach float64, from, to int) (first, last int) {
	first, last = from, to-1
	if z := at - reach - 0.5; z >= float64(from) {
		first = int(min(z, float64(to))) + 1
	}
	if z := at + reach - 0.5; z < float64(last) {
		last = int(math.Floor(max(z, -1)))
	}
	return first, last
}

// fill computes what each column's distance, from dx on, adds to the kernel.
func (b *brush) fill(factor []float64, dx, root float64) {
	scale := 1 / b.reach
	for k := range factor {
		u := (dx + float64(k)) * scale
		if b.kernel == Quartic {
			factor[k] = root * u * u
		} else {
			factor[k] = math.Exp(-cut * cut / 2 * u * u)
		}
	}
}
