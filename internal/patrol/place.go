package patrol

import (
	"fmt"
	"math"
	"time"

	"github.com/paulmach/orb"
	sphere "github.com/paulmach/orb/geo"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
)

// Place puts a track on the municipality's map: metric points, those of the shift with
// Leeway on both sides alone, since nobody's way home is anybody's business. It returns
// Invalid for a track that lies far from extent, the metric box of the municipality's areas
// and streets, or wholly outside the shift.
func (t Track) Place(m municipality.Municipality, extent orb.Bound, from, to time.Time) ([]Fix, error) {
	p, err := geo.NewProjector(m.CRS)
	if err != nil {
		return nil, fmt.Errorf("projector of %s: %w", m.Code, err)
	}
	if km, far := t.farOff(p, extent); far {
		return nil, badTrack("spåret ligger %s km från %s; välj spåret från det här passet",
			"the track lies %s km from %s; choose the track of this shift", lang.Decimal(km, 0), m.Name)
	}
	var points []Fix
	for _, f := range t.Points {
		if f.At.Before(from.Add(-Leeway)) || f.At.After(to.Add(Leeway)) {
			continue
		}
		xy, err := p.Metric(f.Point)
		if err != nil || !extent.Pad(report.OutsideM).Contains(xy) {
			continue // a stray point: most of the track is near
		}
		f.Point = xy
		points = append(points, f)
	}
	if len(points) < 2 {
		return nil, fault.New(fault.Invalid, lang.T("spåret kan inte tas emot", "the track cannot be accepted"), t.notOf(from, to, m.Location()))
	}
	return points, nil
}

// until is what of a track was walked by an instant: a route that a phone has made up of a
// plan tells times that have not been. It returns Invalid where that is less than two points.
func (t Track) until(now time.Time, m municipality.Municipality) (Track, error) {
	n := len(t.Points)
	for n > 0 && t.Points[n-1].At.After(now) {
		n--
	}
	if n < 2 {
		return Track{}, badTrack("spåret börjar %s, som inte har varit än; lämna in det som spelades in när ni gick",
			"the track begins %s, which has not been yet; bring in what was recorded as you walked",
			t.Points[0].At.In(m.Location()).Format("2006-01-02 15:04"))
	}
	t.Points, t.Dropped = t.Points[:n], t.Dropped+len(t.Points)-n
	return t, nil
}

// notOf says that a track is not of a shift.
func (t Track) notOf(from, to time.Time, loc *time.Location) fault.Field {
	clock := func(at time.Time) string { return at.In(loc).Format("2006-01-02 15:04") }
	return field("time", "spåret går från %s till %s och passet från %s till %s; minst två punkter ska ligga i passet, med två timmars marginal",
		"the track runs from %s to %s and the shift from %s to %s; at least two points must lie in the shift, with two hours to spare",
		clock(t.Points[0].At), clock(t.Points[len(t.Points)-1].At), clock(from), clock(to))
}

// farOff tells whether half of a track or more lies far from a metric box, and how far in
// kilometres its nearest such point is.
func (t Track) farOff(p *geo.Projector, extent orb.Bound) (km float64, far bool) {
	box, err := degreesOf(p, extent)
	if err != nil {
		return 0, false
	}
	count, nearest := 0, math.Inf(1)
	for _, f := range t.Points {
		at := orb.Point{
			math.Min(math.Max(f.Point[0], box.Min[0]), box.Max[0]),
			math.Min(math.Max(f.Point[1], box.Min[1]), box.Max[1]),
		}
		if d := sphere.DistanceHaversine(f.Point, at); d > report.OutsideM {
			count, nearest = count+1, math.Min(nearest, d)
		}
	}
	return nearest / 1000, 2*count >= len(t.Points)
}

// degreesOf is the box in degrees around the corners of a metric one.
func degreesOf(p *geo.Projector, b orb.Bound) (orb.Bound, error) {
	corners := orb.MultiPoint{b.Min, {b.Min[0], b.Max[1]}, b.Max, {b.Max[0], b.Min[1]}}
	for i, c := range corners {
		q, err := p.LonLat(c)
		if err != nil {
			return orb.Bound{}, err
		}
		corners[i] = q
	}
	return corners.Bound(), nil
}
