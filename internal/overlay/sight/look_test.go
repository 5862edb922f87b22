package sight

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
)

var about = cmpopts.EquateApprox(0, 1e-6)

// box is an upright rectangle.
func box(west, south, east, north float64) orb.MultiPolygon {
	return orb.MultiPolygon{orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{east, north}}.ToPolygon()}
}

func hedge(shape orb.MultiPolygon) Thing {
	return Thing{Shape: shape, Opaque: true, Hides: true, Barred: true}
}

func house(shape orb.MultiPolygon) Thing { return Thing{Shape: shape, Opaque: true, Barred: true} }

// wood lets people walk through it.
func wood(shape orb.MultiPolygon) Thing { return Thing{Shape: shape, Opaque: true, Hides: true} }

// north is the walker of most tests: at the origin, walking north.
var north = Place{North: 1}

func look(p Place, things ...Thing) Look { return NewScene(things).Look(p, nil) }

// disc is the area of the empty scene: π · 50².
const disc = math.Pi * AheadM * AheadM

func free() Look {
	return Look{AheadM: 50, BackM: 50, OpenLeft: true, OpenRight: true, AreaM2: disc}
}

// Heights of what stands beside the path, and how much of the band of 1.8 m they fill.
func TestStands(t *testing.T) {
	tests := []struct {
		name      string
		base, top float64
		want      float64
	}{
		{"a hedge of 3 m", 0, 3, 1},
		{"a hedge of 0.6 m", 0, 0.6, 0},
		{"a hedge that ends at the knee", 0, 0.7, 0},
		{"a hedge of 1.6 m", 0, 1.6, 0.5}, // (1.6 − 0.7) / 1.8
		{"a tree with a crown from 2.5 m", 2.5, 9, 0},
		{"a tree with a crown from 1.6 m", 1.6, 9, 0.5}, // (2.5 − 1.6) / 1.8
		{"within the band", 1, 1.9, 0.5},                // 0.9 / 1.8
		{"upside down", 3, 0, 0},
		{"no base", math.NaN(), 3, 0},
		{"no top", 0, math.NaN(), 0},
		{"without end", math.Inf(-1), math.Inf(1), 1},
	}
	for _, test := range tests {
		if got := Stands(test.base, test.top); math.Abs(got-test.want) > 1e-12 {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func TestConcealed(t *testing.T) {
	around := orb.MultiPolygon{{box(-20, -20, 20, 20)[0][0], box(-2, -2, 2, 2)[0][0]}}
	tests := []struct {
		name   string
		things []Thing
		want   bool
	}{
		{"nothing", nil, false},
		{"a hedge at eye height, 2 m beside the path", []Thing{hedge(box(2, -10, 2.5, 10))}, true},
		{"the same too low to cut sight", []Thing{{Shape: box(2, -10, 2.5, 10), Hides: true, Barred: true}}, false},
		{"a tree whose crown is above it all", []Thing{{Shape: box(1, -2, 5, 2)}}, false},
		{"one that begins at 5 m", []Thing{hedge(box(5, -10, 5.5, 10))}, true},
		{"one that begins at 5.1 m", []Thing{hedge(box(5.1, -10, 9, 10))}, false},
		{"a wall of 5 cm at 4 m", []Thing{hedge(box(-3, 4, 3, 4.05))}, true},
		{"a single bush to the left behind", []Thing{hedge(box(-3.5, -3.5, -2.5, -2.5))}, true},
		{"a house", []Thing{house(box(2, -10, 12, 10))}, false},
		{"a hedge in front of a house", []Thing{house(box(2.5, -10, 12, 10)), hedge(box(2, -10, 2.5, 10))}, true},
		{"a hedge behind a house front of 0.3 m", []Thing{house(box(2, -10, 2.3, 10)), hedge(box(3, -10, 4, 10))}, false},
		{"a hedge drawn into the house", []Thing{house(box(2, -10, 12, 10)), hedge(box(2.5, -3, 3, 3))}, false},
		{"a low fence, which hides nobody", []Thing{{Shape: box(2, -10, 2.1, 10), Barred: true}}, false},
		{"in a wood", []Thing{wood(box(-100, -100, 100, 100))}, true},
		{"in a glade 4 m wide", []Thing{wood(around)}, true},
		{"in a passage through a house", []Thing{house(box(-20, -20, 20, 20))}, false},
		{"in the yard of a house", []Thing{house(around)}, false},
	}
	for _, test := range tests {
		if got := look(north, test.things...).Concealed; got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func TestAheadAndBack(t *testing.T) {
	ring := orb.MultiPolygon{{box(-200, -200, 200, 200)[0][0], box(-30, -30, 30, 30)[0][0]}}
	deg := math.Pi / 180
	tests := []struct {
		name        string
		things      []Thing
		ahead, back float64
	}{
		{"nothing", nil, 50, 50},
		{"a wall right across, seen along 15°", []Thing{house(box(-30, 20, 30, 21))}, 20 / math.Cos(15*deg), 50},
		{"behind the walker", []Thing{house(box(-30, -21, 30, -20))}, 50, 20 / math.Cos(15*deg)},
		// The gap is seen straight ahead only: ±0.5 m at 20 m is ±1.4°, rays −1° to 1°.
		{"a wall with a gap", []Thing{house(box(-30, 20, -0.5, 21)), house(box(0.5, 20, 30, 21))}, 50, 50},
		{"a wall with the gap filled", []Thing{house(box(-30, 20, -0.5, 21)), house(box(0.5, 20, 30, 21)), hedge(box(-0.5, 20.4, 0.5, 20.8))}, 20 / math.Cos(15*deg), 50},
		{"a wall that is beyond the horizon", []Thing{house(box(-30, 50.5, 30, 51))}, 50, 50},
		{"a pole straight ahead", []Thing{house(box(-0.5, 10, 0.5, 11))}, 50, 50},
		// An alley 2 m wide that ends at 30 m: the ray at −1° to 1° reaches the end, since
		// 30·tan 1° = 0.52; the one at 2° meets a side at 1/sin 2° = 28.65 m.
		{
			"a blind alley",
			[]Thing{house(box(-9, 0, -1, 40)), house(box(1, 0, 9, 40)), house(box(-9, 30, 9, 40))},
			30 / math.Cos(1*deg), 50,
		},
		// The corner house leaves what lies to the left of x = −2 free: 10·tan 15° = 2.68.
		{"round a corner", []Thing{house(box(-2, 10, 30, 40))}, 50, 50},
		{"round a corner too far out", []Thing{house(box(-3, 10, 30, 40))}, 10 / math.Cos(15*deg), 50},
		{"a fence", []Thing{{Shape: box(-30, 20, 30, 21), Barred: true}}, 50, 50},
		{"in the middle of a wood", []Thing{wood(box(-200, -200, 200, 200))}, 10, 10},
		{"coming out of a wood in 6 m", []Thing{wood(box(-200, -200, 200, 6))}, 50, 10},
		{"a hedge outside the wood", []Thing{wood(box(-200, -200, 200, 6)), hedge(box(-200, 20, 200, 21))}, 20 / math.Cos(15*deg), 10},
		// Out of one arm of it after 4 m and into the other at 20 m.
		{
			"back into the same wood",
			[]Thing{wood(orb.MultiPolygon{{{{-200, -200}, {200, -200}, {200, 40}, {-200, 40}, {-200, 20}, {150, 20}, {150, 4}, {-200, 4}, {-200, -200}}}})},
			20 / math.Cos(15*deg), 10,
		},
		{"in a clearing", []Thing{wood(ring)}, 30 / math.Cos(15*deg), 30 / math.Cos(15*deg)},
		{"in a passage of 8 by 40 m", []Thing{house(box(-4, -25, 4, 15))}, 15 / math.Cos(14*deg), 25 / math.Cos(9*deg)},
	}
	for _, test := range tests {
		got := look(north, test.things...)
		if diff := cmp.Diff([]float64{got.AheadM, got.BackM}, []float64{test.ahead, test.back}, about); diff != "" {
			t.Errorf("%s (-got +want):\n%s", test.name, diff)
		}
	}
}

func TestOpen(t *testing.T) {
	tests := []struct {
		name        string
		things      []Thing
		left, right bool
	}{
		{"nothing", nil, true, true},
		{"a house to the right", []Thing{house(box(3, -60, 9, 60))}, true, false},
		{"a hedge to the left", []Thing{hedge(box(-3, -60, -2, 60))}, false, true},
		{"a wood one can walk into", []Thing{wood(box(3, -60, 90, 60))}, true, true},
		{"water on both sides", []Thing{{Shape: box(-90, -60, -2, 60), Barred: true}, {Shape: box(2, -60, 90, 60), Barred: true}}, false, false},
		{"a gate of 1 m", []Thing{hedge(box(3, -60, 4, -0.5)), hedge(box(3, 0.5, 4, 60))}, true, true},
		{"a house 21 m off", []Thing{house(box(21, -60, 30, 60))}, true, true},
		// Seen from the path it spans more than 45° either way: 19·tan 45° = 19 < 60, and
		// the way out along 45° is 19·√2 = 26.9 m.
		{"a house 19 m off", []Thing{house(box(19, -60, 30, 60))}, true, true},
		// 14·√2 = 19.8 m.
		{"a house 14 m off", []Thing{house(box(14, -60, 30, 60))}, true, false},
		// Along the ray at 45° the path is 3 m from the hedge when it has gone 3 m ahead:
		// a hedge that ends at 3·tan 44.5° = 2.95 m leaves it free, at 3·tan 45.5° = 3.05 m
		// it does not. Of the ray back the same.
		{"a hedge that ends within 45° ahead", []Thing{hedge(box(3, -60, 3.01, 2.95))}, true, true},
		{"a hedge that ends beyond", []Thing{hedge(box(3, -60, 3.01, 3.05))}, true, false},
		{"a hedge that begins within 45° back", []Thing{hedge(box(-3.01, -2.95, -3, 60))}, true, true},
		{"a hedge that begins beyond", []Thing{hedge(box(-3.01, -3.05, -3, 60))}, false, true},
		{"in a round yard of 18 m", []Thing{house(round(18))}, false, false},
		{"in a round yard of 20 m", []Thing{house(round(20))}, true, true},
		{"in a round yard of 20.1 m", []Thing{house(round(20.1))}, true, true},
		{"a short house", []Thing{house(box(3, -2.9, 9, 2.9))}, true, true},
		{"on a bridge over water", []Thing{{Shape: box(-90, -60, 90, 60), Barred: true}}, false, false},
		{"in the passage of a house", []Thing{house(box(-90, -60, 90, 60))}, false, false},
	}
	for _, test := range tests {
		got := look(north, test.things...)
		if got.OpenLeft != test.left || got.OpenRight != test.right {
			t.Errorf("%s: got left %v, right %v; want %v, %v", test.name, got.OpenLeft, got.OpenRight, test.left, test.right)
		}
	}
}

// round is a large square with a round hole, of 720 corners, around the origin.
func round(radius float64) orb.MultiPolygon {
	var hole orb.Ring
	for i := range 721 {
		sin, cos := math.Sincos(float64(i%720) * math.Pi / 360)
		hole = append(hole, orb.Point{radius * cos, radius * sin})
	}
	return orb.MultiPolygon{{box(-99, -99, 99, 99)[0][0], hole}}
}

// Areas by hand; what sectors of 1° cost is far under a hundredth.
func TestArea(t *testing.T) {
	frame := func(w, s, e, n float64) Thing {
		return house(orb.MultiPolygon{{box(-99, -99, 99, 99)[0][0], box(w, s, e, n)[0][0]}})
	}
	tests := []struct {
		name   string
		things []Thing
		want   float64
	}{
		{"nothing", nil, disc},
		{"a square yard", []Thing{frame(-10, -10, 10, 10)}, 400},
		{"a yard seen from a corner of it", []Thing{frame(-1, -1, 19, 29)}, 600},
		// A strip 6 m wide within a circle of 50 m: 2·(3·√(50²−3²) + 50²·asin(3/50)).
		{"a long street", []Thing{frame(-3, -90, 3, 90)}, 2 * (3*math.Sqrt(2491) + 2500*math.Asin(0.06))},
		// The far half beyond a wall is lost: half the disc and a strip of 10 m.
		{"a wall along the path", []Thing{house(box(-90, -90, -10, 90))}, disc/2 + 10*math.Sqrt(2400) + 2500*math.Asin(0.2)},
		{"a hundred square metres of wood, seen from within", []Thing{wood(box(-200, -200, 200, 200))}, math.Pi * 100},
	}
	for _, test := range tests {
		if got := look(north, test.things...).AreaM2; math.Abs(got/test.want-1) > 0.005 {
			t.Errorf("%s: got %v m², want %v", test.name, got, test.want)
		}
	}
}

// Who stands on an outline sees along it and away from it, and is not in it.
func TestOnAnOutline(t *testing.T) {
	tests := []struct {
		name  string
		thing Thing
		want  Look
	}{
		{"along a house", house(box(0, -90, 9, 90)), Look{AheadM: 50, BackM: 50, OpenLeft: true}},
		{"along a hedge", hedge(box(0, -90, 9, 90)), Look{Concealed: true, AheadM: 50, BackM: 50, OpenLeft: true}},
		{"before a house", house(box(-90, 0, 90, 9)), Look{AheadM: 0.001 / math.Cos(math.Pi/12), BackM: 50, OpenLeft: true, OpenRight: true}},
		// Its side leans 18.4° to the right, so that all within 15° is free ahead; back, the
		// ray that leans 15° comes nearest to sliding past it.
		{
			"along a slanting house",
			house(orb.MultiPolygon{{{{-20, -60}, {20, 60}, {120, 60}, {120, -60}, {-20, -60}}}}),
			Look{AheadM: 50, BackM: 0.001 / math.Sin(math.Atan(1.0/3)-math.Pi/12), OpenLeft: true},
		},
	}
	for _, test := range tests {
		got := look(north, test.thing)
		if half := got.AreaM2 / disc; half < 0.49 || half > 0.51 {
			t.Errorf("%s: sees %v of the disc, want half", test.name, half)
		}
		got.AreaM2 = 0
		if diff := cmp.Diff(got, test.want, about); diff != "" {
			t.Errorf("%s (-got +want):\n%s", test.name, diff)
		}
	}
}

// Who stands in the inner corner of a house, on two of its walls, sees neither through the one
// nor through the other: a quarter of the disc is seen, to the left and ahead.
func TestInAnInnerCorner(t *testing.T) {
	l := house(orb.MultiPolygon{{{{-90, -90}, {90, -90}, {90, 90}, {0, 90}, {0, 0}, {-90, 0}, {-90, -90}}}})
	for name, thing := range map[string]Thing{"one house": l, "the same, that hides": hedge(l.Shape)} {
		got := look(north, thing)
		if quarter := got.AreaM2 / disc; quarter < 0.24 || quarter > 0.26 {
			t.Errorf("%s: sees %v of the disc, want a quarter", name, quarter)
		}
		if got.AheadM != 50 || got.BackM > 0.01 || !got.OpenLeft || got.OpenRight {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

// Where two houses stand wall to wall, their front is one: who stands on it where they meet is
// outside both, whichever way they walk.
func TestOnTheFrontOfARow(t *testing.T) {
	for _, p := range []Place{{East: 1}, {East: -1}, {North: 1}, {North: -1}} {
		got := look(p, house(box(-60, 0, 0, 10)), house(box(0, 0, 60, 10)))
		if half := got.AreaM2 / disc; half < 0.49 || half > 0.51 {
			t.Errorf("walking %v, %v: sees %v of the disc, want half", p.East, p.North, half)
		}
	}
}

// On the wall between two houses one is in one of them, and sees no farther than its walls.
func TestOnAPartyWall(t *testing.T) {
	got := look(Place{At: orb.Point{0, 5}, North: 1}, house(box(-8, 0, 0, 10)), house(box(0, 0, 8, 10)))
	if math.Abs(got.AreaM2-80) > 1 || got.OpenLeft || got.OpenRight {
		t.Errorf("got %+v, want the 80 m² of one house", got)
	}
}

// A passage of 20° between two walls, seen from its very end: 20/360 of the disc.
func TestInASharpCorner(t *testing.T) {
	sin, cos := math.Sincos(20 * math.Pi / 180)
	v := house(orb.MultiPolygon{{{{-90, -90}, {90, -90}, {90, 0}, {0, 0}, {90 * cos, 90 * sin}, {90, 90}, {-90, 90}, {-90, -90}}}})
	for _, p := range []Place{{East: 1}, {North: 1}, {East: -1}} {
		if got := look(p, v).AreaM2 / disc; math.Abs(got-20.0/360) > 0.004 {
			t.Errorf("walking %v, %v: sees %v of the disc, want %v", p.East, p.North, got, 20.0/360)
		}
	}
}

// Whatever is handed in, a look comes out.
func TestBadShapes(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	shapes := []orb.MultiPolygon{
		nil,
		{},
		{nil},
		{{}},
		{{{}}},
		{{{{1, 1}}}},
		{{{{1, 1}, {1, 1}, {1, 1}}}},
		{{{{nan, 1}, {2, 2}, {3, 1}}}},
		{{{{1, 1}, {2, 2}, {inf, 1}}}},
		{{{{1e300, 1}, {2, 2}, {3, 1}}}},
		{box(-9, -9, 9, 9)[0], {box(-9, -9, 9, 9)[0][0], {{nan, nan}}}},
	}
	places := []Place{north, {}, {East: nan, North: 1}, {East: inf}, {East: 3, North: 4}, {At: orb.Point{nan, 0}}, {At: orb.Point{inf, -inf}}, {At: orb.Point{1, 1}}}
	for _, shape := range shapes {
		s := NewScene([]Thing{{Shape: shape, Opaque: true, Hides: true, Barred: true}, {Shape: shape, Opaque: true}})
		for _, p := range places {
			got := s.Look(p, nil)
			if !(got.AheadM >= 0 && got.AheadM <= 50 && got.BackM >= 0 && got.BackM <= 50 && got.AreaM2 >= 0) {
				t.Errorf("%v from %v: %+v", shape, p, got)
			}
		}
	}
	if diff := cmp.Diff(NewScene(nil).Look(Place{}, nil), free(), about); diff != "" {
		t.Errorf("an empty scene (-got +want):\n%s", diff)
	}
	if diff := cmp.Diff(look(Place{At: orb.Point{nan, 0}}, house(box(1, 1, 2, 2))), free(), about); diff != "" {
		t.Errorf("from nowhere (-got +want):\n%s", diff)
	}
	// A ring of two corners is a line, which cuts sight from both sides; one left open is closed.
	line := house(orb.MultiPolygon{{{{-90, 20}, {90, 20}}}})
	if got := look(north, line).AheadM; math.Abs(got-20/math.Cos(math.Pi/12)) > 1e-9 {
		t.Errorf("before a line: %v m", got)
	}
	if got := look(Place{At: orb.Point{0, 40}, North: -1}, line).AheadM; math.Abs(got-20/math.Cos(math.Pi/12)) > 1e-9 {
		t.Errorf("behind a line: %v m", got)
	}
}

func TestLookDoesNotAllocate(t *testing.T) {
	things, places := town(100)
	s, scratch := NewScene(things), new(Scratch)
	at := 0
	for _, p := range places {
		s.Look(p, scratch)
	}
	if allocs := testing.AllocsPerRun(len(places), func() {
		s.Look(places[at%len(places)], scratch)
		at++
	}); allocs > 0 {
		t.Errorf("%v allocations a look", allocs)
	}
}
