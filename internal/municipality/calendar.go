package municipality

import (
	"fmt"
	"regexp"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Span is a stretch of whole days that has a name in a municipality, such as a school
// term or a market week. Both days belong to it, by the municipality's own clock.
type Span struct {
	Code string    `json:"code" yaml:"code"` // what kind it is: term, or a name of the municipality's own
	Name lang.Text `json:"name" yaml:"name"`
	From string    `json:"from" yaml:"from"` // first day, YYYY-MM-DD
	To   string    `json:"to" yaml:"to"`     // last day, YYYY-MM-DD
}

// longestSpan is a leap year.
const longestSpan = 366 * 24 * time.Hour

var spanCode = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,31}$`)

// Days are the first day and the last, at midnight UTC. They are zero where a day is not
// written as YYYY-MM-DD, which Validate refuses.
func (s Span) Days() (first, last time.Time) {
	first, _ = time.Parse(time.DateOnly, s.From)
	last, _ = time.Parse(time.DateOnly, s.To)
	return first, last
}

// Validate returns Invalid with every field at fault.
func (s Span) Validate() error {
	if bad := badSpans([]Span{s}); len(bad) > 0 {
		return fault.New(fault.Invalid, lang.T("dagarna går inte att använda", "the days cannot be used"), bad...)
	}
	return nil
}

// badSpans finds every field of a calendar that is at fault.
func badSpans(spans []Span) (bad []fault.Field) {
	for i, s := range spans {
		s.check(func(key, sv, en string, args ...any) {
			bad = append(bad, fault.Field{Name: fmt.Sprintf("calendar[%d].%s", i+1, key), Text: lang.T(sv, en, args...)})
		})
	}
	return bad
}

func (s Span) check(wrong func(key, sv, en string, args ...any)) {
	if !spanCode.MatchString(s.Code) {
		wrong("code", "koden %q går inte att använda; skriv små bokstäver a–z, siffror, _ och -, som term eller marknad",
			"the code %q cannot be used; write lower-case a–z, digits, _ and -, such as term or market", s.Code)
	}
	if s.Name.IsZero() {
		wrong("name", "namnet saknas; skriv som {sv: Höstterminen, en: Autumn term}",
			"the name is missing; write it as {sv: Höstterminen, en: Autumn term}")
	}
	good := true
	for _, day := range [][2]string{{"from", s.From}, {"to", s.To}} {
		if _, err := time.Parse(time.DateOnly, day[1]); err != nil {
			good = false
			wrong(day[0], "%q är inget datum; skriv som 2026-08-18", "%q is no date; write it as 2026-08-18", day[1])
		}
	}
	first, last := s.Days()
	switch {
	case !good:
	case last.Before(first):
		wrong("to", "sista dagen %s ligger före den första, %s; byt plats på dem", "the last day %s comes before the first, %s; swap them", s.To, s.From)
	case last.Sub(first) > longestSpan:
		wrong("to", "från %s till %s är mer än ett år; se efter årtalen", "%s to %s is more than a year; check the years", s.From, s.To)
	}
}
