package main

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"tryggled/internal/app"
	"tryggled/internal/config"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

type upCommand struct {
	config.Serve

	Once   bool   `help:"${flag_once}"`
	AsOf   string `placeholder:"DATE" help:"${flag_as_of}"`
	Folder string `type:"path" placeholder:"DIR" help:"${flag_folder}"`
	Out    string `type:"path" default:"out" placeholder:"DIR" help:"${flag_out_dir}"`
}

// Run starts everything at once: the database, the exercise town, the work and the web
// server; with --once it writes the demonstration to files instead and stops.
func (u upCommand) Run(c *call) error {
	if err := u.check(); err != nil {
		return err
	}
	o := c.options("up")
	o.Exclusive, o.Migrate = true, true
	return c.with(o, func(a *app.App) error {
		if u.Once {
			return u.once(c, a)
		}
		return u.stay(c, a)
	})
}

// stay serves and works until it is told to stop. The address is taken first, so that
// one that is not to be had is told before the town is made.
func (u upCommand) stay(c *call, a *app.App) error {
	listener, err := app.Listen(c, u.Serve)
	if err != nil {
		return err
	}
	if err := a.KeepFresh(c, c.watch()); err != nil {
		return errors.Join(err, listener.Close())
	}
	stop, err := a.Work(c)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	c.listening(listener)
	return errors.Join(a.Serve(c, listener), stop())
}

func (u upCommand) check() error {
	if !u.Once && (u.AsOf != "" || u.Folder != "") {
		return wrongUse{lang.T("--as-of och --folder hör ihop med --once", "--as-of and --folder go with --once")}
	}
	return app.CheckServe(u.Serve)
}

func (u upCommand) once(c *call, a *app.App) error {
	asOf := a.Now()
	if u.AsOf != "" {
		var err error
		if asOf, err = time.Parse(time.DateOnly, u.AsOf); err != nil {
			return wrongUse{lang.T("datumet %q förstås inte; skriv som 2025-01-01", "the date %q is not understood; write it as 2025-01-01", u.AsOf)}
		}
	}
	folder, err := u.folder()
	if err != nil {
		return err
	}
	d, err := a.Demonstrate(c, folder, asOf, c.watch())
	if err != nil {
		return err
	}
	written, err := d.WriteTo(c, a, u.Out, c.lang)
	if err != nil {
		return err
	}
	if err := c.printImport(d.Imported, false); err != nil {
		return err
	}
	c.printAnalysis(d.Municipality, d.Analysis)
	c.printPlan(d.Planned)
	c.say("Filerna ligger i %s.", "The files are in %s.", written)
	return nil
}

// folder is the municipality's folder to demonstrate; nil for the exercise town.
func (u upCommand) folder() (fs.FS, error) {
	if u.Folder == "" {
		return nil, nil
	}
	return municipalityFolder(u.Folder)
}

// municipalityFolder opens a folder that must be there.
func municipalityFolder(dir string) (fs.FS, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fault.New(fault.Invalid, lang.T(
			"%s är ingen mapp; ange mappen som har kommunens municipality.yaml",
			"%s is no folder; give the folder that holds the municipality's municipality.yaml", dir))
	}
	return os.DirFS(dir), nil
}
