package ingest

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/report"
)

func TestShippedProfiles(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff([]string{"boston-311", "embrace", "police-uk", "polisen"}, ProfileNames()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, name := range ProfileNames() {
		p := mustProfile(t, name)
		if p.Name != name || p.Title.SV == "" || p.Title.EN == "" || p.SourceLine == "" {
			t.Errorf("%s: got name %q, title %v, source line %q", name, p.Name, p.Title, p.SourceLine)
		}
	}
}

// TestEveryCategoryIsUnderstood: Swedish names, English names and codes.
func TestEveryCategoryIsUnderstood(t *testing.T) {
	t.Parallel()
	words := newWordTable(mustProfile(t, "embrace").Categories, categoryWords())
	for _, c := range report.Categories() {
		for _, word := range []string{c.Code, c.Name.SV, c.Name.EN, "  " + strings.ToUpper(c.Name.SV) + " "} {
			if got, bad := words.code(word); bad != nil || got != c.Code {
				t.Errorf("%q: got %q, want %q", word, got, c.Code)
			}
		}
	}
	if got, _ := words.code("o\u0308dsligt"); got != "desolate_place" { // ö as a Mac writes it
		t.Errorf("decomposed ö: got %q", got)
	}
}

func TestProfileFaults(t *testing.T) {
	t.Parallel()
	const fine = "format: csv\nsource: embrace\naccuracy_m: 10\ncolumns: {from: [a], category: [b], east: [c], north: [d]}\n"
	if _, err := parseProfile("profil", strings.NewReader(fine)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, text, field, says string }{
		{"empty", "", "profil", "empty"},
		{"unknown key", fine + "colums: {}\n", "colums", "line 5"},
		{"unknown nested key", fine + "categories:\n  word: {}\n", "word", "line 6"},
		{"no YAML", "a: [", "yaml", "not understood"},
		{"wrong type", fine + "times: 7\n", "yaml", "line 5"},
		{"a list", "- a\n", "yaml", "line 1"},
		{"format", strings.Replace(fine, "csv", "pdf", 1), "format", "line 1"},
		{"source", strings.Replace(fine, "embrace", "moon", 1), "source", "line 2"},
		{"accuracy", strings.Replace(fine, "10", "-1", 1), "accuracy_m", "line 3"},
		{"accuracy that is none", strings.Replace(fine, "10", ".nan", 1), "accuracy_m", "line 3"},
		{"unknown field", strings.Replace(fine, "from", "when", 1), "columns.when", "line 4"},
		{"missing field", strings.Replace(fine, "from: [a], ", "", 1), "columns.from", "line 4"},
		{"field without spelling", strings.Replace(fine, "[a]", "[]", 1), "columns.from", "line 4"},
		{"time format", fine + "times: [\"2006-01-02\"]\n", "times", "line 5"},
		{"time zone", fine + "time_zone: Mars/Base\n", "time_zone", "line 5"},
		{"crs", fine + "crs: EPSG:4\n", "crs", "line 5"},
		{"crs in words", fine + "crs: SWEREF\n", "yaml", "EPSG:3006"},
		{"delimiter", fine + "delimiter: x\n", "delimiter", "line 5"},
		{"interval", fine + "interval: week\n", "interval", "line 5"},
		{"interval without end", fine + "interval: from_to\n", "columns.to", "line 4"},
		{"category", fine + "categories:\n  words:\n    moon: [x]\n", "categories.words.moon", "line 7"},
		{"default category", fine + "categories:\n  default: moon\n", "categories.default", "line 6"},
		{"word of two categories", fine + "categories:\n  words:\n    fire: [Brand]\n    other: [ brand ]\n", "categories.words.other", "line 8"},
		{"severity", fine + "severity:\n  words:\n    \"6\": [x]\n", "severity.words.6", "line 7"},
		{"reporter", fine + "reporter_kinds:\n  default: king\n", "reporter_kinds.default", "line 6"},
		{"too large", strings.Repeat("#", maxProfileBytes+1), "profil", "1 MB"},
	} {
		_, err := parseProfile("profil", strings.NewReader(c.text))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "; "+c.field+": ") || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %s: … %s", c.name, err, c.field, c.says)
		}
	}
}

func TestLoadProfile(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"min.yaml":   {Data: []byte("format: polisen\nsource: police\naccuracy_m: 10000\n")},
		"wrong.yaml": {Data: []byte("formt: polisen\n")},
	}
	if p, err := LoadProfile("min.yaml", files.Open); err != nil || p.Name != "min" {
		t.Errorf("got %q, %v", p.Name, err)
	}
	if p, err := LoadProfile("embrace", files.Open); err != nil || p.Name != "embrace" {
		t.Errorf("got %q, %v", p.Name, err)
	}
	for name, says := range map[string]string{
		"wrong.yaml": "wrong.yaml", "moon": "boston-311, embrace, police-uk, polisen", "moon.yaml": "there is no file moon.yaml", "folder/": "folder/",
	} {
		if _, err := LoadProfile(name, files.Open); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v, want Invalid saying %q", name, err, says)
		}
	}
	// What comes from outside may name shipped profiles only.
	if _, err := ShippedProfile("min.yaml"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a file as a shipped profile: got %v, want Invalid", err)
	}
}

func FuzzProfile(f *testing.F) {
	for _, name := range ProfileNames() {
		raw, err := shipped.ReadFile("profiles/" + name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(raw))
	}
	f.Add("a: &a [*a]")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parseProfile("profil", strings.NewReader(text))
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("got %v, want invalid", err)
			}
			return
		}
		if _, err := newReportMapper(ReportOptions{Profile: p, Municipality: kopingTown()}); err != nil {
			t.Errorf("an accepted profile cannot be used: %v", err)
		}
	})
}

func FuzzEmbrace(f *testing.F) {
	f.Add(embraceHeader + "1;klotter;;2026-11-20;;;6597400;556300;;;;;;;\n")
	f.Add("\xef\xbb\xbf" + embraceHeader + "\"\n;;\n")
	f.Add("\"")
	o := ReportOptions{Profile: mustProfile(f, "embrace"), Municipality: kopingTown(), Extent: kopingExtent}
	f.Fuzz(func(t *testing.T, content string) { checkSequence(t, o, content) })
}
