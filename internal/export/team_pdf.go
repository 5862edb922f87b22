package export

import (
	"bytes"
	"fmt"
	"io"
	"sort"
	"strings"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-pdf/fpdf"
	"github.com/paulmach/orb"

	"tryggled/internal/lang"
	"tryggled/internal/route"
)

// SheetPDF writes the same sheet as PDF, on one sheet of A4 where it can be. The same plan
// gives the same bytes.
func SheetPDF(w io.Writer, p route.Planned, s Scene, number int, link string, l lang.Lang) error {
	t, err := paperOf(p, number, l)
	if err != nil {
		return err
	}
	h, err := t.handout(s, SheetParts{Link: link})
	if err != nil {
		return err
	}
	doc := h.set(h.setting(), true)
	if err := doc.Error(); err != nil {
		return fmt.Errorf("set the sheet of team %d: %w", number, err)
	}
	var out bytes.Buffer
	if err := doc.Output(&out); err != nil {
		return fmt.Errorf("write the sheet of team %d: %w", number, err)
	}
	_, err = out.WriteTo(w)
	return err
}

// setting is how a sheet is set.
type setting struct {
	size    float64 // of the letters, in points
	tight   bool    // what is said of a stop in one paragraph
	brief   bool    // what stands elsewhere on the sheet is not said again, and the map is small
	reasons int     // letters of a reason, which ends with a whole sentence; 0: all of it
}

// settings are tried until both sides of one sheet hold all.
var settings = []setting{
	{size: 9.5},
	{size: 8.6},
	{size: 7.8, tight: true},
	{size: 7.8, tight: true, brief: true},
	{size: 7.8, tight: true, brief: true, reasons: 160},
	{size: 7.2, tight: true, brief: true, reasons: 160},
}

// setting is the first with which one sheet of paper holds all and has room for notes, else the
// first of those with the fewest pages. Each takes less room than the one before, so that half
// of those left are passed over at a time.
func (h handout) setting() setting {
	first := func(fits func(d *handoutPDF) bool) (int, bool) {
		i := sort.Search(len(settings), func(i int) bool { return fits(h.set(settings[i], false)) })
		return i, i < len(settings)
	}
	if i, ok := first(func(d *handoutPDF) bool { return d.PageNo() <= 2 && d.noted }); ok {
		return settings[i]
	}
	fewest := max(2, h.set(settings[len(settings)-1], false).PageNo())
	i, _ := first(func(d *handoutPDF) bool { return d.PageNo() <= fewest })
	return settings[i]
}

// The inks of a sheet: what prints as black, and as grey.
const (
	pdfInk  = 0x1F2328
	pdfSoft = 0x5B626B
)

// newPDF is an empty PDF whose only time is the one that is given.
func newPDF(l lang.Lang, title string) *pdfSheet {
	s := &pdfSheet{Fpdf: fpdf.New("P", "mm", "A4", ""), lang: l}
	s.SetCatalogSort(true)
	s.SetLang(string(l))
	s.SetTitle(title, true)
	s.SetProducer("Tryggled", true)
	s.AddUTF8FontFromBytes("sans", "", liberationsansregular.TTF)
	s.AddUTF8FontFromBytes("sans", "B", liberationsansbold.TTF)
	s.SetMargins(pdfLeft, pdfTop, pdfLeft)
	s.SetAutoPageBreak(false, 0)
	s.SetCellMargin(0)
	return s
}

// handoutPDF is a handout being set in letters of a size.
type handoutPDF struct {
	*pdfSheet
	setting
	h     handout
	drawn bool // with its map
	noted bool // with room for notes
}

// set sets the sheet. One that is to tell only how many pages it takes leaves the room of its
// map empty.
func (h handout) set(how setting, drawn bool) *handoutPDF {
	s := newPDF(h.team.lang, h.Title)
	s.SetCreationDate(h.team.Plan.CreatedAt.UTC())
	s.SetModificationDate(h.team.Plan.CreatedAt.UTC())
	s.SetFooterFunc(func() { s.footer(leaflet{Lang: h.team.lang, Foot: h.Foot}) })
	d := &handoutPDF{pdfSheet: s, setting: how, h: h, drawn: drawn}
	d.AddPage()
	d.head()
	d.calls()
	table := d.table()
	d.chart(table.high() + 14)
	d.headline("stops")
	if len(h.Stops) == 0 {
		d.say(h.Word("none"))
	} else {
		d.pdfSheet.table(table)
	}
	d.list("mind", h.Reminders) // on the first sheet, however long the way
	if len(h.Stops) > 0 {
		d.way()
	}
	d.list("about", h.Notes)
	d.lines()
	return d
}

const qrSide = 30.0 // millimetres

