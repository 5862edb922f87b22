package export

import (
	"fmt"
	"math"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"github.com/paulmach/orb"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// typeface gives the outlines of letters. It is safe for concurrent use.
type typeface struct {
	font *sfnt.Font
	em   fixed.Int26_6 // units of the font to the em
}

// glyph is one letter of a line: where its outline begins, in units of the font.
type glyph struct {
	char  rune
	index sfnt.GlyphIndex
	x     float64
}

// The two weights of Liberation Sans, whose outlines the program carries.
var (
	regular = sync.OnceValue(func() typeface { return openFont(liberationsansregular.TTF) })
	bold    = sync.OnceValue(func() typeface { return openFont(liberationsansbold.TTF) })
)

// openFont reads a font that the program carries; failing is a bug of ours.
func openFont(raw []byte) typeface {
	f, err := sfnt.Parse(raw)
	if err != nil {
		panic(fmt.Errorf("font of the program: %w", err))
	}
	return typeface{font: f, em: fixed.Int26_6(f.UnitsPerEm())}
}

func (t text) face() typeface {
	if t.Bold {
		return bold()
	}
	return regular()
}

// outlines are those of the letters of a line that begins at a point, turned by angle radians
// clockwise.
func (t text) outlines(at orb.Point, angle float64) path {
	face := t.face()
	line, _ := face.shape(t.Words)
	k := t.Size / float64(face.em)
	sin, cos := math.Sincos(angle)
	var all path
	for _, g := range line {
		all = append(all, face.outline(g.index, func(q orb.Point) orb.Point {
			x, y := (q[0]+g.x)*k, q[1]*k
			return orb.Point{at[0] + x*cos - y*sin, at[1] + x*sin + y*cos}
		})...)
	}
	return all
}

// width is how wide the text is drawn, in the units of its size.
func (t text) width() float64 {
	f := t.face()
	_, advance := f.shape(t.Words)
	return advance * t.Size / float64(f.em)
}

// shape lays the letters of a line side by side. A sign that the font lacks, such as an
// emoji, is left out.
func (f typeface) shape(words string) (line []glyph, advance float64) {
	var buf sfnt.Buffer
	var before sfnt.GlyphIndex
	for _, char := range words {
		index, err := f.font.GlyphIndex(&buf, char)
		if err != nil || index == 0 {
			continue
		}
		if kern, err := f.font.Kern(&buf, before, index, f.em, font.HintingNone); err == nil && before != 0 {
			advance += float64(kern)
		}
		line = append(line, glyph{char: char, index: index, x: advance})
		wide, err := f.font.GlyphAdvance(&buf, index, f.em, font.HintingNone)
		if err != nil {
			continue
		}
		advance += float64(wide)
		before = index
	}
	return line, advance
}

// outline is the path of a letter in units of the font, y down from the baseline, each
// point moved by place.
func (f typeface) outline(index sfnt.GlyphIndex, place func(orb.Point) orb.Point) path {
	var buf sfnt.Buffer
	segments, err := f.font.LoadGlyph(&buf, index, f.em, nil)
	if err != nil {
		return nil
	}
	at := func(q fixed.Point26_6) orb.Point { return place(orb.Point{float64(q.X), float64(q.Y)}) }
	var p path
	for i, s := range segments {
		if s.Op == sfnt.SegmentOpMoveTo && i > 0 {
			p.close()
		}
		m := move{verb: verbs[s.Op]}
		for k := range m.ends() {
			m.to[k] = at(s.Args[k])
		}
		p = append(p, m)
	}
	if len(p) > 0 {
		p.close()
	}
	return p
}

var verbs = map[sfnt.SegmentOp]byte{
	sfnt.SegmentOpMoveTo: 'M', sfnt.SegmentOpLineTo: 'L', sfnt.SegmentOpQuadTo: 'Q', sfnt.SegmentOpCubeTo: 'C',
}
