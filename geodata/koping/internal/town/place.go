package town

import (
	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// OnWater tells whether a point lies in the river.
func OnWater(p orb.Point) bool { return distance(river, p) < riverWidthM/2+2 }

// Metric moves a point of the drawing to SWEREF 99 TM, metres east and north.
func Metric(p orb.Point) orb.Point { return orb.Point{p[0] + Origin[0], p[1] + Origin[1]} }

// NearestWay is the way nearest to a point and its distance in metres.
func NearestWay(ways []Way, p orb.Point) (Way, float64) {
	best, least := Way{}, 1e18
	for _, w := range ways {
		if _, _, d := geo.Nearest(w.Line, p); d < least {
			best, least = w, d
		}
	}
	return best, least
}
