package density

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// inBands does the rows of a grid band by band, on some threads. Which rows make a band
// must not matter to the result. A band is much higher than the reach, since a point is
// taken up once for every band that it reaches.
func inBands(rows, reach, threads int, do func(from, to int) error) error {
	threads = threadsOf(threads)
	high := max(rows, 1)
	if threads > 1 {
		high = max(4*reach, (rows+4*threads-1)/(4*threads))
	}
	bands := (rows + high - 1) / high
	failed := make([]error, bands)
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(threads, bands) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < bands; i = int(next.Add(1)) - 1 {
				failed[i] = do(i*high, min(rows, (i+1)*high))
			}
		})
	}
	all.Wait()
	return firstOf(failed)
}

// firstOf is the first error there is.
func firstOf(failed []error) error {
	for _, err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}

// threadsOf is how many threads a parameter asks for.
func threadsOf(asked int) int {
	if asked > 0 {
		return asked
	}
	return runtime.GOMAXPROCS(0)
}

// parts is how many pieces eachPart cuts work into.
const parts = 64

// eachPart does n things in runs of neighbours, on some threads. No two runs may write to
// the same place.
func eachPart(n, threads int, do func(from, to int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(threadsOf(threads), parts) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < parts; i = int(next.Add(1)) - 1 {
				do(n*i/parts, n*(i+1)/parts)
			}
		})
	}
	all.Wait()
}
