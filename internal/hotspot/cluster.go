package hotspot

import (
	"cmp"
	"math"
	"slices"

	"tryggled/internal/hotspot/cluster"
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
// reporter.
const leastOthers = 2

// group is the reports of one dense place.
type group struct {
	members []int32   // positions in weighed, ascending
	outline []int32   // those of them that stand for themselves: they made the place dense
	damp    []float64 // of each member: its reporter's nth report here, by weight, weighs 1/n

	reporters int // known ones
}

// groups finds the dense places of the reports, each at most MaxSpanM across, leaving out
// those that rest on too few accounts or on one known reporter.
func (w weighed) groups(p Params) ([]group, error) {
	var dense []int32
	followers := make([][]int32, len(w.row))
	for k, by := range w.by {
		if by == int32(k) {
			dense = append(dense, by)
		} else {
			followers[by] = append(followers[by], int32(k))
		}
	}
	parts, err := w.cut(dense, p.EpsM, p.MinPoints, p.MaxSpanM)
	if err != nil {
		return nil, err
	}
	var found []group
	for _, part := range parts {
		if !w.sound(part, p.MinPoints) {
			continue
		}
		g := group{outline: part, members: slices.Clone(part)}
		for _, k := range part {
			g.members = append(g.members, followers[k]...)
		}
		slices.Sort(g.members)
		w.damp(&g)
		found = append(found, g)
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
	labels, err := cluster.DBSCAN(cluster.Points{X: x, Y: y}, cluster.Params{EpsM: eps, Min: float64(minPoints)})
	if err != nil {
		return nil, err
	}
	var parts [][]int32
	var extents []box
	for i, label := range labels {
		if label == cluster.Noise {
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

// sound reports whether a place rests on enough accounts, a reporter's nth counted as
// 1/n: as many as MinPoints, and some beside those of its most frequent known reporter.
func (w weighed) sound(part []int32, minPoints int) bool {
	accounts, most := 0.0, 0.0
	told, of := map[string]int{}, map[string]float64{}
	for _, k := range part {
		who := w.in.Reporter[w.row[k]]
		if who == "" {
			accounts++
			continue
		}
		told[who]++
		of[who] += 1 / float64(told[who])
		accounts += 1 / float64(told[who])
		most = max(most, of[who])
	}
	const rounding = 1e-9
	others := float64(max(1, min(leastOthers, minPoints-1)))
	return accounts+rounding >= float64(minPoints) && (most == 0 || accounts-most+rounding >= others)
}

// damp weighs the reports of each known reporter of a place: the heaviest counts whole,
// the nth 1/n.
func (w weighed) damp(g *group) {
	order := indicesOf(len(g.members))
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(w.weight(g.members[b]), w.weight(g.members[a]))
	})
	g.damp = make([]float64, len(g.members))
	told := map[string]int{}
	for _, i := range order {
		g.damp[i] = 1
		if who := w.in.Reporter[w.row[g.members[i]]]; who != "" {
			told[who]++
			g.damp[i] = 1 / float64(told[who])
		}
	}
	g.reporters = len(told)
}

func (w weighed) weight(k int32) float64 { return w.base[k] * w.fresh[k] }

func indicesOf(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}
