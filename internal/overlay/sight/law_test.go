package sight

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/geo"
)

// drawThings draws up to a dozen star-shaped polygons around the origin, some with a hole.
func drawThings(t *rapid.T, label string) []Thing {
	return rapid.SliceOfN(rapid.Custom(drawThing), 0, 12).Draw(t, label)
}

func drawThing(t *rapid.T) Thing {
	metre := rapid.Float64Range(-45, 45)
	middle := orb.Point{metre.Draw(t, "x"), metre.Draw(t, "y")}
	size := rapid.Float64Range(0.3, 25).Draw(t, "size")
	shares := rapid.SliceOfN(rapid.Float64Range(0.3, 1), 3, 9).Draw(t, "shares")
	turned := rapid.Float64Range(0, 1).Draw(t, "turned")
	var outer, hole orb.Ring
	for i, share := range shares {
		sin, cos := math.Sincos(2 * math.Pi * (float64(i) + turned) / float64(len(shares)))
		r := share * size
		outer = append(outer, orb.Point{middle[0] + r*cos, middle[1] + r*sin})
		hole = append(hole, orb.Point{middle[0] + r*cos/2, middle[1] + r*sin/2})
	}
	polygon := orb.Polygon{append(outer, outer[0])}
	if rapid.Bool().Draw(t, "hole") {
		polygon = append(polygon, append(hole, hole[0]))
	}
	if rapid.Bool().Draw(t, "clockwise") {
		polygon[0].Reverse()
	}
	kinds := []Thing{hedge(nil), house(nil), wood(nil), {Barred: true}}
	thing := kinds[rapid.IntRange(0, 3).Draw(t, "kind")]
	thing.Shape = orb.MultiPolygon{polygon}
	return thing
}

func drawHeading(t *rapid.T) Place {
	sin, cos := math.Sincos(rapid.Float64Range(0, 2*math.Pi).Draw(t, "heading"))
	return Place{East: sin, North: cos}
}

// plain is a Look by brute force: each ray against each edge, in no particular frame.
func plain(things []Thing, p Place) Look {
	out := Look{}
	var inScreen, inBar bool
	for _, t := range things {
		if in := holds(t.Shape, p.At); in {
			inScreen, inBar = inScreen || t.Opaque && t.Hides, inBar || t.Barred
		}
	}
	heading := math.Atan2(p.North, p.East)
	for deg := range 360 {
		sin, cos := math.Sincos(heading + float64(deg)*math.Pi/180)
		screen, wall, bar := math.Inf(1), math.Inf(1), math.Inf(1)
		for _, t := range things {
			first, second := met(t.Shape, p.At, cos, sin)
			switch in := holds(t.Shape, p.At); {
			case t.Opaque && t.Hides && in && first > GreenM:
				screen = min(screen, GreenM)
			case t.Opaque && t.Hides && in:
				screen = min(screen, second)
			case t.Opaque && t.Hides:
				screen = min(screen, first)
			case t.Opaque:
				wall = min(wall, first)
			}
			if t.Barred {
				bar = min(bar, first)
			}
		}
		seen := min(screen, wall, AheadM)
		switch out.AreaM2 += seen * seen / 2 * math.Pi / 180; {
		case deg <= 15 || deg >= 345:
			out.AheadM = max(out.AheadM, seen)
		case deg >= 165 && deg <= 195:
			out.BackM = max(out.BackM, seen)
		case deg >= 45 && deg <= 135:
			out.OpenLeft = out.OpenLeft || !inBar && bar >= SideM
		case deg >= 225 && deg <= 315:
			out.OpenRight = out.OpenRight || !inBar && bar >= SideM
		}
		out.Concealed = out.Concealed || inScreen || screen <= ConcealM && screen < wall
	}
	return out
}

// tied tells whether a place is within half a centimetre of an edge, or one of its rays
// goes through a corner: there two ways to reckon may round to different sides.
func tied(things []Thing, p Place) bool {
	for _, thing := range things {
		for _, ring := range thing.Shape[0] {
			if _, _, d := geo.Nearest(orb.LineString(ring), p.At); d < 0.005 {
				return true
			}
			for _, c := range ring {
				off := math.Atan2(c[1]-p.At[1], c[0]-p.At[0]) - math.Atan2(p.North, p.East)
				if deg := off * 180 / math.Pi; math.Abs(deg-math.Round(deg)) < 1e-5 {
					return true
				}
			}
		}
	}
	return false
}

