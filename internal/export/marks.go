package export

import (
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// mark is where a team stops, or a base where it has no stops.
type mark struct {
	team  int
	stops []int // their numbers: more than one where the team comes again
	name  lang.Text
	place orb.Point // on the page
	at    orb.Point // where it is drawn: beside the place where marks crowd
}

const markRadius = 12.5

// words are the numbers of a mark: 1·5.
func (m mark) words() string {
	numbers := make([]string, len(m.stops))
	for i, n := range m.stops {
		numbers[i] = strconv.Itoa(n)
	}
	return strings.Join(numbers, "·")
}

// box is the room that a mark takes, with a little air.
func (m mark) box() orb.Bound {
	half := markRadius * stopWidth(m.words())
	return orb.Bound{Min: m.at, Max: m.at}.Pad(markRadius + 1).Union(area(m.at[0]-half-1, m.at[1], m.at[0]+half+1, m.at[1]))
}

// placeMarks stands the bases and stops side by side where they would cover each other.
func placeMarks(p *route.Planned, v view) []mark {
	if p == nil {
		return nil
	}
	var marks []mark
	for _, t := range p.Plan.Tours {
		for _, place := range []plan.Place{t.Base, finishOf(t)} {
			base := mark{name: place.Name, place: v.at(place.Point)}
			if !slices.ContainsFunc(marks, func(m mark) bool {
				return len(m.stops) == 0 && geo.Dist(m.place, base.place) < sameSpot
			}) {
				marks = append(marks, beside(marks, base, v.box))
			}
		}
	}
	for _, t := range p.Plan.Tours {
		for _, stop := range stopMarks(t, v) {
			marks = append(marks, beside(marks, stop, v.box))
		}
	}
	return marks
}

// stopMarks are the marks of one team, one for each place, not yet moved aside.
func stopMarks(t plan.Tour, v view) []mark {
	var marks []mark
	for _, visit := range t.Visits {
		place := v.at(visit.Place.Point)
		i := slices.IndexFunc(marks, func(m mark) bool { return geo.Dist(m.place, place) < sameSpot })
		if i < 0 {
			i, marks = len(marks), append(marks, mark{team: t.Number, name: visit.Place.Name, place: place})
		}
		marks[i].stops = append(marks[i].stops, visit.Number)
	}
	return marks
}

// beside moves a mark to the nearest spot that is free of the others.
func beside(others []mark, m mark, within orb.Bound) mark {
	wide := markRadius * (stopWidth(m.words()) - 1) // more than a round one is to each side
	free := func(at orb.Point) bool {
		return !slices.ContainsFunc(others, func(o mark) bool {
			aside := math.Abs(o.at[0]-at[0]) - wide - markRadius*(stopWidth(o.words())-1)
			return math.Hypot(max(0, aside), o.at[1]-at[1]) < 2*markRadius+2
		})
	}
	m.at = m.place
	for ring := 0.0; ring < 8; ring++ {
		for turn := range 12 {
			angle := float64(turn) * math.Pi / 6
			far := ring * (markRadius + 2)
			at := orb.Point{m.place[0] + far*math.Cos(angle), m.place[1] - far*math.Sin(angle)}
			if free(at) && within.Pad(-markRadius).Contains(at) {
				m.at = at
				return m
			}
		}
	}
	return m
}

func drawMarks(c canvas, marks []mark) {
	for _, m := range marks {
		if m.at == m.place {
			continue
		}
		var leader, dot path
		leader.line(m.place, m.at)
		dot.circle(m.place, 3)
		c.draw(leader, look{Stroke: paper, Width: 4})
		c.draw(leader, look{Stroke: markInk(m), Width: 1.8})
		c.draw(dot, look{Fill: markInk(m), Stroke: paper, Width: 1})
	}
	for _, m := range marks {
		if len(m.stops) == 0 {
			drawBase(c, m.at)
			continue
		}
		drawStop(c, m.at, m.team, m.words())
	}
}

func markInk(m mark) color.NRGBA {
	if len(m.stops) == 0 {
		return inkStrong
	}
	return teamColour(m.team)
}

// stopText are the numbers of a stop as they are written.
func stopText(numbers string) text { return text{Words: numbers, Size: 15, Bold: true, Ink: paper} }

// stopWidth is how many times wider than high the form of a stop is to hold its numbers.
func stopWidth(numbers string) float64 {
	return max(1, (stopText(numbers).width()/2+4)/markRadius)
}

// drawStop draws a stop's numbers in its team's form and colour.
func drawStop(c canvas, at orb.Point, team int, numbers string) {
	var p path
	stopForm(&p, at, team)
	p.widen(at[0], stopWidth(numbers))
	c.draw(p, look{Stroke: paper, Width: 5})
	c.draw(p, look{Fill: teamColour(team)})
	words := stopText(numbers)
	c.write(words, orb.Point{at[0] - words.width()/2, at[1] + 5.4}, 0)
}

// stopForm adds the form that a team's stops have: colour is never the only sign.
func stopForm(p *path, at orb.Point, team int) {
	corners := func(n int, r, turn float64) {
		ring := make([]orb.Point, n)
		for i := range ring {
			angle := turn + 2*math.Pi*float64(i)/float64(n)
			ring[i] = orb.Point{at[0] + r*math.Sin(angle), at[1] - r*math.Cos(angle)}
		}
		p.loop(ring...)
	}
	switch (max(team, 1) - 1) % 6 {
	case 0:
		p.circle(at, markRadius)
	case 1:
		p.box(orb.Bound{Min: at, Max: at}.Pad(markRadius-1.2), 2)
	case 2:
		corners(6, markRadius+1, 0)
	case 3:
		corners(4, markRadius+3.5, 0)
	case 4:
		corners(8, markRadius+0.5, math.Pi/8)
	default:
		corners(5, markRadius+2, 0)
	}
}

// drawBase draws a house on a dark disc.
func drawBase(c canvas, at orb.Point) {
	var disc, house path
	disc.circle(at, markRadius+1)
	c.draw(disc, look{Fill: inkStrong, Stroke: paper, Width: 2.5})
	to := func(dx, dy float64) orb.Point { return orb.Point{at[0] + dx, at[1] + dy} }
	house.loop(to(0, -7.5), to(8, -0.5), to(5.5, -0.5), to(5.5, 6.5), to(-5.5, 6.5), to(-5.5, -0.5), to(-8, -0.5))
	c.draw(house, look{Fill: paper})
	var door path
	door.box(area(at[0]-1.7, at[1]+1.6, at[0]+1.7, at[1]+6.5), 0)
	c.draw(door, look{Fill: inkStrong})
}
