package report_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
	"tryggled/internal/report/reporttest"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	if err := reporttest.Sample().Validate(); err != nil {
		t.Fatalf("the sample: %v", err)
	}
	for _, c := range []struct {
		field string
		spoil func(*report.Report)
	}{
		{"category", func(r *report.Report) { r.Category = "mörkt" }},
		{"source", func(r *report.Report) { r.Source = "" }},
		{"discovery", func(r *report.Report) { r.Discovery = "chance" }},
		{"reporter_kind", func(r *report.Report) { r.ReporterKind = "king" }},
		{"severity", func(r *report.Report) { r.Severity = 6 }},
		{"from", func(r *report.Report) { r.From = time.Time{} }},
		{"to", func(r *report.Report) { r.To = r.From.Add(-time.Second) }},
		{"to", func(r *report.Report) { r.To = r.From.AddDate(3, 0, 0) }},
		{"reported_at", func(r *report.Report) { r.ReportedAt = r.From.AddDate(200, 0, 0) }},
		{"east", func(r *report.Report) { r.Point[0] = math.NaN() }},
		{"north", func(r *report.Report) { r.Point[1] = math.Inf(1) }},
		{"accuracy_m", func(r *report.Report) { r.AccuracyM = -1 }},
		{"accuracy_m", func(r *report.Report) { r.AccuracyM = math.NaN() }},
		{"text", func(r *report.Report) { r.Text = strings.Repeat("a", report.MaxTextBytes+1) }},
		{"text", func(r *report.Report) { r.Text = "a\x00b" }},
		{"external_id", func(r *report.Report) { r.ExternalID = "\xff" }},
	} {
		r := reporttest.Sample()
		c.spoil(&r)
		var f *fault.Error
		if err := r.Validate(); !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != c.field {
			t.Errorf("%s: got %v, want that field alone", c.field, err)
		}
	}
}

// memory keeps what a Service stores.
type memory struct {
	report.Store
	kept   []report.Report
	filter report.Filter
	extent orb.Bound // zero: not known
}

func (m *memory) Extent(context.Context, string) (bound orb.Bound, ok bool, err error) {
	return m.extent, !m.extent.IsZero(), nil
}

func (m *memory) Create(_ context.Context, _ string, r report.Report) (report.Report, error) {
	m.kept = append(m.kept, r)
	return r, nil
}

func (m *memory) List(_ context.Context, _ string, f report.Filter) ([]report.Report, error) {
	m.filter = f
	return m.kept, nil
}

func exercise() municipality.Municipality {
	return municipality.Municipality{Code: "1983", Name: lang.Same("Köping"), Exercise: true}
}

func TestCreateMasksAndFills(t *testing.T) {
	t.Parallel()
	store := &memory{}
	r := reporttest.Sample()
	r.Text = "Ring 070-123 45 67"
	r.ReporterKey = "Anna 850101-1234"
	r.ExternalID = "8501011234"
	r.SameEvent = "a@b.se"
	r.AccuracyM, r.Discovery, r.To = 0, "", time.Time{}
	got, err := report.Service{Store: store}.Create(t.Context(), exercise(), r)
	if err != nil {
		t.Fatal(err)
	}
	want := reporttest.Sample()
	want.Text = "Ring [telefon]"
	want.ReporterKey = report.Pseudonym("1983", report.Embrace, " anna  850101-1234")
	want.ExternalID = report.Pseudonym("1983", report.Embrace, "8501011234")
	want.SameEvent = report.Pseudonym("1983", report.Embrace, "a@b.se")
	want.AccuracyM = report.DefaultAccuracyM
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

func TestCreateKeepsExerciseApart(t *testing.T) {
	t.Parallel()
	store := &memory{}
	genuine := exercise()
	genuine.Exercise = false
	if _, err := (report.Service{Store: store}).Create(t.Context(), genuine, reporttest.Sample()); !fault.Is(err, fault.Conflict) {
		t.Errorf("exercise data among real reports: got %v, want a conflict", err)
	}
	r := reporttest.Sample()
	r.Exercise = false
	if _, err := (report.Service{Store: store}).Create(t.Context(), exercise(), r); !fault.Is(err, fault.Conflict) {
		t.Errorf("a real report among exercise data: got %v, want a conflict", err)
	}
	r.Category = ""
	if _, err := (report.Service{Store: store}).Create(t.Context(), genuine, r); !fault.Is(err, fault.Invalid) {
		t.Errorf("no category: got %v, want invalid", err)
	}
	if len(store.kept) != 0 {
		t.Errorf("stored %d reports, want none", len(store.kept))
	}
}

func TestCreateKeepsToTheMunicipality(t *testing.T) {
	t.Parallel()
	r := reporttest.Sample()
	store := &memory{extent: r.Point.Bound().Pad(100)}
	for offM, want := range map[float64]bool{0: true, report.OutsideM: true, report.OutsideM + 200: false} {
		moved := r
		moved.Point[0] += offM
		_, err := report.Service{Store: store}.Create(t.Context(), exercise(), moved)
		if (err == nil) != want || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%v m away: got %v, want accepted %v", offM, err, want)
		}
	}
}

func TestListChecksTheFilter(t *testing.T) {
	t.Parallel()
	store := &memory{}
	s := report.Service{Store: store}
	if _, err := s.List(t.Context(), exercise(), report.Filter{}); err != nil || store.filter.Limit != report.DefaultPage {
		t.Errorf("no limit: got %d, %v", store.filter.Limit, err)
	}
	now := reporttest.Sample().From
	for name, f := range map[string]report.Filter{
		"limit":    {Limit: report.MaxPage + 1},
		"negative": {Limit: -1},
		"after":    {After: -1},
		"until":    {Since: now, Until: now.Add(-time.Hour)},
		"bbox":     {Bound: &orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{0, 0}}},
		"category": {Categories: []string{"mörkt"}},
	} {
		if _, err := s.List(t.Context(), exercise(), f); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want invalid", name, err)
		}
	}
}

func TestPseudonym(t *testing.T) {
	t.Parallel()
	a := report.Pseudonym("1983", report.Embrace, "Rapportör 7")
	if !report.IsPseudonym(a) || strings.Contains(a, "7 ") {
		t.Errorf("got %q, want a pseudonym", a)
	}
	if b := report.Pseudonym("1983", report.Embrace, " rapportör  7 "); a != b {
		t.Error("spaces and capitals change a pseudonym")
	}
	for _, other := range []string{
		report.Pseudonym("1984", report.Embrace, "Rapportör 7"),
		report.Pseudonym("1983", report.PoliceRecord, "Rapportör 7"),
		report.Pseudonym("1983", report.Embrace, "Rapportör 8"),
	} {
		if a == other {
			t.Error("two reporters share a pseudonym")
		}
	}
	if got := report.Pseudonym("1983", report.Embrace, "  "); got != "" {
		t.Errorf("nobody has the pseudonym %q", got)
	}
	if report.IsPseudonym("Rapportör 7") || report.IsPseudonym(strings.ToUpper(a)) {
		t.Error("a raw name passes for a pseudonym")
	}
}
