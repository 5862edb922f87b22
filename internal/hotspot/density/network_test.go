package density

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/street"
)

// streets builds a network of ways through nodes, which are numbered 100·x + y metres.
func streets(ways ...[]int64) *street.Graph {
	all := make([]street.Way, len(ways))
	for i, ids := range ways {
		all[i] = street.Way{ID: int64(i + 1), Tags: map[string]string{"highway": "residential"}}
		for _, id := range ids {
			p := orb.Point{float64(id / 1000), float64(id % 1000)}
			all[i].Nodes = append(all[i].Nodes, street.Node{ID: id, Point: p})
		}
	}
	segments, _ := street.Build(all)
	return street.NewGraph(segments)
}

func network(t testing.TB, g *street.Graph, at []street.Position, weight []float64, p NetworkParams) []Lixel {
	t.Helper()
	lixels, err := Network(context.Background(), g, at, weight, p)
	if err != nil {
		t.Fatal(err)
	}
	return lixels
}

// along draws one segment's densities as a share of a kernel's top.
func along(lixels []Lixel, segment int32, p NetworkParams) (x, share []float64) {
	for _, l := range lixels {
		if l.Segment == segment {
			x = append(x, (l.FromM+l.ToM)/2)
			share = append(share, l.PerKm/1000/lineTop(p.Kernel, p.BandwidthM))
		}
	}
	return x, share
}

// A point 20 m up one of three arms: what passes the junction is two thirds on each arm,
// and a third is taken back on its own (Okabe and Sugihara, 2012, equation 9.20 for n = 3).
func TestEqualSplitOnAStar(t *testing.T) {
	g := streets([]int64{100100, 100200}, []int64{100100, 200100}, []int64{100100, 0})
	p := NetworkParams{Kernel: Quartic, BandwidthM: 60, LixelM: 5, Split: EqualSplitContinuous}
	lixels := network(t, g, []street.Position{{Segment: 0, AlongM: 20}}, nil, p)
	k := func(d float64) float64 { return shape(Quartic, math.Abs(d), 60) }
	for segment := range int32(3) {
		want := func(x float64) float64 { return 2.0 / 3 * k(20+x) }
		if segment == 0 {
			want = func(x float64) float64 { return k(x-20) - k(20+x)/3 }
		}
		x, share := along(lixels, segment, p)
		for i := range x {
			if math.Abs(share[i]-want(x[i])) > 1e-5 {
				t.Errorf("arm %d at %v m: %v, want %v", segment, x[i], share[i], want(x[i]))
			}
		}
	}
}

// A dead end gives all back; a block of streets lets the kernel go round it.
func TestEqualSplitComesBack(t *testing.T) {
	p := NetworkParams{Kernel: Gaussian, BandwidthM: 15, LixelM: 1, Split: EqualSplitContinuous}
	k := func(d float64) float64 { return shape(Gaussian, math.Abs(d), 15) }
	x, share := along(network(t, streets([]int64{0, 100000}), []street.Position{{AlongM: 10}}, nil, p), 0, p)
	for i := range x {
		if want := k(x[i]-10) + k(x[i]+10); math.Abs(share[i]-want) > 1e-4 {
			t.Errorf("dead end at %v m: %v, want %v", x[i], share[i], want)
		}
	}
	square := streets([]int64{0, 10000}, []int64{10000, 10010}, []int64{10010, 10}, []int64{10, 0})
	x, share = along(network(t, square, []street.Position{{AlongM: 3}}, nil, p), 0, p)
	for i := range x {
		want := 0.0
		for round := -2.0; round <= 2; round++ {
			want += k(x[i] - 3 + 40*round)
		}
		if math.Abs(share[i]-want) > 1e-4 {
			t.Errorf("round the block at %v m: %v, want %v", x[i], share[i], want)
		}
	}
}

// The simple kernel is the same on every arm, so more comes out than was put in.
func TestSimpleOnAStar(t *testing.T) {
	g := streets([]int64{100100, 100200}, []int64{100100, 200100}, []int64{100100, 0})
	p := NetworkParams{Kernel: Quartic, BandwidthM: 60, LixelM: 5, Split: Simple}
	lixels := network(t, g, []street.Position{{Segment: 0, AlongM: 20}}, []float64{3}, p)
	for segment := range int32(3) {
		x, share := along(lixels, segment, p)
		for i := range x {
			d := x[i] + 20
			if segment == 0 {
				d = math.Abs(x[i] - 20)
			}
			if want := 3 * shape(Quartic, d, 60); math.Abs(share[i]-want) > 1e-12 {
				t.Errorf("arm %d at %v m: %v, want %v", segment, x[i], share[i], want)
			}
		}
	}
	if mass := massOf(lixels); mass < 3.5 {
		t.Errorf("%v came out of 3: a junction of three should add a third of what passes", mass)
	}
}

