package town

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
)

func TestSameTownEveryTime(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(Streets(), Streets(), cmp.AllowUnexported(Way{})); diff != "" {
		t.Errorf("two drawings differ:\n%s", diff)
	}
}

func TestStreetsAreOnePiece(t *testing.T) {
	t.Parallel()
	ways := Streets()
	var all, kept float64
	for _, w := range ways {
		all += geo.Length(w.Line)
	}
	for _, w := range largest(slices.Clone(ways)) {
		kept += geo.Length(w.Line)
	}
	if all < 40_000 || kept/all < 0.98 {
		t.Errorf("got %.0f m of street, %.3f of it in one piece, want over 40 km and 0.98", all, kept/all)
	}
}

func TestDeadEndsAreFew(t *testing.T) {
	t.Parallel()
	ends, junctions := 0, 0
	for _, n := range degrees(Streets()) {
		switch {
		case n == 1:
			ends++
		case n > 2:
			junctions++
		}
	}
	if junctions < 250 || ends > junctions/4 {
		t.Errorf("got %d junctions and %d dead ends, want a town's mesh", junctions, ends)
	}
}

// crossings of streets on the same level are shared points, and each line keeps off itself.
func TestStreetsMeetInPoints(t *testing.T) {
	t.Parallel()
	ways := Streets()
	for i, a := range ways {
		if selfCrossing(a.Line) {
			t.Errorf("%s %s crosses itself", a.Class, a.Name)
		}
		for _, b := range ways[:i] {
			if a.layer() != b.layer() {
				continue
			}
			if p, ok := linesCross(a.Line, b.Line); ok {
				t.Errorf("%q and %q cross at %v without a shared point", a.Name, b.Name, p)
			}
		}
	}
}

func linesCross(a, b orb.LineString) (orb.Point, bool) {
	for m := 1; m < len(a); m++ {
		for n := 1; n < len(b); n++ {
			if p, ok := cross(a[m-1], a[m], b[n-1], b[n]); ok {
				return p, true
			}
		}
	}
	return orb.Point{}, false
}

func selfCrossing(line orb.LineString) bool {
	for m := 1; m < len(line); m++ {
		for n := m + 2; n < len(line); n++ {
			if _, ok := cross(line[m-1], line[m], line[n-1], line[n]); ok {
				return true
			}
		}
	}
	return false
}

func TestWaterAndRailwayAreCrossedOnlyByBridgesAndTunnels(t *testing.T) {
	t.Parallel()
	over := map[string]int{}
	for _, w := range Streets() {
		for name, line := range map[string]orb.LineString{"river": smooth(river), "railway": smooth(railway)} {
			if _, ok := linesCross(w.Line, line); !ok {
				continue
			}
			over[name]++
			if !w.Bridge && !w.Tunnel {
				t.Errorf("%s %q crosses the %s on the level", w.Class, w.Name, name)
			}
		}
	}
	if over["river"] < 5 || over["railway"] < 4 {
		t.Errorf("got %v crossings, want at least 5 of the river and 4 of the railway", over)
	}
}

func TestBuildingsStandFree(t *testing.T) {
	t.Parallel()
	town := Draw()
	count := map[string]int{}
	for i, b := range town.Buildings {
		count[b.Class]++
		for _, w := range town.Ways {
			if g := gap(b.Ring, w.Line); g < halfWidth(w) && !w.Tunnel {
				t.Errorf("%s %q stands %.1f m from %q", b.Class, b.Name, g, w.Name)
			}
		}
		for _, o := range town.Buildings[:i] {
			if b.Ring.Bound().Intersects(o.Ring.Bound()) && !clearOf(b.Ring, o.Ring, 0.5) {
				t.Errorf("%s %q and %s %q overlap", b.Class, b.Name, o.Class, o.Name)
			}
		}
	}
	if count["house"] < 500 || count["apartments"] < 300 || count["school"] < 3 || count["train_station"] != 1 {
		t.Errorf("got %v, want a town of houses, flats, schools and a station", count)
	}
}

