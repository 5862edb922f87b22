package patrol

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/street"
)

// How tracks are matched. After Newson and Krumm, "Hidden Markov Map Matching Through Noise
// and Sparseness" (2009): the hidden state is the place on a street, what is seen of it is a
// point with normal noise, and ways along the streets that differ much from the straight
// line are unlikely. Starting values.
const (
	candidateM  = 50.0             // streets farther from a point are out of question
	candidates  = 10               // nearest ones that are considered
	longestGap  = 2 * time.Minute  // without a point, or without a street: a new piece begins
	longestRest = 30 * time.Minute // without a point while the team stays where it is
	restM       = 30.0             // between the points before and after a rest: within the noise
	usualNoise  = 10.0             // metres of noise where too few points tell
	leastNoise  = 2.0              // metres of noise
	mostNoise   = 20.0
	noisePoints = 500    // points that the noise is estimated from, spread over the track
	longestHop  = 1000.0 // metres between two points that a way is looked for
	stood       = 20 * time.Second
	leastTurnM  = 8.0 // shorter ways there and back are noise
)

// state is a place on a street where a point may have been taken.
type state struct {
	segment int32
	along   float64 // metres from the segment's start
	off     float64 // metres from the point
	cost    float64 // of the best way here: minus the logarithm of its likelihood
	before  int     // state of the step before, -1 at the start of a piece
}

// step is a point with its states.
type step struct {
	at     time.Time
	point  orb.Point
	states []state
}

// matcher matches one track.
type matcher struct {
	*streets
	sigma float64 // metres of noise in each direction
	beta  float64 // metres by which ways and straight lines differ
}

// Match finds which streets were walked and at which places a team stayed. Points are
// metric, in the order of time. Where the track goes past several places at once, it is at
// the nearest. What lies away from all streets and places is counted and not kept.
func Match(segments []street.Segment, places []Place, points []Fix) Walked {
	w := Walked{Passes: []Pass{}, Stays: []Stay{}, Spans: []Span{}, Points: len(points)}
	if len(points) == 0 {
		return w
	}
	w.From, w.To = points[0].At.UTC(), points[len(points)-1].At.UTC()
	w.Spans = spansOf(points)
	w.Stays = staysOf(places, points)
	m := matcher{streets: streetsAround(segments, points)}
	m.sigma = m.noise(points)
	m.beta = m.sigma
	w.SigmaM = m.sigma
	within := min(longestMean, time.Duration(m.sigma/pace(points)*float64(time.Second)))
	for _, piece := range pieces(points) {
		w.Passes = append(w.Passes, m.piece(smoothed(piece, within))...)
	}
	var on time.Duration
	for _, p := range w.Passes {
		on += p.Leave.Sub(p.Enter)
		w.LengthM += math.Abs(p.ToM - p.FromM)
	}
	recorded := total(w.Spans)
	w.Off = max(0, recorded-on)
	if recorded > 0 {
		w.Matched = min(1, on.Seconds()/recorded.Seconds())
	}
	return w
}

// noise estimates the standard deviation of the points from their streets in one
// direction: robustly by the median of their distances, which is 0.6745 of it where the
// noise is normal. Points away from all streets tell nothing.
func (m *matcher) noise(points []Fix) float64 {
	var off []float64
	for i := 0; i < len(points); i += 1 + len(points)/noisePoints {
		_, d, ok := m.index.Nearest(points[i].Point, candidateM, func(k int) float64 {
			_, _, d := geo.Nearest(m.segments[k].Line, points[i].Point)
			return d
		})
		if ok {
			off = append(off, d)
		}
	}
	if len(off) < 10 {
		return usualNoise
	}
	slices.Sort(off)
	return min(max(off[len(off)/2]/0.6745, leastNoise), mostNoise)
}

// pieces cuts a track where its recording was broken.
func pieces(points []Fix) (all [][]Fix) {
	start := 0
	for i := 1; i <= len(points); i++ {
		if i == len(points) || broken(points[i-1], points[i]) {
			all = append(all, points[start:i])
			start = i
		}
	}
	return all
}

// broken reports whether nothing is known of the time between two points. A recorder that
// pauses while the team stands still, and one that writes a point where it turns alone, leave
// a gap whose ends lie together: that is a rest.
func broken(a, b Fix) bool {
	gap := b.At.Sub(a.At)
	if gap <= longestRest && geo.Dist(a.Point, b.Point) <= restM {
		return false
	}
	return a.Piece != b.Piece || gap > longestGap
}

