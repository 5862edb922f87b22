package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"tryggled/internal/config"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// JournalName is the file in the data folder that keeps what was erased, outside the
// database: see report.Erased. Keep a copy of it, and of the secret, where the backups are.
const JournalName = "erasures.jsonl"

// journal is that file. Several processes may append to it.
type journal struct{ config config.Config }

// Append writes a line and returns when it is on the disk. Closing the file gives the lock
// back.
func (j journal) Append(e report.Erased) (err error) {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	f, err := j.open()
	if err != nil {
		return fmt.Errorf("open the journal of erasures: %w", err)
	}
	if err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err == nil { // or whole could cut off another's line
		err = whole(f)
	}
	if err == nil {
		_, err = f.Write(append(line, '\n'))
	}
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write the journal of erasures: %w", err)
	}
	return syncFolder(filepath.Dir(f.Name()))
}

func (j journal) open() (*os.File, error) {
	dir, err := j.config.DataDir()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return os.OpenFile(filepath.Join(dir, JournalName), os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
}

// whole cuts off a last line that a crash left without its end: its erasure was never
// committed, and the next line must not join it.
func whole(f *os.File) error {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	tail := make([]byte, min(info.Size(), 1<<16))
	begins := info.Size() - int64(len(tail))
	if _, err := f.ReadAt(tail, begins); err != nil {
		return err
	}
	end := begins + int64(bytes.LastIndexByte(tail, '\n')+1)
	if end == info.Size() {
		return nil
	}
	return f.Truncate(end)
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// ReadJournal reads a journal of erasures. It returns Invalid for a line that is none; a
// last line without its end was never committed and is left out.
func ReadJournal(r io.Reader) ([]report.Erased, error) {
	var all []report.Erased
	in := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the journal of erasures: %w", err)
		}
		var e report.Erased
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, fault.Wrap(fault.Invalid, err, lang.T(
				"rad %d i raderingsjournalen är inte en radering; ange en orörd kopia av %s",
				"line %d of the journal of erasures is no erasure; give an untouched copy of %s", n, JournalName))
		}
		all = append(all, e)
	}
}

// journals reads the journals that go with a backup: the one that is named, or else the one
// in the data folder and the one beside the backup, since either may lack what the other
// tells. It returns the names of those that are there, and their lines, those that they share
// once.
func journals(named, dir, backup string) (names []string, lines []report.Erased, err error) {
	candidates := []string{filepath.Join(dir, JournalName), filepath.Join(filepath.Dir(backup), JournalName)}
	if named != "" {
		candidates = []string{named}
	}
	for _, name := range slices.Compact(candidates) {
		more, err := readJournal(name)
		if errors.Is(err, fs.ErrNotExist) && named == "" {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		names, lines = append(names, name), append(lines, except(more, lines)...)
	}
	return names, lines, nil
}

func readJournal(name string) ([]report.Erased, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, lang.T(
			"raderingsjournalen %s kan inte läsas: %s", "the journal of erasures %s cannot be read: %s", name, cause(err)))
	}
	defer f.Close()
	return ReadJournal(f)
}

// except returns the lines of what the known ones do not erase.
func except(lines, known []report.Erased) (left []report.Erased) {
	stones := map[report.Stone]bool{}
	for _, e := range known {
		stones[e.Stone] = true
	}
	for _, e := range lines {
		if !stones[e.Stone] {
			left = append(left, e)
		}
	}
	return left
}

// sameSecret returns ErrOtherSecret for a journal that was written with another secret than
// the one at hand. It makes none: a new one tells nothing that was erased.
func sameSecret(c config.Config, lines []report.Erased) error {
	if len(lines) == 0 {
		return nil
	}
	if dir, err := c.DataDir(); err != nil || !hasSecret(dir) {
		return errors.Join(err, report.ErrOtherSecret)
	}
	key, err := (&App{config: c}).subkey(report.ErasureKey)
	if err != nil {
		return err
	}
	for _, e := range lines {
		if e.Key != report.NewStones(key, e.Municipality).Key() {
			return report.ErrOtherSecret
		}
	}
	return nil
}

// hasSecret reports whether the program's secret is given, or kept in a data folder.
func hasSecret(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, secretFile))
	return err == nil || os.Getenv(secretVariable) != "" || os.Getenv(secretVariable+"_FILE") != ""
}

// ApplyErasures erases again what a journal says was erased, and keeps its lines in the
// journal of this data folder too.
func (a *App) ApplyErasures(ctx context.Context, lines []report.Erased) (report.Reapplied, error) {
	done, err := a.Erasures.Reapply(ctx, lines)
	if err != nil {
		return done, err
	}
	dir, err := a.config.DataDir()
	if err != nil {
		return done, err
	}
	kept, err := readJournal(filepath.Join(dir, JournalName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return done, err
	}
	for _, e := range except(lines, kept) {
		if err := a.Erasures.Journal.Append(e); err != nil {
			return done, err
		}
	}
	return done, nil
}

// Restored is what a restore came to.
type Restored struct {
	Dir      string   // the data folder
	Journals []string // that were applied
	report.Reapplied
}

// reapply opens what was restored, under the schema of this program, and erases again what
// was erased after the backup.
func reapply(ctx context.Context, o Options, lines []report.Erased) (done report.Reapplied, err error) {
	o.Migrate = true // a backup may be of an older program
	a, err := Open(ctx, o)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return a.ApplyErasures(identity.AsCommand(ctx, o.Holder, ""), lines)
}
