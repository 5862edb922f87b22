// Package light is what the street lamps around a place give it: the horizontal illuminance
// on the path, the semi-cylindrical illuminance of a face above it, and the lighting class
// of EN 13201-2 that a stretch is equivalent to. It is plain photometry of point sources over
// flat ground, by their direct light: nothing shades, no house, crown or bridge between a lamp
// and a place, and nothing throws light back. It knows neither streets, hours nor which lamps
// burn: package overlay says that.
package light

import "math"

// ReachM is how far from a place, over ground and in metres, a lamp counts. At that distance
// an Even lamp of 5,000 lm on a 6 m pole would add 5000/(2π)·6/(40²+6²)^1.5 = 0.07 lx, less
// than a fifth of what the lowest class asks of its darkest place. A mast of 12 m with 20,000 lm
// would still add 0.5 lx: the light of such masts is taken too low far away, never too high.
const ReachM = 40

// EyeM is the height above the path, in metres, where the semi-cylindrical illuminance is
// taken: that of a face, by EN 13201-3:2015.
const EyeM = 1.5

// Optic is how a luminaire spreads its flux. All are the same all around the vertical; the
// zero value is Even.
type Optic uint8

// The optics, with the intensity at the angle γ from straight down of a luminaire of Φ lumens.
const (
	Even    Optic = iota // the lower hemisphere evenly, Φ/(2π): close to the wide beams of street luminaires
	Lambert              // downwards by the cosine law, Φ/π·cosγ: flat panels, wall luminaires without optics
	Globe                // all around evenly, Φ/(4π): opal globes, old park lanterns
	optics               // how many they are
)

// Intensity is the luminous intensity in candela at an angle γ from straight down, given
// as its cosine. It is 0 above the horizon (cosγ < 0) for Even and Lambert, and for an
// optic that is none of the three. Integrated over all directions it gives the lumens back.
func (o Optic) Intensity(lumens, cosGamma float64) float64 {
	switch {
	case o == Globe:
		return lumens / (4 * math.Pi)
	case cosGamma < 0:
		return 0
	case o == Even:
		return lumens / (2 * math.Pi)
	case o == Lambert:
		return lumens / math.Pi * cosGamma
	}
	return 0
}

// Point is a place on the path, at ground level, in metres, with the unit vector of walking
// there. A zero vector, where the direction is not known, gives the semi-cylindrical
// illuminance as the mean of all directions: the cylindrical one.
type Point struct{ X, Y, EastH, NorthH float64 }

// Lux is the light at a place, in lux.
type Lux struct {
	// E is the maintained horizontal illuminance at ground level, the sum over the lamps of
	// I(γ)·cosγ/d²·MF, where d is the distance to the lamp (EN 13201-3:2015, horizontal
	// illuminance, with its cos³γ/H² written cosγ/d²).
	E float64

	// Semi is the maintained semi-cylindrical illuminance 1.5 m above the ground, of a face
	// turned one way along the path or the other, whichever gets less.
	//
	// EN 13201-3:2015 has it as the sum of I·(1+cosα)·cos²ε·sinε·MF / (π·(H−1.5)²), where ε
	// is the angle at the lamp between straight down and the face, H the lamp's height, and
	// α the horizontal angle between the way to the lamp and the way the face is turned. As
	// (H−1.5)/d = cosε it is here I·(1+cosα)·sinε·MF / (π·d²), d from the lamp to the face,
	// which has no pole under the lamp: a beam from straight above grazes a standing
	// cylinder and gives nothing. A lamp at or under 1.5 m adds nothing, whatever its optic.
	Semi float64
}
