package route

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/lang"
	"tryggled/internal/street"
)

// laid makes a network of lines: points that agree are the same junction.
type laid []street.Segment

func (l *laid) street(name, class string, line ...orb.Point) {
	node := func(p orb.Point) int64 { return int64(p[0])*100_000 + int64(p[1]) }
	s := street.Segment{
		ID: int64(len(*l) + 1), From: node(line[0]), To: node(line[len(line)-1]), Name: name, Class: class,
		Steps: class == "steps", Line: line,
	}
	for i := 1; i < len(line); i++ {
		s.LengthM += math.Hypot(line[i][0]-line[i-1][0], line[i][1]-line[i-1][1])
	}
	*l = append(*l, s)
}

// told walks from one point of a network by others to the last, and gives the words of the
// last leg.
func told(t *testing.T, l laid, travel street.Travel, o telling, points ...orb.Point) []Turn {
	t.Helper()
	g := street.NewGraph(l)
	profile := g.Profile(travel)
	for i := 1; ; i++ {
		from, ok := g.Snap(points[i-1], 50)
		to, ok2 := g.Snap(points[i], 50)
		path, ok3 := profile.Path(from, to)
		if !ok || !ok2 || !ok3 {
			t.Fatalf("no way from %v to %v", points[i-1], points[i])
		}
		if i == len(points)-1 {
			return directions(g, profile, path, o)
		}
		o.came = path.Steps
	}
}

