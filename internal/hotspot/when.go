package hotspot

import (
	"fmt"
	"math"

	"tryggled/internal/hotspot/rhythm"
	"tryggled/internal/lang"
	"tryggled/internal/sun"
)

// clock tells when things happen in one municipality.
type clock struct {
	ground Ground
	days   *sun.Days // nil where the place on earth is not known
}

func newClock(g Ground) clock {
	t := clock{ground: g}
	if g.Place != (sun.Place{}) {
		t.days = sun.NewDays(g.Place)
	}
	return t
}

// profile is when the events happen, with its uncertainty; nil where no event has an hour.
func (t clock) profile(m moments) (*Profile, error) {
	week, err := rhythm.Aoristic(m.from, m.to, m.weight, t.ground.Location)
	if err != nil {
		return nil, fmt.Errorf("hours of events: %w", err)
	}
	if week.Placed == 0 {
		return nil, nil
	}
	found := week.Profile(0)
	p := Profile{Placed: week.Placed, Unplaced: week.Unplaced, Text: lang.T(
		"timmarna vilar på vad som motsvarar %s med känd timme", "the hours rest on what is worth %s of a known hour",
		counted(int(math.Round(found.EffectiveByHour)), "rapport", "rapporter", "report", "reports"))}
	for _, part := range found.ByHour {
		p.ByHour = append(p.ByHour, readable(part))
	}
	for _, part := range found.ByDay {
		p.ByDay = append(p.ByDay, readable(part))
	}
	return &p, nil
}

// readable keeps six decimals of an interval, outwards: a bound of 10⁻¹²⁷ is none.
func readable(part rhythm.Part) Part {
	const kept = 1e6
	return Part{Share: part.Share, Low: math.Floor(part.Low*kept) / kept, High: min(1, math.Ceil(part.High*kept)/kept)}
}

// light is how much happens in the dark.
func (t clock) light(m moments) (Light, error) {
	if t.days == nil {
		return Light{Text: lang.T("var på jorden platsen ligger är okänt", "where on earth the place lies is unknown")}, nil
	}
	l, err := rhythm.Daylight(m.from, m.to, m.weight, t.days)
	if err != nil {
		return Light{}, fmt.Errorf("daylight of events: %w", err)
	}
	out := Light{Unplaced: l.Unplaced, Text: l.Text}
	if placed := l.Day + l.Dark; placed > 0 {
		out.Day, out.Dark = l.Day/placed, l.Dark/placed
	}
	return out, nil
}

// calendar holds the named times of the year against comparable days.
func (t clock) calendar(m moments, p Params) ([]Window, error) {
	windows := rhythm.Calendar(p.Since, p.Until, t.ground.Location, t.ground.Calendar)
	compared, err := rhythm.Compare(windows, p.Since, p.Until, t.ground.Location, m.from, m.to)
	if err != nil {
		return nil, fmt.Errorf("calendar windows: %w", err)
	}
	out := []Window{}
	for _, c := range compared {
		out = append(out, Window{
			Code: c.Code, Name: c.Name, From: c.From.UTC(), To: c.To.UTC(),
			Reports: c.Reports, Expected: c.Expected, Certain: c.Certain, Text: c.Text,
		})
	}
	return out, nil
}