// met is how far away a ray crosses a shape for the first and the second time.
func met(shape orb.MultiPolygon, at orb.Point, x, y float64) (first, second float64) {
	first, second = math.Inf(1), math.Inf(1)
	for _, polygon := range shape {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				px, py := ring[i-1][0]-at[0], ring[i-1][1]-at[1]
				dx, dy := ring[i][0]-ring[i-1][0], ring[i][1]-ring[i-1][1]
				d, u := (px*dy-py*dx)/(x*dy-y*dx), (px*y-py*x)/(x*dy-y*dx)
				if d > 0 && u >= 0 && u < 1 {
					first, second = min(first, d), min(max(first, d), second)
				}
			}
		}
	}
	return first, second
}

// holds tells whether a place lies in a shape, by the angle that its rings turn around it.
func holds(shape orb.MultiPolygon, at orb.Point) bool {
	var sum float64
	for _, polygon := range shape {
		for i, ring := range polygon {
			var turned float64
			for j := 1; j < len(ring); j++ {
				ax, ay := ring[j-1][0]-at[0], ring[j-1][1]-at[1]
				bx, by := ring[j][0]-at[0], ring[j][1]-at[1]
				turned += math.Atan2(ax*by-ay*bx, ax*bx+ay*by)
			}
			if turned = math.Abs(turned); i > 0 {
				turned = -turned
			}
			sum += turned
		}
	}
	return sum > math.Pi
}

// The z-buffer finds what brute force finds.
func TestLookIsPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		things, p := drawThings(t, "things"), drawHeading(t)
		if tied(things, p) {
			t.Skip("tied")
		}
		if diff := cmp.Diff(look(p, things...), plain(things, p), cmpopts.EquateApprox(1e-6, 1e-6)); diff != "" {
			t.Fatalf("z-buffer against brute force (-got +want):\n%s", diff)
		}
	})
}

// So it does in a dense town, where houses hide each other.
func TestTownIsPlain(t *testing.T) {
	things, places := town(60)
	s, scratch := NewScene(things), new(Scratch)
	for _, p := range places {
		var near []Thing
		reach := p.At.Bound().Pad(AheadM)
		for _, thing := range things {
			if thing.Shape.Bound().Intersects(reach) {
				near = append(near, thing)
			}
		}
		if tied(near, p) {
			continue
		}
		if diff := cmp.Diff(s.Look(p, scratch), plain(near, p), cmpopts.EquateApprox(1e-6, 1e-6)); diff != "" {
			t.Errorf("%+v: z-buffer against brute force (-got +want):\n%s", p, diff)
		}
	}
}

// One more thing never lengthens sight nor opens a side, nor does it widen the seen
// surface; one that hides never makes a concealed place safe. Things do not hold the
// walker, but may hide each other.
func TestMoreHidesMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		things, p := drawThings(t, "things"), drawHeading(t)
		more := drawThing(t)
		if holds(more.Shape, p.At) || tied(append(things, more), p) {
			t.Skip("stands in it, or tied")
		}
		a, b := look(p, things...), look(p, append([]Thing{more}, things...)...)
		if b.AheadM > a.AheadM || b.BackM > a.BackM || b.AreaM2 > a.AreaM2+1e-9 {
			t.Fatalf("sees more: %+v, before %+v", b, a)
		}
		if b.OpenLeft && !a.OpenLeft || b.OpenRight && !a.OpenRight {
			t.Fatalf("opens a side: %+v, before %+v", b, a)
		}
		if more.Hides && a.Concealed && !b.Concealed {
			t.Fatalf("no longer concealed: %+v, before %+v", b, a)
		}
	})
}

