package sun

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tryggled/internal/fault"
)

var (
	koping       = Place{15.99, 59.51}
	kiruna       = Place{20.225, 67.856}
	longyearbyen = Place{15.63, 78.22}
)

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestElevationPublished holds it against the worked example of Reda and Andreas (2004,
// NREL/TP-560-34302, appendix A.5): 39.872046 degrees before refraction.
func TestElevationPublished(t *testing.T) {
	at := instant(t, "2003-10-17T12:30:30-07:00")
	if got := Elevation(Place{-105.1786, 39.742476}, at); math.Abs(got-39.872046) > 0.0005 {
		t.Errorf("got %.6f, want 39.872046", got)
	}
}

// almanac is the low-precision sun of the Astronomical Almanac (page C5; good to 0.01
// degrees between 1950 and 2050), written out from its text.
func almanac(p Place, at time.Time) float64 {
	n := float64(at.Unix())/86400 + 2440587.5 - 2451545
	mean, anomaly := 280.460+0.9856474*n, radians(357.528+0.9856003*n)
	lambda := radians(mean + 1.915*math.Sin(anomaly) + 0.020*math.Sin(2*anomaly))
	oblique := radians(23.439 - 0.0000004*n)
	ascension := math.Atan2(math.Cos(oblique)*math.Sin(lambda), math.Cos(lambda))
	declination := math.Asin(math.Sin(oblique) * math.Sin(lambda))
	hour := radians(280.46061837+360.98564736629*n+p.Lon) - ascension
	lat := radians(p.Lat)
	return math.Asin(math.Sin(lat)*math.Sin(declination)+math.Cos(lat)*math.Cos(declination)*math.Cos(hour)) * 180 / math.Pi
}

func TestElevationIndependently(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Place{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-90, 90).Draw(t, "lat")}
		at := time.Unix(rapid.Int64Range(0, 2.4e9).Draw(t, "at"), 0)
		if got, want := Elevation(p, at), almanac(p, at); math.Abs(got-want) > 0.03 {
			t.Fatalf("got %.4f, want %.4f", got, want)
		}
	})
}

func TestNight(t *testing.T) {
	midsummer, midwinter := "2026-06-21T00:00:00Z", "2026-12-21T00:00:00Z"
	for name, tt := range map[string]struct {
		place  Place
		at     string
		want   Case
		length time.Duration // dark, to a minute
	}{
		"Köping's shortest night":  {koping, midsummer, Some, 2*time.Hour + 9*time.Minute},
		"Köping's longest":         {koping, midwinter, Some, 16*time.Hour + 7*time.Minute},
		"Köping's spring":          {koping, "2026-03-20T23:00:00Z", Some, 10*time.Hour + 23*time.Minute},
		"Kiruna's midnight sun":    {kiruna, midsummer, Never, 0},
		"Kiruna's light August":    {kiruna, "2026-08-01T00:00:00Z", Never, 0},
		"Kiruna's noon twilight":   {kiruna, midwinter, Some, 18*time.Hour + 38*time.Minute},
		"Longyearbyen's dark noon": {longyearbyen, midwinter, Always, 24 * time.Hour},
		"the equator":              {Place{0, 0}, "2026-03-20T23:00:00Z", Some, 11*time.Hour + 12*time.Minute},
		"no place":                 {Place{15, 95}, midwinter, Never, 0},
	} {
		got := NewDays(tt.place).Night(instant(t, tt.at))
		if length := got.To.Sub(got.From); got.Case != tt.want || (length-tt.length).Abs() > time.Minute {
			t.Errorf("%s: got case %d, dark for %v; want %d, %v", name, got.Case, length, tt.want, tt.length)
		}
	}
}

func TestMidsummerElevations(t *testing.T) {
	// The lowest stand is 90 − latitude − 23.44 degrees below the horizon.
	for place, want := range map[Place]float64{koping: -(90 - 59.51 - 23.44), kiruna: 67.856 + 23.44 - 90} {
		lowest := extreme(place, instant(t, "2026-06-21T00:00:00Z").Unix()-int64(place.Lon*240), 180)
		if math.Abs(lowest.up-want) > 0.01 {
			t.Errorf("at latitude %v got %.3f, want %.3f", place.Lat, lowest.up, want)
		}
	}
}

