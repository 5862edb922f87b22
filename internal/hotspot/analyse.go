package hotspot

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot/trend"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
	"tryggled/internal/sun"
)

// Ground is what reports are seen against: the place they were told of.
type Ground struct {
	Areas     []municipality.Area
	Segments  []street.Segment
	Exposures []overlay.Exposure  // of the segments
	Dwellings []orb.Point         // metric middles of dwelling houses; none: unknown
	Calendar  []municipality.Span // the municipality's own named times
	Location  *time.Location      // the municipality's time zone; nil is UTC
	Place     sun.Place           // on earth, for the sun; zero: unknown
}

// Analyse finds, explains and ranks the hotspots of a window of time, and tells how its
// whole study area looks. The same input gives the same analysis. It returns Invalid for
// parameters that will not do, and ctx's error when cancelled; that there is no hotspot is
// an answer with a note, not an error. Progress may be nil.
func Analyse(ctx context.Context, in Input, ground Ground, p Params, progress job.Progress) (Analysis, error) {
	if err := p.Validate(); err != nil {
		return Analysis{}, err
	}
	if progress == nil {
		progress = func(lang.Text, int64, int64) {}
	}
	if ground.Location == nil {
		ground.Location = time.UTC
	}
	// Days are counted by the municipality's clocks, in whichever zone the window was read.
	p.Since, p.Until = p.Since.In(ground.Location), p.Until.In(ground.Location)
	progress(lang.T("väger rapporter", "weighing reports"), 0, analyseSteps)
	a, err := newAnalyst(in, ground, p)
	if err != nil {
		return Analysis{}, err
	}
	for i, step := range [analyseSteps - 1]struct {
		stage lang.Text
		do    func(context.Context) error
	}{
		{lang.T("prövar om rutor sticker ut", "testing whether cells stand out"), a.testCells},
		{lang.T("prövar bakåt", "testing on the past"), a.testPast},
		{lang.T("söker täta platser", "looking for dense places"), a.findPlaces},
		{lang.T("räknar tätheter och gator", "reckoning densities and streets"), a.drawLayers},
		{lang.T("ser på tider och upprepning", "looking at times and repetition"), a.tellTimes},
	} {
		progress(step.stage, int64(i+1), analyseSteps)
		if err := ctx.Err(); err != nil {
			return Analysis{}, err
		}
		if err := step.do(ctx); err != nil {
			return Analysis{}, err
		}
	}
	return a.analysis(in.revision(p)), nil
}

// analyseSteps is how many steps an analysis tells its progress in.
const analyseSteps = 6

// analyst is an analysis being made.
type analyst struct {
	asked   Params
	p       Params // with the cells that suit the study area
	reports *Reports
	ground  Ground
	study   study
	network Streets
	clock   clock

	w       weighed
	events  events
	between trend.Periods // that changes are told between
	cube    cube
	weigh   strengths // of the surroundings
	away    int       // dense places beyond the streets
	found   int
	picture Picture
	layers  Layers
	places  []Hotspot
}

func newAnalyst(in Input, ground Ground, p Params) (*analyst, error) {
	asked := p
	s, p, err := newStudy(ground, p)
	if err != nil {
		return nil, err
	}
	a := &analyst{
		asked: asked, p: p, reports: &in.Reports, ground: ground, study: s, clock: newClock(ground), weigh: judged,
		network: NewStreets(ground.Segments, ground.Exposures),
	}
	a.w = weigh(a.reports, s.drawn, p, whenever)
	a.events = a.w.events(s, p)
	a.between = a.events.compared(p)
	a.picture.Study = s.say
	a.picture.Study.Outside = a.w.outside
	return a, nil
}

// testCells tells which cells stand out, and how each has come along.
func (a *analyst) testCells(ctx context.Context) error {
	if a.study.cells == nil {
		return nil
	}
	var err error
	if a.layers.Cells, a.cube, err = a.study.cellLayer(ctx, a.events, a.p); err != nil {
		return err
	}
	a.picture.Significance = a.layers.Cells.Views[AllView].Summary
	a.picture.Citizens = a.layers.Cells.Views[CitizensView].Summary
	a.picture.Reporters = a.layers.Cells.kinds()
	return nil
}

// testPast measures how well such hotspots foretold, and lets the risk terrain weigh where
// it foretold better for certain.
func (a *analyst) testPast(ctx context.Context) error {
	if a.study.cells == nil {
		return nil
	}
	f, err := a.foretelling()
	if err != nil {
		return err
	}
	risk, err := a.study.riskTerrain(a.events, a.network)
	if err != nil {
		return err
	}
	var better bool
	if a.picture.Backtest, better, err = f.backtest(ctx, a.events); err != nil {
		return err
	}
	if better {
		a.weigh = strengthsOf(risk)
	}
	a.picture.Terrain = terrainOf(risk, better)
	a.layers.Segments.Risk = a.study.relative(risk)
	return nil
}

