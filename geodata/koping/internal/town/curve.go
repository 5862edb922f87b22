package town

import (
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// smooth bends a line through its control points, with a point about every 25 m where it
// turns.
func smooth(control orb.LineString) orb.LineString {
	if len(control) < 3 {
		return round(control)
	}
	var line orb.LineString
	for i := 0; i+1 < len(control); i++ {
		p0, p1, p2, p3 := control[max(0, i-1)], control[i], control[i+1], control[min(len(control)-1, i+2)]
		pieces := max(1, int(geo.Dist(p1, p2)/25))
		for k := range pieces {
			line = append(line, bend(p0, p1, p2, p3, float64(k)/float64(pieces)))
		}
	}
	line = append(line, control[len(control)-1])
	return round(simplify(line, 0.4))
}

// bend is the point at share t between p1 and p2 of a cubic Hermite curve whose tangents
// follow the neighbours, scaled with the step so that uneven control points make no loops.
func bend(p0, p1, p2, p3 orb.Point, t float64) orb.Point {
	step := geo.Dist(p1, p2)
	m1, m2 := tangent(p0, p1, p2, step), tangent(p1, p2, p3, step)
	t2, t3 := t*t, t*t*t
	var q orb.Point
	for a := range 2 {
		q[a] = (2*t3-3*t2+1)*p1[a] + (t3-2*t2+t)*m1[a] + (3*t2-2*t3)*p2[a] + (t3-t2)*m2[a]
	}
	return q
}

func tangent(a, b, c orb.Point, step float64) orb.Point {
	dx, dy := unit(orb.Point{c[0] - a[0], c[1] - a[1]})
	return orb.Point{dx * step, dy * step}
}

func unit(v orb.Point) (x, y float64) {
	l := math.Hypot(v[0], v[1])
	if l == 0 {
		return 0, 0
	}
	return v[0] / l, v[1] / l
}

// simplify drops points that lie within tolerance metres of the line without them
// (Douglas and Peucker).
func simplify(line orb.LineString, tolerance float64) orb.LineString {
	if len(line) < 3 {
		return line
	}
	far, at := 0.0, 0
	for i := 1; i < len(line)-1; i++ {
		if _, _, d := geo.Nearest(orb.LineString{line[0], line[len(line)-1]}, line[i]); d > far {
			far, at = d, i
		}
	}
	if far <= tolerance {
		return orb.LineString{line[0], line[len(line)-1]}
	}
	head := simplify(line[:at+1], tolerance)
	return append(head[:len(head)-1:len(head)-1], simplify(line[at:], tolerance)...)
}

// round puts points on whole centimetres, so that equal places are equal values.
func round(line orb.LineString) orb.LineString {
	out := make(orb.LineString, len(line))
	for i, p := range line {
		out[i] = cm(p)
	}
	return out
}

func cm(p orb.Point) orb.Point {
	return orb.Point{math.Round(p[0]*100) / 100, math.Round(p[1]*100) / 100}
}

// offset moves a line sideways by metres, left of its direction where positive.
func offset(line orb.LineString, metres float64) orb.LineString {
	out := make(orb.LineString, len(line))
	for i, p := range line {
		a, b := line[max(0, i-1)], line[min(len(line)-1, i+1)]
		dx, dy := unit(orb.Point{b[0] - a[0], b[1] - a[1]})
		out[i] = cm(orb.Point{p[0] - dy*metres, p[1] + dx*metres})
	}
	return out
}

// ribbon is the surface between two offsets of a line.
func ribbon(line orb.LineString, left, right float64) orb.Ring {
	ring := orb.Ring(offset(line, right))
	back := offset(line, left)
	back.Reverse()
	ring = append(ring, back...)
	return append(ring, ring[0])
}

// direction is the unit vector along a line d metres from its start.
func direction(line orb.LineString, d float64) (x, y float64) {
	a, b := geo.Along(line, d-1), geo.Along(line, d+1)
	return unit(orb.Point{b[0] - a[0], b[1] - a[1]})
}
