package sight

import "math"

const (
	turn = 360 // rays all around, one for each degree, counter-clockwise from the heading
	// An edge that is looked at spans less than half a turn; rays beyond a whole one are
	// the first again, so that no loop over rays needs to wrap.
	rayCount = turn + turn/2 + 8
	lead     = 4 // the tables begin some rays before the first
)

// rayX and rayY are the unit vectors of rays −lead … rayCount, exact at right angles.
var rayX, rayY = rays()

func rays() (x, y [lead + rayCount]float64) {
	for i := range x {
		deg := (i - lead + turn) % turn
		quarter := (deg + 45) / 90 // 0 to 4: which right angle is nearest
		sin, cos := math.Sincos(float64(deg-90*quarter) * math.Pi / 180)
		switch quarter % 4 {
		case 0:
			x[i], y[i] = cos, sin
		case 1:
			x[i], y[i] = -sin, cos
		case 2:
			x[i], y[i] = -cos, -sin
		case 3:
			x[i], y[i] = sin, -cos
		}
	}
	return x, y
}

// leftOf is positive where a point lies to the left of a ray, 0 on it.
func leftOf(ray int, x, y float64) float64 { return rayX[ray+lead]*y - rayY[ray+lead]*x }

// rayTo returns the first ray at or counter-clockwise of a point, −lead to 360 and a
// little. Near a ray the sides decide, so that one point always gets the same ray and no
// sight slips between two edges that share a corner.
func rayTo(x, y float64) int32 {
	deg := degrees(x, y)
	whole := int(deg)
	if rest := deg - float64(whole); rest > nearRay && rest < 1-nearRay {
		return int32(whole + 1)
	}
	for leftOf(whole, x, y) > 0 {
		whole++
	}
	for whole > -lead && leftOf(whole-1, x, y) <= 0 {
		whole--
	}
	return int32(whole)
}

// nearRay is more than degrees may be wrong by.
const nearRay = 0.002

// degrees is the angle of a point, 0 to 360, within 0.001: several times faster than
// math.Atan2, by the polynomial 4.4.47 of Abramowitz and Stegun, "Handbook of Mathematical
// Functions" (1964), here in degrees, and one table for the eight octants.
func degrees(x, y float64) float64 {
	ax, ay := math.Abs(x), math.Abs(y)
	low, high := min(ax, ay), max(ax, ay)
	if !(high > 0) {
		return 0
	}
	t := low / high
	q := t * t
	angle := t * (57.288102 + q*(-18.924767+q*(10.321319+q*(-4.8777616+q*1.1937633))))
	octant := math.Float64bits(x)>>63<<1 | math.Float64bits(y)>>63<<2
	if ay > ax {
		octant |= 1
	}
	return octants[octant].base + octants[octant].sign*angle
}

// octants, by whether y is negative, x is negative, and y the longer of the two.
var octants = [8]struct{ base, sign float64 }{
	{0, 1}, {90, -1}, {180, -1}, {90, 1}, {360, -1}, {270, 1}, {180, 1}, {270, -1},
}
