package main

import (
	"io"

	"tryggled/internal/app"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

type archiveCommand struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Output       string `short:"o" required:"" type:"path" placeholder:"FILE" help:"${flag_file}"`
}

// Run writes everything that is held of a municipality to a ZIP that explains itself.
func (r archiveCommand) Run(c *call) error {
	return r.write(c, func(municipality.Municipality) error { return nil })
}

// write does so where the municipality is the right one.
func (r archiveCommand) write(c *call, right func(municipality.Municipality) error) error {
	err := c.in("archive", r.Municipality, func(a *app.App, m municipality.Municipality) error {
		if err := right(m); err != nil {
			return err
		}
		return app.WritePrivate(r.Output, func(w io.Writer) error { return a.Archive(c, m, w) })
	})
	if err != nil {
		return err
	}
	c.say("Arkivet är skrivet till %s. Det innehåller personuppgifter: bara du kan läsa filen.",
		"The archive is written to %s. It holds personal data: you alone can read the file.", r.Output)
	return nil
}

type municipalityRemove struct {
	Slug    string `arg:"" help:"${flag_municipality}"`
	Confirm string `required:"" placeholder:"CODE" help:"${flag_confirm}"`
	Archive string `type:"path" placeholder:"FILE" help:"${flag_archive_first}"`
	Without bool   `name:"without-archive" help:"${flag_without_archive}"`
}

// Run deletes a municipality, after an archive of it.
func (r municipalityRemove) Run(c *call) error {
	if (r.Archive == "") == !r.Without {
		return wrongUse{lang.T("ange antingen --archive FIL eller --without-archive", "give either --archive FILE or --without-archive")}
	}
	if r.Archive != "" {
		confirmed := func(m municipality.Municipality) error { return app.Confirm(m, r.Confirm) }
		if err := (archiveCommand{Municipality: r.Slug, Output: r.Archive}).write(c, confirmed); err != nil {
			return err
		}
	}
	removed, err := app.Remove(c, c.options("municipality rm"), r.Slug, r.Confirm)
	if err != nil {
		return err
	}
	c.say("%s är raderad: %d rader. Säkerhetskopior som finns innehåller den fortfarande.",
		"%s is deleted: %d rows. Backups that exist still hold it.", r.Slug, removed.Rows)
	if removed.Head.Lines > 0 {
		c.say("Granskningsloggens sista kontrollvärde: %s; tryggled audit verify visar det även framöver.",
			"The last head of its audit log: %s; tryggled audit verify goes on showing it.", removed.Head)
	}
	return nil
}
