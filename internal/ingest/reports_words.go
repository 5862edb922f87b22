package ingest

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// fold makes words comparable: capitals, spaces and underscores do not count, nor how
// å, ä and ö are put together.
func fold(s string) string {
	if plainWord(s) {
		return s
	}
	if !ascii(s) {
		s = norm.NFC.String(s)
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToLower(s), "_", " ")), " ")
}

// plainWord tells a word that fold leaves as it is.
func plainWord(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return true
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// maxKnownSpellings bounds how many spellings a wordTable remembers beside its own.
const maxKnownSpellings = 1000

// wordTable looks up the words of a source.
type wordTable struct {
	codes     map[string]string // by folded word
	spellings map[string]string // by the word as it was written before
	fallback  string
	accepted  lang.Text // words to name in a reason
}

// newWordTable makes a table of a profile's words. Codes are words of their own.
func newWordTable(w Words, own map[string]string) *wordTable {
	t := &wordTable{codes: map[string]string{}, spellings: map[string]string{}, fallback: w.Default}
	maps.Copy(t.codes, own)
	var accepted []string
	for _, code := range slices.Sorted(maps.Keys(w.Words)) {
		for _, word := range w.Words[code] {
			t.codes[fold(word)] = code
		}
		if len(w.Words[code]) > 0 {
			accepted = append(accepted, w.Words[code][0])
		}
	}
	if len(accepted) == 0 {
		accepted = slices.Sorted(maps.Keys(own))
	}
	t.accepted = lang.Same(strings.Join(accepted, ", "))
	return t
}

// code is what a word means; empty for an empty word without a default.
func (t *wordTable) code(word string) (string, *problem) {
	if code, ok := t.spellings[word]; ok {
		return code, nil
	}
	folded := fold(word)
	code, ok := t.codes[folded]
	switch {
	case ok:
	case folded == "" || t.fallback != "":
		code = t.fallback
	default:
		return "", mend("ordet %q är okänt; skriv ett av %s, eller lägg till det i mappningsprofilen",
			"the word %q is unknown; write one of %s, or add it to the mapping profile",
			quoted(word), t.accepted)
	}
	if len(t.spellings) < maxKnownSpellings {
		t.spellings[strings.Clone(word)] = code
	}
	return code, nil
}

// categoryNames are the names of all categories, to name in a reason.
func categoryNames() lang.Text {
	var sv, en []string
	for _, c := range report.Categories() {
		sv, en = append(sv, c.Name.SV), append(en, c.Name.EN)
	}
	return lang.Text{SV: strings.Join(sv, " · "), EN: strings.Join(en, " · ")}
}

// categoryWords are the codes and names of the categories, in both languages.
func categoryWords() map[string]string {
	own := map[string]string{}
	for _, c := range report.Categories() {
		own[fold(c.Code)], own[fold(c.Name.SV)], own[fold(c.Name.EN)] = c.Code, c.Code, c.Code
	}
	return own
}

func sameWords[T ~string](codes ...T) map[string]string {
	own := map[string]string{}
	for _, c := range codes {
		own[fold(string(c))] = string(c)
	}
	return own
}
