package orienteering

import (
	"bytes"
	"io"
	"math"
	"path/filepath"
	"strings"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// NameOf is what a file's instance is called: its name without folder and ending.
func NameOf(file string) string {
	base := filepath.Base(file)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// Read reads an instance of either kind, which it tells by the content. It returns Invalid,
// naming file and line or field, for what is no instance or cannot be reckoned with.
func Read(file string, r io.Reader) (Instance, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return Instance{}, fault.Wrap(fault.Invalid, err, lang.T("%s går inte att läsa; ange en instansfil", "%s cannot be read; give a file with an instance", file))
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	var i Instance
	switch begins := bytes.TrimSpace(text); {
	case len(begins) == 0:
		return Instance{}, wrong(file, lang.T("filen är tom", "the file is empty"))
	case begins[0] == '{':
		i, err = readPatrol(file, text)
	default:
		i, err = readTOP(file, string(text))
	}
	if err != nil {
		return Instance{}, err
	}
	return i, nil
}

// wrong says what is wrong with a file.
func wrong(file string, what lang.Text) error {
	return fault.New(fault.Invalid, lang.T("%s: %s", "%s: %s", file, what))
}

// between tells whether a number is one, from 0 to most.
func between(v, most float64) bool { return v >= 0 && v <= most }

// finite tells whether a number is one, of a size that can be reckoned with.
func finite(v float64) bool { return math.Abs(v) <= mostTime }
