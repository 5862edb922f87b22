package main

import (
	"strings"

	"tryggled/internal/app"
)

type backupCommand struct {
	Output string `short:"o" required:"" type:"path" placeholder:"FILE" help:"${flag_file}"`
}

// Run writes a backup, whole or not at all.
func (b backupCommand) Run(c *call) error {
	if err := app.Backup(c, c.options("backup"), b.Output); err != nil {
		return err
	}
	c.say("Säkerhetskopian är skriven till %s.", "The backup is written to %s.", b.Output)
	return nil
}

type restoreCommand struct {
	File     string `arg:"" type:"path" help:"${arg_backup}"`
	Erasures string `type:"path" placeholder:"FILE" help:"${flag_erasures}"`
}

// Run fills an empty data folder from a backup, and erases again what was erased after it.
func (r restoreCommand) Run(c *call) error {
	f, err := openFile(r.File)
	if err != nil {
		return err
	}
	defer f.Close()
	done, err := app.Restore(c, c.options("restore"), f, r.Erasures)
	if err != nil {
		return err
	}
	c.say("Säkerhetskopian är återläst i %s.", "The backup is restored into %s.", done.Dir)
	if len(done.Journals) == 0 {
		c.say("Ingen raderingsjournal hittades: rapporter som raderats efter säkerhetskopian är tillbaka. Finns en, kör tryggled erasures apply.",
			"No journal of erasures was found: reports that were erased after the backup are back. If there is one, run tryggled erasures apply.")
		return nil
	}
	c.say("Raderingar ur %s:", "Erasures from %s:", strings.Join(done.Journals, ", "))
	c.sayReapplied(done.Reapplied)
	return nil
}
