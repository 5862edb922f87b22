// Package street is the walkable network: ways cut into segments between junctions, held
// as a compressed graph that snaps points and finds shortest walks. It comes after the
// municipality and before anything that lies or moves along streets.
package street

import (
	"context"

	"github.com/paulmach/orb"
)

// Light says what the map tells about a segment's lighting.
type Light string

// The values of Light.
const (
	LightUnknown Light = ""
	Lit          Light = "yes"
	Unlit        Light = "no"
)

// Way is one street as a map source gives it: points shared with other ways are
// junctions. Nodes with the same ID are the same point.
type Way struct {
	ID    int64
	Nodes []Node
	Tags  map[string]string // OSM keys and values
}

// Node is one point of a way.
type Node struct {
	ID    int64
	Point orb.Point // metric
	NoWay Barrier   // who does not get past it
}

// Segment is a stretch of street between two junctions.
type Segment struct {
	ID        int64 // 1, 2, … in the order of way and position; the same for the same source
	Way       int64 // the source's way
	From, To  int64 // the source's nodes at its ends
	Line      orb.LineString
	LengthM   float64
	Class     string // OSM highway value
	Name      string // empty where the street has none
	Light     Light
	Steps     bool
	Surface   string
	Access    string
	Car       Direction // how one may drive along it
	Bicycle   Direction // how one may ride along it; where not, a bicycle is pushed
	MaxKmh    float64   // posted for cars; 0 where none is known
	Sidewalk  bool      // it has a pavement of its own
	Detail    string    // what it is of its class: OSM footway or service, such as crossing, sidewalk, parking_aisle
	Component int       // 0 is the largest connected part, then 1, 2, … by length
}

// Store keeps a municipality's segments.
type Store interface {
	// Segments returns all segments in the order of their IDs.
	Segments(ctx context.Context, code string) ([]Segment, error)
}
