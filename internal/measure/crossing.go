package measure

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/overlay"
)

// The sight that a crossing needs.
const (
	// SightFarM is how far along the street somebody at the kerb should see, in metres: what a
	// car at 30 km/h needs to stop (9 m of braking at 4 m/s² and 8 m in a second of reaction)
	// and some to spare.
	SightFarM = 25.0

	sightNearM = 10 // from the crossing to what has to go
	kerbM      = 4  // from the middle of the street to where one waits
	crossingM  = 15 // from a crossing to its street, at most
)

// crossing is a place where people cross, and the four lines along which they look out: from
// each kerb both ways, to the middle of the street SightFarM away.
type crossing struct {
	object  overlay.Object
	at      orb.Point
	segment int
	lines   [4][2]orb.Point
}

// walkways are no streets to look out over.
var walkways = []string{"footway", "path", "steps", "pedestrian", "cycleway", "corridor"}

// crossings are the crossings of the streets. The second value is how many lie on none.
func (t *town) crossings() (all []crossing, without int) {
	for _, o := range t.places.objects {
		if o.Props.Class != "crossing" {
			continue
		}
		at := o.Geometry.Bound().Center()
		i, ok := t.nearest(at, crossingM, func(i int) bool { return !slices.Contains(walkways, t.Segments[i].Class) })
		if !ok {
			i, ok = t.nearest(at, crossingM, anyStreet)
		}
		if !ok || t.Segments[i].LengthM == 0 {
			without++
			continue
		}
		all = append(all, crossingAt(o, i, t.Segments[i].Line))
	}
	return all, without
}

func crossingAt(o overlay.Object, segment int, line orb.LineString) crossing {
	c := crossing{object: o, at: o.Geometry.Bound().Center(), segment: segment}
	on, d, _ := geo.Nearest(line, c.at)
	length := geo.Length(line)
	a, b := geo.Along(line, max(0, d-1)), geo.Along(line, min(length, d+1))
	along := geo.Dist(a, b)
	east, north := (b[0]-a[0])/along, (b[1]-a[1])/along
	ahead, back := far(line, d+SightFarM), far(line, d-SightFarM)
	for k, side := range []float64{kerbM, -kerbM} {
		kerb := orb.Point{on[0] - side*north, on[1] + side*east}
		c.lines[2*k], c.lines[2*k+1] = [2]orb.Point{kerb, ahead}, [2]orb.Point{kerb, back}
	}
	return c
}

// far is a place so far along a line, which goes straight on past its ends.
func far(line orb.LineString, d float64) orb.Point {
	length := geo.Length(line)
	if d >= 0 && d <= length {
		return geo.Along(line, d)
	}
	end, inner, past := line[0], geo.Along(line, min(1, length)), -d
	if d > length {
		end, inner, past = line[len(line)-1], geo.Along(line, max(0, length-1)), d-length
	}
	step := geo.Dist(end, inner)
	return orb.Point{end[0] + past*(end[0]-inner[0])/step, end[1] + past*(end[1]-inner[1])/step}
}

// sight is how far along the street one sees from the kerbs, the shortest of the four, by what
// shapes stand there.
func (c crossing) sight(shapes []orb.MultiPolygon) float64 {
	least := SightFarM
	for _, line := range c.lines {
		for _, shape := range shapes {
			least = min(least, SightFarM*meets(line, shape))
		}
	}
	return least
}

// meets is how large a part of a line lies before a shape: 1 where it does not meet it.
func meets(line [2]orb.Point, shape orb.MultiPolygon) float64 {
	if planar.MultiPolygonContains(shape, line[0]) {
		return 0
	}
	first := 1.0
	for _, polygon := range shape {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				first = min(first, meetsEdge(line[0], line[1], ring[i-1], ring[i]))
			}
		}
	}
	return first
}

// meetsEdge is the part of p–q that lies before the edge a–b: 1 where they do not meet.
func meetsEdge(p, q, a, b orb.Point) float64 {
	dx, dy, ex, ey := q[0]-p[0], q[1]-p[1], b[0]-a[0], b[1]-a[1]
	cross := dx*ey - dy*ex
	if cross == 0 {
		return 1
	}
	along := ((a[0]-p[0])*ey - (a[1]-p[1])*ex) / cross
	on := ((a[0]-p[0])*dy - (a[1]-p[1])*dx) / cross
	if along < 0 || along > 1 || on < 0 || on > 1 {
		return 1
	}
	return along
}

// box holds the lines of a crossing.
func (c crossing) box() orb.Bound {
	box := c.at.Bound()
	for _, line := range c.lines {
		box = box.Extend(line[0]).Extend(line[1])
	}
	return box
}

// sightLines finds what cuts the sight at crossings and on the ways to schools.
func (t *town) sightLines(context.Context) ([]*candidate, notes, error) {
	var n notes
	found, err := t.atCrossings(&n)
	if err != nil {
		return nil, n, err
	}
	blocked := func(i int) bool { return len(t.school[i]) > 0 && t.exposures[i].LeafOn.Blocked > 0 }
	school, err := t.greenWork(blocked, func(overlay.Object, Action) (Action, string) { return Open, "" },
		func(_ int, before, after seen) bool { return after.sight.Blocked < before.sight.Blocked })
	t.greenNotes(&n)
	return slices.Concat(found, school), n, err
}

