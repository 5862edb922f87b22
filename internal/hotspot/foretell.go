package hotspot

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot/backtest"
	"tryggled/internal/hotspot/density"
	"tryggled/internal/lang"
	"tryggled/internal/lattice"
)

// The methods of the back test beside its naive baselines.
const (
	foretoldByHotspots = "hotspots"         // the dense places, weighed by reports, recency and surroundings
	foretoldByTerrain  = "hotspots_terrain" // the same, surroundings weighed by the risk terrain
	foretoldByDensity  = "density"          // weighed reports round about, dense or not
)

// coverages are the shares of the area, or of the streets, that a back test lets a method
// choose.
var coverages = []float64{0.01, 0.02, 0.05, 0.1, 0.2}

// division is one way to divide the study area: a grid of cells, or its streets.
type division struct {
	size   []float64 // m², or metres
	kind   string
	unitOf func(events) []int32
	// smoothed spreads the weights of events over the units round about, by a quartic kernel
	// that reaches over as many cells as the neighbours of Gi* do, but no more than
	// widestSpread, and along streets as far as they, but no farther than mostNetwork. What
	// was put in comes out.
	smoothed func(context.Context, events) ([]float64, error)
}

// forecastCells is how many of the study area's cells a cell of the back test is wide: what
// is chosen is a place to walk to, not a part of one.
const forecastCells = 2

// widestSpread is how many cells a kernel of the back test reaches over at most: the work
// grows with the square of it.
const widestSpread = 20

// divisions are four grids of cells, each half a cell aside, and the streets.
func (s study) divisions(p Params) ([]division, error) {
	var all []division
	cellM := forecastCells * p.CellM
	half := cellM / 2
	for _, aside := range []orb.Point{{0, 0}, {half, 0}, {0, half}, {half, half}} {
		cells, err := lattice.Cover(s.area, lattice.Kind(p.Lattice), cellM, aside)
		if err != nil {
			return nil, fmt.Errorf("shifted grid: %w", err)
		}
		d := division{kind: backtest.Area, size: make([]float64, cells.Len())}
		for c := range d.size {
			d.size[c] = cells.AreaM2(c)
		}
		d.unitOf = func(e events) []int32 { return e.cellsOf(study{cells: cells}) }
		d.smoothed = func(ctx context.Context, e events) ([]float64, error) {
			bandM := min(forecastCells*p.BandM, widestSpread*cellM)
			return spread(ctx, cells, bandM, sumBy(d.unitOf(e), e.weight, cells.Len()))
		}
		all = append(all, d)
	}
	if s.graph == nil {
		return all, nil
	}
	d := division{kind: backtest.StreetLength, unitOf: events.segmentsOf}
	for _, segment := range s.segments() {
		d.size = append(d.size, segment.LengthM)
	}
	d.smoothed = func(ctx context.Context, e events) ([]float64, error) {
		perKm, err := s.perKm(ctx, e, networkM(p.streetBandM()), density.EqualSplitContinuous)
		for i := range perKm {
			perKm[i] *= d.size[i] / 1000
		}
		return perKm, err
	}
	return append(all, d), nil
}

// spread spreads the weights of cells over those round about by the quartic kernel of a
// band, from middle to middle, each getting in proportion to how much of it lies in the study
// area.
func spread(ctx context.Context, cells *lattice.Lattice, bandM float64, weight []float64) ([]float64, error) {
	around, out := cells.Band(bandM), make([]float64, len(weight))
	for from, w := range weight {
		if w == 0 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		middle, all := cells.Centre(from), 0.0
		kernel := func(to int) float64 {
			at := cells.Centre(to)
			rest := max(0, 1-square(at[0]-middle[0], at[1]-middle[1])/(bandM*bandM))
			return cells.AreaM2(to) * rest * rest
		}
		around.Each(from, func(to int, _ float64) { all += kernel(to) })
		around.Each(from, func(to int, _ float64) { out[to] += w * kernel(to) / all })
	}
	return out, nil
}

// foretelling scores the divisions of a study area by what was known at an origin.
type foretelling struct {
	study     study
	network   Streets
	reports   *Reports
	p         Params
	divisions []division
	known     trained
}

// trained is what was known at an origin.
type trained struct {
	at      time.Time
	all     events
	dense   events // in the dense places, weighed as their factors weigh them
	judged  []float64
	terrain []float64
}

