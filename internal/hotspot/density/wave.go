package density

import (
	"context"
	"math"

	"tryggled/internal/street"
)

// How finely the way of the kernel is cut into steps: at least this many to its end, more
// where a step would be longer than stepM, but never more than mostSteps.
const (
	leastSteps = 512
	mostSteps  = 1 << 14
	stepM      = 0.5
	blockSteps = 32 // steps between two rounds of painting lixels
)

// wave carries kernels along the streets: the equal-split continuous kernel (Okabe, Satoh
// and Sugihara, 2009) is the sum over all walks from the point, back and forth too, of the
// kernel of their length, times 2/n for each junction of n streets that is passed and
// 2/n − 1 for each where the walk turns back: a dead end (n = 1) gives all of it back.
// McSwiggan, Baddeley and Nair (2017) show that for the Gaussian this is the flow of heat
// along the network. As many walks as there are, all of the same length that leave a
// junction along the same street go on alike; so the walks are not followed one by one,
// but as a wave of all points at once, step by step, in work that grows with the streets
// times the bandwidth and not with the walks.
//
// A walk whose length falls between two steps is shared between them so that its mean
// length is kept. This blurs lengths by less than half a step at every junction, a part of
// some ten thousandths of the kernel; segments shorter than a step count as one step long.
type wave struct {
	segments []street.Segment
	stepM    float64
	steps    int       // to the kernel's end
	row      []int32   // half-edges of node n are half[row[n]:row[n+1]]
	half     []int32   // 2·segment at its start, 2·segment+1 at its end
	line     []delay   // of each half-edge: what comes in at its node
	out      []float64 // of each half-edge and step of the block at hand: what left its node
	quiet    float64   // less than this is silence
}

// silence is the share of all weight below which a wave has died down: far below what
// rounding takes, it keeps ever smaller echoes from being carried on.
const silence = 1e-30

// delay is a segment in one direction: a ring of what is yet to arrive at its end.
type delay struct {
	ring  []float64 // by step, modulo its length
	whole int       // steps that the way takes
	part  float64   // and part of one more
}

// newWave lays out the streets, still.
func newWave(g *street.Graph, reachM float64) *wave {
	segments := g.Segments()
	w := &wave{segments: segments, steps: int(min(max(leastSteps, math.Ceil(reachM/stepM)), mostSteps))}
	w.stepM = reachM / float64(w.steps)
	w.line = make([]delay, 2*len(segments))
	w.out = make([]float64, 2*len(segments)*blockSteps)
	for i, s := range segments {
		way := max(1, s.LengthM/w.stepM)
		whole := int(min(way, float64(w.steps+1)))
		for _, half := range [2]int{2 * i, 2*i + 1} {
			w.line[half] = delay{ring: make([]float64, whole+2), whole: whole, part: min(way-float64(whole), 1)}
		}
	}
	w.joinHalves()
	return w
}

// joinHalves groups the ends of segments by node, in the order of segments.
func (w *wave) joinHalves() {
	number := make(map[int64]int32, len(w.segments))
	node := make([]int32, 2*len(w.segments))
	for i, s := range w.segments {
		for k, id := range [2]int64{s.From, s.To} {
			n, ok := number[id]
			if !ok {
				n = int32(len(number))
				number[id] = n
			}
			node[2*i+k] = n
		}
	}
	w.row = make([]int32, len(number)+1)
	for _, n := range node {
		w.row[n+1]++
	}
	for n := range len(number) {
		w.row[n+1] += w.row[n]
	}
	w.half = make([]int32, len(node))
	next := append([]int32(nil), w.row...)
	for half, n := range node {
		w.half[next[n]] = int32(half)
		next[n]++
	}
}

// start sets a point's kernel off to both ends of its segment.
func (w *wave) start(segment int32, alongM, weight float64) {
	w.arriveAfter(2*int(segment), alongM/w.stepM, weight)
	w.arriveAfter(2*int(segment)+1, (w.segments[segment].LengthM-alongM)/w.stepM, weight)
}

