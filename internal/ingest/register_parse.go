package ingest

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
)

func parseRegister(file string, r io.Reader) (RegisterProfile, error) {
	return readYAML(file, r, func(p RegisterProfile, root *yaml.Node) (RegisterProfile, []fault.Field) {
		p = p.withDefaults(file)
		check := registerCheck{profileCheck{root: root}}
		check.all(p)
		return p, check.bad
	})
}

// withDefaults fills in what a profile need not say.
func (p RegisterProfile) withDefaults(file string) RegisterProfile {
	if p.Name == "" {
		p.Name = strings.TrimSuffix(strings.TrimSuffix(file, ".yaml"), ".yml")
	}
	if p.Title.IsZero() {
		p.Title = lang.Same(p.Name)
	}
	if p.Source == "" {
		p.Source = p.Name
	}
	p.codes = map[string]map[string]string{}
	for field, w := range p.Words {
		p.codes[field] = map[string]string{}
		for code, words := range w.Words { // no word has two codes: that is checked
			for _, known := range words {
				p.codes[field][fold(known)] = code
			}
		}
	}
	return p
}

// registerCheck gathers what is wrong with a profile of a register.
type registerCheck struct{ profileCheck }

// mostSource is how long the name of a register may be.
const mostSource = 100

func (c *registerCheck) all(p RegisterProfile) {
	kinds := []string{KindStreets}
	for _, k := range overlay.Kinds {
		kinds = append(kinds, string(k))
	}
	c.oneOf("kind", p.Kind, kinds)
	c.oneOf("format", p.Format, []string{FormatCSV, FormatGeoJSON})
	if p.Format == FormatCSV && slices.Contains([]string{KindStreets, string(overlay.Building), string(overlay.Backdrop)}, p.Kind) {
		c.add([]string{"format"}, "en CSV har bara punkter, och %s är ingen punkt; exportera registret som GeoJSON", "a CSV has points only, and %s is no point; export the register as GeoJSON", p.Kind)
	}
	c.oneOf("decimal", p.Decimal, []string{"", ",", "."})
	c.oneOf("delimiter", p.Delimiter, []string{"", ",", ";", "\t", "|"})
	if ownSource(p.Source) || len(p.Source) > mostSource || p.Source != readableText(p.Source) {
		c.add([]string{"source"}, "registret kan inte heta %q; välj ett eget namn, som elnat", "the register cannot be called %q; choose a name of its own, such as elnat", short(p.Source))
	}
	if p.CRS != 0 {
		c.crs(p.CRS)
	}
	c.fields(p)
	for _, name := range slices.Sorted(maps.Keys(p.Words)) {
		field, ok := p.field("words", name, &c.profileCheck)
		switch {
		case !ok:
		case field.codes == nil && field.code == nil:
			c.add([]string{"words", name}, "fältet har inga koder att översätta till", "the field has no codes to translate to")
		default:
			c.vocabulary(name, p.Words[name], field)
		}
	}
}

// fields checks the keys of columns, scale and constants.
func (c *registerCheck) fields(p RegisterProfile) {
	for _, name := range slices.Sorted(maps.Keys(p.Columns)) {
		p.field("columns", name, &c.profileCheck)
		if len(p.Columns[name]) == 0 || slices.Contains(p.Columns[name], "") {
			c.add([]string{"columns", name}, "skriv kolumnens namn, som [Stolpnr]", "write the column's name, such as [PoleID]")
		}
	}
	if p.Format == FormatCSV {
		for _, name := range []string{"east", "north"} {
			if len(p.Columns[name]) == 0 {
				c.add([]string{"columns", name}, "fältet saknas; skriv vilken kolumn det är", "the field is missing; write which column it is")
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Scale)) {
		if field, ok := p.field("scale", name, &c.profileCheck); ok && !field.number {
			c.add([]string{"scale", name}, "fältet är inget tal", "the field is no number")
		}
		if s := p.Scale[name]; !(s > 0) || math.IsInf(s, 0) {
			c.add([]string{"scale", name}, "skriv ett tal över 0, som 0.3048 för fot", "write a number above 0, such as 0.3048 for feet")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Constants)) {
		if field, ok := p.field("constants", name, &c.profileCheck); ok && !p.understands(field, p.Constants[name]) {
			c.add([]string{"constants", name}, "%q förstås inte eller kan inte stämma; så skulle det bli okänt för alla", "%q is not understood or cannot be true; it would be unknown of all", short(p.Constants[name]))
		}
	}
}

// understands tells whether a word says something of a field.
func (p RegisterProfile) understands(field registerField, text string) bool {
	t := thing{Object: overlay.Object{Kind: overlay.Kind(p.Kind)}}
	t.set(field, p.translate(field, text), p.Decimal, p.Scale[field.name])
	return len(t.Props.Mended) == 0
}

// ownSource tells the sources that no register may take the place of.
func ownSource(source string) bool {
	return source == overlay.SourceOSM || source == overlay.SourceHand
}

// field finds a field that objects of the profile's kind have, or notes that they do not.
func (p RegisterProfile) field(key, name string, c *profileCheck) (registerField, bool) {
	var known []string
	for _, f := range registerFields {
		if !f.of(p.Kind) {
			continue
		}
		if f.name == name {
			return f, true
		}
		known = append(known, f.name)
	}
	c.add([]string{key, name}, "fältet finns inte för %s; välj bland %s", "there is no such field of %s; choose among %s", p.Kind, strings.Join(known, ", "))
	return registerField{}, false
}

// vocabulary checks the words of one field.
func (c *registerCheck) vocabulary(name string, w Words, field registerField) {
	if w.Default != "" && w.Default != wordUnknown && !field.knows(w.Default) {
		c.add([]string{"words", name, "default"}, "koden %q finns inte; välj bland %s eller unknown", "there is no code %q; choose among %s or unknown", w.Default, field.choices())
	}
	seen := map[string]string{}
	for _, code := range slices.Sorted(maps.Keys(w.Words)) {
		path := []string{"words", name, "words", code}
		if code != wordUnknown && !field.knows(code) {
			c.add(path, "koden finns inte; välj bland %s", "there is no such code; choose among %s", field.choices())
		}
		for _, word := range w.Words[code] {
			if first, ok := seen[fold(word)]; ok && first != code {
				c.add(path, "ordet %q betyder redan %s", "the word %q already means %s", word, first)
			}
			seen[fold(word)] = code
		}
	}
}

// sourceOf is the source that the objects of a file get.
func (p RegisterProfile) sourceOf(file string) string {
	base, _, _ := strings.Cut(file[strings.LastIndexAny(file, `/\`)+1:], ".")
	source := strings.ReplaceAll(p.Source, "{file}", base)
	return fmt.Sprintf("%.*s", mostSource, source)
}
