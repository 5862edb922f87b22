// Package fault names what went wrong in words a person can act on: a kind, a text in
// Swedish and English, and the fields at fault. It knows nothing of how HTTP or the
// command line says it; any error that is not a fault is internal.
package fault

import (
	"errors"
	"strings"

	"tryggled/internal/lang"
)

// Kind is a class of error.
type Kind int

// The kinds. Internal is the kind of every error that is not a fault.
const (
	Internal Kind = iota
	Invalid
	NotFound
	Conflict
	Unauthenticated
	Forbidden
	Unavailable
	TooMany // asked more often than is fair
)

// Error is an error that a person can act on.
type Error struct {
	Kind   Kind
	Text   lang.Text // what is wrong, where, and how to mend it
	Fields []Field   // for Invalid: the values at fault
	Err    error     // the cause, if any; logged, never shown
}

// Field is one value at fault.
type Field struct {
	Name string    `json:"name"`
	Text lang.Text `json:"text"`
}

// New makes an error of a kind.
func New(kind Kind, text lang.Text, fields ...Field) *Error {
	return &Error{Kind: kind, Text: text, Fields: fields}
}

// Wrap makes an error of a kind with the cause behind it.
func Wrap(kind Kind, err error, text lang.Text) *Error {
	return &Error{Kind: kind, Text: text, Err: err}
}

// Error gives the English text, the fields and the cause, for the log.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Say(lang.EN)
	}
	return e.Say(lang.EN) + ": " + e.Err.Error()
}

// Say gives the text and the fields in a language. The cause is left out: it may hold
// what only the log should see.
func (e *Error) Say(l lang.Lang) string {
	parts := []string{e.Text.In(l)}
	for _, f := range e.Fields {
		parts = append(parts, f.Name+": "+f.Text.In(l))
	}
	return strings.Join(parts, "; ")
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of the first fault in err's chain, or Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is a fault of the kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }
