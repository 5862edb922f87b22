package hotspot

import (
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// nameReachM is how far from its middle a place may take its name from.
const nameReachM = 150

// nearest is the name of the nearest street with a name, other than not.
func (s Streets) nearest(p orb.Point, not string) string {
	i, _, ok := s.index.Nearest(p, nameReachM, func(i int) float64 {
		segment := s.segments[i]
		if segment.Name == "" || segment.Name == not || len(segment.Line) == 0 {
			return math.Inf(1)
		}
		_, _, d := geo.Nearest(segment.Line, p)
		return d
	})
	if !ok {
		return ""
	}
	return s.segments[i].Name
}

// nameAll names hotspots, in the order of their rank, by their nearest street; where
// several would share the name, by the corner with the next street, and at last by number.
// A place without a named street is named by its area.
func (s Streets) nameAll(hotspots []Hotspot, areas []municipality.Area) {
	sharing := map[string]int{}
	street := make([]string, len(hotspots))
	for i, h := range hotspots {
		street[i] = s.nearest(h.Centre, "")
		sharing[street[i]]++
	}
	taken := map[lang.Text]int{}
	for i := range hotspots {
		h := &hotspots[i]
		h.Name = lang.Same(street[i])
		switch {
		case street[i] == "":
			h.Name = nameByArea(h.Area, areas)
		case sharing[street[i]] > 1:
			if other := s.nearest(h.Centre, street[i]); other != "" {
				h.Name = lang.T("%s vid %s", "%s by %s", street[i], other)
			}
		}
		taken[h.Name]++
		if n := taken[h.Name]; n > 1 {
			h.Name = lang.T("%s (%d)", "%s (%d)", h.Name, n)
		}
	}
}

func nameByArea(slug string, areas []municipality.Area) lang.Text {
	for _, a := range areas {
		if a.Slug == slug {
			return lang.T("vid %s", "near %s", a.Name)
		}
	}
	return lang.T("plats utan gatunamn", "place without a street name")
}
