package cluster

import "math/bits"

// How many places for each cell are noted one by one, and how many runs of them else.
const (
	bitsPerCell = 128
	runsPerCell = 4
)

// index finds the occupied cells of a sparse grid by their places. Where the places are few
// enough, it has a bit for each, with the number of cells before each 64 of them; else the
// first cell at or after each so manieth place.
type index struct {
	words   []word
	firstAt []int32
	run     uint // firstAt is for each 2^run places
}

// word is 64 places, a bit for each that is occupied, and how many are before them.
type word struct {
	occupied uint64
	before   int32
}

// newIndex makes an index of cells with ascending places.
func newIndex(cells []uint64, places uint64) index {
	if places <= bitsPerCell*uint64(len(cells)) {
		return index{words: newWords(cells, places)}
	}
	var x index
	for places>>x.run > runsPerCell*uint64(len(cells)) {
		x.run++
	}
	x.firstAt = make([]int32, places>>x.run+2)
	next := 0
	for c, place := range cells {
		for ; next <= int(place>>x.run); next++ {
			x.firstAt[next] = int32(c)
		}
	}
	for ; next < len(x.firstAt); next++ {
		x.firstAt[next] = int32(len(cells))
	}
	return x
}

// newWords are the words of an index.
func newWords(cells []uint64, places uint64) []word {
	words := make([]word, places>>6+2)
	for _, place := range cells {
		words[place>>6].occupied |= 1 << (place & 63)
	}
	before := int32(0)
	for i := range words {
		words[i].before = before
		before += int32(bits.OnesCount64(words[i].occupied))
	}
	return words
}

// mostSpan is how many places there are in a span at most.
const mostSpan = 63

// span is the cells, from first up to past, at so many places from one on. keys are the places of the cells and one after all.
func (x *index) span(keys []uint64, place uint64, many int) (first, past int) {
	if x.words == nil {
		return x.search(keys, place, many)
	}
	return x.look(place, many)
}

// look is span where there is a bit for each place.
func (x *index) look(place uint64, many int) (first, past int) {
	at, shift := place>>6, place&63
	low := &x.words[at]
	first = int(low.before) + bits.OnesCount64(low.occupied&(1<<shift-1))
	// Shifts below 64 need no comparison: hence the odd ways to write 64-shift and many.
	window := low.occupied>>shift | x.words[at+1].occupied<<1<<(^shift&63)
	return first, first + bits.OnesCount64(window&(1<<(many&63)-1))
}

// search is span where there is no bit for each place.
func (x *index) search(keys []uint64, place uint64, many int) (first, past int) {
	first, past = int(x.firstAt[place>>x.run]), int(x.firstAt[place>>x.run+1])
	for past-first > 8 {
		if middle := (first + past) / 2; keys[middle] < place {
			first = middle + 1
		} else {
			past = middle
		}
	}
	for keys[first] < place {
		first++
	}
	for past = first; keys[past] < place+uint64(many); {
		past++
	}
	return first, past
}
