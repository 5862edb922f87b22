package geo

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/paulmach/orb"
	sphere "github.com/paulmach/orb/geo"
	"github.com/paulmach/orb/project"
	"github.com/twpayne/go-proj/v10"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// CRS is a coordinate reference system by its EPSG number, such as 3006 for SWEREF 99 TM.
type CRS int

// WebMercator is the system of web map tiles. Places can be shown in it, but nothing may
// be stored or measured in it: far from the equator its metres are too short.
const WebMercator CRS = 3857

// WGS84 is longitude and latitude in degrees, always held longitude first.
const WGS84 CRS = 4326

// ParseCRS reads a name such as EPSG:3006. It returns Invalid for any other form.
func ParseCRS(s string) (CRS, error) {
	number, ok := strings.CutPrefix(strings.ToUpper(strings.TrimSpace(s)), "EPSG:")
	code, err := strconv.Atoi(number)
	if !ok || err != nil || code <= 0 {
		return 0, fault.New(fault.Invalid, lang.T(
			"koordinatsystemet %q förstås inte; skriv det som EPSG:3006",
			"the coordinate system %q is not understood; write it as EPSG:3006", s))
	}
	return CRS(code), nil
}

// String gives the name, such as EPSG:3006.
func (c CRS) String() string { return "EPSG:" + strconv.Itoa(int(c)) }

// MarshalText writes the name, such as EPSG:3006.
func (c CRS) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads a name such as EPSG:3006.
func (c *CRS) UnmarshalText(b []byte) (err error) {
	*c, err = ParseCRS(string(b))
	return err
}

// Projector moves points between longitude and latitude and one metric system, with PROJ
// and so in agreement with PostGIS. It is safe for concurrent use; calls take turns.
type Projector struct {
	CRS  CRS
	Area orb.Bound // area of use in degrees, longitude first; Min is east of Max where it crosses the date line

	pj *proj.PJ // guarded by the lock of its own context
}

// projectors keeps one projector per system: opening one reads PROJ's database, some 10 ms.
var projectors sync.Map // of CRS to *Projector

// NewProjector returns the projector of a system. It returns Invalid for one that PROJ
// does not know or that does not count in true metres east and north, WebMercator aside.
func NewProjector(crs CRS) (*Projector, error) {
	if p, ok := projectors.Load(crs); ok {
		return p.(*Projector), nil
	}
	pj, err := openProjection(crs)
	if err != nil {
		return nil, unknownCRS(err, crs)
	}
	area, err := areaOfUse(crs)
	if err != nil {
		return nil, unknownCRS(err, crs)
	}
	p := &Projector{CRS: crs, Area: area, pj: pj}
	if crs != WebMercator && !p.TrueMetres() {
		return nil, fault.New(fault.Invalid, lang.T(
			"koordinatsystemet %s räknar inte i verkliga meter; välj ett metriskt, som EPSG:3006",
			"the coordinate system %s does not count in true metres; choose a metric one, such as EPSG:3006", crs))
	}
	kept, _ := projectors.LoadOrStore(crs, p)
	return kept.(*Projector), nil
}

// Metric returns the metric point of a longitude and latitude in degrees. It returns
// Invalid for a point outside the system's area of use, with a degree to spare.
func (p *Projector) Metric(lonlat orb.Point) (orb.Point, error) {
	if !within(p.Area, lonlat) {
		return orb.Point{}, p.outside(nil, lonlat)
	}
	return p.move(proj.DirectionFwd, lonlat)
}

// LonLat returns the longitude and latitude in degrees of a metric point. It returns
// Invalid for a point outside what the system can show.
func (p *Projector) LonLat(xy orb.Point) (orb.Point, error) {
	return p.move(proj.DirectionInv, xy)
}

func (p *Projector) move(direction proj.Direction, q orb.Point) (orb.Point, error) {
	c, err := p.pj.Trans(direction, proj.NewCoord(q[0], q[1], 0, 0))
	if err != nil || !finite(c[0]) || !finite(c[1]) {
		return orb.Point{}, p.outside(err, q)
	}
	return orb.Point{c[0], c[1]}, nil
}

// MetricGeometry returns a copy of a geometry in degrees, in metres. A Bound becomes the
// polygon of its corners. It returns the errors of Metric.
func (p *Projector) MetricGeometry(g orb.Geometry) (orb.Geometry, error) {
	return convert(g, p.Metric)
}

// LonLatGeometry returns a copy of a metric geometry, in degrees. A Bound becomes the
// polygon of its corners. It returns the errors of LonLat.
func (p *Projector) LonLatGeometry(g orb.Geometry) (orb.Geometry, error) {
	return convert(g, p.LonLat)
}

func convert(g orb.Geometry, move func(orb.Point) (orb.Point, error)) (orb.Geometry, error) {
	if g == nil {
		return nil, nil
	}
	if b, ok := g.(orb.Bound); ok {
		g = b.ToPolygon() // a box in one system is none in another
	}
	var first error
	moved := project.Geometry(orb.Clone(g), func(q orb.Point) orb.Point {
		if first != nil {
			return q
		}
		r, err := move(q)
		first = err
		return r
	})
	if first != nil {
		return nil, first
	}
	return moved, nil
}

func openProjection(crs CRS) (*proj.PJ, error) {
	pj, err := proj.NewContext().NewCRSToCRS(WGS84.String(), crs.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("open projection to %s: %w", crs, err)
	}
	return pj.NormalizeForVisualization()
}

// TrueMetres reports whether distances may be measured in the system. Steps of a
// thousandth of a degree over the area of use then come out within 5 % of the distance on
// the ground; in degrees, feet and Web Mercator they do not.
func (p *Projector) TrueMetres() bool {
	const step = 0.001
	if p.Area.Min[0] > p.Area.Max[0] {
		return p.measures(orb.Point{p.Area.Max[0], p.Area.Center()[1]}, step)
	}
	for _, share := range [3]float64{0.25, 0.5, 0.75} {
		if !p.measures(lerp(p.Area.Min, p.Area.Max, share), step) {
			return false
		}
	}
	return true
}

func (p *Projector) measures(at orb.Point, step float64) bool {
	north := orb.Point{at[0], at[1] + step}
	a, errA := p.move(proj.DirectionFwd, at)
	b, errB := p.move(proj.DirectionFwd, north)
	if errA != nil || errB != nil {
		return false
	}
	ratio := Dist(a, b) / sphere.Distance(at, north)
	return ratio > 0.95 && ratio < 1.05
}

func unknownCRS(err error, crs CRS) error {
	return fault.Wrap(fault.Invalid, err, lang.T(
		"koordinatsystemet %s är okänt; välj ett metriskt, som EPSG:3006",
		"the coordinate system %s is unknown; choose a metric one, such as EPSG:3006", crs))
}

func (p *Projector) outside(err error, q orb.Point) error {
	return fault.Wrap(fault.Invalid, err, lang.T(
		"punkten %.6f, %.6f ligger utanför det område där %s används",
		"the point %.6f, %.6f lies outside the area where %s is used", q[0], q[1], p.CRS))
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
