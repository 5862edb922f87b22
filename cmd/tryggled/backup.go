package main

import (
	"tryggled/internal/app"
	"tryggled/internal/pgserver"
)

type backupCommand struct {
	Output string `short:"o" required:"" type:"path" placeholder:"FILE" help:"${flag_output}"`
}

// Run writes a backup, whole or not at all.
func (b backupCommand) Run(c *call) error {
	o := app.Options{Config: c.config, Log: c.log, Holder: "tryggled backup"}
	if err := app.Backup(c, o, b.Output); err != nil {
		return err
	}
	c.say("Säkerhetskopian är skriven till %s.", "The backup is written to %s.", b.Output)
	return nil
}

type restoreCommand struct {
	File string `arg:"" type:"path" help:"${arg_backup}"`
}

// Run fills an empty data folder from a backup.
func (r restoreCommand) Run(c *call) error {
	f, err := openFile(r.File)
	if err != nil {
		return err
	}
	defer f.Close()
	o, err := app.PrivateServer(c.config, "tryggled restore")
	if err != nil {
		return err
	}
	if err := pgserver.Restore(c, o, f); err != nil {
		return err
	}
	c.say("Säkerhetskopian är återläst i %s.", "The backup is restored into %s.", o.Dir)
	return nil
}
