package report

import (
	"strings"
	"unicode"
)

// plain writes a text with plain digits, letters, spaces and signs in place of those that
// Word, phones and other scripts put there, without the characters that have no width,
// and with an @ for one that is spelled out. A text without any comes back as it is.
func plain(text string) string {
	foreign, signs := look(text)
	if foreign {
		text = strings.Map(plainRune, text)
	}
	if foreign || signs {
		return unspell(text)
	}
	return text
}

// look tells nearly every text in one quick look over its bytes: foreign where it may have
// other characters than letters of European names, signs where an @ may be spelled out,
// written in brackets or with spaces around it.
func look(text string) (foreign, signs bool) {
	for i := 0; i+1 < len(text); i++ {
		if class[text[i]]&isTelling == 0 {
			continue
		}
		switch c, next := text[i], text[i+1]|0x20; c {
		case ' ':
			signs = signs || (next == 'a' || next == 'p' || next == 'd' || next == 's') && spelledAt(text[i+1:]) || text[i+1] == '@'
		case '@':
			signs = signs || next == ' '
		case '(', '[', '{':
			signs = signs || next == 'a' || next == 's' || next == ' '
		case leadsLatinSigns:
			if text[i+1] == noBreakSpace || text[i+1] == softHyphen {
				return true, true
			}
		default:
			return true, true
		}
	}
	return false, signs
}

// spelledAt tells whether a text begins with a word that e-mail addresses are spelled with.
func spelledAt(text string) bool {
	return strings.HasPrefix(text, "at ") || strings.HasPrefix(text, "punkt ") || strings.HasPrefix(text, "dot ") ||
		len(text) > 1 && strings.HasPrefix(text[1:], "nabel")
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
