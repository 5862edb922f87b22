package density

import "math"

// fewPoints is how many points a cell must hold for it to pay to take them together.
const fewPoints = 3

// stencil tells, of the cells around one, which of their middles the quartic kernel of
// every point in it covers, and which only some do: the rim. Covered by all, the kernels
// add up to one polynomial.
type stencil struct {
	reach   int
	full    []int    // by row from −reach: columns −full … full are covered, −1 for none
	offset  [][2]int // of the rim, by column and row
	e, u, v []float64
	// of the rim: 1 − dx² − dy², 2dx and 2dy, by the offset over the reach
}

func newStencil(reach float64) *stencil {
	s := &stencil{reach: int(reach) + 1}
	for row := -s.reach; row <= s.reach; row++ {
		full := -1
		for col := -s.reach; col <= s.reach; col++ {
			dx, dy := float64(max(col, -col)), float64(max(row, -row))
			switch {
			case square(dx+0.5)+square(dy+0.5) <= reach*reach:
				full = max(full, col)
			case square(max(dx-0.5, 0))+square(max(dy-0.5, 0)) < reach*reach:
				dx, dy := float64(col)/reach, float64(row)/reach
				s.offset = append(s.offset, [2]int{col, row})
				s.e, s.u, s.v = append(s.e, 1-dx*dx-dy*dy), append(s.u, 2*dx), append(s.v, 2*dy)
			}
		}
		s.full = append(s.full, full)
	}
	return s
}

// moments sum up points by where they lie in their cell: a to the east of its middle and b
// to the north, over the reach, with q = a² + b².
type moments struct{ w, a, b, aa, ab, bb, aq, bq, qq float64 }

// press adds the points of one cell to rows [from, to).
func (b *brush) press(p points, first, end, col, row, from, to int) error {
	var m moments
	clear(b.rim)
	scale, middleX, middleY := 1/b.reach, float64(col)+0.5, float64(row)+0.5
	for i := first; i < end; i++ {
		east, north, w := (p.x[i]-middleX)*scale, (p.y[i]-middleY)*scale, p.w[i]
		m.add(east, north, w)
		b.touch(east, north, w)
		if err := b.tire(float64(len(b.rim))); err != nil {
			return err
		}
	}
	for k, full := range b.stencil.full {
		if at := row + k - b.stencil.reach; at >= from && at < to && full >= 0 {
			b.roll(m, col, at, float64(k-b.stencil.reach)*scale, full)
		}
	}
	for k, offset := range b.stencil.offset {
		if c, r := col+offset[0], row+offset[1]; r >= from && r < to && c >= 0 && c < b.cols {
			b.cell[r*b.cols+c] += b.rim[k]
		}
	}
	return b.tire(b.reach * b.reach)
}

func (m *moments) add(a, b, w float64) {
	q, wa, wb := a*a+b*b, w*a, w*b
	m.w += w
	m.a += wa
	m.b += wb
	m.aa += wa * a
	m.ab += wa * b
	m.bb += wb * b
	m.aq += wa * q
	m.bq += wb * q
	m.qq += w * q * q
}

// touch adds one point to the rim, where it reaches: w·max(t, 0)² for t = 1 − d².
func (b *brush) touch(east, north, w float64) {
	rim := b.rim
	e, u, v := b.stencil.e[:len(rim)], b.stencil.u[:len(rim)], b.stencil.v[:len(rim)]
	q, w := east*east+north*north, w/4
	for k := range rim {
		t := e[k] + u[k]*east + v[k]*north - q
		t += math.Abs(t) // twice t, or nothing
		rim[k] += w * t * t
	}
}

// roll adds the points of a cell, all of which cover the cells up to full columns away, to
// a row dy (over the reach) north of theirs. There Σ w(1 − d²)² is a polynomial of degree
// four in the distance along the row.
func (b *brush) roll(m moments, col, row int, dy float64, full int) {
	rest := 1 - dy*dy
	c0 := rest*rest*m.w + 4*rest*dy*m.b - 2*rest*(m.aa+m.bb) + 4*dy*dy*m.bb - 4*dy*m.bq + m.qq
	c1 := 4*rest*m.a + 8*dy*m.ab - 4*m.aq
	c2 := -2*rest*m.w - 4*dy*m.b + 2*(m.aa+m.bb) + 4*m.aa
	c3, c4 := -4*m.a, m.w
	low, high := max(col-full, 0), min(col+full, b.cols-1)
	if low > high {
		return
	}
	line := b.cell[row*b.cols+low : row*b.cols+high+1]
	across, scale := float64(low-col), 1/b.reach
	for k := range line {
		u := (across + float64(k)) * scale
		line[k] += c0 + u*(c1+u*(c2+u*(c3+u*c4)))
	}
}
