package ingest

import (
	"io"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
)

// Surface reads all polygons of a GeoJSON file in WGS 84 as one surface in a metric
// system, whatever they are called; where they overlap it counts once. It returns Invalid
// for a file that cannot be read and one without any surface.
func Surface(r io.Reader, name string, crs geo.CRS) (orb.MultiPolygon, error) {
	projector, err := geo.NewProjector(crs)
	if err != nil {
		return nil, err
	}
	var all orb.MultiPolygon
	for f, err := range features(r, name, nil) {
		if err != nil {
			return nil, err
		}
		if bad := f.toDegrees(); bad != nil {
			return nil, featureFault(name, f, bad.more)
		}
		g, err := projector.MetricGeometry(f.geometry)
		if err != nil {
			return nil, featureFault(name, f, misplaced(projector, f.geometry))
		}
		valid, err := geo.MakeValid(g)
		if err != nil {
			return nil, featureFault(name, f, lang.T("ytan går inte att använda; rita om den", "the surface cannot be used; draw it again"))
		}
		all = append(all, valid...)
	}
	surface, err := geo.Buffer(all, 0)
	if err == nil && len(surface) == 0 {
		err = fault.New(fault.Invalid, lang.T("%s innehåller inga ytor (Polygon eller MultiPolygon)",
			"%s holds no surfaces (Polygon or MultiPolygon)", name))
	}
	return surface, err
}
