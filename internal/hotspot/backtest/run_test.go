package backtest_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot/backtest"
	"tryggled/internal/lang"
)

func date(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// town is a hundred cells over a year, in each of which reports come at a rate of its own,
// seen as two grids shifted by a cell and as streets.
type town struct {
	at   []time.Time
	cell []int
}

func sample(rate func(cell, day int) float64) town {
	chance := rand.New(rand.NewPCG(3, 1))
	var w town
	for day := range 364 {
		for cell := range 100 {
			if chance.Float64() < rate(cell, day) {
				w.at = append(w.at, date("2025-01-01").AddDate(0, 0, day))
				w.cell = append(w.cell, cell)
			}
		}
	}
	return w
}

func (w town) grid(kind string, shift int, size float64) backtest.Grid {
	return backtest.Grid{
		Units: backtest.Units{Size: slices.Repeat([]float64{size}, 100), Kind: kind},
		Counts: func(from, to time.Time) []float64 {
			counts := make([]float64, 100)
			for i, at := range w.at {
				if !at.Before(from) && at.Before(to) {
					counts[(w.cell[i]+shift)%100]++
				}
			}
			return counts
		},
	}
}

func (w town) grids() []backtest.Grid {
	return []backtest.Grid{w.grid(backtest.Area, 0, 2500), w.grid(backtest.Area, 1, 2500), w.grid(backtest.StreetLength, 0, 80)}
}

// steady is hot in the first five cells the whole year, with noise elsewhere.
func steady(cell, _ int) float64 {
	if cell < 5 {
		return .5
	}
	return .02
}

// scores foretells by a rate of each cell, shifted as the grid is.
func scores(rate func(cell int) float64) func(context.Context, backtest.Origin) ([]float64, error) {
	return func(_ context.Context, o backtest.Origin) ([]float64, error) {
		out := make([]float64, 100)
		for cell := range out {
			out[(cell+o.Grid%2)%100] = rate(cell)
		}
		return out, nil
	}
}

func params() backtest.Params { return backtest.DefaultParams(date("2025-01-01")) }

func find(t *testing.T, r backtest.Result, method, units string, share float64) backtest.Line {
	t.Helper()
	for _, l := range r.Lines {
		if l.Method == method && l.Units == units && l.Share == share {
			return l
		}
	}
	t.Fatalf("no line of %s, %s, %v", method, units, share)
	return backtest.Line{}
}

func TestRun(t *testing.T) {
	grids := sample(steady).grids()
	truth := backtest.Method{Name: "truth", Title: lang.T("Sanningen", "The truth"), Scores: scores(func(cell int) float64 { return steady(cell, 0) })}
	p := params()
	origins := p.Rolling(date("2025-07-02"), date("2025-12-31"))
	if len(origins) != 6 {
		t.Fatalf("%d origins, want 6", len(origins))
	}
	r, err := backtest.Run(t.Context(), append([]backtest.Method{truth}, backtest.Baselines(grids)...), grids, p, origins)
	if err != nil {
		t.Fatal(err)
	}
	if r.Shifts != 2 || len(r.Lines) != 2*4*4 || r.Best != "truth" {
		t.Errorf("%d shifts, %d lines, best %q; want 2, 32, truth", r.Shifts, len(r.Lines), r.Best)
	}
	uniform := find(t, r, backtest.Uniform, backtest.Area, .05).PAI
	for _, v := range []float64{uniform.Min, uniform.Mean, uniform.Median, uniform.Max} {
		if math.Abs(v-1) > 1e-12 {
			t.Errorf("uniform has PAI %v, want 1", uniform)
		}
	}
	if uniform.N != 12 || uniform.SE > 1e-12 {
		t.Errorf("uniform over %d origins and shifts, error %v, want 12 and 0", uniform.N, uniform.SE)
	}
	// Five cells with a rate of 0.5 against 95 with 0.02: 2.5 of 4.4 a day.
	hot := find(t, r, "truth", backtest.Area, .05)
	if want := 2.5 / 4.4 / .05; math.Abs(hot.PAI.Mean-want) > 1 {
		t.Errorf("the truth has PAI %v, want about %v", hot.PAI.Mean, want)
	}
	if len(hot.ByOrigin) != 6 || math.Abs(mean(hot.ByOrigin)-hot.PAI.Mean) > 1e-12 {
		t.Errorf("PAI by origin %v, want six with the mean %v", hot.ByOrigin, hot.PAI.Mean)
	}
	if math.Abs(hot.RRI.Mean-1) > .1 {
		t.Errorf("RRI of steady places %v, want about 1", hot.RRI.Mean)
	}
	street := find(t, r, "truth", backtest.StreetLength, .05)
	if street.PAI.N != 6 || math.Abs(street.PAI.Mean-hot.PAI.Mean) > 1e-12 {
		t.Errorf("by street %+v, want the same mean as by area over 6", street.PAI)
	}
	again, err := backtest.Run(t.Context(), append([]backtest.Method{truth}, backtest.Baselines(grids)...), grids, p, origins)
	if diff := cmp.Diff(r, again); diff != "" || err != nil {
		t.Errorf("the same again: %v\n%s", err, diff)
	}
}

// Hot places that move on after each test period: what was is worth less than nothing, and
// a method that knows how they move wins for certain.
func TestVerdictOfWhatMoves(t *testing.T) {
	moving := func(cell, day int) float64 { return steady((cell+day/28*10)%100, day) }
	grids := sample(moving).grids()
	knows := backtest.Method{Name: "knows", Title: lang.T("Vår metod", "Our method"), Scores: func(_ context.Context, o backtest.Origin) ([]float64, error) {
		day := int(o.At.Sub(date("2025-01-01")).Hours() / 24)
		return scores(func(cell int) float64 { return moving(cell, day) })(nil, o)
	}}
	p := params()
	origins := p.Rolling(date("2025-07-16"), date("2025-12-31"))
	r, err := backtest.Run(t.Context(), append(backtest.Baselines(grids), knows), grids, p, origins)
	if err != nil {
		t.Fatal(err)
	}
	if r.Best != "knows" || !strings.HasPrefix(r.Verdict.SV, "Vår metod träffade bäst på 5 % av ytan: PAI ") ||
		!strings.Contains(r.Verdict.EN, "a certain difference.") {
		t.Errorf("best %q: %s / %s", r.Best, r.Verdict.SV, r.Verdict.EN)
	}
}

// A method that looks at the wrong place loses to a baseline, and the verdict says so: of
// ten reports six come on the unit that had them before, two on the one that was named.
func TestVerdictOfABaseline(t *testing.T) {
	at := date("2025-12-03")
	grid := backtest.Grid{Units: backtest.Units{Size: slices.Repeat([]float64{1}, 20), Kind: backtest.StreetLength}, Counts: func(from, _ time.Time) []float64 {
		counts := make([]float64, 20)
		counts[0] = 6
		if !from.Before(at) {
			counts[1], counts[2], counts[3] = 2, 1, 1
		}
		return counts
	}}
	blind := backtest.Method{Name: "blind", Title: lang.T("Blind", "Blind"), Scores: func(context.Context, backtest.Origin) ([]float64, error) {
		return []float64{19: 0, 1: 1}, nil
	}}
	p := params()
	p.Shares = []float64{.05, .10}
	r, err := backtest.Run(t.Context(), append([]backtest.Method{blind}, backtest.Baselines([]backtest.Grid{grid})[0]), []backtest.Grid{grid}, p, []time.Time{at})
	if err != nil {
		t.Fatal(err)
	}
	want := lang.Text{
		SV: "Att räkna föregående periods rapporter gav på 5 % av gatulängden PAI 12,0 mot 4,0 (blind): för få provperioder för en säker skillnad.",
		EN: "Counting the last period's reports gave on 5% of the street length a PAI of 12.0 against 4.0 (blind): too few test periods for a certain difference.",
	}
	if r.Best != backtest.LastPeriod || r.Verdict != want {
		t.Errorf("best %q, verdict\n%s\n%s\nwant\n%s", r.Best, r.Verdict.SV, r.Verdict.EN, want.SV)
	}
	if want := "Bara 10 rapporter i provperioderna: siffrorna är osäkra."; r.Note.SV != want {
		t.Errorf("note %q, want %q", r.Note.SV, want)
	}
}

// No method sees what comes: the counts that the baselines ask for end at the origin.
func TestBaselinesSeeNoFuture(t *testing.T) {
	type asked struct{ from, to time.Time }
	var seen []asked
	grid := backtest.Grid{Units: backtest.Units{Size: []float64{1, 2, 0}, Kind: backtest.Area}, Counts: func(from, to time.Time) []float64 {
		seen = append(seen, asked{from, to})
		return []float64{4, 4, 4}
	}}
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2025, 4, 7, 0, 0, 0, 0, stockholm) // the clock changed eight days before
	o := backtest.Origin{TrainFrom: at.AddDate(-1, 0, 0), At: at, TestUntil: at.AddDate(0, 0, 14)}
	for _, m := range backtest.Baselines([]backtest.Grid{grid}) {
		got, err := m.Scores(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		want := []float64{4, 2, 0}
		if m.Name == backtest.Uniform {
			want = []float64{0, 0, 0}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", m.Name, diff)
		}
	}
	want := []asked{{time.Date(2025, 3, 24, 0, 0, 0, 0, stockholm), at}, {o.TrainFrom, at}}
	if !slices.EqualFunc(seen, want, func(a, b asked) bool { return a.from.Equal(b.from) && a.to.Equal(b.to) }) {
		t.Errorf("asked for %v, want %v", seen, want)
	}
}

func TestRunOfNothing(t *testing.T) {
	grids := town{}.grids()
	p := params()
	origins := []time.Time{date("2025-07-02")}
	r, err := backtest.Run(t.Context(), backtest.Baselines(grids), grids, p, origins)
	if err != nil || r.Events != 0 || r.Best != "" || !r.Verdict.IsZero() || !strings.Contains(r.Note.EN, "No reports") {
		t.Errorf("no reports: %+v, %v", r, err)
	}
	if r, err = backtest.Run(t.Context(), nil, grids, p, origins); err != nil || r.Note.IsZero() {
		t.Errorf("no methods: %+v, %v", r, err)
	}
	empty := []backtest.Grid{{Units: backtest.Units{Kind: backtest.Area}, Counts: func(_, _ time.Time) []float64 { return nil }}}
	if r, err = backtest.Run(t.Context(), backtest.Baselines(empty), empty, p, origins); err != nil || r.Note.IsZero() {
		t.Errorf("no cells: %+v, %v", r, err)
	}
}

func TestRunRefuses(t *testing.T) {
	good := sample(steady).grids()
	origins := []time.Time{date("2025-07-02")}
	fine := scores(func(int) float64 { return 0 })
	for name, c := range map[string]struct {
		methods []backtest.Method
		grids   []backtest.Grid
		change  func(*backtest.Params)
		origins []time.Time
		want    string
	}{
		"no origins":        {grids: good, want: "no test period fits"},
		"before training":   {grids: good, origins: []time.Time{date("2024-12-31")}, want: "origin 1 (2024-12-31)"},
		"not in order":      {grids: good, origins: []time.Time{date("2025-07-02"), date("2025-07-01")}, want: "origin 2 (2025-07-01)"},
		"no grids":          {origins: origins, want: "no cells or streets"},
		"no days":           {grids: good, origins: origins, change: func(p *backtest.Params) { p.TestDays = 0 }, want: "test_days"},
		"no shares":         {grids: good, origins: origins, change: func(p *backtest.Params) { p.Shares = nil }, want: "shares"},
		"share of all ×2":   {grids: good, origins: origins, change: func(p *backtest.Params) { p.Shares = []float64{.1, 2} }, want: "share 2 is 2"},
		"NaN share":         {grids: good, origins: origins, change: func(p *backtest.Params) { p.Shares = []float64{math.NaN()} }, want: "share 1"},
		"no training":       {grids: good, origins: origins, change: func(p *backtest.Params) { p.TrainFrom = time.Time{} }, want: "train_from"},
		"kind":              {grids: []backtest.Grid{{Units: backtest.Units{Kind: "acres"}}}, origins: origins, want: `"acres"`},
		"no counts":         {grids: []backtest.Grid{{Units: backtest.Units{Kind: backtest.Area}}}, origins: origins, want: "no reports to count"},
		"negative size":     {grids: []backtest.Grid{{Units: backtest.Units{Kind: backtest.Area, Size: []float64{1, -1}}, Counts: good[0].Counts}}, origins: origins, want: "unit 2 has the size -1"},
		"counts unlike":     {grids: []backtest.Grid{{Units: backtest.Units{Kind: backtest.Area, Size: []float64{1}}, Counts: good[0].Counts}}, origins: origins, want: "the counts: 100 rows"},
		"a count of NaN":    {grids: []backtest.Grid{{Units: backtest.Units{Kind: backtest.Area, Size: []float64{1}}, Counts: func(_, _ time.Time) []float64 { return []float64{math.NaN()} }}}, origins: origins, want: "the count of unit 1 is NaN"},
		"scores unlike":     {grids: []backtest.Grid{{Units: backtest.Units{Kind: backtest.Area, Size: []float64{1}}, Counts: func(_, _ time.Time) []float64 { return []float64{1} }}}, methods: []backtest.Method{{Name: "m", Scores: fine}}, origins: origins, want: "the scores of m: 100 rows"},
		"a method twice":    {grids: good, methods: []backtest.Method{{Name: "m", Scores: fine}, {Name: "m", Scores: fine}}, origins: origins, want: `"m"`},
		"no name of method": {grids: good, methods: []backtest.Method{{Scores: fine}}, origins: origins, want: `""`},
	} {
		p := params()
		if c.change != nil {
			c.change(&p)
		}
		_, err := backtest.Run(t.Context(), c.methods, c.grids, p, c.origins)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want Invalid with %q", name, err, c.want)
		}
	}
}

