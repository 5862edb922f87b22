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
	around, err := p.check()
	if err != nil {
		return nil, err
	}
	if len(p.X) == 0 {
		return []int32{}, nil
	}
	return label(p, around, params, noClock)
}

// label labels checked points around which there is a box; at least one.
func label(p Points, around box, params Params, k clock) ([]int32, error) {
	labels := make([]int32, len(p.X))
	threads := params.threadsFor(len(labels))
	g, err := newGrid(p, around, params, k, threads, labels)
	if err != nil {
		return nil, err
	}
	root, known := make(forest, g.cells), newVerdicts(len(labels), params.enough())
	strips := g.strips(threads)
	judges := make([]judge, threads)
	each(threads, func(t int) {
		judges[t] = judge{grid: g, verdicts: known}
		judges[t].findCores(root, strips[t], strips[t+1])
	})
	joiners := make([]joiner, threads)
	each(threads, func(t int) {
		joiners[t] = joiner{judge: &judges[t], root: root, from: strips[t], past: strips[t+1]}
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
	judges[0].renumber(root, root.number())
	frontier := g.findFrontier(root, joiners)
	each(threads, func(t int) { judges[t].label(labels, root, frontier, strips[t], strips[t+1]) })
	return labels, nil
}
