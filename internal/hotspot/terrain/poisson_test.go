package terrain_test

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot/terrain"
)

// table reads testdata/glm.csv: columns by their names.
func table(t *testing.T) map[string][]float64 {
	t.Helper()
	f, err := os.Open("testdata/glm.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]float64{}
	for _, row := range rows[1:] {
		for j, name := range rows[0] {
			v, err := strconv.ParseFloat(row[j], 64)
			if err != nil {
				t.Fatal(err)
			}
			out[name] = append(out[name], v)
		}
	}
	return out
}

// TestPoissonAgainstR holds the regression against R 4.2.2: testdata/glm.R made both the
// data and the figures.
func TestPoissonAgainstR(t *testing.T) {
	data := table(t)
	f, err := os.Open("testdata/glm.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	near := func(what string, got, want float64) {
		t.Helper()
		// R's errors are of the weights a step before its last.
		if math.Abs(got-want) > 1e-8*math.Max(1e-3, math.Abs(want)) {
			t.Errorf("%s: got %.12g, want %.12g", what, got, want)
		}
	}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var counts, family string
		var dispersion, deviance, null float64
		var df int
		scan(t, lines.Text(), &counts, &family, &dispersion, &deviance, &null, &df)
		fit, err := terrain.Poisson(terrain.Design{Names: []string{"dark", "green", "camera"}, Columns: [][]float64{data["dark"], data["green"], data["camera"]}}, data[counts], data["len"])
		if err != nil {
			t.Fatal(err)
		}
		what := counts + " " + family
		near(what+" dispersion", fit.Dispersion, dispersion)
		near(what+" deviance", fit.Deviance, deviance)
		near(what+" null deviance", fit.NullDeviance, null)
		if fit.DF != df || fit.N != 300 || !fit.Converged || fit.Quasi != (dispersion > 1) {
			t.Errorf("%s: DF %d, N %d, converged %v, quasi %v; want %d, 300, true, %v", what, fit.DF, fit.N, fit.Converged, fit.Quasi, df, dispersion > 1)
		}
		for k := -1; k < 3 && lines.Scan(); k++ {
			var name string
			var beta, se, p float64
			scan(t, lines.Text(), &name, &beta, &se, &p)
			if k < 0 {
				near(what+" intercept", fit.Intercept, beta)
			} else {
				near(what+" "+name, fit.Beta[k], beta)
			}
			if fit.Quasi != (family == "quasipoisson") {
				continue // R gives the errors of the family asked for
			}
			if k < 0 {
				near(what+" intercept's error", fit.InterceptSE, se)
			} else {
				near(what+" error of "+name, fit.SE[k], se)
				near(what+" p of "+name, fit.P[k], p)
			}
		}
	}
}

func scan(t *testing.T, line string, into ...any) {
	t.Helper()
	if _, err := fmt.Sscan(line, into...); err != nil {
		t.Fatalf("%q: %v", line, err)
	}
}

// One column that is 0 or 1 has a solution by hand: the logarithm of the two rates.
func TestPoissonByHand(t *testing.T) {
	fit, err := terrain.Poisson(terrain.Design{Names: []string{"x"}, Columns: [][]float64{{0, 0, 1, 1}}}, []float64{1, 3, 6, 10}, []float64{10, 30, 20, 20})
	if err != nil {
		t.Fatal(err)
	}
	for what, v := range map[string][2]float64{
		"intercept": {fit.Intercept, math.Log(4. / 40)},
		"beta":      {fit.Beta[0], math.Log(16. / 40 / (4. / 40))},
		// The Pearson residuals: (1−1)²/1, (3−3)²/3, (6−8)²/8, (10−8)²/8, over 2.
		"dispersion":  {fit.Dispersion, .5},
		"error":       {fit.SE[0], math.Sqrt(1./4 + 1./16)},
		"intercept's": {fit.InterceptSE, math.Sqrt(1. / 4)},
	} {
		if math.Abs(v[0]-v[1]) > 1e-9 {
			t.Errorf("%s: got %v, want %v", what, v[0], v[1])
		}
	}
}

