package rhythm

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// fridays are n reports at 21:30 on each Friday evening of 2026, and more on some dates.
func fridays(t *testing.T, n int, more map[string]int) (at []int64) {
	for day := local(t, "2026-01-02 21:30"); day.Year() == 2026; day = day.AddDate(0, 0, 7) {
		for range n + more[day.Format("01-02")] {
			at = append(at, day.Unix())
		}
	}
	return at
}

func feast(t *testing.T, from, to string) Window {
	return Window{Code: "feast", Name: lang.T("Festen", "The feast"), From: local(t, from), To: local(t, to)}
}

func compareOne(t *testing.T, w Window, since, until string, at []int64) Compared {
	t.Helper()
	all, err := Compare([]Window{w}, local(t, since), local(t, until), stockholm(t), at, at)
	if err != nil || len(all) != 1 {
		t.Fatalf("got %v, %v", all, err)
	}
	return all[0]
}

func TestCompare(t *testing.T) {
	evening := feast(t, "2026-05-08 18:00", "2026-05-09 02:00")
	for name, tt := range map[string]struct {
		window             Window
		since, until       string
		each, more         int
		reports, expected  float64
		certain            bool
		swedish, alsoHolds string
	}{
		"as always":    {evening, "2026-01-01 00:00", "2027-01-01 00:00", 9, 0, 9, 9, false, "9 mot väntade 9 (vanligen ", "ingen säker skillnad"},
		"some more":    {evening, "2026-01-01 00:00", "2027-01-01 00:00", 9, 5, 14, 9, false, "14 mot väntade 9 (", "ingen säker skillnad"},
		"many more":    {evening, "2026-01-01 00:00", "2027-01-01 00:00", 9, 11, 20, 9, true, "20 mot väntade 9 (", "säkert fler än vanligt"},
		"none":         {evening, "2026-01-01 00:00", "2027-01-01 00:00", 9, -9, 0, 9, true, "0 mot väntade 9 (", "säkert färre än vanligt"},
		"small change": {evening, "2026-01-01 00:00", "2027-01-01 00:00", 2, 2, 4, 2, false, "4 mot väntade 2 (", "ingen säker skillnad"},
		"not covered":  {evening, "2026-06-01 00:00", "2027-01-01 00:00", 9, 0, 0, 0, false, "ligger utanför", ""},
		"in part":      {evening, "2026-01-01 00:00", "2026-05-08 22:00", 9, 0, 9, 9, false, "9 mot väntade 9", "(50\u00a0% av tiden täcks)"},
		"too short":    {evening, "2026-05-07 00:00", "2026-05-10 00:00", 9, 0, 9, 0, false, "9; för lite vanlig tid", ""},
		"a new hour":   {feast(t, "2026-05-11 03:00", "2026-05-11 05:00"), "2026-01-01 00:00", "2027-01-01 00:00", 9, 0, 0, 0, false, "0 mot väntade 0 (vanligen 0–1)", ""},
		"summer term":  {feast(t, "2026-05-01 00:00", "2026-07-01 00:00"), "2026-01-01 00:00", "2027-01-01 00:00", 3, 0, 27, 27, false, "27 mot väntade 27 (", ""},
	} {
		t.Run(name, func(t *testing.T) {
			at := fridays(t, tt.each, map[string]int{"05-08": tt.more})
			got := compareOne(t, tt.window, tt.since, tt.until, at)
			if got.Reports != tt.reports || math.Abs(got.Expected-tt.expected) > 1e-9 || got.Certain != tt.certain {
				t.Errorf("got %v against %v expected, certain %v; want %v, %v, %v", got.Reports, got.Expected, got.Certain, tt.reports, tt.expected, tt.certain)
			}
			if !strings.HasPrefix(got.Text.SV, tt.swedish) || !strings.Contains(got.Text.SV, tt.alsoHolds) || got.Text.EN == "" {
				t.Errorf("got %q, want %q … %q", got.Text.SV, tt.swedish, tt.alsoHolds)
			}
			if got.Known && (got.Low > got.Expected+1 || got.High < got.Expected-1) {
				t.Errorf("%v expected, usually %v to %v", got.Expected, got.Low, got.High)
			}
		})
	}
}

// TestOrdinaryTimeHasNoFeasts: the reports of one feast are not what another is held against.
func TestOrdinaryTimeHasNoFeasts(t *testing.T) {
	at := fridays(t, 2, map[string]int{"05-08": 30, "05-15": 30})
	windows := []Window{
		feast(t, "2026-05-08 12:00", "2026-05-09 06:00"), feast(t, "2026-05-15 12:00", "2026-05-16 06:00"),
		feast(t, "2026-05-15 12:00", "2026-05-17 06:00"), feast(t, "2026-01-01 00:00", "2026-06-12 00:00"),
	}
	all, err := Compare(windows, local(t, "2026-01-01 00:00"), local(t, "2027-01-01 00:00"), stockholm(t), at, at)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct{ reports, expected float64 }{{32, 2}, {32, 2}, {32, 2}, {2*23 + 60, 2 * 23}} {
		if math.Abs(all[i].Reports-want.reports) > 1e-9 || math.Abs(all[i].Expected-want.expected) > 1e-9 {
			t.Errorf("window %d: %v against %v, want %v against %v", i, all[i].Reports, all[i].Expected, want.reports, want.expected)
		}
	}
}

