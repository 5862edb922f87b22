package export

import (
	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/overlay"
)

// spotlight is a hotspot and whether cameras see it.
type spotlight int

const (
	spotSeen spotlight = iota
	spotBlind
	spotUnknown
)

// spots are the hotspots of a scene by whether cameras see them.
type spots struct {
	hotspots []hotspot.Hotspot
	kinds    []spotlight
	shares   []lang.Text // of their streets that cameras see
}

func blindOf(s Scene, exposures []overlay.Exposure) spots {
	streets := hotspot.NewStreets(s.Segments, exposures)
	all := spots{hotspots: s.Hotspots}
	for _, h := range s.Hotspots {
		kind, around := spotSeen, streets.Around(h.Shape)
		all.shares = append(all.shares, shareText(around.CameraShare, around.CameraKnown))
		switch {
		case around.CameraKnown == 0:
			kind = spotUnknown
		case around.CameraShare < measure.BlindBelow:
			kind = spotBlind
		}
		all.kinds = append(all.kinds, kind)
	}
	return all
}

func (s spots) draw(c canvas, v view) {
	var paths [spotUnknown + 1]path
	for i, h := range s.hotspots {
		paths[s.kinds[i]].polygons(v.surfaces(h.Shape))
	}
	for kind, p := range paths {
		drawSpotlight(c, p, spotlight(kind))
	}
}

func drawSpotlight(c canvas, p path, kind spotlight) {
	c.draw(p, look{Stroke: faded(paper, 0.85), Width: 5})
	switch kind {
	case spotSeen:
		c.draw(p, look{Stroke: rampHigh, Width: 1.8})
	case spotBlind:
		c.draw(p, look{Stroke: blindInk, Width: 3.4, Dash: []float64{9, 6}})
	case spotUnknown:
		c.draw(p, look{Stroke: unknownInk, Width: 1.8, Dash: []float64{0.1, 4}})
	}
}

func (s spots) signs() []sign {
	words := [...]lang.Text{
		lang.T("prioriterad plats, sedd", "priority place, seen"), lang.T("död vinkel: nästan osedd plats", "blind spot: place hardly seen"),
		lang.T("plats, okänt om den är sedd", "place, unknown whether seen"),
	}
	var signs []sign
	for kind, text := range words {
		for _, k := range s.kinds {
			if int(k) == kind {
				signs = append(signs, sign{func(c canvas, at orb.Point) {
					var p path
					p.circle(at, 9)
					drawSpotlight(c, p, spotlight(kind))
				}, text})
				break
			}
		}
	}
	return signs
}
