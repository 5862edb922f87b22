package plan

import (
	"fmt"
	"slices"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// refuse returns Invalid for what the request asks of places and teams that cannot be,
// whatever the plan.
func (m *model) refuse() error {
	var bad []fault.Field
	for i, f := range m.in.Request.Fixes {
		if !slices.ContainsFunc(m.sites, func(s site) bool { return s.ID == f.Spot }) {
			bad = append(bad, fault.Field{Name: fmt.Sprintf("fixes[%d].spot", i), Text: unknownSpot(f.Spot)})
		}
	}
	if n := len(m.sites); n > 0 && !slices.ContainsFunc(m.sites, func(s site) bool { return !s.forbidden }) {
		bad = append(bad, fault.Field{Name: "fixes", Text: lang.T(
			"alla %d platser är förbjudna: ta bort minst ett av besluten", "all %d places are forbidden: remove at least one of the decisions", n)})
	}
	for _, c := range m.crews {
		if field, wrong := m.stranded(c); wrong {
			bad = append(bad, field)
		}
	}
	return cannot(bad)
}

func cannot(bad []fault.Field) error {
	if len(bad) == 0 {
		return nil
	}
	return fault.New(fault.Invalid, lang.T("planen kan inte göras", "the plan cannot be made"), bad...)
}

// stranded tells of a team that cannot come home in its time.
func (m *model) stranded(c crew) (fault.Field, bool) {
	home := c.matrix.At(c.start, c.end)
	name := fmt.Sprintf("teams[%d]", c.number-1)
	switch {
	case c.start == c.end || c.from >= c.until && len(c.past) > 0:
		return fault.Field{}, false
	case home >= noTime:
		return fault.Field{Name: name + ".end", Text: lang.T(
			"grupp %d kan inte ta sig till %s: gatorna hänger inte ihop; välj en annan slutpunkt", "team %d cannot get to %s: the streets do not hang together; choose another end",
			c.number, m.in.Crews[c.number-1].Finish.Name)}, true
	case c.from+home > c.until:
		return fault.Field{Name: name, Text: lang.T(
			"grupp %d behöver %s för vägen hem till %s men har %s: låt den sluta minst %s senare", "team %d needs %s for the way home to %s but has %s: let it end at least %s later",
			c.number, minutes(home), m.in.Crews[c.number-1].Finish.Name, minutes(max(0, c.until-c.from)), minutes(c.from+home-c.until))}, true
	}
	return fault.Field{}, false
}

// minutes writes seconds as whole minutes, rounded up.
func minutes(s int64) string { return hours(time.Duration((s+minute-1)/minute) * time.Minute) }

// refuseMusts returns Invalid for visits asked for that no team can make, alone or of two
// that only one team may make.
func (m *model) refuseMusts() error {
	var bad []fault.Field
	sound := []int{}
	for k, a := range m.musts {
		if why := m.alone(a); !why.IsZero() {
			bad = append(bad, fault.Field{Name: m.fieldOf(a.fix), Text: why})
			continue
		}
		sound = append(sound, k)
	}
	for i, k := range sound {
		for _, l := range sound[:i] {
			if late := m.apart(m.musts[l], m.musts[k]); late > 0 {
				bad = append(bad, fault.Field{Name: m.fieldOf(m.musts[k].fix), Text: m.exclude(m.musts[l], m.musts[k], late)})
			}
		}
	}
	return cannot(bad)
}

// fieldOf is where in the request a fix stands.
func (m *model) fieldOf(f Fix) string {
	return fmt.Sprintf("fixes[%d]", slices.Index(m.in.Request.Fixes, f))
}

// alone says why a visit asked for cannot be made even if nothing else is; zero where it can.
func (m *model) alone(a must) lang.Text {
	s := m.sites[a.site]
	best, least := lang.Text{}, int64(noTime)
	for c, crew := range m.crews {
		if a.fix.Team > 0 && a.fix.Team != crew.number {
			continue
		}
		if b := m.bars[c][a.site]; b != noBar {
			best = lang.T("%s kan inte besökas av grupp %d: %s", "team %[2]d cannot visit %[1]s: %[3]s", s.Name, crew.number, m.whyBarred(b, s))
			continue
		}
		least = min(least, m.late(a, crew))
	}
	switch {
	case least <= 0:
		return lang.Text{}
	case least < noTime:
		return lang.T("%s hinns inte med: %s saknas; flytta tiden eller förläng passet", "there is no time for %s: %s are lacking; move the time or lengthen the shift", s.Name, minutes(least))
	case best.IsZero():
		return lang.T("%s kan inte besökas då: tiden ligger utanför passet", "%s cannot be visited then: the time lies outside the shift", s.Name)
	}
	return best
}

// window is when the dwell of a visit asked for may begin, and how long it is for a crew.
func (m *model) window(a must, c crew) (open, shut, dwell int64) {
	s := m.sites[a.site]
	open, shut, dwell = s.release, m.end, seconds(c.rules.Dwell)
	if !a.fix.At.IsZero() {
		open, shut = max(open, m.since(a.fix.At.Add(-FixSlack))), min(shut, m.since(a.fix.At.Add(FixSlack)))
	}
	if a.fix.Minutes > 0 {
		dwell = int64(a.fix.Minutes) * minute
	}
	return open, shut, dwell
}

// late is how many seconds a crew is short of for a visit asked for alone.
func (m *model) late(a must, c crew) int64 {
	open, shut, dwell := m.window(a, c)
	begin := max(c.from+c.matrix.At(c.start, a.site), open)
	return max(begin-shut, begin+dwell+c.matrix.At(a.site, c.end)-c.until)
}

// apart is how many seconds short the only team is that may make both of two visits, in the
// better order; 0 where they go together, or different teams can make them.
func (m *model) apart(a, b must) int64 {
	var only *crew
	for c := range m.crews {
		ma, mb := m.canMake(a, c), m.canMake(b, c)
		switch {
		case ma && mb && only == nil:
			only = &m.crews[c]
		case ma || mb:
			return 0
		}
	}
	if only == nil {
		return 0
	}
	return max(0, min(m.both(a, b, *only), m.both(b, a, *only)))
}

func (m *model) canMake(a must, c int) bool {
	return (a.fix.Team == 0 || a.fix.Team == c+1) && m.bars[c][a.site] == noBar && m.late(a, m.crews[c]) <= 0
}

// both is how many seconds a crew is short of for one visit and then another.
func (m *model) both(a, b must, c crew) int64 {
	open, shut, dwell := m.window(a, c)
	begin := max(c.from+c.matrix.At(c.start, a.site), open)
	short := begin - shut
	way := c.matrix.At(a.site, b.site)
	if a.site == b.site {
		way = m.sites[a.site].gap
	}
	next, nextShut, nextDwell := m.window(b, c)
	then := max(begin+dwell+way, next)
	short = max(short, then-nextShut)
	return max(short, then+nextDwell+c.matrix.At(b.site, c.end)-c.until)
}

// exclude says that two visits exclude each other, and what would mend it.
func (m *model) exclude(a, b must, late int64) lang.Text {
	one, other := m.sites[a.site].Name, m.sites[b.site].Name
	if late >= noTime {
		return lang.T("%s och %s går inte att besöka av samma grupp: släpp den ena, eller ge dem till olika grupper",
			"%s and %s cannot be visited by the same team: drop one, or give them to different teams", one, other)
	}
	return lang.T("%s och %s utesluter varandra: den enda grupp som kan ta båda är %s sen; flytta den ena tiden så mycket, släpp en av dem eller ge dem till olika grupper",
		"%s and %s exclude each other: the only team that can make both is %s late; move one of the times by so much, drop one of them or give them to different teams",
		one, other, minutes(late))
}

// unmet returns Invalid for visits asked for that the search found no way to make together.
func (m *model) unmet(taken []bool) error {
	var missing, made []lang.Text
	var field string
	for k, a := range m.musts {
		if taken[k] {
			made = append(made, m.sites[a.site].Name)
			continue
		}
		if missing = append(missing, m.sites[a.site].Name); field == "" {
			field = m.fieldOf(a.fix)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	text := lang.T("%s hinns inte med: flytta tiden eller förläng passet", "there is no time for %s: move the time or lengthen the shift", listed(missing))
	if len(made) > 0 {
		text = lang.T("%s hinns inte med tillsammans med %s: släpp minst ett av besluten, flytta tiderna eller förläng passet",
			"there is no time for %s together with %s: drop at least one of the decisions, move the times or lengthen the shift",
			listed(missing), listed(made))
	}
	return cannot([]fault.Field{{Name: field, Text: text}})
}

// listed writes names as a, b and c.
func listed(names []lang.Text) lang.Text {
	var sv, en []string
	for _, n := range names {
		sv, en = append(sv, n.SV), append(en, n.EN)
	}
	return lang.Text{SV: enumerate(sv, "och"), EN: enumerate(en, "and")}
}
