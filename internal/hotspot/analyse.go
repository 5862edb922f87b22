package hotspot

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// Ground is what reports are seen against: the place they were told of.
type Ground struct {
	Areas     []municipality.Area
	Segments  []street.Segment
	Exposures []overlay.Exposure // of the segments
	Location  *time.Location     // the municipality's time zone; nil is UTC
}

// Analyse finds, explains and ranks the hotspots of a window of time. The same input
// gives the same analysis. It returns Invalid for parameters that will not do; that there
// is no hotspot is an answer with a note, not an error. Progress may be nil.
func Analyse(in Input, ground Ground, p Params, progress job.Progress) (Analysis, error) {
	if err := p.Validate(); err != nil {
		return Analysis{}, err
	}
	if progress == nil {
		progress = func(lang.Text, int64, int64) {}
	}
	if ground.Location == nil {
		ground.Location = time.UTC
	}
	progress(lang.T("väger rapporter", "weighing reports"), 0, 0)
	w := weigh(&in.Reports, p)
	progress(lang.T("söker täta platser", "looking for dense places"), 0, 0)
	groups, err := w.groups(p)
	if err != nil {
		return Analysis{}, err
	}
	network := newStreets(ground.Segments, ground.Exposures)
	hotspots, away := make([]Hotspot, 0, len(groups)), 0
	for i, g := range groups {
		progress(lang.T("förklarar platser", "explaining places"), int64(i), int64(len(groups)))
		h, err := w.hotspot(g, network, ground.Location, p)
		if err != nil {
			return Analysis{}, err
		}
		if network.far(h) {
			away++
			continue
		}
		hotspots = append(hotspots, h)
	}
	found := len(hotspots)
	hotspots = rank(hotspots, p)
	network.nameAll(hotspots, ground.Areas)
	return Analysis{
		Params: p, DataRevision: in.Revision,
		Reports: w.rows, Used: len(w.row), Hotspots: hotspots,
		Note: note(w, found, away, p),
	}, nil
}

// hotspot describes one dense place; rank and name come when all are known.
func (w weighed) hotspot(g group, network streets, loc *time.Location, p Params) (Hotspot, error) {
	h := Hotspot{Reports: len(g.members), Reporters: g.reporters, Categories: map[string]float64{}}
	var base float64
	var from, to []int64
	weights := make([]float64, len(g.members))
	areas := map[string]float64{}
	for i, k := range g.members {
		r := w.row[k]
		base += w.base[k] * g.damp[i]
		weights[i] = w.base[k] * w.fresh[k] * g.damp[i]
		h.Weight += weights[i]
		h.Categories[w.in.Category[r]] += weights[i]
		areas[w.in.Area[r]] += weights[i]
		from, to = append(from, w.in.From[r]), append(to, w.in.To[r])
		if restricted(w.in.Category[r]) {
			h.RestrictedShare += weights[i]
			last := max(w.in.From[r], min(w.in.To[r], p.Until.Unix()))
			if at := time.Unix(last, 0).UTC(); at.After(h.RestrictedLast) {
				h.RestrictedLast = at
			}
		}
	}
	h.RestrictedShare /= h.Weight
	for c := range h.Categories {
		h.Categories[c] /= h.Weight
	}
	h.Area = heaviest(areas)
	h.Centre = w.centre(g, weights)
	h.Hours, h.HoursKnown = profile(from, to, weights, loc)
	shape, err := outline(w.points(g), p.EpsM, p.BufferM)
	if err != nil {
		return Hotspot{}, err
	}
	h.Shape = shape
	h.Exposure = network.around(shape)
	h.Factors = factors(h, base, judged, p)
	h.Why = Explain(h, p)
	return h, nil
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
