package httpapi

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// box is a box in longitude and latitude; nil is everywhere.
type box *orb.Bound

// parseBBox reads minLon,minLat,maxLon,maxLat in degrees; empty is everywhere. It
// returns Invalid for anything else.
func parseBBox(s string) (box, error) {
	if s == "" {
		return nil, nil
	}
	parts := strings.Split(s, ",")
	if len(parts) != 4 {
		return nil, badParameter("bbox", lang.T(
			"ska ha fyra tal, minLon,minLat,maxLon,maxLat, men har %d",
			"must have four numbers, minLon,minLat,maxLon,maxLat, but has %d", len(parts)))
	}
	var v [4]float64
	for i, part := range parts {
		f, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, badParameter("bbox", lang.T("%q är inget tal", "%q is no number", printable(part)))
		}
		v[i] = f
	}
	b := orb.Bound{Min: orb.Point{v[0], v[1]}, Max: orb.Point{v[2], v[3]}}
	return &b, checkBox(b)
}

func checkBox(b orb.Bound) error {
	switch {
	case b.Min[0] < -180 || b.Max[0] > 180 || b.Min[1] < -90 || b.Max[1] > 90:
		return badParameter("bbox", lang.T(
			"ligger utanför jorden; skriv grader, longitud först (-180 till 180), sedan latitud (-90 till 90)",
			"lies off the earth; write degrees, longitude first (-180 to 180), then latitude (-90 to 90)"))
	case b.Min[0] > b.Max[0] || b.Min[1] > b.Max[1]:
		return badParameter("bbox", lang.T(
			"har ett minsta värde som är större än det största; ordningen är minLon,minLat,maxLon,maxLat",
			"has a least value above the greatest; the order is minLon,minLat,maxLon,maxLat"))
	}
	return nil
}

// metricBox is a metric box that holds all of a box in degrees, and whether there can be
// anything in it at all; it is nil where that may be everything. What it finds must
// still be held against the box itself, for a box in degrees is none in metres.
func metricBox(p *geo.Projector, b box) (metric *orb.Bound, any bool) {
	if b == nil || p.Area.Min[0] > p.Area.Max[0] {
		return nil, true
	}
	area := p.Area.Pad(areaMarginDeg)
	used := orb.Bound{
		Min: orb.Point{max(b.Min[0], area.Min[0]), max(b.Min[1], area.Min[1])},
		Max: orb.Point{min(b.Max[0], area.Max[0]), min(b.Max[1], area.Max[1])},
	}
	if used.Min[0] > used.Max[0] || used.Min[1] > used.Max[1] {
		return nil, false
	}
	outline, err := p.MetricGeometry(ringOf(used))
	if err != nil {
		return nil, true
	}
	// Between two steps of the outline its curve bulges by less than a hundredth.
	found := outline.Bound()
	found = found.Pad(1 + 0.01*max(found.Max[0]-found.Min[0], found.Max[1]-found.Min[1]))
	return &found, true
}

// areaMarginDeg is how far outside a system's area of use geo still takes points.
const areaMarginDeg = 1

// ringOf is the edge of a box with points along it, since an edge in degrees is a curve
// in metres.
func ringOf(b orb.Bound) orb.MultiPoint {
	const steps = 8
	var ring orb.MultiPoint
	for i := range steps + 1 {
		t := float64(i) / steps
		lon := b.Min[0] + t*(b.Max[0]-b.Min[0])
		lat := b.Min[1] + t*(b.Max[1]-b.Min[1])
		ring = append(ring, orb.Point{lon, b.Min[1]}, orb.Point{lon, b.Max[1]}, orb.Point{b.Min[0], lat}, orb.Point{b.Max[0], lat})
	}
	return ring
}

// touches reports whether something in degrees touches a box.
func touches(b box, g orb.Bound) bool { return b == nil || (*orb.Bound)(b).Intersects(g) }

// perDegree is how finely degrees are written: to the centimetre.
const perDegree = 1e7

func rounded(p orb.Point) orb.Point { return orb.Round(p, perDegree).(orb.Point) }

// geometry is a metric geometry as GeoJSON in degrees, and its bounds.
func geometry(p *geo.Projector, g orb.Geometry) (geojson.Geometry, orb.Bound, error) {
	degrees, err := p.LonLatGeometry(g)
	if err != nil {
		return geojson.Geometry{}, orb.Bound{}, err
	}
	degrees = orb.Round(degrees, perDegree)
	return *geojson.NewGeometry(degrees), degrees.Bound(), nil
}

// MetricBox reads a box as bbox takes it, for the command line: a metric box that holds all of
// it, empty for everywhere, and whether something metric touches the box itself.
func MetricBox(m municipality.Municipality, bbox string) (bound orb.Bound, touched func(orb.Geometry) bool, err error) {
	everywhere := orb.MultiPoint{}.Bound()
	b, err := parseBBox(bbox)
	if f, ok := errors.AsType[*fault.Error](err); ok && len(f.Fields) == 1 {
		err = fault.New(f.Kind, lang.T("%s %s", "%s %s", f.Fields[0].Name, f.Fields[0].Text)) // there was no request
	}
	if err != nil {
		return everywhere, nil, err
	}
	p, err := geo.NewProjector(m.CRS)
	if err != nil {
		return everywhere, nil, err
	}
	touched = func(g orb.Geometry) bool {
		_, bound, err := geometry(p, g)
		return err == nil && touches(b, bound)
	}
	metric, possible := metricBox(p, b)
	switch {
	case !possible:
		return everywhere, func(orb.Geometry) bool { return false }, nil
	case metric == nil:
		return everywhere, touched, nil
	}
	return *metric, touched, nil
}