func TestRunStops(t *testing.T) {
	grids := sample(steady).grids()
	ctx, cancel := context.WithCancel(t.Context())
	asked := 0
	slow := backtest.Method{Name: "slow", Scores: func(context.Context, backtest.Origin) ([]float64, error) {
		asked++
		cancel()
		return make([]float64, 100), nil
	}}
	if _, err := backtest.Run(ctx, []backtest.Method{slow}, grids, params(), []time.Time{date("2025-07-02")}); !errors.Is(err, context.Canceled) || asked != 1 {
		t.Errorf("cancelled: %v after %d scorings, want one", err, asked)
	}
	broken := errors.New("broken")
	fails := backtest.Method{Name: "fails", Scores: func(context.Context, backtest.Origin) ([]float64, error) { return nil, broken }}
	if _, err := backtest.Run(t.Context(), []backtest.Method{fails}, grids, params(), []time.Time{date("2025-07-02")}); !errors.Is(err, broken) {
		t.Errorf("a method that fails: %v", err)
	}
}

func TestRolling(t *testing.T) {
	p := backtest.Params{TestDays: 14, Origins: 2}
	for name, c := range map[string]struct {
		from, until string
		want        []string
	}{
		"the latest of many": {"2025-01-01", "2025-03-01", []string{"2025-01-29", "2025-02-12"}},
		"just one":           {"2025-01-01", "2025-01-15", []string{"2025-01-01"}},
		"a day short":        {"2025-01-01", "2025-01-14", nil},
		"swapped":            {"2025-03-01", "2025-01-01", nil},
	} {
		var got []string
		for _, at := range p.Rolling(date(c.from), date(c.until)) {
			got = append(got, at.Format(time.DateOnly))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
	if got := (backtest.Params{}).Rolling(date("2025-01-01"), date("2025-03-01")); got != nil {
		t.Errorf("tests of no days: %v", got)
	}
}

func mean(v []float64) float64 {
	var sum float64
	for _, x := range v {
		sum += x / float64(len(v))
	}
	return sum
}
