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

// newFile is who may read a file that was not there before, less what the user's umask says.
const newFile = 0o644

// WriteFile writes a file beside its name and puts it in place once it is whole, so that
// nobody ever reads half of it. A name that leads to another file writes that one, and a
// device or pipe, which cannot be put in place, is written as it stands.
func WriteFile(name string, write func(w io.Writer) error) error {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		if to, err := os.Readlink(name); err == nil {
			return fault.New(fault.Invalid, lang.T(
				"%s leder till %s, som inte finns; ta bort länken eller skriv ett annat namn", "%s leads to %s, which is not there; remove the link or write another name", name, to))
		}
		return writeFile(name, newFile, write)
	case info.IsDir():
		return fault.New(fault.Invalid, lang.T(
			"%s är en mapp; skriv namnet på en fil i den", "%s is a folder; write the name of a file in it", name))
	case !info.Mode().IsRegular():
		return writeDevice(name, write)
	}
	file, err := filepath.EvalSymlinks(name)
	if err != nil {
		return unwritable(name, err)
	}
	return writeFile(file, newFile, write)
}

// writeDevice writes to what is there and must stay what it is: a terminal, a pipe.
func writeDevice(name string, write func(w io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return unwritable(name, err)
	}
	return broken(name, fill(f, write))
}

// fill writes all of an open file and closes it.
func fill(f *os.File, write func(w io.Writer) error) error {
	buffered := bufio.NewWriter(f)
	err := write(buffered)
	if err == nil {
		err = buffered.Flush()
	}
	return errors.Join(err, f.Close())
}

// broken is an error in the middle of writing: a full disk is told as such.
func broken(name string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*os.PathError](err); ok {
		return unwritable(name, err)
	}
	return fmt.Errorf("write %s: %w", name, err)
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

// writeFile writes a file of its own and puts it in place; one that was there stays as open,
// or closed, to others as it was.
func writeFile(name string, mode os.FileMode, write func(w io.Writer) error) error {
	f, err := beside(name, mode)
	if err != nil {
		return unwritable(name, err)
	}
	err = fill(f, write)
	if was, there := os.Stat(name); err == nil && there == nil {
		err = os.Chmod(f.Name(), was.Mode().Perm())
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return broken(name, errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

// beside opens a new file beside a name, which os.CreateTemp would do without the umask.
func beside(name string, mode os.FileMode) (f *os.File, err error) {
	for try := range 10_000 {
		file := fmt.Sprintf(".%s-%d-%d", filepath.Base(name), os.Getpid(), try)
		if f, err = os.OpenFile(filepath.Join(filepath.Dir(name), file), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode); !errors.Is(err, os.ErrExist) {
			break
		}
	}
	return f, err
}

// unwritable says that a file cannot be written, and why.
func unwritable(name string, err error) error {
	return fault.Wrap(fault.Invalid, err, lang.T(
		"%s kan inte skrivas: %s", "%s cannot be written: %s", name, cause(err)))
}

// cause is what the operating system said, without the path of the temporary file.
func cause(err error) error {
	if p, ok := errors.AsType[*os.PathError](err); ok {
		return p.Err
	}
	return err
}