// atCrossings finds the plants that cut the sight at crossings, by their owners.
func (t *town) atCrossings(n *notes) ([]*candidate, error) {
	all, without := t.crossings()
	if without > 0 {
		n.say("ingen känd gata ligger vid %s: sikten där är inte bedömd", "no known street lies by %s: the sight there was not judged",
			counted(without, "övergångsställe", "övergångsställen", "crossing", "crossings"))
	}
	var found []*candidate
	built := 0
	for _, c := range all {
		culprits, err := t.culprits(c)
		if err != nil {
			return nil, err
		}
		if hidden, err := t.behindWalls(c); err != nil {
			return nil, err
		} else if hidden {
			built++
		}
		for _, works := range culprits {
			found = append(found, t.openAt(c, works))
		}
	}
	if built > 0 {
		n.say("vid %s skymmer byggnader eller murar sikten; det löser ingen röjning", "buildings or walls cut the sight at %s; no clearing mends that",
			counted(built, "övergångsställe", "övergångsställen", "crossing", "crossings"))
	}
	return found, nil
}

// culprits are the plants near a crossing that cut one of its lines, by owner.
func (t *town) culprits(c crossing) ([][]int, error) {
	var all []int
	for _, k := range t.greens.near(c.at.Bound().Pad(sightNearM)) {
		o := t.greens.objects[k]
		if !o.CutsSight(true) {
			continue
		}
		shape, err := o.Footprint()
		if err != nil {
			return nil, fmt.Errorf("plant %d: %w", o.ID, err)
		}
		if c.sight([]orb.MultiPolygon{shape}) < SightFarM && apart(orb.LineString{c.at, c.at}, shape) <= sightNearM {
			all = append(all, k)
		}
	}
	owner := func(k int) string { return t.greens.objects[k].Props.Owner }
	slices.SortStableFunc(all, func(a, b int) int { return cmp.Compare(owner(a), owner(b)) })
	var by [][]int
	for i, k := range all {
		if i == 0 || owner(k) != owner(all[i-1]) {
			by = append(by, nil)
		}
		by[len(by)-1] = append(by[len(by)-1], k)
	}
	return by, nil
}

// behindWalls tells whether something built cuts the sight at a crossing.
func (t *town) behindWalls(c crossing) (bool, error) {
	shapes, err := shapesOf(t.built, c.box())
	return c.sight(shapes) < SightFarM, err
}

// shapesOf are the surfaces of what cuts the sight in a box.
func shapesOf(of things, box orb.Bound) ([]orb.MultiPolygon, error) {
	var objects []overlay.Object
	for _, k := range of.near(box) {
		objects = append(objects, of.objects[k])
	}
	return cutting(objects)
}

func cutting(objects []overlay.Object) ([]orb.MultiPolygon, error) {
	var shapes []orb.MultiPolygon
	for _, o := range objects {
		if !o.CutsSight(true) {
			continue
		}
		shape, err := o.Footprint()
		if err != nil {
			return nil, fmt.Errorf("object %d: %w", o.ID, err)
		}
		shapes = append(shapes, shape)
	}
	return shapes, nil
}

// openAt is the work of opening the sight at a crossing.
func (t *town) openAt(at crossing, works []int) *candidate {
	c := &candidate{of: t.greens, bearM: greenSeenM, works: works, named: at.segment, crossing: &at, hint: SightFarM}
	c.Action, c.Owner = Open, t.greens.objects[works[0]].Props.Owner
	c.anchor = "crossing " + nameOf(at.object.Source, at.object.ExternalID, at.object.ID)
	c.which = t.around(t.greens, works, greenSeenM, func(i int) bool {
		s := t.exposures[i].LeafOn
		return i == at.segment || s.Concealed > 0 || s.Blocked > 0
	})
	if !slices.Contains(c.which, at.segment) {
		c.which = append(c.which, at.segment)
		slices.Sort(c.which)
	}
	c.reckon = t.reckonCrossing
	return c
}

// reckonCrossing works out how far one sees at a crossing when its greenery is freed, and what
// that gives the streets around.
func (t *town) reckonCrossing(ctx context.Context, c *candidate) error {
	if err := t.free(c, c.crossing.at, sightNearM); err != nil {
		return err
	}
	exposures, err := t.green(ctx, c.which, c.change)
	if err != nil {
		return err
	}
	before, after, err := t.sightAt(c)
	if err != nil || after <= before {
		return err
	}
	which, b, a := t.compare(c, c.regrown(exposures), func(i int, b, a seen) bool {
		return i == c.crossing.segment || clearer(i, b, a)
	})
	t.gains(c, which, b, a)
	c.Before.SightM, c.After.SightM = before, after
	c.useful = true
	return nil
}

// sightAt is the sight at a candidate's crossing, before and after.
func (t *town) sightAt(c *candidate) (before, after float64, err error) {
	box := c.crossing.box()
	walls, err := shapesOf(t.built, box)
	if err != nil {
		return 0, 0, err
	}
	near := t.greens.near(box)
	var now []overlay.Object
	for _, k := range near {
		now = append(now, t.greens.objects[k])
	}
	standing, err := cutting(now)
	if err != nil {
		return 0, 0, err
	}
	left, err := cutting(c.change.apply(t.greens, near))
	if err != nil {
		return 0, 0, err
	}
	return c.crossing.sight(slices.Concat(walls, standing)), c.crossing.sight(slices.Concat(walls, left)), nil
}
