package measure

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/overlay"
)

// candidate is a piece of work before its gain is known.
type candidate struct {
	Item
	works  []int // the lamps or plants to work on, by number, ascending
	of     things
	change change
	which  []int  // segments that it may alter, ascending
	named  int    // the segment that it is named by
	anchor string // of its key, beside its objects: a crossing, a stretch

	bearM    float64 // how far from what is worked on its effect counts; 0: all along the streets
	at       *span   // when its light is looked at; nil: on a walk in the dark
	hint     float64 // metres it may gain, to be tried in that order
	reckon   func(ctx context.Context, c *candidate) error
	useful   bool      // it gains something
	crossing *crossing // where sight is opened; nil: elsewhere
	accounts int       // reports, each counted
}

// begin fills in what is known before the gain is.
func (t *town) begin(c *candidate, list List) {
	c.List, c.State, c.Street = list, Proposed, t.Segments[c.named].Name
	c.CostKnown = len(c.works) > 0
	for _, i := range c.works {
		p := partOf(c.of.objects[i])
		c.Objects = append(c.Objects, p)
		c.CostKr += p.UnitCost
		c.CostKnown = c.CostKnown && p.UnitCost > 0
	}
	c.Key = c.key()
	t.weigh(c, c.which, anyStreet)
}

// bearsOn tells whether what is worked on lies within bearM of a place.
func (c *candidate) bearsOn(p orb.Point) bool {
	return slices.ContainsFunc(c.of.near(p.Bound().Pad(c.bearM)), func(k int) bool {
		_, works := slices.BinarySearch(c.works, k)
		return works && apart(orb.LineString{p}, c.of.objects[k].Geometry) <= c.bearM
	})
}

// key names the work by its objects.
func (c *candidate) key() string {
	names := []string{c.anchor}
	for _, p := range c.Objects {
		names = append(names, nameOf(p.Source, p.ExternalID, p.ID))
	}
	slices.Sort(names)
	return keyOf(c.List, c.Action, names)
}

// nameOf names an object between imports.
func nameOf(source, externalID string, id int64) string {
	if externalID == "" {
		return fmt.Sprintf("%s#%d", source, id)
	}
	return source + "/" + externalID
}

func keyOf(list List, action Action, names []string) string {
	sum := sha256.New()
	for _, n := range names {
		fmt.Fprintf(sum, "%d:%s", len(n), n)
	}
	return fmt.Sprintf("%s-%s-%s", list, action, hex.EncodeToString(sum.Sum(nil)[:8]))
}

func partOf(o overlay.Object) Part {
	p := Part{
		ID: o.ID, Kind: o.Kind, Source: o.Source, ExternalID: o.ExternalID,
		Class: o.Props.Class, Owner: o.Props.Owner, Pole: o.Props.Pole, Cabinet: o.Props.Cabinet,
		Dimming: o.Props.Dimming, UnitCost: o.Props.UnitCost, Protected: o.Props.Protected,
		At: o.Geometry.Bound().Center(), Geometry: o.Geometry, State: Proposed,
	}
	switch o.Kind {
	case overlay.Lamp:
		p.HeightM = o.LampHeightM()
	case overlay.Vegetation:
		p.CrownBaseM, p.HeightM, _ = o.Crown(true)
	}
	return p
}

// lines are the lines of some segments.
func (t *town) lines(which []int) orb.MultiLineString {
	var all orb.MultiLineString
	for _, i := range which {
		all = append(all, t.Segments[i].Line)
	}
	return all
}

// gains fills in the segments that gain, and what that touches.
func (t *town) gains(c *candidate, which []int, before, after []seen) {
	c.Segments, c.LengthM = []int64{}, 0
	for _, i := range which {
		c.Segments = append(c.Segments, t.Segments[i].ID)
		c.LengthM += t.Segments[i].LengthM
	}
	c.Geometry = t.lines(which)
	c.Before, c.After = t.effect(which, before), t.effect(which, after)
	c.Rises = t.rises(which, before, after)
	c.LiftedM = 0
	for _, r := range c.Rises {
		c.LiftedM += r.LengthM
	}
	t.weigh(c, which, func(k int) bool { return c.bearM == 0 || after[k].lit.Class > before[k].lit.Class })
}

// compare holds views of a candidate's segments against what they are now and keeps those for
// which gained holds.
func (t *town) compare(c *candidate, after func(k int, now seen) seen, gained func(segment int, before, after seen) bool) (which []int, b, a []seen) {
	for k, i := range c.which {
		now := look(t.exposures[i], c.at)
		then := after(k, now)
		if gained(i, now, then) {
			which, b, a = append(which, i), append(b, now), append(a, then)
		}
	}
	return which, b, a
}

// relit is what changed lamps make of a view, and regrown what changed greenery does.
func (c *candidate) relit(exposures []overlay.Exposure) func(k int, now seen) seen {
	return func(k int, now seen) seen { return seen{look(exposures[k], c.at).lit, now.sight} }
}

func (c *candidate) regrown(exposures []overlay.Exposure) func(k int, now seen) seen {
	return func(k int, now seen) seen { return seen{now.lit, look(exposures[k], c.at).sight} }
}

// nearest is the segment next to a place, at most so many metres away.
func (t *town) nearest(p orb.Point, metres float64, takes func(i int) bool) (int, bool) {
	i, _, ok := t.index.Nearest(p, metres, func(i int) float64 {
		if !takes(i) {
			return math.Inf(1)
		}
		_, _, d := geo.Nearest(t.Segments[i].Line, p)
		return d
	})
	return i, ok
}

func anyStreet(int) bool { return true }

// member is a thing that a piece of work may be made of.
type member struct {
	number  int // among things
	segment int // that it stands by
	group   string
}

// groups joins members of one group that lie at most gapM apart, box to box, by the numbers of
// their first members.
func groups(of things, members []member, gapM float64) [][]member {
	slices.SortFunc(members, func(a, b member) int { return a.number - b.number })
	bounds := make([]orb.Bound, len(members))
	for k, m := range members {
		bounds[k] = of.objects[m.number].Geometry.Bound()
	}
	index := geo.NewIndex(bounds)
	taken := make([]bool, len(members))
	var all [][]member
	for first := range members {
		if taken[first] {
			continue
		}
		taken[first] = true
		reached := []int{first}
		for k := 0; k < len(reached); k++ {
			from := reached[k]
			index.Search(bounds[from].Pad(gapM), func(i int) bool {
				if !taken[i] && members[i].group == members[from].group {
					taken[i] = true
					reached = append(reached, i)
				}
				return true
			})
		}
		slices.Sort(reached)
		var one []member
		for _, i := range reached {
			one = append(one, members[i])
		}
		all = append(all, one)
	}
	return all
}

// numbers are the things of a group, and the segment that most of them stand by, of equals the
// first.
func numbers(group []member) (works []int, named int) {
	by := map[int]int{}
	for _, m := range group {
		works = append(works, m.number)
		by[m.segment]++
	}
	named = group[0].segment
	for _, m := range group {
		if n := by[m.segment]; n > by[named] || n == by[named] && m.segment < named {
			named = m.segment
		}
	}
	return works, named
}

// around are the segments within some metres of some things for which takes holds, ascending.
func (t *town) around(of things, works []int, metres float64, takes func(i int) bool) []int {
	var all []int
	for _, k := range works {
		all = append(all, t.near(of.objects[k].Geometry, metres)...)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(i int) bool { return !takes(i) })
}