// piece matches points without a break among them, in one go or more: where a point cannot
// be reached it is passed over, and where none could for too long the walk begins anew.
func (m *matcher) piece(points []Fix) (passes []Pass) {
	var chain []step
	lost := false
	for _, p := range m.thinned(points) {
		if n := len(chain); n > 0 && lost && p.At.Sub(chain[n-1].at) > longestGap {
			passes = append(passes, m.passes(chain)...)
			chain = nil
		}
		next := step{at: p.At, point: p.Point, states: m.near(p.Point)}
		lost = len(next.states) == 0 || len(chain) > 0 && !m.connect(chain[len(chain)-1], &next)
		if !lost {
			chain = append(chain, next)
		}
	}
	return append(passes, m.passes(chain)...)
}

// thinned leaves out the points that lie within the noise of the last one that was kept:
// they tell nothing of the way. Where the team stood, the last point there is kept too, so
// that the time is spent there.
func (m *matcher) thinned(points []Fix) []Fix {
	kept := points[:1:1]
	for i := 1; i < len(points); i++ {
		last := kept[len(kept)-1]
		if i < len(points)-1 && geo.Dist(last.Point, points[i].Point) < 2*m.sigma {
			continue
		}
		if before := points[i-1]; before.At.Sub(last.At) >= stood {
			kept = append(kept, before)
		}
		kept = append(kept, points[i])
	}
	return kept
}

// near are the places on streets where a point may have been taken: on each street that is
// not much farther than the nearest one.
func (m *matcher) near(p orb.Point) []state {
	var all []state
	box := orb.Bound{Min: p, Max: p}.Pad(candidateM)
	least := candidateM
	m.index.Search(box, func(i int) bool {
		if _, along, off := geo.Nearest(m.segments[i].Line, p); off <= candidateM {
			all = append(all, state{segment: int32(i), along: math.Min(along, m.segments[i].LengthM), off: off, before: -1})
			least = min(least, off)
		}
		return true
	})
	all = slices.DeleteFunc(all, func(s state) bool { return s.off > least+4*m.sigma })
	slices.SortFunc(all, func(a, b state) int {
		return cmp.Or(cmp.Compare(a.off, b.off), cmp.Compare(a.segment, b.segment))
	})
	all = all[:min(len(all), candidates)]
	for i, s := range all {
		z := s.off / m.sigma
		all[i].cost = z * z / 2
	}
	return all
}

// connect finds the best way to each state of a step from those of the step before. States
// that no way leads to are left out; it reports whether any is left.
func (m *matcher) connect(from step, to *step) bool {
	straight := geo.Dist(from.point, to.point)
	if straight > longestHop {
		return false
	}
	within := 2*straight + 100
	reachable := to.states[:0]
	for _, b := range to.states {
		best, before := math.Inf(1), -1
		for i, a := range from.states {
			way, _, _ := m.way(a, b, within)
			if cost := a.cost + math.Abs(way-straight)/m.beta; way <= within && cost < best {
				best, before = cost, i
			}
		}
		if before >= 0 {
			b.cost, b.before = b.cost+best, before
			reachable = append(reachable, b)
		}
	}
	to.states = reachable
	return len(reachable) > 0
}

// way is how far it is along the streets between two states, and by which ends of their
// segments: -1 along the one segment they lie on. It is +Inf beyond a distance.
func (m *matcher) way(a, b state, within float64) (metres float64, out, in int32) {
	metres, out, in = math.Inf(1), -1, -1
	if a.segment == b.segment {
		metres = math.Abs(a.along - b.along)
	}
	for _, e := range m.ends(a) {
		if e.m >= metres || e.m > within {
			continue
		}
		ways := m.ways(e.node, within)
		for _, f := range m.ends(b) {
			if r, ok := ways.to[f.node]; ok && e.m+r.m+f.m < metres {
				metres, out, in = e.m+r.m+f.m, e.node, f.node
			}
		}
	}
	return metres, out, in
}

// end is an end of a segment and how far it is from a state.
type end struct {
	node int32
	m    float64
}

func (m *matcher) ends(s state) [2]end {
	return [2]end{{m.from[s.segment], s.along}, {m.to[s.segment], math.Max(0, m.segments[s.segment].LengthM-s.along)}}
}
