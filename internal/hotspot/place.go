package hotspot

import (
	"slices"
	"time"
)

// hotspot describes one dense place; rank and name come when all are known.
func (a *analyst) hotspot(g group) (Hotspot, error) {
	w := a.w
	h := Hotspot{Reports: len(g.members), Reporters: g.reporters, Categories: map[string]float64{}, Kinds: map[string]int{}}
	base, weights := h.add(w, g, a.p)
	h.RestrictedShare /= h.Weight
	for c := range h.Categories {
		h.Categories[c] /= h.Weight
	}
	h.Centre = w.centre(g, weights)
	shape, err := outline(w.points(g), a.p.EpsM, a.p.BufferM)
	if err != nil {
		return Hotspot{}, err
	}
	h.Shape, h.Exposure = shape, a.network.Around(shape)
	if err := a.when(&h, g, weights); err != nil {
		return Hotspot{}, err
	}
	h.Factors = factors(h, base, a.weigh, a.p)
	h.Why = Explain(h, a.p)
	return h, nil
}

// fewReporters is how many known reporters a place should rest on at least.
const fewReporters = 3

// add counts and weighs the reports of a group, and returns their weight before recency and
// the weight of each.
func (h *Hotspot) add(w weighed, g group, p Params) (base float64, weights []float64) {
	weights = make([]float64, len(g.members))
	areas := map[string]float64{}
	unknown := 0
	for i, k := range g.members {
		r := w.row[k]
		base += w.base[k] * g.damp[i]
		weights[i] = w.base[k] * w.fresh[k] * g.damp[i]
		h.Weight += weights[i]
		h.Categories[w.in.Category[r]] += weights[i]
		h.Kinds[w.in.Kind[r]]++
		h.Members = append(h.Members, w.in.ID[r])
		areas[w.in.Area[r]] += weights[i]
		if w.in.Reporter[r] == "" {
			unknown++
		}
		if restricted(w.in.Category[r]) {
			h.RestrictedShare += weights[i]
			last := max(w.in.From[r], min(w.in.To[r], p.Until.Unix()))
			if at := time.Unix(last, 0).UTC(); at.After(h.RestrictedLast) {
				h.RestrictedLast = at
			}
		}
	}
	h.Area = heaviest(areas)
	h.FewReporters = unknown == 0 && h.Reporters < fewReporters
	slices.Sort(h.Members)
	return base, weights
}

// when tells when the reports of a place came, and whether it stands out.
func (a *analyst) when(h *Hotspot, g group, weights []float64) (err error) {
	from, to := make([]int64, len(g.members)), make([]int64, len(g.members))
	for i, k := range g.members {
		from[i], to[i] = a.w.in.From[a.w.row[k]], a.w.in.To[a.w.row[k]]
	}
	h.Hours, h.HoursKnown = profile(from, to, weights, a.ground.Location)
	own := a.events.where(func(i int) bool {
		_, here := slices.BinarySearch(g.outline, a.events.position[i])
		return here
	})
	when := a.w.momentsOf(g.outline)
	if h.Profile, err = a.clock.profile(when); err != nil {
		return err
	}
	if h.Light, err = a.clock.light(when); err != nil {
		return err
	}
	var cells []int
	if a.study.cells != nil {
		cells = distinctCells(own.cellsOf(a.study))
	}
	h.Significance = a.layers.Cells.significanceAt(cells)
	h.Trend = a.cube.trendOf(when, cells, a.between, a.p)
	return nil
}

// distinctCells are the cells that some events lie on, ascending.
func distinctCells(of []int32) []int {
	var cells []int
	for _, c := range of {
		if c >= 0 {
			cells = append(cells, int(c))
		}
	}
	slices.Sort(cells)
	return slices.Compact(cells)
}
