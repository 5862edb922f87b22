package export

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	"git.sr.ht/~sbinet/gg"
	"github.com/paulmach/orb"
)

// pngCanvas draws pixels.
type pngCanvas struct {
	pen   *gg.Context
	scale float64 // pixels to a unit of the page
}

func newPNG(widthPx int) *pngCanvas {
	scale := float64(widthPx) / pageWidth
	pen := gg.NewContext(widthPx, int(math.Round(pageHeight*scale)))
	pen.SetLineCapRound()
	pen.SetLineJoinRound()
	return &pngCanvas{pen: pen, scale: scale}
}

func (c *pngCanvas) group(string) {}

func (c *pngCanvas) draw(p path, l look) {
	c.trace(p)
	if l.Fill.A > 0 {
		c.pen.SetColor(l.Fill)
		c.pen.FillPreserve()
	}
	if l.Stroke.A > 0 && l.Width > 0 {
		c.stroke(l.Stroke, l.Width, l.Dash)
	}
	c.pen.ClearPath()
}

func (c *pngCanvas) write(t text, at orb.Point, angle float64) {
	all := t.outlines(at, angle)
	if t.Halo > 0 {
		c.draw(all, look{Stroke: paper, Width: 2 * t.Halo})
	}
	c.draw(all, look{Fill: t.Ink})
}

func (c *pngCanvas) stroke(ink color.NRGBA, width float64, dash []float64) {
	scaled := make([]float64, len(dash))
	for i, d := range dash {
		scaled[i] = d * c.scale
	}
	c.pen.SetColor(ink)
	c.pen.SetLineWidth(width * c.scale)
	c.pen.SetDash(scaled...)
	c.pen.StrokePreserve()
}

func (c *pngCanvas) trace(p path) {
	s := c.scale
	for _, m := range p {
		q := m.to
		switch m.verb {
		case 'M':
			c.pen.MoveTo(q[0][0]*s, q[0][1]*s)
		case 'L':
			c.pen.LineTo(q[0][0]*s, q[0][1]*s)
		case 'Q':
			c.pen.QuadraticTo(q[0][0]*s, q[0][1]*s, q[1][0]*s, q[1][1]*s)
		case 'C':
			c.pen.CubicTo(q[0][0]*s, q[0][1]*s, q[1][0]*s, q[1][1]*s, q[2][0]*s, q[2][1]*s)
		case 'Z':
			c.pen.ClosePath()
		}
	}
}

func (c *pngCanvas) writeTo(w io.Writer) error { return png.Encode(w, c.pen.Image()) }

// writePart writes a part of the page.
func (c *pngCanvas) writePart(w io.Writer, shown orb.Bound) error {
	px := func(v float64) int { return int(math.Round(v * c.scale)) }
	part := image.Rect(px(shown.Min[0]), px(shown.Min[1]), px(shown.Max[0]), px(shown.Max[1]))
	whole := c.pen.Image()
	cut := image.NewRGBA(image.Rect(0, 0, part.Dx(), part.Dy()))
	draw.Draw(cut, cut.Bounds(), whole, part.Min, draw.Src)
	return png.Encode(w, cut)
}
