package orienteer

import (
	"cmp"
	"slices"
)

// pool keeps routes of good solutions and looks for some that have no stop in common and
// score more together than the best solution: a set packing, searched from each route that
// is new. It is for crews that are all alike, so that a route fits any of them.
type pool struct {
	m      *model
	words  int
	routes []packed // the dearest first
	fit    [][]int  // by depth of the search: routes that may still be chosen, best first
	chosen []int
	best   []packed // of those found; none if nothing was
	beat   int64
	nodes  int
}

// packed is a route: its stops, and the same as a set of bits.
type packed struct {
	stop  []int32
	set   []uint64
	score int64
}

const (
	poolSize  = 3000
	poolNodes = 4000 // looked at for each new route
	poolCrews = 6    // with more the search is too wide to find anything
)

// newPool is nil where crews differ or there is one alone.
func newPool(m *model) *pool {
	grouped := slices.ContainsFunc(m.group, func(g int32) bool { return g > 0 })
	if !m.uniform || !m.free || grouped || len(m.problem.Areas) > 0 || len(m.crews) < 2 || len(m.crews) > poolCrews {
		return nil
	}
	k := &pool{m: m, words: (m.n + 63) / 64}
	k.fit = make([][]int, len(m.crews)+1)
	return k
}

// add keeps the routes of a solution and tells whether with them routes can be put together
// that score more than beat; they are then in best.
func (k *pool) add(s *state, beat int64) bool {
	k.best, k.beat = k.best[:0], beat
	for r := range s.routes {
		if rt := &s.routes[r]; len(rt.stop) > 0 {
			if at, fresh := k.keep(rt); fresh {
				k.pack(at)
			}
		}
	}
	return len(k.best) > 0
}

// keep puts a route into the pool, unless it or one with the same stops is there.
func (k *pool) keep(rt *route) (at int, fresh bool) {
	set := make([]uint64, k.words)
	for _, u := range rt.stop {
		set[u/64] |= 1 << (u % 64)
	}
	at, _ = slices.BinarySearchFunc(k.routes, rt.score, func(p packed, score int64) int { return cmp.Compare(score, p.score) })
	for i := at; i < len(k.routes) && k.routes[i].score == rt.score; i++ {
		if slices.Equal(k.routes[i].set, set) {
			return i, false
		}
	}
	if at == poolSize {
		return at, false
	}
	if len(k.routes) == poolSize {
		k.routes = k.routes[:poolSize-1]
	}
	k.routes = slices.Insert(k.routes, at, packed{slices.Clone(rt.stop), set, rt.score})
	return at, true
}

// pack looks for routes that go with the one at an index.
func (k *pool) pack(at int) {
	k.fit[0] = k.fit[0][:0]
	for i := range k.routes {
		if i != at && k.apart(i, at) {
			k.fit[0] = append(k.fit[0], i)
		}
	}
	k.nodes = poolNodes
	k.chosen = append(k.chosen[:0], at)
	k.extend(0, k.routes[at].score)
}

// extend chooses one more of the routes that fit; the score of the dearest, as often as
// there are crews left, bounds what can come of it.
func (k *pool) extend(depth int, score int64) {
	if score > k.beat {
		k.beat = score
		k.best = k.best[:0]
		for _, i := range k.chosen {
			k.best = append(k.best, k.routes[i])
		}
	}
	left := int64(len(k.m.crews) - len(k.chosen))
	for n, i := range k.fit[depth] {
		if left == 0 || k.nodes == 0 || score+left*k.routes[i].score <= k.beat {
			return
		}
		k.nodes--
		next := k.fit[depth+1][:0]
		for _, j := range k.fit[depth][n+1:] {
			if left == 1 {
				break
			}
			if k.apart(i, j) {
				next = append(next, j)
			}
		}
		k.fit[depth+1] = next
		k.chosen = append(k.chosen, i)
		k.extend(depth+1, score+k.routes[i].score)
		k.chosen = k.chosen[:len(k.chosen)-1]
	}
}

// apart tells whether two routes have no stop in common.
func (k *pool) apart(i, j int) bool {
	a, b := k.routes[i].set, k.routes[j].set
	for w := range a {
		if a[w]&b[w] != 0 {
			return false
		}
	}
	return true
}
