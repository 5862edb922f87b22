package cluster

// STDBSCAN labels points by density in space and time (Birant and Kut, 2007, without its
// Δε rule, which compares a non-spatial value with the mean of the cluster: reports have
// no such value): as DBSCAN, where neighbours are at most EpsM apart in space and EpsT in
// time. t are seconds, of any origin. A border point goes to the cluster of the core
// point that is nearest in space among its neighbours; of equally near ones to the nearest
// in time, then to the first in the input.
//
// With a PeriodT time is a circle: each t counts modulo PeriodT, and the time between two
// points is the shorter way round.
//
// It returns Invalid as DBSCAN does, and for times that are not finite or not as many as
// the points.
func STDBSCAN(p Points, t []float64, params SpaceTime) ([]int32, error) {
	return naive(p, t, params)
}

func naive(p Points, t []float64, params SpaceTime) ([]int32, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if err := params.check(); err != nil {
		return nil, err
	}
	n := len(p.X)
	near := func(i, j int) bool {
		dx, dy, dt := p.X[i]-p.X[j], p.Y[i]-p.Y[j], max(t[i]-t[j], t[j]-t[i])
		return dx*dx+dy*dy <= params.EpsM*params.EpsM && (dt <= params.EpsT || params.PeriodT > 0 && params.PeriodT-dt <= params.EpsT)
	}
	core, labels := make([]bool, n), make([]int32, n)
	for i := range n {
		sum := 0.0
		for j := range n {
			if near(i, j) && p.Weight == nil {
				sum++
			} else if near(i, j) {
				sum += p.Weight[j]
			}
		}
		core[i], labels[i] = sum >= params.Min, Noise
	}
	next := int32(0)
	for i := range n {
		if !core[i] || labels[i] != Noise {
			continue
		}
		for queue := []int{i}; len(queue) > 0; queue = queue[1:] {
			for j := range n {
				if near(queue[0], j) && labels[j] == Noise {
					labels[j] = next
					if core[j] {
						queue = append(queue, j)
					}
				}
			}
		}
		next++
	}
	return labels, nil
}
