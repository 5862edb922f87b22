package httpapi

import (
	"cmp"
	"errors"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// input reads values that the description cannot check whole, and gathers what is wrong
// with them.
type input struct {
	m   municipality.Municipality
	bad []fault.Field
}

// instant reads a time; empty is the zero time.
func (in *input) instant(name, value string) time.Time {
	if value == "" {
		return time.Time{}
	}
	t, err := in.m.Instant(value)
	in.note(name, err)
	return t
}

// projector converts between degrees and the municipality's metres.
func (in *input) projector() (*geo.Projector, error) { return geo.NewProjector(in.m.CRS) }

// box reads a bbox parameter.
func (in *input) box(value string) box {
	b, err := parseBBox(value)
	in.note("bbox", err)
	return b
}

// note keeps what a fault says about a value.
func (in *input) note(name string, err error) {
	var f *fault.Error
	switch {
	case err == nil:
	case errors.As(err, &f) && len(f.Fields) > 0:
		in.bad = append(in.bad, f.Fields...)
	case errors.As(err, &f):
		in.wrong(name, f.Text)
	default:
		in.wrong(name, lang.Same(err.Error()))
	}
}

func (in *input) wrong(name string, text lang.Text) {
	in.bad = append(in.bad, fault.Field{Name: name, Text: text})
}

// err is everything that was wrong, as one fault; nil where nothing was.
func (in *input) err() error { return mismatch(in.bad) }

// orLang is the language asked for by name, or the request's own.
func orLang[L ~string](named L, request lang.Lang) lang.Lang {
	return cmp.Or(lang.Lang(named), request)
}