// head is the title with the code of the link beside it.
func (d *handoutPDF) head() {
	top, wide := d.GetY(), pdfWide
	if d.h.qr != nil {
		x := pdfLeft + pdfWide - qrSide
		drawPDF(d.Fpdf, d.h.qr.box(), x, top-3, qrSide, d.h.qr.draw)
		d.font("", pdfTiny+0.6)
		d.ink(pdfSoft)
		d.SetXY(x, top-3+qrSide)
		d.CellFormat(qrSide, 3, d.h.Word("open"), "", 0, "C", false, 0, "")
		d.SetY(top)
		wide -= qrSide + 4
	}
	for _, mark := range d.h.Marks {
		mark = inFont(mark, true)
		d.font("B", 9.5)
		d.ink(pdfInk)
		d.SetFillColor(0xFF, 0xD8, 0x4D)
		d.SetDrawColor(0x1F, 0x23, 0x28)
		d.SetLineWidth(0.4)
		d.SetX(pdfLeft)
		d.CellFormat(min(wide, d.GetStringWidth(mark)+6), 6, mark, "1", 2, "C", true, 0, "")
		d.SetY(d.GetY() + 1.6)
	}
	d.words(pdfLeft, wide, d.h.Title, 16, true, pdfInk)
	for _, line := range d.h.Below {
		d.words(pdfLeft, wide, line, 10, false, pdfInk)
	}
	if d.h.qr != nil {
		d.SetY(max(d.GetY(), top+qrSide+0.5))
	}
}

// words set a paragraph in a column, without breaking pages.
func (d *handoutPDF) words(x, wide float64, words string, points float64, bold bool, ink uint32) {
	style := ""
	if bold {
		style = "B"
	}
	for _, line := range pdfLines(words, points, bold, wide) {
		d.font(style, points)
		d.ink(ink)
		d.SetX(x)
		d.CellFormat(wide, points*pdfPoint*pdfLeading, line, "", 2, "L", false, 0, "")
	}
}

// calls stand in boxes side by side: they must be found in a hurry.
func (d *handoutPDF) calls() {
	const gap, pad = 3.0, 1.6
	wide := (pdfWide - gap*float64(len(d.h.Calls)-1)) / float64(len(d.h.Calls))
	top, high := d.GetY()+1.5, 0.0
	for i, c := range d.h.Calls {
		d.SetY(top + pad)
		x := pdfLeft + float64(i)*(wide+gap)
		d.words(x+pad, wide-2*pad, c.Number, 14, true, pdfInk)
		d.words(x+pad, wide-2*pad, c.When, pdfSmall, false, pdfInk)
		high = max(high, d.GetY()+pad-top)
	}
	d.SetDrawColor(0x1F, 0x23, 0x28)
	d.SetLineWidth(0.4)
	for i := range d.h.Calls {
		d.Rect(pdfLeft+float64(i)*(wide+gap), top, wide, high, "D")
	}
	d.SetY(top + high + 2)
}

// chart sets the map with its legend, as high as leaves room for what follows on the page.
func (d *handoutPDF) chart(below float64) {
	if d.h.chart == nil {
		return
	}
	m := *d.h.chart
	least, most := m.high(m.size.least), m.high(m.size.most)
	legend := d.legendHigh()
	high := min(most, max(least, pdfBottom-d.GetY()-legend-below))
	if d.brief {
		high = least
	}
	m = m.within(high / pdfWide)
	if d.room(m.high(0) + legend) {
		d.SetY(d.GetY() + 1)
	}
	if d.drawn {
		drawPDF(d.Fpdf, m.view.shown(), pdfLeft, d.GetY(), pdfWide, m.draw)
	}
	d.SetY(d.GetY() + m.high(0) + 1)
	d.legend()
}

const (
	signWide = 6.6 // millimetres of a sign of the legend
	signHigh = 4.5
)

// legendRows share the signs out over lines: where each stands, in millimetres from the left.
func (d *handoutPDF) legendRows() (signs []sign, at []orb.Point, high float64) {
	var x, y float64
	for _, s := range d.h.chart.signs() {
		long := signWide + 1 + pdfWidth(s.words.In(d.lang), pdfSmall) + 4
		if x > 0 && x+long > pdfWide {
			x, y = 0, y+signHigh
		}
		signs, at = append(signs, s), append(at, orb.Point{x, y})
		x += long
	}
	return signs, at, y + signHigh
}

func (d *handoutPDF) legendHigh() float64 {
	_, _, high := d.legendRows()
	return high + 2
}

func (d *handoutPDF) legend() {
	signs, at, high := d.legendRows()
	top := d.GetY()
	for i, s := range signs {
		x, y := pdfLeft+at[i][0], top+at[i][1]
		drawPDF(d.Fpdf, signBox(), x, y, signWide, func(c canvas) { s.draw(c, signBox().Center()) })
		d.font("", pdfSmall)
		d.ink(pdfInk)
		d.SetXY(x+signWide+1, y)
		d.CellFormat(0, signHigh, s.words.In(d.lang), "", 0, "L", false, 0, "")
	}
	d.SetY(top + high + 1)
}

// pdfWidth is how wide a line is in millimetres.
func pdfWidth(words string, points float64) float64 {
	return text{Words: words, Size: points}.width() * pdfPoint
}

