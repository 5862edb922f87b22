package street

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/geo"
)

// drawTown is a random network with streets of all kinds.
func drawTown(t *rapid.T) *Graph {
	segments := slices.Clone(drawGraph(t).segments)
	directions := []Direction{ByClass, ByClass, BothWays, Forward, Backward, NoWay}
	for i := range segments {
		s := &segments[i]
		s.Class = rapid.SampledFrom([]string{"residential", "footway", "steps", "primary", "cycleway", "service", "living_street"}).Draw(t, "class")
		s.Steps = s.Class == "steps"
		s.Car = rapid.SampledFrom(directions).Draw(t, "car")
		s.Bicycle = rapid.SampledFrom(directions).Draw(t, "bicycle")
		s.MaxKmh = rapid.SampledFrom([]float64{0, 0, 30, 70}).Draw(t, "limit")
		s.Sidewalk = rapid.Bool().Draw(t, "sidewalk")
	}
	return NewGraph(segments)
}

func drawTravel(t *rapid.T, g *Graph) Travel {
	share := func(label string) float64 { return rapid.SampledFrom([]float64{0, 0.5, 3}).Draw(t, label) }
	o := Travel{
		Mode:       rapid.SampledFrom([]Mode{"", Walk, Bicycle, Car}).Draw(t, "mode"),
		Preference: Preference{Dark: share("λ dark"), Concealed: share("λ concealed"), Motor: share("λ motor")},
	}
	if o.Mode != Car {
		o.SpeedMPS = rapid.SampledFrom([]float64{0, 1, 1.4}).Draw(t, "speed")
	}
	for range g.segments {
		o.Sides = append(o.Sides, Side{
			Dark:      rapid.SampledFrom([]float64{0, 0.3, 1}).Draw(t, "dark"),
			Concealed: rapid.SampledFrom([]float64{0, 0.7}).Draw(t, "concealed"),
		})
	}
	return o
}

// expected is what a metre along a segment takes and costs, told anew from the tables in
// travel.go: the cost in seconds.
func expected(s Segment, side Side, o Travel, backwards bool) (seconds, cost float64) {
	may := func(d Direction, byClass bool) bool {
		return d == BothWays || d == ByClass && byClass || d == Forward && !backwards || d == Backward && backwards
	}
	speed, onFoot := 1.25, true
	if o.SpeedMPS > 0 {
		speed = o.SpeedMPS
	}
	limit := map[string]float64{"residential": 25, "primary": 45, "service": 15, "living_street": 7}[s.Class]
	if o.Mode == Bicycle {
		speed = min(speed, 1.25)
	}
	switch {
	case o.Mode == Car && (s.Steps || !may(s.Car, limit > 0)):
		return math.Inf(1), math.Inf(1)
	case o.Mode == Car:
		onFoot = false
		kmh := limit
		if s.MaxKmh > 0 && limit > 0 {
			kmh = 0.8 * s.MaxKmh
		}
		if s.Class == "service" || s.Class == "living_street" {
			kmh = min(kmh, limit)
		}
		if limit == 0 {
			kmh = 7
		}
		speed = kmh / 3.6
	case o.Mode == Bicycle && !s.Steps && may(s.Bicycle, s.Class != "footway"):
		onFoot = false
		speed = 15 / 3.6
		if o.SpeedMPS > 0 {
			speed = o.SpeedMPS
		}
		if s.Class == "living_street" {
			speed = min(speed, 7/3.6)
		}
	case s.Steps:
		speed *= 0.5
	}
	times := 1 + o.Preference.Dark*side.Dark + o.Preference.Concealed*side.Concealed
	if onFoot && s.Class == "primary" && !s.Sidewalk {
		times += o.Preference.Motor
	}
	return 1 / speed, times / speed
}

