package main

import "tryggled/internal/app"

type backupCommand struct {
	Output string `short:"o" required:"" type:"path" placeholder:"FILE" help:"${flag_output}"`
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
	File string `arg:"" type:"path" help:"${arg_backup}"`
}

// Run fills an empty data folder from a backup.
func (r restoreCommand) Run(c *call) error {
	f, err := openFile(r.File)
	if err != nil {
		return err
	}
	defer f.Close()
	dir, err := app.Restore(c, c.options("restore"), f)
	if err != nil {
		return err
	}
	c.say("Säkerhetskopian är återläst i %s.", "The backup is restored into %s.", dir)
	return nil
}
