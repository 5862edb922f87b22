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
// is not a number gets no light. Each
// point is summed by one thread in an order of its own, so that the number of threads changes
// no bit of it. Points along the streets in order are fastest. Nothing is allocated but
// for the threads.
func (f *Field) Sum(points []Point, level []float64, out []Lux) {
	out = out[:len(points)]
	threads := min(f.threads, len(points)/batch)
	if threads < 2 {
		f.sum(points, level, out)
		return
	}
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

func (f *Field) sum(points []Point, level []float64, out []Lux) {
	for i := range points {
		out[i] = f.at(&points[i], level)
	}
}

// at is the light at a point. With A = d² to the ground and B = d² to the face, a lamp adds
// e/(A√A) and, to the face, semi/(B√B) times (r ± the way to the lamp along the path), r
// being the ground distance: r·cosα is just that. The lesser of the two is the sum of the
// first less the size of the sum of the second.
func (f *Field) at(p *Point, level []float64) Lux {
	const reach = ReachM + slack
	var e, round, east, north float64
	first, last := f.span(p.Y-reach, p.Y+reach)
	for r := first; r <= last; r++ {
		w := &f.rows[r]
		lamps := f.lamps[f.from(w, p.X-reach):w.end]
		for i := range lamps {
			l := &lamps[i]
			dx, dy := l.x-p.X, l.y-p.Y
			if dx > reach {
				break
			}
			r2 := dx*dx + dy*dy
			if r2 > ReachM*ReachM {
				continue
			}
			full := 1.0
			if level != nil {
				if full = min(1, level[l.num]); !(full > 0) {
					continue
				}
			}
			a, b := r2+l.h2, r2+l.b2
			a3, b3 := a*a, b*b
			if !l.steep {
				a3, b3 = a*math.Sqrt(a), b*math.Sqrt(b)
			}
			one := full / (a3 * b3)
			e += l.e * b3 * one
			semi := l.semi * a3 * one
			round += semi * math.Sqrt(r2)
			east += semi * dx
			north += semi * dy
		}
	}
	semi := round - math.Abs(east*p.EastH+north*p.NorthH)
	if !(semi > 0) { // rounding, or a direction that is none
		semi = 0
	}
	return Lux{E: e, Semi: semi}
}