func (d *handoutPDF) table() table {
	t := table{Close: d.brief, Columns: []column{
		{Name: d.h.Word("nr"), Wide: 8},
		{Name: d.h.Word("time"), Wide: 22},
		{Name: d.h.Word("place"), Wide: 96},
		{Name: d.h.Word("light"), Wide: 42},
		{Name: d.h.Word("done"), Wide: 12},
	}}
	for _, s := range d.h.Stops {
		t.Rows = append(t.Rows, []cell{
			{Text: fmt.Sprint(s.Number), Bold: true}, {Text: s.Time}, {Text: s.Name, Bold: true}, {Text: s.Light}, {Tick: true},
		})
	}
	return t
}

func (d *handoutPDF) headline(word string) {
	level := 2
	if d.brief {
		level = 3
	}
	d.heading(block{Heading: d.h.Word(word), Level: level})
}

// air leaves so many millimetres after a paragraph, half of them where the sheet is brief.
func (d *handoutPDF) air(mm float64) {
	if d.brief {
		mm /= 2
	}
	d.SetY(d.GetY() + mm)
}

// say sets a paragraph, on pages as they come.
func (d *handoutPDF) say(words string) {
	d.text(words, d.size, false, pdfInk)
	d.air(0.6)
}

// way tells how to walk from stop to stop.
func (d *handoutPDF) way() {
	d.headline("way")
	for _, s := range d.h.Stops {
		for _, part := range s.Way {
			d.say(part.Text)
		}
		d.stop(s)
	}
	for _, part := range d.h.Home {
		d.say(part.Text)
	}
	d.text(d.h.Back, d.size, true, pdfInk)
	d.SetY(d.GetY() + 1)
}

// stop sets a stop behind a bar, whole on a page.
func (d *handoutPDF) stop(s handoutStop) {
	const in = 3.0
	title, lines := d.about(s)
	step := d.size * pdfPoint * pdfLeading
	high := float64(len(pdfLines(title, d.size+0.5, true, pdfWide-in)))*step + 2
	for _, line := range lines {
		high += float64(len(pdfLines(line, d.size, false, pdfWide-in))) * step
	}
	d.room(min(high, pdfBottom-pdfTop))
	top, page := d.GetY(), d.PageNo()
	d.textAt(pdfLeft+in, title, d.size+0.5, true, pdfInk)
	for _, line := range lines {
		d.textAt(pdfLeft+in, line, d.size, false, pdfInk)
	}
	if page == d.PageNo() {
		d.SetDrawColor(0x1F, 0x23, 0x28)
		d.SetLineWidth(0.8)
		d.Line(pdfLeft+0.6, top+0.6, pdfLeft+0.6, d.GetY()-0.4)
	}
	d.air(1.2)
}

// about is what is said of a stop: in a title, and in lines. What is brief leaves out what the
// table says, and what is said at an earlier stop at the same place.
func (d *handoutPDF) about(s handoutStop) (title string, lines []string) {
	title = fmt.Sprintf("%s %d: %s", d.h.Word("stop"), s.Number, s.Name)
	switch {
	case !d.brief:
		lines = append(lines, s.Time+". "+s.Doing+" "+s.Light+".")
	case s.Again > 0:
		return d.h.team.set(lang.T("%s, %s (som stopp %d)", "%s, %s (as stop %d)", title, s.Time, s.Again)), nil
	default:
		title += ", " + s.Time
	}
	if len(s.Minds) > 0 {
		lines = append(lines, d.h.Word("mind")+": "+strings.Join(s.Minds, " "))
	}
	if s.Why != "" {
		lines = append(lines, d.h.Word("why")+": "+firstSentences(s.Why, d.reasons))
	}
	if d.brief && s.Strolls {
		lines = append([]string{s.Doing}, lines...)
	}
	if d.tight && len(lines) > 0 {
		lines = []string{strings.Join(lines, " ")}
	}
	return title, lines
}

func (d *handoutPDF) list(heading string, lines []string) {
	if len(lines) == 0 {
		return
	}
	d.headline(heading)
	if d.tight {
		d.say(strings.Join(lines, " "))
		return
	}
	for _, line := range lines {
		d.room(d.size * pdfPoint * pdfLeading)
		d.bullet()
		d.textAt(pdfLeft+4, line, d.size, false, pdfInk)
		d.SetY(d.GetY() + 0.4)
	}
}

// lines are room to write on: what is left of the page, and of the back where the front is
// full. A back that is full, too, gets none.
func (d *handoutPDF) lines() {
	const step, least = 8.5, 24.0
	if d.PageNo() > 1 && d.GetY()+least > pdfBottom {
		return
	}
	d.headline("notes")
	d.noted = true
	d.SetDrawColor(0x5B, 0x62, 0x6B)
	d.SetLineWidth(0.15)
	y := d.GetY() + step - 2
	for ; y <= pdfBottom; y += step {
		d.Line(pdfLeft, y, pdfLeft+pdfWide, y)
	}
	d.SetY(min(y, pdfBottom))
}
