package patrol

import (
	"tryggled/internal/route"
	"tryggled/internal/street"
)

// Place is a place of a plan, as tracks find it.
type Place struct{ Spot string }

// PlacesOf are the places of a plan.
func PlacesOf(planned route.Planned, segments []street.Segment) []Place { return nil }

// Match finds which streets were walked.
func Match(segments []street.Segment, places []Place, points []Fix) Walked { return Walked{} }
