package httpapi

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// mismatch is the fault of a request that is not as the description says; nil where
// nothing is wrong.
func mismatch(bad []fault.Field) error {
	if len(bad) == 0 {
		return nil
	}
	slices.SortStableFunc(bad, func(a, b fault.Field) int { return cmp.Compare(a.Name, b.Name) })
	return fault.New(fault.Invalid, lang.T(
		"Anropet stämmer inte med beskrivningen av API:et.", "The request is not as the API's description says."), bad...)
}

// explain says in words of ours what the validator found. Its own words hold the whole
// schema and what was sent.
func explain(err error) error {
	if limit := tooLarge(err); fault.KindOf(limit) != fault.Internal {
		return limit
	}
	var bad []fault.Field
	for _, e := range flatten(err) {
		var request *openapi3filter.RequestError
		if !errors.As(e, &request) {
			return fmt.Errorf("validate request: %w", e)
		}
		if p := request.Parameter; p != nil && p.In == openapi3.ParameterInPath {
			return nowhere(p)
		}
		bad = append(bad, fieldsOf(request)...)
	}
	return mismatch(bad)
}

// nowhere is the fault of an address with an impossible part.
func nowhere(p *openapi3.Parameter) error {
	f := fault.New(fault.NotFound, lang.T(
		"Adressen leder ingenstans.", "The address leads nowhere."),
		fault.Field{Name: p.Name, Text: sayValue(p.Schema.Value)})
	return statusError{http.StatusNotFound, f}
}

func flatten(err error) []error {
	many, ok := err.(openapi3.MultiError)
	if !ok {
		return []error{err}
	}
	var flat []error
	for _, e := range many {
		flat = append(flat, flatten(e)...)
	}
	return flat
}

func fieldsOf(e *openapi3filter.RequestError) []fault.Field {
	at, schema := "", (*openapi3.Schema)(nil)
	if e.Parameter != nil {
		at, schema = e.Parameter.Name, e.Parameter.Schema.Value
	}
	if errors.Is(e.Err, openapi3filter.ErrInvalidRequired) {
		return []fault.Field{{Name: cmp.Or(at, "body"), Text: lang.T("saknas", "is missing")}}
	}
	var bad []fault.Field
	for _, cause := range flatten(e.Err) {
		var s *openapi3.SchemaError
		switch {
		case errors.As(cause, &s):
			path := append(s.JSONPointer(), unsupported(s)...)
			bad = append(bad, fault.Field{Name: cmp.Or(member(at, path), "body"), Text: saySchema(s)})
		case schema != nil:
			bad = append(bad, fault.Field{Name: at, Text: sayValue(schema)})
		default:
			bad = append(bad, fault.Field{Name: "body", Text: lang.T(
				"går inte att läsa som JSON", "cannot be read as JSON")})
		}
	}
	return slices.Compact(bad) // a number under an exclusive bound breaks two rules at once
}

// unsupported is the name of a member that an object may not have, which the validator
// tells only in its own words.
func unsupported(s *openapi3.SchemaError) []string {
	_, quoted, ok := strings.Cut(s.Reason, "property ")
	if !ok || s.SchemaField != "properties" {
		return nil
	}
	quoted, err := strconv.QuotedPrefix(quoted)
	if err != nil {
		return nil
	}
	name, err := strconv.Unquote(quoted)
	if err != nil {
		return nil
	}
	return []string{name}
}

// member names a value within a body or a parameter, such as teams[0].size.
func member(at string, path []string) string {
	for _, key := range path {
		key = printable(key)
		switch {
		case strings.Trim(key, "0123456789") == "":
			at += "[" + key + "]"
		case at == "":
			at = key
		default:
			at += "." + key
		}
	}
	return at
}

// saySchema says which rule a value breaks, and so how to mend it.
func saySchema(e *openapi3.SchemaError) lang.Text {
	switch e.SchemaField {
	case "required":
		return lang.T("saknas", "is missing")
	case "properties", "additionalProperties":
		names := propertyNames(e.Schema)
		return lang.T("finns inte; välj bland %s", "is unknown; choose among %s", names)
	case "nullable":
		return lang.T("får inte vara null", "must not be null")
	}
	return sayValue(e.Schema)
}

// sayValue says what a value must be.
func sayValue(s *openapi3.Schema) lang.Text {
	switch {
	case s == nil:
		return lang.T("stämmer inte med beskrivningen", "is not as described")
	case len(s.Enum) > 0:
		list := enumeration(s.Enum)
		return lang.T("ska vara ett av %s", "must be one of %s", list)
	case s.Type.Is(openapi3.TypeInteger):
		return sayNumber(s, lang.T("ett heltal", "a whole number"))
	case s.Type.Is(openapi3.TypeNumber):
		return sayNumber(s, lang.T("ett tal", "a number"))
	case s.Type.Is(openapi3.TypeBoolean):
		return lang.T("ska vara true eller false", "must be true or false")
	case s.Type.Is(openapi3.TypeString):
		return sayString(s)
	case s.Type.Is(openapi3.TypeArray):
		return sayArray(s)
	}
	return lang.T("ska vara ett JSON-objekt", "must be a JSON object")
}

func sayNumber(s *openapi3.Schema, what lang.Text) lang.Text {
	switch {
	case s.Min != nil && s.Max != nil:
		low, high := number(*s.Min), number(*s.Max)
		return lang.T("ska vara %s från %s till %s", "must be %s from %s to %s", what, low, high)
	case s.Min != nil && s.ExclusiveMin.IsTrue():
		return lang.T("ska vara %s större än %s", "must be %s greater than %s", what, number(*s.Min))
	case s.Min != nil:
		return lang.T("ska vara %s, minst %s", "must be %s, at least %s", what, number(*s.Min))
	}
	return lang.T("ska vara %s", "must be %s", what)
}

func sayString(s *openapi3.Schema) lang.Text {
	switch {
	case s.Pattern != "":
		return lang.T("ska ha formen %s", "must have the form %s", s.Pattern)
	case s.MaxLength != nil:
		return lang.T("ska vara text, %d till %d tecken", "must be text, %d to %d characters", s.MinLength, *s.MaxLength)
	}
	return lang.T("ska vara text", "must be text")
}

func sayArray(s *openapi3.Schema) lang.Text {
	if s.MaxItems == nil {
		return lang.T("ska vara en lista", "must be a list")
	}
	return lang.T("ska vara en lista, %d till %d värden", "must be a list, %d to %d values", s.MinItems, *s.MaxItems)
}

func propertyNames(s *openapi3.Schema) string {
	names := make([]string, 0, len(s.Properties))
	for name := range s.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

func enumeration(values []any) string {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = fmt.Sprint(v)
	}
	return strings.Join(names, ", ")
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
