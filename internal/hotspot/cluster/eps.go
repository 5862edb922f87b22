package cluster

import (
	"math"
	"slices"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Eps is a radius that the points themselves suggest.
type Eps struct {
	M     float64   // metres; 0: none can be suggested, Text says why
	Curve []float64 // the k-distance curve, ascending, at most 200 samples of it, its ends included
	Text  lang.Text
}

// How finely the curve is shown, how many points are asked where there are more than a
// hundred thousand, how many neighbours of theirs are looked at in all, which is seconds of
// work, and how much of the curve's upper end is left out as outliers.
const (
	curveSamples   = 200
	askAll         = 100_000
	askSome        = 50_000
	mostNeighbours = 20_000_000
	outliers       = 0.01
)

// KDistances returns the distance in metres of each point to its k-th nearest neighbour,
// the point itself counted as the first (so that k is the Min of DBSCAN), in ascending
// order; weights are left out of it. With fewer than k points it is empty. It returns
// Invalid for a k below 1 and for coordinates that will not do.
func KDistances(p Points, k int) ([]float64, error) {
	return kDistances(p, k, 1)
}

// kDistances is KDistances of every so manieth point, taken evenly over the plane.
func kDistances(p Points, k, every int) ([]float64, error) {
	if k < 1 {
		return nil, fault.New(fault.Invalid, lang.T(
			"det %d:e närmaste grannavståndet finns inte; ge ett antal från 1",
			"there is no neighbour number %d; give a number from 1", k))
	}
	if _, err := p.check(); err != nil {
		return nil, err
	}
	n := len(p.X)
	if n < k {
		return []float64{}, nil
	}
	tree := newTree(p)
	distances := make([]float64, (n+every-1)/every)
	threads := Params{}.threadsFor(len(distances))
	parts := evenly(len(distances), threads)
	each(threads, func(t int) {
		found := make(nearest, k)
		for i := parts[t]; i < parts[t+1]; i++ {
			// Points of one spot follow each other in the tree, mostly: it is asked once.
			if p := tree.points[i*every]; i > parts[t] && p == tree.points[(i-1)*every] {
				distances[i] = distances[i-1]
			} else {
				distances[i] = tree.distance(p, found)
			}
		}
	})
	slices.Sort(distances)
	return distances, nil
}

// SuggestEps suggests a radius in metres for DBSCAN with Min k: the knee of the k-distance
// curve (Ester and others, 1996), where it lies farthest below the straight line between
// its ends (Kneedle: Satopää, Albrecht, Irwin and Raghavan, 2011). Points with k on one
// spot, whose distance is zero, are left out, as is the uppermost hundredth of a curve of a
// hundred or more. Of more than 100,000 points, or 20,000,000/k, at most 50,000 and no more
// than that are asked, taken evenly over the plane. It returns Invalid as KDistances does.
func SuggestEps(p Points, k int) (Eps, error) {
	curve, err := kDistances(p, k, askEvery(len(p.X), k))
	if err != nil {
		return Eps{}, err
	}
	if len(curve) == 0 {
		return Eps{Text: lang.T(
			"Ingen radie kan föreslås: det finns %d punkter och det behövs minst %d.",
			"No radius can be suggested: there are %d points and at least %d are needed.", len(p.X), k)}, nil
	}
	e := Eps{Curve: sampled(curve)}
	zeros, _ := slices.BinarySearch(curve, math.SmallestNonzeroFloat64)
	e.M, e.Text = suggest(curve, curve[zeros:], k)
	return e, nil
}

// askEvery is which so manieth of n points is asked for its k-th neighbour.
func askEvery(n, k int) int {
	most := max(1, mostNeighbours/max(1, k))
	if n > askAll {
		most = min(most, askSome)
	}
	return max(1, (n+most-1)/most)
}

// suggest picks the radius from the curve and the part of it above zero.
func suggest(curve, above []float64, k int) (float64, lang.Text) {
	if len(above) == 0 {
		return 0, lang.T(
			"Ingen radie kan föreslås: varje punkt har minst %d punkter på samma plats, så vilken radie som helst duger.",
			"No radius can be suggested: each point has at least %d points on one spot, so that any radius will do.", k)
	}
	if above[0] == above[len(above)-1] {
		return above[0], lang.T(
			"Radien %s m: alla punkter har lika långt till sina %d närmaste (den själv inräknad), så kurvan har inget knä.",
			"The radius %s m: all points have as far to their %d nearest (itself included), so that the curve has no knee.",
			lang.Decimal(above[0], 1), k)
	}
	if rest := len(above) - int(outliers*float64(len(above))); above[0] < above[rest-1] {
		above = above[:rest]
	}
	at := knee(above)
	if at == 0 {
		m := above[len(above)/2]
		return m, lang.T(
			"Radien %s m: kurvan har inget knä; hälften av punkterna har %d punkter (den själv inräknad) inom så långt.",
			"The radius %s m: the curve has no knee; half of the points have %d points (itself included) within it.",
			lang.Decimal(m, 1), k)
	}
	m := above[at]
	within, _ := slices.BinarySearch(curve, math.Nextafter(m, math.Inf(1)))
	return m, lang.T(
		"Radien %s m: där böjer kurvan uppåt. %.0f %% av punkterna har minst %d punkter (den själv inräknad) inom så långt.",
		"The radius %s m: there the curve bends upwards. %.0f%% of the points have at least %d points (itself included) within it.",
		lang.Decimal(m, 1), 100*float64(within)/float64(len(curve)), k)
}

// knee is where an ascending curve lies farthest below the line between its ends, both
// axes from 0 to 1; 0 where it nowhere does. Its ends differ.
func knee(curve []float64) int {
	least, rise := curve[0], curve[len(curve)-1]-curve[0]
	at, most := 0, 1e-9
	for i, d := range curve {
		if below := float64(i)/float64(len(curve)-1) - (d-least)/rise; below > most {
			at, most = i, below
		}
	}
	return at
}

// sampled are at most curveSamples values of a curve, evenly, its ends included.
func sampled(curve []float64) []float64 {
	if len(curve) <= curveSamples {
		return curve
	}
	some := make([]float64, curveSamples)
	for i := range some {
		some[i] = curve[i*(len(curve)-1)/(curveSamples-1)]
	}
	return some
}
