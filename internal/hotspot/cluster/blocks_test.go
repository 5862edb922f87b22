package cluster

import (
	"testing"

	"pgregory.net/rapid"
)

func TestBytesAreAddedUpRoundACircle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := 8 << rapid.IntRange(0, 2).Draw(t, "size")
		by := rapid.IntRange(0, 4*8*words).Draw(t, "by")
		v, into := make([]uint64, words), make([]uint64, words)
		bytes := make([]int, 8*words)
		for i := range bytes {
			bytes[i] = rapid.IntRange(0, whole).Draw(t, "byte")
			v[i/8] |= uint64(bytes[i]) << (i % 8 * 8)
		}
		middle := rapid.IntRange(0, words).Draw(t, "middle")
		addUp(into, v, uint64(by), 0, middle)
		addUp(into, v, uint64(by), middle, words)
		r := full(into)
		wider := r.spread(uint64(by))
		n := len(bytes)
		sum := func(i int) int { return min(whole, bytes[(i+n)%n]+bytes[(i+by)%n]+bytes[((i-by)%n+n)%n]) }
		for i := range bytes {
			if got, want := int(into[i/8]>>(i%8*8)&0xff), sum(i); got != want {
				t.Fatalf("byte %d: %d, want %d", i, got, want)
			}
			if got, want := r.has(uint64(i+n)), sum(i) == whole; got != want {
				t.Fatalf("bit %d: %v, want %v", i, got, want)
			}
			want := sum(i) == whole || sum((i+by)%n) == whole || sum(((i-by)%n+n)%n) == whole
			if got := wider.has(uint64(i)); got != want {
				t.Fatalf("bit %d spread: %v, want %v", i, got, want)
			}
		}
	})
}
