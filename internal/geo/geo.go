// Package geo is the ground for places: coordinate systems, metres and exact geometry.
// It alone talks to PROJ (projections) and GEOS (hulls, buffers, repairs); everything
// else holds orb geometries in metres, x east and y north.
package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Dist is the distance in metres between two metric points.
func Dist(a, b orb.Point) float64 { return math.Hypot(a[0]-b[0], a[1]-b[1]) }

// Length is the length in metres of a metric line.
func Length(line orb.LineString) float64 {
	var sum float64
	for i := 1; i < len(line); i++ {
		sum += Dist(line[i-1], line[i])
	}
	return sum
}

// Along returns the point d metres from the start of a line, kept between its ends. The
// line has at least one point.
func Along(line orb.LineString, d float64) orb.Point {
	for i := 1; i < len(line); i++ {
		step := Dist(line[i-1], line[i])
		if d <= step && step > 0 {
			return lerp(line[i-1], line[i], math.Max(0, d)/step)
		}
		d -= step
	}
	return line[len(line)-1]
}

// Nearest returns the point of a line nearest to p, how far along the line it lies, and
// its distance from p, both in metres. The line has at least one point.
func Nearest(line orb.LineString, p orb.Point) (at orb.Point, along, dist float64) {
	at, dist = line[0], Dist(line[0], p)
	var walked float64
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		step := Dist(a, b)
		t := projection(a, b, p)
		q := lerp(a, b, t)
		if d := Dist(q, p); d < dist {
			at, along, dist = q, walked+t*step, d
		}
		walked += step
	}
	return at, along, dist
}

// Cut returns the part of a line between two distances from its start, in metres. From
// beyond to gives the part in reverse.
func Cut(line orb.LineString, from, to float64) orb.LineString {
	if from > to {
		part := Cut(line, to, from)
		part.Reverse()
		return part
	}
	to = math.Min(to, Length(line))
	part := orb.LineString{Along(line, from)}
	var walked float64
	for i := 1; i < len(line); i++ {
		walked += Dist(line[i-1], line[i])
		if walked > from && walked < to {
			part = append(part, line[i])
		}
	}
	return append(part, Along(line, to))
}

// CrossesEast tells whether the edge from a to b crosses the ray that runs east from p, to be
// counted: p lies in a ring of whose edges an odd number does. An edge's lower end belongs
// to it and its upper one does not, so that a ray through a corner crosses one edge there. On
// the edge itself either may be told.
func CrossesEast(a, b, p orb.Point) bool {
	return (a[1] > p[1]) != (b[1] > p[1]) &&
		p[0]-a[0] < (b[0]-a[0])*(p[1]-a[1])/(b[1]-a[1])
}

// projection is the share of the way from a to b, kept within 0..1, at which the segment
// passes nearest to p.
func projection(a, b, p orb.Point) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	square := dx*dx + dy*dy
	if square == 0 {
		return 0
	}
	t := ((p[0]-a[0])*dx + (p[1]-a[1])*dy) / square
	return math.Min(1, math.Max(0, t))
}

func lerp(a, b orb.Point, t float64) orb.Point {
	return orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
}
