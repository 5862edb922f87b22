package export

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// drawTracks draws the ways of the teams with arrows: all edges first, so that the edge
// of one never cuts the next.
func drawTracks(c canvas, tracks []track, marks []mark) {
	for _, t := range tracks {
		c.draw(trackPath(t), look{Stroke: paper, Width: trackWidth + 3})
	}
	for _, t := range tracks {
		c.draw(trackPath(t), look{Stroke: teamColour(t.team), Width: trackWidth})
	}
	for _, t := range tracks {
		c.draw(arrows(t, marks), look{Fill: teamColour(t.team), Stroke: paper, Width: 1.1})
	}
}

func trackPath(t track) path {
	var p path
	if len(t.line) > 1 {
		p.line(t.line...)
	}
	return p
}

const (
	arrowEvery = 105.0 // along a track
	arrowReach = 5.0   // how far ahead and behind its direction is taken
)

// arrows stands an arrow head at even distances, away from marks and sharp turns.
func arrows(t track, marks []mark) path {
	var p path
	if len(t.line) < 2 {
		return nil
	}
	long := geo.Length(t.line)
	for d := arrowEvery / 2; d < long-arrowReach; d += arrowEvery {
		at, ahead, behind := geo.Along(t.line, d), geo.Along(t.line, d+arrowReach), geo.Along(t.line, d-arrowReach)
		straight := geo.Dist(ahead, behind) > 1.9*arrowReach
		crowded := slices.ContainsFunc(marks, func(m mark) bool { return m.box().Pad(7).Contains(at) })
		if straight && !crowded {
			arrow(&p, at, math.Atan2(ahead[1]-behind[1], ahead[0]-behind[0]))
		}
	}
	return p
}

func arrow(p *path, at orb.Point, angle float64) {
	sin, cos := math.Sincos(angle)
	to := func(x, y float64) orb.Point { return orb.Point{at[0] + x*cos - y*sin, at[1] + x*sin + y*cos} }
	p.loop(to(7.5, 0), to(-5, -5.6), to(-2.5, 0), to(-5, 5.6))
}
