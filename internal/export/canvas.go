package export

import (
	"image/color"

	"github.com/paulmach/orb"
)

// canvas is what a picture is drawn on: one drawing routine serves both an SVG and a
// PNG. Lengths are units of the page, x to the right and y down.
//
// gonum/plot/vg was tried for this and left: it knows no line caps and joins, no groups
// and no halo around text, and its SVG leaves letters to the fonts of whoever looks, or
// carries 1 MB of fonts that several viewers ignore. The PNG canvas is the rasteriser
// beneath it; letters are drawn as outlines and look alike everywhere.
type canvas interface {
	// group names what is drawn until the next call, where the format can.
	group(id string)
	draw(p path, l look)
	// write draws a line of text whose baseline begins at p, turned by angle radians
	// clockwise.
	write(t text, p orb.Point, angle float64)
}

// look is how a path is drawn; a colour without opacity draws nothing.
type look struct {
	Fill   color.NRGBA
	Stroke color.NRGBA
	Width  float64
	Dash   []float64
}

// text is a line of text of one size.
type text struct {
	Words string
	Size  float64
	Bold  bool
	Ink   color.NRGBA
	Halo  float64 // width around the letters, in the colour of paper
}

// path is a sequence of pen movements.
type path []move

type move struct {
	verb byte         // M, L, Q, C or Z, as in SVG
	to   [3]orb.Point // control points and where it ends: as many as the verb has
}

// ends is how many points a verb has.
func (m move) ends() int {
	switch m.verb {
	case 'Q':
		return 2
	case 'C':
		return 3
	case 'Z':
		return 0
	}
	return 1
}

func (p *path) moveTo(q orb.Point) { *p = append(*p, move{'M', [3]orb.Point{q}}) }
func (p *path) lineTo(q orb.Point) { *p = append(*p, move{'L', [3]orb.Point{q}}) }
func (p *path) close()             { *p = append(*p, move{verb: 'Z'}) }

// line adds an open line.
func (p *path) line(points ...orb.Point) {
	for i, q := range points {
		if i == 0 {
			p.moveTo(q)
			continue
		}
		p.lineTo(q)
	}
}

// loop adds a closed line.
func (p *path) loop(points ...orb.Point) {
	p.line(points...)
	p.close()
}

// polygons adds surfaces, outer rings one way and holes the other, so that what lies on
// top of another does not cut it.
func (p *path) polygons(shapes orb.MultiPolygon) {
	for _, shape := range shapes {
		for i, ring := range shape {
			p.loop(wind(ring, i == 0)...)
		}
	}
}

// circle adds a circle as four curves; 0.5523 is the usual length of their handles.
func (p *path) circle(c orb.Point, r float64) {
	k := 0.5523 * r
	at := func(dx, dy float64) orb.Point { return orb.Point{c[0] + dx, c[1] + dy} }
	p.moveTo(at(r, 0))
	*p = append(
		*p,
		move{'C', [3]orb.Point{at(r, k), at(k, r), at(0, r)}},
		move{'C', [3]orb.Point{at(-k, r), at(-r, k), at(-r, 0)}},
		move{'C', [3]orb.Point{at(-r, -k), at(-k, -r), at(0, -r)}},
		move{'C', [3]orb.Point{at(k, -r), at(r, -k), at(r, 0)}},
		move{verb: 'Z'},
	)
}

// box adds a rectangle with corners rounded by r.
func (p *path) box(b orb.Bound, r float64) {
	x0, y0, x1, y1 := b.Min[0], b.Min[1], b.Max[0], b.Max[1]
	if r <= 0 {
		p.loop(orb.Point{x0, y0}, orb.Point{x1, y0}, orb.Point{x1, y1}, orb.Point{x0, y1})
		return
	}
	corner := func(at, end orb.Point) { *p = append(*p, move{'Q', [3]orb.Point{at, end}}) }
	p.moveTo(orb.Point{x0 + r, y0})
	p.lineTo(orb.Point{x1 - r, y0})
	corner(orb.Point{x1, y0}, orb.Point{x1, y0 + r})
	p.lineTo(orb.Point{x1, y1 - r})
	corner(orb.Point{x1, y1}, orb.Point{x1 - r, y1})
	p.lineTo(orb.Point{x0 + r, y1})
	corner(orb.Point{x0, y1}, orb.Point{x0, y1 - r})
	p.lineTo(orb.Point{x0, y0 + r})
	corner(orb.Point{x0, y0}, orb.Point{x0 + r, y0})
	p.close()
}

// widen stretches a path sideways, away from x.
func (p path) widen(x, times float64) {
	for i := range p {
		for k := range p[i].ends() {
			p[i].to[k][0] = x + (p[i].to[k][0]-x)*times
		}
	}
}

// wind returns the ring turned counter-clockwise, in its own axes, or clockwise.
func wind(ring orb.Ring, counterClockwise bool) orb.Ring {
	if (ring.Orientation() == orb.CCW) == counterClockwise {
		return ring
	}
	turned := ring.Clone()
	turned.Reverse()
	return turned
}

// area is a rectangle of the page.
func area(x0, y0, x1, y1 float64) orb.Bound {
	return orb.Bound{Min: orb.Point{x0, y0}, Max: orb.Point{x1, y1}}
}
