// Package overlay is what surrounds a street: lamps, greenery, cameras and buildings,
// and the exposure they give each segment, with the share of it for which anything is
// known at all. Unknown is never taken for dark. Hotspots are explained by it.
package overlay

import (
	"context"

	"github.com/paulmach/orb"
)

// Kind is a kind of overlay object.
type Kind string

// The kinds of object.
const (
	Lamp       Kind = "lamps"
	Vegetation Kind = "vegetation"
	Camera     Kind = "cameras"
	Building   Kind = "buildings"
	Backdrop   Kind = "backdrop" // water and railways: drawn on pictures, no exposure
)

// Kinds lists the kinds in a stable order.
var Kinds = []Kind{Lamp, Vegetation, Camera, Building, Backdrop}

// Object is one thing beside the street. Which fields count depends on its kind.
type Object struct {
	ID         int64
	Kind       Kind
	Source     string       // osm, or the register it came from
	ExternalID string       // the source's own id
	Geometry   orb.Geometry // metric: a point (lamp, camera, tree) or a surface
	Props      Props
}

// Props is what the source says of an object; zero values are unknown.
type Props struct {
	Broken     bool     `json:"broken,omitempty"`      // lamp out of order
	HeightM    float64  `json:"height_m,omitempty"`    // lamp, vegetation, camera
	BearingDeg *float64 `json:"bearing_deg,omitempty"` // camera: clockwise from north
	FieldDeg   float64  `json:"field_deg,omitempty"`   // camera: width of the sector; 360 sees all around
	RangeM     float64  `json:"range_m,omitempty"`     // camera
	Dwelling   bool     `json:"dwelling,omitempty"`    // building where people live
	Class      string   `json:"class,omitempty"`       // what the source calls it: tree, hedge, water, rail
}

// Exposure is what a segment's surroundings are like. Shares run from 0 to 1; a known
// share of 0 means that nothing at all is known of that kind here.
type Exposure struct {
	Segment         int64
	LampsPer100M    float64 // working lamps within LampReachM of the segment
	LightKnown      float64 // 1 where lamps stand near or the street is tagged lit or unlit
	Dark            float64 // share taken as dark; of the known part only
	VegetationShare float64 // share of the length within VegetationReachM of greenery
	VegetationKnown float64
	CameraShare     float64 // share of the length that a camera sees within CameraReachM
	CameraKnown     float64
}

// How far, in metres, an object reaches a street.
const (
	LampReachM       = 25
	VegetationReachM = 10
	CameraReachM     = 25
)

// Store keeps overlay objects.
type Store interface {
	// Objects returns all objects of a kind in the order of their IDs.
	Objects(ctx context.Context, code string, kind Kind) ([]Object, error)
}
