package ingest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

func readTable(t *testing.T, content string, numbers, times []string) (*Table, error) {
	t.Helper()
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	return ReadTable(context.Background(), strings.NewReader(content), TableOptions{
		FileName: "punkter.csv", Numbers: numbers, Times: times, Location: stockholm, KeepRows: true,
	})
}

func asUTF16(s string) string {
	var out bytes.Buffer
	_ = binary.Write(&out, binary.LittleEndian, append([]uint16{0xfeff}, utf16.Encode([]rune(s))...))
	return out.String()
}

func TestReadTable(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"comma":           "name,x,y\nå,1.5,2\nb,3,4\n",
		"semicolon":       "name;x;y\nå;1,5;2\nb;3;4",
		"tab":             "name\tx\ty\r\nå\t1,5\t2\r\nb\t3\t4\r\n",
		"byte order mark": "\xef\xbb\xbfname;x;y\nå;1,5;2\nb;3;4\n",
		"UTF-16":          asUTF16("name;x;y\nå;1,5;2\nb;3;4\n"),
		"Windows-1252":    "name;x;y\n\xe5;1,5;2\nb;3;4\n",
		"Excel's sep":     "sep=;\nname;x;y\nå;1,5;2\n\nb;3;4\n",
		"quoted":          "name,X , Y\n\"å\",\"1,5\",\"2\"\nb,3,4\n",
		"more columns":    "name,x;,x,y\nå,,1.5,2\nb,,3,4\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, err := readTable(t, content, []string{"x", "", "y"}, nil)
			if err != nil {
				t.Fatal(err)
			}
			want := [][]float64{{1.5, 3}, nil, {2, 4}}
			if diff := cmp.Diff(want, table.Numbers); diff != "" {
				t.Error(diff)
			}
			var out bytes.Buffer
			err = table.Write(&out, []string{"row"}, func(line []byte, row int, d byte) []byte { return append(line, d, 'r', byte('0'+row)) })
			if lines := strings.Split(out.String(), "\n"); err != nil || len(lines) != 4 || !strings.HasPrefix(strings.Trim(lines[1], `"`), "å") || !strings.HasSuffix(lines[2], "4"+string(rune(table.delimiter))+"r1") {
				t.Errorf("written as %q, %v", &out, err)
			}
		})
	}
}

func TestReadTableTimes(t *testing.T) {
	t.Parallel()
	table, err := readTable(t, "t;u\n2026-11-20 22:15;\n2026-10-25;2026-11-20T22:15:30Z\n", nil, []string{"t", "u"})
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) int64 {
		moment, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return moment.Unix()
	}
	from := [][]int64{{at("2026-11-20T22:15:00+01:00"), at("2026-10-25T00:00:00+02:00")}, {Missing, at("2026-11-20T22:15:30Z")}}
	to := [][]int64{{at("2026-11-20T22:15:00+01:00"), at("2026-10-26T00:00:00+01:00")}, {Missing, at("2026-11-20T22:15:30Z")}}
	if diff := cmp.Diff([][][]int64{from, to}, [][][]int64{table.From, table.To}); diff != "" {
		t.Error(diff)
	}
}

func TestReadTableTimesInAFormat(t *testing.T) {
	t.Parallel()
	o := TableOptions{FileName: "a.csv", Times: []string{"t"}, Format: "MM/DD/YYYY hh:mm:ss AM", Location: time.UTC}
	table, err := ReadTable(context.Background(), strings.NewReader("t\n11/20/2026 10:15:30 PM\n"), o)
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 11, 20, 22, 15, 30, 0, time.UTC).Unix(); table.From[0][0] != want {
		t.Errorf("got %d, want %d", table.From[0][0], want)
	}
	o.Format = "when?"
	if _, err := ReadTable(context.Background(), strings.NewReader("t\n1\n"), o); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
}

func TestReadTableRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ content, want string }{
		"empty":              {"", "punkter.csv: the file is empty"},
		"only blank":         {"\n \n", "punkter.csv: the file is empty"},
		"no such column":     {"east;north\n1;2\n", `punkter.csv: there is no column "x"; the file has east, north`},
		"a column twice":     {"x;t;x\n1;2026-01-01;2\n", `punkter.csv: the column "x" is there more than once; rename all but one`},
		"no number":          {"x;t\n1;2026-01-01\n\ntio;2026-01-01\n", `punkter.csv: line 4, column x: "tio" is no number; write it as 6597123.45 or 59.5123`},
		"empty number":       {"x;t\n;2026-01-01\n", `punkter.csv: line 2, column x: "" is no number; write it as 6597123.45 or 59.5123`},
		"NaN":                {"x;t\nNaN;2026-01-01\n", `punkter.csv: line 2, column x: "NaN" is no number; write it as 6597123.45 or 59.5123`},
		"short row":          {"t;x\n2026-01-01\n", `punkter.csv: line 2, column x: "" is no number; write it as 6597123.45 or 59.5123`},
		"no time":            {"x;t\n1;i går\n", `punkter.csv: line 2, column t: the time "i går" is not understood; write it as YYYY-MM-DD hh:mm:ss, DD/MM YYYY hh:mm:ss, DD/MM/YYYY hh:mm:ss`},
		"double hour":        {"x;t\n1;2026-10-25 02:30\n", "punkter.csv: line 2, column t: 2026-10-25 02:30 happened twice: clocks were put back; write 2026-10-25 02:30+02:00 or 2026-10-25 02:30+01:00"},
		"wide row":           {"x;t\n1;2026-01-01;3\n", "punkter.csv: line 2: the row has 3 fields but the header 2; put quotation marks around texts that hold the delimiter"},
		"open quote":         {"x;t\n1;\"2026\n2;2026-01-01\n3;2026-01-01\n", "punkter.csv: line 2: a quotation mark is never closed or misplaced; mend the row so that each text begins and ends with one"},
		"GeoJSON":            {`{"type":"FeatureCollection"}`, "punkter.csv: is JSON, not a table in text; save it as CSV (UTF-8)"},
		"a header left open": {"\"x;t\n1;2\n", "punkter.csv: the header has a quotation mark that is never closed; mend it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := readTable(t, c.content, []string{"x"}, []string{"t"})
			if f, ok := errors.AsType[*fault.Error](err); !ok || f.Say(lang.EN) != c.want {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestTableWriteRefusesATitleTwice(t *testing.T) {
	t.Parallel()
	table, err := readTable(t, "x,Cluster\n1,2\n", []string{"x"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = table.Write(&bytes.Buffer{}, []string{"cluster"}, nil)
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "cluster") {
		t.Errorf("got %v", err)
	}
}

func TestReadTableStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := ReadTable(ctx, strings.NewReader("x\n1\n"), TableOptions{Location: time.UTC}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// FuzzReadTable: whatever the file, it is refused with a reason or gives columns of equal
// length and finite numbers, and what is written is read back alike.
func FuzzReadTable(f *testing.F) {
	f.Add("x;t\n1,5;2026-01-01\n\"2\";\n")
	f.Add("sep=,\nx,\"t\n\"\n1,2026\n")
	f.Add("t\tx\r\r1\t\"")
	f.Add("x|t\n1|\"a\nb\"\n")
	f.Fuzz(func(t *testing.T, content string) {
		table, err := readTable(t, content, []string{"x"}, []string{"t"})
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		for _, v := range table.Numbers[0] {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("got %v", v)
			}
		}
		if len(table.Numbers[0]) != table.Len() || len(table.From[0]) != table.Len() || len(table.To[0]) != table.Len() {
			t.Fatalf("columns of %d, %d and %d rows", len(table.Numbers[0]), len(table.From[0]), table.Len())
		}
		var out bytes.Buffer
		if err := table.Write(&out, []string{"last column"}, func(line []byte, _ int, d byte) []byte { return append(line, d, '1') }); err != nil {
			return
		}
		again, err := readTable(t, out.String(), []string{"x", "last column"}, []string{"t"})
		if err != nil {
			t.Fatalf("%v in %q, written of %q", err, &out, content)
		}
		if diff := cmp.Diff([]any{table.Numbers[0], table.From, table.To}, []any{again.Numbers[0], again.From, again.To}); diff != "" {
			t.Fatalf("%s in %q, written of %q", diff, &out, content)
		}
	})
}
