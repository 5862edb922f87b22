package town

import "github.com/paulmach/orb"

// Neglected is a path that work lists should put first: dark, for its lamps are out or it
// has none, and with bushes close on both sides.
type Neglected struct {
	Hotspot string // the planted place that reports tell of it
	Name    string // of the way
	What    string // dark, overgrown or both
	Line    orb.LineString
}

var neglected = []struct {
	hotspot, way string
	from, to     orb.Point
}{
	{"tunnelstraket", "Tunnelstråket", orb.Point{-806, -210}, orb.Point{-560, -160}},
	{"astraket", "Åstråket", orb.Point{150, 455}, orb.Point{200, 248}},
	{"lovsangarstraket", "Lövsångarstråket", orb.Point{-848, 254}, orb.Point{-706, 184}},
}

// Paths are the neglected paths.
func Paths() []Neglected {
	ways := Streets()
	var all []Neglected
	for _, n := range neglected {
		all = append(all, Neglected{Hotspot: n.hotspot, Name: n.way, What: "both", Line: stretch(ways, n.way, n.from, n.to)})
	}
	return all
}
