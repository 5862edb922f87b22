package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordEnd is where the word at i ends, hyphens and apostrophes within it included.
func wordEnd(s string, i int) int {
	for i < len(s) {
		for i < len(s) && class[s[i]]&isSimple != 0 {
			i++
		}
		if i == len(s) || class[s[i]]&(isLetter|isLocal) == 0 {
			return i
		}
		switch c := s[i]; {
		case class[c]&isLetter != 0 && (c != 0xe2 || !quoteAt(s, i)):
			i++
		case (c == '-' || c == '\'') && i > 0 && class[s[i-1]]&isLetter != 0 && i+1 < len(s) && class[s[i+1]]&isLetter != 0:
			i++
		case c == 0xe2 && apostropheAt(s, i):
			i += len("’")
		default:
			return i
		}
	}
	return i
}

// quoteAt tells a curly quotation mark, an ellipsis or a bullet, which as bytes look like
// letters: U+2010 to U+203F.
func quoteAt(s string, i int) bool {
	return s[i] == 0xe2 && i+2 < len(s) && s[i+1] == 0x80
}

func apostropheAt(s string, i int) bool {
	return strings.HasPrefix(s[i:], "’") && i > 0 && class[s[i-1]]&isLetter != 0 &&
		i+len("’") < len(s) && class[s[i+len("’")]]&isLetter != 0 && !quoteAt(s, i+len("’"))
}

// quotes passes quotation marks.
func quotes(s string, i int) int {
	for i < len(s) {
		switch {
		case s[i] == '"' || s[i] == '\'':
			i++
		case quoteAt(s, i):
			i += 3
		default:
			return i
		}
	}
	return i
}

// blanks passes spaces and tabs, but no line break.
func blanks(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	return i
}

// wordBefore is the word that one space parts from i; empty where there is none.
func wordBefore(s string, i int) string {
	end := i - 1
	if end < 1 || end >= len(s) || s[end] != ' ' {
		return ""
	}
	from := end
	for from > 0 && (class[s[from-1]]&isLetter != 0 || s[from-1] == '-' || s[from-1] == '\'') {
		from--
	}
	return s[from:end]
}

func capital(s string, i int) bool {
	if i >= len(s) {
		return false
	}
	if s[i] < utf8.RuneSelf {
		return s[i] >= 'A' && s[i] <= 'Z'
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsUpper(r)
}

// plainLetters tells whether a word holds letters only.
func plainLetters(word string) bool {
	for _, r := range word {
		if !unicode.IsLetter(r) && r != '-' {
			return false
		}
	}
	return true
}
