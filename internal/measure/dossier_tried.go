package measure

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// kindNames are the kinds of measure of the action plan, in words.
var kindNames = map[string]lang.Text{
	"presence":   lang.T("närvaro", "presence"),
	"lighting":   lang.T("belysning", "lighting"),
	"vegetation": lang.T("växtlighet", "vegetation"),
	"camera":     lang.T("kamera", "camera"),
	"traffic":    lang.T("trafik", "traffic"),
	"cleaning":   lang.T("städning", "cleaning"),
	"design":     lang.T("utformning", "design"),
	"activity":   lang.T("aktivitet", "activity"),
	"other":      lang.T("annat", "other"),
}

// begun are the states of a measure that has been tried, in words.
var begun = map[string]lang.Text{
	"ongoing":     lang.T("pågår", "ongoing"),
	"done":        lang.T("utförd", "done"),
	"followed_up": lang.T("följd upp", "followed up"),
}

// leastDays is the shortest time, on each side of the beginning of a measure, that is compared.
const leastDays = 28

// tried lists what has been done at the place, and what came before and after.
func (m *making) tried(_ context.Context, d *Dossier) error {
	d.Tried = []Tried{}
	for _, x := range m.Measures {
		state, ok := begun[x.State]
		if !ok {
			continue
		}
		kind, ok := kindNames[x.Kind]
		if !ok {
			kind = lang.Same(x.Kind)
		}
		d.Tried = append(d.Tried, Tried{Kind: kind, Title: x.Title, Owner: x.Owner, State: state, From: x.StartsOn, To: x.EndsOn})
	}
	for _, w := range m.Works {
		if w.State != Done || !partlyIn(w.Geometry, d.Area) {
			continue
		}
		t := Tried{Kind: w.List.Name(), Title: w.Title, Owner: w.Owner, State: w.State.Name()}
		if !w.DoneOn.IsZero() {
			t.From = w.DoneOn.Format(time.DateOnly)
		}
		d.Tried = append(d.Tried, t)
	}
	slices.SortStableFunc(d.Tried, func(a, b Tried) int { return cmp.Compare(a.From, b.From) })
	rows, _ := m.rows()
	for i := range d.Tried {
		m.compareDays(&d.Tried[i], rows)
	}
	return nil
}

// compareDays counts reports before a measure began and after, on equally many days.
func (m *making) compareDays(t *Tried, rows []account) {
	from, err := time.ParseInLocation(time.DateOnly, t.From, m.Municipality.Location())
	if err == nil {
		days := min(m.Until.Sub(from), from.Sub(m.Earlier)).Hours() / 24
		t.Days = min(TriedDays, int(days))
	}
	switch {
	case err != nil:
		t.Days, t.Text = 0, lang.T("När åtgärden började är inte noterat; det går inte att jämföra före och efter.",
			"When the measure began is not noted; before and after cannot be compared.")
		return
	case t.Days < leastDays:
		t.Days, t.Text = 0, lang.T("Det går inte att jämföra minst %d dagar före med lika många efter.",
			"At least %d days before cannot be compared with as many after.", leastDays)
		return
	}
	for _, r := range rows {
		switch {
		case r.at.Before(from.AddDate(0, 0, -t.Days)) || !r.at.Before(from.AddDate(0, 0, t.Days)):
		case r.at.Before(from):
			t.Before.N++
		default:
			t.After.N++
		}
	}
	if m.draft.Outside { // these days lie within those of other counts: their difference would tell
		t.Before, t.After = Count{Held: true}, Count{Held: true}
		t.Text = lang.T("Antalet rapporter före och efter visas inte i en kopia som lämnar huset.",
			"How many reports came before and after is not shown in a copy that leaves the house.")
		return
	}
	t.Text = lang.T("%d rapporter på %d dagar före, %d på lika många dagar efter. Skillnaden säger inte vad den beror på.",
		"%d reports in %d days before, %d in as many days after. The difference does not tell what it is due to.",
		t.Before.N, t.Days, t.After.N)
}

