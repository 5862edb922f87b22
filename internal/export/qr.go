package export

import (
	"bytes"
	"html/template"

	"github.com/paulmach/orb"
	"rsc.io/qr"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// qrCode is a QR code of a link, drawn as surfaces: a printer of any fineness makes it sharp.
type qrCode struct {
	path path
	side float64 // in modules, its quiet zone included
}

// quietZone is how many modules around a code stay empty (ISO/IEC 18004, section 9.1).
const quietZone = 4

// qrOf codes a link so that it is read with an eighth of it worn off, or as much as its length
// leaves room for. It returns Invalid for one that is too long.
func qrOf(link string) (*qrCode, error) {
	code, err := qr.Encode(link, qr.M)
	if err != nil {
		code, err = qr.Encode(link, qr.L)
	}
	if err != nil {
		return nil, fault.New(fault.Invalid, lang.T(
			"länken är för lång för en QR-kod: %d tecken; korta adressen till högst 2 900",
			"the link is too long for a QR code: %d characters; shorten the address to 2,900 at most", len(link)))
	}
	c := &qrCode{side: float64(code.Size + 2*quietZone)}
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				c.path.box(area(float64(from+quietZone), float64(y+quietZone), float64(x+quietZone), float64(y+quietZone+1)), 0)
			}
		}
	}
	return c, nil
}

func (c *qrCode) box() orb.Bound { return area(0, 0, c.side, c.side) }

// draw draws on white whatever is around it.
func (c *qrCode) draw(on canvas) {
	var page path
	page.box(c.box(), 0)
	on.draw(page, look{Fill: paper})
	on.draw(c.path, look{Fill: rgb(0)})
}

// svg is the code as an element of an HTML page.
func (c *qrCode) svg(title string) template.HTML {
	return inlineSVG("qr-", c.box(), lang.SV, drawing{title, title, c.draw})
}

// inlineSVG draws on an element of an HTML page, whose names begin with a prefix of their own.
func inlineSVG(prefix string, shown orb.Bound, l lang.Lang, d drawing) template.HTML {
	c := newSVG()
	c.prefix = prefix
	d.on(c)
	var b bytes.Buffer
	c.writeInto(&b, shown, "", l, d.title, d.description)
	return template.HTML(b.String()) //nolint:gosec // our own canvas escapes every word
}
