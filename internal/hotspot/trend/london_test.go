package trend

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// london is published reports: known to the month, on 581 points, up to 750 on one.
func london(t testing.TB) (x, y []float64, at []int64) {
	dir := os.Getenv("TRYGGLED_REAL_DATA")
	if dir == "" {
		t.Skip("TRYGGLED_REAL_DATA is not set: no real data to test on")
	}
	file, err := os.Open(filepath.Join(dir, "london", "street_crime_2018-04_2019-12.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(plain).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	const perDegree = 111_195 // metres of latitude
	for _, row := range rows[1:] {
		month, err1 := time.Parse("2006-01", row[1])
		lon, err2 := strconv.ParseFloat(row[2], 64)
		lat, err3 := strconv.ParseFloat(row[3], 64)
		if err1 != nil || err2 != nil || err3 != nil {
			t.Fatal(row)
		}
		x, y = append(x, lon*perDegree*math.Cos(51.516*math.Pi/180)), append(y, lat*perDegree)
		at = append(at, month.Unix())
	}
	return x, y, at
}

// Months are told by their first day. All pairs are compared for every fourth report.
func TestKnoxOfLondon(t *testing.T) {
	x, y, at := london(t)
	p := KnoxParams{SpaceM: []float64{0, 50, 100, 200, 400}, TimeDays: []float64{0, 31, 62}, Permutations: 99, Seed: 1}
	k := knoxOf(t, x, y, at, p)
	pairs, err := PlanePairs(x, y, 400)
	if err != nil {
		t.Fatal(err)
	}
	days, err := daysOf(at, nil)
	if err != nil {
		t.Fatal(err)
	}
	tally, err := newTally(context.Background(), pairs, days, p)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range k.Cells {
		if exact := tally.byChance(i); math.Abs(c.Expected-exact) > 0.01*exact {
			t.Errorf("%+v: by chance %.1f", c, exact)
		}
	}
	var thinX, thinY []float64
	var thinAt, day []int64
	for i := 0; i < len(at); i += 4 {
		thinX, thinY = append(thinX, x[i]), append(thinY, y[i])
		thinAt, day = append(thinAt, at[i]), append(day, at[i]/secondsPerDay)
	}
	thin := knoxOf(t, thinX, thinY, thinAt, p)
	for i, n := range slowly(thinX, thinY, day, p) {
		if got := thin.Cells[i].Observed; got != n {
			t.Errorf("%+v: got %d pairs, want %d", thin.Cells[i], got, n)
		}
	}
	if want := "Near repeats are weak: nowhere at least 1.2 times as often as by chance. Most at the same place, on the same day: "; !strings.HasPrefix(k.Text.EN, want) {
		t.Errorf("got %q, want %q…", k.Text.EN, want)
	}
}
