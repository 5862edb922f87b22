package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/street"
)

// How many teams one plan may have, and how many people a team.
const (
	MostTeams  = 50
	MostPeople = 50
)

// Validate returns Invalid with every field at fault: the shift, the teams against the
// table of roles, and the areas and bases against those of the municipality.
func (r Request) Validate(m municipality.Municipality, areas []municipality.Area, bases []municipality.Base) error {
	bad := r.shiftFaults(m)
	for i, slug := range r.Areas {
		if !slices.ContainsFunc(areas, func(a municipality.Area) bool { return a.Slug == slug }) {
			bad = append(bad, fault.Field{Name: fmt.Sprintf("areas[%d]", i), Text: lang.T(
				"området %q finns inte i %s; områdena är: %s", "there is no area %q in %s; the areas are: %s",
				slug, m.Name, listOf(areas, func(a municipality.Area) string { return a.Slug }))})
		}
	}
	switch {
	case len(r.Teams) == 0:
		bad = append(bad, fault.Field{Name: "teams", Text: lang.T(
			"det finns ingen grupp: ange minst en, som police:2", "there is no team: give at least one, such as police:2")})
	case len(r.Teams) > MostTeams:
		bad = append(bad, fault.Field{Name: "teams", Text: lang.T(
			"%d grupper är för många: högst %d i en plan", "%d teams are too many: at most %d in a plan", len(r.Teams), MostTeams)})
	default:
		for i, t := range r.Teams {
			bad = append(bad, r.teamFaults(fmt.Sprintf("teams[%d]", i), t, bases)...)
			bad = append(bad, r.groundFaults(fmt.Sprintf("teams[%d].areas", i), t, areas)...)
		}
	}
	bad = append(bad, r.quotaFaults(areas)...)
	bad = append(bad, r.fixFaults(m)...)
	bad = append(bad, r.searchFaults(m)...)
	if len(bad) > 0 {
		return fault.New(fault.Invalid, lang.T("planen kan inte göras", "the plan cannot be made"), bad...)
	}
	return nil
}

func (r Request) shiftFaults(m municipality.Municipality) []fault.Field {
	local := func(t time.Time) string { return t.In(m.Location()).Format("2006-01-02 15:04") }
	wrong := func(name, sv, en string, args ...any) []fault.Field {
		return []fault.Field{{Name: name, Text: lang.T(sv, en, args...)}}
	}
	switch {
	case r.From.IsZero():
		return wrong("from", "passets början saknas, skriv som 2026-11-20T18:00", "the start of the shift is missing, write it as 2026-11-20T18:00")
	case r.To.IsZero():
		return wrong("to", "passets slut saknas, skriv som 2026-11-20T22:00", "the end of the shift is missing, write it as 2026-11-20T22:00")
	case r.To.Equal(r.From):
		return wrong("to", "passet är noll minuter långt: det börjar och slutar %s", "the shift is zero minutes long: it starts and ends at %s", local(r.From))
	case r.To.Before(r.From):
		return wrong("to", "passet slutar %s, innan det börjar %s", "the shift ends at %s, before it starts at %s", local(r.To), local(r.From))
	}
	return nil
}

func (r Request) teamFaults(field string, t Team, bases []municipality.Base) []fault.Field {
	rules, ok := identity.PatrolOf(t.Role)
	if !ok {
		return []fault.Field{{Name: field + ".role", Text: lang.T(
			"rollen %q är okänd; rollerna är: %s", "the role %q is unknown; the roles are: %s",
			string(t.Role), listOf(identity.Patrols(), func(p identity.Patrol) string { return string(p.Role) }))}}
	}
	var bad []fault.Field
	if t.Size < rules.LeastGroup {
		bad = append(bad, fault.Field{Name: field + ".size", Text: lang.T(
			"en grupp %s är minst %d personer, inte %d", "a team of role %s is at least %d people, not %d", rules.Name, rules.LeastGroup, t.Size)})
	}
	if t.Size > MostPeople {
		bad = append(bad, fault.Field{Name: field + ".size", Text: lang.T(
			"%d personer är för många för en grupp: högst %d; dela den i flera", "%d people are too many for a team: at most %d; make several of it", t.Size, MostPeople)})
	}
	from, to := r.HoursOf(t)
	if shift := to.Sub(from); shift > rules.LongestShift && !r.From.IsZero() {
		bad = append(bad, fault.Field{Name: field, Text: lang.T(
			"passet är %s, längre än de %s som rollen %s får gå", "the shift is %s, longer than the %s that role %s may walk",
			hours(shift), hours(rules.LongestShift), rules.Name)})
	}
	if own := !t.From.IsZero() || !t.To.IsZero(); own && (from.Before(r.From) || to.After(r.To) || !from.Before(to)) {
		bad = append(bad, fault.Field{Name: field + ".from", Text: lang.T(
			"gruppens tider ska ligga inom passet, början före slutet", "the team's hours must lie within the shift, the start before the end")})
	}
	if _, ok := rules.Pace(street.Mode(t.Mode)); !ok {
		bad = append(bad, fault.Field{Name: field + ".mode", Text: lang.T(
			"rollen %s tar sig inte fram med %q; välj bland: %s", "the role %s does not go by %q; choose among: %s",
			rules.Name, t.Mode, listOf(rules.Modes, func(p identity.Pace) string { return string(p.Mode) }))})
	}
	if _, problem := BaseOf(t, bases); !problem.IsZero() {
		bad = append(bad, fault.Field{Name: field + ".base", Text: problem})
	}
	if _, problem := EndOf(t, bases); !problem.IsZero() {
		bad = append(bad, fault.Field{Name: field + ".end", Text: problem})
	}
	return bad
}

