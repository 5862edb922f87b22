package export

import (
	"fmt"
	"math"
	"strings"
	"time"

	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

// exerciseMark is what everything made of exercise data says.
var exerciseMark = lang.T("ÖVNINGSDATA – påhittade händelser", "EXERCISE DATA (övningsdata) – invented events")

var weekdays = []lang.Text{
	lang.T("söndag", "Sunday"), lang.T("måndag", "Monday"), lang.T("tisdag", "Tuesday"), lang.T("onsdag", "Wednesday"),
	lang.T("torsdag", "Thursday"), lang.T("fredag", "Friday"), lang.T("lördag", "Saturday"),
}

var months = []lang.Text{
	lang.T("januari", "January"), lang.T("februari", "February"), lang.T("mars", "March"), lang.T("april", "April"),
	lang.T("maj", "May"), lang.T("juni", "June"), lang.T("juli", "July"), lang.T("augusti", "August"),
	lang.T("september", "September"), lang.T("oktober", "October"), lang.T("november", "November"), lang.T("december", "December"),
}

// day writes a date: fredag 20 november 2026.
func day(t time.Time, l lang.Lang) string {
	return fmt.Sprintf("%s %d %s %d", weekdays[t.Weekday()].In(l), t.Day(), months[t.Month()-1].In(l), t.Year())
}

// clock writes a time of day: 18.05 in Swedish and 18:05 in English.
func clock(t time.Time, l lang.Lang) string { return t.Format(lang.T("15.04", "15:04").In(l)) }

// clockText is a time of day in both languages.
func clockText(t time.Time) lang.Text { return lang.Text{SV: clock(t, lang.SV), EN: clock(t, lang.EN)} }

// span writes a stretch of time: 18.00–23.00.
func span(from, to time.Time, l lang.Lang) string {
	return clock(from, l) + "–" + clock(to, l)
}

// shift writes when a plan is for: fredag 20 november 2026, kl. 18.00–23.00.
func shift(r plan.Request, zone *time.Location, l lang.Lang) string {
	from, to := r.From.In(zone), r.To.In(zone)
	return fmt.Sprintf(lang.T("%s, kl. %s", "%s, %s").In(l), day(from, l), span(from, to, l))
}

// length writes a way: 350 m or 4,2 km.
func length(metres float64, l lang.Lang) string {
	if metres < 995 {
		return fmt.Sprintf("%.0f m", math.Round(metres/10)*10)
	}
	return lang.Decimal(metres/1000, 1).In(l) + " km"
}

// counted writes a number with its noun.
func counted(n int, one, many lang.Text, l lang.Lang) string {
	if n == 1 {
		return "1 " + one.In(l)
	}
	return fmt.Sprintf("%d %s", n, many.In(l))
}

// numbered is counted in both languages.
func numbered(n int, svOne, svMany, enOne, enMany string) lang.Text {
	one, many := lang.Text{SV: svOne, EN: enOne}, lang.Text{SV: svMany, EN: enMany}
	return lang.Text{SV: counted(n, one, many, lang.SV), EN: counted(n, one, many, lang.EN)}
}

func people(n int, l lang.Lang) string {
	return counted(n, lang.T("person", "person"), lang.T("personer", "people"), l)
}

func stops(n int, l lang.Lang) string {
	return counted(n, lang.T("stopp", "stop"), lang.T("stopp", "stops"), l)
}

// planName is what a plan is called by the roles in it: patrullplan for police, närvaro-
// plan for others, both where it holds both.
func planName(p plan.Plan) lang.Text {
	var name lang.Text
	for _, t := range p.Tours {
		own := rulesOf(t.Team.Role).PlanName
		switch {
		case name.IsZero():
			name = own
		case name != own:
			return lang.T("närvaro- och patrullplan", "presence and patrol plan")
		}
	}
	if name.IsZero() {
		return lang.T("närvaroplan", "presence plan")
	}
	return name
}

// capital raises the first letter.
func capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// sourcesOf names whose data it is.
func sourcesOf(m municipality.Municipality) string { return strings.Join(m.Sources, "; ") }

// title is what a picture shows, in a line.
func title(s Scene) string {
	place := s.Municipality.Name.In(s.Lang)
	if s.Planned == nil {
		return place + ": " + lang.T("prioriterade platser", "priority places").In(s.Lang)
	}
	p := s.Planned.Plan
	return fmt.Sprintf("%s: %s, %s", place, planName(p).In(s.Lang), shift(p.Request, s.Municipality.Location(), s.Lang))
}

// description tells in words what a picture shows, for those who cannot see it.
func description(s Scene) string {
	var parts []string
	say := func(sv, en string, args ...any) { parts = append(parts, lang.T(sv, en, args...).In(s.Lang)) }
	if s.Municipality.Exercise {
		say("%s.", "%s.", exerciseMark)
	}
	say("Karta över %s.", "Map of %s.", s.Municipality.Name)
	for _, h := range s.Hotspots {
		say("Prioriterad plats %d: %s.", "Priority place %d: %s.", h.Rank, h.Name)
	}
	if s.Planned == nil {
		return strings.Join(parts, " ")
	}
	zone := s.Municipality.Location()
	for _, t := range s.Planned.Plan.Tours {
		say("Grupp %d, %s, utgår från %s.", "Team %d, %s, starts from %s.", t.Number, rulesOf(t.Team.Role).Name, t.Base.Name)
		for _, v := range t.Visits {
			say("Stopp %d: %s, %s.", "Stop %d: %s, %s.", v.Number, v.Place.Name, span(v.Arrive.In(zone), v.Leave.In(zone), s.Lang))
		}
	}
	return strings.Join(parts, " ")
}
