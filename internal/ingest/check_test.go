package ingest

import (
	"iter"
	"strings"
	"testing"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// rowsOf is a file that repeats a pattern of good (+) and bad (-) rows.
func rowsOf(pattern string, times int) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		line := int64(1)
		for range times {
			for _, sign := range pattern {
				line++
				row := Row{Line: line}
				if sign == '-' {
					row.Rejection = &report.Rejection{Line: line, Field: "from", Reason: lang.T("fel", "wrong")}
				}
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

func TestAFileOfBadRowsIsGivenUp(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rows  iter.Seq2[Row, error]
		most  int // rows that come through
		fails bool
	}{
		"all bad":               {rowsOf("-", 1_000_000), hopelessRows, true},
		"one good in a hundred": {rowsOf("+"+strings.Repeat("-", 99), 10_000), 2 * hopelessRows, true},
		"bad, but not many":     {rowsOf("-", hopelessRows-1), hopelessRows, false},
		"every second":          {rowsOf("+-", 50_000), 100_000, false},
	} {
		t.Run(name, func(t *testing.T) {
			n, failed := 0, error(nil)
			for _, err := range readable(c.rows, "r.csv") {
				if err != nil {
					failed = err
					break
				}
				n++
			}
			if (failed != nil) != c.fails || n > c.most {
				t.Errorf("got %d rows and %v, want at most %d and an error: %v", n, failed, c.most, c.fails)
			}
			if c.fails && (!fault.Is(failed, fault.Invalid) || !strings.Contains(failed.Error(), "r.csv") || !strings.Contains(failed.Error(), "from: wrong")) {
				t.Errorf("the error does not say file and reason: %v", failed)
			}
		})
	}
}
