package ingest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"tryggled/internal/fault"
	"tryggled/internal/report"
)

// workbook makes an Excel file of a sheet of notes and a sheet of rows.
func workbook(t testing.TB, from1904 bool, rows ...[]any) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from1904}))
	must(f.SetCellStr("Sheet1", "A1", "Läs detta först"))
	_, err := f.NewSheet("Rapporter")
	must(err)
	for i, row := range rows {
		if len(row) == 0 {
			continue
		}
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		must(err)
		must(f.SetSheetRow("Rapporter", cell, &row))
	}
	b, err := f.WriteToBuffer()
	must(err)
	return b.String()
}

var sheetTitles = []any{"Ärendenummer", "Kategori", "Beskrivning", "Händelse från", "Händelse till", "Nord", "Ost", "Allvar"}

func TestXLSX(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 22, 15, 0, 0, time.UTC) // on the wall
	for _, from1904 := range []bool{false, true} {
		content := workbook(t, from1904, nil, sheetTitles,
			[]any{"a-1", "klotter", "ring 070-123 45 67", at, "2026-11-20 23:00", 6597400.5, 556300.25, 2},
			nil,
			[]any{2, "klotter", nil, at.Truncate(24 * time.Hour), nil, "6597400,5", "556300", nil},
			[]any{3, "klotter", nil, "någon gång", nil, 6597400, 556300},
		)
		o := embraceOptions(t)
		o.FileName = "rapporter.xlsx"
		good, bad, err := readReports(o, content)
		if err != nil || len(good) != 2 || len(bad) != 1 {
			t.Fatal(good, bad, err)
		}
		first := report.Report{
			Source: report.Embrace, ExternalID: "a-1", Category: "graffiti",
			From:  time.Date(2026, 11, 20, 21, 15, 0, 0, time.UTC),
			To:    time.Date(2026, 11, 20, 22, 0, 0, 0, time.UTC),
			Point: [2]float64{556300.25, 6597400.5}, AccuracyM: 20, Discovery: report.Told,
			Text: "ring [telefon]", Severity: 2,
		}
		if diff := cmp.Diff(first, good[0]); diff != "" {
			t.Errorf("1904 %v (-want +got):\n%s", from1904, diff)
		}
		if r := good[1]; r.ExternalID != "2" || r.To.Sub(r.From) != 24*time.Hour {
			t.Errorf("a date alone: got %+v", r)
		}
		if bad[0].Line != 6 || bad[0].Field != "from" {
			t.Errorf("got line %d, field %s", bad[0].Line, bad[0].Field)
		}
	}
}

func TestXLSXThatCannotBeRead(t *testing.T) {
	t.Parallel()
	whole := workbook(t, false, sheetTitles)
	for _, c := range []struct{ name, file, content, says string }{
		{"called csv", "a.csv", whole, "is an Excel file; rename it to .xlsx"},
		{"no such columns", "a.xlsx", workbook(t, false, []any{"Namn"}), "is missing; the file has Läs detta först"},
		{"cut short", "a.xlsx", whole[:len(whole)/2], "cannot be opened"},
	} {
		o := embraceOptions(t)
		o.FileName = c.file
		if _, _, err := readReports(o, c.content); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.says)
		}
	}
	o := embraceOptions(t)
	o.FileName = "" // such as an upload
	if good, bad, err := readReports(o, whole); err != nil || len(good)+len(bad) > 0 {
		t.Errorf("no name, header alone: got %v %v %v", good, bad, err)
	}
}

func TestWholeNumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1.01001240735E+11": "101001240735", "12E3": "12E3", "ÖVN-E+1": "ÖVN-E+1", "7": "7", "1.5E+0": "1.5E+0",
	} {
		if got := wholeNumber(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func FuzzXLSX(f *testing.F) {
	whole := workbook(f, false, sheetTitles, []any{"1", "klotter", "", "2026-11-20", "", 6597400, 556300})
	f.Add([]byte(whole))
	f.Add([]byte(whole[:len(whole)-100]))
	f.Add([]byte("PK\x03\x04[Content_Types].xml"))
	o := ReportOptions{Profile: mustProfile(f, "embrace"), Municipality: kopingTown(), Extent: kopingExtent}
	f.Fuzz(func(t *testing.T, content []byte) {
		checkSequence(t, o, string(content))
	})
}
