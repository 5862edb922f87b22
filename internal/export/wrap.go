package export

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wrapText breaks a text into lines at most wide, at blanks.
func wrapText(t text, wide float64) []text {
	var lines []text
	line := t
	line.Words = ""
	for _, word := range strings.FieldsFunc(t.Words, blank) {
		longer := line
		longer.Words = strings.TrimSpace(line.Words + " " + word)
		if line.Words != "" && longer.width() > wide {
			lines = append(lines, line)
			longer.Words = word
		}
		line = longer
	}
	return append(lines, line)
}

// shorten cuts what does not fit and ends it with an ellipsis.
func shorten(t text, wide float64) string {
	if t.width() <= wide {
		return t.Words
	}
	for t.Words != "" {
		_, size := utf8.DecodeLastRuneInString(t.Words)
		t.Words = strings.TrimRight(t.Words[:len(t.Words)-size], " ")
		cut := t
		cut.Words += "…"
		if cut.width() <= wide {
			return cut.Words
		}
	}
	return ""
}

// sentenceEnd is where one sentence ends and the next begins.
var sentenceEnd = regexp.MustCompile(`[.!?] \p{Lu}`)

// firstSentences leaves off whole sentences at the end of what is longer than so many letters,
// but never the first; 0 letters: none.
func firstSentences(words string, letters int) string {
	if letters == 0 || utf8.RuneCountInString(words) <= letters {
		return words
	}
	kept := ""
	for _, at := range sentenceEnd.FindAllStringIndex(words, -1) {
		head := words[:at[0]+1]
		if kept != "" && utf8.RuneCountInString(head) > letters {
			break
		}
		kept = head
	}
	if kept == "" {
		return words
	}
	return kept
}

// unit is a number and the unit after it, or two groups of its digits, which stay on one line.
var unit = regexp.MustCompile(`(\d) (m²|%|(?:m|km|lx|lm|W|kr|\d{3})\b)`)

// holdUnits holds numbers and their units together. The figure before one match may be the unit
// of the one before that, hence twice.
func holdUnits(words string) string {
	for range 2 {
		words = unit.ReplaceAllString(words, "$1"+held+"$2")
	}
	return words
}

// held stands for a blank where a line must not break.
const held = "\u00a0"

// blank tells where a line may break.
func blank(r rune) bool { return unicode.IsSpace(r) && string(r) != held }

// fold breaks words into lines of at most columns letters, at blanks; a longer word is
// cut.
func fold(words string, columns int) []string {
	var lines []string
	line := ""
	for _, word := range strings.FieldsFunc(holdUnits(words), blank) {
		letters := []rune(word)
		for len(letters) > columns {
			if line != "" {
				lines, line = append(lines, line), ""
			}
			lines, letters = append(lines, string(letters[:columns])), letters[columns:]
		}
		word = string(letters)
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > columns:
			lines, line = append(lines, line), word
		default:
			line += " " + word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	for i := range lines {
		lines[i] = strings.ReplaceAll(lines[i], held, " ")
	}
	return lines
}