// learn looks at the reports known at an origin, as an analysis made that day would have:
// one that was told later, or of which it was not yet known when it happened, is not
// learnt from. What surrounds the streets is taken as it is now, since only that is kept.
func (f *foretelling) learn(o backtest.Origin) (trained, error) {
	if f.known.at.Equal(o.At) {
		return f.known, nil
	}
	p := f.p
	p.Since, p.Until = o.TrainFrom, o.At
	w := weigh(f.reports, f.study.drawn, p, o.At.Unix())
	groups, err := w.groups(p)
	if err != nil {
		return trained{}, err
	}
	t := trained{at: o.At, all: w.events(f.study, p)}
	weight := make(map[int32]float64) // of the members of dense places, with those they stand for
	for _, g := range groups {
		for i, k := range g.members {
			weight[w.by[k]] += w.weight(k) * g.damp[i]
		}
	}
	t.dense = t.all.where(func(i int) bool { return weight[t.all.position[i]] > 0 })
	risk, err := f.study.riskTerrain(t.all, f.network)
	if err != nil {
		return trained{}, err
	}
	fitted := strengthsOf(risk)
	for i, k := range t.dense.position {
		t.judged = append(t.judged, weight[k]*f.surroundings(t.dense, i, judged))
		t.terrain = append(t.terrain, weight[k]*f.surroundings(t.dense, i, fitted))
	}
	f.known = t
	return t, nil
}

// surroundings is what the surroundings of an event's street multiply its weight with.
func (f *foretelling) surroundings(e events, i int, s strengths) float64 {
	if !e.onStreet[i] {
		return 1
	}
	x := f.network.exposures[f.study.segments()[e.on[i].Segment].ID]
	watched, known := x.Camera.Sure()
	return (1 + s.dark.raise*x.Light.Dark*x.Light.Known()) *
		(1 + s.conceal.raise*x.Sight.Concealed*x.Sight.ConcealKnown) *
		(1 + s.noCamera.raise*(1-watched)*known)
}

// methods are ours and the naive ones, measured side by side.
func (f *foretelling) methods(grids []backtest.Grid) []backtest.Method {
	ours := []backtest.Method{
		{Name: foretoldByHotspots, Title: lang.T("Prioriterade platser", "Hotspots"), Scores: f.scores(func(_ context.Context, t trained, d division) ([]float64, error) {
			return sumBy(d.unitOf(t.dense), t.judged, len(d.size)), nil
		})},
		{Name: foretoldByTerrain, Title: lang.T("Prioriterade platser med riskterräng", "Hotspots with the risk terrain"), Scores: f.scores(func(_ context.Context, t trained, d division) ([]float64, error) {
			return sumBy(d.unitOf(t.dense), t.terrain, len(d.size)), nil
		})},
		{Name: foretoldByDensity, Title: lang.T("Täthet i omgivningen", "Density of the surroundings"), Scores: f.scores(func(ctx context.Context, t trained, d division) ([]float64, error) {
			return d.smoothed(ctx, t.all)
		})},
	}
	return append(ours, backtest.Baselines(grids)...)
}

func (f *foretelling) scores(of func(context.Context, trained, division) ([]float64, error)) func(context.Context, backtest.Origin) ([]float64, error) {
	return func(ctx context.Context, o backtest.Origin) ([]float64, error) {
		t, err := f.learn(o)
		if err != nil {
			return nil, err
		}
		d := f.divisions[o.Grid]
		score, err := of(ctx, t, d)
		if err != nil {
			return nil, err
		}
		for i := range score {
			score[i] /= d.size[i]
		}
		return score, nil
	}
}

// grids are the divisions with the events of a time.
func (f *foretelling) grids(e events) []backtest.Grid {
	grids := make([]backtest.Grid, 0, len(f.divisions))
	for _, d := range f.divisions {
		units := d.unitOf(e)
		counted := func(from, to, known int64) []float64 {
			counts := make([]float64, len(d.size))
			for i, at := range e.at {
				if units[i] >= 0 && at >= from && at < to && e.known[i] <= known {
					counts[units[i]]++
				}
			}
			return counts
		}
		grids = append(grids, backtest.Grid{
			Units:  backtest.Units{Size: d.size, Kind: d.kind},
			Counts: func(from, to time.Time) []float64 { return counted(from.Unix(), to.Unix(), whenever) },
			Known:  func(from, at time.Time) []float64 { return counted(from.Unix(), at.Unix(), at.Unix()) },
		})
	}
	return grids
}

// leastTraining is the shortest time that a first origin learns from, as a share of the
// window.
const leastTraining = 0.5

