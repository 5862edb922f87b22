package density

import (
	"cmp"
	"math"
	"slices"

	"tryggled/internal/lang"
)

// FallbackM is the bandwidth where the points have no spread.
const FallbackM = 150.0

// Spread is how far points lie apart, and the bandwidth that follows.
type Spread struct {
	SDX, SDY         float64 // standard deviations of the coordinates, divisor the sum of the weights
	MedianDistM      float64 // weighted median of the distances from the mean centre
	N                float64 // points; where weights differ (Σw)²/Σw² (Kish, 1965)
	BandwidthM       float64 // for the quartic kernel
	ScottXM, ScottYM float64 // SD · n^(−1/6) of each coordinate (Scott, 1992), for the Gaussian
	Rule             lang.Text
}

// Bandwidth suggests how far to spread points out, by the spread of both coordinates:
// 0.9 · min(SD, √(1/ln 2) · Dm) · n^(−1/5), where SD = √(SDX² + SDY²) is the standard
// distance and Dm the median distance from the mean centre: Silverman's rule of thumb
// (1986, equation 3.31) in the form that ArcGIS documents for its quartic kernel, with
// the number of points as Kish counts it. Where more than half of the weight lies on the
// mean centre SD stands alone. Where all points are one, or there is none, it is
// FallbackM. It returns Invalid for columns that will not do.
func Bandwidth(x, y, weight []float64) (Spread, error) {
	if err := checkColumns(x, y, weight); err != nil {
		return Spread{}, err
	}
	var s Spread
	var sum, squares, meanX, meanY float64
	for i := range x {
		w := weightOf(weight, i)
		sum += w
		squares += w * w
		if w > 0 { // running means keep their digits far from the origin
			meanX += (x[i] - meanX) * w / sum
			meanY += (y[i] - meanY) * w / sum
		}
	}
	if !(sum > 0) || math.IsInf(squares, 0) || !(squares > 0) {
		return s.fallBack(), nil
	}
	s.N = sum / squares * sum
	distance := make([]float64, len(x))
	for i := range x {
		w, dx, dy := weightOf(weight, i)/sum, x[i]-meanX, y[i]-meanY
		s.SDX += w * dx * dx
		s.SDY += w * dy * dy
		distance[i] = hypot(dx, dy)
	}
	s.SDX, s.SDY = math.Sqrt(s.SDX), math.Sqrt(s.SDY)
	s.MedianDistM = median(distance, weight, sum)
	scott := math.Pow(s.N, -1.0/6)
	s.ScottXM, s.ScottYM = s.SDX*scott, s.SDY*scott
	return s.decide(), nil
}

// noSpreadM is the standard distance below which points are one: rounding, not a place.
const noSpreadM = 1e-3

func (s Spread) decide() Spread {
	spread, by := hypot(s.SDX, s.SDY), lang.T("standardavståndet", "the standard distance")
	if spread < noSpreadM {
		return s.fallBack()
	}
	if m := s.MedianDistM / math.Sqrt(math.Ln2); m >= noSpreadM && m < spread {
		spread, by = m, lang.T("medianavståndet genom √ln 2", "the median distance over √ln 2")
	}
	s.BandwidthM = 0.9 * spread * math.Pow(s.N, -0.2)
	s.Rule = lang.T(
		"0,9 · min(standardavstånd, medianavstånd/√ln 2) · n^(−1/5) (Silverman 1986, i den form ArcGIS anger): %s, %s m, var minst, n = %s",
		"0.9 · min(standard distance, median distance/√ln 2) · n^(−1/5) (Silverman 1986, in the form ArcGIS documents): %s, %s m, was the least, n = %s",
		by, lang.Decimal(spread, 1), lang.Decimal(s.N, 0))
	return s
}

func (s Spread) fallBack() Spread {
	s.BandwidthM, s.ScottXM, s.ScottYM = FallbackM, FallbackM, FallbackM
	s.Rule = lang.T(
		"punkterna har ingen spridning att räkna på; bandbredden är satt till %.0f m",
		"the points have no spread to reckon with; the bandwidth is set to %.0f m", FallbackM)
	return s
}

// median is the weighted median: the least distance within which half of the weight lies,
// halfway to the next where that is exactly half.
func median(distance, weight []float64, sum float64) float64 {
	order := make([]int32, len(distance))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(distance[a], distance[b]), cmp.Compare(a, b))
	})
	var below float64
	for k, i := range order {
		below += weightOf(weight, int(i))
		if below == sum/2 && k+1 < len(order) {
			return (distance[i] + distance[order[k+1]]) / 2
		}
		if below >= sum/2 {
			return distance[i]
		}
	}
	return 0
}
