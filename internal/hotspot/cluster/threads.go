package cluster

import (
	"runtime"
	"sync"
)

// fewPoints is how many points are not worth a second thread.
const fewPoints = 20_000

// threadsFor is how many threads n points are worth.
func (p Params) threadsFor(n int) int {
	threads := p.Threads
	if threads == 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	return max(1, min(threads, n/fewPoints))
}

// each calls do for 0 … n−1, each on a thread of its own, and waits for all.
func each(n int, do func(int)) {
	var all sync.WaitGroup
	for i := range n - 1 {
		all.Go(func() { do(i + 1) })
	}
	do(0)
	all.Wait()
}

// evenly are the bounds of so many parts of n things.
func evenly(n, parts int) []int {
	bounds := make([]int, parts+1)
	for i := range bounds {
		bounds[i] = n * i / parts
	}
	return bounds
}

// strips are the bounds of so many runs of cells with about as many points in each.
func (g *grid) strips(parts int) []int {
	bounds := make([]int, parts+1)
	c := 0
	for i := range parts {
		for c < g.cells && int(g.start[c]) < len(g.at)*i/parts {
			c++
		}
		bounds[i] = c
	}
	bounds[parts] = g.cells
	return bounds
}
