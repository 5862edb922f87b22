package orienteertest

import "tryggled/internal/plan/orienteer"

// Best is the best there is, found by trying every order of every choice of stops: the
// least in Lacks and, with that, the greatest Score. It is for a handful of stops. Where
// two dwells at one site must keep apart, later ones wait for earlier ones, in every order.
func Best(p orienteer.Problem) (lacks, score int64) {
	b := &brute{p: p, used: make([]bool, len(p.Stops)), routes: make([][]int, len(p.Crews)), lacks: -1}
	b.extend(0)
	return b.lacks, b.score
}

type brute struct {
	p      orienteer.Problem
	used   []bool
	routes [][]int
	lacks  int64
	score  int64
}

// extend tries all ways to go on with the crew's route, and with the crews after it.
func (b *brute) extend(crew int) {
	if crew == len(b.p.Crews) {
		b.judge()
		return
	}
	b.extend(crew + 1)
	for u := range b.p.Stops {
		if b.used[u] {
			continue
		}
		b.used[u] = true
		b.routes[crew] = append(b.routes[crew], u)
		b.extend(crew)
		b.routes[crew] = b.routes[crew][:len(b.routes[crew])-1]
		b.used[u] = false
	}
}

func (b *brute) judge() {
	s := orienteer.Solution{Bound: orienteer.Never, Routes: make([][]orienteer.Visit, len(b.routes))}
	taken := map[int]bool{}
	for _, r := range b.routes {
		for _, u := range r {
			s.Score += b.p.Stops[u].Prize
			taken[u] = true
		}
	}
	s.Lacks = lacking(b.p, taken)
	if b.lacks >= 0 && (s.Lacks > b.lacks || s.Lacks == b.lacks && s.Score <= b.score) {
		return
	}
	if b.timed(s, make([]int, len(b.routes)), nil) {
		b.lacks, b.score = s.Lacks, s.Score
	}
}

// timed looks for times at which all routes hold, setting one next visit after the other.
// Whichever crew's visit is set next begins as soon as it may after those set before.
func (b *brute) timed(s orienteer.Solution, next []int, order []orienteer.Visit) bool {
	done := true
	for c, r := range b.routes {
		if next[c] == len(r) {
			continue
		}
		done = false
		v, ok := b.visit(s, c, r[next[c]], order)
		if !ok {
			continue
		}
		next[c]++
		s.Routes[c] = append(s.Routes[c], v)
		if b.timed(s, next, append(order, v)) {
			return true
		}
		s.Routes[c] = s.Routes[c][:len(s.Routes[c])-1]
		next[c]--
	}
	if !done {
		return false
	}
	s.Time = 0
	for c, visits := range s.Routes {
		t, err := route(b.p, b.p.Crews[c], visits)
		if err != nil {
			return false
		}
		s.Time += t
	}
	return Check(b.p, s) == nil
}

func (b *brute) visit(s orienteer.Solution, c, u int, order []orienteer.Visit) (orienteer.Visit, bool) {
	crew, stop := b.p.Crews[c], b.p.Stops[u]
	at, t := crew.Start, crew.From
	if k := len(s.Routes[c]); k > 0 {
		last := s.Routes[c][k-1]
		at, t = b.p.Stops[last.Stop].Place, last.End
	}
	way := b.p.Travel[crew.Travel].At(at, stop.Place)
	if way >= orienteer.Never {
		return orienteer.Visit{}, false
	}
	v := orienteer.Visit{Stop: u, Arrive: t + way}
	v.Begin = max(v.Arrive, stop.Open)
	for _, o := range order {
		if site := b.p.Stops[o.Stop].Site; site > 0 && site == stop.Site {
			v.Begin = max(v.Begin, o.End+b.p.Sites[site-1].Gap)
		}
	}
	v.End = v.Begin + stop.Dwell
	return v, v.Begin <= stop.Close && v.End <= crew.Until
}

func lacking(p orienteer.Problem, taken map[int]bool) int64 {
	s := orienteer.Solution{Routes: make([][]orienteer.Visit, 1)}
	for u := range taken {
		s.Routes[0] = append(s.Routes[0], orienteer.Visit{Stop: u})
	}
	_, lacks := totals(p, s)
	return lacks
}
