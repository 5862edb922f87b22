package export

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/street"
)

const (
	streetNameSize  = 13.0
	streetNameApart = 520.0 // a long street is named again after this, along the page
	mostBend        = 4.0   // how far a street may leave the straight line of its name
)

// named is a street on the page: stretches joined end to end.
type named struct {
	name   string
	style  int
	chains []orb.LineString
	long   float64
}

// labelStreets writes the names of streets along them, the largest and longest first,
// where they cover neither ways nor other labels.
func labelStreets(c canvas, p *placer, segments []street.Segment, v view) {
	for _, s := range namedStreets(segments, v) {
		t := text{Words: s.name, Size: streetNameSize, Ink: streetNameInk, Halo: 2.4}
		var last []orb.Point
		for _, chain := range s.chains {
			last = labelChain(c, p, t, v, chain, last)
		}
	}
}

// namedStreets joins the shown segments of each name.
func namedStreets(segments []street.Segment, v view) []named {
	byName := map[string]*named{}
	for _, s := range segments {
		if s.Name == "" {
			continue
		}
		n := byName[s.Name]
		if n == nil {
			n = &named{name: s.Name}
			byName[s.Name] = n
		}
		for _, line := range v.lines(s.Line) {
			n.chains = append(n.chains, line)
			n.long += geo.Length(line)
		}
		n.style = max(n.style, styleOf(s))
	}
	var all []named
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		n := byName[name]
		n.chains = chain(n.chains)
		all = append(all, *n)
	}
	slices.SortStableFunc(all, func(a, b named) int {
		return cmp.Or(cmp.Compare(b.style, a.style), cmp.Compare(b.long, a.long))
	})
	return all
}

// chain joins lines that end where another begins, the longest result first.
func chain(lines []orb.LineString) []orb.LineString {
	var chains []orb.LineString
	for _, line := range lines {
		chains = append(chains, line.Clone())
	}
	for joined := true; joined; {
		joined = false
		for i := 0; i < len(chains) && !joined; i++ {
			for k := i + 1; k < len(chains) && !joined; k++ {
				if whole, ok := couple(chains[i], chains[k]); ok {
					chains[i], joined = whole, true
					chains = slices.Delete(chains, k, k+1)
				}
			}
		}
	}
	slices.SortStableFunc(chains, func(a, b orb.LineString) int { return cmp.Compare(geo.Length(b), geo.Length(a)) })
	return chains
}

// couple joins two lines that share an end.
func couple(a, b orb.LineString) (orb.LineString, bool) {
	same := func(p, q orb.Point) bool { return geo.Dist(p, q) < sameSpot }
	firstA, lastA, firstB, lastB := a[0], a[len(a)-1], b[0], b[len(b)-1]
	turned := func(l orb.LineString) orb.LineString {
		l = l.Clone()
		l.Reverse()
		return l
	}
	switch {
	case same(lastA, firstB):
		return append(a.Clone(), b[1:]...), true
	case same(lastA, lastB):
		return append(a.Clone(), turned(b)[1:]...), true
	case same(firstA, lastB):
		return append(b.Clone(), a[1:]...), true
	case same(firstA, firstB):
		return append(turned(b), a[1:]...), true
	}
	return nil, false
}

// labelChain writes a name along a line, again and again if it is long, and returns
// where the name stands by now.
func labelChain(c canvas, p *placer, t text, v view, line orb.LineString, last []orb.Point) []orb.Point {
	wide, long := t.width(), geo.Length(line)
	if long < wide+10 || wide == 0 {
		return last
	}
	// From the middle outwards.
	for step := range int(long/15) + 1 {
		from := (long-wide)/2 + float64((step+1)/2)*15*float64(1-2*(step%2))
		if from < 4 || from+wide > long-4 {
			continue
		}
		part := geo.Cut(line, from, from+wide)
		middle := orb.LineString{part[0], part[len(part)-1]}.Bound().Center()
		near := slices.ContainsFunc(last, func(q orb.Point) bool { return geo.Dist(q, middle) < streetNameApart })
		if near || bend(part) > mostBend {
			continue
		}
		if writeAlong(c, p, t, v, part) {
			last = append(last, middle)
		}
	}
	return last
}

// writeAlong writes on the street, or just beside it where a way covers it.
func writeAlong(c canvas, p *placer, t text, v view, part orb.LineString) bool {
	a, b := part[0], part[len(part)-1]
	if a[0] > b[0] {
		a, b = b, a
	}
	for _, aside := range []float64{0, 13, -13, 17, -17} {
		shift := toRight(a, b, aside)
		from, to := plus(a, shift), plus(b, shift)
		strip := along(from, to, streetNameSize*0.56)
		if !v.inside(orb.MultiPoint{from, to}.Bound().Pad(streetNameSize/2)) || !p.free(strip...) {
			continue
		}
		p.take(strip...)
		c.write(t, plus(from, toRight(a, b, streetNameSize*0.34)), math.Atan2(b[1]-a[1], b[0]-a[0]))
		return true
	}
	return false
}

// bend is how far a line leaves the straight way between its ends.
func bend(line orb.LineString) float64 {
	straight := orb.LineString{line[0], line[len(line)-1]}
	var most float64
	for _, p := range line {
		_, _, off := geo.Nearest(straight, p)
		most = math.Max(most, off)
	}
	return most
}
