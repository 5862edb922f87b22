package export

import (
	"slices"
	"strings"

	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// title is a team's tour in a line: Ekstaby, närvaroplan, grupp 2 (nattvandrare).
func (t team) title() string {
	return t.Municipality.Name.In(t.lang) + ", " + t.titleAlone()
}

// titleAlone is the same without the town.
func (t team) titleAlone() string {
	return lang.T("%s, grupp %d (%s)", "%s, team %d (%s)", t.rules.PlanName, t.tour.Number, t.rules.Name).In(t.lang)
}

// planTitle is a plan in a line: Ekstaby, närvaroplan, fredag 20 november 2026, kl. 18.00–22.00.
func planTitle(p route.Planned, l lang.Lang) string {
	return strings.Join([]string{
		p.Municipality.Name.In(l), planName(p.Plan).In(l), shift(p.Plan.Request, p.Municipality.Location(), l),
	}, ", ")
}

// summary is when, how many and from where.
func (t team) summary() string {
	return strings.Join([]string{
		capital(shift(t.Plan.Request, t.zone, t.lang)), people(t.tour.Team.Size, t.lang), t.tour.Base.Name.In(t.lang),
		stops(len(t.tour.Visits), t.lang), length(t.route.LengthM, t.lang),
	}, "; ")
}

// shiftWords are what the team keeps in mind all through the shift, and whom it calls, in lines.
func (t team) shiftWords() string {
	lines := []string{t.summary()}
	if !t.tour.Note.IsZero() {
		lines = append(lines, t.tour.Note.In(t.lang))
	}
	for _, words := range roleReminders(t.rules, t.tour.Team.Size) {
		lines = append(lines, words.In(t.lang))
	}
	for _, c := range t.calls() {
		lines = append(lines, strings.TrimSpace(c.number+" "+c.when.In(t.lang)))
	}
	return joined(lines...)
}

// stopWords are the way to the i:th stop and what to keep in mind there, in lines.
func (t team) stopWords(i int) string {
	v := t.tour.Visits[i]
	lines := []string{t.doing(v).In(t.lang)}
	if !v.Why.IsZero() {
		lines = append(lines, v.Why.In(t.lang))
	}
	for _, words := range placeReminders(v) {
		lines = append(lines, keepInMind.In(t.lang)+": "+words.In(t.lang))
	}
	if _, way := t.walk(i); way != "" {
		lines = append(lines, lang.T("Vägen hit: ", "The way here: ").In(t.lang)+way)
	}
	return joined(lines...)
}

// doing is what the team does at a stop, and until when.
func (t team) doing(v plan.Visit) lang.Text {
	until := clockText(v.Leave.In(t.zone))
	if v.Strolls {
		return lang.T("Promenera här till kl. %s.", "Stroll here until %s.", until)
	}
	return lang.T("Stanna till kl. %s.", "Stay until %s.", until)
}

// stopDesc is a stop in a line: its times, why and what to keep in mind.
func (t team) stopDesc(v plan.Visit) string {
	words := []lang.Text{lang.T("kl. %s", "%s", lang.Same(span(v.Arrive.In(t.zone), v.Leave.In(t.zone), t.lang)))}
	if t.Municipality.Exercise {
		words = slices.Insert(words, 0, exerciseMark)
	}
	if v.Strolls {
		words = append(words, lang.T("promenera här", "stroll here"))
	}
	return sentences(slices.Concat(append(words, v.Why), placeReminders(v)), t.lang)
}

// calls are whom the team calls.
func (t team) calls() []call {
	calls := numbersOf(t.Municipality)
	if c := t.Plan.Request.Contact; c.Phone != "" || c.Name != "" {
		who := lang.Same(c.Name)
		if c.Name == "" {
			who = lang.T("kontaktpersonen", "the contact")
		}
		calls = append(calls, call{c.Phone, lang.T("%s, för gruppen", "%s, for the team", who)})
	}
	return calls
}

// joined sets words on lines of their own.
func joined(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), "\n")
}
