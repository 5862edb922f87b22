package main

import "tryggled/internal/app"

type loadCommand struct {
	JSON bool   `name:"json" help:"${flag_json}"`
	Dir  string `arg:"" help:"${arg_dir}" type:"path"`
}

// Run brings in a municipality's folder, whole or not at all.
func (l loadCommand) Run(c *call) error {
	folder, err := municipalityFolder(l.Dir)
	if err != nil {
		return err
	}
	return c.with(c.options("load"), func(a *app.App) error {
		m, imported, err := a.Load(c, folder, c.watch())
		if err != nil {
			return err
		}
		if !l.JSON {
			c.say("%s (%s) är inläst, revision %d.", "%s (%s) is loaded, revision %d.", m.Name, m.Slug, m.Revision)
		}
		return c.printImport(imported, l.JSON)
	})
}
