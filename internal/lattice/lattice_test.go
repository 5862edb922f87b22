package lattice

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
)

func box(west, south, east, north float64) orb.Polygon {
	return orb.Polygon{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}
}

func lay(t interface {
	Helper()
	Fatal(args ...any)
}, area orb.MultiPolygon, kind Kind, sizeM float64, origin orb.Point,
) *Lattice {
	t.Helper()
	l, err := Cover(area, kind, sizeM, origin)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// areas are study areas of many shapes, in the coordinates of a Swedish town.
func areas() map[string]orb.MultiPolygon {
	const x, y = 556_300, 6_597_400
	move := func(polygons ...orb.Polygon) orb.MultiPolygon {
		for _, p := range polygons {
			for _, ring := range p {
				for i := range ring {
					ring[i] = orb.Point{ring[i][0] + x, ring[i][1] + y}
				}
			}
		}
		return polygons
	}
	return map[string]orb.MultiPolygon{
		"a square on the grid":               move(box(0, 0, 500, 500)),
		"an L":                               move(orb.Polygon{{{3, 7}, {611, 7}, {611, 205}, {207, 205}, {207, 633}, {3, 633}, {3, 7}}}),
		"a hole":                             move(orb.Polygon{box(10, 10, 900, 800)[0], box(211, 187, 677, 512)[0]}),
		"a hole turning as the outline does": move(orb.Polygon{box(10, 10, 900, 800)[0], {{211, 187}, {211, 512}, {677, 512}, {677, 187}, {211, 187}}}),
		"two apart":                          move(box(0, 0, 130, 170), box(1400, 900, 1723, 1111)),
		"two that overlap":                   move(box(0, 0, 400, 400), box(100, 100, 633, 533)),
		"the same twice":                     move(box(0, 0, 333, 217), box(0, 0, 333, 217)),
		"turning right":                      move(orb.Polygon{{{0, 0}, {0, 300}, {400, 300}, {400, 0}, {0, 0}}}),
		"not closed":                         move(orb.Polygon{{{0, 0}, {410, 20}, {190, 377}}}),
		"smaller than a cell":                move(box(31, 42, 31.5, 42.25)),
		"smaller, over a corner":             move(box(99.5, 99.5, 100.75, 100.25)),
		"a bow tie":                          move(orb.Polygon{{{0, 0}, {500, 430}, {500, 0}, {0, 430}, {0, 0}}}),
		"a comb":                             move(comb(23)),
		"a long thin slant":                  move(orb.Polygon{{{0, 0}, {3000, 1717}, {3000, 1717.5}, {0, 0.25}, {0, 0}}}),
		"a star":                             move(star(11, 420, 60)),
		"with a part of no width":            move(box(0, 0, 120, 130), orb.Polygon{{{500, 500}, {600, 600}, {500, 500}}}, orb.Polygon{}),
	}
}

func comb(teeth int) orb.Polygon {
	ring := orb.Ring{{0, -20}}
	for i := range teeth {
		at := float64(i) * 33
		ring = append(ring, orb.Point{at, 0}, orb.Point{at + 5, 431}, orb.Point{at + 10, 0})
	}
	return orb.Polygon{append(ring, orb.Point{float64(teeth) * 33, -20}, ring[0])}
}

func star(points int, far, near float64) orb.Polygon {
	var ring orb.Ring
	for i := range 2 * points {
		r := far
		if i%2 == 1 {
			r = near
		}
		sin, cos := math.Sincos(float64(i) * math.Pi / float64(points))
		ring = append(ring, orb.Point{r * cos, r * sin})
	}
	return orb.Polygon{append(ring, ring[0])}
}

func everyKind(t *testing.T, run func(t *testing.T, area orb.MultiPolygon, kind Kind, l *Lattice)) {
	for name, area := range areas() {
		for _, kind := range []Kind{Square, Hex} {
			for _, origin := range []orb.Point{{}, {17, -31.5}} {
				t.Run(name+" "+string(kind), func(t *testing.T) {
					run(t, area, kind, lay(t, area, kind, 50, origin))
				})
			}
		}
	}
}

func TestSharesSumToTheArea(t *testing.T) {
	everyKind(t, func(t *testing.T, area orb.MultiPolygon, kind Kind, l *Lattice) {
		joined, err := geo.Union(area)
		if err != nil {
			t.Fatal(err)
		}
		var sum float64
		for i := range l.Len() {
			if s := l.Share(i); !(s > 0 && s <= 1) {
				t.Fatalf("cell %d has the share %v", i, s)
			}
			if got, want := l.AreaM2(i), l.Share(i)*planar.Area(l.Shape(i)); math.Abs(got-want) > 1e-6*want {
				t.Fatalf("cell %d has %v m², its share of its shape is %v", i, got, want)
			}
			sum += l.AreaM2(i)
		}
		if want := planar.Area(joined); math.Abs(sum-want) > 1e-6*want {
			t.Errorf("the cells have %.6f m² of the area's %.6f", sum, want)
		}
	})
}

// Each share is what GEOS, another program, makes of cell and area: the area of both less
// that of their union.
func TestSharesAgreeWithGEOS(t *testing.T) {
	everyKind(t, func(t *testing.T, area orb.MultiPolygon, kind Kind, l *Lattice) {
		joined, err := geo.Union(area)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < l.Len(); i += 1 + l.Len()/150 {
			both, err := geo.Union(append(orb.MultiPolygon{l.Shape(i)}, joined...))
			if err != nil {
				t.Fatal(err)
			}
			want := planar.Area(joined) + planar.Area(l.Shape(i)) - planar.Area(both)
			if math.Abs(l.AreaM2(i)-want) > 1e-3 {
				t.Errorf("cell %d: got %.6f m² in the area, want %.6f", i, l.AreaM2(i), want)
			}
		}
	})
}

func TestEveryPointOfTheAreaHasItsCell(t *testing.T) {
	all := areas()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"an L", "a hole", "two apart", "two that overlap", "a comb", "a star", "a square on the grid", "a long thin slant", "smaller, over a corner"}).Draw(t, "area")
		area := all[name]
		kind := rapid.SampledFrom([]Kind{Square, Hex}).Draw(t, "kind")
		size := rapid.SampledFrom([]float64{7, 33.3, 50, 250}).Draw(t, "size")
		origin := orb.Point{rapid.Float64Range(-60, 60).Draw(t, "ox"), rapid.Float64Range(-60, 60).Draw(t, "oy")}
		l := lay(t, area, kind, size, origin)
		b := area.Bound()
		for range 40 {
			p := orb.Point{
				rapid.Float64Range(b.Min[0]-size, b.Max[0]+size).Draw(t, "x"),
				rapid.Float64Range(b.Min[1]-size, b.Max[1]+size).Draw(t, "y"),
			}
			cell, ok := l.At(p)
			if inside := planar.MultiPolygonContains(area, p); inside && !ok {
				t.Fatalf("%v lies in the area and in no cell", p)
			}
			if !ok {
				continue
			}
			if ring := l.Shape(cell)[0]; !planar.RingContains(ring, p) && !touches(ring, p) {
				t.Fatalf("%v was put in cell %d, %v", p, cell, ring)
			}
		}
		for _, polygon := range area {
			for _, corner := range polygon[0] {
				if _, ok := l.At(corner); !ok {
					t.Fatalf("the corner %v of the area lies in no cell", corner)
				}
			}
		}
	})
}

