package main

import (
	"io"
	"path/filepath"

	"tryggled/internal/app"
	"tryggled/internal/export"
	"tryggled/internal/httpapi"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/municipality"
)

type dossierCommand struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Area         string `required:"" type:"path" placeholder:"FILE" help:"${flag_dossier_area}"`
	Name         string `placeholder:"TEXT" help:"${flag_place}"`
	Cameras      string `type:"path" placeholder:"FILE" help:"${flag_proposed}"`
	Operator     string `placeholder:"UNIT" help:"${flag_operator}"`
	Police       bool   `help:"${flag_police}"`
	Purpose      string `placeholder:"TEXT" help:"${flag_purpose}"`
	Outside      bool   `help:"${flag_outside}"`
	Since        string `placeholder:"DATE" help:"${flag_dossier_since}"`
	Until        string `placeholder:"DATE" help:"${flag_dossier_until}"`
	Format       string `default:"auto" enum:"auto,json,html,pdf" help:"${flag_dossier_format}"`
	Output       string `short:"o" default:"-" type:"path" placeholder:"FILE" help:"${flag_output}"`
}

// Run writes what the operator of cameras at a place has to weigh.
func (cmd dossierCommand) Run(c *call) error {
	form, err := formOf(cmd.Format, cmd.Output, "pdf", "html", "json")
	if err != nil {
		return err
	}
	return c.in("dossier", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		draft, err := cmd.draft(m)
		if err != nil {
			return err
		}
		d, err := a.Measures.Dossier(c, m, draft)
		if err != nil {
			return httpapi.AsGiven(err)
		}
		if form == "json" || form == "" {
			return c.create(cmd.Output, func(w io.Writer) error { return export.DossierJSON(w, m, d) })
		}
		scene, err := a.Town(c, m, c.lang)
		if err != nil {
			return err
		}
		write := map[string]func(io.Writer, export.Scene, measure.Dossier) error{"html": export.DossierHTML, "pdf": export.DossierPDF}[form]
		if err := c.create(cmd.Output, func(w io.Writer) error { return write(w, scene, d) }); err != nil {
			return err
		}
		return c.stamp(a, m)
	})
}

func (cmd dossierCommand) draft(m municipality.Municipality) (measure.Draft, error) {
	d := measure.Draft{Operator: cmd.Operator, Police: cmd.Police, Purpose: cmd.Purpose, Outside: cmd.Outside}
	if cmd.Name != "" {
		d.Name = lang.Same(cmd.Name)
	}
	var err error
	if cmd.Since != "" {
		if d.Since, err = m.Instant(cmd.Since); err != nil {
			return d, err
		}
	}
	if cmd.Until != "" {
		if d.Until, err = m.Instant(cmd.Until); err != nil {
			return d, err
		}
	}
	if d.Area, err = readFile(m, cmd.Area, httpapi.ReadArea); err != nil || cmd.Cameras == "" {
		return d, err
	}
	d.Cameras, err = readFile(m, cmd.Cameras, httpapi.ReadCameras)
	return d, err
}

// readFile reads a file that is about places in a municipality.
func readFile[T any](m municipality.Municipality, name string, read func(m municipality.Municipality, name string, r io.Reader) (T, error)) (T, error) {
	f, err := openFile(name)
	if err != nil {
		var none T
		return none, err
	}
	defer f.Close()
	return read(m, filepath.Base(name), f)
}
