package overlay

import "github.com/paulmach/orb"

// Footprint is the surface that an object covers: its own, or the crown of a single plant.
func (o Object) Footprint() (orb.MultiPolygon, error) { return o.footprint() }

// CutsSight tells whether an object takes away the sight of a walker in a season.
func (o Object) CutsSight(leafOn bool) bool {
	switch o.Kind {
	case Vegetation:
		return plantOf(o, nil, leafOn).Opaque
	case Building:
		return thingOf(o, nil).Opaque
	}
	return false
}
