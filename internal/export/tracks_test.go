package export

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/geo"
)

// Two teams on one street, one of which joins it half way: from there they walk side by
// side, and alone the first keeps to the middle.
func TestSharedStreetIsSplit(t *testing.T) {
	tracks := []track{
		{team: 1, line: orb.LineString{{0, 0}, {100, 0}}},
		{team: 2, line: orb.LineString{{50, 80}, {50, 0}, {100, 0}}},
	}
	cutAtPoints(tracks)
	lanes := countLanes(tracks)
	if got, want := lanes.aside(1, orb.Point{0, 0}, orb.Point{50, 0}), 0.0; got != want {
		t.Errorf("alone, team 1 walks %v aside, want %v", got, want)
	}
	one := lanes.aside(1, orb.Point{50, 0}, orb.Point{100, 0})
	two := lanes.aside(2, orb.Point{50, 0}, orb.Point{100, 0})
	if math.Abs(one-two) != laneStep || one != -two {
		t.Errorf("together they walk %v and %v aside, want %v apart", one, two, laneStep)
	}
}

// A team that walks there and back keeps to the right both ways.
func TestThereAndBack(t *testing.T) {
	tracks := []track{{team: 1, line: orb.LineString{{0, 0}, {100, 0}, {0, 0}}}}
	cutAtPoints(tracks)
	line := countLanes(tracks).move(tracks[0])
	if there, back := line[0][1], line[len(line)-1][1]; there <= 0 || back >= 0 {
		t.Errorf("there at y %v, back at y %v; want the right-hand side, y down, both ways", there, back)
	}
}

// Wherever tracks run, moving them aside keeps every point within the widest spread of
// the street, and lanes of one piece never coincide.
func TestLaneLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tracks []track
		for team := range rapid.IntRange(1, 5).Draw(t, "teams") {
			var line orb.LineString
			for range rapid.IntRange(2, 12).Draw(t, "points") {
				p := orb.Point{float64(rapid.IntRange(0, 4).Draw(t, "x")) * 60, float64(rapid.IntRange(0, 4).Draw(t, "y")) * 60}
				if n := len(line); n == 0 || line[n-1] != p {
					line = append(line, p)
				}
			}
			tracks = append(tracks, track{team: team + 1, line: line})
		}
		cutAtPoints(tracks)
		all := countLanes(tracks)
		for _, tr := range tracks {
			for _, p := range all.move(tr) {
				if _, _, off := geo.Nearest(tr.line, p); off > 2*mostSpread {
					t.Fatalf("team %d is moved %v from its street", tr.team, off)
				}
			}
		}
		for p, side := range all {
			seen := map[lane]bool{}
			for _, l := range side {
				if seen[l] {
					t.Fatalf("piece %v has lane %v twice", p, l)
				}
				seen[l] = true
			}
		}
	})
}

// No disc that was free when taken touches one taken before it.
func TestPlacerLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPlacer()
		var taken []disc
		for range rapid.IntRange(1, 40).Draw(t, "discs") {
			d := disc{orb.Point{rapid.Float64Range(-90, 90).Draw(t, "x"), rapid.Float64Range(-90, 90).Draw(t, "y")}, rapid.Float64Range(0.5, 40).Draw(t, "r")}
			free := true
			for _, other := range taken {
				free = free && geo.Dist(d.at, other.at) >= d.r+other.r
			}
			if got := p.free(d); got != free {
				t.Fatalf("%v is free: %v, want %v among %v", d, got, free, taken)
			}
			if free {
				p.take(d)
				taken = append(taken, d)
			}
		}
	})
}

func FuzzFold(f *testing.F) {
	f.Add("Gå Storgatan 350 m, sedan Ågatan 1,2 km", 20)
	f.Add("ettlångtordutanslut", 3)
	f.Add("", 10)
	f.Fuzz(func(t *testing.T, words string, columns int) {
		if columns < 1 || columns > 200 || !utf8.ValidString(words) {
			return
		}
		lines := fold(words, columns)
		for _, line := range lines {
			if utf8.RuneCountInString(line) > columns {
				t.Errorf("%q is wider than %d", line, columns)
			}
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got, want := squeeze(strings.Join(lines, "")), squeeze(words); got != want {
			t.Errorf("folded to %q, want the letters of %q", got, want)
		}
	})
}

func TestScaleNumbers(t *testing.T) {
	for metres, want := range map[float64]float64{7: 5, 190: 100, 210: 200, 433: 400, 999: 500, 1000: 1000} {
		if got := roundMetres(metres); got != want {
			t.Errorf("the scale of %v m is %v, want %v", metres, got, want)
		}
	}
	for number, want := range map[string]string{"200.0": "200", "0,50": "0,5", "0.25": "0.25", "100": "100"} {
		if got := strip(number); got != want {
			t.Errorf("%s is written %s, want %s", number, got, want)
		}
	}
}

func TestShorten(t *testing.T) {
	long := text{Words: strings.Repeat("Långgatan ", 30), Size: 14}
	long.Words = shorten(long, 120)
	if long.width() > 120 || !strings.HasSuffix(long.Words, "…") {
		t.Errorf("%q is %v wide, want at most 120 and an ellipsis", long.Words, long.width())
	}
}
