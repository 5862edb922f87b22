package ingest

import (
	"bufio"
	"errors"
	"io"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// openObjects unpacks a file where it is packed. It returns Invalid for an empty one.
func openObjects(r io.Reader, name string) (*bufio.Reader, error) {
	in, err := unpack(name, r)
	if err != nil {
		return nil, err
	}
	if _, err := in.Peek(1); err == io.EOF {
		return nil, fault.New(fault.Invalid, lang.T("%s är tom", "%s is empty", name))
	}
	return in, nil
}

// errFeatureTooLarge is what a budgetReader returns when too much is asked of it.
var errFeatureTooLarge = errors.New("one feature is larger than allowed")

// budgetReader lets at most left bytes through until it is given more. It gives all that is
// asked for at a time: the decoder looks at what it has of a stretch of blanks anew after each
// read.
type budgetReader struct {
	r    io.Reader
	left int
}

func (b *budgetReader) Read(out []byte) (int, error) {
	if b.left <= 0 {
		return 0, errFeatureTooLarge
	}
	n, err := io.ReadFull(b.r, out[:min(len(out), b.left)])
	b.left -= n
	if n > 0 && errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return n, err
}
