package significance

import (
	"context"
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// The six points that textbooks and programs agree on.
func sixPoints(tb testing.TB) ([]float64, *Table) {
	tb.Helper()
	n, err := Points(context.Background(), []float64{10, 20, 40, 15, 30, 30}, []float64{10, 10, 10, 20, 20, 30}, 15)
	if err != nil {
		tb.Fatal(err)
	}
	return []float64{2, 3, 3.2, 5, 8, 7}, n
}

func TestGiStarOfSixPoints(t *testing.T) {
	values, n := sixPoints(t)
	z, err := GiStar(values, n)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "z", z, []float64{-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331}, 1e-8)
}

// Moran's I of the same points by hand, from the deviations from the mean of 4.7 (−2.7,
// −1.7, −1.5, 0.3, 3.3, 2.3), whose squares sum to 28.7. Their neighbours are, in order:
// 2 and 4; 1, 4 and 5; 5; 1, 2 and 5; all but 1; 5.
func TestMoranOfSixPoints(t *testing.T) {
	values, n := sixPoints(t)
	m, err := LocalMoran(context.Background(), values, n, Params{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "I", m.I, []float64{
		6 / 28.7 * -2.7 * (-1.7 + 0.3) / 2,
		6 / 28.7 * -1.7 * (-2.7 + 0.3 + 3.3) / 3,
		6 / 28.7 * -1.5 * 3.3,
		6 / 28.7 * 0.3 * (-2.7 - 1.7 + 3.3) / 3,
		6 / 28.7 * 3.3 * (-1.7 - 1.5 + 0.3 + 2.3) / 4,
		6 / 28.7 * 2.3 * 3.3,
	}, 1e-12)
	for i, want := range []string{LowLow, LowHigh, LowHigh, HighLow, HighLow, HighHigh} {
		if m.Quadrant[i] != want {
			t.Errorf("unit %d: got %s, want %s", i+1, m.Quadrant[i], want)
		}
	}
}

// The columns of reference.csv come from another program; reference.R tells how.
func TestAgreesWithTheReference(t *testing.T) {
	c := columns(t, "testdata/reference.csv")
	n, err := Points(t.Context(), c["x"], c["y"], 250)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Analyse(context.Background(), c["value"], n, Params{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "Gi*", r.Z, c["gistar"], 1e-9)
	near(t, "FDR of Gi*", r.PFDR, c["bh_of_gistar"], 1e-9)
	var weight []float64
	for i := range n.Len() {
		n.Each(i, func(j int, _ float64) {
			weight = append(weight, 1/(1+math.Hypot(c["x"][i]-c["x"][j], c["y"][i]-c["y"][j])/100))
		})
	}
	z, err := GiStar(c["value"], NewTable(n.start, n.of, weight))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "Gi* with decaying weights", z, c["gistar_decaying"], 1e-9)
	m, err := LocalMoran(context.Background(), c["value"], n, Params{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "I", m.I, c["moran_i"], 1e-9)
	near(t, "z of I", m.Z, c["moran_z"], 1e-9)
}

func columns(t *testing.T, path string) map[string][]float64 {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]float64{}
	for _, row := range rows[1:] {
		for k, s := range row {
			v, err := strconv.ParseFloat(s, 64)
			if err != nil {
				t.Fatal(err)
			}
			all[rows[0][k]] = append(all[rows[0][k]], v)
		}
	}
	return all
}

func near(t rapid.TB, name string, got, want []float64, most float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: got %d values, want %d", name, len(got), len(want))
	}
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= most) {
			t.Errorf("%s of unit %d: got %.12g, want %.12g", name, i+1, got[i], want[i])
		}
	}
}