// TestGrowthIsNoFeast: where reports grow through the year, a feast as any other Friday of its
// season is no feast, early, in the middle or late; one beside the others is.
func TestGrowthIsNoFeast(t *testing.T) {
	more := map[string]int{"06-19": 30}
	week := 0
	for day := local(t, "2026-01-02 21:30"); day.Year() == 2026; day = day.AddDate(0, 0, 7) {
		more[day.Format("01-02")] += week
		week++
	}
	at := fridays(t, 2, more)
	for _, tt := range []struct {
		from, to          string
		reports, expected float64
		certain           bool
	}{
		{"2026-03-13 18:00", "2026-03-14 02:00", 12, 12, false},
		{"2026-09-11 18:00", "2026-09-12 02:00", 38, 38, false},
		{"2026-12-18 18:00", "2026-12-19 02:00", 52, 48, false}, // eight Fridays before it, one after
		{"2026-06-19 18:00", "2026-06-20 02:00", 56, 26, true},
	} {
		got := compareOne(t, feast(t, tt.from, tt.to), "2026-01-01 00:00", "2027-01-01 00:00", at)
		if got.Reports != tt.reports || math.Abs(got.Expected-tt.expected) > 0.5 || got.Certain != tt.certain {
			t.Errorf("%s: got %v against %v expected, certain %v", tt.from, got.Reports, got.Expected, got.Certain)
		}
	}
}

func TestCompareSharesIntervals(t *testing.T) {
	w := feast(t, "2026-05-08 20:00", "2026-05-08 22:00")
	from := []int64{local(t, "2026-05-08 21:00").Unix(), local(t, "2026-05-08 21:00").Unix(), local(t, "2026-05-01 00:00").Unix()}
	to := []int64{local(t, "2026-05-09 01:00").Unix(), local(t, "2026-05-08 21:00").Unix(), local(t, "2026-05-08 22:00").Unix()}
	all, err := Compare([]Window{w}, local(t, "2026-05-01 00:00"), local(t, "2026-06-01 00:00"), stockholm(t), from, to)
	if err != nil {
		t.Fatal(err)
	}
	if got := all[0].Reports; math.Abs(got-1.25) > 1e-12 { // a quarter, one, and one of over 168 hours
		t.Errorf("got %v reports, want 1.25", got)
	}
	if !strings.HasPrefix(all[0].Text.SV, "1,2 mot") {
		t.Errorf("got %q", all[0].Text.SV)
	}
}

// TestForetoldCovers draws Poisson counts in ordinary time and in a window alike: at most
// 5 of 100 windows lie outside what ordinary time foretells.
func TestForetoldCovers(t *testing.T) {
	source := rand.New(rand.NewPCG(5, 17))
	for _, tt := range []struct{ mean, ratio float64 }{{0.3, 0.1}, {2, 0.02}, {2, 1}, {9, 0.05}, {60, 0.2}, {400, 3}} {
		before, during := distuv.Poisson{Lambda: tt.mean / tt.ratio, Src: source}, distuv.Poisson{Lambda: tt.mean, Src: source}
		const rounds = 4000
		outside := 0
		for range rounds {
			known := before.Rand()
			low, high := foretold(known*tt.ratio, known*tt.ratio*tt.ratio, tt.ratio)
			if count := during.Rand(); count < low || count > high {
				outside++
			}
		}
		if got := float64(outside) / rounds; got > 0.06 {
			t.Errorf("mean %v, ratio %v: %v lie outside, want at most 0.05", tt.mean, tt.ratio, got)
		}
	}
	// With much known it is the interval of the Poisson distribution itself.
	exact := distuv.Poisson{Lambda: 9}
	low, high := foretold(9, 9e-6, 1e-6)
	if exact.CDF(low-1) > 0.025 || exact.CDF(low) <= 0.025 || exact.CDF(high) < 0.975 || exact.CDF(high-1) >= 0.975 {
		t.Errorf("got %v to %v for a mean of 9", low, high)
	}
}

func TestNoHours(t *testing.T) {
	since, until := local(t, "2026-01-01 00:00"), local(t, "2027-01-01 00:00")
	for name, tt := range map[string]struct {
		windows      []Window
		since, until time.Time
		says         string
	}{
		"a window of no length": {[]Window{feast(t, "2026-05-08 20:00", "2026-05-08 20:00")}, since, until, "Festen har inga timmar"},
		"a window backwards":    {[]Window{feast(t, "2026-05-08 20:00", "2026-05-07 20:00")}, since, until, "Festen har inga timmar"},
		"no time to compare":    {nil, since, since, "tiden som jämförs har inga timmar"},
		"time unset":            {nil, time.Time{}, until, "mellan år 1600 och 2400"},
	} {
		_, err := Compare(tt.windows, tt.since, tt.until, stockholm(t), nil, nil)
		f, ok := err.(*fault.Error)
		if !ok || f.Kind != fault.Invalid || !strings.Contains(f.Text.SV, tt.says) {
			t.Errorf("%s: got %v, want Invalid with %q", name, err, tt.says)
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	from, to, _ := randomReports(300_000)
	since, until := time.Unix(1.6e9, 0), time.Unix(1.6e9+5*365*24*3600, 0)
	loc := stockholm(b)
	windows := Calendar(since, until, loc, nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compare(windows, since, until, loc, from, to); err != nil {
			b.Fatal(err)
		}
	}
}