func TestOneCellPerPlace(t *testing.T) {
	everyKind(t, func(t *testing.T, area orb.MultiPolygon, kind Kind, l *Lattice) {
		last := orb.Point{math.Inf(-1), math.Inf(-1)}
		for i := range l.Len() {
			at := l.Centre(i)
			if at[1] < last[1] || at[1] == last[1] && at[0] <= last[0] {
				t.Fatalf("cell %d at %v comes after %v", i, at, last)
			}
			last = at
			if cell, ok := l.At(at); cell != i || !ok {
				t.Fatalf("the middle of cell %d lies in %d, %v", i, cell, ok)
			}
		}
	})
}

// Corners are the same numbers in all cells that meet in them.
func TestNeighboursShareCornersBitByBit(t *testing.T) {
	for kind, want := range map[Kind]int{Square: 4, Hex: 3} {
		l := lay(t, orb.MultiPolygon{box(556_300.3, 6_597_400.7, 557_900, 6_598_900)}, kind, 33.3, orb.Point{0.1, 0.7})
		cells := map[orb.Point]int{}
		for i := range l.Len() {
			for _, corner := range l.Shape(i)[0][1:] {
				cells[corner]++
			}
		}
		inner := box(556_400, 6_597_500, 557_800, 6_598_800)
		var met int
		for corner, count := range cells {
			if planar.PolygonContains(inner, corner) {
				met++
				if count != want {
					t.Errorf("%s: %d cells meet in %v, want %d", kind, count, corner, want)
				}
			}
		}
		if met < 1000 {
			t.Errorf("%s: only %d corners", kind, met)
		}
	}
}

func TestAreaOnTheGridHasNoCellsBesideIt(t *testing.T) {
	for size, want := range map[float64]int{50: 100, 100: 25, 500: 1, 12.5: 1600, 0.5 * 50: 400} {
		l := lay(t, areas()["a square on the grid"], Square, size, orb.Point{})
		if size == 500 {
			l = lay(t, areas()["a square on the grid"], Square, size, orb.Point{300, 400})
		}
		if l.Len() != want {
			t.Errorf("size %v: got %d cells, want %d", size, l.Len(), want)
		}
		for i := range l.Len() {
			if l.Share(i) != 1 {
				t.Errorf("size %v: cell %d has the share %v, want 1", size, i, l.Share(i))
			}
		}
	}
}

