package cluster

// DBSCAN labels points by density (Ester, Kriegel, Sander and Xu, 1996), exactly:
// neighbours are points whose dx²+dy² ≤ eps² in float64; a core point's neighbours, itself
// included, weigh at least Min; cores that are neighbours belong together. Clusters are
// numbered 0, 1, … in the order in which the first core point of each comes in the input.
// A border point goes to the cluster of its nearest core point (of equally near ones the
// first in the input); the rest are Noise. No points give no labels.
//
// It returns Invalid for a radius, a least number, a coordinate or a weight that will not
// do, and for points that lie too far apart for the radius.
func DBSCAN(p Points, params Params) ([]int32, error) {
	if err := params.check(); err != nil {
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	if len(p.X) == 0 {
		return []int32{}, nil
	}
	return label(p, params, noClock)
}

// label labels checked points; at least one.
func label(p Points, params Params, k clock) ([]int32, error) {
	labels := make([]int32, len(p.X))
	threads := params.threadsFor(len(labels))
	g, err := newGrid(p, params, k, threads, labels)
	if err != nil {
		return nil, err
	}
	core, root := make([]bool, len(labels)), make(forest, g.cells)
	strips := g.strips(threads)
	each(threads, func(t int) {
		g.findCores(core, root, params.enough(), strips[t], strips[t+1])
	})
	joiners := make([]joiner, threads)
	each(threads, func(t int) {
		joiners[t] = joiner{grid: g, core: core, root: root, from: strips[t], past: strips[t+1]}
		joiners[t].joinWithin()
	})
	for t := range joiners {
		joiners[t].joinAcross(joiners[t].across)
	}
	parts := evenly(len(labels), threads)
	each(threads, func(t int) {
		part := labels[parts[t]:parts[t+1]]
		for i := range part {
			part[i] = Noise
		}
	})
	g.findSides(root, strips)
	g.renumber(core, root, root.number())
	each(threads, func(t int) { g.label(labels, core, root, strips[t], strips[t+1]) })
	return labels, nil
}
