package measure

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/overlay/view"
)

// see works out what the cameras there are and the proposed ones see of the area.
func (m *making) see(ctx context.Context, d *Dossier) error {
	reach := d.Area.Bound().Pad(overlay.MostReachM)
	near := slices.DeleteFunc(slices.Clone(m.Objects), func(o overlay.Object) bool {
		return o.Geometry == nil || !o.Geometry.Bound().Intersects(reach.Pad(overlay.MostReachM))
	})
	built := newThings(near, overlay.Building)
	walls, err := overlay.WallsOf(built.objects)
	if err != nil {
		return err
	}
	d.Cameras = []CameraView{}
	for _, o := range slices.Concat(newThings(near, overlay.Camera).objects, m.added) {
		if o.ID > 0 && !o.Geometry.Bound().Intersects(reach) {
			continue
		}
		c, err := m.cameraView(o, walls)
		if err != nil {
			return fmt.Errorf("view of camera %d: %w", o.ID, err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if c.Proposed || c.Bands[view.Detect].AreaM2 > 0 || planar.MultiPolygonContains(d.Area, c.At) {
			d.Cameras = append(d.Cameras, c)
		}
	}
	if err := m.catches(ctx, d, built); err != nil {
		return err
	}
	open, err := openGround(d.Area, built)
	if err != nil {
		return err
	}
	known := newThings(near, overlay.Camera)
	if d.Now, err = m.coverage(ctx, d.Cameras, open, known, func(c CameraView) bool { return !c.Proposed }); err != nil {
		return err
	}
	if len(m.added) == 0 {
		return nil
	}
	known = newThings(slices.Concat(near, m.added), overlay.Camera)
	then, err := m.coverage(ctx, d.Cameras, open, known, func(CameraView) bool { return true })
	d.Then = &then
	return err
}

// cameraView is what one camera sees.
func (m *making) cameraView(o overlay.Object, walls *view.Walls) (CameraView, error) {
	v, err := overlay.ViewOf(o, walls)
	if err != nil {
		return CameraView{}, err
	}
	c := CameraView{
		Camera: o, Label: lang.T("Kamera %d", "Camera %d", o.ID), Proposed: o.ID < 0, Operator: o.Props.Operator, Purpose: o.Props.Purpose,
		Sure: o.DirectionKnown(), Inside: v.Inside, At: v.At, Ground: v.Ground, GroundM2: planar.Area(v.Ground),
	}
	if c.Proposed {
		c.Label = lang.T("Förslag %d", "Proposal %d", -o.ID)
	}
	operator := strings.ToLower(o.Props.Operator)
	c.Police = strings.Contains(operator, "polis") || strings.Contains(operator, "police")
	whole := planar.Area(m.draft.Area)
	for b := range view.Band(view.Bands) {
		ground, err := v.Band(b)
		if err != nil {
			return c, err
		}
		inArea, err := geo.Intersection(ground, m.draft.Area)
		if err != nil {
			return c, err
		}
		in := planar.Area(inArea)
		c.Bands = append(c.Bands, BandView{
			Band: b, Code: b.String(), Name: b.Name(), ReachM: v.ReachM[b], AreaM2: in, Share: min(1, in/whole), Ground: ground,
		})
	}
	return c, nil
}

// openGround is the area without what is built on it.
func openGround(area orb.MultiPolygon, built things) (orb.MultiPolygon, error) {
	var houses orb.MultiPolygon
	for _, i := range built.near(area.Bound()) {
		houses = append(houses, overlay.Polygons(built.objects[i].Geometry)...)
	}
	if len(houses) == 0 {
		return area, nil
	}
	houses, err := geo.Union(houses)
	if err != nil {
		return nil, err
	}
	return geo.Difference(area, houses)
}

// knownM is how far from a camera it is known whether others are there too, as a square: as
// exposures have it.
var knownM = overlay.DefaultParams().PadM

// coverage is what some of the cameras see together: of the ground by the surfaces, of the
// streets place by place.
func (m *making) coverage(ctx context.Context, all []CameraView, open orb.MultiPolygon, known things, takes func(CameraView) bool) (Coverage, error) {
	c := Coverage{}
	var sure, may []CameraView
	for _, one := range all {
		switch {
		case !takes(one) || one.Inside:
		case one.Sure:
			sure = append(sure, one)
		default:
			may = append(may, one)
		}
	}
	c.Cameras = len(sure)
	var watched orb.MultiPolygon
	for b := range view.Band(view.Bands) {
		joined, err := union(groundsOf(sure, b))
		if err != nil {
			return c, err
		}
		part, err := shareOf(open, joined)
		if err != nil {
			return c, err
		}
		if b == view.Detect {
			watched = joined
		}
		c.Bands = append(c.Bands, CoveredBand{Code: b.String(), Name: b.Name(), Ground: part})
	}
	if err := c.beside(ctx, open, watched, sure, may); err != nil {
		return c, err
	}
	m.alongStreets(&c, sure, known)
	c.Text = c.words()
	return c, nil
}

// beside fills in what two or more see, and what only cameras of unknown direction may see.
func (c *Coverage) beside(ctx context.Context, open, watched orb.MultiPolygon, sure, may []CameraView) error {
	twice, err := overlaps(ctx, groundsOf(sure, view.Detect))
	if err != nil {
		return err
	}
	joined, err := union(twice)
	if err != nil {
		return err
	}
	if c.Overlap, err = shareOf(open, joined); err != nil {
		return err
	}
	maybe, err := union(groundsOf(may, view.Detect))
	if err != nil {
		return err
	}
	unseen, err := geo.Difference(maybe, watched)
	if err != nil {
		return err
	}
	c.Possible, err = shareOf(open, unseen)
	return err
}

// shareOf is the share of a surface that lies in another.
func shareOf(whole, part orb.MultiPolygon) (float64, error) {
	common, err := geo.Intersection(part, whole)
	if err != nil || len(common) == 0 {
		return 0, err
	}
	return min(1, planar.Area(common)/planar.Area(whole)), nil
}

func groundsOf(cameras []CameraView, b view.Band) []orb.MultiPolygon {
	var all []orb.MultiPolygon
	for _, c := range cameras {
		if ground := c.Bands[b].Ground; len(ground) > 0 {
			all = append(all, ground)
		}
	}
	return all
}

// union joins surfaces one after another.
func union(grounds []orb.MultiPolygon) (orb.MultiPolygon, error) {
	var flat orb.MultiPolygon
	for _, g := range grounds {
		flat = append(flat, g...)
	}
	if len(flat) == 0 {
		return nil, nil
	}
	return geo.Union(flat)
}

// overlaps are the surfaces that lie in two or more.
func overlaps(ctx context.Context, grounds []orb.MultiPolygon) ([]orb.MultiPolygon, error) {
	var twice []orb.MultiPolygon
	for i, a := range grounds {
		for _, b := range grounds[:i] {
			if !a.Bound().Intersects(b.Bound()) {
				continue
			}
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			common, err := geo.Intersection(a, b)
			if err != nil {
				return nil, err
			}
			if len(common) > 0 {
				twice = append(twice, common)
			}
		}
	}
	return twice, nil
}

// alongStreets fills in the shares of the street length.
func (m *making) alongStreets(c *Coverage, sure []CameraView, cameras things) {
	var length, known float64
	var in [view.Bands]float64
	var seen [view.Bands][]viewed
	for b := range seen {
		for _, ground := range groundsOf(sure, view.Band(b)) {
			seen[b] = append(seen[b], newViewed(ground))
		}
	}
	for _, p := range m.points {
		length += p.lengthM
		if len(cameras.near(p.at.Bound().Pad(knownM))) == 0 {
			continue
		}
		known += p.lengthM
		for b := range in {
			if slices.ContainsFunc(seen[b], func(ground viewed) bool { return ground.holds(p.at) }) {
				in[b] += p.lengthM
			}
		}
	}
	c.Known = known / length
	for b := range in {
		if known > 0 {
			c.Bands[b].Street = in[b] / known
		}
	}
}

// words says how much is covered.
func (c Coverage) words() lang.Text {
	if c.Known == 0 {
		return lang.T("Inga kameror är kända här eller i närheten: om platsen bevakas är okänt.",
			"No cameras are known here or near by: whether the place is watched is unknown.")
	}
	text := lang.T("%s: %s av gatornas längd syns så att någon kan upptäckas och %s så att någon kan identifieras; två eller fler ser %s av marken.",
		"%s: %s of the street length is seen so that somebody can be detected and %s so that somebody can be identified; two or more see %s of the ground.",
		counted(c.Cameras, "kamera med känd riktning", "kameror med känd riktning", "camera of known direction", "cameras of known direction"),
		percent(c.Bands[view.Detect].Street), percent(c.Bands[view.Identify].Street), percent(c.Overlap))
	if c.Possible > 0 {
		text = lang.T("%s Ytterligare %s av marken ses kanske av kameror vars riktning är okänd; det räknas inte som täckt.",
			"%s Another %s of the ground may be seen by cameras whose direction is unknown; it does not count as covered.", text, percent(c.Possible))
	}
	return text
}
