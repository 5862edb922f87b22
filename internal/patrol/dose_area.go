package patrol

import (
	"maps"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

// PresenceDoses are the doses of police presence until now, by area and hour of loc. Hours
// that are entered twice for an area count once: how many were there is not told.
func PresenceDoses(all []Presence, loc *time.Location, now time.Time) []Dose {
	spans := map[string][]Span{}
	for _, p := range all {
		if to := min(p.To.Unix(), now.Unix()); p.RevokedAt.IsZero() && to > p.From.Unix() {
			spans[p.Area] = append(spans[p.Area], Span{p.From, time.Unix(to, 0)})
		}
	}
	doses := []Dose{}
	for _, area := range slices.Sorted(maps.Keys(spans)) {
		for _, s := range joined(spans[area]) {
			s.hours(loc, func(hour time.Time, part Span) {
				minutes := part.To.Sub(part.From).Minutes()
				if n := len(doses); n > 0 && doses[n-1].Area == area && doses[n-1].Hour.Equal(hour) {
					doses[n-1].Minutes += minutes // two times in one hour
					return
				}
				doses = append(doses, Dose{Area: area, Hour: hour, Minutes: minutes, Source: FromPresence})
			})
		}
	}
	return doses
}

// The cells that an area is spread over for planning: as wide as the reach of presence, see
// plan.DoseReachM, unless the area has too many.
const (
	cellM     = plan.DoseReachM
	mostCells = 2000
)

// ForPlanning are doses as planning counts them: made, not planned, each from the start of
// its hour. What is known of an area alone is spread over it evenly, so that a place gets
// the share of the area that lies within reach of it. Doses whose place is not known any
// more are left out.
func ForPlanning(doses []Dose, areas []municipality.Area) []plan.Dose {
	cells := map[string][]orb.Point{}
	out := make([]plan.Dose, 0, len(doses))
	for _, d := range doses {
		if d.Area == "" {
			if d.Point != (orb.Point{}) {
				out = append(out, plan.Dose{At: d.Point, RadiusM: d.RadiusM, From: d.Hour, Minutes: d.Minutes})
			}
			continue
		}
		spread, ok := cells[d.Area]
		if !ok {
			i := slices.IndexFunc(areas, func(a municipality.Area) bool { return a.Slug == d.Area })
			if i >= 0 {
				spread = cellsOf(areas[i].Shape)
			}
			cells[d.Area] = spread
		}
		for _, c := range spread {
			out = append(out, plan.Dose{At: c, From: d.Hour, Minutes: d.Minutes / float64(len(spread))})
		}
	}
	return out
}

// cellsOf are the middles of square cells that lie in a shape; of one smaller than a cell,
// its own middle.
func cellsOf(shape orb.MultiPolygon) []orb.Point {
	if len(shape) == 0 {
		return nil
	}
	box := shape.Bound()
	side := float64(cellM)
	for (box.Max[0]-box.Min[0])/side*(box.Max[1]-box.Min[1])/side > 4*mostCells {
		side *= math.Sqrt2
	}
	var cells []orb.Point
	for y := box.Min[1] + side/2; y < box.Max[1]; y += side {
		for x := box.Min[0] + side/2; x < box.Max[0]; x += side {
			if p := (orb.Point{x, y}); planar.MultiPolygonContains(shape, p) {
				cells = append(cells, p)
			}
		}
	}
	if len(cells) == 0 {
		middle, _ := planar.CentroidArea(shape)
		cells = []orb.Point{middle}
	}
	return cells
}
