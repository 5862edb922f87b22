package hotspot

import (
	"context"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/hotspot/density"
	"tryggled/internal/lang"
)

// How fine a surface is: cells of surfaceCellM, doubled until there are at most
// surfaceCells of them.
const (
	surfaceCellM  = 25
	surfaceCells  = 40_000
	litStepM      = 10 // between the samples of lit path
	significantTo = 4  // digits kept of a density
)

// surface is the kernel density of the events over the study area, and what it is against
// dwellings and against lit path.
func (s study) surface(ctx context.Context, e events, ground Ground, p Params) (Surface, error) {
	spread, err := density.Bandwidth(e.x, e.y, nil)
	if err != nil {
		return Surface{}, fmt.Errorf("bandwidth: %w", err)
	}
	bandwidth, rule := spread.BandwidthM, spread.Rule
	if p.BandwidthM != 0 {
		bandwidth, rule = p.BandwidthM, lang.T("bandbredden är vald för hand", "the bandwidth was chosen by hand")
	}
	layer := Surface{Kernel: string(density.Quartic), BandwidthM: bandwidth, Rule: rule, Kinds: map[string]Density{}}
	if e.len() == 0 {
		return layer, nil
	}
	grid, err := surfaceGrid(s.area.Bound())
	if err != nil {
		return layer, fmt.Errorf("grid of the densities: %w", err)
	}
	layer.X, layer.Y, layer.CellM, layer.Cols, layer.Rows = grid.Origin[0], grid.Origin[1], grid.CellM, grid.Cols, grid.Rows
	if least := 2 * grid.CellM; bandwidth < least {
		bandwidth = least
		layer.BandwidthM, layer.Rule = least, lang.T("%s; höjd till %s m, två celler", "%s; raised to %s m, two cells", rule, lang.Decimal(least, 0))
	}
	kernel := density.Params{Kernel: density.Quartic, BandwidthM: bandwidth}
	reports, err := density.KDE(ctx, e.x, e.y, nil, grid, kernel)
	if err != nil {
		return layer, fmt.Errorf("density of reports: %w", err)
	}
	layer.add(ReportsDensity, lang.T("rapporter per km²", "reports per km²"), reports.PerKm2, nil)
	return layer, layer.duals(ctx, reports, float64(e.len()), s.dwellings(ground), s.litPath(ground), kernel)
}

// duals are the density of reports against that of dwellings and of lit path.
func (l *Surface) duals(ctx context.Context, reports density.Surface, total float64, dwellings, lit weighted, kernel density.Params) error {
	for _, d := range []struct {
		name  string
		unit  lang.Text
		below weighted
		how   density.Mode
	}{
		{DwellingsRatio, lang.T("rapporter per bostadshus", "reports per dwelling house"), dwellings, density.Ratio},
		{DwellingsLog, lang.T("log2 av rapporter per bostadshus mot genomsnittet", "log2 of reports per dwelling house against the average"), dwellings, density.Log},
		{DwellingsDifference, lang.T("andel av rapporterna minus andel av bostadshusen, per km²", "share of the reports less share of the dwelling houses, per km²"), dwellings, density.Difference},
		{LitRatio, lang.T("rapporter per km belyst väg", "reports per km of lit path"), lit, density.Ratio},
	} {
		if len(d.below.x) == 0 {
			continue // nothing is known of it
		}
		below, err := density.KDE(ctx, d.below.x, d.below.y, d.below.weight, reports.Grid, kernel)
		if err != nil {
			return fmt.Errorf("density beneath %s: %w", d.name, err)
		}
		above := reports
		if d.how != density.Ratio { // as shares of all, so that the average place is even
			above, below = shareOf(reports, total), shareOf(below, d.below.total())
		}
		dual, err := density.Dual(above, below, d.how)
		if err != nil {
			return fmt.Errorf("%s: %w", d.name, err)
		}
		l.add(d.name, d.unit, dual.Value, dual.Known)
	}
	return nil
}

// shareOf is a density as a share of a total per km².
func shareOf(s density.Surface, total float64) density.Surface {
	shared := s
	shared.PerKm2 = make([]float64, len(s.PerKm2))
	if total > 0 {
		for i, d := range s.PerKm2 {
			shared.PerKm2[i] = d / total
		}
	}
	return shared
}

// add keeps a density, rounded; where it is unknown there is nil.
func (l *Surface) add(name string, unit lang.Text, values []float64, known []bool) {
	d := Density{Unit: unit, Values: make([]*float64, len(values))}
	for i, v := range values {
		if known == nil || known[i] {
			rounded := significantDigits(v)
			d.Values[i] = &rounded
		}
	}
	l.Kinds[name] = d
}

func surfaceGrid(b orb.Bound) (density.Grid, error) {
	cellM := float64(surfaceCellM)
	for (b.Max[0]-b.Min[0])/cellM*(b.Max[1]-b.Min[1])/cellM > surfaceCells {
		cellM *= 2
	}
	return density.GridOver(b, cellM, 0)
}

// weighted are points with weights.
type weighted struct{ x, y, weight []float64 }

func (w weighted) total() float64 {
	if w.weight == nil {
		return float64(len(w.x))
	}
	var sum float64
	for _, v := range w.weight {
		sum += v
	}
	return sum
}

// dwellings are the dwelling houses of the study area. They stand for residents, of whom
// no number is known.
func (s study) dwellings(ground Ground) weighted {
	var w weighted
	for _, at := range ground.Dwellings {
		if _, in := s.cells.At(at); in {
			w.x, w.y = append(w.x, at[0]), append(w.y, at[1])
		}
	}
	return w
}

// litPath is the lit length of the streets, in km at each step along them.
func (s study) litPath(ground Ground) weighted {
	network := NewStreets(nil, ground.Exposures)
	var w weighted
	for _, segment := range s.segments() {
		e := network.exposures[segment.ID]
		lit := e.Light.Known() * (1 - e.Light.Dark)
		if lit == 0 {
			continue
		}
		steps := int(math.Ceil(segment.LengthM / litStepM))
		for k := range steps {
			at := geo.Along(segment.Line, (float64(k)+0.5)*segment.LengthM/float64(steps))
			w.x, w.y = append(w.x, at[0]), append(w.y, at[1])
			w.weight = append(w.weight, lit*segment.LengthM/float64(steps)/1000)
		}
	}
	return w
}

// significantDigits rounds to as many digits as a density is worth.
func significantDigits(v float64) float64 {
	if v == 0 {
		return 0
	}
	scale := math.Pow(10, significantTo-1-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}

// decimetre rounds a coordinate.
func decimetre(m float64) float64 { return math.Round(m*10) / 10 }