// naive relaxes every street in each direction until nothing changes (Bellman and Ford),
// with the positions as nodes of their own, and gives the costs in seconds. Closed tells of
// a part of a segment whether it may be used.
func naive(g *Graph, positions []Position, o Travel, open func(segment int32, fromM, toM float64) bool) [][]float64 {
	type edge struct {
		a, b string
		cost float64
	}
	var edges []edge
	add := func(a, b string, segment int32, fromM, toM float64) {
		if m := toM - fromM; m == 0 {
			edges = append(edges, edge{a, b, 0})
		} else if _, cost := expected(g.segments[segment], o.Sides[segment], o, m < 0); open(segment, fromM, toM) && !math.IsInf(cost, 1) {
			edges = append(edges, edge{a, b, cost * math.Abs(m)})
		}
	}
	both := func(a, b string, segment int32, fromM, toM float64) {
		add(a, b, segment, fromM, toM)
		add(b, a, segment, toM, fromM)
	}
	for i, s := range g.segments {
		both(fmt.Sprint(s.From), fmt.Sprint(s.To), int32(i), 0, s.LengthM)
	}
	for i, p := range positions {
		s, name := g.segments[p.Segment], fmt.Sprint("p", i)
		both(name, fmt.Sprint(s.From), p.Segment, p.AlongM, 0)
		both(name, fmt.Sprint(s.To), p.Segment, p.AlongM, s.LengthM)
		for j, q := range positions {
			if p.Segment == q.Segment {
				add(name, fmt.Sprint("p", j), p.Segment, p.AlongM, q.AlongM)
			}
		}
	}
	costs := make([][]float64, len(positions))
	for i := range positions {
		d := map[string]float64{fmt.Sprint("p", i): 0}
		for changed := true; changed; {
			changed = false
			for _, e := range edges {
				from, known := d[e.a]
				if to, seen := d[e.b]; known && (!seen || from+e.cost < to) {
					d[e.b], changed = from+e.cost, true
				}
			}
		}
		for j := range positions {
			cost, ok := d[fmt.Sprint("p", j)]
			if !ok {
				cost = math.Inf(1)
			}
			costs[i] = append(costs[i], cost)
		}
	}
	return costs
}

// spent adds up a path from its steps alone.
func spent(g *Graph, p Path, o Travel) (seconds, cost float64) {
	for _, s := range p.Steps {
		sec, c := expected(g.segments[s.Segment], o.Sides[s.Segment], o, s.FromM > s.ToM)
		seconds, cost = seconds+sec*s.LengthM(), cost+c*s.LengthM()
	}
	return seconds, cost
}

// The laws of going through random towns by any mode and preference: as a naive search
// finds it; seconds and metres are those of the path; drawn as a connected line on the
// streets; bounded as unbounded; and on foot the same both ways.
func TestTravelLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawTown(t)
		o := drawTravel(t, g)
		p := g.Profile(o)
		positions := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Position { return drawPosition(t, g) }), 2, 5).Draw(t, "positions")
		within := time.Duration(rapid.IntRange(0, 60).Draw(t, "within")) * time.Second
		matrix, near60 := p.Matrix(positions, Never), p.Matrix(positions, within)
		want := naive(g, positions, o, func(int32, float64, float64) bool { return true })
		slowest, fastest := math.Inf(1), 0.0
		for i, s := range g.segments {
			for way := range 2 {
				seconds, _ := expected(s, o.Sides[i], o, way == 1)
				slowest, fastest = min(slowest, 1/seconds), max(fastest, 1/seconds)
			}
		}
		for i := range positions {
			legs := p.Legs(positions[i], positions, Never)
			for j := range positions {
				leg := matrix[i][j]
				path, ok := p.Path(positions[i], positions[j])
				if ok == math.IsInf(want[i][j], 1) || ok != leg.Found() {
					t.Fatalf("path %d-%d found: %v, leg %+v, cost %v", i, j, ok, leg, want[i][j])
				}
				if !near(legs[j].Seconds, leg.Seconds) {
					t.Fatalf("%d-%d: matrix %+v, legs %+v", i, j, leg, legs[j])
				}
				if o.Mode != Car && o.Mode != Bicycle && matrix[j][i] != leg {
					t.Fatalf("on foot %+v there and %+v back", leg, matrix[j][i])
				}
				if b := near60[i][j]; b.Found() != (leg.Seconds <= within.Seconds()) || b.Found() && !near(b.Seconds, leg.Seconds) {
					t.Fatalf("within %v: %+v, without a bound %+v", within, b, leg)
				}
				if !ok {
					continue
				}
				seconds, cost := spent(g, path, o)
				if !near(cost, want[i][j]) || !near(seconds, path.Seconds) || !near(seconds, leg.Seconds) {
					t.Fatalf("path %d-%d costs %v, the cheapest is %v; takes %v s, told %v and %+v", i, j, cost, want[i][j], seconds, path.Seconds, leg)
				}
				checkLine(t, g, path, positions[i], positions[j])
				// Of two ways that cost and take the same, one may be longer.
				if leg.LengthM < slowest*leg.Seconds-1e-6 || leg.LengthM > fastest*leg.Seconds+1e-6 {
					t.Fatalf("%d-%d: %v m in %v s, path %v m", i, j, leg.LengthM, leg.Seconds, path.LengthM)
				}
			}
		}
	})
}

