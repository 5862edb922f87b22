package ingest

import (
	"errors"
	"iter"
	"testing"
)

func numbers(n int, last error) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			if !yield(i, nil) {
				return
			}
		}
		if last != nil {
			yield(0, last)
		}
	}
}

func TestAheadGivesWhatIsRead(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for _, n := range []int{0, 1, aheadRows - 1, aheadRows, aheadRows + 1, 10_000} {
		next, failed := 0, error(nil)
		for v, err := range ahead(numbers(n, broken)) {
			if err != nil {
				failed = err
				continue
			}
			if v != next {
				t.Fatalf("of %d: got %d, want %d", n, v, next)
			}
			next++
		}
		if next != n || !errors.Is(failed, broken) {
			t.Errorf("got %d of %d and %v", next, n, failed)
		}
	}
}

// TestAheadStopsReading leaves the loop early: what reads must have ended by then, or a
// file would be closed under it.
func TestAheadStopsReading(t *testing.T) {
	t.Parallel()
	reading := false
	endless := func(yield func(int, error) bool) {
		reading = true
		defer func() { reading = false }()
		for i := 0; yield(i, nil); i++ {
		}
	}
	for v, err := range ahead(endless) {
		if v == 1000 || err != nil {
			break
		}
	}
	if reading {
		t.Error("the sequence is still read after the loop has ended")
	}
}

func TestAheadPassesAPanicOn(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() != "bad file" {
			t.Error("the panic is lost")
		}
	}()
	for _, err := range ahead(func(func(int, error) bool) { panic("bad file") }) {
		t.Error(err)
	}
}
