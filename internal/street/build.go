package street

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
)

// shortestM is the length below which a segment is no street: its ends are one point.
const shortestM = 0.001

// Summary is what a network of segments amounts to.
type Summary struct {
	Segments     int
	LengthM      float64
	Components   int
	LargestShare float64 // of the length, in the largest connected part
}

// Notes says what the reader must know: that there is nothing to walk on, or that the
// network is in pieces.
func (s Summary) Notes() []lang.Text {
	switch {
	case s.Segments == 0:
		return []lang.Text{lang.T("inga gator att gå på hittades", "no streets to walk on were found")}
	case s.Components > 1:
		return []lang.Text{lang.T(
			"gatunätet är i %d delar; den största har %s %% av %s km, och dit dras utgångspunkter och stopp när den finns i närheten",
			"the street network is in %d parts; the largest has %s %% of %s km, and bases and stops are drawn to it where it is near",
			s.Components, lang.Decimal(100*s.LargestShare, 1), lang.Decimal(s.LengthM/1000, 1))}
	}
	return nil
}

// Build cuts the walkable ways into segments between junctions: nodes that walkable ways
// use twice or end at. The order of ways does not matter; segments come numbered by way,
// then by position along it. Pieces without length are dropped and their ends joined. What
// meets at a point that lets nobody past does not hang together there.
func Build(ways []Way) ([]Segment, Summary) {
	walked := make([]Way, 0, len(ways))
	for _, w := range ways {
		if Walkable(w.Tags) {
			walked = append(walked, w)
		}
	}
	slices.SortStableFunc(walked, func(a, b Way) int { return cmp.Compare(a.ID, b.ID) })
	uses := countUses(walked)
	same := newUnion()
	var segments []Segment
	for _, w := range walked {
		segments = appendSegments(segments, w, uses, same)
	}
	for i := range segments {
		s := &segments[i]
		s.ID = int64(i + 1)
		s.From, s.To = same.find(s.From), same.find(s.To)
	}
	shutAtJoints(segments, walked, same)
	return segments, markComponents(segments)
}

// countUses counts how often walkable ways pass or end at each node; an end counts
// twice, and so does one that lets nobody past: every node with two or more is a junction.
func countUses(ways []Way) map[int64]int {
	uses := make(map[int64]int)
	for _, w := range ways {
		for i, n := range w.Nodes {
			uses[n.ID]++
			if i == 0 || i == len(w.Nodes)-1 || n.NoWay == ClosedToAll {
				uses[n.ID]++
			}
		}
	}
	return uses
}

func appendSegments(segments []Segment, w Way, uses map[int64]int, same *union) []Segment {
	start := 0
	for i := 1; i < len(w.Nodes); i++ {
		if uses[w.Nodes[i].ID] < 2 {
			continue
		}
		piece := w.Nodes[start : i+1]
		start = i
		line := lineOf(piece)
		if length := geo.Length(line); length >= shortestM {
			segments = append(segments, segmentOf(w, piece, line, length))
			segments[len(segments)-1].shut(piece[0], piece[len(piece)-1], len(segments))
			continue
		}
		same.join(piece[0].ID, piece[len(piece)-1].ID)
	}
	return segments
}

// shut gives the ends of the n-th segment that let nobody past nodes of their own, with
// numbers that no source uses.
func (s *Segment) shut(first, last Node, n int) {
	own := math.MinInt64 + 2*int64(n)
	if first.NoWay == ClosedToAll {
		s.From = own
	}
	if last.NoWay == ClosedToAll {
		s.To = own + 1
	}
}

// shutAtJoints shuts to cars the shorter of two streets that merely go on into each other at
// a point that lets no car past, such as a bollard where the name changes. Where more streets
// meet, such a point is of the path beside the road.
func shutAtJoints(segments []Segment, ways []Way, same *union) {
	closed := map[int64]bool{}
	for _, w := range ways {
		for _, n := range w.Nodes {
			if n.NoWay == ClosedToCar {
				closed[same.find(n.ID)] = true
			}
		}
	}
	at := map[int64][]int{}
	for i, s := range segments {
		for _, end := range [2]int64{s.From, s.To} {
			if closed[end] {
				at[end] = append(at[end], i)
			}
		}
	}
	shut := map[int]bool{}
	for _, ends := range at {
		if len(ends) != 2 || ends[0] == ends[1] || !segments[ends[0]].driven() || !segments[ends[1]].driven() {
			continue
		}
		if segments[ends[0]].LengthM < segments[ends[1]].LengthM {
			shut[ends[0]] = true
		} else {
			shut[ends[1]] = true
		}
	}
	for i := range shut {
		segments[i].Car = NoWay
	}
}

// driven tells whether a car may be there at all.
func (s *Segment) driven() bool { return carSpeed(s, false) > 0 || carSpeed(s, true) > 0 }

func segmentOf(w Way, piece []Node, line orb.LineString, length float64) Segment {
	return Segment{
		Way: w.ID, From: piece[0].ID, To: piece[len(piece)-1].ID,
		Line: line, LengthM: length,
		Class: w.Tags["highway"], Name: w.Tags["name"], Light: lightOf(w.Tags),
		Steps: w.Tags["highway"] == "steps", Surface: w.Tags["surface"], Access: accessOf(w.Tags),
		Car: drivenAt(w.Tags, piece), Bicycle: bicycleOf(w.Tags), MaxKmh: maxKmhOf(w.Tags),
		Sidewalk: hasSidewalk(w.Tags), Detail: detailOf(w.Tags),
	}
}

// lineOf is the line through nodes, without points that repeat the one before.
func lineOf(nodes []Node) orb.LineString {
	line := make(orb.LineString, 0, len(nodes))
	for _, n := range nodes {
		if len(line) == 0 || line[len(line)-1] != n.Point {
			line = append(line, n.Point)
		}
	}
	return line
}

// markComponents numbers the connected parts by length, the longest first, and among
// equally long ones the one with the lowest segment first.
func markComponents(segments []Segment) Summary {
	parts := newUnion()
	for _, s := range segments {
		parts.join(s.From, s.To)
	}
	type part struct {
		root  int64
		first int
		m     float64
	}
	var all []part
	at := make(map[int64]int)
	for i, s := range segments {
		root := parts.find(s.From)
		if _, seen := at[root]; !seen {
			at[root] = len(all)
			all = append(all, part{root: root, first: i})
		}
		all[at[root]].m += s.LengthM
	}
	slices.SortFunc(all, func(a, b part) int {
		return cmp.Or(cmp.Compare(b.m, a.m), cmp.Compare(a.first, b.first))
	})
	sum := Summary{Segments: len(segments), Components: len(all)}
	for rank, p := range all {
		at[p.root] = rank
		sum.LengthM += p.m
	}
	for i := range segments {
		segments[i].Component = at[parts.find(segments[i].From)]
	}
	if len(all) > 0 {
		sum.LargestShare = all[0].m / sum.LengthM
	}
	return sum
}
