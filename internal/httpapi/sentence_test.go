package httpapi

import (
	"html/template"
	"strings"
	"testing"

	"tryggled/internal/lang"
)

// A page says an error as a sentence; the texts themselves begin small, since they also
// stand after a name or a colon.
func TestErrorsAreSentencesOnPages(t *testing.T) {
	t.Parallel()
	said := template.Must(template.New("").Funcs(wordsIn(lang.SV)).Parse(`{{sentence .}}`))
	for text, want := range map[string]string{
		"":                     "",
		"länken gäller inte":   "Länken gäller inte.",
		"åter om en timme.":    "Åter om en timme.",
		"Fråga den som vet.":   "Fråga den som vet.",
		"två roller; välj en.": "Två roller; välj en.",
	} {
		var b strings.Builder
		if err := said.Execute(&b, lang.Same(text)); err != nil || b.String() != want {
			t.Errorf("%q: got %q, %v, want %q", text, b.String(), err, want)
		}
	}
}
