package identity

import (
	"fmt"
	"strings"
	"time"

	"tryggled/internal/lang"
	"tryggled/internal/street"
)

var modeNames = map[street.Mode]lang.Text{
	street.Walk:    lang.T("till fots", "on foot"),
	street.Bicycle: lang.T("cykel", "bicycle"),
	street.Car:     lang.T("bil", "car"),
}

// Told is what the way to go is called.
func (p Pace) Told() lang.Text { return modeNames[p.Mode] }

var focusNames = map[string]lang.Text{
	FocusDrugs:   lang.T("droger", "drugs"),
	FocusSafety:  lang.T("trygghet", "safety"),
	FocusTraffic: lang.T("trafik", "traffic"),
}

var placeNames = map[string]lang.Text{
	PlaceSchool:     lang.T("skolor", "schools"),
	PlacePlayground: lang.T("lekplatser", "playgrounds"),
	PlaceStation:    lang.T("stationer", "stations"),
	PlaceYouthClub:  lang.T("fritidsgårdar", "youth clubs"),
	PlaceSafetyWalk: lang.T("trygghetsvandringars punkter", "points of safety walks"),
	PlaceSquare:     lang.T("torg", "squares"),
}

var boundNames = map[Bound]lang.Text{
	Anywhere: lang.T("nej", "no"),
	Property: lang.T("uppdragets fastigheter: gruppens områden; anger den inga får den sändas i hela planens område",
		"the properties of its contract: the team's areas; one that names none may be sent all over the plan's"),
	Permit: lang.T("förordnandets område: gruppen eller planen måste ange områden", "the area of its permit: the team or the plan has to name areas"),
}

// patrolRows are the lines of the table for people: what is asked of each role.
var patrolRows = []struct {
	title lang.Text
	cell  func(Patrol) lang.Text
}{
	{lang.T("Planen kallas", "Its plan is called"), func(p Patrol) lang.Text { return p.PlanName }},
	{lang.T("Grupp", "Group"), func(p Patrol) lang.Text {
		return lang.T("minst %d, helst %d; fler än %d delas", "at least %d, best %d; more than %d are divided", p.LeastGroup, p.BestGroup, p.MostGroup)
	}},
	{lang.T("Tar sig fram", "Goes"), func(p Patrol) lang.Text { return listed(p.Modes, told) }},
	{lang.T("Sänds till platser där begränsade kategorier väger", "Sent to places where restricted categories weigh"), ofRestricted},
	{lang.T("Fokusområden", "Focus areas"), func(p Patrol) lang.Text {
		return listed(p.FocusAreas, func(f string) lang.Text { return focusNames[f] })
	}},
	{lang.T("Fasta platser", "Standing points"), func(p Patrol) lang.Text { return listed(p.Places, func(c string) lang.Text { return placeNames[c] }) }},
	{lang.T("Bunden till områden", "Bound to areas"), func(p Patrol) lang.Text { return boundNames[p.Bounded] }},
	{lang.T("Vid ett stopp", "At a stop"), func(p Patrol) lang.Text {
		if p.Stands {
			return lang.T("står %s min", "stands %s min", minutes(p.Dwell))
		}
		return lang.T("går platsens gator %s min", "walks the streets of the place %s min", minutes(p.Dwell))
	}},
	{lang.T("Ordning och tider", "Order and times"), func(p Patrol) lang.Text {
		if p.Announced {
			return lang.T("utlysta på förhand", "announced beforehand")
		}
		return lang.T("dras ur planens frö", "drawn from the plan's seed")
	}},
	{lang.T("Väljer upplysta gator", "Prefers lit streets"), func(p Patrol) lang.Text { return yesNo(p.PrefersLit) }},
	{lang.T("Längsta pass", "Longest shift"), func(p Patrol) lang.Text { return lang.Same(fmt.Sprintf("%g h", p.LongestShift.Hours())) }},
	{lang.T("Är mest ute", "Mostly out"), func(p Patrol) lang.Text {
		if len(p.Usual) == 0 {
			return lang.T("dygnet runt", "at any hour")
		}
		return listed(p.Usual, func(h Hours) lang.Text { return h.Text })
	}},
	{lang.T("Planen godkänns av", "Its plan is approved by"), func(p Patrol) lang.Text {
		if p.Approval == "" {
			return lang.T("ingen", "nobody")
		}
		return NameOf(p.Approval)
	}},
	{lang.T("Får skriva", "May write"), func(p Patrol) lang.Text {
		if p.NoPersons {
			return lang.T("fel på platsen och antal, ingen text: inget om personer", "faults of the place and tallies, no text: nothing about people")
		}
		return lang.T("iakttagelser med text, som maskas", "observations with text, which is masked")
	}},
}

// PatrolTable is the table of walking roles as Markdown, in a language: a column for each.
func PatrolTable(l lang.Lang) string {
	var b strings.Builder
	row := func(title string, cell func(Patrol) string) {
		fmt.Fprintf(&b, "| %s |", title)
		for _, p := range patrols {
			fmt.Fprintf(&b, " %s |", cell(p))
		}
		b.WriteByte('\n')
	}
	row("", func(p Patrol) string { return p.Name.In(l) })
	row("---", func(Patrol) string { return "---" })
	for _, r := range patrolRows {
		row(r.title.In(l), func(p Patrol) string { return r.cell(p).In(l) })
	}
	return b.String()
}

func ofRestricted(p Patrol) lang.Text {
	switch {
	case p.KeepAwayM > 0:
		return lang.T("aldrig, och vägen håller %g m avstånd till dem under deras heta timmar", "never, and its way keeps %g m from them in their hot hours", p.KeepAwayM)
	case p.Caution:
		return lang.T("aldrig", "never")
	}
	return yesNo(p.Restricted)
}

func told(p Pace) lang.Text {
	if p.SpeedMPS == 0 {
		return modeNames[p.Mode]
	}
	return lang.T("%s %s m/s", "%s %s m/s", modeNames[p.Mode], lang.Decimal(p.SpeedMPS, 1))
}

func listed[T any](all []T, name func(T) lang.Text) lang.Text {
	var sv, en []string
	for _, one := range all {
		text := name(one)
		sv, en = append(sv, text.SV), append(en, text.EN)
	}
	return lang.Text{SV: strings.Join(sv, ", "), EN: strings.Join(en, ", ")}
}

func yesNo(yes bool) lang.Text {
	if yes {
		return lang.T("ja", "yes")
	}
	return lang.T("nej", "no")
}

func minutes(d time.Duration) string { return fmt.Sprintf("%g", d.Minutes()) }
