package measure

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/overlay/light"
)

// lampGapM is how far apart lamps of one street may stand and still be one piece of work.
const lampGapM = 100

// lighting finds the lamps to mend, to undim and to add.
func (t *town) lighting(ctx context.Context) ([]*candidate, notes, error) {
	mend, n := t.mending()
	undim := t.undimming()
	add, err := t.adding(ctx)
	t.lightNotes(&n)
	return slices.Concat(mend, undim, add), n, err
}

// mending groups the broken lamps of each street and owner.
func (t *town) mending() ([]*candidate, notes) {
	var broken []member
	var n notes
	far := 0
	for k, o := range t.lamps.objects {
		if o.Props.Status != overlay.Broken {
			continue
		}
		i, ok := t.nearest(o.Geometry.Bound().Center(), light.ReachM, anyStreet)
		if !ok {
			far++
			continue
		}
		broken = append(broken, member{k, i, t.streetOf(i) + "\x00" + o.Props.Owner})
	}
	if far > 0 {
		n.say("%s lyser inte på någon känd gata och är inte med i listan", "no known street is lit by %s, left out of the list",
			counted(far, "trasig lampa", "trasiga lampor", "broken lamp", "broken lamps"))
	}
	var all []*candidate
	for _, group := range groups(t.lamps, broken, lampGapM) {
		c := t.lampWork(Mend, group, func(o overlay.Object) overlay.Object {
			o.Props.Status = overlay.Working
			return o
		})
		c.which = t.around(t.lamps, c.works, light.ReachM, anyStreet)
		all = append(all, c)
	}
	return all, n
}

// lampWork is work on lamps that changes each of them.
func (t *town) lampWork(action Action, group []member, other func(overlay.Object) overlay.Object) *candidate {
	c := &candidate{of: t.lamps, bearM: light.ReachM, change: change{instead: map[int][]overlay.Object{}}, reckon: t.reckonLight}
	c.Action = action
	c.works, c.named = numbers(group)
	c.Owner = t.lamps.objects[c.works[0]].Props.Owner
	for _, k := range c.works {
		c.change.instead[k] = []overlay.Object{other(t.lamps.objects[k])}
	}
	return c
}

// reckonLight works out what changed lamps give.
func (t *town) reckonLight(ctx context.Context, c *candidate) error {
	exposures, err := t.lit(ctx, c.which, c.change)
	if err != nil {
		return err
	}
	which, before, after := t.compare(c, c.relit(exposures), brighter)
	if len(which) > 0 {
		t.gains(c, which, before, after)
		c.useful = c.Action != Undim || slices.ContainsFunc(c.Rises, fromBelow)
	}
	return nil
}

func fromBelow(r Rise) bool { return r.From == light.Below }

// undimming groups the lamps whose dimming leaves a street within a hotspot under the lowest
// class at hours when the hotspot is hot.
func (t *town) undimming() []*candidate {
	var dimmed []member
	darkest := map[int]span{} // by lamp
	lux := map[int]float64{}
	for i, e := range t.exposures {
		at, mean, ok := t.hotDim(i, e)
		if !ok {
			continue
		}
		for _, k := range t.lamps.near(t.Segments[i].Line.Bound().Pad(light.ReachM)) {
			o := t.lamps.objects[k]
			if len(o.Props.Dimming) == 0 || o.Props.Status == overlay.Broken || o.Props.Level(at.from) == 1 ||
				apart(t.Segments[i].Line, o.Geometry) > light.ReachM {
				continue
			}
			if m, seen := lux[k]; !seen {
				by, _ := t.nearest(o.Geometry.Bound().Center(), light.ReachM, anyStreet)
				dimmed = append(dimmed, member{k, by, t.streetOf(by) + "\x00" + o.Props.Owner})
			} else if m <= mean {
				continue
			}
			darkest[k], lux[k] = at, mean
		}
	}
	var all []*candidate
	for _, group := range groups(t.lamps, dimmed, lampGapM) {
		c := t.lampWork(Undim, group, func(o overlay.Object) overlay.Object {
			o.Props.Dimming = nil
			return o
		})
		at, least := darkest[c.works[0]], lux[c.works[0]]
		for _, k := range c.works[1:] {
			if lux[k] < least {
				at, least = darkest[k], lux[k]
			}
		}
		c.at = &at
		c.which = t.around(t.lamps, c.works, light.ReachM, anyStreet)
		all = append(all, c)
	}
	return all
}

