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
	return naive(p, make([]float64, len(p.X)), SpaceTime{Params: params, EpsT: 1})
}
