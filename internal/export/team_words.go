package export

import (
	"slices"
	"strings"
	"time"

	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
	"tryggled/internal/street"
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

// told tells whether the team is told of restricted categories.
func (t team) told() bool { return identity.Told(t.rules.Role) }

// shiftEnd is when the team's own part of the shift ends.
func (t team) shiftEnd() time.Time {
	if !t.tour.Team.To.IsZero() {
		return t.tour.Team.To
	}
	return t.Plan.Request.To
}

// marks are what must be seen at once: that it is an exercise, and that the plan does not hold.
func (t team) marks() []lang.Text {
	var marks []lang.Text
	if t.Municipality.Exercise {
		marks = append(marks, exerciseMark)
	}
	switch t.Plan.Life.Status {
	case plan.Draft:
		marks = append(marks, lang.T("UTKAST – planen är inte publicerad", "DRAFT – the plan is not published"))
	case plan.Withdrawn:
		marks = append(marks, lang.T("ÅTERTAGEN – planen gäller inte", "WITHDRAWN – the plan does not hold"))
	}
	return marks
}

// headLines are where, when, who and how far.
func (t team) headLines() []lang.Text {
	both := func(words func(l lang.Lang) string) lang.Text {
		return lang.Text{SV: words(lang.SV), EN: words(lang.EN)}
	}
	when := both(func(l lang.Lang) string { return shift(t.Plan.Request, t.zone, l) })
	where := lang.T("Samling kl. %s: %s", "Meet at %s: %s", clockText(t.tour.Start.In(t.zone)), t.tour.Base.Name)
	if finish := finishOf(t.tour); finish.Point != t.tour.Base.Point {
		where = lang.T("%s. Slut: %s", "%s. End: %s", where, finish.Name)
	}
	return []lang.Text{
		lang.T("%s · %s", "%s · %s", t.Municipality.Name, when),
		where,
		lang.T("%s · %s · %s %s · plan %d, version %d", "%s · %s · %s %s · plan %d, version %d",
			both(func(l lang.Lang) string { return people(t.tour.Team.Size, l) }),
			both(func(l lang.Lang) string { return stops(len(t.tour.Visits), l) }),
			both(func(l lang.Lang) string { return length(t.route.LengthM, l) }), t.byMode(), t.Plan.ID, t.Plan.Version),
	}
}

// byMode is how the team goes.
func (t team) byMode() lang.Text {
	mode := street.Mode(t.tour.Team.Mode)
	if mode == "" && len(t.rules.Modes) > 0 {
		mode = t.rules.Modes[0].Mode
	}
	switch mode {
	case street.Bicycle:
		return lang.T("med cykel", "by bicycle")
	case street.Car:
		return lang.T("med bil", "by car")
	}
	return lang.T("till fots", "on foot")
}

// wayPart is a piece of the way from stop to stop: where it leads, turn by turn, or what there
// is time for.
type wayPart struct {
	Lead  lang.Text
	Turns []lang.Text
}

// text is the whole of it as a paragraph.
func (p wayPart) text(l lang.Lang) string {
	words := p.Lead.In(l)
	if len(p.Turns) == 0 {
		return words + "."
	}
	words += ":"
	for _, turn := range p.Turns {
		words += " " + turn.In(l)
	}
	return words
}

// wayParts are the way to the i:th stop, or home after the last, with the time to spare before
// it and a break at the base.
func (t team) wayParts(i int) []wayPart {
	var parts []wayPart
	free := t.tour.Start
	if i > 0 {
		free = t.tour.Visits[i-1].Leave
	}
	legs := t.legsTo(i)
	for k, leg := range legs {
		if k == 0 && leg.Depart.Sub(free) >= time.Minute {
			parts = append(parts, wayPart{Lead: lang.T("Tid till godo till kl. %s, här eller i närheten", "Time to spare until %s, here or nearby",
				clockText(leg.Depart.In(t.zone)))})
		}
		if !leg.Words.IsZero() || len(leg.Turns) > 0 {
			parts = append(parts, wayPart{t.leads(leg), turnsOf(leg)})
		}
		if k < len(legs)-1 {
			parts = append(parts, wayPart{Lead: lang.T("Kl. %s: paus till kl. %s, %s", "%s: break until %s, %s",
				clockText(leg.Arrive.In(t.zone)), clockText(legs[k+1].Depart.In(t.zone)), t.tour.Base.Name)})
		}
	}
	return parts
}

// leads tells where a leg leads to, how far and for how long.
func (t team) leads(leg route.Leg) lang.Text {
	to := finishOf(t.tour).Name
	if leg.Arrive.Before(t.tour.End) {
		to = t.tour.Base.Name
	}
	if leg.Stop > 0 {
		to = lang.T("stopp %d", "stop %d", leg.Stop)
	}
	minutes := max(1, int(leg.Arrive.Sub(leg.Depart).Round(time.Minute).Minutes()))
	return lang.T("Till %s (%s, %d min)", "To %s (%s, %d min)", to,
		lang.Text{SV: length(leg.LengthM, lang.SV), EN: length(leg.LengthM, lang.EN)}, minutes)
}

// turnsOf are the instructions of a leg, one by one where they are known so.
func turnsOf(leg route.Leg) []lang.Text {
	if len(leg.Turns) == 0 {
		return []lang.Text{leg.Words}
	}
	turns := make([]lang.Text, len(leg.Turns))
	for i, turn := range leg.Turns {
		turns[i] = turn.Text
	}
	return turns
}

func capitalText(t lang.Text) lang.Text { return lang.Text{SV: capital(t.SV), EN: capital(t.EN)} }

// surroundings are the light and the sight at a stop. What is not known is said to be so.
func surroundings(v plan.Visit) lang.Text {
	e := v.Exposure
	light := grade(e.Dark, e.LightKnown, lang.T("upplyst", "lit"), lang.T("delvis mörkt", "partly dark"),
		lang.T("mörkt", "dark"), lang.T("ljuset okänt", "light unknown"))
	sight := grade(e.Concealed, e.ConcealKnown, lang.T("fri sikt", "clear sight"), lang.T("delvis skymt", "sight partly blocked"),
		lang.T("skymd sikt", "sight blocked"), lang.T("sikten okänd", "sight unknown"))
	return capitalText(lang.T("%s, %s", "%s, %s", light, sight))
}

// grade is a share in a word.
func grade(share, known float64, low, middle, high, unknown lang.Text) lang.Text {
	const some = 0.15
	switch {
	case known <= 0:
		return unknown
	case share >= manifest:
		return high
	case share >= some:
		return middle
	}
	return low
}

// foot says whose data the sheet is made of, and when.
func (t team) foot() string {
	made := t.Plan.CreatedAt.In(t.zone).Format(time.DateOnly)
	words := []lang.Text{lang.T("Framställd med Tryggled %s, plan %d, version %d", "Made with Tryggled on %s, plan %d, version %d",
		lang.Same(made), t.Plan.ID, t.Plan.Version)}
	if len(t.Municipality.Sources) > 0 {
		words = append(words, lang.T("Källor: %s", "Sources: %s", lang.Same(sourcesOf(t.Municipality))))
	}
	if t.Municipality.Exercise {
		words = append([]lang.Text{exerciseMark}, words...)
	}
	return tidy(sentences(words, t.lang), t.lang)
}
