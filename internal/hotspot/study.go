package hotspot

import (
	"cmp"
	"fmt"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/lattice"
	"tryggled/internal/street"
)

// study is the area that an analysis is about, divided into cells and streets.
type study struct {
	area  orb.MultiPolygon
	cells *lattice.Lattice
	graph *street.Graph // of the streets inside; nil where there are none
	drawn bool          // by areas: reports outside all of them take no part
	say   Study
}

// streetReachM is how far from its streets the study area reaches, in metres, where the
// municipality has no areas.
const streetReachM = 50

// newStudy takes the areas of the municipality as they are drawn, never a hull around the
// reports, which would make empty surroundings vanish and every place look alike. Without
// areas it is what lies along the streets; without streets too, there is no study area and
// nothing that takes one is made. The parameters come back with the cells that suit it.
func newStudy(ground Ground, p Params) (study, Params, error) {
	s := study{say: Study{Areas: []string{}, Lattice: p.Lattice}}
	var drawn orb.MultiPolygon
	for _, a := range ground.Areas {
		drawn = append(drawn, a.Shape...)
		s.say.Areas = append(s.say.Areas, a.Slug)
	}
	var err error
	switch {
	case len(drawn) > 0:
		s.drawn = true
		s.area, err = geo.Union(drawn) // areas that overlap become one
		s.say.Text = lang.T("Studieområdet är kommunens områden som de är ritade.", "The study area is the municipality's areas as they are drawn.")
	case len(ground.Segments) > 0:
		s.area, err = alongStreets(ground.Segments)
		s.say.Text = lang.T("Kommunen har inga områden: studieområdet är det som ligger inom %d m från gatorna.",
			"The municipality has no areas: the study area is what lies within %d m of the streets.", streetReachM)
	default:
		s.say.Text = lang.T("Kommunen har varken områden eller gator: det finns inget studieområde, och inga rutor räknas.",
			"The municipality has neither areas nor streets: there is no study area, and no cells are counted.")
		return s, p, nil
	}
	if err != nil {
		return study{}, p, fmt.Errorf("study area: %w", err)
	}
	areaM2 := planar.Area(s.area)
	p = p.sized(areaM2)
	if s.cells, err = lattice.Cover(s.area, lattice.Kind(p.Lattice), p.CellM, orb.Point{}); err != nil {
		return study{}, p, err
	}
	s.say.Cells, s.say.CellM, s.say.AreaKm2 = s.cells.Len(), p.CellM, areaM2/1e6
	s.streets(ground.Segments)
	return s, p, nil
}

// How fine cells are where nobody says. A place where people feel unsafe is some 50 m wide
// and has to span several cells: Gi* asks whether the neighbours of a cell are high too, so a
// place inside a single one never stands out.
const (
	finestCellM = 25
	cellsAcross = 2       // of a neighbourhood's radius
	mostCells   = 100_000 // beyond, cells are doubled
)

// sized chooses the cells and neighbourhoods that were left to the size of the study area.
// Cells are no wider than a neighbourhood that was asked for: none would have neighbours.
func (p Params) sized(areaM2 float64) Params {
	if p.CellM == 0 {
		p.CellM = min(finestCellM, cmp.Or(p.BandM, finestCellM))
		for areaM2/(p.CellM*p.CellM) > mostCells && (p.BandM == 0 || 2*p.CellM <= p.BandM) {
			p.CellM *= 2
		}
	}
	p.BandM = cmp.Or(p.BandM, cellsAcross*p.CellM)
	return p
}

func alongStreets(segments []street.Segment) (orb.MultiPolygon, error) {
	lines := make([]orb.LineString, 0, len(segments))
	for _, segment := range segments {
		lines = append(lines, segment.Line)
	}
	return geo.Around(lines, streetReachM)
}

// streets keeps the segments whose middle lies in the study area.
func (s *study) streets(segments []street.Segment) {
	var inside []street.Segment
	for _, segment := range segments {
		if len(segment.Line) < 2 || segment.LengthM <= 0 {
			continue
		}
		if _, in := s.cells.At(middle(segment)); in {
			inside = append(inside, segment)
			s.say.StreetKm += segment.LengthM / 1000
		}
	}
	if len(inside) > 0 {
		s.graph = street.NewGraph(inside)
	}
}

// middle is the point halfway along a segment.
func middle(s street.Segment) orb.Point { return geo.Along(s.Line, s.LengthM/2) }

// segments are the streets of the study area.
func (s study) segments() []street.Segment {
	if s.graph == nil {
		return nil
	}
	return s.graph.Segments()
}
