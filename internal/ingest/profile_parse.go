package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

func parseProfile(file string, r io.Reader) (Profile, error) {
	return readYAML(file, r, func(p Profile, root *yaml.Node) (Profile, []fault.Field) {
		p = p.withDefaults(file)
		check := profileCheck{root: root}
		check.all(p)
		return p, check.bad
	})
}

// readYAML reads a profile and lets finish fill it in and check it.
func readYAML[P any](file string, r io.Reader, finish func(p P, root *yaml.Node) (P, []fault.Field)) (p P, err error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxProfileBytes+1))
	if err != nil {
		return p, fmt.Errorf("read profile %s: %w", file, err)
	}
	if len(raw) > maxProfileBytes {
		return p, badProfile(file, fault.Field{Name: "profil", Text: lang.T(
			"filen är större än 1 MB; är det en mappningsprofil?", "the file is larger than 1 MB; is it a mapping profile?")})
	}
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	decoder.KnownFields(true)
	if err := decoder.Decode(&p); err != nil {
		return p, badProfile(file, yamlFaults(err)...)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(raw, &root); err != nil {
		return p, badProfile(file, yamlFaults(err)...)
	}
	p, bad := finish(p, &root)
	if len(bad) > 0 {
		var none P
		return none, badProfile(file, bad...)
	}
	return p, nil
}

func badProfile(file string, bad ...fault.Field) error {
	return fault.New(fault.Invalid, lang.T("mappningsprofilen %s går inte att använda",
		"the mapping profile %s cannot be used", file), bad...)
}

var unknownKey = regexp.MustCompile(`^line (\d+): field (.*) not found in type `)

// yamlFaults puts what the YAML library says in words.
func yamlFaults(err error) (bad []fault.Field) {
	if errors.Is(err, io.EOF) {
		return []fault.Field{{Name: "profil", Text: lang.T("filen är tom", "the file is empty")}}
	}
	said := []string{strings.TrimPrefix(err.Error(), "yaml: ")}
	if wrong, ok := errors.AsType[*yaml.TypeError](err); ok {
		said = wrong.Errors
	}
	for _, s := range said {
		if m := unknownKey.FindStringSubmatch(s); m != nil {
			bad = append(bad, fault.Field{Name: m[2], Text: lang.T(
				"rad %s: nyckeln finns inte; se efter stavning och indrag",
				"line %s: there is no such key; check spelling and indentation", m[1])})
			continue
		}
		bad = append(bad, fault.Field{Name: "yaml", Text: lang.T("förstås inte: %s", "is not understood: %s", s)})
	}
	return bad
}

// profileCheck gathers what is wrong with a profile, by the lines of its file.
type profileCheck struct {
	root *yaml.Node
	bad  []fault.Field
}

// add notes that the value at a path of keys is wrong.
func (c *profileCheck) add(path []string, sv, en string, args ...any) {
	text := lang.T(sv, en, args...)
	line := lineOf(c.root, path)
	c.bad = append(c.bad, fault.Field{
		Name: strings.Join(path, "."),
		Text: lang.Text{SV: fmt.Sprintf("rad %d: %s", line, text.SV), EN: fmt.Sprintf("line %d: %s", line, text.EN)},
	})
}

// lineOf is the line of the deepest key of a path that the file has.
func lineOf(n *yaml.Node, path []string) int {
	if n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
		n = n.Content[0]
	}
	line := max(n.Line, 1)
	for _, key := range path {
		found := false
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				line, n, found = n.Content[i].Line, n.Content[i+1], true
				break
			}
		}
		if !found {
			break
		}
	}
	return line
}