// dayMinutes is the length of the day.
const dayMinutes = 24 * 60

// span is a part of every day; one that ends before it begins goes on past midnight.
type span struct{ from, to overlay.Clock }

// minutes is how long a span lasts.
func (s span) minutes() overlay.Clock { return (s.to - s.from + dayMinutes) % dayMinutes }

// words names a span as 23–05 and 23:00–05:00.
func (s span) words() lang.Text {
	sv := fmt.Sprintf("%02d–%02d", s.from/60, s.to/60)
	if s.from%60 != 0 || s.to%60 != 0 {
		sv = strings.ReplaceAll(fmt.Sprintf("%s–%s", s.from, s.to), ":", ".")
	}
	return lang.Text{SV: sv, EN: fmt.Sprintf("%s–%s", s.from, s.to)}
}

// spansOf are the times for which each light of a day holds. The one before midnight goes on past
// it where the light is the same: it then stands first and last.
func spansOf(day []overlay.Lit) []span {
	spans := make([]span, len(day))
	for k, l := range day {
		spans[k] = span{l.From, day[(k+1)%len(day)].From}
	}
	first, last := day[0], day[len(day)-1]
	if first.From = last.From; len(day) > 1 && first == last {
		spans[0].from = last.From
		spans[len(day)-1] = spans[0]
	}
	return spans
}

// hotDim is the time in which a segment is darkest of those when a dimming leaves it under the
// lowest class while a hotspot there is hot: while at least as much happens in it as would if
// all hours of the day were alike.
func (t *town) hotDim(i int, e overlay.Exposure) (at span, mean float64, ok bool) {
	if len(e.Light) < 2 || len(t.touched[i]) == 0 {
		return span{}, 0, false
	}
	best := light.Below
	for _, l := range e.Light {
		best = max(best, l.Class)
	}
	for k, one := range spansOf(e.Light) {
		l := e.Light[k]
		if l.Class != light.Below || best == light.Below || ok && l.Mean >= mean {
			continue
		}
		for _, h := range t.touched[i] {
			if share := happens(t.Hotspots[h.hotspot].Hours, one); share > 0 && share >= float64(one.minutes())/dayMinutes {
				at, mean, ok = one, l.Mean, true
			}
		}
	}
	return at, mean, ok
}

// happens is the share of a week's hours, Monday 00 first, that lies within a span of the day.
func happens(hours []float64, s span) float64 {
	var share float64
	for h, v := range hours {
		start := overlay.Clock(h % 24 * 60)
		for _, day := range []overlay.Clock{0, dayMinutes} { // the hour today, and tomorrow
			to := s.from + s.minutes()
			share += v * float64(max(0, min(to, day+start+60)-max(s.from, day+start))) / 60
		}
	}
	return share
}

// full is every lamp in order and burning in full.
func (t *town) full() change {
	c := change{instead: map[int][]overlay.Object{}}
	for k, o := range t.lamps.objects {
		if o.Props.Status == overlay.Broken || len(o.Props.Dimming) > 0 {
			o.Props.Status, o.Props.Dimming = overlay.Working, nil
			c.instead[k] = []overlay.Object{o}
		}
	}
	return c
}

// lightNotes tells how much of the streets' light is known.
func (t *town) lightNotes(n *notes) {
	var length, known float64
	for i, s := range t.Segments {
		length += s.LengthM
		known += s.LengthM * t.exposures[i].Typical().Light.Known()
	}
	n.share("belysningen", "the lighting", known, length)
}
