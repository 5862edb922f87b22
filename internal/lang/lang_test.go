package lang_test

import (
	"testing"

	"tryggled/internal/lang"
)

func TestT(t *testing.T) {
	place := lang.T("torget", "the square")
	got := lang.T("%d rapporter vid %s", "%d reports at %s", 3, place)
	want := lang.Text{SV: "3 rapporter vid torget", EN: "3 reports at the square"}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := lang.T("100 %", "100 %"); got.SV != "100 %" {
		t.Errorf("a text without arguments is formatted: %q", got.SV)
	}
}

func TestDecimal(t *testing.T) {
	for v, want := range map[float64]lang.Text{
		3.52:  {SV: "3,5", EN: "3.5"},
		-0.25: {SV: "-0,2", EN: "-0.2"},
		12:    {SV: "12,0", EN: "12.0"},
	} {
		if got := lang.Decimal(v, 1); got != want {
			t.Errorf("Decimal(%v): got %+v, want %+v", v, got, want)
		}
	}
}

func TestIn(t *testing.T) {
	for name, c := range map[string]struct {
		text lang.Text
		lang lang.Lang
		want string
	}{
		"swedish":              {lang.T("hej", "hello"), lang.SV, "hej"},
		"english":              {lang.T("hej", "hello"), lang.EN, "hello"},
		"only swedish there":   {lang.Text{SV: "hej"}, lang.EN, "hej"},
		"only english there":   {lang.Text{EN: "hello"}, lang.SV, "hello"},
		"a name in both":       {lang.Same("Köping"), lang.EN, "Köping"},
		"an unknown language ": {lang.T("hej", "hello"), "de", "hello"},
	} {
		if got := c.text.In(c.lang); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestParse(t *testing.T) {
	for in, want := range map[string]lang.Lang{
		"sv_SE.UTF-8":             lang.SV,
		"en-GB,en;q=0.9,sv;q=0.8": lang.EN,
		"de-DE, sv;q=0.5":         lang.SV,
		"de":                      lang.EN,
		"":                        lang.EN,
	} {
		if got := lang.Parse(in, lang.EN); got != want {
			t.Errorf("Parse(%q): got %s, want %s", in, got, want)
		}
	}
}
