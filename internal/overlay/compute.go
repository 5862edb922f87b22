package overlay

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"

	"github.com/paulmach/orb"
	"golang.org/x/sync/errgroup"

	"tryggled/internal/geo"
	"tryggled/internal/overlay/sight"
	"tryggled/internal/street"
)

// Compute gives the exposure of each segment of a network to the objects around it, in the
// order of the segments; which chooses some of them by index, nil is all. Each segment is
// looked at in the middle of equal steps.
//
// Light, at each place: a lamp out of light.ReachM adds nothing. What a register's lamps give
// is known wherever one of them stands within reach, working or not. A map that many draw
// (SourceOSM) tells what its lamps give but not that there are no others: there the light is known
// where its lamps, were they all lit, give at least Params.DarkLux, and is then the least that it
// may be. A street tagged lit has class P4 where no register tells otherwise and none of the map's
// lamps is out, or more where they give more; one tagged unlit has what the lamps give, if any.
// Otherwise the light is unknown, which never counts as dark.
//
// Greenery, buildings and cameras are known where any object of the kind lies within
// Params.PadM (as a square): near what a register lists, what it does not list is not there. A
// map that many draw tells as much of buildings, of greenery within 50 m, and of cameras only
// what they see or may see. Prospect and ways over open ground need both greenery and buildings
// to be known.
//
// It returns ctx's error when cancelled.
func Compute(ctx context.Context, network *street.Graph, which []int, objects []Object, p Params) ([]Exposure, error) {
	return compute(ctx, network, which, objects, p, nil)
}

// compute does as Compute and tells now and then how many segments it has done of how many.
func compute(ctx context.Context, network *street.Graph, which []int, objects []Object, p Params, tell func(done, total int)) ([]Exposure, error) {
	p = p.orDefault()
	if which == nil {
		which = all(len(network.Segments()))
	} else if p.PadM == padM {
		objects = around(objects, network.Segments(), which)
	}
	s, err := newSurroundings(ctx, objects, p)
	if err != nil {
		return nil, fmt.Errorf("surroundings of streets: %w", err)
	}
	s.network = network
	out := make([]Exposure, len(which))
	done := counter{total: len(which), tell: tell}
	err = inParts(ctx, len(which), func(from, to int) error {
		w := s.walker()
		for k := from; k < to && ctx.Err() == nil; k++ {
			out[k] = w.exposure(which[k])
		}
		done.add(to - from)
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// counter tells how far the work has come, one goroutine at a time.
type counter struct {
	mutex       sync.Mutex
	done, total int
	tell        func(done, total int)
}

func (c *counter) add(n int) {
	if c.tell == nil {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.done += n
	c.tell(c.done, c.total)
}

// partSize is how many things one goroutine takes at a time.
const partSize = 64

// inParts runs work over 0 to n in parts, on as many threads as there are. It begins no part
// once ctx is cancelled.
func inParts(ctx context.Context, n int, work func(from, to int) error) error {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < n && ctx.Err() == nil; from += partSize {
		group.Go(func() error { return work(from, min(n, from+partSize)) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// walker looks at one segment after another, with memory of its own.
type walker struct {
	*surroundings
	places  []place
	lamplit lampWork
	scratch sight.Scratch
}

func (s *surroundings) walker() *walker { return &walker{surroundings: s} }

func (w *walker) exposure(i int) Exposure {
	segment := w.network.Segments()[i]
	e := Exposure{Segment: segment.ID, Light: []Lit{{}}}
	if len(segment.Line) == 0 {
		return e
	}
	w.places = placesOf(segment, w.p.LightStepM, w.places[:0])
	e.Light = w.light(segment)
	e.Camera = w.watched(segment)
	w.places = placesOf(segment, w.p.StepM, w.places[:0])
	e.LeafOn, e.LeafOff, e.Escape = w.seen(i, segment)
	return e
}

// place is a place on a segment: where, how far along, and the unit vector of walking.
type place struct {
	at          orb.Point
	along       float64
	east, north float64
}

// placesOf are the middles of equal steps along a segment, none longer than most.
func placesOf(s street.Segment, most float64, into []place) []place {
	length := geo.Length(s.Line)
	n := max(1, int(math.Ceil(length/most-1e-9)))
	step := length / float64(n)
	walked := 0.0
	for i := 1; i < len(s.Line) && len(into) < n; i++ {
		a, b := s.Line[i-1], s.Line[i]
		piece := geo.Dist(a, b)
		if piece == 0 {
			continue
		}
		east, north := (b[0]-a[0])/piece, (b[1]-a[1])/piece
		for len(into) < n {
			along := (float64(len(into)) + 0.5) * step
			if along > walked+piece && i < len(s.Line)-1 {
				break
			}
			d := min(along-walked, piece)
			into = append(into, place{orb.Point{a[0] + d*east, a[1] + d*north}, along, east, north})
		}
		walked += piece
	}
	if len(into) == 0 { // a line without length
		into = append(into, place{at: s.Line[0], north: 1})
	}
	return into
}

// rounded keeps four decimals: what is stored is what was computed.
func rounded(v float64) float64 { return math.Round(v*1e4) / 1e4 }

// share is a part of a whole, 0 of none.
func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return rounded(float64(part) / float64(whole))
}
