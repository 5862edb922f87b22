package light_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/overlay/light"
)

// plain is the light at a point by the formulas as they stand, lamp by lamp, and the sum
// that rounding of the semi-cylindrical one is measured against.
func plain(l light.Lamps, level []float64, p light.Point) (lux light.Lux, scale float64) {
	var ahead, behind float64
	for i := range l.X {
		dx, dy := l.X[i]-p.X, l.Y[i]-p.Y
		if dx*dx+dy*dy > light.ReachM*light.ReachM {
			continue
		}
		mf := l.Factor[i]
		if level != nil {
			mf *= level[i]
		}
		r := math.Sqrt(dx*dx + dy*dy)
		d := math.Hypot(r, l.HeightM[i])
		lux.E += l.Optic[i].Intensity(l.Lumens[i], l.HeightM[i]/d) * l.HeightM[i] / d / (d * d) * mf
		if b := l.HeightM[i] - light.EyeM; b > 0 && r > 0 {
			d, cos := math.Hypot(r, b), (dx*p.EastH+dy*p.NorthH)/r
			grazing := l.Optic[i].Intensity(l.Lumens[i], b/d) * r / d / (math.Pi * d * d) * mf
			ahead += grazing * (1 + cos)
			behind += grazing * (1 - cos)
		}
	}
	lux.Semi = min(ahead, behind)
	return lux, ahead + behind
}

// drawLamps draws lamps over a few strips and cells, on both sides of the origin, many of
// them on the edges of strips and cells or on each other.
func drawLamps(t *rapid.T, least int) light.Lamps {
	edge := rapid.Map(rapid.IntRange(-3, 3), func(k int) float64 { return float64(k) * 40 })
	coord := rapid.OneOf(rapid.Float64Range(-130, 130), edge)
	var l light.Lamps
	for range rapid.IntRange(least, 40).Draw(t, "lamps") {
		l = with(l, coord.Draw(t, "x"), coord.Draw(t, "y"), rapid.Float64Range(0.5, 14).Draw(t, "h"),
			float64(rapid.IntRange(0, 20000).Draw(t, "lm")), rapid.SampledFrom([]light.Optic{light.Even, light.Lambert, light.Globe}).Draw(t, "optic"))
	}
	return l
}

// drawPath draws points in order along a line that turns, with a jump now and then.
func drawPath(t *rapid.T) []light.Point {
	at := orb.Point{rapid.Float64Range(-150, 150).Draw(t, "x0"), rapid.Float64Range(-150, 150).Draw(t, "y0")}
	var points []light.Point
	for range rapid.IntRange(1, 50).Draw(t, "points") {
		turn := rapid.Float64Range(0, 2*math.Pi).Draw(t, "turn")
		step := rapid.SampledFrom([]float64{0, 3, 3, 3, 40, 90}).Draw(t, "step")
		points = append(points, light.Point{X: at[0], Y: at[1], EastH: math.Sin(turn), NorthH: math.Cos(turn)})
		at = orb.Point{at[0] + step*math.Sin(turn), at[1] + step*math.Cos(turn)}
	}
	return points
}

func TestSumIsThePlainSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, points := drawLamps(t, 0), drawPath(t)
		level := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 10), func(k int) float64 { return float64(k) / 10 }), len(l.X), len(l.X)).Draw(t, "level")
		f, err := light.NewField(l, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, level := range [][]float64{nil, level} {
			out := make([]light.Lux, len(points))
			f.Sum(points, level, out)
			for i, p := range points {
				want, scale := plain(l, level, p)
				if !near(out[i].E, want.E, 1e-12) || math.Abs(out[i].Semi-want.Semi) > 1e-12*scale {
					t.Fatalf("at %+v: got %+v, want %+v", p, out[i], want)
				}
			}
		}
	})
}

// Lamps that are all out of reach of some places change no bit of the sum there, and nor
// do the other places asked for.
func TestOnlyLampsNearMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, points := drawLamps(t, 1), drawPath(t)
		whole, err := light.NewField(l, 1)
		if err != nil {
			t.Fatal(err)
		}
		all := make([]light.Lux, len(points))
		whole.Sum(points, nil, all)
		i := rapid.IntRange(0, len(points)-1).Draw(t, "i")
		part, err := light.NewField(pick(l, whole.Near(orb.Point{points[i].X, points[i].Y}.Bound())), 1)
		if err != nil {
			t.Fatal(err)
		}
		alone := make([]light.Lux, 1)
		part.Sum(points[i:i+1], nil, alone)
		if alone[0] != all[i] {
			t.Fatalf("got %+v by the lamps near alone, want %+v", alone[0], all[i])
		}
	})
}

func pick(l light.Lamps, numbers []int32) light.Lamps {
	var p light.Lamps
	for _, i := range numbers {
		p = with(p, l.X[i], l.Y[i], l.HeightM[i], l.Lumens[i], l.Optic[i])
	}
	return p
}

func TestNearIsThePlainSearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLamps(t, 0)
		f, err := light.NewField(l, 1)
		if err != nil {
			t.Fatal(err)
		}
		x, y := rapid.Float64Range(-200, 200).Draw(t, "x"), rapid.Float64Range(-200, 200).Draw(t, "y")
		b := orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{
			x + rapid.Float64Range(0, 150).Draw(t, "w"), y + rapid.Float64Range(0, 150).Draw(t, "h"),
		}}
		var want []int32
		for i := range l.X {
			dx := max(0, b.Min[0]-l.X[i], l.X[i]-b.Max[0])
			dy := max(0, b.Min[1]-l.Y[i], l.Y[i]-b.Max[1])
			if dx*dx+dy*dy <= light.ReachM*light.ReachM {
				want = append(want, int32(i))
			}
		}
		if got := f.Near(b); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func TestNearOfNoBox(t *testing.T) {
	f := field(t, one(6, 5000, light.Even), 1)
	nan := math.NaN()
	for name, b := range map[string]orb.Bound{
		"inside out":   {Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}},
		"not a number": {Min: orb.Point{nan, 0}, Max: orb.Point{nan, 0}},
		"far away":     {Min: orb.Point{1e300, 1e300}, Max: orb.Point{1e300, 1e300}},
	} {
		if got := f.Near(b); got != nil {
			t.Errorf("%s: got %v", name, got)
		}
	}
	if got := f.Near(orb.Bound{Min: orb.Point{-1e300, -1e300}, Max: orb.Point{1e300, 1e300}}); len(got) != 1 {
		t.Errorf("everywhere: got %v", got)
	}
}

