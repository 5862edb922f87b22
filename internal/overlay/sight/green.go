package sight

// lookOut cuts the sight of a walker who stands in a body that hides: GreenM metres away
// while a ray is still in it, or where it comes back to it after having left.
func (s *Scene) lookOut(b *body, sc *Scratch) {
	sc.first, sc.second = sweep{}, sweep{}
	for i := b.run; i < b.end; i++ {
		r := &s.runs[i]
		if dist2(r.bound, sc.at) > AheadM*AheadM {
			continue
		}
		px, py := sc.local(s.corners[r.first])
		for _, c := range s.corners[r.first+1 : r.end] {
			qx, qy := sc.local(c)
			switch cross := px*qy - py*qx; {
			case cross > 0:
				sc.crossEdge(px, py, qx, qy, cross)
			case cross < 0:
				sc.crossEdge(qx, qy, px, py, -cross)
			}
			px, py = qx, qy
		}
	}
	for ray := range turn {
		if sc.first[ray] < 1.0/GreenM {
			sc.screens[ray] = max(sc.screens[ray], 1.0/GreenM)
			continue
		}
		sc.screens[ray] = max(sc.screens[ray], sc.second[ray])
	}
}

// crossEdge notes the two nearest crossings of each ray with an outline. A corner on
// a ray is crossed once or, where the outline turns back there, twice or not at all.
func (sc *Scratch) crossEdge(px, py, qx, qy, cross float64) {
	first, n := span(rayTo(px, py), rayTo(qx, qy))
	a, b := (qy-py)/cross, (px-qx)/cross
	for i := first; i < first+n; i++ {
		v := a*rayX[lead+i] + b*rayY[lead+i]
		switch ray := i % turn; {
		case v > sc.first[ray]:
			sc.first[ray], sc.second[ray] = v, sc.first[ray]
		case v > sc.second[ray]:
			sc.second[ray] = v
		}
	}
}
