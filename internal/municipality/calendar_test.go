package municipality_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

func TestSpanValidate(t *testing.T) {
	term := municipality.Span{Code: "term", Name: lang.T("Höstterminen", "Autumn term"), From: "2026-08-18", To: "2026-12-18"}
	for name, tt := range map[string]struct {
		spoil func(*municipality.Span)
		want  []string // fields at fault
	}{
		"sound":              {func(*municipality.Span) {}, nil},
		"one day":            {func(s *municipality.Span) { s.To = s.From }, nil},
		"a leap day":         {func(s *municipality.Span) { s.From, s.To = "2028-02-29", "2028-02-29" }, nil},
		"a name in Swedish":  {func(s *municipality.Span) { s.Name.EN = "" }, nil},
		"swapped":            {func(s *municipality.Span) { s.From, s.To = s.To, s.From }, []string{"calendar[1].to"}},
		"a year too much":    {func(s *municipality.Span) { s.To = "2027-12-18" }, []string{"calendar[1].to"}},
		"no such day":        {func(s *municipality.Span) { s.From = "2026-02-29" }, []string{"calendar[1].from"}},
		"day first":          {func(s *municipality.Span) { s.To = "18/12 2026" }, []string{"calendar[1].to"}},
		"no days":            {func(s *municipality.Span) { s.From, s.To = "", "" }, []string{"calendar[1].from", "calendar[1].to"}},
		"no name":            {func(s *municipality.Span) { s.Name = lang.Text{} }, []string{"calendar[1].name"}},
		"a code of words":    {func(s *municipality.Span) { s.Code = "Höst termin" }, []string{"calendar[1].code"}},
		"no code and no day": {func(s *municipality.Span) { s.Code, s.To = "", "x" }, []string{"calendar[1].code", "calendar[1].to"}},
	} {
		s := term
		tt.spoil(&s)
		if diff := cmp.Diff(tt.want, fieldsOf(s.Validate())); diff != "" {
			t.Errorf("%s: fields at fault (-want +got):\n%s", name, diff)
		}
	}
	m := municipality.Municipality{
		Code: "1983", Slug: "koping", Name: lang.Same("Köping"), CRS: 3006, TimeZone: "Europe/Stockholm",
		Calendar: []municipality.Span{term, {}},
	}
	want := []string{"calendar[2].code", "calendar[2].name", "calendar[2].from", "calendar[2].to"}
	if diff := cmp.Diff(want, fieldsOf(m.Validate())); diff != "" {
		t.Errorf("of a municipality: fields at fault (-want +got):\n%s", diff)
	}
}

func fieldsOf(err error) (names []string) {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return nil
	}
	for _, field := range f.Fields {
		names = append(names, field.Name)
	}
	return names
}
