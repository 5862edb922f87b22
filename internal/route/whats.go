package route

import (
	"tryggled/internal/lang"
	"tryggled/internal/street"
)

// whats are what ways without a name are called, by OSM's class and what they are of it.
var whats = map[string]lang.Text{
	"footway":               lang.T("gångvägen", "the footpath"),
	"footway/sidewalk":      lang.T("trottoaren", "the pavement"),
	"footway/crossing":      lang.T("övergångsstället", "the crossing"),
	"pedestrian":            lang.T("gågatan", "the pedestrian street"),
	"cycleway":              lang.T("cykelvägen", "the cycle path"),
	"cycleway/crossing":     lang.T("cykelöverfarten", "the cycle crossing"),
	"path":                  lang.T("stigen", "the path"),
	"bridleway":             lang.T("ridvägen", "the bridleway"),
	"steps":                 lang.T("trappan", "the steps"),
	"corridor":              lang.T("gången", "the passage"),
	"track":                 lang.T("brukningsvägen", "the track"),
	"service":               lang.T("tillfartsvägen", "the access road"),
	"service/parking_aisle": lang.T("parkeringsvägen", "the car park road"),
	"service/alley":         lang.T("gränden", "the alley"),
	"service/driveway":      lang.T("infarten", "the driveway"),
	"living_street":         lang.T("gångfartsgatan", "the shared street"),
	"residential":           lang.T("gatan", "the street"),
	"busway":                lang.T("bussgatan", "the bus road"),
	"":                      lang.T("vägen", "the road"),
}

// whatOf is the key of what a segment is called where it has no name.
func whatOf(s *street.Segment) string {
	for _, key := range [...]string{s.Class + "/" + s.Detail, s.Class} {
		if _, ok := whats[key]; ok {
			return key
		}
	}
	return ""
}

// called is what a street is called in a sentence.
func (k kind) called() lang.Text {
	switch {
	case k.name == "":
		return whats[k.what]
	case k.stairs():
		return lang.T("trappan %s", "the %s steps", k.name)
	}
	return lang.Same(k.name)
}
