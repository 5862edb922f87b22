package density

import (
	"context"
	"math"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/street"
)

// Split is what a kernel does where streets meet.
type Split string

// The ways of splitting.
const (
	// Simple gives each place the kernel of its walking distance, whole along every branch.
	// More comes out than was put in where streets meet, and less at dead ends.
	Simple Split = "simple"
	// EqualSplitContinuous divides the kernel at each junction so that as much comes out
	// as was put in and nothing jumps (Okabe, Satoh and Sugihara, 2009).
	EqualSplitContinuous Split = "equal_split_continuous"
)

// NetworkParams is how points are spread out along streets.
type NetworkParams struct {
	Kernel     Kernel
	BandwidthM float64 // as in Params, in metres walked
	LixelM     float64 // the longest lixel
	Split      Split
	Threads    int // 0 is as many as there are; the result is the same on any number
}

// mostLixels is the most lixels of a network.
const mostLixels = 4_000_000

// Lixel is a piece of a segment.
type Lixel struct {
	Segment    int32
	FromM, ToM float64 // along the segment
	PerKm      float64 // density at its middle, per km of street
}

// Network is the kernel density of weighted positions along the streets (Okabe and
// Sugihara, 2012, chapter 9), at the middle of each lixel: all segments in order, each cut
// into equal lixels no longer than LixelM. Without points it is zero everywhere. It
// returns Invalid for positions, weights or parameters that will not do, and ctx.Err()
// soon after ctx is cancelled.
func Network(ctx context.Context, g *street.Graph, at []street.Position, weight []float64, p NetworkParams) ([]Lixel, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if err := checkPositions(g, at, weight); err != nil {
		return nil, err
	}
	lixels, err := lixelsOf(g.Segments(), p.LixelM)
	if err != nil {
		return nil, err
	}
	places := placesOf(g.Segments(), at, weight)
	spread := spreadSimply
	if p.Split == EqualSplitContinuous {
		spread = splitContinuous
	}
	if err := spread(ctx, g, places, lixels, p); err != nil {
		return nil, err
	}
	scale := 1000 * lineTop(p.Kernel, p.BandwidthM)
	for i := range lixels {
		lixels[i].PerKm *= scale
	}
	return lixels, nil
}

func (p NetworkParams) check() error {
	if err := checkKernel(p.Kernel, p.BandwidthM); err != nil {
		return err
	}
	if p.Split != Simple && p.Split != EqualSplitContinuous {
		return fault.New(fault.Invalid, lang.T(
			"delningen %q finns inte: välj %q eller %q", "there is no split %q: choose %q or %q", string(p.Split), string(Simple), string(EqualSplitContinuous)))
	}
	if !(p.LixelM > 0) || math.IsInf(p.LixelM, 0) {
		return fault.New(fault.Invalid, lang.T(
			"gatubitarnas längd %v m duger inte: ange en längd i meter större än noll",
			"the length of lixels %v m will not do: give a length in metres above zero", p.LixelM))
	}
	return nil
}

// slackM is how far rounding may take a position off the end of its segment.
const slackM = 0.01

func checkPositions(g *street.Graph, at []street.Position, weight []float64) error {
	segments := g.Segments()
	for i, p := range at {
		if p.Segment < 0 || int(p.Segment) >= len(segments) || !(p.AlongM >= -slackM) || p.AlongM > segments[p.Segment].LengthM+slackM {
			return fault.New(fault.Invalid, lang.T(
				"rad %d ligger inte på någon gata (segment %d, %v m in): fäst punkten vid gatunätet först",
				"row %d does not lie on a street (segment %d, %v m along): snap the point to the network first", i+1, p.Segment, p.AlongM))
		}
	}
	return checkWeights(weight, len(at))
}

// lixelsOf cuts segments into equal lixels no longer than longestM.
func lixelsOf(segments []street.Segment, longestM float64) ([]Lixel, error) {
	var many float64
	for _, s := range segments {
		many += pieces(s.LengthM, longestM)
	}
	if many > mostLixels {
		return nil, fault.New(fault.Invalid, lang.T(
			"gatorna skulle delas i %.0f bitar, fler än %d: välj längre bitar än %v m",
			"the streets would be cut into %.0f lixels, more than %d: choose longer ones than %v m", many, mostLixels, longestM))
	}
	lixels := make([]Lixel, 0, int(many))
	for i, s := range segments {
		n := pieces(s.LengthM, longestM)
		for k := range int(n) {
			lixels = append(lixels, Lixel{Segment: int32(i), FromM: s.LengthM * float64(k) / n, ToM: s.LengthM * float64(k+1) / n})
		}
	}
	return lixels, nil
}

// pieces is how many lixels a length is cut into; rounding makes no piece more.
func pieces(m, longestM float64) float64 { return max(1, math.Ceil(m/longestM-1e-9)) }

// OfSegments is the mean density along each segment of the graph, per km; 0 for one
// without lixels.
func OfSegments(g *street.Graph, lixels []Lixel) []float64 {
	mean := make([]float64, len(g.Segments()))
	metres := make([]float64, len(mean))
	for _, l := range lixels {
		mean[l.Segment] += l.PerKm * (l.ToM - l.FromM)
		metres[l.Segment] += l.ToM - l.FromM
	}
	for i, m := range metres {
		if m > 0 {
			mean[i] /= m
		}
	}
	return mean
}