func TestDirections(t *testing.T) {
	type p = orb.Point
	tests := []struct {
		name   string
		lay    func(l *laid)
		travel street.Travel
		tell   telling
		points []orb.Point
		want   lang.Text
	}{
		{
			name: "a T-junction",
			lay: func(l *laid) {
				l.street("Storgatan", "residential", p{0, 0}, p{0, 140})
				l.street("Hamngatan", "residential", p{-100, 140}, p{0, 140})
				l.street("Hamngatan", "residential", p{0, 140}, p{100, 140})
			},
			points: []orb.Point{{0, 0}, {80, 140}},
			want: lang.T("Gå Storgatan norrut 140 m. Sväng höger in på Hamngatan, 80 m. Du är framme.",
				"Walk north along Storgatan 140 m. Turn right into Hamngatan, 80 m. You are there."),
		},
		{
			name: "a bend like a roundabout is one street",
			lay: func(l *laid) {
				l.street("Ringvägen", "tertiary", p{0, 0}, p{60, 0}, p{80, 10}, p{90, 30}, p{80, 50}, p{60, 60}, p{0, 60})
			},
			points: []orb.Point{{0, 0}, {0, 60}},
			want:   lang.T("Gå Ringvägen österut 210 m. Du är framme.", "Walk east along Ringvägen 210 m. You are there."),
		},
		{
			name: "steps, short as they are",
			lay: func(l *laid) {
				l.street("Backgatan", "residential", p{0, 0}, p{100, 0})
				l.street("", "steps", p{100, 0}, p{100, -12})
				l.street("", "footway", p{100, -12}, p{100, -112})
				l.street("Backgatan", "residential", p{100, 0}, p{200, 0})
			},
			points: []orb.Point{{0, 0}, {100, -112}},
			want: lang.T("Gå Backgatan österut 100 m. Ta trappan till höger, 10 m. Fortsätt rakt fram på gångvägen, 100 m. Du är framme.",
				"Walk east along Backgatan 100 m. Take the steps on the right, 10 m. Go straight on along the footpath, 100 m. You are there."),
		},
		{
			name: "over a crossing that needs no word",
			lay: func(l *laid) {
				l.street("Storgatan", "footway", p{0, 0}, p{100, 0})
				l.street("", "footway", p{100, 0}, p{110, 0})
				l.street("Storgatan", "footway", p{110, 0}, p{200, 0})
				l.street("Tvärgatan", "residential", p{100, 0}, p{100, 50})
			},
			points: []orb.Point{{0, 0}, {200, 0}},
			want:   lang.T("Gå Storgatan österut 200 m. Du är framme.", "Walk east along Storgatan 200 m. You are there."),
		},
		{
			name: "staggered: over a short piece, then on in the old direction",
			lay: func(l *laid) {
				l.street("A-gatan", "residential", p{0, 0}, p{0, 100})
				l.street("Tvärgatan", "residential", p{0, 100}, p{12, 100})
				l.street("B-gatan", "residential", p{12, 100}, p{12, 200})
			},
			points: []orb.Point{{0, 0}, {12, 200}},
			want: lang.T("Gå A-gatan norrut 110 m. Fortsätt rakt fram på B-gatan, 100 m. Du är framme.",
				"Walk north along A-gatan 110 m. Go straight on along B-gatan, 100 m. You are there."),
		},
		{
			name: "lanes round corners, each too short for a word",
			lay: func(l *laid) {
				l.street("A-gatan", "residential", p{0, 0}, p{0, 100})
				l.street("Smala gränd", "residential", p{0, 100}, p{-22, 100})
				l.street("Korta gränd", "residential", p{-22, 100}, p{-22, 122})
				l.street("B-gatan", "residential", p{-22, 122}, p{-122, 122})
			},
			points: []orb.Point{{0, 0}, {-122, 122}},
			want: lang.T("Gå A-gatan norrut 120 m. Fortsätt rakt fram på Korta gränd, 20 m. Sväng vänster in på B-gatan, 100 m. Du är framme.",
				"Walk north along A-gatan 120 m. Go straight on along Korta gränd, 20 m. Turn left into B-gatan, 100 m. You are there."),
		},
		{
			name: "a street that turns at a fork",
			lay: func(l *laid) {
				l.street("Storgatan", "residential", p{0, 0}, p{100, 0})
				l.street("Storgatan", "residential", p{100, 0}, p{100, 100})
				l.street("Nygatan", "residential", p{100, 0}, p{200, 0})
			},
			points: []orb.Point{{0, 0}, {100, 100}},
			want: lang.T("Gå Storgatan österut 100 m. Sväng vänster och följ Storgatan, 100 m. Du är framme.",
				"Walk east along Storgatan 100 m. Turn left and follow Storgatan, 100 m. You are there."),
		},
		{
			name: "back the same way",
			lay: func(l *laid) {
				l.street("Storgatan", "residential", p{0, 0}, p{0, 140})
				l.street("Hamngatan", "residential", p{0, 140}, p{-100, 140})
			},
			points: []orb.Point{{0, 0}, {-60, 140}, {0, 40}},
			want: lang.T("Gå tillbaka längs Hamngatan 60 m. Sväng höger in på Storgatan, 100 m. Du är framme.",
				"Walk back along Hamngatan 60 m. Turn right into Storgatan, 100 m. You are there."),
		},
		{
			name: "round a loop",
			lay: func(l *laid) {
				l.street("", "path", p{0, 0}, p{60, 0})
				l.street("", "path", p{60, 0}, p{100, 40}, p{140, 0}, p{100, -40}, p{60, 0})
			},
			points: []orb.Point{{0, 0}, {140, 0}},
			want:   lang.T("Gå stigen österut 60 m. Håll vänster och följ stigen, 110 m. Du är framme.", "Walk east along the path 60 m. Bear left and follow the path, 110 m. You are there."),
		},
		{
			name: "sharp, bearing, and a parking place",
			lay: func(l *laid) {
				l.street("Långgatan", "residential", p{0, 0}, p{300, 0})
				l.street("", "parking_aisle", p{300, 0}, p{200, 60})
				l.street("Sneda vägen", "residential", p{200, 60}, p{200, 200})
				l.street("Långgatan", "residential", p{300, 0}, p{400, 0})
			},
			points: []orb.Point{{0, 0}, {200, 200}},
			want: lang.T("Gå Långgatan österut 300 m. Sväng skarpt vänster in på parkeringsvägen, 120 m. Håll höger in på Sneda vägen, 140 m. Du är framme.",
				"Walk east along Långgatan 300 m. Turn sharp left into the car park road, 120 m. Bear right into Sneda vägen, 140 m. You are there."),
		},
		{
			name:   "a bicycle is led along a footway",
			travel: street.Travel{Mode: street.Bicycle},
			lay: func(l *laid) {
				l.street("Storgatan", "residential", p{0, 0}, p{1260, 0})
				l.street("", "footway", p{1260, 0}, p{1260, 80})
			},
			points: []orb.Point{{0, 0}, {1260, 80}},
			want: lang.T("Cykla Storgatan österut 1,3 km. Sväng vänster in på gångvägen, 80 m, led cykeln. Du är framme.",
				"Cycle east along Storgatan 1.3 km. Turn left into the footpath, 80 m, pushing the bicycle. You are there."),
		},
		{
			name:   "led first, then ridden along the same street",
			travel: street.Travel{Mode: street.Bicycle},
			lay: func(l *laid) {
				l.street("Gågatan", "pedestrian", p{0, 0}, p{0, 60})
				l.street("Gågatan", "residential", p{0, 60}, p{0, 200})
			},
			points: []orb.Point{{0, 0}, {0, 200}},
			want: lang.T("Led cykeln längs Gågatan norrut 60 m. Fortsätt rakt fram och följ Gågatan, 140 m. Du är framme.",
				"Push the bicycle north along Gågatan 60 m. Go straight on and follow Gågatan, 140 m. You are there."),
		},
		{
			name: "nameless ways are called what most of them is",
			lay: func(l *laid) {
				l.street("", "cycleway", p{0, 0}, p{0, 30})
				l.street("", "footway", p{0, 30}, p{0, 230})
			},
			points: []orb.Point{{0, 0}, {0, 230}},
			want:   lang.T("Gå gångvägen norrut 230 m. Du är framme.", "Walk north along the footpath 230 m. You are there."),
		},
		{
			name: "where it is dark, and on which side the place lies",
			lay: func(l *laid) {
				l.street("Storgatan", "residential", p{0, 0}, p{0, 60})
				l.street("Storgatan", "residential", p{0, 60}, p{0, 200})
				l.street("Mörka gränd", "residential", p{0, 200}, p{90, 200})
			},
			tell:   telling{sides: []street.Side{{Dark: 1}, {}, {Dark: 0.6}}, place: orb.Point{90, 180}},
			points: []orb.Point{{0, 0}, {90, 200}},
			want: lang.T("Gå Storgatan norrut 200 m, mörkt de första 60 m. Sväng höger in på Mörka gränd, 90 m, mörkt hela vägen. Du är framme; platsen ligger till höger.",
				"Walk north along Storgatan 200 m, dark for the first 60 m. Turn right into Mörka gränd, 90 m, dark all the way. You are there; the place is on the right."),
		},
		{
			name:   "nowhere",
			lay:    func(l *laid) { l.street("Storgatan", "residential", p{0, 0}, p{0, 60}) },
			points: []orb.Point{{0, 30}, {0, 30}},
			want:   lang.T("Du är framme: nästa punkt ligger här.", "You are there: the next point is here."),
		},
		{
			name: "a few steps only",
			lay: func(l *laid) {
				l.street("", "footway", p{0, 0}, p{0, 4})
				l.street("Storgatan", "residential", p{0, 4}, p{9, 4})
			},
			points: []orb.Point{{0, 0}, {9, 4}},
			want:   lang.T("Gå Storgatan österut 10 m. Du är framme.", "Walk east along Storgatan 10 m. You are there."),
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var l laid
			test.lay(&l)
			for i := range l {
				if l[i].Class == "parking_aisle" {
					l[i].Class, l[i].Detail = "service", "parking_aisle"
				}
			}
			words := wordsOf(told(t, l, test.travel, test.tell, test.points...))
			if diff := cmp.Diff(words, test.want); diff != "" {
				t.Errorf("words (-got +want):\n%s", diff)
			}
		})
	}
}

