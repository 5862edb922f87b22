package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"

	"tryggled/internal/app"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// with joins the program for a command and takes it apart again when run is done.
func (c *call) with(o app.Options, run func(a *app.App) error) (err error) {
	a, err := app.Open(c, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	c.Context = identity.AsCommand(c.Context, o.Holder, c.written)
	return run(a)
}

// in is with, for a command about one municipality.
func (c *call) in(command, slug string, run func(a *app.App, m municipality.Municipality) error) error {
	return c.with(c.options(command), func(a *app.App) error {
		m, err := a.Municipalities.BySlug(c, slug)
		if err != nil {
			return err
		}
		return run(a, m)
	})
}

func (c *call) options(command string) app.Options {
	return app.Options{Config: c.config, Log: c.log, Holder: "tryggled " + command}
}

// printer is where a command prints. It keeps the first error, so that no command whose
// output was lost, as on a full disk, ends as if it were there.
type printer struct {
	io.Writer
	lost error
}

func (p *printer) Write(text []byte) (int, error) {
	n, err := p.Writer.Write(text)
	if err == nil {
		return n, nil
	}
	cause := err
	if at, ok := errors.AsType[*os.PathError](err); ok {
		cause = at.Err
	}
	say := texts["unprinted"]
	if p.lost == nil {
		p.lost = fault.Wrap(fault.Invalid, err, lang.T(say.SV, say.EN, cause))
	}
	return n, p.lost
}

// say prints a sentence in the reader's language.
func (c *call) say(sv, en string, args ...any) {
	fmt.Fprintln(c.out, lang.T(sv, en, args...).In(c.lang))
}

// json prints a result for programs.
func (c *call) json(value any) error { return writeJSON(c.out, value) }

func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

// terminal tells whether progress can be drawn where errors are printed.
func (c *call) terminal() bool {
	f, ok := c.err.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// watch draws the progress of a task on a terminal, and nothing elsewhere.
func (c *call) watch() app.Watch {
	if !c.terminal() {
		return nil
	}
	bar := c.bar(-1)
	return func(t job.Task) {
		bar.Describe(t.Stage.In(c.lang))
		if t.TotalUnits > 0 {
			bar.ChangeMax64(t.TotalUnits)
			_ = bar.Set64(t.DoneUnits)
		}
		if t.State.Ended() {
			_ = bar.Clear()
		}
	}
}

// reading draws how much of a file is read, on a terminal.
func (c *call) reading(f *os.File) io.Reader {
	info, err := f.Stat()
	if err != nil || !c.terminal() {
		return f
	}
	bar := c.bar(info.Size())
	bar.Describe(info.Name())
	r := progressbar.NewReader(f, bar)
	return &r
}

func (c *call) bar(total int64) *progressbar.ProgressBar {
	return progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(c.err), progressbar.OptionSetWidth(24),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
}

// create writes a file, whole or not at all; the name - is the terminal.
func (c *call) create(name string, write func(w io.Writer) error) error {
	if name == "-" {
		return write(c.out)
	}
	return app.WriteFile(name, write)
}
