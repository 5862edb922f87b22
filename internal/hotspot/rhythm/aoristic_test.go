package rhythm

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

const friday, sunday = 4 * 24, 6 * 24

func zoneOf(t interface{ Fatal(...any) }, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func stockholm(t interface{ Fatal(...any) }) *time.Location { return zoneOf(t, "Europe/Stockholm") }

// local reads a time of Stockholm.
func local(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, stockholm(t))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func weightOfHours(w Week) map[int]float64 {
	got := map[int]float64{}
	for h, weight := range w.Hour {
		if weight > 0 {
			got[h] = weight
		}
	}
	return got
}

func TestAoristic(t *testing.T) {
	tests := map[string]struct {
		from, to string
		want     map[int]float64 // nil: as much in each hour
	}{
		"an instant":             {"2026-11-20 22:15", "2026-11-20 22:15", map[int]float64{friday + 22: 2}},
		"an instant on the hour": {"2026-11-20 22:00", "2026-11-20 22:00", map[int]float64{friday + 22: 2}},
		"one whole hour":         {"2026-11-20 22:00", "2026-11-20 23:00", map[int]float64{friday + 22: 2}},
		"half an hour in two":    {"2026-11-20 21:45", "2026-11-20 22:15", map[int]float64{friday + 21: 1, friday + 22: 1}},
		"over a year's end":      {"2026-12-31 23:00", "2027-01-01 01:00", map[int]float64{3*24 + 23: 1, friday: 1}},
		"round the week":         {"2026-11-22 23:00", "2026-11-23 03:00", map[int]float64{sunday + 23: 0.5, 0: 0.5, 1: 0.5, 2: 0.5}},
		"clocks forward":         {"2026-03-29 01:00", "2026-03-29 04:00", map[int]float64{sunday + 1: 1, sunday + 3: 1}},
		"clocks back":            {"2026-10-25 01:00", "2026-10-25 04:00", map[int]float64{sunday + 1: 0.5, sunday + 2: 1, sunday + 3: 0.5}},
		"a week":                 {"2026-11-02 00:00", "2026-11-09 00:00", nil},
		"a week, off the hour":   {"2026-11-02 00:20", "2026-11-09 00:20", nil},
		"over a week":            {"2026-11-02 00:00", "2026-11-09 00:01", map[int]float64{}},
		"a week of 169 hours":    {"2026-10-19 00:00", "2026-10-26 00:00", map[int]float64{}},
		"a summer's Monday 00":   {"2026-07-06 00:00", "2026-07-06 00:00", map[int]float64{0: 2}},
		"long before 1970":       {"1931-05-04 00:30", "1931-05-04 00:30", map[int]float64{0: 2}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			from, to := local(t, tt.from).Unix(), local(t, tt.to).Unix()
			got, err := Aoristic([]int64{from}, []int64{to}, []float64{2}, stockholm(t))
			if err != nil {
				t.Fatal(err)
			}
			if tt.want == nil {
				tt.want = map[int]float64{}
				for h := range Hours {
					tt.want[h] = 2. / Hours
				}
			}
			if diff := cmp.Diff(tt.want, weightOfHours(got), cmpopts.EquateApprox(1e-12, 0)); diff != "" {
				t.Errorf("hours (-want +got):\n%s", diff)
			}
			if placed := len(tt.want) > 0; placed != (got.RowsPlaced == 1) || placed != (got.Placed == 2) || placed == (got.Unplaced == 2) {
				t.Errorf("placed %v of %d rows, unplaced %v", got.Placed, got.RowsPlaced, got.Unplaced)
			}
		})
	}
}

func TestDaysOf23And25Hours(t *testing.T) {
	for day, want := range map[string]map[int]float64{
		"2026-03-29": {2: 0, 3: 1. / 23},
		"2026-10-25": {2: 2. / 25, 3: 1. / 25},
		"2026-11-22": {2: 1. / 24, 3: 1. / 24},
	} {
		from := local(t, day+" 00:00")
		w, err := Aoristic([]int64{from.Unix()}, []int64{from.AddDate(0, 0, 1).Unix()}, nil, stockholm(t))
		if err != nil {
			t.Fatal(err)
		}
		for hour, share := range want {
			if math.Abs(w.Hour[sunday+hour]-share) > 1e-12 {
				t.Errorf("%s, hour %d: got %v, want %v", day, hour, w.Hour[sunday+hour], share)
			}
		}
	}
}

// byTheMinute asks the calendar of package time about every minute of an interval.
func byTheMinute(from, to int64, weight float64, loc *time.Location) (hours [Hours]float64) {
	for at := from; at < to; at += 60 {
		l := time.Unix(at, 0).In(loc)
		hours[(int(l.Weekday())+6)%7*24+l.Hour()] += weight * 60 / float64(to-from)
	}
	return hours
}