func TestTurnClasses(t *testing.T) {
	for deg, want := range map[float64]TurnKind{
		0: Straight, 29: Straight, -29: Straight, 30: BearRight, -59: BearLeft, 60: Right, -134: Left, 135: SharpRight, -180: SharpLeft,
	} {
		if got := turnOf(deg); got != want {
			t.Errorf("%v°: got %s, want %s", deg, got, want)
		}
	}
	for deg, want := range map[float64]float64{190: -170, -190: 170, 540: 180, -180: 180, 10: 10} {
		if got := about(deg); got != want {
			t.Errorf("about(%v) = %v, want %v", deg, got, want)
		}
	}
}

// Whatever the streets, the lengths of the instructions add up, each is followed on the
// way, and the last one alone arrives.
func TestDirectionsCoverTheWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l laid
		names := []string{"", "", "Storgatan", "Nygatan"}
		classes := []string{"footway", "residential", "steps", "service", "path"}
		at := func(label string) orb.Point {
			return orb.Point{float64(rapid.IntRange(0, 4).Draw(t, label+" x")) * 37, float64(rapid.IntRange(0, 4).Draw(t, label+" y")) * 11}
		}
		for i := range rapid.IntRange(1, 20).Draw(t, "streets") {
			a, b := at("from"), at("to")
			if a == b {
				continue
			}
			l.street(rapid.SampledFrom(names).Draw(t, fmt.Sprint("name ", i)), rapid.SampledFrom(classes).Draw(t, "class"), a, b)
		}
		if len(l) == 0 {
			t.Skip("no street")
		}
		g := street.NewGraph(l)
		profile := g.Profile(street.Travel{})
		from, _ := g.Snap(at("start"), 1e6)
		to, _ := g.Snap(at("end"), 1e6)
		path, ok := profile.Path(from, to)
		if !ok {
			t.Skip("no way")
		}
		turns := directions(g, profile, path, telling{})
		var sum float64
		for i, turn := range turns {
			sum += turn.LengthM
			if (turn.Kind == Arrive) != (i == len(turns)-1) || turn.Text.SV == "" || turn.Text.EN == "" {
				t.Fatalf("instruction %d of %d: %+v", i, len(turns), turn)
			}
		}
		if math.Abs(sum-path.LengthM) > 1e-6 {
			t.Fatalf("instructions of %v m for a way of %v m: %+v", sum, path.LengthM, turns)
		}
	})
}
