package export

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"

	"tryggled/internal/lang"
)

// The A4 page in millimetres, and the sizes of letters in points.
const (
	pdfLeft, pdfTop, pdfFoot   = 15.0, 14.0, 18.0
	pdfWide                    = 210 - 2*pdfLeft
	pdfBottom                  = 297 - pdfFoot
	pdfBody, pdfSmall, pdfTiny = 9.5, 8.0, 6.4
	pdfPoint                   = 25.4 / 72
	pdfLeading                 = 1.32     // lines apart, of their size
	pdfAbove, pdfRule          = 0.3, 1.8 // air above a heading, of its size, and about the rule below it
	pdfAfter                   = 1.2      // air after a paragraph
)

// pdfSheet sets a leaflet line by line.
type pdfSheet struct {
	*fpdf.Fpdf
	lang     lang.Lang
	pictures int
}

// pdf sets the leaflet on A4. The same leaflet gives the same bytes: the only time in it is that
// of the leaflet.
func (p leaflet) pdf(w io.Writer) error {
	p = p.tidied()
	s := pdfSheet{Fpdf: fpdf.New("P", "mm", "A4", ""), lang: p.Lang}
	s.SetCatalogSort(true)
	s.SetCreationDate(p.Made.UTC())
	s.SetModificationDate(p.Made.UTC())
	s.SetLang(string(p.Lang))
	s.SetTitle(p.Title, true)
	s.SetProducer("Tryggled", true)
	s.AddUTF8FontFromBytes("sans", "", liberationsansregular.TTF)
	s.AddUTF8FontFromBytes("sans", "B", liberationsansbold.TTF)
	s.SetMargins(pdfLeft, pdfTop, pdfLeft)
	s.SetAutoPageBreak(false, 0)
	s.SetCellMargin(0)
	s.SetFooterFunc(func() { s.footer(p) })
	s.AddPage()
	s.header(p)
	for i, b := range p.Blocks {
		if b.Break {
			s.AddPage()
		}
		s.room(together(p.Blocks[i:]))
		s.block(b)
	}
	if err := s.Error(); err != nil {
		return fmt.Errorf("set the PDF: %w", err)
	}
	var out bytes.Buffer
	if err := s.Output(&out); err != nil {
		return fmt.Errorf("write the PDF: %w", err)
	}
	_, err := out.WriteTo(w)
	return err
}

func (s *pdfSheet) footer(p leaflet) {
	s.SetY(-pdfFoot + 4)
	s.ink(0x5B626B)
	s.font("", pdfTiny+0.6)
	number := lang.T("sida %d", "page %d", s.PageNo()).In(p.Lang)
	lines := pdfLines(p.Foot, pdfTiny+0.6, false, pdfWide-20)
	for _, line := range lines[:min(3, len(lines))] {
		s.SetX(pdfLeft)
		s.CellFormat(pdfWide-20, 3.2, line, "", 1, "L", false, 0, "")
	}
	s.SetXY(pdfLeft+pdfWide-20, 297-pdfFoot+4)
	s.CellFormat(20, 3.2, number, "", 0, "R", false, 0, "")
}

func (s *pdfSheet) header(p leaflet) {
	for _, mark := range p.Marks {
		mark = inFont(mark, true)
		s.font("B", 10)
		s.ink(0x1F2328)
		s.SetFillColor(0xFF, 0xD8, 0x4D)
		s.SetLineWidth(0.3)
		s.CellFormat(s.GetStringWidth(mark)+6, 7, mark, "1", 2, "C", true, 0, "")
		s.SetY(s.GetY() + 2)
	}
	s.text(p.Title, 19, true, 0x1F2328)
	for _, line := range p.Below {
		s.text(line, 10, false, 0x5B626B)
	}
	s.SetY(s.GetY() + 2)
}

func (s *pdfSheet) font(style string, points float64) { s.SetFont("sans", style, points) }

func (s *pdfSheet) ink(hex uint32) { s.SetTextColor(int(hex>>16), int(hex>>8&255), int(hex&255)) }

// room begins a new page where less than so many millimetres are left.
func (s *pdfSheet) room(mm float64) bool {
	if s.GetY()+mm <= pdfBottom {
		return false
	}
	s.AddPage()
	return true
}