// A town moved by 660 km east and 6,600 km north keeps its light, to the rounding of such
// coordinates.
func TestMovedTown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, points := drawLamps(t, 1), drawPath(t)
		east, north := rapid.Float64Range(-660e3, 660e3).Draw(t, "east"), rapid.Float64Range(-6.6e6, 6.6e6).Draw(t, "north")
		var moved light.Lamps
		for i := range l.X { // no lamp within a millimetre of the reach of a point
			for _, p := range points {
				if math.Abs(math.Hypot(l.X[i]-p.X, l.Y[i]-p.Y)-light.ReachM) < 1e-3 {
					t.Skip("on the edge of the reach")
				}
			}
			moved = with(moved, l.X[i]+east, l.Y[i]+north, l.HeightM[i], l.Lumens[i], l.Optic[i])
		}
		f, err := light.NewField(moved, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range points {
			want, scale := plain(l, nil, p)
			p.X, p.Y = p.X+east, p.Y+north
			got := make([]light.Lux, 1)
			f.Sum([]light.Point{p}, nil, got)
			if !near(got[0].E, want.E, 1e-6) || math.Abs(got[0].Semi-want.Semi) > 1e-6*(scale+1) {
				t.Fatalf("at %+v: got %+v, want %+v", p, got[0], want)
			}
		}
	})
}

// More light from a lamp never makes a place darker, and no light is no number or negative.
func TestBrighterLamp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, points := drawLamps(t, 1), drawPath(t)
		before, after := make([]light.Lux, len(points)), make([]light.Lux, len(points))
		sum := func(out []light.Lux) {
			f, err := light.NewField(l, 1)
			if err != nil {
				t.Fatal(err)
			}
			f.Sum(points, nil, out)
		}
		sum(before)
		l.Lumens[rapid.IntRange(0, len(l.X)-1).Draw(t, "lamp")] *= rapid.Float64Range(1, 10).Draw(t, "times")
		sum(after)
		for i, b := range before {
			_, scale := plain(l, nil, points[i])
			if !(b.E >= 0 && b.Semi >= 0 && after[i].E >= b.E && after[i].Semi >= b.Semi-1e-12*scale) {
				t.Fatalf("at %+v: got %+v, before it %+v", points[i], after[i], b)
			}
		}
	})
}

// Any lamps that are let in, any points, any outputs: a number each, never less than none.
func TestAlwaysANumber(t *testing.T) {
	any64 := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, 21e6, -21e6, 1.5}))
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 5).Draw(t, "n")
		column := func(name string, g *rapid.Generator[float64]) []float64 {
			return rapid.SliceOfN(g, n, n).Draw(t, name)
		}
		l := light.Lamps{
			X: column("x", any64), Y: column("y", any64), HeightM: column("h", rapid.OneOf(any64, rapid.Float64Range(0.1, 1000))),
			Lumens: column("lm", rapid.OneOf(any64, rapid.Float64Range(0, 1e8))), Factor: column("mf", rapid.OneOf(any64, rapid.Float64Range(0, 1))),
			Optic: make([]light.Optic, n),
		}
		f, err := light.NewField(l, 1)
		if err != nil {
			return
		}
		points := []light.Point{{X: any64.Draw(t, "px"), Y: any64.Draw(t, "py"), EastH: any64.Draw(t, "east"), NorthH: any64.Draw(t, "north")}}
		for i := range l.X {
			points = append(points, light.Point{X: l.X[i], Y: l.Y[i], EastH: 1}, light.Point{X: l.X[i], Y: l.Y[i] + 1e-9, EastH: 1})
		}
		out := make([]light.Lux, len(points))
		f.Sum(points, column("level", any64), out)
		for i, lux := range out {
			if !(lux.E >= 0 && lux.E <= math.MaxFloat64 && lux.Semi >= 0 && lux.Semi <= math.MaxFloat64) {
				t.Fatalf("at %+v: got %+v", points[i], lux)
			}
		}
	})
}

func TestThreadsChangeNoBit(t *testing.T) {
	lamps, points := town()
	level := half(len(lamps.X))
	level[7] = 0.3
	want := make([]light.Lux, len(points))
	field(t, lamps, 1).Sum(points, level, want)
	for _, threads := range []int{0, 2, 3, 64} {
		t.Run(fmt.Sprint(threads), func(t *testing.T) {
			t.Parallel()
			got := make([]light.Lux, len(points))
			field(t, lamps, threads).Sum(points, level, got)
			if !slices.Equal(got, want) {
				t.Error("other bits than with one thread")
			}
		})
	}
}

func TestSumAllocatesNothing(t *testing.T) {
	lamps, points := town()
	points = points[:3000]
	f, out := field(t, lamps, 1), make([]light.Lux, 3000)
	if got := testing.AllocsPerRun(3, func() { f.Sum(points, nil, out) }); got != 0 {
		t.Errorf("got %v allocations for 3,000 points, want none", got)
	}
}
