package density

import (
	"cmp"
	"slices"

	"tryggled/internal/street"
)

// place is a point on a segment and all that lies there.
type place struct {
	segment int32
	alongM  float64
	weight  float64
}

// placesOf sorts positions along the segments and joins those that coincide.
func placesOf(segments []street.Segment, at []street.Position, weight []float64) []place {
	places := make([]place, 0, len(at))
	for i, p := range at {
		if w := weightOf(weight, i); w > 0 {
			along := min(max(p.AlongM, 0), segments[p.Segment].LengthM)
			places = append(places, place{segment: p.Segment, alongM: along, weight: w})
		}
	}
	slices.SortStableFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.segment, b.segment), cmp.Compare(a.alongM, b.alongM))
	})
	joined := places[:0]
	for _, p := range places {
		if n := len(joined); n > 0 && joined[n-1].segment == p.segment && joined[n-1].alongM == p.alongM {
			joined[n-1].weight += p.weight
			continue
		}
		joined = append(joined, p)
	}
	return joined
}

// firstLixels tells where the lixels of each segment begin: those of segment s are at
// [first[s], first[s+1]).
func firstLixels(segments int, lixels []Lixel) []int32 {
	first := make([]int32, segments+1)
	for _, l := range lixels {
		first[l.Segment+1]++
	}
	for s := range segments {
		first[s+1] += first[s]
	}
	return first
}