// text sets a paragraph.
func (s *pdfSheet) text(words string, points float64, bold bool, hex uint32) {
	s.textAt(pdfLeft, words, points, bold, hex)
}

func (s *pdfSheet) textAt(x float64, words string, points float64, bold bool, hex uint32) {
	high := points * pdfPoint * pdfLeading
	style := ""
	if bold {
		style = "B"
	}
	for _, line := range pdfLines(words, points, bold, pdfLeft+pdfWide-x) {
		s.room(high)
		s.font(style, points)
		s.ink(hex)
		s.SetX(x)
		s.CellFormat(0, high, line, "", 2, "L", false, 0, "")
	}
}

func (s *pdfSheet) block(b block) {
	if b.Heading != "" {
		s.heading(b)
	}
	if b.Text != "" {
		size, ink := pdfBody, uint32(0x1F2328)
		if b.Fine {
			size, ink = pdfSmall, 0x5B626B
		}
		s.text(b.Text, size, false, ink)
		s.SetY(s.GetY() + pdfAfter)
	}
	for _, line := range b.List {
		s.room(5)
		s.bullet()
		s.textAt(pdfLeft+4, line, pdfBody, false, 0x1F2328)
		s.SetY(s.GetY() + 0.5)
	}
	if b.Picture != nil {
		s.picture(b.Picture)
	}
	if b.Table != nil {
		s.table(*b.Table)
	}
	for _, words := range b.Fills {
		s.room(17)
		s.SetY(s.GetY() + 1.2)
		s.text(words, pdfBody, false, 0x1F2328)
		s.SetY(s.GetY() + 7)
		s.SetDrawColor(0x5B, 0x62, 0x6B)
		s.SetLineWidth(0.15)
		s.Line(pdfLeft, s.GetY(), pdfLeft+pdfWide, s.GetY())
		s.SetY(s.GetY() + 2)
	}
}

func (s *pdfSheet) heading(b block) {
	size := b.headSize()
	if !s.room(24) {
		s.SetY(s.GetY() + size*pdfAbove)
	}
	s.text(b.Heading, size, true, 0x1F2328)
	if b.Level != 3 {
		s.SetDrawColor(0xC9, 0xC5, 0xBC)
		s.SetLineWidth(0.3)
		s.Line(pdfLeft, s.GetY()+0.6, pdfLeft+pdfWide, s.GetY()+0.6)
		s.SetY(s.GetY() + pdfRule)
	}
}

func (s *pdfSheet) bullet() {
	s.SetFillColor(0x1F, 0x23, 0x28)
	s.Circle(pdfLeft+1.6, s.GetY()+pdfBody*pdfPoint*pdfLeading/2, 0.55, "F")
}

// picture sets a map as wide as fits what is left of the page, where that is half of it.
func (s *pdfSheet) picture(p *picture) {
	var b bytes.Buffer
	if err := p.png(&b); err != nil {
		s.SetError(err)
		return
	}
	s.pictures++
	name := fmt.Sprintf("map-%d", s.pictures)
	how := fpdf.ImageOptions{ImageType: "PNG"}
	info := s.RegisterImageOptionsReader(name, how, &b)
	if info == nil || info.Height() <= 0 {
		return
	}
	caption := 0.0
	if p.Caption != "" {
		caption = float64(len(pdfLines(p.Caption, pdfSmall, false, pdfWide)))*pdfSmall*pdfPoint*pdfLeading + 2
	}
	wide := pdfWide * 0.94
	high := wide * info.Height() / info.Width()
	left := pdfBottom - s.GetY() - caption - 1
	if left < high && left >= 110 {
		high, wide = left, left*info.Width()/info.Height()
	}
	s.room(high + caption)
	s.ImageOptions(name, pdfLeft+(pdfWide-wide)/2, s.GetY()+1, wide, high, false, how, 0, "")
	s.SetY(s.GetY() + high + 2)
	if p.Caption != "" {
		s.text(p.Caption, pdfSmall, false, 0x5B626B)
	}
}

// size is that of the letters of a table.
func (t table) size() float64 {
	if t.Tight {
		return pdfTiny
	}
	return pdfSmall
}

// widths are those of the columns in millimetres.
func (t table) widths() []float64 {
	var sum float64
	for _, c := range t.Columns {
		sum += c.Wide
	}
	wide := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		wide[i] = pdfWide * c.Wide / sum
	}
	return wide
}