func TestSurfacesAreSimple(t *testing.T) {
	t.Parallel()
	town := Draw()
	rings := []orb.Ring{}
	for _, g := range town.Greens {
		if p, ok := g.Shape.(orb.Polygon); ok {
			rings = append(rings, p[0])
		}
	}
	for _, g := range town.Grounds {
		if p, ok := g.Shape.(orb.Polygon); ok {
			rings = append(rings, p[0])
		}
	}
	for _, a := range town.Areas {
		rings = append(rings, a.Ring)
	}
	for _, b := range town.Buildings {
		rings = append(rings, b.Ring)
	}
	for _, r := range rings {
		made, err := geo.MakeValid(orb.Polygon{r})
		if err != nil || !r.Closed() || math.Abs(planar.Area(made)-math.Abs(planar.Area(r))) > 0.01 {
			t.Errorf("ring at %v is not simple: %v", r[0], err)
		}
	}
}

func TestLamps(t *testing.T) {
	t.Parallel()
	ways := Streets()
	lamps := light(ways)
	broken := 0
	for _, l := range lamps {
		if l.Broken {
			broken++
		}
		if w, d := NearestWay(ways, l.Point); d > 8 {
			t.Errorf("a lamp stands %.1f m from its way %q", d, w.Name)
		}
		if geo.Dist(l.Point, orb.Point{-700, -190}) < 100 && !l.Broken && distance(orb.LineString{{-800, -210}, {-600, -172}}, l.Point) < 6 {
			t.Errorf("a lamp at %v lights the dark stretch", l.Point)
		}
	}
	if share := float64(broken) / float64(len(lamps)); len(lamps) < 1200 || share < 0.03 || share > 0.08 {
		t.Errorf("got %d lamps, %.3f of them broken", len(lamps), share)
	}
}

// known are names that many Swedish towns have or that streets of Köping have.
var known = []string{
	"Storgatan", "Stora gatan", "Stora torget", "Kungsgatan", "Drottninggatan", "Järnvägsgatan", "Stationsgatan",
	"Torggatan", "Hamngatan", "Kyrkogatan", "Skolgatan", "Ringvägen", "Bangatan", "Nygatan", "Östra Långgatan",
	"Västra Långgatan", "Nibblesbackevägen", "Kihlmansgatan", "Glasgatan", "Hultgrensgatan", "Scheelegatan", "Barnhemsgatan",
}

func TestStreetNamesAreInventedAndSwedish(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, w := range Streets() {
		if w.Name == "" {
			if w.Class != footway && w.Class != steps && w.Class != pedestrian {
				t.Errorf("a %s at %v has no name", w.Class, w.Line[0])
			}
			continue
		}
		names[w.Name] = true
		if slices.Contains(known, w.Name) || strings.TrimSpace(w.Name) != w.Name {
			t.Errorf("%q is a street name of real towns", w.Name)
		}
	}
	if len(names) < 80 {
		t.Errorf("got %d street names, want at least 80", len(names))
	}
}

func TestAreas(t *testing.T) {
	t.Parallel()
	for _, a := range Areas() {
		b := a.Ring.Bound()
		wide, high := b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]
		if wide < 800 || wide > 1100 || high < 800 || high > 1500 {
			t.Errorf("%s is %.0f by %.0f m", a.Slug, wide, high)
		}
	}
}

func FuzzSmoothKeepsItsPoints(f *testing.F) {
	f.Add(0.0, 0.0, 100.0, 30.0, 180.0, -20.0)
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g float64) {
		control := orb.LineString{{a, b}, {c, d}, {e, g}}
		for _, p := range control {
			if !(math.Abs(p[0]) < 1e4 && math.Abs(p[1]) < 1e4) {
				t.Skip("outside any town")
			}
		}
		line := smooth(control)
		for _, p := range control {
			if got := distance(line, p); got > 0.5 {
				t.Errorf("smooth(%v) passes %.2f m from %v", control, got, p)
			}
		}
	})
}
