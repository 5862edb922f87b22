package density

import (
	"context"
	"math"
	"sync"

	"tryggled/internal/street"
)

// shares is how many parts the places are cut into, each summed on its own, whatever the
// number of threads: sums of the same numbers in the same order are the same bits.
const shares = 4

// spreadSimply adds to each lixel the kernels of all places by the walking distance to its
// middle, as shares of the kernel's value in the middle. Walks are found once for each
// place.
func spreadSimply(ctx context.Context, g *street.Graph, places []place, lixels []Lixel, p NetworkParams) error {
	first := firstLixels(len(g.Segments()), lixels)
	sums := make([][]float64, shares)
	failed := make([]error, shares)
	turn := make(chan struct{}, threadsOf(p.Threads))
	var all sync.WaitGroup
	for k := range shares {
		all.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			s := sower{g: g, first: first, lixels: lixels, p: p, sum: make([]float64, len(lixels))}
			sums[k], failed[k] = s.sum, s.sow(ctx, places[len(places)*k/shares:len(places)*(k+1)/shares])
		})
	}
	all.Wait()
	for i := range lixels {
		for _, sum := range sums {
			lixels[i].PerKm += sum[i]
		}
	}
	return firstOf(failed)
}

// sower adds up kernels of places, one place at a time.
type sower struct {
	g      *street.Graph
	first  []int32
	lixels []Lixel
	p      NetworkParams
	sum    []float64 // of each lixel
	at     place     // the one at hand
}

func (s *sower) sow(ctx context.Context, places []place) error {
	reach, visit := reachM(s.p.Kernel, s.p.BandwidthM), s.visit
	for _, at := range places {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.at = at
		s.g.Around(street.Position{Segment: at.segment, AlongM: at.alongM}, reach, visit)
	}
	return nil
}

// visit adds the place at hand to the lixels of a segment.
func (s *sower) visit(segment int32, toFrom, toTo float64) {
	length := s.g.Segments()[segment].LengthM
	for i := s.first[segment]; i < s.first[segment+1]; i++ {
		middle := (s.lixels[i].FromM + s.lixels[i].ToM) / 2
		d := min(toFrom+middle, toTo+length-middle)
		if segment == s.at.segment {
			d = min(d, math.Abs(middle-s.at.alongM))
		}
		s.sum[i] += s.at.weight * shape(s.p.Kernel, d, s.p.BandwidthM)
	}
}