func massOf(lixels []Lixel) float64 {
	var mass float64
	for _, l := range lixels {
		mass += l.PerKm * (l.ToM - l.FromM) / 1000
	}
	return mass
}

// drawStreets draws a few blocks with uneven streets, dead ends and perhaps a loop.
func drawStreets(t *rapid.T) (*street.Graph, []street.Position, []float64) {
	node := func(col, row int) int64 {
		return int64(col*40+(col*7+row*11)%9+10)*1000 + int64(row*30+(col*5+row*3)%7+10)
	}
	ways := [][]int64{{node(0, 0), node(1, 0)}}
	for col := range 3 {
		for row := range 3 {
			if rapid.IntRange(0, 3).Draw(t, "east") > 0 {
				ways = append(ways, []int64{node(col, row), node(col+1, row)})
			}
			if rapid.IntRange(0, 3).Draw(t, "north") > 0 {
				ways = append(ways, []int64{node(col, row), node(col, row+1)})
			}
		}
	}
	if rapid.Bool().Draw(t, "loop") {
		ways = append(ways, []int64{node(0, 0), 1, 1001, node(0, 0)})
	}
	g := streets(ways...)
	n := rapid.IntRange(1, 5).Draw(t, "points")
	at, weight := make([]street.Position, n), make([]float64, n)
	for i := range at {
		at[i].Segment = rapid.Int32Range(0, int32(len(g.Segments())-1)).Draw(t, "segment")
		at[i].AlongM = rapid.SampledFrom([]float64{0, 0.3, 0.5, 1}).Draw(t, "share") * g.Segments()[at[i].Segment].LengthM
		weight[i] = rapid.SampledFrom([]float64{0, 1, 2.5}).Draw(t, "weight")
	}
	return g, at, weight
}

// The wave gives what following every walk gives; all that is put in comes out.
func TestEqualSplitLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, at, weight := drawStreets(t)
		p := NetworkParams{
			Kernel: rapid.SampledFrom([]Kernel{Quartic, Gaussian}).Draw(t, "kernel"), LixelM: 2,
			BandwidthM: rapid.Float64Range(20, 150).Draw(t, "bandwidth"), Split: EqualSplitContinuous,
		}
		if p.Kernel == Gaussian {
			p.BandwidthM /= cut
		}
		lixels, err := Network(context.Background(), g, at, weight, p)
		if err != nil {
			t.Fatal(err)
		}
		var all float64
		for _, w := range weight {
			all += w
		}
		if mass := massOf(lixels); math.Abs(mass-all) > 0.005*all {
			t.Fatalf("%v came out of %v", mass, all)
		}
		for _, l := range lixels {
			if l.PerKm < -1e-9*all {
				t.Fatalf("less than nothing: %+v", l)
			}
		}
		for k := range 4 {
			l := lixels[(2*k+1)*len(lixels)/8]
			want := walked(g, at, weight, l, p)
			if got := l.PerKm / 1000 / lineTop(p.Kernel, p.BandwidthM); math.Abs(got-want) > 5e-4*all {
				t.Fatalf("lixel %+v: %v of the top, every walk gives %v", l, got, want)
			}
		}
	})
}

