package ingest

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// property is what a feature says: a text, a number or a truth, and the text itself of
// anything that is made of several, which as values would take many times its length.
type property struct{ value any }

// UnmarshalJSON implements json.Unmarshaler.
func (p *property) UnmarshalJSON(text []byte) error {
	if text[0] == '{' || text[0] == '[' {
		p.value = json.RawMessage(bytes.Clone(text))
		return nil
	}
	if text[0] == '-' || text[0] >= '0' && text[0] <= '9' {
		p.value = json.Number(text)
		return nil
	}
	return json.Unmarshal(text, &p.value)
}

// prop finds a property whatever the case of its name; empty where it is missing.
func (f feature) prop(keys ...string) (value any, key string) {
	for _, k := range keys {
		if v, ok := f.props[k]; ok && v != nil {
			return v, k
		}
	}
	for _, k := range keys {
		found := ""
		for have, v := range f.props {
			if v != nil && strings.EqualFold(have, k) && (found == "" || have < found) {
				found = have
			}
		}
		if found != "" {
			return f.props[found], found
		}
	}
	return nil, ""
}

// text is a property as text.
func (f feature) text(keys ...string) string {
	v, _ := f.prop(keys...)
	return textOf(v)
}

// tags are the properties as OSM would write them: true is yes, false is no.
func (f feature) tags() map[string]string {
	tags := make(map[string]string, len(f.props))
	for k, v := range f.props {
		switch v := v.(type) {
		case bool:
			tags[k] = map[bool]string{true: "yes", false: "no"}[v]
		default:
			if s := textOf(v); s != "" {
				tags[k] = s
			}
		}
	}
	return tags
}

// textOf is a string or a number as text, and empty for anything else. Signs that no text
// holds and no database takes are left out.
func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return readableText(v)
	case json.Number:
		return numberText(v.String())
	}
	return ""
}

// numberText is a number without an exponent or decimals that say nothing. A whole one keeps
// all its digits: as a float64, ids of more than 15 would change.
func numberText(s string) string {
	if !strings.ContainsAny(s, ".eE") {
		return s
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
