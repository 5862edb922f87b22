package measure

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/overlay"
	"tryggled/internal/overlay/light"
)

// What is proposed where there are too few lamps.
const (
	addKnown  = 0.5 // share of a segment whose light is known, at least
	lampSideM = 2   // from the middle of the path to the pole, on the right
	moreLamps = 4   // lamps more than the row asks for, at most, for bends and ends
)

// proposed is the lamp that is proposed: the default one.
func proposed(at orb.Point) overlay.Object {
	o := overlay.Object{Kind: overlay.Lamp, Geometry: at}
	o.Props.Status, o.Props.Mount, o.Props.Method = overlay.Working, overlay.LampDefaults[0].Mount, "led"
	o.Props.HeightM, o.Props.Lumens = overlay.LampDefaults[0].HeightM, overlay.LampDefaults[0].Lumens
	return o
}

// adding finds the streets with hotspots, reports or schools that are known to be dark and
// would be with all their lamps in order, in stretches that hang together.
func (t *town) adding(ctx context.Context) ([]*candidate, error) {
	var dark []int
	for i, e := range t.exposures {
		l := e.Typical().Light
		if l.Class == light.Below && l.Known() >= addKnown && t.Segments[i].LengthM > 0 &&
			(len(t.touched[i]) > 0 || len(t.school[i]) > 0 || len(t.hears(i)) > 0) {
			dark = append(dark, i)
		}
	}
	if len(dark) == 0 {
		return nil, ctx.Err()
	}
	all := t.full().apply(t.lamps, t.lamps.near(t.boundOf(dark).Pad(light.ReachM+1)))
	best, err := overlay.Compute(ctx, t.network, dark, all, overlay.Params{})
	if err != nil {
		return nil, fmt.Errorf("light of lamps in order: %w", err)
	}
	var without []int
	for k, i := range dark {
		if best[k].Typical().Light.Class == light.Below {
			without = append(without, i)
		}
	}
	var found []*candidate
	for _, stretch := range t.stretches(without) {
		c := &candidate{of: t.lamps, which: stretch, named: stretch[0], reckon: t.reckonAdd}
		c.Action, c.Owner = Add, t.lightsAround(stretch)
		for _, i := range stretch {
			s := t.Segments[i]
			c.hint += s.LengthM
			c.anchor += fmt.Sprintf("%d:%d-%d;", s.Way, s.From, s.To)
		}
		found = append(found, c)
	}
	return found, nil
}

// goesOn tells whether a segment is the same street as another, or as nameless and of the same
// class.
func (t *town) goesOn(i, next int) bool {
	a, b := t.Segments[i], t.Segments[next]
	return a.Name == b.Name && (a.Name != "" || a.Class == b.Class)
}

// stretches joins segments that go on as one street and share an end, by their first segments.
func (t *town) stretches(which []int) [][]int {
	at := map[int64][]int{} // positions in which, by node
	for k, i := range which {
		at[t.Segments[i].From] = append(at[t.Segments[i].From], k)
		at[t.Segments[i].To] = append(at[t.Segments[i].To], k)
	}
	taken := make([]bool, len(which))
	var all [][]int
	for first := range which {
		if taken[first] {
			continue
		}
		taken[first] = true
		reached := []int{first}
		for n := 0; n < len(reached); n++ {
			s := t.Segments[which[reached[n]]]
			for _, k := range slices.Concat(at[s.From], at[s.To]) {
				if !taken[k] && t.goesOn(which[reached[n]], which[k]) {
					taken[k] = true
					reached = append(reached, k)
				}
			}
		}
		slices.Sort(reached)
		var stretch []int
		for _, k := range reached {
			stretch = append(stretch, which[k])
		}
		all = append(all, stretch)
	}
	return all
}

// ownerM is how far from a stretch whoever keeps most of the lamps is taken to light it too.
const ownerM = 100

// lightsAround is the unit that keeps most of the lamps round a stretch; of equals the first by
// name, and nobody where no owner is known.
func (t *town) lightsAround(stretch []int) (owner string) {
	kept := map[string]int{}
	for _, k := range t.lamps.near(t.boundOf(stretch).Pad(ownerM)) {
		if by := t.lamps.objects[k].Props.Owner; by != "" {
			kept[by]++
		}
	}
	for _, by := range slices.Sorted(maps.Keys(kept)) {
		if kept[by] > kept[owner] {
			owner = by
		}
	}
	return owner
}

// reckonAdd puts up as few lamps as give the class asked for, P4 by schools and in hotspots and
// else P5: spaced as a straight row would be, more where bends and ends ask for it, and fewer
// where what lights one branch of a path lights the next.
func (t *town) reckonAdd(ctx context.Context, c *candidate) error {
	goal := light.P5
	if c.School || len(c.Hotspots) > 0 {
		goal = light.P4
	}
	spacing := Spacing(goal)
	var best *candidate
	for more := range moreLamps + 1 {
		var lamps []overlay.Object
		for _, line := range t.chains(c.which) {
			n := int(math.Ceil(geo.Length(line)/spacing-1e-9)) + more
			lamps = append(lamps, lampRow(line, n)...)
		}
		one, err := t.with(ctx, c, lamps)
		if err != nil {
			return err
		}
		if one.useful && (best == nil || one.After.Class > best.After.Class) {
			best = one
		}
		if best != nil && t.reaches(best, goal) {
			break
		}
	}
	if best == nil {
		return nil
	}
	best, err := t.thinned(ctx, best, goal)
	if err != nil {
		return err
	}
	*c = *best
	for k := range c.New { // what has become of each is read back by it
		c.New[k].ExternalID = fmt.Sprintf("ny %d", k+1)
	}
	return nil
}