// backtest tells how well such hotspots foretold the weeks after, at origins that roll over
// the later half of the window, and whether the risk terrain foretold better for certain.
func (f *foretelling) backtest(ctx context.Context, e events) (backtest.Result, bool, error) {
	if f.p.Origins < 0 || len(f.divisions) == 0 {
		return backtest.Result{Note: lang.T("Inget prov bakåt är gjort.", "No back test was made.")}, false, nil
	}
	half := f.p.Since.Add(time.Duration(leastTraining * float64(f.p.Until.Sub(f.p.Since))))
	days := f.testDays(e)
	var origins []time.Time
	for k := f.p.Origins; k > 0; k-- {
		if at := f.p.Until.AddDate(0, 0, -k*days); !at.Before(half) {
			origins = append(origins, at)
		}
	}
	return f.run(ctx, e, backtest.Params{TrainFrom: f.p.Since, TestDays: days, Shares: coverages}, origins)
}

// testDays is how long each test lasts: as asked for, but at least twice as long as what
// half of the reports are known to. Of reports known to a month, a test of four weeks may
// hold none.
func (f *foretelling) testDays(e events) int {
	if e.len() == 0 {
		return f.p.TestDays
	}
	lengths := make([]int64, e.len())
	for i := range lengths {
		lengths[i] = e.to[i] - e.from[i]
	}
	slices.Sort(lengths)
	known := float64(lengths[len(lengths)/2]) / secondsPerDay
	return max(f.p.TestDays, int(math.Ceil(2*known)))
}

// run makes the back test of some origins.
func (f *foretelling) run(ctx context.Context, e events, params backtest.Params, origins []time.Time) (backtest.Result, bool, error) {
	if len(origins) == 0 {
		return backtest.Result{Note: lang.T("Fönstret är för kort för ett prov bakåt.", "The window is too short for a back test.")}, false, nil
	}
	grids := f.grids(e)
	r, err := backtest.Run(ctx, f.methods(grids), grids, params, origins)
	if err != nil {
		return r, false, err
	}
	r.Note = join(slices.DeleteFunc([]lang.Text{r.Note, asNow}, lang.Text.IsZero), " ")
	return r, terrainBetter(r), nil
}

// asNow is what a back test cannot turn back.
var asNow = lang.T("Proven lär bara av rapporter som var kända då, men områden, gator och deras omgivning är som de är nu.",
	"The tests learn only from reports that were known then, but areas, streets and their surroundings are as they are now.")

// decisive is the coverage at which the risk terrain must foretell better for certain.
const decisive = 0.05

func terrainBetter(r backtest.Result) bool {
	pai := map[string][]float64{}
	for _, l := range r.Lines {
		if l.Units == backtest.StreetLength && l.Share == decisive {
			pai[l.Method] = l.ByOrigin
		}
	}
	_, _, certain := backtest.Better(pai[foretoldByTerrain], pai[foretoldByHotspots])
	return certain
}

// foretelling readies a back test of the analysis.
func (a *analyst) foretelling() (*foretelling, error) {
	divisions, err := a.study.divisions(a.p)
	if err != nil {
		return nil, err
	}
	return &foretelling{
		study: a.study, network: a.network, reports: a.reports, p: a.p, divisions: divisions,
	}, nil
}

// BacktestParams is a back test by itself: trained on the reports before a time, tested on
// those from then until another.
type BacktestParams struct {
	TrainFrom, TrainUntil, TestUntil time.Time
	Shares                           []float64 // of the area and of the streets; empty: the usual ones
}

// backtestOnce makes the one test that was asked for.
func (a *analyst) backtestOnce(ctx context.Context, b BacktestParams) (backtest.Result, error) {
	if a.study.cells == nil {
		return backtest.Result{}, fault.New(fault.Invalid, a.study.say.Text)
	}
	f, err := a.foretelling()
	if err != nil {
		return backtest.Result{}, err
	}
	shares := b.Shares
	if len(shares) == 0 {
		shares = coverages
	}
	days := int(math.Round(b.TestUntil.Sub(b.TrainUntil).Hours() / 24))
	r, _, err := f.run(ctx, a.events, backtest.Params{TrainFrom: b.TrainFrom, TestDays: days, Shares: shares}, []time.Time{b.TrainUntil})
	return r, err
}

// Validate returns Invalid with every field at fault.
func (b BacktestParams) Validate() error {
	var bad []fault.Field
	if !b.TrainFrom.Before(b.TrainUntil) {
		bad = append(bad, fault.Field{Name: "train_until", Text: lang.T(
			"träningen ska sluta efter att den börjat", "the training must end after it began")})
	}
	if b.TestUntil.Sub(b.TrainUntil) < 24*time.Hour {
		bad = append(bad, fault.Field{Name: "test_until", Text: lang.T(
			"provet ska sluta minst ett dygn efter träningen", "the test must end at least a day after the training")})
	}
	if len(bad) > 0 {
		return fault.New(fault.Invalid, lang.T("provet bakåt kan inte göras", "the back test cannot be made"), bad...)
	}
	return nil
}
