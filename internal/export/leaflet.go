package export

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/lang"
)

// leaflet is a document to read and to print, written once and set as HTML or as PDF.
type leaflet struct {
	Lang   lang.Lang
	Title  string
	Below  []string // lines beneath the title
	Marks  []string // what must be seen at once: exercise data, whom it is for
	Blocks []block
	Foot   string // on every page of a PDF, last in HTML
	Made   time.Time
}

// block is a part of a document. What is not empty is set, in the order of the fields.
type block struct {
	Break   bool // a new page
	Next    bool // begins on a page where the block after it begins too
	Heading string
	Level   int // of the heading: 2 or 3
	Text    string
	Fine    bool // the text is small print
	List    []string
	Picture *picture
	Table   *table
	Fills   []string // what somebody has to write, each with room for it
}

type table struct {
	Columns []column
	Rows    [][]cell
	Tight   bool // small letters
	Close   bool // lines close to each other
	Roomy   bool // rows that are high enough to write in by hand, and lines between columns
}

type column struct {
	Name  string
	Wide  float64 // share of the width, of the sum of all
	Right bool    // figures
}

// Shares are the widths of the columns in per cent.
func (t table) Shares() []string {
	var sum float64
	for _, c := range t.Columns {
		sum += c.Wide
	}
	shares := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		shares[i] = strconv.FormatFloat(100*c.Wide/sum, 'f', 1, 64)
	}
	return shares
}

type cell struct {
	Text string
	Tick bool // a box to tick
	Bold bool
}

// picture is a map in a document.
type picture struct {
	s       Scene
	drawing drawing
	shown   orb.Bound
	prefix  string
	Caption string
}

// mapOf draws a poster's map alone, without the column beside it.
func mapOf(s Scene, p poster, v view, prefix string) *picture {
	heading := p.title.In(s.Lang)
	return &picture{s: s, prefix: prefix, shown: v.shown(), drawing: drawing{heading, p.describe(s), func(c canvas) { p.drawMap(c, s, v) }}}
}

// shown is the part of the page that a map without its column takes.
func (v view) shown() orb.Bound { return v.box.Pad(1) }

// SVG is the picture as an element of an HTML page.
func (p *picture) SVG() template.HTML {
	c := newSVG()
	c.prefix = p.prefix
	p.drawing.on(c)
	var b bytes.Buffer
	c.writeInto(&b, p.shown, "", p.s.Lang, p.drawing.title, p.drawing.description)
	return template.HTML(b.String()) //nolint:gosec // our own canvas escapes every word
}

// pdfMapPx is how wide the page is in pixels that a map in a PDF is cut from: some 200 to the
// inch on A4.
const pdfMapPx = 2000

func (p *picture) png(w io.Writer) error {
	c := newPNG(pdfMapPx)
	p.drawing.on(c)
	return c.writePart(w, p.shown)
}

//go:embed leaflet.html
var leafletText string

var leafletPage = template.Must(template.New("leaflet").Parse(leafletText))

func (p leaflet) html(w io.Writer) error {
	var b bytes.Buffer
	if err := leafletPage.Execute(&b, p.tidied()); err != nil {
		return err
	}
	_, err := b.WriteTo(w)
	return err
}

func (p *leaflet) add(b ...block) { p.Blocks = append(p.Blocks, b...) }

func (p *leaflet) heading(words lang.Text) {
	p.add(block{Heading: words.In(p.Lang), Level: 2})
}

func (p *leaflet) say(texts ...lang.Text) {
	for _, t := range texts {
		if !t.IsZero() {
			p.add(block{Text: t.In(p.Lang)})
		}
	}
}

func (p *leaflet) list(texts []lang.Text) {
	if len(texts) > 0 {
		p.add(block{List: p.all(texts)})
	}
}

func (p *leaflet) all(texts []lang.Text) []string {
	words := make([]string, len(texts))
	for i, t := range texts {
		words[i] = capital(t.In(p.Lang))
	}
	return words
}

// texts are cells of words.
func texts(words ...string) []cell {
	cells := make([]cell, len(words))
	for i, w := range words {
		cells[i] = cell{Text: w}
	}
	return cells
}