// On foot, without steps or preference, legs are the metres of the shortest walk.
func TestPlainWalkIsTheMatrix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t)
		positions := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Position { return drawPosition(t, g) }), 2, 6).Draw(t, "positions")
		metres := g.Matrix(positions)
		for i, row := range g.Profile(Travel{SpeedMPS: 1.3}).Matrix(positions, Never) {
			walked := g.Walk(positions[i], positions)
			for j, leg := range row {
				if m := metres[i][j]; !near(leg.LengthM, m) || !near(leg.Seconds*1.3, m) || !near(walked[j], m) {
					t.Fatalf("%d-%d: %+v, %v and %v m", i, j, leg, m, walked[j])
				}
				for k := range positions {
					if metres[i][j] > metres[i][k]+metres[k][j]+1e-6 {
						t.Fatalf("%d-%d is %v, over %d it is %v", i, j, metres[i][j], k, metres[i][k]+metres[k][j])
					}
				}
			}
		}
	})
}

// No point of any way lies nearer than asked for to what is kept away from, and no way that
// keeps away is missed.
func TestKeepAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawTown(t)
		o := drawTravel(t, g)
		o.KeepAwayM = rapid.Float64Range(0.5, 12).Draw(t, "keep away")
		for range rapid.IntRange(1, 3).Draw(t, "places") {
			o.KeepAway = append(o.KeepAway, orb.Point{rapid.Float64Range(5, 50).Draw(t, "x"), rapid.Float64Range(5, 25).Draw(t, "y")})
		}
		p := g.Profile(o)
		clear := func(at orb.Point) bool {
			for _, c := range o.KeepAway {
				if geo.Dist(at, c) < o.KeepAwayM-1e-6 {
					return false
				}
			}
			return true
		}
		off := func(segment int32, fromM, toM float64) bool {
			line := geo.Cut(g.segments[segment].Line, min(fromM, toM), max(fromM, toM))
			for _, c := range o.KeepAway {
				if _, _, d := geo.Nearest(line, c); d < o.KeepAwayM {
					return false
				}
			}
			return true
		}
		positions := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Position { return drawPosition(t, g) }), 2, 5).Draw(t, "positions")
		want := naive(g, positions, o, off)
		for i, from := range positions {
			for j, to := range positions {
				path, ok := p.Path(from, to)
				if leg := p.Legs(from, positions, Never)[j]; leg.Found() != ok {
					t.Fatalf("%d-%d: leg %+v, path found %v", i, j, leg, ok)
				}
				if !ok && !math.IsInf(want[i][j], 1) && want[i][j] > 0 && clear(from.Point) && clear(to.Point) && !enclosed(from, to) {
					t.Fatalf("%d-%d: no way, but there is one at %v", i, j, want[i][j])
				}
				if !ok || path.LengthM == 0 {
					continue
				}
				for m := 0.0; m <= path.LengthM; m += 0.5 {
					if at := geo.Along(path.Line, m); !clear(at) {
						t.Fatalf("%d-%d goes by %v, within %v m of %v", i, j, at, o.KeepAwayM, o.KeepAway)
					}
				}
				if _, cost := spent(g, path, o); !near(cost, want[i][j]) && !enclosed(from, to) {
					t.Fatalf("%d-%d costs %v, the cheapest that keeps away %v", i, j, cost, want[i][j])
				}
			}
		}
	})
}

// enclosed tells whether two positions lie on one street that may come near twice, with
// both of them between: the whole part between is shut.
func enclosed(from, to Position) bool { return from.Segment == to.Segment }

