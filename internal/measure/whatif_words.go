package measure

import (
	"cmp"
	"math"
	"slices"

	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/overlay/light"
)

// sumOf adds up segments before and after.
func sumOf(changes []SegmentChange) Sum {
	s := Sum{Segments: len(changes), Moves: []Rise{}}
	for _, c := range changes {
		b, a := c.Before.Typical(), c.After.Typical()
		s.LengthM += c.LengthM
		s.move(b.Light.Class, a.Light.Class, c.LengthM*max(b.Light.Known(), a.Light.Known()))
		s.DarkM.add(c.LengthM, b.Light.Known()*b.Light.Dark, a.Light.Known()*a.Light.Dark)
		s.UnknownM.add(c.LengthM, 1-b.Light.Known(), 1-a.Light.Known())
		s.ConcealM.add(c.LengthM, b.Sight.ConcealKnown*b.Sight.Concealed, a.Sight.ConcealKnown*a.Sight.Concealed)
		s.BlockedM.add(c.LengthM, b.Sight.ProspectKnown*b.Sight.Blocked, a.Sight.ProspectKnown*a.Sight.Blocked)
		s.WatchedM.add(c.LengthM, b.Camera.Known*b.Camera.Detect, a.Camera.Known*a.Camera.Detect)
		s.IdentifyM.add(c.LengthM, b.Camera.Known*b.Camera.Identify, a.Camera.Known*a.Camera.Identify)
	}
	slices.SortFunc(s.Moves, func(a, b Rise) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return s
}

func (c *Change) add(lengthM, before, after float64) {
	c.Before += lengthM * before
	c.After += lengthM * after
}

// differs tells whether a metre or more changes.
func (c Change) differs() bool { return math.Abs(c.After-c.Before) >= 1 }

func (s *Sum) move(from, to light.Class, lengthM float64) {
	if from == to {
		return
	}
	at := slices.IndexFunc(s.Moves, func(r Rise) bool { return r.From == from && r.To == to })
	if at < 0 {
		s.Moves, at = append(s.Moves, Rise{From: from, To: to}), len(s.Moves)
	}
	s.Moves[at].LengthM += lengthM
}

// words says what a proposal would change.
func (o Outcome) words() lang.Text {
	if len(o.Segments) == 0 {
		return lang.T("Förslaget ändrar ingenting: ingen gata får annat ljus, annan sikt eller andra kameror.",
			"The proposal changes nothing: no street gets other light, other sight or other cameras.")
	}
	parts := []lang.Text{lang.T("Förslaget ändrar %s gata.", "The proposal changes %s of street.", metres(o.Sum.LengthM))}
	for _, r := range o.Sum.Moves {
		parts = append(parts, lang.T("%s går från %s till %s.", "%s go from %s to %s.", metres(r.LengthM), r.From.Name(), r.To.Name()))
	}
	for _, f := range []struct {
		Change
		say lang.Text
	}{
		{o.Sum.DarkM, lang.T("Mörk gata", "Dark street")},
		{o.Sum.ConcealM, lang.T("Gata där någon kan stå osedd", "Street where somebody could stand unseen")},
		{o.Sum.BlockedM, lang.T("Gata med skymd sikt framåt", "Street with blocked sight ahead")},
		{o.Sum.WatchedM, lang.T("Gata som kameror ser", "Street that cameras see")},
	} {
		if f.differs() {
			parts = append(parts, lang.T("%s: %s före, %s efter.", "%s: %s before, %s after.", f.say, metres(f.Before), metres(f.After)))
		}
	}
	if moved := o.hotspotWords(); !moved.IsZero() {
		parts = append(parts, moved)
	}
	return join(parts, " ")
}

// hotspotWords names the hotspot whose priority changes most.
func (o Outcome) hotspotWords() lang.Text {
	var most *HotspotChange
	n := 0
	for i, h := range o.Hotspots {
		by := math.Abs(h.After.Priority - h.Before.Priority)
		if by == 0 {
			continue
		}
		n++
		if most == nil || by > math.Abs(most.After.Priority-most.Before.Priority) {
			most = &o.Hotspots[i]
		}
	}
	if most == nil {
		return lang.Text{}
	}
	moved := lang.T("%s, från %s till %s", "%s, from %s to %s", most.Name, lang.Decimal(most.Before.Priority, 1), lang.Decimal(most.After.Priority, 1))
	if n == 1 {
		return lang.T("En prioriterad plats får annan prioritet: %s.", "One hotspot gets another priority: %s.", moved)
	}
	return lang.T("%d prioriterade platser får annan prioritet, mest %s.", "%d hotspots get another priority, most of all %s.", n, moved)
}

// notes are what the reader of an outcome must know.
func (a altered) notes(in Input, c comparison) []lang.Text {
	notes := []lang.Text{}
	if in.Analysis == 0 {
		notes = append(notes, lang.T("Det finns ingen analys ännu: vad prioriteterna blir går inte att säga.",
			"There is no analysis yet: what becomes of priorities cannot be told."))
	}
	if a.idle > 0 {
		notes = append(notes, lang.T("%d av förslagets objekt når ingen gata.", "%d of the objects proposed reach no street.", a.idle))
	}
	if slices.ContainsFunc(a.lost, func(o overlay.Object) bool { return o.Props.Protected != "" }) {
		notes = append(notes, lang.T("Förslaget rör skyddad växtlighet: dispens krävs innan något beskärs eller tas ner.",
			"The proposal concerns protected vegetation: leave is needed before anything is cut or felled."))
	}
	return append(notes, learntNotes(c.segments)...)
}

// learntNotes tells of what would be known only by the proposal.
func learntNotes(changes []SegmentChange) []lang.Text {
	var light, green, cameras Change
	for _, c := range changes {
		light.add(c.LengthM, c.Before.Typical().Light.Known(), c.After.Typical().Light.Known())
		green.add(c.LengthM, c.Before.LeafOn.ConcealKnown, c.After.LeafOn.ConcealKnown)
		cameras.add(c.LengthM, c.Before.Camera.Known, c.After.Camera.Known)
	}
	var notes []lang.Text
	for _, k := range []struct {
		Change
		known, unknown lang.Text
	}{
		{light, lang.T("blir ljuset känt", "the light becomes known"), lang.T("blir ljuset okänt", "the light becomes unknown")},
		{green, lang.T("blir växtligheten känd", "the greenery becomes known"), lang.T("blir växtligheten okänd", "the greenery becomes unknown")},
		{cameras, lang.T("blir kamerorna kända", "the cameras become known"), lang.T("blir kamerorna okända", "the cameras become unknown")},
	} {
		switch {
		case !k.differs():
		case k.After > k.Before:
			notes = append(notes, lang.T(
				"Längs %s %s först genom förslaget: jämför prioriteterna med det i minnet.",
				"Along %s %s only by the proposal: compare priorities with that in mind.",
				metres(k.After-k.Before), k.known))
		default:
			notes = append(notes, lang.T("Längs %s %s genom förslaget: okänt räknas varken för eller emot.",
				"Along %s %s by the proposal: what is unknown counts neither for nor against.", metres(k.Before-k.After), k.unknown))
		}
	}
	return notes
}