func TestPoissonRefuses(t *testing.T) {
	counts, metres := []float64{1, 0, 2, 1, 0, 3}, []float64{10, 20, 10, 30, 20, 10}
	a, b := []float64{0, 1, 2, 0, 1, 3}, []float64{1, 0, 1, 0, 2, 0}
	with := func(v []float64, i int, x float64) []float64 {
		out := append([]float64(nil), v...)
		out[i] = x
		return out
	}
	for name, c := range map[string]struct {
		d              terrain.Design
		counts, metres []float64
		want           string
	}{
		"a constant":          {terrain.Design{Names: []string{"a", "flat"}, Columns: [][]float64{a, {5, 5, 5, 5, 5, 5}}}, counts, metres, "flat is the same on all rows"},
		"twice the same":      {terrain.Design{Names: []string{"a", "b", "c"}, Columns: [][]float64{a, b, a}}, counts, metres, "a, c follow from each other"},
		"a sum":               {terrain.Design{Names: []string{"a", "b", "c"}, Columns: [][]float64{a, b, {3, 4, 7, 2, 6, 8}}}, counts, metres, "a, b, c follow from each other"},
		"separated":           {terrain.Design{Names: []string{"a", "s"}, Columns: [][]float64{a, {0, 1, 0, 0, 1, 0}}}, counts, metres, "s tells rows without any counts apart"},
		"separated below":     {terrain.Design{Names: []string{"s"}, Columns: [][]float64{{1, .5, 1, 1, 0, 1}}}, counts, metres, "s tells rows"},
		"separated together":  {terrain.Design{Names: []string{"s", "u"}, Columns: [][]float64{{1, 1, 0, 2, 1, 3}, {1, 0, 0, 2, .5, 3}}}, counts, metres, "s, u tells rows"},
		"NaN":                 {terrain.Design{Names: []string{"a"}, Columns: [][]float64{with(a, 3, math.NaN())}}, counts, metres, "a of row 4 is NaN"},
		"infinite":            {terrain.Design{Names: []string{"a"}, Columns: [][]float64{with(a, 3, math.Inf(1))}}, counts, metres, "a of row 4 is +Inf"},
		"no length":           {terrain.Design{Names: []string{"a"}, Columns: [][]float64{a}}, counts, with(metres, 1, 0), "exposure of row 2 is 0"},
		"a negative count":    {terrain.Design{Names: []string{"a"}, Columns: [][]float64{a}}, with(counts, 5, -1), metres, "count of row 6 is -1"},
		"nothing counted":     {terrain.Design{Names: []string{"a"}, Columns: [][]float64{a}}, make([]float64, 6), metres, "all counts are 0"},
		"too few rows":        {terrain.Design{Names: []string{"a", "b"}, Columns: [][]float64{{0, 1, 2}, {1, 0, 1}}}, counts[:3], metres[:3], "3 rows are too few for 2 columns"},
		"none at all":         {terrain.Design{}, nil, nil, "0 rows are too few"},
		"unequal":             {terrain.Design{Names: []string{"a"}, Columns: [][]float64{a[:5]}}, counts, metres, "the column a: 5 rows, but the counts are 6"},
		"unequal lengths":     {terrain.Design{Names: []string{"a"}, Columns: [][]float64{a}}, counts, metres[:5], "the exposure: 5 rows"},
		"names and columns":   {terrain.Design{Names: []string{"a", "b"}, Columns: [][]float64{a}}, counts, metres, "2 names for 1 columns"},
		"too large to square": {terrain.Design{Names: []string{"a"}, Columns: [][]float64{with(a, 0, 1e200)}}, counts, metres, "a of row 1 is 1e+200"},
	} {
		_, err := terrain.Poisson(c.d, c.counts, c.metres)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want Invalid with %q", name, err, c.want)
		}
	}
}

// Whatever whole numbers come in: a refusal that names what, or a fit that satisfies the
// likelihood equations Xᵀ(y − μ) = 0, with numbers that are numbers.
func TestPoissonLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, k := rapid.IntRange(1, 25).Draw(t, "rows"), rapid.IntRange(0, 3).Draw(t, "columns")
		column := func(label string, low, high int) []float64 {
			out := make([]float64, n)
			for i := range out {
				out[i] = float64(rapid.IntRange(low, high).Draw(t, label))
			}
			return out
		}
		d := terrain.Design{}
		for j := range k {
			d.Names, d.Columns = append(d.Names, strconv.Itoa(j)), append(d.Columns, column("x", 0, 3))
		}
		counts, metres := column("counts", 0, 3), column("metres", 1, 9)
		fit, err := terrain.Poisson(d, counts, metres)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		if !fit.Converged {
			t.Fatalf("not converged: %+v", fit)
		}
		residuals := make([]float64, n)
		var sum float64
		for i := range residuals {
			eta := math.Log(metres[i]) + fit.Intercept
			for j, beta := range fit.Beta {
				eta += beta * d.Columns[j][i]
			}
			residuals[i] = counts[i] - math.Exp(eta)
			sum += residuals[i]
		}
		for j, c := range d.Columns {
			if math.IsNaN(fit.SE[j]) || math.IsNaN(fit.P[j]) || fit.P[j] < 0 || fit.P[j] > 1 {
				t.Fatalf("error %v, p %v", fit.SE[j], fit.P[j])
			}
			var score float64
			for i, v := range c {
				score += v * residuals[i]
			}
			if math.Abs(score) > 1e-4 {
				t.Fatalf("score of column %d is %v", j, score)
			}
		}
		if math.Abs(sum) > 1e-4 {
			t.Fatalf("fitted counts miss the counted by %v", sum)
		}
	})
}

// A regression is refused as separated exactly when some combination of the columns is 0 on
// all rows with counts, 0 or more on all others and not 0 on all: with values of 0 to 2, the
// edges of the cone of combinations have whole coefficients of at most 4.
func TestSeparationIsFoundExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(4, 9).Draw(t, "rows")
		draw := func(label string, high int) []float64 {
			out := make([]float64, n)
			for i := range out {
				out[i] = float64(rapid.IntRange(0, high).Draw(t, label))
			}
			return out
		}
		a, b, counts := draw("a", 2), draw("b", 2), draw("counts", 1)
		_, err := terrain.Poisson(terrain.Design{Names: []string{"a", "b"}, Columns: [][]float64{a, b}}, counts, ones(n))
		said := err != nil && strings.Contains(err.Error(), "apart")
		if err != nil && !said {
			return // refused for another reason
		}
		if found := separates(a, b, counts); found != said {
			t.Fatalf("a %v, b %v, counts %v: separated %v, refused: %v", a, b, counts, found, err)
		}
	})
}

func ones(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 1
	}
	return out
}

// separates tries every combination of the constant and two columns.
func separates(a, b, counts []float64) bool {
	for code := range 9 * 9 * 9 {
		p, q, r := float64(code/81-4), float64(code/9%9-4), float64(code%9-4)
		var sum float64
		fits := true
		for i := range counts {
			z := p + q*a[i] + r*b[i]
			if z < 0 || (z > 0 && counts[i] > 0) {
				fits = false
				break
			}
			sum += z
		}
		if fits && sum > 0 {
			return true
		}
	}
	return false
}
