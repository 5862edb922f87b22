package measure

import (
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
)

// BlindSpot is a hotspot of which cameras see next to nothing, where cameras are known.
type BlindSpot struct {
	Rank     int       `json:"rank"`
	Name     lang.Text `json:"name"`
	Priority float64   `json:"priority"`
	Seen     float64   `json:"seen"`  // share of its street length that cameras see
	Known    float64   `json:"known"` // share of it where that is known
}

// BlindBelow is the share of the street seen below which a hotspot is a blind spot.
const BlindBelow = 0.05

// BlindSpots lists the hotspots of whose streets cameras see less than BlindBelow, in the order
// given. A hotspot where no camera is known is not among them: whether it is seen is unknown.
func BlindSpots(hotspots []hotspot.Hotspot, streets hotspot.Streets) []BlindSpot {
	blind := []BlindSpot{}
	for _, h := range hotspots {
		around := streets.Around(h.Shape)
		if around.CameraKnown > 0 && around.CameraShare < BlindBelow {
			blind = append(blind, BlindSpot{h.Rank, h.Name, h.Priority, around.CameraShare, around.CameraKnown})
		}
	}
	return blind
}