// findPlaces makes the hotspots, ranks and names them.
func (a *analyst) findPlaces(ctx context.Context) error {
	groups, err := a.w.groups(a.p)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if err := ctx.Err(); err != nil {
			return err
		}
		h, err := a.hotspot(g)
		if err != nil {
			return err
		}
		if a.network.far(h) {
			a.away++
			continue
		}
		a.places = append(a.places, h)
	}
	a.found = len(a.places)
	a.places = rank(a.places, a.p)
	a.network.nameAll(a.places, a.ground.Areas)
	a.picture.SuggestedEps, err = a.events.suggestedEps(a.p)
	return err
}

// drawLayers reckons the densities of the plane and of the streets.
func (a *analyst) drawLayers(ctx context.Context) error {
	if a.study.cells == nil {
		return nil
	}
	var err error
	if a.layers.Surface, err = a.study.surface(ctx, a.events, a.ground, a.p); err != nil {
		return err
	}
	on := a.layers.Surface
	a.picture.Density = Smoothing{Kernel: on.Kernel, BandwidthM: on.BandwidthM, CellM: on.CellM, Rule: on.Rule}
	risk := a.layers.Segments.Risk
	a.layers.Segments, err = a.study.segmentLayer(ctx, a.events, a.layers.Surface.BandwidthM, a.p)
	a.layers.Segments.Risk = risk
	return err
}

// tellTimes tells when things happen, and what happens again near by and soon.
func (a *analyst) tellTimes(ctx context.Context) error {
	var err error
	a.picture.Change = a.events.change(a.between)
	if a.picture.Profile, err = a.clock.profile(a.events.moments); err != nil {
		return err
	}
	if a.picture.Light, err = a.clock.light(a.events.moments); err != nil {
		return err
	}
	if a.picture.Calendar, err = a.clock.calendar(a.events.moments, a.p); err != nil {
		return err
	}
	a.picture.NearRepeat, a.layers.Watch, err = a.study.nearRepeats(ctx, a.network, a.events, a.ground.Location, a.p)
	return err
}

func (a *analyst) analysis(revision int64) Analysis {
	return Analysis{
		Params: a.asked, DataRevision: revision,
		Reports: a.w.rows, Used: len(a.w.row), Hotspots: a.places,
		Picture: a.picture, Layers: a.layers,
		Note: note(a.w, a.found, a.away, a.p),
	}
}

// points are where the reports lie that made the place dense.
func (w weighed) points(g group) orb.MultiPoint {
	points := make(orb.MultiPoint, len(g.outline))
	for i, k := range g.outline {
		points[i] = orb.Point{w.in.X[w.row[k]], w.in.Y[w.row[k]]}
	}
	return points
}

// centre is the weighted middle of those points, reckoned from one of them so that large
// coordinates cost no precision.
func (w weighed) centre(g group, weights []float64) orb.Point {
	origin := w.points(g)[0]
	var dx, dy, sum float64
	for i, k := range g.members {
		if w.by[k] != k {
			continue
		}
		dx += weights[i] * (w.in.X[w.row[k]] - origin[0])
		dy += weights[i] * (w.in.Y[w.row[k]] - origin[1])
		sum += weights[i]
	}
	return orb.Point{origin[0] + dx/sum, origin[1] + dy/sum}
}

// heaviest is the key with the greatest value; of equals the first by name.
func heaviest(m map[string]float64) string {
	return slices.MaxFunc(slices.Sorted(maps.Keys(m)), func(a, b string) int {
		return cmp.Or(cmp.Compare(m[a], m[b]), cmp.Compare(b, a))
	})
}

// rank orders hotspots by the product of their factors, scales them so that the first
// has 100, and keeps the first Params.Most.
func rank(hotspots []Hotspot, p Params) []Hotspot {
	for i := range hotspots {
		hotspots[i].Priority = 1
		for _, f := range hotspots[i].Factors {
			hotspots[i].Priority *= f.Times
		}
	}
	slices.SortStableFunc(hotspots, func(a, b Hotspot) int {
		return cmp.Or(
			cmp.Compare(b.Priority, a.Priority), cmp.Compare(b.Weight, a.Weight),
			cmp.Compare(a.Centre[0], b.Centre[0]), cmp.Compare(a.Centre[1], b.Centre[1]))
	})
	hotspots = hotspots[:min(len(hotspots), p.Most)]
	for i := range hotspots {
		if i > 0 {
			hotspots[i].Priority *= 100 / hotspots[0].Priority
		}
		hotspots[i].Rank = i + 1
	}
	if len(hotspots) > 0 {
		hotspots[0].Priority = 100
	}
	return hotspots
}
