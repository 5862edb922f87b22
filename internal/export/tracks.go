package export

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/route"
)

// track is a team's way on the page, moved aside where others walk the same street, and
// where the team itself walks back: everybody keeps to the right.
type track struct {
	team int
	line orb.LineString
}

const (
	trackWidth = 4.2
	laneStep   = 5.4 // between the middles of two lanes
	mostSpread = 27  // from the first lane to the last
	sameSpot   = 0.6 // points of the page nearer than this are one
)

// layTracks lays the routes of all teams. A street is shared where the same piece of it,
// between the same two points, is walked more than once, so the ways are first cut at
// each other's points.
func layTracks(p *route.Planned, v view) []track {
	if p == nil {
		return nil
	}
	var tracks []track
	for _, r := range p.Routes {
		tracks = append(tracks, track{team: r.Team, line: onPage(r, v)})
	}
	cutAtPoints(tracks)
	lanes := countLanes(tracks)
	for i := range tracks {
		tracks[i].line = lanes.move(tracks[i])
	}
	return tracks
}

// onPage joins the legs of a route into one line on the page.
func onPage(r route.Route, v view) orb.LineString {
	var line orb.LineString
	for _, leg := range r.Legs {
		for _, p := range leg.Line {
			q := v.at(p)
			if n := len(line); n == 0 || geo.Dist(line[n-1], q) > sameSpot {
				line = append(line, q)
			}
		}
	}
	return line
}

// cutAtPoints puts every point of every track into the pieces that pass by it.
func cutAtPoints(tracks []track) {
	const cell = 40
	near := map[[2]int][]orb.Point{}
	seen := map[orb.Point]bool{}
	at := func(x, y float64) [2]int { return [2]int{int(math.Floor(x / cell)), int(math.Floor(y / cell))} }
	for _, t := range tracks {
		for _, p := range t.line {
			if !seen[p] {
				seen[p] = true
				near[at(p[0], p[1])] = append(near[at(p[0], p[1])], p)
			}
		}
	}
	for i, t := range tracks {
		var cut orb.LineString
		for k, p := range t.line {
			if k > 0 {
				b := orb.MultiPoint{t.line[k-1], p}.Bound().Pad(sameSpot)
				var close []orb.Point
				low, high := at(b.Min[0], b.Min[1]), at(b.Max[0], b.Max[1])
				for x := low[0]; x <= high[0]; x++ {
					for y := low[1]; y <= high[1]; y++ {
						close = append(close, near[[2]int{x, y}]...)
					}
				}
				cut = append(cut, between(t.line[k-1], p, close)...)
			}
			cut = append(cut, p)
		}
		tracks[i].line = cut
	}
}

// between returns those points that lie on the way from a to b, in the order met.
func between(a, b orb.Point, points []orb.Point) []orb.Point {
	type met struct {
		along float64
		p     orb.Point
	}
	var found []met
	long := geo.Dist(a, b)
	for _, p := range points {
		_, along, off := geo.Nearest(orb.LineString{a, b}, p)
		if off < sameSpot && along > sameSpot && along < long-sameSpot {
			found = append(found, met{along, p})
		}
	}
	slices.SortFunc(found, func(m, n met) int {
		return cmp.Or(cmp.Compare(m.along, n.along), cmp.Compare(m.p[0], n.p[0]), cmp.Compare(m.p[1], n.p[1]))
	})
	var line []orb.Point
	for _, m := range found {
		if n := len(line); n == 0 || geo.Dist(line[n-1], m.p) > sameSpot {
			line = append(line, m.p)
		}
	}
	return line
}

// piece is a stretch of street on the page, told by its ends in a fixed order.
type piece [2][2]int

// lane is a team that walks a piece, along it or against it.
type lane struct {
	against bool
	team    int
}

type lanes map[piece][]lane

// pieceOf gives the piece from a to b, and whether the walk goes against its order.
func pieceOf(a, b orb.Point) (p piece, against bool) {
	spot := func(q orb.Point) [2]int {
		return [2]int{int(math.Round(q[0] / sameSpot)), int(math.Round(q[1] / sameSpot))}
	}
	p = piece{spot(a), spot(b)}
	if slices.Compare(p[0][:], p[1][:]) > 0 {
		return piece{p[1], p[0]}, true
	}
	return p, false
}

func countLanes(tracks []track) lanes {
	walked := map[piece]map[lane]bool{}
	for _, t := range tracks {
		for i := 1; i < len(t.line); i++ {
			p, against := pieceOf(t.line[i-1], t.line[i])
			if walked[p] == nil {
				walked[p] = map[lane]bool{}
			}
			walked[p][lane{against, t.team}] = true
		}
	}
	all := lanes{}
	for p, set := range walked {
		all[p] = slices.SortedFunc(maps.Keys(set), func(a, b lane) int {
			if a.against != b.against {
				if a.against {
					return -1
				}
				return 1
			}
			// Mirrored, so that the first team keeps nearest to the middle both ways.
			if a.against {
				return b.team - a.team
			}
			return a.team - b.team
		})
	}
	return all
}

// aside is how far to the right of its street a team walks from a to b.
func (l lanes) aside(team int, a, b orb.Point) float64 {
	p, against := pieceOf(a, b)
	all := l[p]
	if len(all) < 2 {
		return 0
	}
	step := math.Min(laneStep, mostSpread/float64(len(all)-1))
	off := (float64(slices.Index(all, lane{against, team})) - float64(len(all)-1)/2) * step
	if against {
		return -off
	}
	return off
}

// move gives a track's line with every piece in its lane.
func (l lanes) move(t track) orb.LineString {
	if len(t.line) < 2 {
		return t.line
	}
	type stretch struct{ a, b orb.Point }
	moved := make([]stretch, 0, len(t.line)-1)
	for i := 1; i < len(t.line); i++ {
		a, b := t.line[i-1], t.line[i]
		shift := toRight(a, b, l.aside(t.team, a, b))
		moved = append(moved, stretch{plus(a, shift), plus(b, shift)})
	}
	line := orb.LineString{moved[0].a}
	for i := 1; i < len(moved); i++ {
		before, after := moved[i-1], moved[i]
		if p, ok := meet(before.a, before.b, after.a, after.b); ok {
			line = append(line, p)
			continue
		}
		line = append(line, before.b, after.a)
	}
	return append(line, moved[len(moved)-1].b)
}

// meet is where two stretches, lengthened, cross near the corner between them.
func meet(a, b, c, d orb.Point) (orb.Point, bool) {
	ux, uy, wx, wy := b[0]-a[0], b[1]-a[1], d[0]-c[0], d[1]-c[1]
	cross := ux*wy - uy*wx
	if math.Abs(cross) < 0.17*math.Hypot(ux, uy)*math.Hypot(wx, wy) { // within 10°
		return orb.Point{}, false
	}
	t := ((c[0]-a[0])*wy - (c[1]-a[1])*wx) / cross
	p := orb.Point{a[0] + t*ux, a[1] + t*uy}
	return p, geo.Dist(p, b) < mostSpread && geo.Dist(p, c) < mostSpread
}

// toRight is a step to the right of the way from a to b, on a page whose y points down.
func toRight(a, b orb.Point, by float64) orb.Point {
	long := geo.Dist(a, b)
	if long == 0 {
		return orb.Point{}
	}
	return orb.Point{-(b[1] - a[1]) / long * by, (b[0] - a[0]) / long * by}
}

func plus(a, b orb.Point) orb.Point { return orb.Point{a[0] + b[0], a[1] + b[1]} }