// partlyIn tells whether a geometry has a part in an area, lines place by place.
func partlyIn(g orb.Geometry, area orb.MultiPolygon) bool {
	switch g := g.(type) {
	case nil:
		return false
	case orb.LineString:
		return len(within(g, area)) > 0
	case orb.MultiLineString:
		return slices.ContainsFunc(g, func(line orb.LineString) bool { return len(within(line, area)) > 0 })
	case orb.Collection:
		return slices.ContainsFunc(g, func(part orb.Geometry) bool { return partlyIn(part, area) })
	}
	common, err := geo.Intersection(g, area)
	return err == nil && len(common) > 0 || planar.MultiPolygonContains(area, g.Bound().Center())
}

// insteadM is how far round the area streets take part in looking for work: as far as that work's
// effect may reach into it.
const insteadM = 300

// instead lists the lighting and clearing that would do something in the area. The work lists of
// the whole town show a hundred pieces of work at most; here all that concern the area are found.
func (m *making) instead(ctx context.Context, d *Dossier) error {
	d.Instead = []Alternative{}
	in := m.nearby(d.Area.Bound())
	for _, list := range []List{Lighting, Clearing} {
		w, err := Rank(ctx, in, list, Params{Open: m.open})
		if err != nil {
			return fmt.Errorf("what %s would do instead: %w", list, err)
		}
		for _, it := range w.Items {
			if !partlyIn(it.Geometry, d.Area) {
				continue
			}
			a := Alternative{
				List: list, Key: it.Key, Title: it.Title, Why: it.Why, Expected: expected(it), LengthM: it.LengthM,
				CostKr: it.CostKr, CostKnown: it.CostKnown, State: it.State,
			}
			if d.Outside {
				a.Why = lang.Text{} // it tells how many reports there are
			}
			d.Instead = append(d.Instead, a)
			d.Instead[len(d.Instead)-1].Rank = len(d.Instead)
		}
	}
	return nil
}

// nearby is the input round an area.
func (m *making) nearby(box orb.Bound) Input {
	in := m.Input
	streets := box.Pad(insteadM)
	for _, h := range in.Hotspots { // whole, since their share is told
		if shape := h.Shape.Bound(); shape.Intersects(box) {
			streets = streets.Union(shape)
		}
	}
	in.Segments = slices.DeleteFunc(slices.Clone(in.Segments), func(s street.Segment) bool { return !s.Line.Bound().Intersects(streets) })
	objects := streets
	for _, s := range in.Segments {
		objects = objects.Union(s.Line.Bound())
	}
	objects = objects.Pad(overlay.ReachM(overlay.Vegetation))
	in.Objects = slices.DeleteFunc(slices.Clone(in.Objects), func(o overlay.Object) bool {
		return o.Geometry == nil || !o.Geometry.Bound().Intersects(objects)
	})
	in.Hotspots = slices.DeleteFunc(slices.Clone(in.Hotspots), func(h hotspot.Hotspot) bool { return !h.Shape.Bound().Intersects(streets) })
	return in
}

// expected says what a piece of work would change.
func expected(it Item) lang.Text {
	var parts []lang.Text
	for _, r := range it.Rises {
		parts = append(parts, lang.T("%s går från %s till %s", "%s go from %s to %s", metres(r.LengthM), r.From.Name(), r.To.Name()))
	}
	for _, f := range []struct {
		before, after float64
		what          lang.Text
	}{
		{it.Before.DarkM, it.After.DarkM, lang.T("mörk gata", "dark street")},
		{it.Before.ConcealedM, it.After.ConcealedM, lang.T("gata där någon kan stå osedd", "street where somebody could stand unseen")},
		{it.Before.BlockedM, it.After.BlockedM, lang.T("gata med skymd sikt", "street with blocked sight")},
	} {
		if (Change{f.before, f.after}).differs() {
			parts = append(parts, lang.T("%s: %s före, %s efter", "%s: %s before, %s after", f.what, metres(f.before), metres(f.after)))
		}
	}
	return join(parts, "; ")
}
