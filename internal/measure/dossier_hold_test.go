package measure

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Nobody can work out a small number: for each that is held back there are two towns or more
// that show the very same copy, with different numbers there.
func TestHeldBackTellsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 7), 1, 3)
		first := partition(counts.Draw(t, "first"))
		total := 0
		for _, n := range first {
			total += n
		}
		second, left := partition{}, total // the same reports, divided another way
		for range rapid.IntRange(0, 2).Draw(t, "more") {
			n := rapid.IntRange(0, left).Draw(t, "part")
			second, left = append(second, n), left-n
		}
		second = append(second, left)
		all, hidden := heldBack(total, first, second)
		if few(total) && !all {
			t.Fatalf("the total %d is shown", total)
		}
		for k, p := range []partition{first, second} {
			for i, n := range p {
				if few(n) && !hidden[k][i] {
					t.Fatalf("%d of %v is shown", n, p)
				}
				if few(n) && len(couldBe(total, all, []partition{first, second}, hidden, k, i)) < 2 {
					t.Fatalf("%d of %v and %v (hidden %v, total %v) can be worked out", n, first, second, hidden, all)
				}
			}
		}
	})
}

// couldBe lists what a count could be by all that a copy shows.
func couldBe(total int, all bool, parts []partition, hidden [][]bool, k, i int) map[int]bool {
	could := map[int]bool{}
	for sum := range total + 8 {
		if !all && sum != total || all && few(sum) != few(total) {
			continue
		}
		for v := range LeastTold {
			if v == 0 {
				continue
			}
			other := slices.Clone(parts[k])
			other[i] = v
			fixed := slices.Clone(hidden[k])
			fixed[i] = false
			if fits(sum, other, fixed) && fits(sum, parts[1-k], hidden[1-k]) {
				could[v] = true
			}
		}
	}
	return could
}

// fits tells whether what is hidden of a partition can be such that the whole is a sum, as far
// as is said of each: few is one to four, held is more.
func fits(sum int, p partition, hidden []bool) bool {
	low, high, open := 0, 0, false
	for i, n := range p {
		switch {
		case !hidden[i]:
			low, high = low+n, high+n
		case few(n):
			low, high = low+1, high+LeastTold-1
		default:
			low, open = low+LeastTold, true
		}
	}
	return low <= sum && (open || sum <= high)
}
