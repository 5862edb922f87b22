package report

import "strings"

// longestWord bounds the words that are looked up.
const longestWord = 24

// wordSet is a set of words in small letters: a bit of its own in vocabulary.
type wordSet uint64

// entry is a word that means something to masking: the sets it is in, and the way in which
// it announces a name.
type entry struct {
	word string
	sets wordSet
	cue  nameCue
}

// vocabularyBits is the logarithm of the places in vocabulary, several times its words.
const vocabularyBits = 13

// vocabulary holds all words of all sets, so that a word of a text is looked up but once.
var vocabulary struct {
	seen    prints
	entries [1 << vocabularyBits]entry
	sets    int
}

// words is the set of the words of a list.
func words(list string) wordSet {
	set := wordSet(1) << vocabulary.sets
	if vocabulary.sets++; set == 0 {
		panic("report: more sets of words than bits")
	}
	for _, word := range strings.Fields(list) {
		learnt(word).sets |= set
	}
	return set
}

// learnt is the entry of a word in small letters, which is made where there is none.
func learnt(word string) *entry {
	hash := hashOf(word)
	vocabulary.seen.add(hash)
	e := slotOf([]byte(word), hash)
	e.word = word
	return e
}

// slotOf is where a word in small letters stands or would stand.
func slotOf(word []byte, hash uint32) *entry {
	for k := hash >> (32 - vocabularyBits); ; k++ {
		e := &vocabulary.entries[k%uint32(len(vocabulary.entries))]
		if e.word == string(word) || e.word == "" {
			return e
		}
	}
}

// unknown is what is known of most words.
var unknown entry

// known is what vocabulary has of a word, in whatever letters.
func known(word string) *entry {
	if word == "" || len(word) > longestWord {
		return &unknown
	}
	hash := hashOf(word)
	if !vocabulary.seen.has(hash) {
		return &unknown
	}
	var buf [longestWord]byte
	return slotOf(lowered(&buf, word), hash)
}

// among tells whether a word, in whatever letters, is in one of the sets.
func among(word string, sets wordSet) bool { return known(word).sets&sets != 0 }

// hashOf mixes what tells words from each other at a look (Fibonacci hashing): their length,
// their first two letters, the last and the one in the middle. It leaves the case out: five
// bits of a letter do. A word is not empty.
func hashOf(word string) uint32 {
	n := len(word)
	letters := uint32(word[0]&31) | uint32(word[n/2]&31)<<5 | uint32(word[n-1]&31)<<10 | uint32(word[min(1, n-1)]&31)<<15
	return (letters | uint32(n)<<20) * 0x9e3779b1
}

// prints has a bit for the hash of each word of a set: most other words have none.
type prints [1 << 15 / 32]uint32

func (p *prints) add(hash uint32) { p[hash>>22] |= 1 << (hash >> 17 & 31) }

func (p *prints) has(hash uint32) bool { return p[hash>>22]>>(hash>>17&31)&1 != 0 }

// lowered writes a short word in small letters, å, ä, ö and their like included.
func lowered(buf *[longestWord]byte, word string) []byte {
	for i := range len(word) {
		c := word[i]
		if c >= 'A' && c <= 'Z' || c >= 0x80 && c <= 0x9e && c != 0x97 && i > 0 && word[i-1] == 0xc3 {
			c |= 0x20
		}
		buf[i] = c
	}
	return buf[:len(word)]
}
