package ingest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"tryggled/internal/overlay"
)

// read takes what a feature says: by the profile, or else what OSM's keys say and over it
// what ours do.
func (o *overlayReader) read(f feature) thing {
	var t thing
	if o.Profile != nil {
		t = thing{Object: overlay.Object{Kind: o.Kind}}
		for _, v := range o.Profile.values(f) {
			t.set(v.field, v.text, o.Profile.Decimal, o.Profile.Scale[v.field.name])
			delete(o.silent, v.field.name)
		}
	} else {
		t = o.plain(f)
	}
	t.Source = o.source()
	t.halfM = cmp.Or(t.halfM, t.lineHalfM())
	t.finish()
	return t
}

// fieldWord is what a file says of a field.
type fieldWord struct {
	field registerField
	text  string
}

// values are what a feature says of each field, translated into our codes.
func (p *RegisterProfile) values(f feature) (all []fieldWord) {
	for _, field := range registerFields {
		if !field.of(p.Kind) {
			continue
		}
		text := wordOf(f, p.Columns[field.name]...)
		if text == "" {
			text = p.Constants[field.name]
		}
		if text != "" {
			all = append(all, fieldWord{field, p.translate(field, text)})
		}
	}
	return all
}

// translate gives the code for a word of a source: that of the profile, else one that is
// understood anyway, else the profile's default, else the word itself.
func (p *RegisterProfile) translate(field registerField, text string) string {
	if code := p.codes[field.name][fold(text)]; code != "" {
		return code
	}
	if code := word(field, text); code != "" {
		return code
	}
	return cmp.Or(p.Words[field.name].Default, text)
}

// wordOf is the first of some properties that says anything.
func wordOf(f feature, keys ...string) string {
	for _, k := range keys {
		v, _ := f.prop(k)
		switch v := v.(type) {
		case bool:
			return map[bool]string{true: "yes", false: "no"}[v]
		case json.RawMessage: // of several parts: kept as text, or noted as not understood
			if s := short(string(v)); s != "[]" && s != "{}" {
				return s
			}
		default:
			if s := textOf(v); s != "" {
				return s
			}
		}
	}
	return ""
}

// plainKeys are other names for our fields in files without a profile.
var plainKeys = map[string][]string{
	"external_id": {"id", "@id", "external_id"},
	"dwelling":    {"dwelling", "bostad"},
}

// shapefileKey is how much of a column's name is left where a file has been a shapefile.
const shapefileKey = 10

// plain reads a feature without a profile.
func (o *overlayReader) plain(f feature) thing {
	t := o.fromTags(f.tags())
	for _, field := range registerFields {
		keys := plainKeys[field.name]
		if keys == nil {
			keys = []string{field.name}
		}
		if len(field.name) > shapefileKey {
			keys = append(slices.Clone(keys), field.name[:shapefileKey])
		}
		if field.of(string(o.Kind)) {
			t.set(field, wordOf(f, keys...), "", 0)
		}
	}
	if o.Kind == overlay.Lamp {
		switch v := wordOf(f, "broken", "trasig"); folded["yesno"][fold(v)] {
		case "yes":
			t.Props.Status = overlay.Broken
		case "no":
			t.Props.Status = overlay.Working
		default:
			if v != "" {
				t.note(ruleUnclear)
				t.puzzles = append(t.puzzles, fmt.Sprintf("broken %q", quoted(v)))
			}
		}
	}
	t.ExternalID = cmp.Or(t.ExternalID, f.id)
	return t
}

// fromTags reads OSM's keys. Features of a file of one kind need not say their kind.
func (o *overlayReader) fromTags(tags map[string]string) thing {
	for _, t := range classify(tags) {
		if t.Kind == o.Kind {
			return t
		}
	}
	switch o.Kind {
	case overlay.Lamp:
		return lamp(tags)
	case overlay.Camera:
		return camera(tags)
	case overlay.Building:
		return newThing(overlay.Building, "", tags, houseTags...)
	case overlay.Vegetation:
		return newThing(overlay.Vegetation, "", tags, greenTags...)
	}
	return thing{Object: overlay.Object{Kind: o.Kind}}
}

// lineHalfM is half the width of a thing drawn as a line where it is not said, in metres.
func (t *thing) lineHalfM() float64 {
	switch t.Kind {
	case overlay.Building:
		return wallHalfM
	case overlay.Vegetation:
		for _, d := range overlay.GreenDefaults {
			if d.Class == t.Props.Class {
				return d.SpreadM / 2
			}
		}
		return 1
	case overlay.Backdrop:
		t.Props.Class = cmp.Or(t.Props.Class, "water")
		if t.Props.Class == "rail" {
			return 1.5
		}
		return waterWidthM("river") / 2
	}
	return 0
}
