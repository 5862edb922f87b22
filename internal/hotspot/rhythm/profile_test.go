package rhythm

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

func TestExactPublished(t *testing.T) {
	// 8 of 10 gives 0.4439 to 0.9748; 0 of 10 gives 0 to 0.3085 = 1 − 0.025^(1/10).
	for share, want := range map[float64]Part{0.8: {0.8, 0.4439, 0.9748}, 0: {0, 0, 0.3085}, 1: {1, 0.6915, 1}} {
		got := exact(share, 10, 0.05)
		if math.Abs(got.Low-want.Low) > 5e-5 || math.Abs(got.High-want.High) > 5e-5 {
			t.Errorf("%v of 10: got %v, want %v", share, got, want)
		}
	}
}

// What is too little to tell anything is told as that, not as NaN.
func TestExactOfNextToNothing(t *testing.T) {
	tiny := []float64{1e-320, 1e-312, 1e-300, 1e-200, 1e-20, 1e-3, 0.5, 1 - 1e-10, 1}
	for _, n := range append([]float64{10, 1e9}, tiny...) {
		for _, share := range tiny {
			got := exact(share, n, 0.05)
			if !(got.Low >= 0 && got.Low <= got.Share && got.Share <= got.High && got.High <= 1) {
				t.Errorf("%v of %v: got %v", share, n, got)
			}
		}
	}
}

// TestExactIsExact: at the ends of the interval what was seen, or more, or less, has
// probability alpha/2.
func TestExactIsExact(t *testing.T) {
	for _, n := range []float64{1, 7, 30, 1000, 100_000} {
		for _, share := range []float64{0, 0.25, 0.9, 1} {
			seen := math.Round(share * n)
			got := exact(seen/n, n, 0.01)
			if atLeast := 1 - (distuv.Binomial{N: n, P: got.Low}).CDF(seen-1); seen > 0 && math.Abs(atLeast-0.005) > 1e-6 {
				t.Errorf("%v of %v: at %v so many have probability %v", seen, n, got.Low, atLeast)
			}
			if atMost := (distuv.Binomial{N: n, P: got.High}).CDF(seen); seen < n && math.Abs(atMost-0.005) > 1e-6 {
				t.Errorf("%v of %v: at %v so few have probability %v", seen, n, got.High, atMost)
			}
		}
	}
}

// truth is a town whose reports come mostly in the evening, and most of all on Fridays.
func truth() (cumulative [Hours]float64, byHour [24]float64) {
	sum := 0.0
	for h := range Hours {
		weight := 1.0
		if h%24 >= 18 {
			weight = 4
		}
		if h/24 == 4 {
			weight *= 2
		}
		sum += weight
		cumulative[h] = sum
	}
	last := 0.0
	for h := range Hours {
		cumulative[h] /= sum
		byHour[h%24] += cumulative[h] - last
		last = cumulative[h]
	}
	return cumulative, byHour
}

// covered is the share of simulated profiles whose 24 intervals all hold the truth: each
// of n reports is told as an interval of some seconds that its instant lies in anywhere.
func covered(t *testing.T, n int, seconds int64) float64 {
	cumulative, byHour := truth()
	chance := rand.New(rand.NewPCG(3, uint64(n)))
	const rounds = 400
	hold := 0
	monday := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC).Unix()
	for range rounds {
		from, to := make([]int64, n), make([]int64, n)
		for i := range n {
			u, h := chance.Float64(), 0
			for cumulative[h] < u {
				h++
			}
			from[i] = monday + int64(h)*hourS + chance.Int64N(hourS) - chance.Int64N(seconds+1)
			to[i] = from[i] + seconds
		}
		w, err := Aoristic(from, to, nil, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		p, good := w.Profile(0), true
		for h, part := range p.ByHour {
			good = good && part.Low <= byHour[h] && byHour[h] <= part.High
		}
		if good {
			hold++
		}
	}
	return float64(hold) / rounds
}

// TestProfileCovers: the intervals hold what is true in 95 of 100 towns, also where times
// are known only to two or eight hours, which smears an evening into the afternoon.
func TestProfileCovers(t *testing.T) {
	for _, tt := range []struct {
		reports int
		seconds int64
	}{{20, 0}, {200, 0}, {2000, 0}, {200, 2 * hourS}, {200, 8 * hourS}, {50, 24 * hourS}} {
		if got := covered(t, tt.reports, tt.seconds); got < 0.93 {
			t.Errorf("%d reports known to %d s: all hours lie in their interval in %v of the towns, want at least 0.93", tt.reports, tt.seconds, got)
		}
	}
}

func TestProfileOfFewIsWide(t *testing.T) {
	at := local(t, "2026-11-20 22:15").Unix()
	for name, tt := range map[string]struct {
		rows           int
		events         float64
		length         int64
		effective, low float64 // low of hour 22: (0.05/48)^(1/n) where all of n fell in it
	}{
		"one":                      {1, 0, 0, 1, 0.05 / 48},
		"ten":                      {10, 0, 0, 10, math.Pow(0.05/48, 0.1)},
		"ten of one event":         {10, 1, 0, 1, 0.05 / 48},
		"more events than reports": {10, 50, 0, 10, math.Pow(0.05/48, 0.1)},
		"ten known to a week":      {10, 0, 168 * hourS, 0, 0},
	} {
		var from, to []int64
		for range tt.rows {
			from, to = append(from, at), append(to, at+tt.length)
		}
		w, err := Aoristic(from, to, nil, stockholm(t))
		if err != nil {
			t.Fatal(err)
		}
		p := w.Profile(tt.events)
		part := p.ByHour[22]
		if math.Abs(p.Effective-tt.effective) > 1e-9 || math.Abs(part.Low-tt.low) > 1e-9 || part.High != 1 {
			t.Errorf("%s: worth %v, hour 22 %+v; want worth %v, %v to 1", name, p.Effective, part, tt.effective, tt.low)
		}
	}
}

func TestProfileSums(t *testing.T) {
	from, to, weight := randomReports(1000)
	for i := range weight {
		weight[i] = float64(i%7) + 0.5
	}
	w, err := Aoristic(from, to, weight, stockholm(t))
	if err != nil {
		t.Fatal(err)
	}
	p := w.Profile(0)
	var hours, days, week float64
	for _, part := range p.ByHour {
		hours += part.Share
		if part.Low > part.Share || part.Share > part.High {
			t.Errorf("share outside its interval: %+v", part)
		}
	}
	for _, part := range p.ByDay {
		days += part.Share
	}
	for _, share := range p.ByHourOfWeek {
		week += share
	}
	for _, sum := range []float64{hours, days, week} {
		if math.Abs(sum-1) > 1e-12 {
			t.Errorf("shares sum to %v", sum)
		}
	}
	if least, most := min(p.Effective, p.EffectiveByHour, p.EffectiveByDay), max(p.Effective, p.EffectiveByHour, p.EffectiveByDay); least < 200 || most > 800 {
		t.Errorf("worth %v, %v by hour, %v by day", p.Effective, p.EffectiveByHour, p.EffectiveByDay)
	}
}

func TestProfileOfNothing(t *testing.T) {
	p := Week{}.Profile(3)
	if p.Effective != 0 || p.ByHour[5] != (Part{0, 0, 1}) || p.ByDay[6] != (Part{0, 0, 1}) || p.ByHourOfWeek[9] != 0 {
		t.Errorf("got %+v", p)
	}
}
