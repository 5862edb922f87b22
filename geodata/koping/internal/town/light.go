package town

import (
	"github.com/paulmach/orb"

	"tryggled/geodata/koping/internal/dice"
	"tryggled/internal/geo"
)

// brokenShare is the share of lamps out of order where nothing else is said.
const brokenShare = 0.04

// gloom is a stretch of a lit way whose lamps are out of order.
type gloom struct {
	name   string // of the way
	centre orb.Point
	radius float64 // metres
	broken float64 // share
}

var glooms = []gloom{
	{"Tunnelstråket", orb.Point{-690, -190}, 150, 1},
	{"Lövsångarstråket", orb.Point{-775, 210}, 130, 0.95},
}

// light sets lamps every 25 to 35 m along the lit ways, on alternating sides.
func light(ways []Way) []Lamp {
	d := dice.New(Seed, "lamps")
	var lamps []Lamp
	for _, w := range ways {
		if w.Lit != "yes" || w.Tunnel {
			continue
		}
		height, aside := lampForm(w)
		side := 1.0
		length := geo.Length(w.Line)
		for at := d.Between(8, 20); at < length; at += d.Between(25, 35) {
			p := geo.Along(w.Line, at)
			dx, dy := direction(w.Line, at)
			q := cm(orb.Point{p[0] - dy*aside*side, p[1] + dx*aside*side})
			side = -side
			broken := d.Chance(brokenAt(w, p))
			if distance(river, q) > riverWidthM/2+1 || w.Bridge {
				l := fitted(w)
				l.Point, l.HeightM, l.Broken, l.Cabinet = q, height, broken, cabinet(q)
				lamps = append(lamps, l)
			}
		}
	}
	number(lamps)
	return lamps
}

// lampForm is how high a way's lamps are and how far from its middle they stand, in metres.
func lampForm(w Way) (height, aside float64) {
	switch w.Class {
	case secondary, tertiary:
		return 8, halfWidth(w) + 1.5
	case residential:
		return 6, halfWidth(w) + 1
	}
	return 4, halfWidth(w) + 0.8
}

// halfWidth is half the width of a way in metres.
func halfWidth(w Way) float64 {
	switch w.Class {
	case secondary:
		return 5
	case tertiary, pedestrian:
		return 4
	case residential:
		return 3.2
	}
	return 1.5
}

func brokenAt(w Way, p orb.Point) float64 {
	for _, g := range glooms {
		if w.Name == g.name && geo.Dist(p, g.centre) < g.radius {
			return g.broken
		}
	}
	return brokenShare
}
