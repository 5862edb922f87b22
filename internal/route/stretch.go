package route

import (
	"slices"

	"tryggled/internal/street"
)

const (
	// shortM is the longest piece of a way that is not worth a word, such as a crossing.
	shortM = 25
	// untoldM is how far such pieces lead on end at most: beyond that one would be lost.
	untoldM = 40
)

// kind is how people would tell one street from another: by its name, else by what it is.
type kind struct {
	name   string
	what   string // a key of whats; of named streets only what stairs are
	pushed bool   // a bicycle is led along it
}

func kindOf(s *street.Segment, pushed bool) kind {
	k := kind{name: s.Name, what: whatOf(s), pushed: pushed}
	if k.name != "" && !k.stairs() {
		k.what = "" // the same street, whatever becomes of it on the way
	}
	return k
}

// sameStreet tells whether two are one street, ridden here and led along there.
func (k kind) sameStreet(o kind) bool { return k.name == o.name && k.what == o.what }

func (k kind) stairs() bool { return k.what == "steps" }

// stretch is a part of a way that one sentence tells.
type stretch struct {
	kind
	kindM            float64 // metres that are of this kind
	from, to         float64 // metres of the way
	coreFrom, coreTo float64 // without the short pieces that are told with it
	dark             []span  // parts known to be dark, in metres of the way
	forks            bool    // other streets meet where it begins
}

type span struct{ from, to float64 }

func (s stretch) lengthM() float64 { return s.to - s.from }

// darkFrom is the share of a street from which all of it is told as dark.
const darkFrom = 0.5

// piecesOf are the steps of a path, those along one street joined.
func (w way) piecesOf() []stretch {
	var all []stretch
	var at float64
	for i, step := range w.path.Steps {
		s := &w.graph.Segments()[step.Segment]
		piece := stretch{
			kind: kindOf(s, w.profile.Pushed(step)),
			from: at, to: at + step.LengthM(),
		}
		piece.coreFrom, piece.coreTo, piece.kindM = piece.from, piece.to, step.LengthM()
		piece.forks = i > 0 && w.graph.Arms(w.path.Steps[i-1]) > 2
		if w.sides != nil && w.sides[step.Segment].Dark >= darkFrom {
			piece.dark = []span{{piece.from, piece.to}}
		}
		at = piece.to
		all = append(all, piece)
	}
	return all
}

// stretches are the parts of a way that are worth a sentence each.
func (w way) stretches() []stretch {
	all := w.joined(w.piecesOf())
	all = absorbed(all)
	return w.joined(all)
}

// joined puts together what goes on along one street, so that nobody need be told.
func (w way) joined(pieces []stretch) []stretch {
	var all []stretch
	for _, p := range pieces {
		if n := len(all); n > 0 && w.goesOn(all[n-1], p) {
			all[n-1] = all[n-1].onto(p)
			continue
		}
		all = append(all, p)
	}
	return all
}

// goesOn tells whether one comes from a stretch onto the next without choosing: along the
// same street but for a turn at a fork, or from one nameless way straight onto another.
func (w way) goesOn(a, b stretch) bool {
	turn := turnOf(w.angle(a.coreTo, b.coreFrom))
	if a.kind == b.kind {
		switch turn {
		case Straight:
			return true
		case BearLeft, BearRight:
			return a.name != "" || !b.forks
		}
		return !b.forks
	}
	return a.name == "" && b.name == "" && a.pushed == b.pushed && !a.stairs() && !b.stairs() && turn == Straight
}

// onto is a stretch that goes on as the next one: of the kind that most of it is.
func (s stretch) onto(next stretch) stretch {
	both := s.with(next)
	both.coreTo = next.coreTo
	switch {
	case s.kind == next.kind:
		both.kindM = s.kindM + next.kindM
	case next.kindM > s.kindM:
		both.kind, both.kindM = next.kind, next.kindM
	}
	return both
}

// with adds what comes next to a stretch.
func (s stretch) with(next stretch) stretch {
	s.to = next.to
	s.dark = joinSpans(append(slices.Clone(s.dark), next.dark...))
	return s
}

// absorbed tells short pieces together with the stretch before them, those at the
// beginning with the one after; of nothing but short ones, with the longest. Stairs are
// told, however short, and so is what comes when nothing was told for long.
func absorbed(pieces []stretch) []stretch {
	var all []stretch
	for _, p := range pieces {
		n := len(all)
		short := p.lengthM() < shortM && !p.stairs()
		switch {
		case n == 0:
			all = append(all, p)
		case n == 1 && all[0].lengthM() < shortM && !all[0].stairs() && (!short || p.lengthM() > all[0].coreTo-all[0].coreFrom):
			first := all[0].with(p)
			first.kind, first.kindM, first.coreFrom, first.coreTo = p.kind, p.kindM, p.coreFrom, p.coreTo
			all[0] = first
		case short && p.to-all[n-1].coreTo < untoldM:
			all[n-1] = all[n-1].with(p)
		default:
			p.forks = p.forks || all[n-1].to > all[n-1].coreTo
			all = append(all, p)
		}
	}
	return all
}

func joinSpans(all []span) []span {
	var out []span
	for _, s := range all {
		if n := len(out); n > 0 && s.from-out[n-1].to < 1 {
			out[n-1].to = s.to
			continue
		}
		out = append(out, s)
	}
	return out
}

// way is what directions are made of.
type way struct {
	course
	graph   *street.Graph
	profile *street.Profile
	path    street.Path
	sides   []street.Side // of the graph's segments; nil where darkness is not to be told
	came    []street.Step // the leg before
}
