package ingest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/report"
)

func polisenOptions(t testing.TB) ReportOptions {
	t.Helper()
	return ReportOptions{Profile: mustProfile(t, "polisen"), FileName: "events.json", Municipality: kopingTown(), Extent: kopingExtent}
}

// policeEvent writes an event as the API gives it.
func policeEvent(id, published, name, kind, place string) string {
	return `{"id": ` + id + `, "datetime": "` + published + `", "name": "` + name + `", "summary": "En man född 850101-1234.", "url": "/a/",
  "type": "` + kind + `", "location": {"name": "` + place + `", "gps": "59.512096,15.99451"}}`
}

func TestPolisen(t *testing.T) {
	t.Parallel()
	events := []string{
		policeEvent("1", "2026-08-22 9:48:12 +02:00", "21 augusti 17.59, Brand, Köping", "Brand", "Köping"),
		policeEvent("2", "2027-01-01 0:12:00 +01:00", "31 december 23:50, Misshandel, grov, Köping", "Misshandel, grov", "Västmanlands län"),
	}
	want := []report.Report{
		{
			Source: report.PoliceRecord, ExternalID: "1", Category: "other", Text: "Brand",
			From: time.Date(2026, 8, 21, 15, 59, 0, 0, time.UTC), To: time.Date(2026, 8, 21, 15, 59, 0, 0, time.UTC),
			ReportedAt: time.Date(2026, 8, 22, 7, 48, 12, 0, time.UTC),
			AccuracyM:  10_000, Discovery: report.Told, ReporterKind: report.PoliceReporter,
		},
		{
			Source: report.PoliceRecord, ExternalID: "2", Category: "violence", Text: "Misshandel, grov",
			From: time.Date(2026, 12, 31, 22, 50, 0, 0, time.UTC), To: time.Date(2026, 12, 31, 22, 50, 0, 0, time.UTC),
			ReportedAt: time.Date(2026, 12, 31, 23, 12, 0, 0, time.UTC),
			AccuracyM:  100_000, Discovery: report.Told, ReporterKind: report.PoliceReporter,
		},
	}
	oneALine := strings.ReplaceAll(strings.Join(events, "@"), "\n", " ")
	for name, content := range map[string]string{
		"list": " [" + strings.Join(events, ",\n") + "]\n", "lines": strings.ReplaceAll(oneALine, "@", "\n\n"),
	} {
		good, bad, err := readReports(polisenOptions(t), content)
		if err != nil || len(bad) > 0 {
			t.Fatal(name, bad, err)
		}
		for i := range good {
			if !good[i].Imprecise() {
				t.Errorf("%s: event %d could make a hotspot", name, i)
			}
			want[i].Point = good[i].Point
		}
		if diff := cmp.Diff(want, good); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestPolisenBadEvents(t *testing.T) {
	t.Parallel()
	lines := strings.ReplaceAll(strings.Join([]string{
		policeEvent("1", "2026-08-22 9:48:12 +02:00", "Brand, Köping", "Brand", "Köping"),
		policeEvent("2", "i går", "21 augusti 17.59, Brand", "Brand", "Köping"),
		policeEvent("null", "2026-08-22 9:48:12 +02:00", "21 augusti 17.59, Brand", "Brand", "Köping"),
		policeEvent("4", "2026-08-22 9:48:12 +02:00", "31 juni 17.59, Brand", "Brand", "Köping"),
		policeEvent("5", "2026-03-29 9:48:12 +02:00", "29 mars 02.30, Brand", "Brand", "Köping"),
		`{"id": {}`, `"text"`, `{"id": 8, "location": []}`,
		strings.Replace(policeEvent("9", "2026-08-22 9:48:12 +02:00", "21 augusti 17.59, Brand", "Brand", "Köping"), "59.512096,15.99451", "", 1),
	}, "@"), "\n", " ")
	good, bad, err := readReports(polisenOptions(t), strings.ReplaceAll(lines, "@", "\n"))
	if err != nil || len(good) > 0 {
		t.Fatal(good, err)
	}
	var got []string
	for i, b := range bad {
		got = append(got, b.Field)
		if b.Line != int64(i+1) {
			t.Errorf("line %d, want %d", b.Line, i+1)
		}
		for _, v := range b.Values {
			if strings.Contains(v, "man") {
				t.Errorf("the summary is kept: %q", v)
			}
		}
	}
	want := []string{"from", "reported_at", "external_id", "from", "from", "", "", "", "east"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

func TestPolisenCutShort(t *testing.T) {
	t.Parallel()
	e := policeEvent("1", "2026-08-22 9:48:12 +02:00", "21 augusti 17.59, Brand", "Brand", "Köping")
	for _, content := range []string{"[" + e, "[" + e + ",", "[" + e + `,{"id":`, "[" + strings.Repeat(" ", 3<<20), `{"a":"` + strings.Repeat("a", 3<<20)} {
		if _, _, err := readReports(polisenOptions(t), content); !fault.Is(err, fault.Invalid) {
			t.Errorf("%.60q: got %v, want invalid", content, err)
		}
	}
}

func FuzzPolisen(f *testing.F) {
	e := policeEvent("1", "2026-08-22 9:48:12 +02:00", "21 augusti 17.59, Brand, Köping", "Brand", "Köping")
	f.Add("[" + e + "]")
	f.Add(strings.ReplaceAll(e, "\n", " ") + "\n{}\n[]\n")
	f.Add(`[{"id":1e5},7,null]`)
	o := polisenOptions(f)
	f.Fuzz(func(t *testing.T, content string) { checkSequence(t, o, content) })
}