// A long street past a place that is kept away from can still be gone to from either end.
func TestKeepAwayShutsTheMiddleAlone(t *testing.T) {
	segments := []Segment{
		{ID: 1, From: 1, To: 2, Line: orb.LineString{{0, 0}, {1000, 0}}, LengthM: 1000, Class: "residential"},
		{ID: 2, From: 1, To: 3, Line: orb.LineString{{0, 0}, {0, 500}}, LengthM: 500, Class: "residential"},
	}
	g := NewGraph(segments)
	p := g.Profile(Travel{KeepAway: []orb.Point{{500, 60}}, KeepAwayM: 100}) // shuts 420 to 580 m
	at := func(x float64) Position { return Position{AlongM: x, Point: orb.Point{x, 0}} }
	for x, want := range map[float64]bool{0: true, 420: true, 421: false, 500: false, 579: false, 580: false, 900: false} {
		if got := p.Legs(at(0), []Position{at(x)}, Never)[0].Found(); got != want {
			t.Errorf("from the west end to %v m: found %v, want %v", x, got, want)
		}
	}
	if leg := p.Legs(at(1000), []Position{at(580)}, Never)[0]; leg.LengthM != 420 {
		t.Errorf("from the east end %+v, want 420 m", leg)
	}
	got, ok := p.Snap(orb.Point{500, 5}, 200)
	if !ok || math.Abs(got.AlongM-420) > 1e-9 || got.Segment != 0 {
		t.Errorf("nearest place that may be walked: %+v, want 420 m along", got)
	}
	if _, ok := p.Snap(orb.Point{500, 5}, 70); ok {
		t.Error("found a place within 70 m of one that is shut for 80 m either way")
	}
}

// The way back keeps off the way there where it costs at most so much more, and is never
// further along it.
func TestAlternatives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawTown(t)
		o := drawTravel(t, g)
		p := g.Profile(o)
		from, to := drawPosition(t, g), drawPosition(t, g)
		most := rapid.SampledFrom([]float64{0.1, 0.5, 2}).Draw(t, "most")
		there, ok := p.Path(from, to)
		back, ok2 := p.Path(to, from)
		if !ok || !ok2 {
			t.Skip("no way")
		}
		other, ok := p.PathAvoiding(to, from, there.Steps, most)
		_, cheapest := spent(g, back, o)
		seconds, cost := spent(g, other, o)
		if !ok || cost > (1+most)*cheapest+1e-6 || !near(seconds, other.Seconds) {
			t.Fatalf("a way back of cost %v (found %v), the cheapest costs %v", cost, ok, cheapest)
		}
		if a, b := shared(g, other, there, o), shared(g, back, there, o); a > b+1e-6 {
			t.Fatalf("%v of it along the way there, the cheapest way back %v", a, b)
		}
		for _, path := range p.Alternatives(from, to, 3, most) {
			_, first := spent(g, there, o)
			if _, cost := spent(g, path, o); cost > (1+most)*first+1e-6 {
				t.Fatalf("an alternative of cost %v, the cheapest costs %v", cost, first)
			}
		}
	})
}

// shared is what a path costs on the streets of another.
func shared(g *Graph, p, q Path, o Travel) (sum float64) {
	for _, s := range p.Steps {
		if slices.ContainsFunc(q.Steps, func(other Step) bool { return other.Segment == s.Segment }) {
			_, cost := spent(g, Path{Steps: []Step{s}}, o)
			sum += cost
		}
	}
	return sum
}

func TestAlternativeRoundTheBlock(t *testing.T) {
	g := ladder(t)
	p := g.Profile(Travel{})
	from, to := snap(t, g, 10, 10), snap(t, g, 20, 10)
	there, _ := p.Path(from, to)
	for most, want := range map[float64]float64{0.5: 10, 1.9: 10, 2.1: 30} {
		if back, ok := p.PathAvoiding(to, from, there.Steps, most); !ok || back.LengthM != want {
			t.Errorf("at most %v more: back by %v m, want %v", most, back.LengthM, want)
		}
	}
	all := p.Alternatives(from, to, 5, 2.1)
	if len(all) != 2 || all[0].LengthM != 10 || all[1].LengthM != 30 {
		t.Errorf("alternatives %+v, want one of 10 m and one of 30", all)
	}
}

