package hotspot

import (
	"cmp"
	"math"
	"slices"
)

// How a cluster wider than Params.MaxSpanM is cut: again and again with a smaller radius
// and more reports, each time asking for half as much density again, until the parts fit
// or dissolve. Both change, since either alone fails on one kind of data: a radius below
// the spacing of a source's anchor points leaves single points, and a crowd on one point
// is dense under any number.
const (
	cutRadius = 0.9
	cutNumber = 1.25
)

// leastOthers is how many accounts a place needs beside those of its most frequent known
// reporter: a place where one person told much and another told once rests on the one.
const leastOthers = 2

// group is the reports of one dense place.
type group struct {
	members []int32   // positions in weighed, ascending
	outline []int32   // those of them that made the place dense
	damp    []float64 // of each member: its reporter's nth report here weighs 1/n

	reporters int     // known ones
	accounts  float64 // events told, each reporter's nth counted as 1/n
}

// groups finds the dense places of the reports, each at most MaxSpanM across, leaving out
// those that rest on too few accounts or on one known reporter.
func (w weighed) groups(p Params) ([]group, error) {
	var dense []int32
	for k, first := range w.first {
		if first {
			dense = append(dense, int32(k))
		}
	}
	parts, err := w.cut(dense, p.EpsM, p.MinPoints, p.MaxSpanM)
	if err != nil {
		return nil, err
	}
	told := w.byEvent()
	var found []group
	for _, part := range parts {
		g := group{outline: part, members: slices.Clone(part)}
		for _, k := range part {
			g.members = append(g.members, told[w.in.Event[w.row[k]]]...)
		}
		slices.Sort(g.members)
		if w.sound(&g, p.MinPoints) {
			found = append(found, g)
		}
	}
	return found, nil
}

// cut splits reports into dense parts that are at most spanM across, measured as the
// diagonal of their box.
func (w weighed) cut(of []int32, eps float64, minPoints int, spanM float64) ([][]int32, error) {
	x, y := make([]float64, len(of)), make([]float64, len(of))
	for i, k := range of {
		x[i], y[i] = w.in.X[w.row[k]], w.in.Y[w.row[k]]
	}
	labels, err := DBSCAN(x, y, eps, minPoints)
	if err != nil {
		return nil, err
	}
	var parts [][]int32
	var extents []box
	for i, label := range labels {
		if label == noise {
			continue
		}
		for int(label) >= len(parts) {
			parts, extents = append(parts, nil), append(extents, emptyBox)
		}
		parts[label] = append(parts[label], of[i])
		extents[label].add(x[i], y[i])
	}
	var fit [][]int32
	for i, part := range parts {
		if extents[i].diagonal() <= spanM {
			fit = append(fit, part)
			continue
		}
		smaller, err := w.cut(part, eps*cutRadius, int(math.Ceil(float64(minPoints)*cutNumber)), spanM)
		if err != nil {
			return nil, err
		}
		fit = append(fit, smaller...)
	}
	return fit, nil
}

// byEvent lists the reports of each event after its first: they follow it to its place,
// wherever they lie.
func (w weighed) byEvent() map[string][]int32 {
	more := map[string][]int32{}
	for k := range w.row {
		if !w.first[k] {
			event := w.in.Event[w.row[k]]
			more[event] = append(more[event], int32(k))
		}
	}
	return more
}

// sound damps the reports of each known reporter and counts the accounts, and reports
// whether the place rests on enough of them: MinPoints in all, and some that are not the
// most frequent reporter's.
func (w weighed) sound(g *group, minPoints int) bool {
	order := slices.Clone(g.members) // the weightiest first: it counts in full
	slices.SortStableFunc(order, func(a, b int32) int {
		return cmp.Compare(w.base[b]*w.fresh[b], w.base[a]*w.fresh[a])
	})
	damp := make(map[int32]float64, len(order))
	reports, accounts := map[string]int{}, map[string]float64{}
	for _, k := range order {
		damp[k] = 1
		who := w.in.Reporter[w.row[k]]
		if who != "" {
			reports[who]++
			damp[k] = 1 / float64(reports[who])
		}
		if w.first[k] {
			g.accounts += damp[k]
			accounts[who] += damp[k]
		}
	}
	for _, k := range g.members {
		g.damp = append(g.damp, damp[k])
	}
	g.reporters = len(reports)
	most := 0.0
	for who, n := range accounts {
		if who != "" {
			most = max(most, n)
		}
	}
	const rounding = 1e-9
	others := float64(max(1, min(leastOthers, minPoints-1)))
	return g.accounts+rounding >= float64(minPoints) && (g.reporters == 0 || g.accounts-most+rounding >= others)
}
