package ingest

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestSampleFile reads a small file of exercise data and holds every row of it against a
// golden file.
func TestSampleFile(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("testdata/reports/embrace.csv")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for row, err := range Reports(strings.NewReader(string(content)), embraceOptions(t)) {
		if err != nil {
			t.Fatal(err)
		}
		if r := row.Rejection; r != nil {
			fmt.Fprintf(&b, "%d %s\n  sv %s\n  en %s\n", r.Line, r.Field, r.Reason.SV, r.Reason.EN)
			continue
		}
		r := row.Report
		fmt.Fprintf(&b, "%d %s %s %s–%s %.1f, %.1f ±%.0f m imprecise=%t %s %q %d %s %q %q exercise=%t\n", row.Line, r.ExternalID, r.Category,
			r.From.Format("2006-01-02 15:04"), r.To.Format("2006-01-02 15:04"), r.Point[0], r.Point[1], r.AccuracyM, r.Imprecise(),
			r.Discovery, r.ReporterKind, r.Severity, r.ReporterKey, r.SameEvent, r.Text, r.Exercise)
	}
	goldenReports(t, "embrace.txt", b.String())
}
