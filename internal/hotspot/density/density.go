// Package density spreads points out into densities: on the plane per square kilometre
// (exactly, or binned with its error stated), one surface against another, and along the
// streets per kilometre. It knows columns of metres and weights, and the street graph;
// the analysis of hotspots stands above it.
package density

import (
	"math"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Kernel is the shape in which a point is spread out.
type Kernel string

// The kernels. Each integrates to 1, over the plane or along a line.
const (
	// Quartic is (1 − (d/h)²)² within the radius h and nothing beyond (Silverman, 1986,
	// equation 4.5, there K₂), times 3/(πh²) on the plane and 15/(16h) along a line.
	Quartic Kernel = "quartic"
	// Gaussian is exp(−d²/2h²) for the standard deviation h, cut at 4h and made up for
	// what the cut takes (0.03 % on the plane, 0.006 % along a line).
	Gaussian Kernel = "gaussian"
)

// cut is where the Gaussian ends, in standard deviations.
const cut = 4.0

// Params is how points are spread out on the plane.
type Params struct {
	Kernel     Kernel
	BandwidthM float64 // quartic: radius; Gaussian: standard deviation
	Threads    int     // 0 is as many as there are; the result is the same on any number
}

// ReachM is how far from a point its density goes, in metres.
func (p Params) ReachM() float64 { return reachM(p.Kernel, p.BandwidthM) }

// reachM is how far from a point its density goes.
func reachM(k Kernel, bandwidthM float64) float64 {
	if k == Gaussian {
		return cut * bandwidthM
	}
	return bandwidthM
}

// planeTop is the kernel's value at its middle on the plane, per square metre.
func planeTop(k Kernel, h float64) float64 {
	if k == Gaussian {
		return 1 / (2 * math.Pi * h * h * (1 - math.Exp(-cut*cut/2)))
	}
	return 3 / (math.Pi * h * h)
}

// lineTop is the kernel's value at its middle along a line, per metre.
func lineTop(k Kernel, h float64) float64 {
	if k == Gaussian {
		return 1 / (math.Sqrt(2*math.Pi) * h * math.Erf(cut/math.Sqrt2))
	}
	return 15 / (16 * h)
}

// shape is the kernel at distance d as a share of its value in the middle.
func shape(k Kernel, d, h float64) float64 {
	u := d / h
	switch {
	case k == Gaussian && u < cut:
		return math.Exp(-u * u / 2)
	case k == Quartic && u < 1:
		return (1 - u*u) * (1 - u*u)
	}
	return 0
}

// checkKernel refuses kernels and bandwidths that mean nothing.
func checkKernel(k Kernel, bandwidthM float64) error {
	if k != Quartic && k != Gaussian {
		return fault.New(fault.Invalid, lang.T(
			"kärnan %q finns inte: välj %q eller %q", "there is no kernel %q: choose %q or %q", string(k), string(Quartic), string(Gaussian)))
	}
	if !(bandwidthM > 0) || math.IsInf(bandwidthM, 0) {
		return fault.New(fault.Invalid, lang.T(
			"bandbredden %v m duger inte: ange en längd i meter större än noll",
			"the bandwidth %v m will not do: give a length in metres above zero", bandwidthM))
	}
	return nil
}

// hypot and square round each product, so that no machine puts a place on another side of
// a radius.
func hypot(a, b float64) float64 { return math.Sqrt(float64(a*a) + float64(b*b)) }

func square(v float64) float64 { return float64(v * v) }
