package significance

import (
	"context"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
)

// I, and its mean and variance over every place that another value could take, by brute
// force: each neighbour's value is drawn from the others, two neighbours' without
// replacement.
func TestMoranAgreesWithEveryDraw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.IntRange(4, 9).Draw(t, "units")
		n := drawTable(t, units, rapid.Bool().Draw(t, "weighed"))
		values := rapid.SliceOfN(rapid.Float64Range(0, 9), units, units).Draw(t, "values")
		values[0], values[1] = 1, 8
		m, err := LocalMoran(context.Background(), values, n, Params{})
		if err != nil {
			t.Fatal(err)
		}
		score := standardScores(values)
		for i := range values {
			weights, wants := map[int]float64{}, 0.0
			var sum float64
			n.Each(i, func(j int, w float64) {
				if j != i {
					weights[j] = w
					sum += w
				}
			})
			for j := range values {
				wants += weights[j] / max(sum, 1e-300) * score[i] * score[j]
			}
			if math.Abs(m.I[i]-wants) > 1e-9 {
				t.Fatalf("unit %d: got I %v, want %v", i, m.I[i], wants)
			}
			if len(weights) == 0 && (m.Quadrant[i] != "" || m.Z[i] != 0) {
				t.Fatalf("unit %d has no neighbours: %q, z %v", i, m.Quadrant[i], m.Z[i])
			}
			if m.Z[i] == 0 {
				continue
			}
			mean, square := overAllDraws(score, weights, sum, i)
			if want := (wants - mean) / math.Sqrt(square-mean*mean); math.Abs(m.Z[i]-want) > 1e-4*(1+math.Abs(want)) {
				t.Fatalf("unit %d: got z %v, want %v", i, m.Z[i], want)
			}
		}
	})
}

func standardScores(values []float64) []float64 {
	var mean, squares float64
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		squares += (v - mean) * (v - mean) / float64(len(values))
	}
	score := make([]float64, len(values))
	for i, v := range values {
		score[i] = (v - mean) / math.Sqrt(squares)
	}
	return score
}

// overAllDraws are the means of I and of its square over all pairs of draws.
func overAllDraws(score []float64, weights map[int]float64, sum float64, i int) (mean, square float64) {
	others := float64(len(score) - 1)
	var one, same, pair float64 // means of a draw, of its square and of a product of two
	for j, a := range score {
		for k, b := range score {
			switch {
			case j == i || k == i:
			case j == k:
				one += a / others
				same += a * a / others
			default:
				pair += a * b / (others * (others - 1))
			}
		}
	}
	for j := range score {
		for k := range score {
			w := weights[j] * weights[k] / (sum * sum) * score[i] * score[i]
			if j == k {
				square += w * same
			} else {
				square += w * pair
			}
		}
		mean += weights[j] / sum * score[i] * one
	}
	return mean, square
}

// I and Gi* ask the same of a permutation: whether the neighbours' sum is chance.
func TestMoranAndGiStarPermuteAlike(t *testing.T) {
	values, n := few(func(int) float64 { return 1 })
	p := Params{Permutations: 2000, Seed: 11}
	m, err := LocalMoran(context.Background(), values, n, p)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m.PPermuted, analyse(t, values, n, p).PPermuted); diff != "" {
		t.Errorf("p of I (-) and Gi* (+):\n%s", diff)
	}
	if m.FDROf != Permutation || len(m.PFDR) != len(values) || m.Permutations != 2000 || m.Note.IsZero() {
		t.Errorf("got %+v", m)
	}
}

func TestMoranUndefined(t *testing.T) {
	if _, err := LocalMoran(context.Background(), []float64{3, 3, 3}, complete(3), Params{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
	m, err := LocalMoran(context.Background(), []float64{1, 2, 3}, NewTable([]int32{0, 1, 2, 3}, []int32{0, 1, 2}, nil), Params{Permutations: 99})
	if err != nil || m.Undefined != 3 {
		t.Fatalf("units without neighbours: %d undefined, %v", m.Undefined, err)
	}
	if diff := cmp.Diff([]float64{1, 1, 1}, m.PPermuted); diff != "" {
		t.Errorf("p (-want +got):\n%s", diff)
	}
}
