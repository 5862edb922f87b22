package ingest

import (
	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// locator brings the geometries of a file into the municipality's metres.
type locator struct {
	target *geo.Projector
	crs    geo.CRS // of the profile; 0: the file's own
	extent orb.Bound
	placer *placer // explains what lies elsewhere, where a profile says the system
	name   lang.Text
}

func newLocator(o OverlayOptions) (l locator, err error) {
	l.extent, l.name = o.Extent, o.Municipality.Name
	if l.target, err = geo.NewProjector(o.Municipality.CRS); err != nil {
		return l, err
	}
	if o.Profile == nil || o.Profile.CRS == 0 {
		return l, nil
	}
	if !geographic(o.Profile.CRS) {
		l.crs = o.Profile.CRS
	}
	l.placer, err = newPlacer(o.Profile.CRS, o.Municipality.CRS, o.Extent)
	return l, err
}

// noPlace is why a geometry without a single point is put aside.
func noPlace() *refusal {
	return &refusal{rule: "shape_empty", more: lang.T(
		"geometrin är tom; rita om eller ta bort objektet", "the geometry is empty; draw it again or remove the feature")}
}

// metric gives a geometry in the municipality's metres, or why it is not there.
func (l locator) metric(f feature) (orb.Geometry, *refusal) {
	if f.geometry.Bound().IsEmpty() {
		return nil, noPlace()
	}
	if l.placer != nil {
		f.crs = l.crs
		b := f.geometry.Bound()
		for _, corner := range []orb.Point{b.Min, b.Max} {
			if _, bad := l.placer.place(corner); bad != nil {
				return nil, &refusal{rule: "elsewhere", more: bad.text}
			}
		}
	}
	degrees := f
	if bad := degrees.toDegrees(); bad != nil {
		return nil, bad
	}
	g, err := l.target.MetricGeometry(degrees.geometry)
	if err != nil && f.crs != 0 {
		return nil, &refusal{rule: "elsewhere", more: outsideOf(f.crs, f.geometry)}
	}
	if err != nil {
		return nil, &refusal{rule: "elsewhere", more: misplaced(l.target, degrees.geometry)}
	}
	if !l.extent.IsZero() && !l.extent.IsEmpty() && !l.extent.Pad(report.OutsideM).Intersects(g.Bound()) {
		return nil, &refusal{rule: "elsewhere", more: lang.T(
			"ligger mer än %d km utanför områdena och gatorna i %s; är det rätt fil, och är koordinaterna longitud före latitud?",
			"lies more than %d km outside the areas and streets of %s; is it the right file, and are the coordinates longitude before latitude?",
			report.OutsideM/1000, l.name)}
	}
	return g, nil
}
