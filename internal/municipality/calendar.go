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

var spanCode = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,31}$`)

// Days are the first day and the last, at midnight UTC. They are zero where a day is not
// written as YYYY-MM-DD, which Validate refuses.
func (s Span) Days() (first, last time.Time) {
	first, _ = time.Parse(time.DateOnly, s.From)
	last, _ = time.Parse(time.DateOnly, s.To)
	return first, last
}

// ValidateCalendar returns Invalid with every field of the spans at fault.
func ValidateCalendar(spans []Span) error {
	var bad []fault.Field
	for i, s := range spans {
		s.check(func(key, sv, en string, args ...any) {
			bad = append(bad, fault.Field{Name: fmt.Sprintf("calendar[%d].%s", i+1, key), Text: lang.T(sv, en, args...)})
		})
	}
	if len(bad) > 0 {
		return fault.New(fault.Invalid, lang.T("kalendern går inte att använda", "the calendar cannot be used"), bad...)
	}
	return nil
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
	if good && s.From > s.To {
		wrong("to", "sista dagen %s ligger före den första, %s; byt plats på dem", "the last day %s comes before the first, %s; swap them", s.To, s.From)
	}
}
