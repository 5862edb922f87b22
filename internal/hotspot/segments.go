package hotspot

import (
	"context"
	"fmt"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot/density"
	"tryggled/internal/hotspot/significance"
)

// How finely densities along streets are reckoned, in metres.
const (
	lixelM       = 25
	leastNetwork = 50 // bandwidth
	mostNetwork  = 200
	leastBand    = 100 // of a street's neighbours, by walking: streets are longer than cells
)

func (p Params) streetBandM() float64 { return max(p.BandM, leastBand) }

// segmentLayer is the streets as the unit of risk that they are of a walk: the density of
// events along them, whether they stand out, and their risk by their surroundings.
func (s study) segmentLayer(ctx context.Context, e events, bandwidthM float64, p Params) (Segments, error) {
	layer := Segments{BandwidthM: min(max(bandwidthM, leastNetwork), mostNetwork), BandM: p.streetBandM(), ID: []int64{}}
	if s.graph == nil {
		return layer, nil
	}
	for _, segment := range s.segments() {
		layer.ID = append(layer.ID, segment.ID)
		layer.Name = append(layer.Name, segment.Name)
		line := make([]float64, 0, 2*len(segment.Line))
		for _, at := range segment.Line {
			line = append(line, decimetre(at[0]), decimetre(at[1]))
		}
		layer.Line = append(layer.Line, line)
	}
	layer.Events = sumBy(e.segmentsOf(), nil, len(layer.ID))
	on := e.where(func(i int) bool { return e.onStreet[i] })
	for _, d := range []struct {
		split density.Split
		to    *[]float64
	}{{density.EqualSplitContinuous, &layer.PerKm}, {density.Simple, &layer.Simple}} {
		lixels, err := density.Network(ctx, s.graph, on.on, nil, density.NetworkParams{
			Kernel: density.Quartic, BandwidthM: layer.BandwidthM, LixelM: lixelM, Split: d.split,
		})
		if err != nil {
			return layer, fmt.Errorf("density along streets: %w", err)
		}
		*d.to = density.OfSegments(s.graph, lixels)
	}
	return layer, s.significantSegments(ctx, &layer, p)
}

// significantSegments is Gi* of the events per segment, neighbours by walking distance.
func (s study) significantSegments(ctx context.Context, layer *Segments, p Params) error {
	r, err := significance.Analyse(ctx, layer.Events, significance.Segments(s.graph, p.streetBandM()), p.significance())
	if fault.Is(err, fault.Invalid) {
		n := len(layer.ID)
		layer.Z, layer.P, layer.PPermuted, layer.PFDR = make([]float64, n), ones(n), ones(n), ones(n)
		layer.FDROf, layer.Note = string(significance.Analytic), saidBy(err)
		return nil
	}
	if err != nil {
		return fmt.Errorf("significance of streets: %w", err)
	}
	layer.Z, layer.P, layer.PPermuted, layer.PFDR = r.Z, r.P, r.PPermuted, r.PFDR
	layer.FDROf, layer.Note = string(r.FDROf), r.Note
	return nil
}
