package trend

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
)

func TestNewCube(t *testing.T) {
	c, left, err := NewCube(
		[]int32{0, 0, 1, -1, 1, 0, 1},
		[]int64{5, 12, 31, 15, 2, 32, 31},
		[]float64{1, 2, 1, 1, 1, 1, 0.5}, 2, 0, 32, 10)
	if err != nil {
		t.Fatal(err)
	}
	want := Cube{Units: 2, Bins: 3, Count: []float64{1, 2, 0, 0, 0, 1.5}, Since: 2, Until: 32, BinSeconds: 10, Dropped: 2}
	want.Count[3] = 1 // the event at 2, the first instant of the first bin
	if diff := cmp.Diff(want, c); diff != "" {
		t.Error(diff)
	}
	if left != 2 { // one outside of all units, one at until
		t.Errorf("got %d left out, want 2", left)
	}
	if c.Note().IsZero() {
		t.Error("nothing is said of the oldest 2 s")
	}
}

func TestNewCubeLosesNoEvent(t *testing.T) {
	c, left, err := NewCube([]int32{0, 1, 1}, []int64{0, 9, 10}, nil, 2, 0, 20, 10)
	if err != nil || left != 0 {
		t.Fatal(left, err)
	}
	if diff := cmp.Diff([]float64{1, 0, 1, 1}, c.Count); diff != "" {
		t.Error(diff)
	}
	if !c.Note().IsZero() {
		t.Errorf("got %v, want no note", c.Note())
	}
}

func TestNewCubeRefuses(t *testing.T) {
	for name, make := range map[string]func() (Cube, int, error){
		"unequal columns":  func() (Cube, int, error) { return NewCube([]int32{0}, nil, nil, 1, 0, 10, 1) },
		"unequal weights":  func() (Cube, int, error) { return NewCube([]int32{0}, []int64{0}, []float64{1, 1}, 1, 0, 10, 1) },
		"a unit too many":  func() (Cube, int, error) { return NewCube([]int32{1}, []int64{0}, nil, 1, 0, 10, 1) },
		"a unit below −1":  func() (Cube, int, error) { return NewCube([]int32{-2}, []int64{0}, nil, 1, 0, 10, 1) },
		"no number":        func() (Cube, int, error) { return NewCube([]int32{0}, []int64{0}, []float64{math.NaN()}, 1, 0, 10, 1) },
		"infinite":         func() (Cube, int, error) { return NewCube([]int32{0}, []int64{0}, []float64{math.Inf(1)}, 1, 0, 10, 1) },
		"negative weight":  func() (Cube, int, error) { return NewCube([]int32{0}, []int64{0}, []float64{-1}, 1, 0, 10, 1) },
		"no whole bin":     func() (Cube, int, error) { return NewCube(nil, nil, nil, 1, 0, 9, 10) },
		"backwards":        func() (Cube, int, error) { return NewCube(nil, nil, nil, 1, 10, 0, 10) },
		"all of time":      func() (Cube, int, error) { return NewCube(nil, nil, nil, 1, math.MinInt64, math.MaxInt64, 10) },
		"bins of nothing":  func() (Cube, int, error) { return NewCube(nil, nil, nil, 1, 0, 9, 0) },
		"too many bins":    func() (Cube, int, error) { return NewCube(nil, nil, nil, 1000, 0, 1_000_000, 1) },
		"units below none": func() (Cube, int, error) { return NewCube(nil, nil, nil, -1, 0, 9, 1) },
	} {
		if _, _, err := make(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
}

// standing is a stand-in for Gi*: how many standard deviations a unit lies above the mean.
func standing(counts []float64) ([]float64, error) {
	mean, square := 0.0, 0.0
	for _, v := range counts {
		mean += v / float64(len(counts))
	}
	for _, v := range counts {
		square += (v - mean) * (v - mean) / float64(len(counts))
	}
	z := make([]float64, len(counts))
	for i, v := range counts {
		if square > 0 {
			z[i] = (v - mean) / math.Sqrt(square)
		}
	}
	return z, nil
}

// planted is 60 units over 12 bins with 1 or 2 events each, except those of the classes.
func planted() Cube {
	c := Cube{Units: 60, Bins: 12, Count: make([]float64, 60*12)}
	for u := range c.Units {
		for bin := range c.Bins {
			v := float64(1 + (u*7+bin*5)%2)
			switch {
			case u == 0 && bin == 11:
				v = 40 // new
			case u == 1 && bin < 8:
				v = 40 // former
			case u == 2 && bin%3 != 0:
				v = 40 // sporadic: hot in the last bin and with breaks before
			}
			c.Count[u*12+bin] = v
		}
	}
	return c
}

func TestEmergingFindsWhatWasPlanted(t *testing.T) {
	c := planted()
	before := slices.Clone(c.Count)
	classes, trends, hot, err := Emerging(context.Background(), c, standing, 0.05)
	if err != nil {
		t.Fatal(err)
	}
	want := make([]Class, 60)
	want[0], want[1], want[2] = New, Former, Sporadic
	if diff := cmp.Diff(want, classes); diff != "" {
		t.Error(diff)
	}
	if len(trends) != 60 || len(hot) != 60*12 || !hot[11] || hot[10] || !hot[12] || hot[12+8] {
		t.Errorf("got %d trends and %v", len(trends), hot[:36])
	}
	if trends[1].S >= 0 {
		t.Errorf("a place that went quiet has the trend %+v", trends[1])
	}
	if !slices.Equal(before, c.Count) {
		t.Error("the counts were changed")
	}
}

func TestEmergingOfNothing(t *testing.T) {
	empty := Cube{Units: 3, Bins: 4, Count: make([]float64, 12)}
	never := func([]float64) ([]float64, error) { return nil, errors.New("asked about an empty bin") }
	classes, trends, _, err := Emerging(context.Background(), empty, never, 0.05)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Class{None, None, None}, classes); diff != "" || trends[0].P != 1 {
		t.Errorf("%s %+v", diff, trends[0])
	}
	if classes, _, _, err := Emerging(context.Background(), Cube{}, never, 0.05); err != nil || len(classes) != 0 {
		t.Errorf("got %v, %v of a cube without units", classes, err)
	}
}

func TestEmergingRefuses(t *testing.T) {
	values := func(v ...float64) func([]float64) ([]float64, error) {
		return func([]float64) ([]float64, error) { return v, nil }
	}
	c := Cube{Units: 1, Bins: 1, Count: []float64{1}}
	for name, got := range map[string]error{
		"alpha 0":       fourth(Emerging(context.Background(), c, standing, 0)),
		"alpha NaN":     fourth(Emerging(context.Background(), c, standing, math.NaN())),
		"too few":       fourth(Emerging(context.Background(), c, values(), 0.05)),
		"no number":     fourth(Emerging(context.Background(), c, values(math.NaN()), 0.05)),
		"infinitely so": fourth(Emerging(context.Background(), c, values(math.Inf(-1)), 0.05)),
	} {
		if !fault.Is(got, fault.Invalid) {
			t.Errorf("%s: got %v, want Invalid", name, got)
		}
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if err := fourth(Emerging(cancelled, planted(), standing, 0.05)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want a cancellation", err)
	}
}

func fourth(_ []Class, _ []MannKendall, _ []bool, err error) error { return err }
