package hotspot

import (
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
// nothing that takes one is made.
func newStudy(ground Ground, p Params) (study, error) {
	s := study{say: Study{Areas: []string{}, Lattice: p.Lattice, CellM: p.CellM}}
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
		return s, nil
	}
	if err != nil {
		return study{}, fmt.Errorf("study area: %w", err)
	}
	if s.cells, err = lattice.Cover(s.area, lattice.Kind(p.Lattice), p.CellM, orb.Point{}); err != nil {
		return study{}, err
	}
	s.say.Cells, s.say.AreaKm2 = s.cells.Len(), planar.Area(s.area)/1e6
	s.streets(ground.Segments)
	return s, nil
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