func TestPointsOnBorders(t *testing.T) {
	l := lay(t, orb.MultiPolygon{box(0, 0, 100, 100)}, Square, 50, orb.Point{})
	for p, want := range map[orb.Point]int{
		{0, 0}: 0, {50, 0}: 1, {50, 50}: 3, {0, 50}: 2, {49.999, 49.999}: 0,
		{100, 100}: 3, {100, 0}: 1, {100, 49}: 1, {100, 50}: 1, {0, 100}: 2, // the outline, east and north
	} {
		if got, ok := l.At(p); got != want || !ok {
			t.Errorf("%v: got cell %d, %v; want %d", p, got, ok, want)
		}
	}
	for _, p := range []orb.Point{{-0.1, 5}, {100.1, 5}, {5, 100.1}, {math.NaN(), 5}, {5, math.Inf(1)}, {1e300, 0}} {
		if cell, ok := l.At(p); ok {
			t.Errorf("%v lies in cell %d", p, cell)
		}
	}
}

func TestCount(t *testing.T) {
	l := lay(t, orb.MultiPolygon{box(0, 0, 100, 50)}, Square, 50, orb.Point{})
	x, y := []float64{1, 2, 60, 200, math.NaN(), 3}, []float64{1, 1, 1, 1, 1, 1}
	for name, c := range map[string]struct {
		x, y, weight []float64
		sum          []float64
		outside      int
	}{
		"nothing":                  {nil, nil, nil, []float64{0, 0}, 0},
		"each once":                {x, y, nil, []float64{3, 1}, 2},
		"by weight":                {x, y, []float64{1, 2, 3, 4, 5, math.NaN()}, []float64{3, 3}, 3},
		"columns of unlike length": {x, y[:2], []float64{1}, []float64{1, 0}, 5},
	} {
		sum, outside := l.Count(c.x, c.y, c.weight)
		if diff := cmp.Diff(sum, c.sum); diff != "" || outside != c.outside {
			t.Errorf("%s: %d outside, want %d; sums (-got +want):\n%s", name, outside, c.outside, diff)
		}
	}
}

func TestRefusals(t *testing.T) {
	good := orb.MultiPolygon{box(0, 0, 100, 100)}
	for name, c := range map[string]struct {
		area   orb.MultiPolygon
		kind   Kind
		size   float64
		origin orb.Point
		sv, en string
	}{
		"no area":           {nil, Square, 50, orb.Point{}, "ingen yta", "no surface"},
		"a line":            {orb.MultiPolygon{{{{0, 0}, {100, 100}, {0, 0}}}}, Hex, 50, orb.Point{}, "ingen yta", "no surface"},
		"empty polygons":    {orb.MultiPolygon{{}, {{}}}, Hex, 50, orb.Point{}, "ingen yta", "no surface"},
		"not a number":      {orb.MultiPolygon{good[0], {{{0, 0}, {math.NaN(), 0}, {1, 1}}}}, Square, 50, orb.Point{}, "polygon 2, punkt 2", "polygon 2 of the study area, point 2"},
		"infinite":          {orb.MultiPolygon{{{{0, 0}, {1, 0}, {1, math.Inf(1)}}}}, Square, 50, orb.Point{}, "punkt 3", "point 3"},
		"no size":           {good, Square, 0, orb.Point{}, "större än 0", "greater than 0"},
		"a negative size":   {good, Hex, -1, orb.Point{}, "större än 0", "greater than 0"},
		"size not a number": {good, Hex, math.NaN(), orb.Point{}, "större än 0", "greater than 0"},
		"an unknown kind":   {good, "triangle", 50, orb.Point{}, "okänd form", "unknown shape"},
		"an origin nowhere": {good, Square, 50, orb.Point{math.NaN(), 0}, "utgångspunkt", "origin"},
	} {
		_, err := Cover(c.area, c.kind, c.size, c.origin)
		f, ok := err.(*fault.Error)
		if !ok || f.Kind != fault.Invalid || !strings.Contains(f.Say(lang.SV), c.sv) || !strings.Contains(f.Say(lang.EN), c.en) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// A size that is refused comes with one that will do, and it does.
func TestTooManyCells(t *testing.T) {
	for name, area := range map[string]orb.MultiPolygon{
		"a county":        {box(400_000, 6_400_000, 500_000, 6_500_000)},
		"a thin line":     {box(0, 0, 1e6, 0.001)},
		"far apart":       {box(0, 0, 1, 1), box(0, 1e7, 1, 1e7+1)},
		"far from origin": {box(9e7, 9e7, 9e7+1, 9e7+1)},
	} {
		for _, kind := range []Kind{Square, Hex} {
			_, err := Cover(area, kind, 0.25, orb.Point{})
			f, ok := err.(*fault.Error)
			if !ok || f.Kind != fault.Invalid {
				t.Fatalf("%s: got %v", name, err)
			}
			words := strings.Fields(strings.ReplaceAll(f.Say(lang.EN), "least ", "least="))
			at := words[len(words)-2]
			size := parse(t, strings.TrimPrefix(at, "least="))
			if l, err := Cover(area, kind, size, orb.Point{}); err != nil || l.Len() > MostCells {
				t.Errorf("%s, %s: the size of %q gives %v", name, kind, f.Say(lang.SV), err)
			}
		}
	}
}
