package export

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"tryggled/internal/lang"
)

// svgCanvas writes shapes as SVG. A letter is drawn once, in the definitions, and used
// wherever it stands.
type svgCanvas struct {
	body    bytes.Buffer
	letters map[string]string // outline by id
	open    bool              // a group is open
	prefix  string            // of all ids: several pictures may stand in one page
}

func newSVG() *svgCanvas { return &svgCanvas{letters: map[string]string{}} }

func (c *svgCanvas) group(id string) {
	c.endGroup()
	fmt.Fprintf(&c.body, "<g id=\"%s%s\">\n", c.prefix, id)
	c.open = true
}

func (c *svgCanvas) endGroup() {
	if c.open {
		c.body.WriteString("</g>\n")
	}
	c.open = false
}

func (c *svgCanvas) draw(p path, l look) {
	if len(p) == 0 {
		return
	}
	c.body.WriteString(`<path d="`)
	c.body.WriteString(data(p))
	c.body.WriteByte('"')
	c.body.WriteString(ink("fill", l.Fill))
	if l.Stroke.A > 0 && l.Width > 0 {
		c.body.WriteString(ink("stroke", l.Stroke))
		fmt.Fprintf(&c.body, ` stroke-width="%s"`, number(l.Width))
		if len(l.Dash) > 0 {
			fmt.Fprintf(&c.body, ` stroke-dasharray="%s"`, numbers(l.Dash))
		}
	}
	c.body.WriteString("/>\n")
}

func (c *svgCanvas) write(t text, at orb.Point, angle float64) {
	face := t.face()
	line, _ := face.shape(t.Words)
	var uses strings.Builder
	for _, g := range line {
		if id := c.letter(face, t.Bold, g); id != "" {
			fmt.Fprintf(&uses, `<use xlink:href="#%s" x="%s"/>`, id, number(g.x))
		}
	}
	k := t.Size / float64(face.em)
	place := fmt.Sprintf(`transform="translate(%s %s)`, number(at[0]), number(at[1]))
	if angle != 0 {
		place += fmt.Sprintf(" rotate(%s)", number(angle*180/math.Pi))
	}
	place += fmt.Sprintf(` scale(%.6f)"`, k)
	if t.Halo > 0 {
		fmt.Fprintf(&c.body, "<g %s%s%s stroke-width=\"%s\">%s</g>\n",
			place, ink("fill", paper), ink("stroke", paper), number(2*t.Halo/k), uses.String())
	}
	fmt.Fprintf(&c.body, "<g %s%s>%s</g>\n", place, ink("fill", t.Ink), uses.String())
}

// letter keeps the outline of a letter and returns its id, empty for a blank.
func (c *svgCanvas) letter(face typeface, bold bool, g glyph) string {
	outline := face.outline(g.index, func(q orb.Point) orb.Point { return q })
	if len(outline) == 0 {
		return ""
	}
	id := "r" + strconv.FormatInt(int64(g.char), 16)
	if bold {
		id = "b" + id[1:]
	}
	id = c.prefix + id
	if _, ok := c.letters[id]; !ok {
		c.letters[id] = data(outline)
	}
	return id
}

// writeTo writes the document with its title and description for those who cannot see.
func (c *svgCanvas) writeTo(w io.Writer, widthPx int, l lang.Lang, title, desc string) error {
	heightPx := math.Round(float64(widthPx) * pageHeight / pageWidth)
	var out bytes.Buffer
	out.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	c.writeInto(&out, area(0, 0, pageWidth, pageHeight), fmt.Sprintf(`width="%d" height="%s" `, widthPx, number(heightPx)), l, title, desc)
	_, err := out.WriteTo(w)
	return err
}

// writeInto writes what a part of the page shows, as an element for a larger document too.
func (c *svgCanvas) writeInto(out *bytes.Buffer, shown orb.Bound, size string, l lang.Lang, title, desc string) {
	c.endGroup()
	box := numbers([]float64{shown.Min[0], shown.Min[1], shown.Max[0] - shown.Min[0], shown.Max[1] - shown.Min[1]})
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" %s`+
		`viewBox="%s" lang="%s" xml:lang="%s" role="img" aria-labelledby="%stitle %sdesc" `+
		`stroke-linecap="round" stroke-linejoin="round">
<title id="%stitle">%s</title>
<desc id="%sdesc">%s</desc>
<defs>
`, size, box, l, l, c.prefix, c.prefix, c.prefix, escape(title), c.prefix, escape(desc))
	for _, id := range slices.Sorted(maps.Keys(c.letters)) {
		fmt.Fprintf(out, "<path id=\"%s\" d=\"%s\"/>\n", id, c.letters[id])
	}
	out.WriteString("</defs>\n")
	out.Write(c.body.Bytes())
	out.WriteString("</svg>\n")
}

func data(p path) string {
	b := make([]byte, 0, 16*len(p))
	for _, m := range p {
		b = append(b, m.verb)
		for i := range m.ends() {
			if i > 0 {
				b = append(b, ' ')
			}
			b = appendNumber(b, m.to[i][0])
			b = append(b, ' ')
			b = appendNumber(b, m.to[i][1])
		}
	}
	return string(b)
}

func ink(name string, c color.NRGBA) string {
	if c.A == 0 {
		return " " + name + `="none"`
	}
	s := fmt.Sprintf(` %s="#%02x%02x%02x"`, name, c.R, c.G, c.B)
	if c.A < 255 {
		s += fmt.Sprintf(` %s-opacity="%s"`, name, number(float64(c.A)/255))
	}
	return s
}

func number(v float64) string { return string(appendNumber(nil, v)) }

// appendNumber writes hundredths at most: finer than any eye or printer.
func appendNumber(b []byte, v float64) []byte {
	v = math.Round(v*100)/100 + 0 // + 0 turns -0 into 0
	return strconv.AppendFloat(b, v, 'f', -1, 64)
}

func numbers(values []float64) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = number(v)
	}
	return strings.Join(words, " ")
}

func escape(s string) string {
	var b bytes.Buffer
	// A bytes.Buffer takes everything.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