// walked follows every walk from every point to the middle of a lixel.
func walked(g *street.Graph, at []street.Position, weight []float64, l Lixel, p NetworkParams) float64 {
	segments := g.Segments()
	ends := func(half int) int64 {
		if half%2 == 0 {
			return segments[half/2].From
		}
		return segments[half/2].To
	}
	leaving := map[int64][]int{}
	for half := range 2 * len(segments) {
		leaving[ends(half)] = append(leaving[ends(half)], half)
	}
	x, reach := (l.FromM+l.ToM)/2, reachM(p.Kernel, p.BandwidthM)
	var sum float64
	var arrive func(half int, m, amount float64)
	arrive = func(half int, m, amount float64) {
		if m >= reach {
			return
		}
		there := leaving[ends(half)]
		for _, out := range there {
			part := 2 / float64(len(there))
			if out == half {
				part--
			}
			length := segments[out/2].LengthM
			if int32(out/2) == l.Segment {
				off := x
				if out%2 == 1 {
					off = length - x
				}
				sum += amount * part * shape(p.Kernel, m+off, p.BandwidthM)
			}
			arrive(out^1, m+length, amount*part)
		}
	}
	for i, from := range at {
		if from.Segment == l.Segment {
			sum += weight[i] * shape(p.Kernel, math.Abs(from.AlongM-x), p.BandwidthM)
		}
		arrive(2*int(from.Segment), from.AlongM, weight[i])
		arrive(2*int(from.Segment)+1, segments[from.Segment].LengthM-from.AlongM, weight[i])
	}
	return sum
}

// The simple kernel is that of the walk to each lixel.
func TestSimpleLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, at, weight := drawStreets(t)
		p := NetworkParams{Kernel: Quartic, BandwidthM: rapid.Float64Range(5, 200).Draw(t, "bandwidth"), LixelM: 7, Split: Simple}
		lixels, err := Network(context.Background(), g, at, weight, p)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lixels {
			var want float64
			for i, m := range g.Walk(street.Position{Segment: l.Segment, AlongM: (l.FromM + l.ToM) / 2}, at) {
				want += weight[i] * shape(Quartic, m, p.BandwidthM)
			}
			if got := l.PerKm / 1000 / lineTop(Quartic, p.BandwidthM); math.Abs(got-want) > 1e-9 {
				t.Fatalf("lixel %+v: %v of the top, the walks give %v", l, got, want)
			}
		}
	})
}

// Nothing jumps at a junction: the streets that meet there agree on it.
func TestEqualSplitIsContinuous(t *testing.T) {
	g := town(6, 45)
	at := []street.Position{{Segment: 20, AlongM: 3}, {Segment: 31, AlongM: 40}}
	lixels := network(t, g, at, nil, NetworkParams{Kernel: Quartic, BandwidthM: 150, LixelM: 0.1, Split: EqualSplitContinuous})
	first := firstLixels(len(g.Segments()), lixels)
	low, high := map[int64]float64{}, map[int64]float64{}
	meet := func(node int64, d float64) {
		if _, ok := low[node]; !ok {
			low[node], high[node] = d, d
		}
		low[node], high[node] = min(low[node], d), max(high[node], d)
	}
	var top float64
	for i, s := range g.Segments() {
		meet(s.From, lixels[first[i]].PerKm)
		meet(s.To, lixels[first[i+1]-1].PerKm)
	}
	for _, l := range lixels {
		top = max(top, l.PerKm)
	}
	for node := range low {
		if high[node]-low[node] > 0.005*top {
			t.Errorf("node %d: from %v to %v per km where the most is %v", node, low[node], high[node], top)
		}
	}
}

// town is n × n uneven blocks.
func town(n int, block float64) *street.Graph {
	r := rand.New(rand.NewPCG(5, 5))
	nodes := make([]street.Node, (n+1)*(n+1))
	for i := range nodes {
		nodes[i] = street.Node{ID: int64(i), Point: orb.Point{
			(float64(i%(n+1)) + 0.4*r.Float64()) * block, (float64(i/(n+1)) + 0.4*r.Float64()) * block,
		}}
	}
	var ways []street.Way
	add := func(a, b int) {
		ways = append(ways, street.Way{ID: int64(len(ways) + 1), Nodes: []street.Node{nodes[a], nodes[b]}, Tags: map[string]string{"highway": "residential"}})
	}
	for i := range nodes {
		if i%(n+1) < n {
			add(i, i+1)
		}
		if i+n+1 < len(nodes) {
			add(i, i+n+1)
		}
	}
	segments, _ := street.Build(ways)
	return street.NewGraph(segments)
}

func scatterOn(g *street.Graph, n int) []street.Position {
	r := rand.New(rand.NewPCG(9, 9))
	at := make([]street.Position, n)
	for i := range at {
		s := r.IntN(len(g.Segments()))
		at[i] = street.Position{Segment: int32(s), AlongM: r.Float64() * g.Segments()[s].LengthM}
	}
	return at
}

