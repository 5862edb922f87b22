package app

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// WriteFile writes a file beside its name and puts it in place once it is whole, so that
// nobody ever reads half of it.
func WriteFile(name string, write func(w io.Writer) error) error {
	return writeFile(name, 0o644, write)
}

// WritePrivate is WriteFile for what nobody else on the machine may read, and what may be
// the only copy there is: it returns Conflict for a name that is taken.
func WritePrivate(name string, write func(w io.Writer) error) error {
	if _, err := os.Lstat(name); err == nil {
		return fault.New(fault.Conflict, lang.T(
			"%s finns redan; välj ett annat namn, så att inget arkiv går förlorat",
			"%s is there already; choose another name, so that no archive is lost", name))
	}
	return writeFile(name, 0o600, write)
}

func writeFile(name string, mode os.FileMode, write func(w io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return fault.Wrap(fault.Invalid, err, lang.T(
			"%s kan inte skrivas: %s", "%s cannot be written: %s", name, cause(err)))
	}
	buffered := bufio.NewWriter(f)
	err = errors.Join(write(buffered), buffered.Flush(), f.Close())
	if err == nil {
		err = os.Chmod(f.Name(), mode)
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

// cause is what the operating system said, without the path of the temporary file.
func cause(err error) error {
	if p, ok := errors.AsType[*os.PathError](err); ok {
		return p.Err
	}
	return err
}