func (c *profileCheck) all(p Profile) {
	formats := []string{FormatCSV, FormatXLSX, FormatGeoJSON, FormatPolisen}
	c.oneOf("format", p.Format, formats)
	c.oneOf("interval", p.Interval, []string{IntervalInstant, IntervalMonth, IntervalFromTo})
	c.oneOf("decimal", p.Decimal, []string{"", ",", "."})
	c.oneOf("delimiter", p.Delimiter, []string{"", ",", ";", "\t", "|"})
	if !slices.Contains(report.Sources(), p.Source) {
		c.add([]string{"source"}, "källan %q finns inte; välj en av %v", "there is no source %q; choose one of %v", p.Source, report.Sources())
	}
	if _, err := time.LoadLocation(p.TimeZone); err != nil || p.TimeZone == "Local" {
		c.add([]string{"time_zone"}, "tidszonen %q är okänd; skriv som Europe/Stockholm",
			"the time zone %q is unknown; write it as Europe/Stockholm", p.TimeZone)
	}
	for _, pattern := range p.Times {
		if _, err := compileTime(pattern); err != nil {
			c.add([]string{"times"}, "tidsformatet %q förstås inte; skriv som YYYY-MM-DD hh:mm",
				"the time format %q is not understood; write it as YYYY-MM-DD hh:mm", pattern)
		}
	}
	c.crs(p.CRS)
	c.columns(p)
	c.words(p)
}

func (c *profileCheck) crs(crs geo.CRS) {
	if geographic(crs) {
		return
	}
	if _, err := geo.NewProjector(crs); err != nil {
		c.add([]string{"crs"}, "%s är okänt; skriv EPSG:4326 för longitud och latitud eller ett metriskt, som EPSG:3006",
			"%s is unknown; write EPSG:4326 for longitude and latitude or a metric one, such as EPSG:3006", crs)
	}
}

func (c *profileCheck) oneOf(key, got string, all []string) {
	if !slices.Contains(all, got) {
		c.add([]string{key}, "%q går inte; välj ett av %q", "%q will not do; choose one of %q", got, all)
	}
}

func (c *profileCheck) columns(p Profile) {
	for _, name := range slices.Sorted(maps.Keys(p.Columns)) {
		if !slices.Contains(fieldNames[:], name) {
			c.add([]string{"columns", name}, "fältet finns inte; välj bland %s", "there is no such field; choose among %s",
				strings.Join(fieldNames[:], ", "))
		}
		if len(p.Columns[name]) == 0 || slices.Contains(p.Columns[name], "") {
			c.add([]string{"columns", name}, "skriv kolumnens namn, som [Kategori]", "write the column's name, such as [Kategori]")
		}
	}
	if p.Format == FormatPolisen {
		return
	}
	needed := []string{"from"}
	if p.Categories.Default == "" {
		needed = append(needed, "category")
	}
	if p.table() {
		needed = append(needed, "east", "north")
	}
	if p.Interval == IntervalFromTo {
		needed = append(needed, "to")
	}
	for _, name := range needed {
		if _, ok := p.Columns[name]; !ok {
			c.add([]string{"columns", name}, "fältet saknas; skriv vilken kolumn det är", "the field is missing; write which column it is")
		}
	}
}

func (c *profileCheck) words(p Profile) {
	if !(p.AccuracyM > 0 && p.AccuracyM <= report.MaxAccuracyM) {
		c.add([]string{"accuracy_m"}, "skriv hur noga platsen är i meter, mer än 0 och högst %d; det gäller där ingen kolumn säger det",
			"write how exact the place is in metres, more than 0 and at most %d; it counts where no column says it", report.MaxAccuracyM)
	}
	c.table("categories", p.Categories, func(code string) bool {
		_, ok := report.CategoryOf(code)
		return ok
	})
	c.table("discovery", p.Discovery, func(code string) bool {
		return code == string(report.Told) || code == string(report.PatrolSeen)
	})
	c.table("reporter_kinds", p.ReporterKinds, func(code string) bool {
		return slices.Contains(report.ReporterKinds(), report.ReporterKind(code))
	})
	c.table("severity", p.Severity, func(code string) bool {
		n, err := strconv.Atoi(code)
		return err == nil && n >= 1 && n <= report.MaxSeverity
	})
}

func (c *profileCheck) table(key string, w Words, known func(string) bool) {
	if w.Default != "" && !known(w.Default) {
		c.add([]string{key, "default"}, "koden %q finns inte", "there is no code %q", w.Default)
	}
	seen := map[string]string{}
	for _, code := range slices.Sorted(maps.Keys(w.Words)) {
		if !known(code) {
			c.add([]string{key, "words", code}, "koden finns inte", "there is no such code")
		}
		for _, word := range w.Words[code] {
			if first, ok := seen[fold(word)]; ok && first != code {
				c.add([]string{key, "words", code}, "ordet %q betyder redan %s", "the word %q already means %s", word, first)
			}
			seen[fold(word)] = code
		}
	}
}
