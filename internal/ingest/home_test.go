package ingest

import (
	"maps"
	"strings"
	"testing"

	"tryggled/internal/report"
)

// Rows of violence in a home are put aside whatever the category's word, also where the
// row has other faults, and what is kept of them tells neither place, person nor hour.
func TestHomeViolenceIsPutAside(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, row, category string }{
		{"an unknown word", "7;Våld i nära relation;Skrik;2026-11-20 22:15;;;6597400;556300;;medborgare;Anna;;;;", "Våld i nära relation"},
		{"another", "7;KVINNOFRID;;2026-11-20 22:15;;;6597400;556300;;;;;;;", "KVINNOFRID"},
		{"the text", "7;misshandel;Han slår sin fru, Storgatan 3;2026-11-20 22:15;;2026-11-21 08:00;6597400;556300;5;;;sak 7;;5;", "misshandel"},
		{"other faults too", "7;misshandel;Han slår sin fru;2026-11-20 22:15;;;norr;556300;;;;;;;", "misshandel"},
		{"a field too many", "7;misshandel;Han slår sin fru;2026-11-20 22:15;;;6597400;556300;;;;;;;;x", "misshandel"},
	} {
		good, bad, err := readReports(embraceOptions(t), embraceHeader+c.row+"\n")
		if err != nil || len(good) > 0 || len(bad) != 1 {
			t.Fatalf("%s: got %v, %v, %v", c.name, good, bad, err)
		}
		want := map[string]string{"category": c.category, "from": "2026-11-20"}
		if got := bad[0]; !maps.Equal(got.Values, want) || got.Field != "category" || got.Reason != report.HomeViolenceReason {
			t.Errorf("%s: got %+v, want the values %v", c.name, got, want)
		}
	}
	for _, number := range []string{"112", "114 14", "020-50 50 50"} {
		if !strings.Contains(report.HomeViolenceReason.SV, number) || !strings.Contains(report.HomeViolenceReason.EN, number) {
			t.Errorf("the reason leaves %s out", number)
		}
	}
}