func (t table) head() []cell {
	head := make([]cell, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = cell{Text: c.Name, Bold: true}
	}
	return head
}

// high is how high a table is.
func (t table) high() float64 {
	high := t.rowHigh(t.head())
	for _, row := range t.Rows {
		high += t.rowHigh(row)
	}
	return high
}

// table sets rows whole, and its heading again on each page.
func (s *pdfSheet) table(t table) {
	wide, head, size := t.widths(), t.head(), t.size()
	if high := t.high(); high <= pdfWhole {
		s.room(high)
	} else {
		s.room(20)
	}
	s.row(t, head, wide, size, 0.35)
	for _, row := range t.Rows {
		if s.room(t.rowHigh(row)) {
			s.row(t, head, wide, size, 0.35)
		}
		s.row(t, row, wide, size, 0.12)
	}
	s.SetY(s.GetY() + 2)
}

// pad is the air around the words of a cell, in millimetres.
func (t table) pad() float64 {
	if t.Tight || t.Close {
		return 0.45
	}
	return 1.2
}

// roomyRow is how many millimetres a row is high that is written in by hand.
const roomyRow = 8.0

func (t table) rowHigh(row []cell) float64 {
	most, wide, size := 1, t.widths(), t.size()
	for i, c := range row {
		most = max(most, len(pdfLines(c.Text, size, c.Bold, wide[i]-2*t.pad())))
	}
	high := float64(most)*size*pdfPoint*pdfLeading + 2*t.pad()
	if t.Roomy {
		return max(high, roomyRow)
	}
	return high
}

func (s *pdfSheet) row(t table, row []cell, wide []float64, size, rule float64) {
	x, y, high := pdfLeft, s.GetY(), t.rowHigh(row)
	step, pad := size*pdfPoint*pdfLeading, t.pad()
	for i, c := range row {
		style, align := "", "L"
		if c.Bold {
			style = "B"
		}
		if t.Columns[i].Right {
			align = "R"
		}
		s.font(style, size)
		s.ink(0x1F2328)
		for k, line := range pdfLines(c.Text, size, c.Bold, wide[i]-2*pad) {
			s.SetXY(x+pad, y+pad+float64(k)*step)
			s.CellFormat(wide[i]-2*pad, step, line, "", 0, align, false, 0, "")
		}
		if c.Tick {
			s.SetDrawColor(0x1F, 0x23, 0x28)
			s.SetLineWidth(0.3)
			s.Rect(x+pad, y+pad, 3.4, 3.4, "D")
		}
		x += wide[i]
		if t.Roomy && i < len(row)-1 {
			s.SetDrawColor(0x5B, 0x62, 0x6B)
			s.SetLineWidth(0.12)
			s.Line(x, y, x, y+high)
		}
	}
	s.SetDrawColor(0x5B, 0x62, 0x6B)
	s.SetLineWidth(rule)
	s.Line(pdfLeft, y+high, pdfLeft+pdfWide, y+high)
	s.SetXY(pdfLeft, y+high)
}

// pdfLines breaks words into lines of so many millimetres, at blanks; a longer word is cut.
func pdfLines(words string, points float64, bold bool, mm float64) []string {
	if words = inFont(words, bold); words == "" {
		return nil
	}
	wide := mm/pdfPoint - 0.01
	var lines []string
	for _, line := range wrapText(text{Words: words, Size: points, Bold: bold}, wide) {
		for line.width() > wide && utf8.RuneCountInString(line.Words) > 1 {
			part := line
			for part.width() > wide && utf8.RuneCountInString(part.Words) > 1 {
				_, size := utf8.DecodeLastRuneInString(part.Words)
				part.Words = part.Words[:len(part.Words)-size]
			}
			lines = append(lines, part.Words)
			line.Words = strings.TrimPrefix(line.Words, part.Words)
		}
		lines = append(lines, line.Words)
	}
	return lines
}

// inFont leaves out the signs that the font lacks, such as emoji, on which the library fails.
func inFont(words string, bold bool) string {
	face := text{Bold: bold}.face()
	var buf sfnt.Buffer
	return strings.Map(func(r rune) rune {
		if i, err := face.font.GlyphIndex(&buf, r); r > math.MaxUint16 || err != nil || i == 0 {
			return -1
		}
		return r
	}, words)
}