// Cars go round by the one-way streets, and park on the nearest street that they can leave.
func TestDriving(t *testing.T) {
	segments := []Segment{
		{ID: 1, From: 1, To: 2, Line: orb.LineString{{0, 0}, {100, 0}}, LengthM: 100, Class: "residential", Car: Forward},
		{ID: 2, From: 2, To: 3, Line: orb.LineString{{100, 0}, {100, 100}}, LengthM: 100, Class: "primary", MaxKmh: 50},
		{ID: 3, From: 3, To: 1, Line: orb.LineString{{100, 100}, {0, 0}}, LengthM: 100 * math.Sqrt2, Class: "residential", Car: Forward},
		{ID: 4, From: 2, To: 4, Line: orb.LineString{{100, 0}, {200, 0}}, LengthM: 100, Class: "footway"},
		{ID: 5, From: 3, To: 5, Line: orb.LineString{{100, 100}, {200, 100}}, LengthM: 100, Class: "residential", Car: Forward},
	}
	g := NewGraph(segments)
	car := g.Profile(Travel{Mode: Car})
	west, east := Position{Segment: 0}, Position{Segment: 0, AlongM: 100, Point: orb.Point{100, 0}}
	there, _ := car.Path(west, east)
	back, _ := car.Path(east, west)
	if there.LengthM != 100 || math.Abs(back.LengthM-100-100*math.Sqrt2) > 1e-9 {
		t.Errorf("there %v m, back %v m; want 100 and 241.4", there.LengthM, back.LengthM)
	}
	// 100 m at 0.8 × 50 km/h = 40 km/h: 9 s; 141.4 m at 25 km/h: 20.365 s.
	if want := 9 + 100*math.Sqrt2/(25/3.6); math.Abs(back.Seconds-want) > 1e-9 {
		t.Errorf("back in %v s, want %v", back.Seconds, want)
	}
	if leg := car.Legs(west, []Position{{Segment: 3, AlongM: 50}}, Never)[0]; leg.Found() {
		t.Errorf("drove along a footway: %+v", leg)
	}
	if at, ok := car.Snap(orb.Point{190, 10}, 200); !ok || at.Segment != 1 || at.AlongM != 10 {
		t.Errorf("parked at %+v, want 10 m up the main street: the nearer one cannot be left again", at)
	}
	if leg := g.Profile(Travel{Mode: Bicycle}).Legs(east, []Position{west}, Never)[0]; leg.LengthM != 100 {
		t.Errorf("a bicycle goes back by %v m, want 100: the street is one-way for cars alone", leg.LengthM)
	}
}

// Whatever is drawn, a place snapped to can be come to and left where the profile has a
// part of the network that can be gone round in.
func TestSnapLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawTown(t)
		o := drawTravel(t, g)
		if rapid.Bool().Draw(t, "away") {
			o.KeepAway, o.KeepAwayM = []orb.Point{{rapid.Float64Range(5, 50).Draw(t, "x"), 15}}, 4
		}
		p := g.Profile(o)
		near, ok := p.Snap(orb.Point{rapid.Float64Range(-10, 60).Draw(t, "px"), rapid.Float64Range(-10, 40).Draw(t, "py")}, 1000)
		other, _ := p.Snap(orb.Point{rapid.Float64Range(-10, 60).Draw(t, "qx"), rapid.Float64Range(-10, 40).Draw(t, "qy")}, 1000)
		if !ok {
			t.Skip("all streets are shut")
		}
		for _, c := range o.KeepAway {
			if geo.Dist(near.Point, c) < o.KeepAwayM-1e-6 {
				t.Fatalf("snapped to %+v, too near to %v", near, c)
			}
		}
		if d := geo.Dist(geo.Along(g.segments[near.Segment].Line, near.AlongM), near.Point); d > 1e-6 {
			t.Fatalf("%+v is not on its street: %v m off", near, d)
		}
		parts := p.parts()
		s := near.Segment
		if p.hidden[s] == (span{}) && parts[g.from[s]] == 0 && parts[g.to[s]] == 0 &&
			parts[g.from[other.Segment]] == 0 && parts[g.to[other.Segment]] == 0 && p.hidden[other.Segment] == (span{}) {
			if legs := p.Matrix([]Position{near, other}, Never); !legs[0][1].Found() || !legs[1][0].Found() {
				t.Fatalf("from %+v to %+v: %+v", near, other, legs)
			}
		}
	})
}
