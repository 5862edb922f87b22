package geo

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/project"
	"github.com/twpayne/go-proj/v10"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// CRS is a coordinate reference system by its EPSG number, such as 3006 for SWEREF 99 TM.
type CRS int

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
	CRS CRS

	mu sync.Mutex
	pj *proj.PJ
}

// NewProjector opens a projector. It returns Invalid for a system that PROJ does not
// know or that does not count in metres east and north.
func NewProjector(crs CRS) (*Projector, error) {
	pj, err := openProjection(crs)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, lang.T(
			"koordinatsystemet %s är okänt; välj ett metriskt, som EPSG:3006",
			"the coordinate system %s is unknown; choose a metric one, such as EPSG:3006", crs))
	}
	p := &Projector{CRS: crs, pj: pj}
	if p.isDegrees() {
		return nil, fault.New(fault.Invalid, lang.T(
			"koordinatsystemet %s räknar i grader; välj ett metriskt, som EPSG:3006",
			"the coordinate system %s counts in degrees; choose a metric one, such as EPSG:3006", crs))
	}
	return p, nil
}

// Metric returns the metric point of a longitude and latitude in degrees. It returns
// Invalid for a point that the system cannot show.
func (p *Projector) Metric(lonlat orb.Point) (orb.Point, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c, err := p.pj.Forward(proj.NewCoord(lonlat[0], lonlat[1], 0, 0))
	if err != nil {
		return orb.Point{}, outside(err, lonlat, p.CRS)
	}
	return orb.Point{c[0], c[1]}, nil
}

// LonLat returns the longitude and latitude in degrees of a metric point. It returns
// Invalid for a point outside what the system can show.
func (p *Projector) LonLat(xy orb.Point) (orb.Point, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c, err := p.pj.Inverse(proj.NewCoord(xy[0], xy[1], 0, 0))
	if err != nil {
		return orb.Point{}, outside(err, xy, p.CRS)
	}
	return orb.Point{c[0], c[1]}, nil
}

// MetricGeometry returns a copy of a geometry in degrees, in metres.
func (p *Projector) MetricGeometry(g orb.Geometry) (orb.Geometry, error) {
	return convert(g, p.Metric)
}

// LonLatGeometry returns a copy of a metric geometry, in degrees.
func (p *Projector) LonLatGeometry(g orb.Geometry) (orb.Geometry, error) {
	return convert(g, p.LonLat)
}

func convert(g orb.Geometry, move func(orb.Point) (orb.Point, error)) (orb.Geometry, error) {
	if g == nil {
		return nil, nil
	}
	var first error
	moved := project.Geometry(orb.Clone(g), func(q orb.Point) orb.Point {
		r, err := move(q)
		if err != nil && first == nil {
			first = err
		}
		return r
	})
	return moved, first
}

func openProjection(crs CRS) (*proj.PJ, error) {
	pj, err := proj.NewContext().NewCRSToCRS(WGS84.String(), crs.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("open projection to %s: %w", crs, err)
	}
	return pj.NormalizeForVisualization()
}

// isDegrees tells a geographic system by its scale: a degree moves a metric point by
// tens of kilometres, a geographic one by one.
func (p *Projector) isDegrees() bool {
	a, errA := p.pj.Forward(proj.NewCoord(15, 59, 0, 0))
	b, errB := p.pj.Forward(proj.NewCoord(16, 59, 0, 0))
	return errA == nil && errB == nil && Dist(orb.Point{a[0], a[1]}, orb.Point{b[0], b[1]}) < 1000
}

func outside(err error, p orb.Point, crs CRS) error {
	return fault.Wrap(fault.Invalid, err, lang.T(
		"punkten %.6f, %.6f kan inte visas i %s", "the point %.6f, %.6f cannot be shown in %s", p[0], p[1], crs))
}
