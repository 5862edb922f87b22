package ingest

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/report"
)

const embraceHeader = "Ärendenummer;Kategori;Beskrivning;Händelse från;Händelse till;Rapporterad;Nord;Ost;" +
	"Noggrannhet (m);Rapportör;Rapportörsnyckel;Samma händelse;Upptäckt;Allvar;Övningsdata\n"

// kopingExtent bounds the middle of Köping in EPSG:3006.
var kopingExtent = orb.Bound{Min: orb.Point{553_000, 6_595_000}, Max: orb.Point{559_000, 6_600_000}}

func embraceOptions(t testing.TB) ReportOptions {
	t.Helper()
	return ReportOptions{Profile: mustProfile(t, "embrace"), FileName: "rapporter.csv", Municipality: kopingTown(), Extent: kopingExtent}
}

// readReports reads everything in a file.
func readReports(o ReportOptions, content string) (good []report.Report, bad []report.Rejection, err error) {
	for row, err := range Reports(strings.NewReader(content), o) {
		switch {
		case err != nil:
			return good, bad, err
		case row.Rejection != nil:
			bad = append(bad, *row.Rejection)
		default:
			good = append(good, row.Report)
		}
	}
	return good, bad, nil
}

func TestEmbraceRow(t *testing.T) {
	t.Parallel()
	row := `ÖVN-2026W46-017; Bristfällig  BELYSNING ;"Släckt; ring ""Anna"" 070-123 45 67` + "\n" + `ABC 123";2026-11-20 22:15;20/11 2026 23.00;2026-11-21;6 597 400,5;556300;15 m;Medborgare;Anna 850101-1234;sak 7;patrull;3;ja` + "\n"
	good, bad, err := readReports(embraceOptions(t), embraceHeader+row)
	if err != nil || len(bad) > 0 {
		t.Fatal(err, bad)
	}
	want := []report.Report{{
		Source: report.Embrace, ExternalID: "ÖVN-2026W46-017", Category: "dark_place",
		From:       time.Date(2026, 11, 20, 21, 15, 0, 0, time.UTC),
		To:         time.Date(2026, 11, 20, 22, 0, 0, 0, time.UTC),
		ReportedAt: time.Date(2026, 11, 20, 23, 0, 0, 0, time.UTC),
		Point:      orb.Point{556_300, 6_597_400.5}, AccuracyM: 15,
		Discovery: report.PatrolSeen, Text: "Släckt; ring \"[namn]\" [telefon]\n[regnr]", Severity: 3,
		ReporterKind: report.Citizen, ReporterKey: report.Pseudonym("1983", report.Embrace, "Anna 850101-1234"),
		SameEvent: "sak 7", Exercise: true,
	}}
	if diff := cmp.Diff(want, good); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestBadRows spoils one field after the other between two good rows, which must both
// come through.
func TestBadRows(t *testing.T) {
	t.Parallel()
	fields := []string{"7", "klotter", "text", "2026-11-20 22:15", "", "", "6597400", "556300", "", "", "", "", "", "", ""}
	for _, c := range []struct {
		name   string
		column int
		value  string
		field  string
		says   string // part of the English reason
	}{
		{"no id", 0, "", "external_id", "id is missing"},
		{"no category", 1, "", "category", "category is missing"},
		{"unknown category", 1, "ufo", "category", `"ufo" is unknown`},
		{"text too long", 2, strings.Repeat("å", report.MaxTextBytes), "text", "shorten"},
		{"no time", 3, "", "from", "time is missing"},
		{"a time in words", 3, "i går kväll", "from", "YYYY-MM-DD hh:mm"},
		{"a day that does not exist", 3, "2026-02-30", "from", "is not understood"},
		{"American order", 3, "11/20/2026 10:15", "from", "is not understood"},
		{"missing hour", 3, "2026-03-29 02:30", "from", "2026-03-29 03:30+02:00"},
		{"double hour", 3, "2026-10-25 02:30", "from", "2026-10-25 02:30+01:00"},
		{"long ago", 3, "1926-10-25", "from", "1970"},
		{"ends before it begins", 4, "2026-11-20 22:14", "to", "before it begins"},
		{"reported never", 5, "aldrig", "reported_at", "is not understood"},
		{"no north", 6, "", "north", "coordinate is missing"},
		{"north in words", 6, "torget", "north", "no number"},
		{"not a number", 6, "NaN", "north", "no number"},
		{"outside", 6, "6697400", "north", "10 km outside"},
		{"accuracy in words", 8, "ungefär", "accuracy_m", "no number"},
		{"negative accuracy", 8, "-5", "accuracy_m", "more than 0"},
		{"accuracy of a country", 8, "1000000", "accuracy_m", "at most"},
		{"reporter", 9, "kungen", "reporter_kind", `"kungen" is unknown`},
		{"discovery", 12, "slump", "discovery", ""},
		{"severity", 13, "9", "severity", `"9" is unknown`},
		{"exercise", 14, "kanske", "exercise", "yes, no"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			spoilt := append([]string(nil), fields...)
			spoilt[c.column] = c.value
			good := strings.Join(fields, ";") + "\n"
			content := embraceHeader + good + strings.Join(spoilt, ";") + "\n" + good
			rows, bad, err := readReports(embraceOptions(t), content)
			if err != nil {
				t.Fatal(err)
			}
			if c.column == 12 { // discovery has a default
				if len(rows) != 3 || rows[1].Discovery != report.Told {
					t.Errorf("got %d rows, %v", len(rows), bad)
				}
				return
			}
			if len(rows) != 2 || len(bad) != 1 {
				t.Fatalf("got %d good and %d bad rows", len(rows), len(bad))
			}
			r := bad[0]
			if r.Line != 3 || r.Field != c.field || !strings.Contains(r.Reason.EN, c.says) || r.Reason.SV == "" || r.Reason.SV == r.Reason.EN {
				t.Errorf("got line %d, field %s: %s", r.Line, r.Field, r.Reason.EN)
			}
		})
	}
}

