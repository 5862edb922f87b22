package patrol

import (
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// How a track is smoothed: a mean over so short a time that the team moves no farther than
// the noise takes away noise and cuts no corner. Starting values.
const (
	longestMean = 10 * time.Second // to each side
	paceOver    = 30 * time.Second
	leastPace   = 0.3 // metres a second
)

// pace is the usual speed of a track in metres a second: the median over half minutes, so
// that noise from point to point does not count.
func pace(points []Fix) float64 {
	var speeds []float64
	from := 0
	for i, p := range points {
		if took := p.At.Sub(points[from].At); took >= paceOver {
			speeds = append(speeds, geo.Dist(points[from].Point, p.Point)/took.Seconds())
			from = i
		}
	}
	if len(speeds) == 0 {
		return leastPace
	}
	slices.Sort(speeds)
	return math.Max(leastPace, speeds[len(speeds)/2])
}

// smoothed gives each point of a piece the mean place of those around it in time, as many
// before as after it, so that the first and the last stay where they are.
func smoothed(points []Fix, within time.Duration) []Fix {
	sums := make([]orb.Point, len(points)+1)
	origin := points[0].Point
	for i, p := range points {
		sums[i+1] = orb.Point{sums[i][0] + p.Point[0] - origin[0], sums[i][1] + p.Point[1] - origin[1]}
	}
	out := slices.Clone(points)
	first, last := 0, 0
	for i, p := range points {
		for p.At.Sub(points[first].At) > within {
			first++
		}
		for last < len(points)-1 && points[last+1].At.Sub(p.At) <= within {
			last++
		}
		side := min(i-first, last-i)
		a, z, n := sums[i-side], sums[i+side+1], float64(2*side+1)
		out[i].Point = orb.Point{origin[0] + (z[0]-a[0])/n, origin[1] + (z[1]-a[1])/n}
	}
	return out
}