// with is a candidate with some lamps put up.
func (t *town) with(ctx context.Context, c *candidate, lamps []overlay.Object) (*candidate, error) {
	one := *c
	one.New, one.change.added, one.useful = lamps, slices.Clone(lamps), false
	for k := range one.change.added {
		// It tells nothing of places that it does not light: they stay unknown.
		one.change.added[k].Source = overlay.SourceHand
	}
	return &one, t.reckonLight(ctx, &one)
}

// thinned takes away lamps, those that stand closest to others first, while as much is reached
// without them.
func (t *town) thinned(ctx context.Context, c *candidate, goal light.Class) (*candidate, error) {
	reached := t.reaches(c, goal)
	best, gone := c, make([]bool, len(c.New))
	for _, k := range byCrowding(c.New) {
		gone[k] = true
		var left []overlay.Object
		for i, o := range c.New {
			if !gone[i] {
				left = append(left, o)
			}
		}
		one, err := t.with(ctx, c, left)
		if err != nil {
			return nil, err
		}
		if one.useful && one.LiftedM >= c.LiftedM-slack && (t.reaches(one, goal) || !reached && one.After.Class >= c.After.Class) {
			best = one
		} else {
			gone[k] = false
		}
	}
	return best, nil
}

// byCrowding are the numbers of lamps, that which stands closest to another first.
func byCrowding(lamps []overlay.Object) []int {
	order, room := make([]int, len(lamps)), make([]float64, len(lamps))
	for i, a := range lamps {
		order[i], room[i] = i, math.Inf(1)
		for k, b := range lamps {
			if k != i {
				room[i] = min(room[i], geo.Dist(a.Geometry.Bound().Center(), b.Geometry.Bound().Center()))
			}
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(room[a], room[b]) })
	return order
}

// reaches tells whether all of a stretch rises to a class.
func (t *town) reaches(c *candidate, goal light.Class) bool {
	var length float64
	for _, r := range c.Rises {
		if r.To < goal {
			return false
		}
	}
	for _, i := range c.which {
		length += t.Segments[i].LengthM * t.exposures[i].Typical().Light.Known()
	}
	return c.LiftedM >= length-slack
}

// lampRow puts n lamps along a line, half a spacing from its ends.
func lampRow(line orb.LineString, n int) []overlay.Object {
	length := geo.Length(line)
	var lamps []overlay.Object
	for k := range n {
		d := (float64(k) + 0.5) * length / float64(n)
		at, ahead, back := geo.Along(line, d), geo.Along(line, min(length, d+1)), geo.Along(line, max(0, d-1))
		if along := geo.Dist(ahead, back); along > 0 {
			at[0] += lampSideM * (ahead[1] - back[1]) / along
			at[1] -= lampSideM * (ahead[0] - back[0]) / along
		}
		lamps = append(lamps, proposed(at))
	}
	return lamps
}

// chains draws segments that hang together as lines that are as long as they can be: from an
// end or a fork to the next.
func (t *town) chains(which []int) []orb.LineString {
	at := map[int64][]int{}
	for _, i := range which {
		s := t.Segments[i]
		at[s.From] = append(at[s.From], i)
		at[s.To] = append(at[s.To], i)
	}
	drawn := map[int]bool{}
	var lines []orb.LineString
	for _, ends := range []bool{true, false} { // rounds have no end: from their first segment
		for _, i := range which {
			for _, start := range []int64{t.Segments[i].From, t.Segments[i].To} {
				if !drawn[i] && (len(at[start]) != 2 || !ends) {
					lines = append(lines, t.chain(i, start, at, drawn))
				}
			}
		}
	}
	return lines
}

func (t *town) chain(i int, start int64, at map[int64][]int, drawn map[int]bool) orb.LineString {
	var line orb.LineString
	for {
		drawn[i] = true
		s := t.Segments[i]
		piece, end := s.Line.Clone(), s.To
		if start != s.From {
			piece.Reverse()
			end = s.From
		}
		line = append(line, piece...)
		next := slices.IndexFunc(at[end], func(k int) bool { return !drawn[k] })
		if len(at[end]) != 2 || next < 0 {
			return line
		}
		i, start = at[end][next], end
	}
}

// Limits of Spacing, in metres.
const (
	leastSpacingM = 10
	mostSpacingM  = 60
)

// Spacing is how far apart, in whole metres, the default lamps may stand in a long straight row
// beside a path to give it a class along its middle: 39 for P5 and 26 for P4. It is
// leastSpacingM where even that gives less.
func Spacing(class light.Class) float64 {
	for s := mostSpacingM; s > leastSpacingM; s-- {
		if rowClass(float64(s)) >= class {
			return float64(s)
		}
	}
	return leastSpacingM
}

// rowClass is the class between two lamps of an endless row.
func rowClass(spacing float64) light.Class {
	var l light.Lamps
	one := proposed(orb.Point{})
	reach := math.Ceil(light.ReachM/spacing) + 1
	for k := -reach; k <= reach; k++ {
		l.X, l.Y = append(l.X, k*spacing), append(l.Y, -lampSideM)
		l.HeightM, l.Lumens = append(l.HeightM, one.LampHeightM()), append(l.Lumens, one.LampLumens())
		l.Factor, l.Optic = append(l.Factor, overlay.MaintenanceFactor), append(l.Optic, light.Even)
	}
	field, err := light.NewField(l, 1)
	if err != nil { // no lamp of ours is
		return light.ClassUnknown
	}
	points := make([]light.Point, int(math.Ceil(spacing)))
	for k := range points {
		points[k] = light.Point{X: (float64(k) + 0.5) * spacing / float64(len(points)), EastH: 1}
	}
	lux := make([]light.Lux, len(points))
	field.Sum(points, nil, lux)
	return light.Summarise(lux).Class
}
