package export

import (
	"image/color"
	"math"
	"strconv"

	"codeberg.org/go-pdf/fpdf"
	"github.com/paulmach/orb"
)

// pdfCanvas draws on the page of a PDF: lines and surfaces, sharp at any size, of which
// printing needs no pixels. Letters are drawn as outlines, so that those who copy the words of
// a page get none of the map's.
type pdfCanvas struct {
	f     *fpdf.Fpdf
	out   []byte
	alpha uint8
}

// drawPDF draws what a part of a canvas shows on the page of a PDF, with its upper left corner
// so many millimetres from that of the page, and so many wide. It returns how high it is.
func drawPDF(f *fpdf.Fpdf, shown orb.Bound, x, y, wide float64, on func(c canvas)) float64 {
	_, high := f.GetPageSize()
	const points = 72 / 25.4
	k := wide * points / (shown.Max[0] - shown.Min[0])
	c := &pdfCanvas{f: f, alpha: 255}
	c.op("q 1 J 1 j", k, 0, 0, -k, x*points-shown.Min[0]*k, (high-y)*points+shown.Min[1]*k)
	c.op("cm", shown.Min[0], shown.Min[1], shown.Max[0]-shown.Min[0], shown.Max[1]-shown.Min[1])
	c.op("re W n")
	on(c)
	c.opacity(255)
	c.op("Q")
	c.flush()
	return (shown.Max[1] - shown.Min[1]) * wide / (shown.Max[0] - shown.Min[0])
}

// op writes an operator and then the numbers of the next one.
func (c *pdfCanvas) op(name string, next ...float64) {
	c.out = append(append(c.out, name...), '\n')
	for _, v := range next {
		c.number(v)
	}
}

// number writes so many decimals that a transformation keeps its place on the page.
func (c *pdfCanvas) number(v float64) {
	c.out = strconv.AppendFloat(c.out, math.Round(v*1e5)/1e5+0, 'f', -1, 64)
	c.out = append(c.out, ' ')
}

func (c *pdfCanvas) flush() {
	c.f.RawWriteStr(string(c.out))
	c.out = c.out[:0]
}

func (c *pdfCanvas) group(string) {}

func (c *pdfCanvas) draw(p path, l look) {
	if l.Fill.A > 0 {
		c.ink(l.Fill, "rg")
		c.trace(p)
		c.op("f")
	}
	if l.Stroke.A > 0 && l.Width > 0 {
		c.ink(l.Stroke, "RG")
		c.number(l.Width)
		c.out = append(c.out, "w ["...)
		for _, d := range l.Dash {
			c.number(d)
		}
		c.op("] 0 d")
		c.trace(p)
		c.op("S")
	}
}

func (c *pdfCanvas) ink(ink color.NRGBA, op string) {
	c.opacity(ink.A)
	for _, part := range []uint8{ink.R, ink.G, ink.B} {
		c.number(math.Round(float64(part)/255*1000) / 1000)
	}
	c.op(op)
}

// opacity is set by a state of the document, of which the library keeps the names.
func (c *pdfCanvas) opacity(a uint8) {
	if a == c.alpha {
		return
	}
	c.alpha = a
	c.flush()
	c.f.SetAlpha(float64(a)/255, "Normal")
}

func (c *pdfCanvas) trace(p path) {
	var at orb.Point
	for _, m := range p {
		q := m.to
		switch m.verb {
		case 'Z':
			c.out = append(c.out, "h\n"...)
			continue
		case 'M', 'L':
			c.point(q[0])
			c.out = append(c.out, m.verb+'a'-'A', '\n')
		case 'Q': // a curve of one handle as one of two
			c.point(orb.Point{at[0] + (q[0][0]-at[0])*2/3, at[1] + (q[0][1]-at[1])*2/3})
			c.point(orb.Point{q[1][0] + (q[0][0]-q[1][0])*2/3, q[1][1] + (q[0][1]-q[1][1])*2/3})
			c.point(q[1])
			c.out = append(c.out, "c\n"...)
		case 'C':
			c.point(q[0])
			c.point(q[1])
			c.point(q[2])
			c.out = append(c.out, "c\n"...)
		}
		at = q[m.ends()-1]
	}
}

func (c *pdfCanvas) point(q orb.Point) {
	c.out = append(appendNumber(c.out, q[0]), ' ')
	c.out = append(appendNumber(c.out, q[1]), ' ')
}

func (c *pdfCanvas) write(t text, at orb.Point, angle float64) {
	all := t.outlines(at, angle)
	if t.Halo > 0 {
		c.draw(all, look{Stroke: paper, Width: 2 * t.Halo})
	}
	c.draw(all, look{Fill: t.Ink})
}
