package ingest

import "iter"

// How far reading may run ahead of storing: batches under way, and rows in each.
const (
	aheadBatches = 4
	aheadRows    = 256
)

type result[T any] struct {
	value T
	err   error
}

// ahead reads a sequence in a goroutine of its own while what was read is stored. The
// goroutine ends with the loop over it, however that ends; a panic in it goes on in the
// loop's own, where whoever asked can stop it.
func ahead[T any](in iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		batches, left := make(chan []result[T], aheadBatches), make(chan struct{})
		var panicked any
		go func() {
			defer close(batches)
			defer func() { panicked = recover() }()
			readBatches(in, batches, left)
		}()
		defer func() {
			close(left)
			for range batches { // until the goroutine has seen it
			}
		}()
		for batch := range batches {
			for _, r := range batch {
				if !yield(r.value, r.err) {
					return
				}
			}
		}
		if panicked != nil {
			panic(panicked)
		}
	}
}

// readBatches sends a sequence in batches until it ends or nobody is left to take them.
func readBatches[T any](in iter.Seq2[T, error], batches chan<- []result[T], left <-chan struct{}) {
	batch := make([]result[T], 0, aheadRows)
	send := func() bool {
		select {
		case batches <- batch:
			batch = make([]result[T], 0, aheadRows)
			return true
		case <-left:
			return false
		}
	}
	for value, err := range in {
		batch = append(batch, result[T]{value, err})
		if len(batch) == aheadRows && !send() {
			return
		}
	}
	send()
}
