package export

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-gpx"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// GPX writes a team's tour as GPX 1.1: a waypoint for each stop, a route of base,
// turns and stops, and a track along the streets whose points tell when to be there. It returns
// NotFound for a team that the plan lacks.
func GPX(w io.Writer, p route.Planned, number int, l lang.Lang) error {
	t, err := paperOf(p, number, l)
	if err != nil {
		return err
	}
	projector, err := geo.NewProjector(p.Municipality.CRS)
	if err != nil {
		return err
	}
	doc, err := t.gpx(projector)
	if err != nil {
		return fmt.Errorf("GPX of team %d: %w", number, err)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	if err := doc.WriteIndent(w, "", "  "); err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n")
	return err
}

func (t team) gpx(p *geo.Projector) (*gpx.GPX, error) {
	doc := &gpx.GPX{Version: "1.1", Creator: "Tryggled", Metadata: t.gpxMetadata()}
	rte := &gpx.RteType{Name: t.title(), Desc: t.summary(), Number: t.tour.Number}
	point := func(at orb.Point, when time.Time) (*gpx.WptType, error) {
		q, err := lonLat(p, at)
		return &gpx.WptType{Lat: q[1], Lon: q[0], Time: when.UTC()}, err
	}
	add := func(pt *gpx.WptType, err error) error {
		rte.RtePt = append(rte.RtePt, pt)
		return err
	}
	base := func(place plan.Place, when time.Time) error {
		pt, err := point(place.Point, when)
		pt.Name, pt.Type = place.Name.In(t.lang), "base"
		return add(pt, err)
	}
	if err := base(t.tour.Base, t.tour.Start); err != nil {
		return nil, err
	}
	for i := range len(t.tour.Visits) + 1 {
		legs := t.legsTo(i)
		for k, leg := range legs {
			if err := t.gpxTurns(leg, point, add); err != nil {
				return nil, err
			}
			if k < len(legs)-1 {
				if err := base(t.tour.Base, leg.Arrive); err != nil {
					return nil, err
				}
			}
		}
		if i == len(t.tour.Visits) {
			break
		}
		v := t.tour.Visits[i]
		stop, err := point(v.Place.Point, v.Arrive)
		stop.Name, stop.Type = fmt.Sprintf("%d %s", v.Number, v.Place.Name.In(t.lang)), "stop"
		stop.Desc, stop.Sym = t.stopDesc(v), "Flag, Blue"
		doc.Wpt = append(doc.Wpt, stop)
		if err := add(stop, err); err != nil {
			return nil, err
		}
	}
	if err := base(finishOf(t.tour), t.tour.End); err != nil {
		return nil, err
	}
	doc.Rte = []*gpx.RteType{rte}
	points, err := t.track(p)
	if err != nil {
		return nil, err
	}
	if len(points) > 0 {
		doc.Trk = []*gpx.TrkType{{Name: t.title(), Number: t.tour.Number, TrkSeg: []*gpx.TrkSegType{{TrkPt: points}}}}
	}
	doc.Metadata.Bounds = boundsOf(slices.Concat(rte.RtePt, points))
	return doc, nil
}

// gpxTurns adds the points of a leg where an instruction is followed, with the time when the team
// is there: a stretch may begin after its corner or before it. That one is there is told by what
// comes next.
func (t team) gpxTurns(leg route.Leg, point func(orb.Point, time.Time) (*gpx.WptType, error), add func(*gpx.WptType, error) error) error {
	told, at, long := 0.0, 0.0, geo.Length(leg.Line)
	for _, turn := range leg.Turns {
		if turn.Kind == route.Arrive {
			continue
		}
		at = max(at, metresAlong(leg.Line, turn.At, told*long/max(1, leg.LengthM)))
		pt, err := point(turn.At, timeAlong(leg, at, long))
		pt.Name, pt.Type = turn.Text.In(t.lang), "turn"
		if err := add(pt, err); err != nil {
			return err
		}
		told += turn.LengthM
	}
	return nil
}

// metresAlong is how far along a line a point of it lies; of a line that comes by more than once
// the time nearest to a guess.
func metresAlong(line orb.LineString, p orb.Point, guess float64) float64 {
	const on = 0.5 // metres beside the line, of what lies on it
	best, walked := guess, 0.0
	nearest := math.Inf(1)
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		long := geo.Dist(a, b)
		if long > 0 {
			dx, dy := b[0]-a[0], b[1]-a[1]
			share := min(1, max(0, ((p[0]-a[0])*dx+(p[1]-a[1])*dy)/(long*long)))
			foot, here := orb.Point{a[0] + share*dx, a[1] + share*dy}, walked+share*long
			if off := math.Abs(here - guess); geo.Dist(foot, p) <= on && off < nearest {
				best, nearest = here, off
			}
		}
		walked += long
	}
	return best
}

func (t team) gpxMetadata() *gpx.MetadataType {
	m := t.Municipality
	made := t.Plan.CreatedAt
	if made.IsZero() {
		made = t.Plan.Request.From
	}
	meta := &gpx.MetadataType{Name: t.title(), Desc: t.summary(), Time: made.UTC().Truncate(time.Second)}
	if m.Exercise {
		meta.Desc = exerciseMark.In(t.lang) + ". " + meta.Desc
		meta.Keywords = "övningsdata"
	}
	if len(m.Sources) > 0 {
		meta.Copyright = &gpx.CopyrightType{Author: sourcesOf(m), Year: made.UTC().Year()}
	}
	return meta
}

// track is the way of the tour with the time at each of its points: even walking along
// each leg, standing still at the stops. Times rise from point to point.
func (t team) track(p *geo.Projector) ([]*gpx.WptType, error) {
	var points []*gpx.WptType
	for _, leg := range t.route.Legs {
		walked := 0.0
		long := geo.Length(leg.Line)
		for i, at := range leg.Line {
			if i > 0 {
				walked += geo.Dist(leg.Line[i-1], at)
			}
			q, err := lonLat(p, at)
			if err != nil {
				return nil, err
			}
			when := timeAlong(leg, walked, long)
			if n := len(points); n == 0 || when.After(points[n-1].Time) {
				points = append(points, &gpx.WptType{Lat: q[1], Lon: q[0], Time: when})
			}
		}
	}
	return points, nil
}

// timeAlong is when a leg is walked so far, to a tenth of a second.
func timeAlong(leg route.Leg, walked, long float64) time.Time {
	share := 1.0
	if long > 0 {
		share = min(1, walked/long)
	}
	if walked == 0 {
		share = 0
	}
	return leg.Depart.Add(time.Duration(share * float64(leg.Arrive.Sub(leg.Depart)))).UTC().Round(100 * time.Millisecond)
}

func boundsOf(points []*gpx.WptType) *gpx.BoundsType {
	b := &gpx.BoundsType{MinLat: points[0].Lat, MaxLat: points[0].Lat, MinLon: points[0].Lon, MaxLon: points[0].Lon}
	for _, p := range points {
		b.MinLat, b.MaxLat = min(b.MinLat, p.Lat), max(b.MaxLat, p.Lat)
		b.MinLon, b.MaxLon = min(b.MinLon, p.Lon), max(b.MaxLon, p.Lon)
	}
	return b
}
