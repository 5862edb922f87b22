package cluster

import (
	"testing"

	"pgregory.net/rapid"
)

func TestMarksAreSetFromOneUpToPast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.Int32Range(0, 200).Draw(t, "from")
		past := rapid.Int32Range(from, 200).Draw(t, "past")
		m := newMarks(200)
		m.set(from, past)
		for i := range int32(200) {
			if got, want := m.has(i), from <= i && i < past; got != want {
				t.Fatalf("bit %d: %v, want %v", i, got, want)
			}
		}
	})
}
