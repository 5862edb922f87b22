// Package overlay is what surrounds a street: lamps, greenery, cameras, buildings and the
// places that count with them, and the exposure they give each segment at each hour, with
// the share of it for which anything is known at all. Unknown is never taken for dark.
// Hotspots are explained by it, walks prefer by it, and work is ranked by it.
package overlay

import (
	"context"

	"github.com/paulmach/orb"

	"tryggled/internal/street"
)

// Kind is a kind of overlay object.
type Kind string

// The kinds of object.
const (
	Lamp       Kind = "lamps"
	Vegetation Kind = "vegetation" // surfaces, hedges and single trees
	Camera     Kind = "cameras"
	Building   Kind = "buildings" // walls and fences too
	Place      Kind = "places"    // schools, playgrounds and crossings: what a measure or a camera must mind
	Backdrop   Kind = "backdrop"  // water and railways: drawn on pictures, and no way out leads over them
)

// Kinds lists the kinds in a stable order.
var Kinds = []Kind{Lamp, Vegetation, Camera, Building, Place, Backdrop}

// Exposing are the kinds that give an exposure.
var Exposing = []Kind{Lamp, Vegetation, Camera, Building, Backdrop}

// Object is one thing beside the street. Which fields count depends on its kind.
type Object struct {
	ID         int64
	Kind       Kind
	Source     string       // osm, the register it came from, or hand
	ExternalID string       // the source's own id
	Geometry   orb.Geometry // metric: a point (lamp, camera, tree, crossing) or a surface
	Props      Props
	Revision   int64 // of the municipality when it was last changed
}

// Sources of objects that mean something to the rules.
const (
	SourceOSM  = "osm"  // drawn by many: tells what is there, not what is missing
	SourceHand = "hand" // entered one by one: tells of itself alone
)

// Lister lists overlay objects.
type Lister interface {
	// Objects returns all objects of a kind in the order of their IDs.
	Objects(ctx context.Context, code string, kind Kind) ([]Object, error)
}

// Store keeps overlay objects and the exposures made of them.
type Store interface {
	Lister
	// ObjectsIn returns the objects of some kinds whose box meets a bound, by kind as in
	// Kinds and then by ID.
	ObjectsIn(ctx context.Context, code string, kinds []Kind, bound orb.Bound) ([]Object, error)
	// Object returns one object. It returns NotFound.
	Object(ctx context.Context, code string, kind Kind, id int64) (Object, error)
	// Create stores a new object of SourceHand, or of o.Source, and returns it with its ID and
	// revision. It returns Conflict where the source has that ExternalID already.
	Create(ctx context.Context, code string, o Object) (Object, error)
	// Update replaces geometry and props of an object if it still has o.Revision, and
	// returns it. It returns NotFound, and Conflict for one changed meanwhile.
	Update(ctx context.Context, code string, o Object) (Object, error)
	// Delete removes an object if it still has a revision. It returns NotFound, and Conflict
	// for one changed meanwhile.
	Delete(ctx context.Context, code string, kind Kind, id, revision int64) error

	// Change runs do in one writing transaction, which the other methods join.
	Change(ctx context.Context, code string, do func(ctx context.Context) error) error
	// Pending returns the changes whose exposures have not been renewed, in the order of
	// their IDs; inside Change it locks them, so that two do not renew the same.
	Pending(ctx context.Context, code string) ([]Change, error)
	// Renewed stores exposures in the place of those of the same segments, drops those of
	// segments that are gone, and forgets changes.
	Renewed(ctx context.Context, code string, exposures []Exposure, changes []Change) error
	// Exposures returns the stored exposures of segments whose box meets a bound (an empty
	// bound: of all), in the order of the segments.
	Exposures(ctx context.Context, code string, bound orb.Bound) ([]Exposure, error)
	// SegmentsIn returns the segments whose box meets a bound, in the order of their IDs, so
	// that one changed lamp does not ask for a whole town.
	SegmentsIn(ctx context.Context, code string, bound orb.Bound) ([]street.Segment, error)
	// Imported tells what each source gave of each kind when it was last read.
	Imported(ctx context.Context, code string) ([]Imported, error)
}

// Change is a place where an object was entered, changed or removed since the exposures
// were renewed.
type Change struct {
	ID    int64
	Kind  Kind      // empty: the streets themselves
	Bound orb.Bound // of the object before or after; empty: everywhere
}

// Imported is what one source gave of one kind when it was last read.
type Imported struct {
	Kind   Kind           `json:"kind"`
	Source string         `json:"source"`
	Read   int64          `json:"read"`             // objects in the source
	Kept   int64          `json:"kept"`             // stored
	Mended map[string]int `json:"mended,omitempty"` // kept with something mended, by the rule's code
	Aside  map[string]int `json:"aside,omitempty"`  // put aside, by the rule's code
	Task   int64          `json:"task"`             // the import
}
