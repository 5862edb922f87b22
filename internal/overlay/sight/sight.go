// Package sight tells what a walker sees and who could stand unseen beside the path: how
// far the eye reaches ahead and back (prospect), whether somebody could wait hidden
// (concealment), and whether one can leave the path to a side (escape). It stands before
// overlay, which asks it place by place along the streets, once with leaves and once
// without.
//
// The three are those of Fisher and Nasar, "Fear of Crime in Relation to Three Exterior
// Site Features: Prospect, Refuge, and Escape", Environment and Behavior 24 (1992); the
// seen surface is the isovist of Benedikt, "To take hold of space: isovists and
// isovist fields", Environment and Planning B 6 (1979), here with a horizon.
package sight

import (
	"math"

	"github.com/paulmach/orb"
)

// The band between knee and a little over eye height, in metres above the ground. What
// stands in it cuts sight and hides a person; what ends below or begins above does not.
const (
	BandLowM  = 0.7
	BandHighM = 2.5
)

// How far is looked, in metres.
const (
	ConcealM = 5  // from the path to where what hides somebody begins
	AheadM   = 50 // along the path, and all around for the seen surface
	SideM    = 20 // out from the path to a side
)

// GreenM is how many metres somebody who stands in greenery sees through it.
const GreenM = 10

// How wide is looked, in degrees to either side of the heading, and of the perpendicular.
const (
	aheadDeg = 15
	sideDeg  = 45
)

// Thing is an obstacle as the scene of one season sees it.
type Thing struct {
	Shape  orb.MultiPolygon // footprint in metres; holes count
	Opaque bool             // cuts sight in the band
	Hides  bool             // a person can stand in or behind it unseen: greenery and walls, not buildings, which stand everywhere
	Barred bool             // cannot be walked through
}

// Place is a place on a path, and the unit vector in which one walks there. A vector that
// has no direction counts as north.
type Place struct {
	At          orb.Point
	East, North float64
}

// Look is what a walker meets at one place.
type Look struct {
	Concealed           bool    // somebody could stand unseen within ConcealM of the path here
	AheadM, BackM       float64 // metres of free sight each way, at most AheadM
	OpenLeft, OpenRight bool    // one can leave the path to that side
	AreaM2              float64 // of the seen surface, cut at AheadM
}

// Stands tells how much of the band a thing from base to top fills, 0 to 1; 0 where its
// heights are not numbers or upside down.
func Stands(baseM, topM float64) float64 {
	low, high := max(baseM, BandLowM), min(topM, BandHighM)
	if !(high > low) {
		return 0
	}
	return (high - low) / (BandHighM - BandLowM)
}

// heading is the unit vector of walking.
func (p Place) heading() (east, north float64) {
	length := math.Hypot(p.East, p.North)
	if !(length > 0) || math.IsInf(length, 1) {
		return 0, 1
	}
	if math.Abs(length-1) < 1e-12 {
		return p.East, p.North // exactly as given: right angles stay right
	}
	return p.East / length, p.North / length
}
