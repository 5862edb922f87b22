package plan

import (
	"math"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// Dose is presence at a place, made or planned.
type Dose struct {
	At      orb.Point // metric
	RadiusM float64   // how far around it was walked; 0: at the point
	From    time.Time
	Minutes float64
	Planned bool // by a published plan, not known to have been made
}

// How recent presence lowers what a further visit is worth. Starting values: that a dose
// fades within days and that more of it adds less is known (Koper, 1995; Sorg and others,
// 2013), how fast in a Swedish town is not.
const (
	// DoseWindow is how far back presence counts.
	DoseWindow = 14 * 24 * time.Hour
	// DoseHalfLife is how long it takes a dose to weigh half.
	DoseHalfLife = 3 * 24 * time.Hour
	// DoseReachM is how far from a place presence still counts as there.
	DoseReachM = 100
	// MostLowered is how much of a prize recent presence may take away.
	MostLowered = 0.5
	// HalfDose is the minutes, aged, that take away half of that.
	HalfDose = 30.0
)

// freshness is what a prize at a point is worth after recent presence, from 1 without any
// down to 1 − MostLowered, for a shift that begins at from.
func freshness(recent []Dose, at orb.Point, from time.Time) float64 {
	var minutes float64
	for _, d := range recent {
		age := from.Sub(d.From)
		if age < 0 || age > DoseWindow || !(d.Minutes > 0) || geo.Dist(at, d.At) > DoseReachM+d.RadiusM {
			continue
		}
		minutes += d.Minutes * math.Exp2(-age.Hours()/DoseHalfLife.Hours())
	}
	return 1 - MostLowered*minutes/(minutes+HalfDose)
}
