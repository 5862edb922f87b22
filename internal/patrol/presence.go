package patrol

import (
	"slices"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// The bounds of a presence. Starting values.
const (
	mostPresence  = 24 * time.Hour
	presenceAhead = 14 * 24 * time.Hour
	presencePast  = 366 * 24 * time.Hour
)

// Validate returns Invalid with every field at fault.
func (p Presence) Validate(areas []municipality.Area, now time.Time) error {
	var bad []fault.Field
	if !slices.ContainsFunc(areas, func(a municipality.Area) bool { return a.Slug == p.Area }) {
		var slugs []string
		for _, a := range areas {
			slugs = append(slugs, a.Slug)
		}
		bad = append(bad, field("area", "området %q finns inte; välj bland %v", "there is no area %q; choose among %v", p.Area, slugs))
	}
	switch {
	case p.From.IsZero() || p.To.IsZero():
		bad = append(bad, field("from", "skriv från och till", "write from and to"))
	case !p.To.After(p.From):
		bad = append(bad, field("to", "närvaron slutar innan den börjar; byt plats på tiderna", "the presence ends before it begins; swap the times"))
	case p.To.Sub(p.From) > mostPresence:
		bad = append(bad, field("to", "närvaron är längre än ett dygn; dela upp den", "the presence is longer than a day; split it"))
	case p.From.After(now.Add(presenceAhead)) || p.From.Before(now.Add(-presencePast)):
		bad = append(bad, field("from", "närvaron ligger mer än ett år bakåt eller två veckor framåt; rätta datumet",
			"the presence lies more than a year back or two weeks ahead; mend the date"))
	}
	if len(bad) > 0 {
		return fault.New(fault.Invalid, lang.T("närvaron kan inte tas emot", "the presence cannot be accepted"), bad...)
	}
	return nil
}
