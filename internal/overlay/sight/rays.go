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

// rayTo returns the first ray at or counter-clockwise of a point, and the first that is
// only counter-clockwise of it: the same unless the point lies on a ray. The angle is
// estimated within a quarter of a degree (atan t ≈ t·(π/4 + 0.273·(1−t)), Rajan et al.,
// "Efficient approximations for the arctangent function", 2006) and then put right by
// the sides of the rays, so that one point always gets the same rays.
func rayTo(x, y float64) (at, after int) {
	at = int(degrees(x, y))
	for leftOf(at, x, y) > 0 {
		at++
	}
	for at > -lead && leftOf(at-1, x, y) <= 0 {
		at--
	}
	after = at
	if leftOf(at, x, y) == 0 {
		after++
	}
	return at, after
}

// degrees is about the angle of a point, 0 to 360.
func degrees(x, y float64) float64 {
	ax, ay := math.Abs(x), math.Abs(y)
	low, high := min(ax, ay), max(ax, ay)
	if !(high > 0) {
		return 0
	}
	t := low / high
	deg := t * (45 + 15.64*(1-t))
	if ay > ax {
		deg = 90 - deg
	}
	if x < 0 {
		deg = 180 - deg
	}
	if y < 0 {
		deg = 360 - deg
	}
	return deg
}
