package cluster

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// oracle is the definition, written out with every pair of points compared.
type oracle struct {
	p      Points
	t      []float64 // nil: no time
	params SpaceTime
}

func (o oracle) gap(i, j int) float64 {
	if o.t == nil {
		return 0
	}
	a, b := o.t[i], o.t[j]
	if o.params.PeriodT > 0 {
		a, b = math.Mod(a, o.params.PeriodT), math.Mod(b, o.params.PeriodT)
		straight := math.Abs(a - b)
		return min(math.Abs(straight), math.Abs(straight-o.params.PeriodT), math.Abs(straight-2*o.params.PeriodT))
	}
	return math.Abs(a - b)
}

func (o oracle) apart2(i, j int) float64 {
	dx, dy := o.p.X[i]-o.p.X[j], o.p.Y[i]-o.p.Y[j]
	return float64(dx*dx) + float64(dy*dy)
}

func (o oracle) near(i, j int) bool {
	return o.apart2(i, j) <= o.params.EpsM*o.params.EpsM && (o.t == nil || o.gap(i, j) <= o.params.EpsT)
}

func (o oracle) weight(i int) float64 {
	if o.p.Weight == nil {
		return 1
	}
	return o.p.Weight[i]
}

func (o oracle) cores() []bool {
	core := make([]bool, len(o.p.X))
	for i := range core {
		sum := 0.0
		for j := range core {
			if o.near(i, j) {
				sum += o.weight(j)
			}
		}
		core[i] = sum >= o.params.Min
	}
	return core
}

func (o oracle) labels() []int32 {
	core := o.cores()
	labels := make([]int32, len(core))
	for i := range labels {
		labels[i] = Noise
	}
	next := int32(0)
	for i := range core {
		if !core[i] || labels[i] != Noise {
			continue
		}
		labels[i] = next
		for queue := []int{i}; len(queue) > 0; queue = queue[1:] {
			for j := range core {
				if core[j] && labels[j] == Noise && o.near(queue[0], j) {
					labels[j] = next
					queue = append(queue, j)
				}
			}
		}
		next++
	}
	for i := range core {
		best := -1
		for j := range core {
			if core[j] && !core[i] && o.near(i, j) && (best < 0 || o.apart2(i, j) < o.apart2(i, best) ||
				o.apart2(i, j) == o.apart2(i, best) && o.gap(i, j) < o.gap(i, best)) {
				best = j
			}
		}
		if best >= 0 {
			labels[i] = labels[best]
		}
	}
	return labels
}

// drawn draws points on a lattice of quarters, many of them equal, some in a crowd far
// off, so that every distance is exact and many are just eps.
func drawn(t *rapid.T) (Points, Params) {
	n := rapid.IntRange(0, 150).Draw(t, "n")
	wide := rapid.IntRange(1, 60).Draw(t, "wide")
	far := rapid.SampledFrom([]float64{0, 6.6e6, 1e7}).Draw(t, "far")
	var p Points
	for range n {
		p.X = append(p.X, float64(rapid.IntRange(-wide, wide).Draw(t, "x"))/4+far*float64(rapid.IntRange(0, 1).Draw(t, "off")))
		p.Y = append(p.Y, 6.6e6+float64(rapid.IntRange(-wide, wide).Draw(t, "y"))/4)
	}
	if rapid.Bool().Draw(t, "weighed") {
		p.Weight = make([]float64, n)
		for i := range p.Weight {
			p.Weight[i] = float64(rapid.IntRange(0, 8).Draw(t, "weight")) / 4
		}
	}
	return p, Params{
		EpsM: float64(rapid.IntRange(2, 20).Draw(t, "eps")) / 4,
		Min:  float64(rapid.IntRange(1, 24).Draw(t, "min")) / 2,
	}
}

func TestDBSCANEqualsTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, params := drawn(t)
		got, err := DBSCAN(p, params)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(oracle{p: p, params: SpaceTime{Params: params}}.labels(), got); diff != "" {
			t.Fatalf("labels (-want +got):\n%s", diff)
		}
	})
}

func TestSTDBSCANEqualsTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, space := drawn(t)
		params := SpaceTime{Params: space, EpsT: float64(rapid.IntRange(1, 40).Draw(t, "epsT")) / 4}
		if rapid.Bool().Draw(t, "circle") {
			params.PeriodT = float64(rapid.IntRange(1, 200).Draw(t, "period")) / 4
		}
		times := make([]float64, len(p.X))
		most := rapid.SampledFrom([]int{1, 20, 400, 1 << 24}).Draw(t, "most")
		for i := range times {
			times[i] = float64(rapid.IntRange(-most, most).Draw(t, "t")) / 4
		}
		got, err := STDBSCAN(p, times, params)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(oracle{p: p, t: times, params: params}.labels(), got); diff != "" {
			t.Fatalf("labels (-want +got):\n%s", diff)
		}
	})
}
