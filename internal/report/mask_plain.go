package report

import (
	"strings"
	"unicode"
)

// plain writes a text with plain digits, letters, spaces and signs in place of those that
// Word, phones and other scripts put there, without the characters that have no width,
// and with an @ for one that is spelled out. A text without any comes back as it is.
func plain(text string) string {
	if !isPlain(text) {
		return unspell(strings.Map(plainRune, text))
	}
	if spelled(text) {
		return unspell(text)
	}
	return text
}

// isPlain tells nearly every text in one quick look over its bytes: one that has letters
// of European names, no sign that an @ is written with, and no such space or hyphen.
func isPlain(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c >= firstBeyondLatin, c == '@', c == '(', c == '[', c == '{':
			return false
		case c == leadsLatinSigns && i+1 < len(text) && (text[i+1] == noBreakSpace || text[i+1] == softHyphen):
			return false
		}
	}
	return true
}

// The first bytes, in UTF-8, of characters from U+0240 on and of U+0080 to U+00BF.
const (
	firstBeyondLatin = 0xc9
	leadsLatinSigns  = 0xc2
)

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
