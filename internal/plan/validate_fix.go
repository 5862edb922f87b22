package plan

import (
	"fmt"
	"slices"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// The bounds of a search.
const (
	mostSeconds    = 600
	mostIterations = 50_000_000
)

// quotaFaults tells of shares that cannot be.
func (r Request) quotaFaults(areas []municipality.Area) (bad []fault.Field) {
	wrong := func(i int, sv, en string, args ...any) {
		bad = append(bad, fault.Field{Name: fmt.Sprintf("quotas[%d]", i), Text: lang.T(sv, en, args...)})
	}
	least := 0.0
	for i, q := range r.Quotas {
		switch {
		case !slices.ContainsFunc(areas, func(a municipality.Area) bool { return a.Slug == q.Area }):
			wrong(i, "området %q finns inte; områdena är: %s", "there is no area %q; the areas are: %s",
				q.Area, listOf(areas, func(a municipality.Area) string { return a.Slug }))
		case len(r.Areas) > 0 && !slices.Contains(r.Areas, q.Area):
			wrong(i, "området %q hör inte till de valda: lägg till det eller ta bort kvoten", "the area %q is not among the chosen: add it or remove the quota", q.Area)
		case slices.ContainsFunc(r.Quotas[:i], func(other Quota) bool { return other.Area == q.Area }):
			wrong(i, "området %q har redan en kvot", "the area %q has a quota already", q.Area)
		case !(q.Least >= 0 && q.Least <= 1 && q.Most >= 0 && q.Most <= 1):
			wrong(i, "en andel ligger mellan 0 och 1", "a share is between 0 and 1")
		case q.Most > 0 && q.Least > q.Most:
			wrong(i, "det minsta, %.2f, är mer än det högsta, %.2f", "the least, %.2f, is more than the most, %.2f", q.Least, q.Most)
		default:
			least += q.Least
		}
	}
	if least > 1+1e-9 {
		bad = append(bad, fault.Field{Name: "quotas", Text: lang.T(
			"områdenas minsta andelar är tillsammans %.2f: sänk dem med minst %.2f", "the least shares of the areas are %.2f together: lower them by at least %.2f", least, least-1)})
	}
	return bad
}

// fixFaults tells of decisions that cannot be, whatever the places are.
func (r Request) fixFaults(m municipality.Municipality) (bad []fault.Field) {
	if len(r.Fixes) > MostFixes {
		return []fault.Field{{Name: "fixes", Text: lang.T(
			"%d beslut är för många: högst %d i en plan", "%d decisions are too many: at most %d in a plan", len(r.Fixes), MostFixes)}}
	}
	for i, f := range r.Fixes {
		if name, text := r.fixFault(f, m); !text.IsZero() {
			bad = append(bad, fault.Field{Name: fmt.Sprintf("fixes[%d].%s", i, name), Text: text})
			continue
		}
		forbids := func(other Fix) bool {
			return other == f || (other.Kind == Forbid || f.Kind == Forbid) && contradict(f, other)
		}
		if k := slices.IndexFunc(r.Fixes[:i], forbids); k >= 0 {
			bad = append(bad, fault.Field{Name: fmt.Sprintf("fixes[%d]", i), Text: lang.T(
				"platsen %s har redan ett beslut (nummer %d) som säger något annat eller detsamma: ta bort det ena",
				"the place %s has a decision already (number %d) that says something else or the same: remove one of them", f.Spot, k+1)})
		}
	}
	return bad
}

func (r Request) fixFault(f Fix, m municipality.Municipality) (name string, text lang.Text) {
	local := func(t time.Time) lang.Text { return clockTime(t.In(m.Location())) }
	if !slices.Contains([]FixKind{Lock, Move, Add, Forbid}, f.Kind) {
		return "kind", lang.T("%q är inget beslut; välj bland lock, move, add och forbid", "%q is no decision; choose among lock, move, add and forbid", string(f.Kind))
	}
	if _, _, ok := ParseSpot(f.Spot); !ok {
		return "spot", unknownSpot(f.Spot)
	}
	if f.Team < 0 || f.Team > len(r.Teams) {
		return "team", lang.T("det finns ingen grupp %d; planen har %d", "there is no team %d; the plan has %d", f.Team, len(r.Teams))
	}
	if f.Team == 0 && (f.Kind == Lock || f.Kind == Move) {
		return "team", lang.T("vilken grupp? skriv dess nummer, från 1", "which team? write its number, from 1")
	}
	from, to := r.From, r.To
	if f.Team > 0 {
		from, to = r.HoursOf(r.Teams[f.Team-1])
	}
	stay := time.Duration(f.Minutes) * time.Minute
	switch {
	case f.Minutes < 0 || stay > to.Sub(from):
		return "minutes", lang.T("%d minuter ryms inte i passet %s–%s", "%d minutes do not fit into the shift %s–%s", f.Minutes, local(from), local(to))
	case f.At.IsZero():
	case f.At.Before(from) || f.At.After(to):
		return "at", lang.T("klockan %s ligger utanför passet %s–%s", "%s lies outside the shift %s–%s", local(f.At), local(from), local(to))
	case f.At.Add(stay - FixSlack).After(to):
		return "at", lang.T("besöket kl. %s slutar efter passet, som slutar %s: börja det minst %s tidigare", "the visit at %s ends after the shift, which ends at %s: begin it at least %s earlier",
			local(f.At), local(to), hours(f.At.Add(stay-FixSlack).Sub(to)))
	}
	return "", lang.Text{}
}

// searchFaults tells of bounds of the search, and of a plan made anew, that cannot be.
func (r Request) searchFaults(m municipality.Municipality) (bad []fault.Field) {
	for _, n := range []struct {
		name        string
		value, most int
	}{
		{"gap_minutes", r.GapMinutes, 24 * 60}, {"iterations", r.Iterations, mostIterations}, {"seconds", r.Seconds, mostSeconds},
	} {
		if n.value < 0 || n.value > n.most {
			bad = append(bad, fault.Field{Name: n.name, Text: lang.T("%d ligger utanför 0–%d", "%d is outside 0–%d", n.value, n.most)})
		}
	}
	if !r.Now.IsZero() && (r.Now.Before(r.From) || !r.Now.Before(r.To)) {
		bad = append(bad, fault.Field{Name: "now", Text: lang.T("%s ligger utanför passet", "%s lies outside the shift", r.Now.In(m.Location()).Format("2006-01-02 15:04"))})
	}
	for i, w := range r.Where {
		switch {
		case w.Team < 1 || w.Team > len(r.Teams):
			bad = append(bad, fault.Field{Name: fmt.Sprintf("where[%d].team", i), Text: lang.T(
				"det finns ingen grupp %d; planen har %d", "there is no team %d; the plan has %d", w.Team, len(r.Teams))})
		case slices.ContainsFunc(r.Where[:i], func(other Where) bool { return other.Team == w.Team }):
			bad = append(bad, fault.Field{Name: fmt.Sprintf("where[%d].team", i), Text: lang.T(
				"grupp %d kan inte vara på två platser", "team %d cannot be in two places", w.Team)})
		case r.Now.IsZero():
			bad = append(bad, fault.Field{Name: "now", Text: lang.T(
				"grupperna har en plats men planen ingen tid: ange från när den görs om", "the teams have a place but the plan no time: say from when on it is made anew")})
		}
	}
	return bad
}
