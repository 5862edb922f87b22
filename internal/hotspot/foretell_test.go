package hotspot

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot/backtest"
	"tryggled/internal/hotspot/terrain"
)

// weekly is a place where something happens each week, and scattered events elsewhere.
func weekly() []told {
	var all []told
	for week := range 52 {
		all = append(all,
			told{area: "centrum", x: 20, y: 3, daysAgo: float64(7*week + 1)},
			told{area: "centrum", x: 25, y: -3, daysAgo: float64(7*week + 2)},
			told{area: "nygard", x: float64(week * 7 % 390), y: float64(week * 53 % 390), daysAgo: float64(7*week + 3)})
	}
	return all
}

// ready is a back test before it is run, with the events of its window.
type ready struct {
	*foretelling
	event events
}

func readied(t *testing.T, reports []told) ready {
	t.Helper()
	in := columns(reports...)
	a, err := newAnalyst(in, drawnTown(), DefaultParams(since, until))
	if err != nil {
		t.Fatal(err)
	}
	f, err := a.foretelling()
	if err != nil {
		t.Fatal(err)
	}
	return ready{f, a.events}
}

func TestNothingOfTheFutureIsForetold(t *testing.T) {
	at := until.AddDate(0, 0, -60)
	const day = 24 * time.Hour
	var past []told
	later := []told{ // it had happened, but was told after the origin; and it was not known whether it had
		{area: "centrum", x: 200, y: 3, daysAgo: 70, after: 11 * day},
		{area: "centrum", x: 200, y: 3, daysAgo: 70, lasting: 11 * day},
	}
	for range 4 {
		later = append(later, later...)
	}
	reports := slices.Concat(weekly(), later)
	for i := range reports {
		r := &reports[i]
		r.id = int64(i + 1)
		if i < len(reports)-len(later) && r.daysAgo > 60 {
			past = append(past, *r)
		}
	}
	all, known := readied(t, reports), readied(t, past)
	grids, allGrids := known.grids(known.event), all.grids(all.event)
	for m, method := range known.methods(grids)[:5] {
		for g := range grids {
			o := backtest.Origin{TrainFrom: since, At: at, TestUntil: until, Grid: g}
			want, err := method.Scores(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			got, err := all.methods(allGrids)[m].Scores(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s looks past its origin, on grid %d:\n%s", method.Name, g, diff)
			}
			if sum(want) == 0 {
				t.Errorf("%s foretells nothing on grid %d", method.Name, g)
			}
		}
	}
}

// The density of the surroundings keeps what was put in, is highest where it was put and
// falls off from there.
func TestDensityIsAKernel(t *testing.T) {
	f := readied(t, times(9, told{area: "centrum", x: 20, y: 3, daysAgo: 9}))
	known, err := f.learn(backtest.Origin{TrainFrom: since, At: until, TestUntil: until})
	if err != nil {
		t.Fatal(err)
	}
	in := sum(known.all.weight)
	for g, d := range f.divisions {
		mass, err := d.smoothed(t.Context(), known.all)
		if err != nil {
			t.Fatal(err)
		}
		if out := sum(mass); in == 0 || math.Abs(out/in-1) > 0.02 {
			t.Errorf("division %d: %v comes out of %v", g, out, in)
		}
		best, home, more := -1, d.unitOf(known.all)[0], map[float64]bool{}
		for i, m := range mass {
			if perUnit := m / d.size[i]; perUnit > 0 {
				more[math.Round(perUnit*1e9)] = true
			}
			if best < 0 || m/d.size[i] > mass[best]/d.size[best] {
				best = i
			}
		}
		if best != int(home) && math.Abs(mass[best]/d.size[best]-mass[home]/d.size[home]) > 1e-12 {
			t.Errorf("division %d: the highest density is that of unit %d, not of %d where all lies", g, best, home)
		}
		if d.kind == backtest.Area && len(more) < 2 {
			t.Errorf("division %d: the density is the same all round: %v", g, more)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for g, d := range f.divisions {
		if _, err := d.smoothed(ctx, known.all); !errors.Is(err, context.Canceled) {
			t.Errorf("division %d: got %v, want it cancelled", g, err)
		}
	}
}

func TestBacktestIsStoredWithItsBaselines(t *testing.T) {
	a := analyse(t, columns(weekly()...), drawnTown(), nil)
	r := a.Picture.Backtest
	if len(r.Origins) == 0 || r.Origins[0].Before(since.Add(until.Sub(since)/2)) || r.Events == 0 || r.Verdict.IsZero() {
		t.Fatalf("origins %v, %v events, verdict %q", r.Origins, r.Events, r.Verdict.EN)
	}
	if !strings.Contains(r.Note.EN, "were known then") || r.Note.SV == "" {
		t.Errorf("the note %q does not say what the tests know", r.Note.EN)
	}
	pai := map[string]float64{}
	for _, l := range r.Lines {
		if l.Units == backtest.Area && l.Share == 0.05 {
			pai[l.Method] = l.PAI.Mean
		}
	}
	if pai[foretoldByHotspots] < 5 || pai[backtest.Uniform] < 0.99 || pai[backtest.Uniform] > 1.01 {
		t.Errorf("PAI: %v; a weekly place should be foretold, and uniform give 1", pai)
	}
	for _, name := range []string{foretoldByHotspots, foretoldByTerrain, foretoldByDensity, backtest.LastPeriod, backtest.AllCounts, backtest.Uniform} {
		if _, ok := pai[name]; !ok {
			t.Errorf("no line of %s", name)
		}
	}
	if none := analyse(t, columns(weekly()...), drawnTown(), func(p *Params) { p.Origins = -1 }); len(none.Picture.Backtest.Lines) > 0 || none.Picture.Backtest.Note.IsZero() {
		t.Errorf("a back test that nobody asked for: %+v", none.Picture.Backtest)
	}
}

func TestBacktestOfChosenTimes(t *testing.T) {
	st, s := setup()
	st.in, st.ground = columns(weekly()...), drawnTown()
	asked := BacktestParams{TrainFrom: since, TrainUntil: until.AddDate(0, -3, 0), TestUntil: until}
	r, err := s.Backtest(t.Context(), koping, asked, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Origins) != 1 || !r.Origins[0].Equal(asked.TrainUntil) || r.TestDays != 92 {
		t.Errorf("origins %v of %d days", r.Origins, r.TestDays)
	}
	for name, b := range map[string]BacktestParams{
		"train_until": {TrainFrom: until, TrainUntil: since, TestUntil: until},
		"test_until":  {TrainFrom: since, TrainUntil: until, TestUntil: until.Add(time.Hour)},
	} {
		if _, err := s.Backtest(t.Context(), koping, b, nil); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	st.ground = Ground{}
	if _, err := s.Backtest(t.Context(), koping, asked, nil); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a study area: got %v", err)
	}
}

func TestStrengthsOfARiskTerrain(t *testing.T) {
	s := strengthsOf(terrain.Terrain{Factors: []terrain.Factor{
		{Name: "darkness", Value: 1.4, Estimated: true}, {Name: "concealment", Value: 0.2, Estimated: true}, {Name: "no_camera", Value: 900},
	}})
	if s.dark.raise < 0.39 || s.dark.raise > 0.41 || s.conceal.raise != 0 || s.conceal.by != byTerrain || s.noCamera != judged.noCamera {
		t.Errorf("got %+v", s)
	}
}