func TestAoristicByTheMinute(t *testing.T) {
	for _, name := range []string{"Europe/Stockholm", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "UTC"} {
		loc := zoneOf(t, name)
		rapid.Check(t, func(t *rapid.T) {
			// About every other starts within a week of a clock change in 2026.
			near := rapid.SampledFrom([]int64{1774746000, 1792890000, 1775314800, 1791043200, 1780000000, -200000000}).Draw(t, "near")
			from := near + 60*rapid.Int64Range(-9*24*60, 9*24*60).Draw(t, "minute")
			from -= (from%60 + 60) % 60
			to := from + 60*rapid.Int64Range(1, 168*60).Draw(t, "minutes")
			got, err := Aoristic([]int64{from}, []int64{to}, []float64{3}, loc)
			if err != nil {
				t.Fatal(err)
			}
			want := byTheMinute(from, to, 3, loc)
			if diff := cmp.Diff(want, got.Hour, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
				t.Fatalf("%s, %d to %d (-want +got):\n%s", name, from, to, diff)
			}
		})
	}
}

func TestAoristicLosesNoWeight(t *testing.T) {
	loc := stockholm(t)
	rapid.Check(t, func(t *rapid.T) {
		var from, to []int64
		var weight []float64
		var all, placeable float64
		placed := 0
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			start := rapid.Int64Range(1.7e9, 1.8e9).Draw(t, "from")
			length := rapid.OneOf(rapid.Int64Range(0, 200*3600), rapid.Int64Range(168*3600-1, 168*3600+1), rapid.Just(int64(0))).Draw(t, "length")
			w := rapid.Float64Range(0, 9).Draw(t, "weight")
			from, to, weight = append(from, start), append(to, start+length), append(weight, w)
			all += w
			if length <= 168*3600 {
				placed++
				placeable += w
			}
		}
		got, err := Aoristic(from, to, weight, loc)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, w := range got.Hour {
			sum += w
		}
		if math.Abs(sum-placeable) > 1e-9 || math.Abs(got.Placed+got.Unplaced-all) > 1e-9 || got.RowsPlaced != placed || got.Rows != len(from) {
			t.Fatalf("hours sum to %v, placed %v and unplaced %v in %d of %d rows; want %v of %v in %d of %d",
				sum, got.Placed, got.Unplaced, got.RowsPlaced, got.Rows, placeable, all, placed, len(from))
		}
	})
}

func TestWeightsOfOneEqualNone(t *testing.T) {
	from, to, ones := randomReports(500)
	with, err := Aoristic(from, to, ones, stockholm(t))
	if err != nil {
		t.Fatal(err)
	}
	without, err := Aoristic(from, to, nil, stockholm(t))
	if err != nil {
		t.Fatal(err)
	}
	if with != without {
		t.Errorf("with weights of 1 got %v, without %v", with, without)
	}
}

func TestKnowledge(t *testing.T) {
	for name, tt := range map[string]struct {
		from, to         string
		hour, clock, day float64
	}{
		"an instant":   {"2026-11-20 22:15", "2026-11-20 22:15", 1, 1, 1},
		"two hours":    {"2026-11-20 20:00", "2026-11-20 22:00", (168./2 - 1) / 167, (24./2 - 1) / 23, 1},
		"a day":        {"2026-11-20 00:00", "2026-11-21 00:00", (168./24 - 1) / 167, 0, 1},
		"two days":     {"2026-11-20 00:00", "2026-11-22 00:00", (168./48 - 1) / 167, 0, (7./2 - 1) / 6},
		"a whole week": {"2026-11-02 00:00", "2026-11-09 00:00", 0, 0, 0},
	} {
		w, err := Aoristic([]int64{local(t, tt.from).Unix()}, []int64{local(t, tt.to).Unix()}, nil, stockholm(t))
		if err != nil {
			t.Fatal(err)
		}
		got, want := [3]float64{w.KnownHour, w.KnownClock, w.KnownDay}, [3]float64{tt.hour, tt.clock, tt.day}
		if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// randomReports are some instants and some intervals of up to 8 days over five years.
func randomReports(n int) (from, to []int64, weight []float64) {
	chance := rand.New(rand.NewPCG(7, 11))
	for range n {
		at := 1.6e9 + chance.Int64N(5*365*24*3600)
		length := int64(0)
		switch chance.IntN(3) {
		case 1:
			length = chance.Int64N(12 * 3600)
		case 2:
			length = chance.Int64N(192 * 3600)
		}
		from, to, weight = append(from, at), append(to, at+length), append(weight, 1)
	}
	return from, to, weight
}

func BenchmarkAoristic(b *testing.B) {
	from, to, weight := randomReports(300_000)
	loc := stockholm(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Aoristic(from, to, weight, loc); err != nil {
			b.Fatal(err)
		}
	}
}
