package route

import (
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
)

// Turn is one instruction on a leg. The lengths of a leg's turns add up to the leg's own.
type Turn struct {
	Kind    TurnKind  `json:"kind"`
	Text    lang.Text `json:"text"`
	At      orb.Point `json:"at"`       // metric, where it is followed
	LengthM float64   `json:"length_m"` // to the next one
}

// TurnKind is what a turn asks for.
type TurnKind string

// The kinds of turns. A leg departs or goes back first, and arrives last.
const (
	Depart     TurnKind = "depart"
	Straight   TurnKind = "straight"
	BearLeft   TurnKind = "bear_left"
	BearRight  TurnKind = "bear_right"
	Left       TurnKind = "left"
	Right      TurnKind = "right"
	SharpLeft  TurnKind = "sharp_left"
	SharpRight TurnKind = "sharp_right"
	Back       TurnKind = "back"
	Arrive     TurnKind = "arrive"
)

// Classes of turns by their angle, in degrees; starting values. What turns less than
// bearDeg goes straight on, less than turnDeg bears, from sharpDeg it is sharp.
const (
	bearDeg  = 30
	turnDeg  = 60
	sharpDeg = 135
)

// turnOf is the class of an angle, to the right where it is positive.
func turnOf(deg float64) TurnKind {
	sides := func(left, right TurnKind) TurnKind {
		if deg < 0 {
			return left
		}
		return right
	}
	switch size := math.Abs(deg); {
	case size < bearDeg:
		return Straight
	case size < turnDeg:
		return sides(BearLeft, BearRight)
	case size < sharpDeg:
		return sides(Left, Right)
	}
	return sides(SharpLeft, SharpRight)
}

// lookM is how far back and ahead of a turn its directions are taken: far enough that a
// kerb or a refuge in the middle of a crossing turns nobody.
const lookM = 15

// course follows a line that one goes along.
type course struct {
	line    orb.LineString
	lengthM float64
}

func (c course) at(m float64) orb.Point { return geo.Along(c.line, m) }

// heading is the direction from one place of the course to another, in degrees clockwise
// from north.
func (c course) heading(from, to float64) float64 {
	a, b := c.at(max(0, from)), c.at(min(to, c.lengthM))
	return degrees(math.Atan2(b[0]-a[0], b[1]-a[1]))
}

// angle is how far one turns between coming to a place of the course and leaving another
// that lies further on: -180 to 180 degrees, to the right where positive.
func (c course) angle(in, out float64) float64 {
	return about(c.heading(out, out+lookM) - c.heading(in-lookM, in))
}

func degrees(radians float64) float64 { return radians * 180 / math.Pi }

// about brings a turn within -180 to 180 degrees.
func about(deg float64) float64 {
	deg = math.Mod(deg, 360)
	switch {
	case deg > 180:
		return deg - 360
	case deg <= -180:
		return deg + 360
	}
	return deg
}
