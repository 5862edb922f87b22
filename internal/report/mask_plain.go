package report

import (
	"strings"
	"unicode"
)

// plain writes a text with plain digits, letters, spaces and signs in place of those that
// Word, phones and other scripts put there, without the characters that have no width, and
// with an @ for one that is spelled out. A text without any comes back as it is.
func plain(text string, seen uint64) string {
	if seen&looks.foreign != 0 {
		text = strings.Map(plainRune, text)
		seen = look(text)
	}
	if seen&looks.signs != 0 {
		text = unspell(text, seen)
	}
	return text
}

// look tells in one quick look over its bytes which of looks a text has.
func look(text string) (seen uint64) {
	var state uint64
	for i := range len(text) {
		state = (state<<1 | looks.first) & looks.by[text[i]]
		seen |= state
	}
	return seen
}

// looks are short patterns that look finds all at once (Shift-And): a bit for each place in
// a pattern, set in by for the bytes that may stand there, and in first for the first place.
// The others tell what the last places are signs of.
var looks = func() (l struct {
	by         [256]uint64
	first      uint64
	foreign    uint64 // characters beyond the letters of European names
	signs      uint64 // an @ that may be spelled out, or has spaces around it
	brackets   uint64 // those of them that bracketedAt writes
	at, digits uint64
},
) {
	all := make([]byte, 256)
	for c := range all {
		all[c] = byte(c)
	}
	place := 0
	add := func(last *uint64, places ...string) {
		l.first |= 1 << place
		for _, bytes := range places {
			for k := range len(bytes) {
				l.by[bytes[k]] |= 1 << place
			}
			place++
		}
		*last |= 1 << (place - 1)
	}
	add(&l.foreign, string(all[firstBeyondLatin:]), string(all))
	add(&l.foreign, "\xc2", "\xa0\xad") // U+00A0 and U+00AD
	add(&l.at, "@")
	add(&l.digits, "0123456789")
	add(&l.brackets, "([{", "aAsS ")
	add(&l.brackets, " ", "sS", "n", "a", "b", "e", "l")
	for _, sign := range []string{" @", "@ ", " at ", " dot ", " punkt "} {
		add(&l.signs, strings.Split(sign, "")...)
	}
	l.signs |= l.brackets
	return l
}()

// firstBeyondLatin is the first byte, in UTF-8, of characters from U+0240 on.
const firstBeyondLatin = 0xc9

// Ranges of Unicode that plainRune tells apart.
const (
	lastLatin      = 0x24f // letters of European names, all before it
	softHyphen     = 0xad
	noBreakSpace   = 0xa0
	minusSign      = 0x2212
	keycap         = 0x20e3 // encloses the digit before it
	fullWidthFirst = 0xff01 // ! to ~ of ASCII, as wide as a Chinese character
	fullWidthLast  = 0xff5e
	fullWidthStep  = fullWidthFirst - '!'
)

func plainRune(r rune) rune {
	switch {
	case r <= lastLatin && r != softHyphen && r != noBreakSpace:
		return r
	case r >= fullWidthFirst && r <= fullWidthLast:
		return r - fullWidthStep
	case unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.Is(unicode.Pd, r) || r == minusSign:
		return '-'
	case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) || r == keycap:
		return -1
	case unicode.Is(unicode.Nd, r):
		return '0' + digitOf(r)
	}
	return r
}

// digitOf is the value of a decimal digit of any script: in Unicode the ten of a script
// follow each other, 0 first.
func digitOf(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	return 0
}