// TestQuarantineHoldsNoPerson puts what points at persons into every column.
func TestQuarantineHoldsNoPerson(t *testing.T) {
	t.Parallel()
	header := "Ärendenummer;Kategori;Händelse från;Nord;Ost;Rapportör;Rapportörsnyckel;Beskrivning;Namn\n"
	row := "850101-1234;a@b.se;070-123 45 67;ABC 123;0701234567;850101 1234;Anna;ring 0221-123 45;Hemlig Person\n"
	_, bad, err := readReports(embraceOptions(t), header+row)
	if err != nil || len(bad) != 1 {
		t.Fatal(err, len(bad))
	}
	want := map[string]string{
		"external_id": report.Pseudonym("1983", report.Embrace, "850101-1234"), "category": "[e-post]", "from": "[telefon]", "north": "[regnr]", "east": "0701234567",
		"reporter_kind": "[personnummer]", "reporter_key": report.Pseudonym("1983", report.Embrace, "Anna"), "text": "ring [telefon]",
	}
	if diff := cmp.Diff(want, bad[0].Values); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	if strings.Contains(bad[0].Reason.SV+bad[0].Reason.EN, "b.se") {
		t.Errorf("the reason quotes an address: %s", bad[0].Reason.EN)
	}
}

func packed(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, s); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func TestFilesThatAreNotWhatTheyShouldBe(t *testing.T) {
	t.Parallel()
	row := "1;klotter;;2026-11-20;;;6597400;556300;;;;;;;\n"
	gz := packed(embraceHeader + strings.Repeat(row, 20_000))
	for _, c := range []struct{ name, file, profile, content, says string }{
		{"empty", "a.csv", "embrace", "", "is empty"},
		{"only spaces", "a.csv", "embrace", "\n \r\n\n", "is empty"},
		{"packed nothing", "a.csv.gz", "embrace", packed(""), "is empty"},
		{"PDF", "a.csv", "embrace", "%PDF-1.7\n", "looks like PDF"},
		{"HTML", "a.csv", "embrace", "\n<!DOCTYPE html><html>", "a web page (HTML)"},
		{"XML", "a.csv", "embrace", "<?xml version='1.0'?><a/>", "looks like XML"},
		{"old Excel", "a.xlsx", "embrace", "\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel file"},
		{"JSON", "a.csv", "embrace", `{"type":"FeatureCollection"}`, "looks like JSON"},
		{"CSV for Polisen", "a.json", "polisen", "a;b\n", "looks like text"},
		{"text called xlsx", "a.xlsx", "embrace", embraceHeader, "rename it to .csv"},
		{"zip", "a.csv", "embrace", "PK\x03\x04 some.txt", "a zip archive"},
		{"damaged xlsx", "a.xlsx", "embrace", "PK\x03\x04 [Content_Types].xml", "cannot be opened"},
		{"binary", "a.csv", "embrace", "abc\x00\x01\x02defghijk", "a binary file"},
		{"UTF-16 without mark", "a.csv", "embrace", "a\x00b\x00;\x00", "UTF-16 without"},
		{"missing column", "a.csv", "embrace", "Ärendenummer;Kategori;Nord;Ost\n", "the column Händelse från is missing; the file has Ärendenummer, Kategori, Nord, Ost"},
		{"no header", "a.csv", "embrace", row, "is missing"},
		{"one endless line", "a.csv", "embrace", strings.Repeat("a", 3<<20), "longer than 1 MB"},
		{"endless line after the header", "a.csv", "embrace", embraceHeader + strings.Repeat("a", 3<<20), "line 2 is longer than 1 MB"},
		{"gz cut short", "a.csv.gz", "embrace", gz[:len(gz)/2], "cut short or damaged"},
		{"gz in name only", "a.csv.gz", "embrace", "\x1f\x8bnot really", "damaged"},
		{"open header", "a.csv", "embrace", "\"Ärendenummer;Kategori\n" + row + row, "header"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := embraceOptions(t)
			o.Profile, o.FileName = mustProfile(t, c.profile), c.file
			_, _, err := readReports(o, c.content)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), c.file+": ") {
				t.Errorf("got %v, want %s: … %s", err, c.file, c.says)
			}
		})
	}
}

