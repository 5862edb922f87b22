package light

import (
	"math"
	"sync"
	"sync/atomic"
)

// batch is how many places a thread takes at a time; fewer than two batches are not worth
// a second thread.
const batch = 1024

// Sum writes the light of every point to the same place of out, which is at least as long.
// level is what each lamp gives by its number, from 0 (out) to 1 (full); nil is full for
// all, more than 1 counts as 1, and less than 0 or not a number as 0. A point whose place
// is not a number gets no light. The lamps of a point are always summed in the same order,
// whatever the number of threads or the points before it. Points along the streets in order
// are fastest. Nothing is allocated but for the threads.
func (f *Field) Sum(points []Point, level []float64, out []Lux) {
	if threads := min(f.threads, len(points)/batch); threads > 1 {
		f.share(threads, points, level, out)
		return
	}
	f.sum(points, level, out[:len(points)])
}

// share lets threads take a batch of points each until there are no more.
func (f *Field) share(threads int, points []Point, level []float64, out []Lux) {
	var taken atomic.Int64
	var group sync.WaitGroup
	for range threads {
		group.Go(func() {
			for {
				to := int(taken.Add(batch))
				from := to - batch
				if from >= len(points) {
					return
				}
				to = min(to, len(points))
				f.sum(points[from:to], level, out[from:to])
			}
		})
	}
	group.Wait()
}

// A stretch is points next to each other that share one search for lamps: at most so many,
// and in metres at most so far east or north of the first.
const (
	stretchMost = 16
	stretchM    = 24
)

// gathered is the sums of one point so far. With semi/B^(3/2) for the vector length of a
// lamp's light, round sums it times the ground distance r to the lamp, and east and north
// times the way there; r·cosα is the part of that way along the path. So what a face gets
// that is turned one way or the other is round plus or minus the part of (east, north) along
// the path, and the lesser of the two is round less its size.
type gathered struct{ e, round, east, north float64 }

func (f *Field) sum(points []Point, level []float64, out []Lux) {
	var sums [stretchMost]gathered
	for len(points) > 0 {
		n := stretch(points)
		clear(sums[:n])
		f.gather(points[:n], level, sums[:n])
		for i, s := range sums[:n] {
			p := &points[i]
			semi := s.round - math.Abs(s.east*p.EastH+s.north*p.NorthH)
			if !(semi > 0) { // rounding, or a direction that is none
				semi = 0
			}
			out[i] = Lux{E: s.e, Semi: semi}
		}
		points, out = points[n:], out[n:]
	}
}

// stretch is how many of the first points make one.
func stretch(points []Point) int {
	n := 1
	for n < min(len(points), stretchMost) &&
		math.Abs(points[n].X-points[0].X) <= stretchM && math.Abs(points[n].Y-points[0].Y) <= stretchM {
		n++
	}
	return n
}

// gather adds up the lamps around a stretch, in the order of the field.
func (f *Field) gather(points []Point, level []float64, sums []gathered) {
	const reach = ReachM + slack
	minX, minY := points[0].X, points[0].Y
	maxX, maxY := minX, minY
	for i := range points {
		p := &points[i]
		minX, maxX = min(minX, p.X), max(maxX, p.X)
		minY, maxY = min(minY, p.Y), max(maxY, p.Y)
	}
	minX, maxX, minY, maxY = minX-reach, maxX+reach, minY-reach, maxY+reach
	first, last := f.span(minY, maxY)
	for r := first; r <= last; r++ {
		w := &f.rows[r]
		lamps := f.lamps[f.from(w, minX):w.end]
		for i := range lamps {
			l := &lamps[i]
			if l.x > maxX {
				break
			}
			if l.x < minX || l.y < minY || l.y > maxY {
				continue
			}
			full := 1.0
			if level != nil {
				full = min(1, level[l.num])
			}
			if full > 0 {
				l.shine(full, points, sums)
			}
		}
	}
}

// shine adds what a lamp gives the points within its reach: with A = d² to the ground and
// B = d² to the face, e/A^(3/2) and semi/B^(3/2), and by Lambert's cosine over A² and B².
// It is the inner loop of all: three roots and one division for a lamp and a point.
func (l *lamp) shine(full float64, points []Point, sums []gathered) {
	sums = sums[:len(points)]
	for i := range points {
		dx, dy := l.x-points[i].X, l.y-points[i].Y
		r2 := dx*dx + dy*dy
		if !(r2 <= ReachM*ReachM) {
			continue
		}
		a, b := r2+l.h2, r2+l.b2
		var a3, b3 float64
		if l.steep {
			a3, b3 = a*a, b*b
		} else {
			a3, b3 = a*math.Sqrt(a), b*math.Sqrt(b)
		}
		one := full / (a3 * b3)
		s := &sums[i]
		semi := l.semi * a3 * one
		s.e += l.e * b3 * one
		s.round += semi * math.Sqrt(r2)
		s.east += semi * dx
		s.north += semi * dy
	}
}
