// Package lang holds texts in the two languages of the product, Swedish and English.
// Every sentence that a person may read is a Text; the edges choose the language.
package lang

import (
	"fmt"
	"strconv"
	"strings"
)

// Lang is a language of the interface.
type Lang string

// The languages that the interface speaks.
const (
	SV Lang = "sv"
	EN Lang = "en"
)

// Text is one sentence or name in both languages.
type Text struct {
	SV string `json:"sv" yaml:"sv"`
	EN string `json:"en" yaml:"en"`
}

// T formats the same arguments into a Swedish and an English text. Arguments that are
// themselves a Text are put in the language of the sentence around them.
func T(sv, en string, args ...any) Text {
	return Text{SV: format(SV, sv, args), EN: format(EN, en, args)}
}

// Same is a text that reads alike in both languages, such as a street name.
func Same(s string) Text { return Text{SV: s, EN: s} }

// Decimal writes a number as each language does: 3,5 in Swedish and 3.5 in English.
func Decimal(v float64, digits int) Text {
	s := strconv.FormatFloat(v, 'f', digits, 64)
	return Text{SV: strings.Replace(s, ".", ",", 1), EN: s}
}

// In returns the text in the language l, or in the other one where l is missing.
func (t Text) In(l Lang) string {
	if (l == SV && t.SV != "") || t.EN == "" {
		return t.SV
	}
	return t.EN
}

// IsZero reports whether the text is empty in both languages.
func (t Text) IsZero() bool { return t == Text{} }

// Parse picks the language of an Accept-Language header or of a locale such as
// sv_SE.UTF-8: the first of the two languages that is named, or fallback.
func Parse(s string, fallback Lang) Lang {
	for part := range strings.SplitSeq(s, ",") {
		tag := strings.ToLower(strings.TrimSpace(part))
		switch {
		case strings.HasPrefix(tag, "sv"):
			return SV
		case strings.HasPrefix(tag, "en"):
			return EN
		}
	}
	return fallback
}

func format(l Lang, pattern string, args []any) string {
	if len(args) == 0 {
		return pattern
	}
	local := make([]any, len(args))
	for i, a := range args {
		if t, ok := a.(Text); ok {
			a = t.In(l)
		}
		local[i] = a
	}
	return fmt.Sprintf(pattern, local...)
}
