package hotspot

import "slices"

// With is a hotspot as it would be in other surroundings: its factors of darkness,
// concealment and cameras are weighed anew, with the strengths they had, and its priority
// follows them. Rank, reports and everything else stay.
func (h Hotspot) With(s Surroundings) Hotspot {
	h.Exposure = s
	h.Factors = slices.Clone(h.Factors)
	for _, anew := range surroundingFactors(h, judged) {
		for i, was := range h.Factors {
			if was.Name != anew.Name {
				continue
			}
			anew.Source, anew.Weight = was.Source, was.Weight
			anew.Times = timesOf(anew.Value, knownOf(h.Exposure, anew.Name), was.Weight)
			if was.Times > 0 {
				h.Priority *= anew.Times / was.Times
			}
			h.Factors[i] = anew
		}
	}
	return h
}

// knownOf is the share for which a surrounding is known, by the name of its factor.
func knownOf(s Surroundings, factor string) float64 {
	switch factor {
	case "darkness":
		return s.LightKnown
	case "concealment":
		return s.ConcealKnown
	}
	return s.CameraKnown
}
