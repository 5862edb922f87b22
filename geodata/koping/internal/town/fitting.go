package town

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"tryggled/geodata/koping/internal/dice"
)

// Owners of what stands along the streets: the network company, the housing company and
// the municipality's own department.
const (
	vme  = "VME"
	kbab = "KBAB"
	sbf  = "SBF"
)

// Shares of the streets, drawn by name, so that a whole street is alike.
const (
	dimmedShare  = 0.55
	mercuryShare = 0.15
)

// dimming is how the lamps of dimmed streets burn at night.
const dimming = "23:00-05:00 50%"

// fitted is the lamp of a way. Carriageways may be dimmed at night and may still have
// mercury lamps; paths are never dimmed. Where the lamp is an old one the register tells
// its watts only.
func fitted(w Way) Lamp {
	d := dice.New(Seed, "fitting", w.Name, w.Class)
	old, dimmed := d.Chance(mercuryShare), d.Chance(dimmedShare)
	l := Lamp{Owner: vme, Method: "led", UnitCost: 2800}
	switch w.Class {
	case secondary, tertiary:
		l.Lumens, l.Watts, l.UnitCost = 5000, 42, 3400
	case residential:
		l.Lumens, l.Watts = 3400, 28
		if old {
			l.Method, l.Lumens, l.Watts, l.UnitCost = "mercury", 0, 125, 6400
		}
	case pedestrian:
		l.Lumens, l.Watts, l.UnitCost = 4200, 36, 5200
	default:
		l.Lumens, l.Watts = 2900, 22
		if w.Name == "" && !w.drawn {
			l.Owner = kbab
		}
	}
	if dimmed && (w.Class == tertiary || w.Class == residential) {
		l.Dimming = dimming
	}
	return l
}

// cabinet is the one of the square of 400 m that a lamp stands in.
func cabinet(p orb.Point) string {
	column, row := math.Floor((p[0]+2000)/400), math.Floor((p[1]+1200)/400)
	return fmt.Sprintf("S%02d", int(row)*10+int(column)+1)
}

// number gives the lamps the numbers on their poles, in the order of their owner's round.
func number(lamps []Lamp) {
	count := map[string]int{}
	for i := range lamps {
		owner := lamps[i].Owner
		count[owner]++
		lamps[i].Pole = fmt.Sprintf("%s-%04d", owner[:1], count[owner])
	}
}