// endless is a file of one gigabyte without a newline.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.left)
	for i := range p[:n] {
		p[i] = 'a'
	}
	e.left -= n
	return n, nil
}

func TestEndlessLineTakesNoMemory(t *testing.T) {
	line := &endless{left: 1 << 30}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, err := range Reports(line, embraceOptions(t)) {
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v, want invalid", err)
		}
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
		t.Errorf("used %d MB", used>>20)
	}
	if read := 1<<30 - line.left; read > 4<<20 {
		t.Errorf("read %d MB before giving up", read>>20)
	}
}

func TestReadingStopsWhenNobodyListens(t *testing.T) {
	t.Parallel()
	n := 0
	for _, err := range Reports(bytes.NewReader(embraceCSV(100)), embraceOptions(t)) {
		if n++; n == 3 || err != nil {
			break
		}
	}
	if n != 3 {
		t.Errorf("got %d rows", n)
	}
}

func TestReadErrorsAreNotTheFilesFault(t *testing.T) {
	t.Parallel()
	broken := errors.New("line dropped")
	r := io.MultiReader(strings.NewReader(embraceHeader), errReader{broken})
	for _, err := range Reports(r, embraceOptions(t)) {
		if !errors.Is(err, broken) {
			t.Errorf("got %v, want %v", err, broken)
		}
	}
}

type errReader struct{ err error }

func (e errReader) Read([]byte) (int, error) { return 0, e.err }

func TestExerciseOption(t *testing.T) {
	t.Parallel()
	o := embraceOptions(t)
	o.Exercise = true
	good, bad, err := readReports(o, embraceHeader+"1;klotter;;2026-11-20;;;6597400;556300;;;;;;;\n")
	if err != nil || len(bad) > 0 || len(good) != 1 || !good[0].Exercise {
		t.Errorf("got %v %v %v, want one row of exercise data", good, bad, err)
	}
}

// TestMonthAndAnchor: a row of data.police.uk is a whole month and some 60 m.
func TestMonthAndAnchor(t *testing.T) {
	t.Parallel()
	o := ReportOptions{Profile: mustProfile(t, "police-uk"), FileName: "london.csv", Municipality: londonTown()}
	good, bad, err := readReports(o, "Crime ID,Month,Longitude,Latitude,Location,Crime type\nx,2018-10,-0.1065,51.5182,On or near A Street,Drugs\nx,2018-10,-0.1065,51.5182,On or near A Street,Drugs\n")
	if err != nil || len(bad) > 0 || len(good) != 2 {
		t.Fatal(good, bad, err)
	}
	r := good[0]
	if want := time.Date(2018, 9, 30, 23, 0, 0, 0, time.UTC); !r.From.Equal(want) { // summer time
		t.Errorf("from %v, want %v", r.From, want)
	}
	if want := time.Date(2018, 11, 1, 0, 0, 0, 0, time.UTC); !r.To.Equal(want) { // winter time
		t.Errorf("to %v, want %v", r.To, want)
	}
	if r.ExternalID != "" || r.AccuracyM != 60 || r.Imprecise() || r.To.Sub(r.From) <= report.MaxHourInterval {
		t.Errorf("got %+v", r)
	}
}