// groundFaults tells of the areas that a team is held to.
func (r Request) groundFaults(field string, t Team, areas []municipality.Area) []fault.Field {
	wrong := func(sv, en string, args ...any) []fault.Field {
		return []fault.Field{{Name: field, Text: lang.T(sv, en, args...)}}
	}
	known := listOf(areas, func(a municipality.Area) string { return a.Slug })
	for _, slug := range t.Areas {
		if !slices.ContainsFunc(areas, func(a municipality.Area) bool { return a.Slug == slug }) {
			return wrong("området %q finns inte; områdena är: %s", "there is no area %q; the areas are: %s", slug, known)
		}
	}
	rules, _ := identity.PatrolOf(t.Role)
	shared := slices.ContainsFunc(t.Areas, func(slug string) bool { return slices.Contains(r.Areas, slug) })
	switch {
	case len(t.Areas) > 0 && len(r.Areas) > 0 && !shared:
		return wrong("gruppen hålls till %s, men planen gäller bara %s: ingen plats är öppen för den; lägg till ett av gruppens områden i planen eller tvärtom",
			"the team is held to %s, but the plan is of %s alone: no place is open to it; add one of the team's areas to the plan, or the other way round",
			strings.Join(t.Areas, ", "), strings.Join(r.Areas, ", "))
	case rules.Bounded == identity.Permit && len(t.Areas)+len(r.Areas) == 0 && len(areas) > 0:
		return wrong("rollen %s går bara i sitt tillståndsområde: ange gruppens eller planens områden bland: %s",
			"the role %s walks in its permit area alone: name areas of the team or of the plan among: %s", rules.Name, known)
	}
	return nil
}

// BaseOf is the base that a team starts and ends at: the one it names, or the first that
// is open to its role; nil where it names none and none is open. A named base that will
// not do gives the reason.
func BaseOf(t Team, bases []municipality.Base) (*municipality.Base, lang.Text) {
	for i, b := range bases {
		open := len(b.Roles) == 0 || slices.Contains(b.Roles, string(t.Role))
		switch {
		case t.Base == "" && open, t.Base == b.Slug && open:
			return &bases[i], lang.Text{}
		case t.Base == b.Slug:
			return nil, lang.T("utgångspunkten %s är inte öppen för rollen %s, bara för: %s",
				"the base %s is not open to the role %s, only to: %s", b.Name, string(t.Role), strings.Join(b.Roles, ", "))
		}
	}
	if t.Base == "" {
		return nil, lang.Text{}
	}
	return nil, lang.T("utgångspunkten %q finns inte; de som finns är: %s", "there is no base %q; those there are: %s",
		t.Base, listOf(bases, func(b municipality.Base) string { return b.Slug }))
}

// EndOf is the base that a team ends at, where that is another than the one it starts from:
// nil where it names none. One that will not do gives the reason.
func EndOf(t Team, bases []municipality.Base) (*municipality.Base, lang.Text) {
	if t.End == "" {
		return nil, lang.Text{}
	}
	return BaseOf(Team{Role: t.Role, Base: t.End}, bases)
}

// hours writes a length of time, such as 20 min, 4 h or 4 h 30 min.
func hours(d time.Duration) string {
	minutes := int(d.Round(time.Minute).Minutes())
	switch {
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	case minutes%60 == 0:
		return fmt.Sprintf("%d h", minutes/60)
	}
	return fmt.Sprintf("%d h %d min", minutes/60, minutes%60)
}

func listOf[T any](all []T, name func(T) string) string {
	names := make([]string, len(all))
	for i, one := range all {
		names[i] = name(one)
	}
	if len(names) == 0 {
		return "–"
	}
	return strings.Join(names, ", ")
}