func TestNetworkIsTheSameOnAnyThreads(t *testing.T) {
	g := town(8, 60)
	at := scatterOn(g, 300)
	for _, split := range []Split{Simple, EqualSplitContinuous} {
		p := NetworkParams{Kernel: Gaussian, BandwidthM: 60, LixelM: 10, Split: split, Threads: 1}
		one := network(t, g, at, nil, p)
		p.Threads = 5
		if !slices.Equal(one, network(t, g, at, nil, p)) {
			t.Errorf("%s: five threads give other bits than one", split)
		}
	}
}

func TestNetworkOfNothing(t *testing.T) {
	p := NetworkParams{Kernel: Quartic, BandwidthM: 100, LixelM: 30, Split: EqualSplitContinuous}
	if got := network(t, street.NewGraph(nil), nil, nil, p); len(got) != 0 {
		t.Errorf("no streets have lixels: %v", got)
	}
	want := []Lixel{{0, 0, 25, 0}, {0, 25, 50, 0}, {0, 50, 75, 0}, {0, 75, 100, 0}}
	for _, split := range []Split{Simple, EqualSplitContinuous} {
		p.Split = split
		if diff := cmp.Diff(network(t, streets([]int64{0, 100000}), nil, nil, p), want); diff != "" {
			t.Errorf("%s without points (-got +want):\n%s", split, diff)
		}
	}
}

func TestOfSegments(t *testing.T) {
	g := streets([]int64{0, 100000}, []int64{100000, 100100}, []int64{100000, 200000})
	got := OfSegments(g, []Lixel{{0, 0, 90, 2}, {0, 90, 100, 12}, {2, 0, 100, 5}})
	if diff := cmp.Diff(got, []float64{3, 0, 5}); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestNetworkRefuses(t *testing.T) {
	g := streets([]int64{0, 100000})
	good := NetworkParams{Kernel: Quartic, BandwidthM: 100, LixelM: 30, Split: Simple}
	on := []street.Position{{AlongM: 5}}
	for name, c := range map[string]struct {
		at     []street.Position
		weight []float64
		change func(*NetworkParams)
		word   string
	}{
		"another kernel":  {on, nil, func(p *NetworkParams) { p.Kernel = "cone" }, "cone"},
		"no bandwidth":    {on, nil, func(p *NetworkParams) { p.BandwidthM = 0 }, "bandwidth 0 m"},
		"another split":   {on, nil, func(p *NetworkParams) { p.Split = "half" }, "half"},
		"no lixel":        {on, nil, func(p *NetworkParams) { p.LixelM = math.NaN() }, "NaN"},
		"tiny lixels":     {on, nil, func(p *NetworkParams) { p.LixelM = 1e-9 }, "4000000"},
		"off the end":     {append(on, street.Position{AlongM: 101}), nil, nil, "row 2"},
		"no such segment": {[]street.Position{{Segment: 3}}, nil, nil, "row 1"},
		"nowhere":         {[]street.Position{{AlongM: math.NaN()}}, nil, nil, "row 1"},
		"few weights":     {append(on, on...), []float64{1}, nil, "1 weights for 2 points"},
		"negative weight": {append(on, on...), []float64{1, -1}, nil, "row 2"},
	} {
		t.Run(name, func(t *testing.T) {
			p := good
			if c.change != nil {
				c.change(&p)
			}
			_, err := Network(context.Background(), g, c.at, c.weight, p)
			wantInvalid(t, err, c.word)
		})
	}
}

func TestNetworkStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	g := town(3, 50)
	for _, split := range []Split{Simple, EqualSplitContinuous} {
		p := NetworkParams{Kernel: Quartic, BandwidthM: 100, LixelM: 10, Split: split}
		if _, err := Network(ctx, g, scatterOn(g, 9), nil, p); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want it cancelled", split, err)
		}
	}
}

// A town of 250 km of streets and 20,000 reports.
func BenchmarkNetwork(b *testing.B) {
	g := town(42, 70)
	at := scatterOn(g, 20_000)
	for _, split := range []Split{Simple, EqualSplitContinuous} {
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("%s/threads=%d", split, threads), func(b *testing.B) {
				b.ReportAllocs()
				before := cpu(b)
				for b.Loop() {
					network(b, g, at, nil, NetworkParams{Kernel: Quartic, BandwidthM: 150, LixelM: 10, Split: split, Threads: threads})
				}
				b.ReportMetric(float64((cpu(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
			})
		}
	}
}