// TestNightsChangeWhereTheSunDoes: every end of a dark stretch is the second when the sun
// passes civil dusk, and a scan every four minutes finds as much darkness.
func TestNightsChangeWhereTheSunDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Place{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-85, 85).Draw(t, "lat")}
		d := NewDays(p)
		n := rapid.Int64Range(0, 30000).Draw(t, "noon")
		from, to := d.noon(n), d.noon(n+1)
		night := d.night(n)
		var sum int64
		for _, s := range night.spans[:night.n] {
			sum += s[1] - s[0]
			for k, at := range s {
				if at != from && at != to && (elevation(p, at) < CivilDusk) == (k == 1) {
					t.Fatalf("dark from %d to %d, but at %d the sun is at %v", s[0], s[1], at, elevation(p, at))
				}
			}
		}
		if scanned := scan(d, n); math.Abs(float64(sum-scanned)) > 500 {
			t.Fatalf("dark for %d s, scanned %d s", sum, scanned)
		}
		if sum != d.DarkSeconds(from, to) {
			t.Fatalf("stretches sum to %d, DarkSeconds says %d", sum, d.DarkSeconds(from, to))
		}
	})
}

// scan looks at a night every four minutes: good to 240 s for each end of a dark stretch.
func scan(d *Days, n int64) (dark int64) {
	const step = 240
	for at := d.noon(n); at < d.noon(n+1); at += step {
		if elevation(d.place, at+step/2) < CivilDusk {
			dark += step
		}
	}
	return dark
}

func TestPolarNightsEdges(t *testing.T) {
	d := NewDays(longyearbyen)
	divided := 0
	for day := range int64(365) {
		n := 20454 + day
		if d.night(n).n > 1 {
			divided++
		}
		if got, scanned := d.DarkSeconds(d.noon(n), d.noon(n+1)), scan(d, n); math.Abs(float64(got-scanned)) > 500 {
			t.Errorf("night %d: dark for %d s, scanned %d s", n, got, scanned)
		}
	}
	if divided == 0 {
		t.Error("no night of the year is divided by a light noon off the mean noon")
	}
}

func TestDarkSecondsAddUp(t *testing.T) {
	d := NewDays(koping)
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.Int64Range(-1e9, 3e9).Draw(t, "from")
		middle := from + rapid.Int64Range(0, 168*3600).Draw(t, "first")
		to := middle + rapid.Int64Range(0, 168*3600).Draw(t, "second")
		whole, first, second := d.DarkSeconds(from, to), d.DarkSeconds(from, middle), d.DarkSeconds(middle, to)
		if whole != first+second || whole < 0 || whole > to-from {
			t.Fatalf("%d s of %d, in parts %d and %d", whole, to-from, first, second)
		}
	})
}

func TestDarkBetween(t *testing.T) {
	night := NewDays(koping).Night(instant(t, "2026-11-21T00:00:00Z"))
	for name, tt := range map[string]struct {
		from, to time.Time
		want     time.Duration
	}{
		"within the night": {night.From, night.From.Add(time.Hour), time.Hour},
		"over dusk":        {night.From.Add(-time.Hour), night.From.Add(10 * time.Minute), 10 * time.Minute},
		"by day":           {night.To, night.To.Add(time.Hour), 0},
		"an instant":       {night.From, night.From, 0},
		"backwards":        {night.To, night.From, 0},
	} {
		if got := DarkBetween(koping, tt.from, tt.to); got != tt.want {
			t.Errorf("%s: got %v, want %v", name, got, tt.want)
		}
	}
	if !Dark(koping, night.From) || Dark(koping, night.From.Add(-time.Second)) {
		t.Error("dusk and Dark do not agree to the second")
	}
}

func TestValidate(t *testing.T) {
	if err := koping.Validate(); err != nil {
		t.Errorf("Köping is refused: %v", err)
	}
	for _, p := range []Place{{181, 0}, {0, -91}, {math.NaN(), 0}, {0, math.NaN()}, {math.Inf(1), 0}} {
		if err := p.Validate(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: got %v, want Invalid", p, err)
		}
		if got := NewDays(p).DarkSeconds(0, 1e6); got != 0 {
			t.Errorf("%v: dark for %d s", p, got)
		}
	}
}

func TestDaysByMany(t *testing.T) {
	d, sums := NewDays(koping), make(chan int64)
	for range 8 {
		go func() { sums <- d.DarkSeconds(1.79e9, 1.79e9+30*secondsPerDay) }()
	}
	want := NewDays(koping).DarkSeconds(1.79e9, 1.79e9+30*secondsPerDay)
	for range 8 {
		if got := <-sums; got != want {
			t.Errorf("got %d, want %d", got, want)
		}
	}
}

func BenchmarkDarkSeconds(b *testing.B) {
	d := NewDays(koping)
	b.ReportAllocs()
	for i := range b.N {
		from := 1.7e9 + int64(i%1000)*50_000
		d.DarkSeconds(from, from+8*3600)
	}
}
