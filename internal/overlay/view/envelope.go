package view

import "math"

// nearest keeps of each direction the wall that is nearest to the camera: the upper
// envelope of 1/r, by merging halves (Atallah, "Some dynamic computational geometry
// problems", 1985), in the order of the angles. It works in two buffers that take turns.
func nearest(spans []span) []span {
	ends := make([]int, len(spans)) // where each of the envelopes so far ends
	for i := range ends {
		ends[i] = i + 1
	}
	next := make([]span, 0, 2*len(spans))
	for len(ends) > 1 {
		next = next[:0]
		merged := ends[:0]
		start := 0
		for i := 0; i < len(ends); i += 2 {
			middle, end := ends[i], ends[min(i+1, len(ends)-1)]
			next = merge(next, spans[start:middle], spans[middle:end])
			merged, start = append(merged, len(next)), end
		}
		ends = merged
		spans, next = next, spans
	}
	return spans
}

// merge appends the envelope of two envelopes.
func merge(to, p, q []span) []span {
	low := len(to)
	at := math.Inf(-1)
	for {
		p, q = after(p, at), after(q, at)
		if len(p) == 0 && len(q) == 0 {
			return to
		}
		pFrom, pTo := interval(p, at)
		qFrom, qTo := interval(q, at)
		from := math.Min(pFrom, qFrom)
		switch {
		case pFrom > from: // q alone, until p begins
			at = math.Min(qTo, pFrom)
			to = add(to, low, q[0], from, at)
		case qFrom > from:
			at = math.Min(pTo, qFrom)
			to = add(to, low, p[0], from, at)
		default:
			at = math.Min(pTo, qTo)
			to = addNearer(to, low, p[0], q[0], from, at)
		}
	}
}

// after drops the spans that end before an angle.
func after(p []span, at float64) []span {
	for len(p) > 0 && p[0].to <= at {
		p = p[1:]
	}
	return p
}

// interval is what is left of the first span from an angle on.
func interval(p []span, at float64) (from, to float64) {
	if len(p) == 0 {
		return math.Inf(1), math.Inf(1)
	}
	return math.Max(p[0].from, at), p[0].to
}

// addNearer appends the nearer of two walls; where they cross, each on its side.
func addNearer(out []span, low int, s, t span, from, to float64) []span {
	d := span{a: s.a - t.a, b: s.b - t.b}
	atFrom, atTo := d.near(from), d.near(to)
	if atFrom < 0 { // s is the nearer one where they begin
		s, t, atTo = t, s, -atTo
	}
	if atTo >= 0 {
		return add(out, low, s, from, to)
	}
	cross := math.Atan2(-d.b, d.a) // where a·sin φ + b·cos φ = 0, and every half turn on
	cross += math.Pi * math.Round(((from+to)/2-cross)/math.Pi)
	cross = math.Min(to, math.Max(from, cross)) // a rounding outside where the walls meet at an end
	return add(add(out, low, s, from, cross), low, t, cross, to)
}

// add appends a span, or makes the last one longer where it goes on.
func add(out []span, low int, s span, from, to float64) []span {
	if !(to > from) {
		return out
	}
	if n := len(out); n > low && out[n-1].to == from && out[n-1].a == s.a && out[n-1].b == s.b {
		out[n-1].to = to
		return out
	}
	return append(out, span{from, to, s.a, s.b})
}
