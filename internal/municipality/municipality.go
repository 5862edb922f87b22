// Package municipality says whose data it is: the official code that leads every key,
// the metric coordinate system and time zone of the place, its areas and its bases.
// It comes first in the flow: everything else belongs to a municipality.
package municipality

import (
	"regexp"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
)

// Municipality is a tenant of the system.
type Municipality struct {
	Code     string    `json:"code"` // official code, such as 1983
	Slug     string    `json:"slug"` // its name in commands and addresses
	Name     lang.Text `json:"name"`
	CRS      geo.CRS   `json:"crs"`       // metric system that everything is stored in
	TimeZone string    `json:"time_zone"` // IANA name
	Sources  []string  `json:"sources"`   // whose data it is, as the licences ask to be named
	Exercise bool      `json:"exercise"`  // holds exercise data only (övningsdata)
	Open     bool      `json:"open"`      // its public counts are switched on
	Revision int64     `json:"revision"`  // raised by every writing transaction
	Calendar []Span    `json:"calendar"`  // its own school terms and other days with a name
}

// Area is a named part of a municipality, such as a quarter.
type Area struct {
	Slug        string
	Name        lang.Text
	Shape       orb.MultiPolygon // metric
	Provisional bool             // drawn by hand, to be replaced by the municipality's own
}

// Base is a place where teams start and end.
type Base struct {
	Slug  string
	Name  lang.Text
	Point orb.Point // metric
	Roles []string  // codes of the roles that start here; empty means all
}

// ReservedSlugs cannot name a municipality: they begin addresses of the server itself.
var ReservedSlugs = []string{"api", "assets", "auth", "health", "metrics", "p", "ready"}

var (
	slugForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,62}$`)
	codeForm = regexp.MustCompile(`^[A-Za-z0-9-]{1,20}$`)
)

// ValidSlug tells whether a name may stand in commands and addresses: lower-case a–z,
// digits and hyphens, a letter first.
func ValidSlug(slug string) bool { return slugForm.MatchString(slug) }

// Validate returns Invalid with every field at fault.
func (m Municipality) Validate() error {
	var bad []fault.Field
	if !codeForm.MatchString(m.Code) {
		bad = append(bad, fault.Field{Name: "code", Text: lang.T(
			"kommunkoden är bokstäver, siffror och bindestreck, som 1983",
			"the code is letters, digits and hyphens, such as 1983")})
	}
	if !ValidSlug(m.Slug) || slices.Contains(ReservedSlugs, m.Slug) {
		bad = append(bad, fault.Field{Name: "slug", Text: lang.T(
			"kortnamnet är små bokstäver a–z, siffror och bindestreck, som koping; reserverade är %v",
			"the slug is lower-case a–z, digits and hyphens, such as koping; reserved are %v", ReservedSlugs)})
	}
	if m.Name.IsZero() {
		bad = append(bad, fault.Field{Name: "name", Text: lang.T("namnet saknas", "the name is missing")})
	}
	if _, err := time.LoadLocation(m.TimeZone); err != nil || m.TimeZone == "" || m.TimeZone == "Local" {
		bad = append(bad, fault.Field{Name: "timezone", Text: lang.T(
			"tidszonen %q är okänd; skriv som Europe/Stockholm",
			"the time zone %q is unknown; write it as Europe/Stockholm", m.TimeZone)})
	}
	if p, err := geo.NewProjector(m.CRS); err != nil || !p.TrueMetres() {
		bad = append(bad, fault.Field{Name: "crs", Text: lang.T(
			"%s är inget metriskt koordinatsystem; i Sverige EPSG:3006",
			"%s is no metric coordinate system; in Sweden EPSG:3006", m.CRS)})
	}
	bad = append(bad, badSpans(m.Calendar)...)
	if len(bad) > 0 {
		return fault.New(fault.Invalid, lang.T("kommunen kan inte läggas till", "the municipality cannot be added"), bad...)
	}
	return nil
}

// Location is the time zone; UTC for one that Validate would refuse.
func (m Municipality) Location() *time.Location {
	loc, err := time.LoadLocation(m.TimeZone)
	if err != nil {
		return time.UTC
	}
	return loc
}
