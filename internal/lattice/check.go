package lattice

import (
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
)

// mostM is the largest coordinate and size that is taken for metres on the earth.
const mostM = 1e8

// check refuses what no lattice can be made of.
func check(area orb.MultiPolygon, kind Kind, sizeM float64, origin orb.Point) error {
	if kind != Square && kind != Hex {
		return fault.New(fault.Invalid, lang.T("okänd form på rutor: %q; ange square eller hex", "unknown shape of cells: %q; give square or hex", kind))
	}
	if !(sizeM > 0 && sizeM <= mostM) {
		return fault.New(fault.Invalid, lang.T(
			"rutornas storlek är %v m; ange ett tal större än 0, till exempel 100",
			"the cells' size is %v m; give a number greater than 0, such as 100", sizeM))
	}
	if !metric(origin) {
		return fault.New(fault.Invalid, lang.T(
			"rutnätets utgångspunkt %v är inte en plats i meter", "the origin %v of the grid is no place in metres", origin))
	}
	for i, polygon := range area {
		for _, ring := range polygon {
			for k, p := range ring {
				if !metric(p) {
					return fault.New(fault.Invalid, lang.T(
						"studieområdets polygon %d, punkt %d: koordinaten %v är inte en plats i meter; rätta den",
						"polygon %d of the study area, point %d: the coordinate %v is no place in metres; mend it", i+1, k+1, p))
				}
			}
		}
	}
	return nil
}

func metric(p orb.Point) bool { return math.Abs(p[0]) <= mostM && math.Abs(p[1]) <= mostM }

// tooFar reports whether an area reaches over too many rows, or lies too many cells from
// the origin to count them.
func tooFar(g grid, b orb.Bound) bool {
	away := max(
		math.Abs(b.Min[0]-g.origin[0]), math.Abs(b.Max[0]-g.origin[0]),
		math.Abs(b.Min[1]-g.origin[1]), math.Abs(b.Max[1]-g.origin[1]))
	return (b.Max[1]-b.Min[1])/g.rowM() > MostCells || away/g.sizeM >= mostAway/4
}

// tooSmall names a size that will do. A line of length L meets at most 3·L/s + 4 squares
// of side s, and no more hexagons of that width; the rest lie wholly inside.
func tooSmall(g grid, b orb.Bound, rings []orb.Ring) error {
	m2, lineM := surface(rings), 0.0
	for _, ring := range rings {
		lineM += geo.Length(orb.LineString(ring)) + geo.Dist(ring[0], ring[len(ring)-1])
	}
	will := g
	for tooFar(will, b) || m2/will.cellM2()+3*lineM/will.sizeM+4*float64(len(rings)) > MostCells {
		will.sizeM *= 1.1
		will = newGrid(will.kind, will.sizeM, will.origin)
	}
	digit := math.Pow(10, math.Floor(math.Log10(will.sizeM))-1)
	two, _ := strconv.ParseFloat(strconv.FormatFloat(math.Ceil(will.sizeM/digit)*digit, 'g', 2, 64), 64)
	return fault.New(fault.Invalid, lang.T(
		"rutor på %s m ger fler än %d rutor i studieområdet; välj minst %s m",
		"cells of %s m give more than %d in the study area; choose at least %s m",
		number(g.sizeM), MostCells, number(two)))
}

// number writes a number as each language does.
func number(v float64) lang.Text {
	s := strconv.FormatFloat(v, 'f', -1, 64)
	return lang.Text{SV: strings.Replace(s, ".", ",", 1), EN: s}
}