// arriveAfter lets an amount come in at a half-edge's node some steps from the beginning.
// The ring is long enough, since no point is further from an end than the segment is long.
func (w *wave) arriveAfter(half int, steps, amount float64) {
	d := &w.line[half]
	if steps = max(steps, 0); steps >= float64(w.steps) {
		return
	}
	whole := int(steps)
	part := steps - float64(whole)
	d.ring[whole%len(d.ring)] += amount * (1 - part)
	d.ring[(whole+1)%len(d.ring)] += amount * part
}

// pass lets what arrives at step t go on from every node: n streets meeting there, each
// sends out 2/n of all that comes in, less what came in along itself.
func (w *wave) pass(t int) {
	slot := t % blockSteps
	for n := range len(w.row) - 1 {
		halves := w.half[w.row[n]:w.row[n+1]]
		var sum float64
		for _, half := range halves {
			d := &w.line[half]
			sum += d.ring[t%len(d.ring)]
		}
		sum *= 2 / float64(len(halves))
		for _, half := range halves {
			d := &w.line[half]
			in := &d.ring[t%len(d.ring)]
			w.out[int(half)*blockSteps+slot] = sum - *in
			*in = 0
		}
	}
	for half := range w.line {
		w.send(half, t, w.out[half*blockSteps+slot])
	}
}

// send lets what left one end of a segment at step t come in at the other.
func (w *wave) send(half, t int, amount float64) {
	if math.Abs(amount) <= w.quiet {
		return
	}
	d := &w.line[half^1]
	d.ring[(t+d.whole)%len(d.ring)] += amount * (1 - d.part)
	d.ring[(t+d.whole+1)%len(d.ring)] += amount * d.part
}

// splitContinuous adds the equal-split continuous kernels of places to lixels, as shares
// of the kernel's value in the middle.
func splitContinuous(ctx context.Context, g *street.Graph, places []place, lixels []Lixel, p NetworkParams) error {
	w := newWave(g, reachM(p.Kernel, p.BandwidthM))
	for _, at := range places {
		w.start(at.segment, at.alongM, at.weight)
		w.quiet += silence * at.weight
	}
	first := firstLixels(len(w.segments), lixels)
	for t := 0; t < w.steps; t += blockSteps {
		many := min(blockSteps, w.steps-t)
		for k := range many {
			if err := ctx.Err(); err != nil {
				return err
			}
			w.pass(t + k)
		}
		eachPart(len(w.segments), p.Threads, func(from, to int) {
			for s := from; s < to; s++ {
				w.paint(s, t, many, lixels[first[s]:first[s+1]], p)
			}
		})
	}
	paintOwn(places, lixels, first, p)
	return nil
}

// paint adds what left both ends of a segment in the steps of a block to its lixels.
func (w *wave) paint(segment, t, many int, lixels []Lixel, p NetworkParams) {
	starts := w.out[2*segment*blockSteps:][:many]
	ends := w.out[(2*segment+1)*blockSteps:][:many]
	for i := range lixels {
		l := &lixels[i]
		x := (l.FromM + l.ToM) / 2
		l.PerKm += w.heard(starts, t, x, p) + w.heard(ends, t, w.segments[segment].LengthM-x, p)
	}
}

// heard is what amounts that left a node from step t on come to x metres from it.
func (w *wave) heard(amounts []float64, t int, x float64, p NetworkParams) float64 {
	var sum float64
	if p.Kernel == Quartic {
		x, step := x/p.BandwidthM, w.stepM/p.BandwidthM
		for k, amount := range amounts {
			u := x + float64(t+k)*step
			if u >= 1 {
				break
			}
			v := 1 - u*u
			sum += amount * v * v
		}
		return sum
	}
	for k, amount := range amounts {
		if math.Abs(amount) <= w.quiet {
			continue
		}
		value := shape(p.Kernel, x+float64(t+k)*w.stepM, p.BandwidthM)
		if value == 0 {
			break
		}
		sum += amount * value
	}
	return sum
}

// paintOwn adds the kernels of places to the lixels of their own segments.
func paintOwn(places []place, lixels []Lixel, first []int32, p NetworkParams) {
	for _, at := range places {
		own := lixels[first[at.segment]:first[at.segment+1]]
		for i := range own {
			l := &own[i]
			l.PerKm += at.weight * shape(p.Kernel, math.Abs((l.FromM+l.ToM)/2-at.alongM), p.BandwidthM)
		}
	}
}
