package hotspot

import "slices"

// WithoutWhoTold is the analysis as those read it who may not see what kind of reporter told:
// without counts by kind, without what citizens' reports alone show, and with its sentences
// made of the rest. The analysis itself is left as it is.
func (a Analysis) WithoutWhoTold() Analysis {
	a.Picture.Citizens, a.Picture.Reporters = Significance{}, nil
	a.Hotspots = slices.Clone(a.Hotspots)
	for i := range a.Hotspots {
		h := &a.Hotspots[i]
		h.Kinds, h.Significance = nil, h.Significance.withoutWhoTold()
	}
	return a
}

// withoutWhoTold says again how a place stands out; where that was not computed, the words
// tell nothing of who told and stay.
func (s PlaceSignificance) withoutWhoTold() PlaceSignificance {
	s.ByCitizens = nil
	if s.Cells > 0 {
		s.Text = s.words()
	}
	return s
}
