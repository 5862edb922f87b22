package town

import (
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
)

// stubM is the longest dead end, in metres, that is taken for a leftover of drawing.
const stubM = 50

// prune cuts off stubs, then the stubs that this leaves.
func prune(ways []Way) []Way {
	for range 3 {
		degree := degrees(ways)
		for i, w := range ways {
			if !w.drawn {
				ways[i].Line = trim(trim(w.Line, degree), degree)
			}
		}
		ways = slices.DeleteFunc(ways, func(w Way) bool { return len(w.Line) < 2 })
	}
	return ways
}

// degrees counts the pieces of street that meet at each point.
func degrees(ways []Way) map[orb.Point]int {
	degree := map[orb.Point]int{}
	for _, w := range ways {
		for i := 1; i < len(w.Line); i++ {
			degree[w.Line[i-1]]++
			degree[w.Line[i]]++
		}
	}
	return degree
}

// trim cuts a stub off the end of a line and returns the line reversed, so that two calls
// treat both ends.
func trim(line orb.LineString, degree map[orb.Point]int) orb.LineString {
	if len(line) == 0 {
		return line
	}
	keep := len(line)
	if degree[line[keep-1]] == 1 {
		k := keep - 1
		for k > 0 && degree[line[k]] <= 2 {
			k--
		}
		if geo.Length(line[k:]) < stubM {
			keep = k + 1
		}
	}
	out := line[:keep].Clone()
	out.Reverse()
	if len(out) < 2 {
		return nil
	}
	return out
}

// largest keeps the ways of the largest connected part.
func largest(ways []Way) []Way {
	parent := map[orb.Point]orb.Point{}
	var root func(p orb.Point) orb.Point
	root = func(p orb.Point) orb.Point {
		q, ok := parent[p]
		if !ok || q == p {
			return p
		}
		r := root(q)
		parent[p] = r
		return r
	}
	for _, w := range ways {
		for i := 1; i < len(w.Line); i++ {
			if a, b := root(w.Line[i-1]), root(w.Line[i]); a != b {
				parent[a] = b
			}
		}
	}
	length := map[orb.Point]float64{}
	best := root(ways[0].Line[0])
	for _, w := range ways {
		r := root(w.Line[0])
		if length[r] += geo.Length(w.Line); length[r] > length[best] {
			best = r
		}
	}
	return slices.DeleteFunc(ways, func(w Way) bool { return root(w.Line[0]) != best })
}
