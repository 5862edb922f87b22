package hotspot

import (
	"context"
	"fmt"
	"math"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot/density"
	"tryggled/internal/hotspot/significance"
	"tryggled/internal/lang"
)

// How finely densities along streets are reckoned, in metres.
const (
	lixelM       = 25
	leastNetwork = 50 // bandwidth
	mostNetwork  = 200
	shortM       = 25  // streets shorter than this are tested as if events scattered over so much
	leastBand    = 100 // of a street's neighbours, by walking: streets are longer than cells
)

func (p Params) streetBandM() float64 { return max(p.BandM, leastBand) }

// networkM is a bandwidth along streets, kept to what can be reckoned.
func networkM(bandwidthM float64) float64 {
	return min(max(bandwidthM, leastNetwork), mostNetwork)
}

// segmentLayer is the streets as the unit of risk that they are of a walk: the density of
// events along them, whether they stand out, and their risk by their surroundings.
func (s study) segmentLayer(ctx context.Context, e events, bandwidthM float64, p Params) (Segments, error) {
	layer := Segments{BandwidthM: networkM(bandwidthM), BandM: p.streetBandM(), ID: []int64{}}
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
	e.weight = ones(e.len())
	var err error
	if layer.PerKm, err = s.perKm(ctx, e, layer.BandwidthM, density.EqualSplitContinuous); err != nil {
		return layer, err
	}
	if layer.Simple, err = s.perKm(ctx, e, layer.BandwidthM, density.Simple); err != nil {
		return layer, err
	}
	return layer, s.significantSegments(ctx, &layer, p)
}

// perKm is the mean density of weighted events along each segment.
func (s study) perKm(ctx context.Context, e events, bandwidthM float64, split density.Split) ([]float64, error) {
	on := e.where(func(i int) bool { return e.onStreet[i] })
	lixels, err := density.Network(ctx, s.graph, on.on, on.weight, density.NetworkParams{
		Kernel: density.Quartic, BandwidthM: bandwidthM, LixelM: lixelM, Split: split,
	})
	if err != nil {
		return nil, fmt.Errorf("density along streets: %w", err)
	}
	return density.OfSegments(s.graph, lixels), nil
}

// beyondLength is the events per segment beyond what its length would give if they were
// scattered evenly, over the root of the length: Pearson residuals, but for a factor that
// is the same for all. By the counts themselves a street would stand out for being long, and
// seem quiet for being one of many short ones. Streets shorter than shortM scatter as one of
// that length: no place is known so well that one event should make them outliers.
func (s study) beyondLength(counts []float64) []float64 {
	var events, metres float64
	for i, segment := range s.segments() {
		events, metres = events+counts[i], metres+segment.LengthM
	}
	beyond := make([]float64, len(counts))
	for i, segment := range s.segments() {
		beyond[i] = (counts[i] - events/metres*segment.LengthM) / math.Sqrt(max(segment.LengthM, shortM))
	}
	return beyond
}

// significantSegments is Gi* of the events per segment beyond what its length would give,
// neighbours by walking distance.
func (s study) significantSegments(ctx context.Context, layer *Segments, p Params) error {
	var r significance.Result
	near, err := significance.Segments(ctx, s.graph, layer.BandM)
	if err == nil {
		r, err = significance.Analyse(ctx, s.beyondLength(layer.Events), near, p.significance())
	}
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
	layer.FDROf, layer.Note = string(r.FDROf), join([]lang.Text{comparedByLength(near, layer.BandM), r.Note}, " ")
	return nil
}

// comparedByLength says what is tested, and how many streets have no other to be tested with.
func comparedByLength(near *significance.Table, bandM float64) lang.Text {
	alone := 0
	neighbours, _ := near.Weights()
	for _, n := range neighbours {
		if n == 1 {
			alone++
		}
	}
	say := lang.T("Prövat är händelser utöver vad gatans längd ger.", "Tested are events beyond what the length of a street gives.")
	if alone == 0 {
		return say
	}
	return lang.T("%s %s utan annan gata inom %s m, från mitt till mitt: en sådan prövas inte av permutationerna.",
		"%s %s without another within %s m, from middle to middle: permutations do not test such a one.",
		say, counted(alone, "gata ligger", "gator ligger", "street lies", "streets lie"), lang.Decimal(bandM, 0))
}