// Moved to where municipalities lie and turned by right angles, everything is the same;
// walked the other way, ahead is back and left is right. A used scratch changes nothing.
func TestMovedAndTurned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		things := drawThings(t, "things")
		turns := rapid.IntRange(0, 3).Draw(t, "turns")
		p := drawHeading(t)
		if tied(things, p) {
			t.Skip("tied")
		}
		want := look(p, things...)
		east, northwards := 0.0, 0.0
		if rapid.Bool().Draw(t, "moved") {
			east, northwards = 500_000, 6_600_000
		}
		moved := func(q orb.Point) orb.Point {
			for range turns {
				q = orb.Point{-q[1], q[0]}
			}
			return orb.Point{q[0] + east, q[1] + northwards}
		}
		there := make([]Thing, len(things))
		for i, thing := range things {
			there[i] = thing
			there[i].Shape = thing.Shape.Clone()
			for _, ring := range there[i].Shape[0] {
				for j := range ring {
					ring[j] = moved(ring[j])
				}
			}
		}
		s, scratch := NewScene(there), new(Scratch)
		heading := orb.Point{p.East, p.North}
		for range turns {
			heading = orb.Point{-heading[1], heading[0]}
		}
		q := Place{At: moved(p.At), East: heading[0], North: heading[1]}
		near := cmpopts.EquateApprox(1e-5, 1e-5)
		if diff := cmp.Diff(s.Look(q, scratch), want, near); diff != "" {
			t.Fatalf("turned %d times (-got +want):\n%s", turns, diff)
		}
		q.East, q.North = -q.East, -q.North
		back := s.Look(q, scratch)
		back.AheadM, back.BackM = back.BackM, back.AheadM
		back.OpenLeft, back.OpenRight = back.OpenRight, back.OpenLeft
		if diff := cmp.Diff(back, want, near); diff != "" {
			t.Fatalf("walked back (-got +want):\n%s", diff)
		}
		q.East, q.North = -q.East, -q.North
		if again := s.Look(q, scratch); again != s.Look(q, nil) {
			t.Fatalf("with a used scratch %+v", again)
		}
	})
}

// Every point is put between the right two rays, those on a ray and beside it too.
func TestRayTo(t *testing.T) {
	for deg := range 360 {
		for _, size := range []float64{1e-3, 1, 50, 1e6} {
			x, y := rayX[deg+lead]*size, rayY[deg+lead]*size
			if at := rayTo(x, y); leftOf(deg, x, y) == 0 && int(at)%360 != deg {
				t.Errorf("on ray %d: got %d", deg, at)
			}
			for _, by := range []float64{1e-7, 1e-4, 0.3, 0.5, 0.99} {
				sin, cos := math.Sincos((float64(deg) + by) * math.Pi / 180)
				if at := rayTo(cos*size, sin*size); int(at)%360 != (deg+1)%360 {
					t.Errorf("%v° after ray %d: got %d", by, deg, at)
				}
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		metre := rapid.Float64Range(-60, 60)
		x, y := metre.Draw(t, "x"), metre.Draw(t, "y")
		if x == 0 && y == 0 {
			t.Skip("no direction")
		}
		want := math.Mod(math.Atan2(y, x)*180/math.Pi+360, 360)
		if got := math.Abs(degrees(x, y) - want); got > 0.001 && got < 359.999 {
			t.Fatalf("%v° at %v, %v, want %v", degrees(x, y), x, y, want)
		}
	})
}

// Bands tell the same as asking every edge.
func TestContains(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 300).Draw(t, "corners")
		shares := rapid.SliceOfN(rapid.Float64Range(0.2, 1), n, n).Draw(t, "shares")
		var ring orb.Ring
		for i, share := range shares {
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
			ring = append(ring, orb.Point{500 + 40*share*cos, -200 + 40*share*sin})
		}
		ring = append(ring, ring[0])
		s := NewScene([]Thing{wood(orb.MultiPolygon{{ring}})})
		if banded := len(s.bodies[0].bands.row) > 0; banded != (n >= bandsFrom) {
			t.Fatalf("%d corners: bands %v", n, banded)
		}
		for range 20 {
			at := orb.Point{rapid.Float64Range(455, 545).Draw(t, "x"), rapid.Float64Range(-245, -155).Draw(t, "y")}
			if _, _, d := geo.Nearest(orb.LineString(ring), at); d < 1e-9 {
				continue // either may be told
			}
			if got := s.contains(&s.bodies[0], at); got != holds(orb.MultiPolygon{{ring}}, at) {
				t.Fatalf("%v in %d corners: %v", at, n, got)
			}
		}
	})
}
