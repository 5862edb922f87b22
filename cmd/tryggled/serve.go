package main

import (
	"tryggled/internal/app"
	"tryggled/internal/config"
)

type serveCommand struct {
	config.Serve
}

// Run serves the API and pages until it is told to stop.
func (s serveCommand) Run(c *call) error {
	listener, err := app.Listen(c, s.Serve)
	if err != nil {
		return err
	}
	return c.with(c.options("serve"), func(a *app.App) error {
		c.listening(listener)
		return a.Serve(c, listener)
	})
}

// listening tells where the server can be reached.
func (c *call) listening(d *app.Door) {
	c.say("Tryggled lyssnar på %s – stoppa med Ctrl-C.", "Tryggled listens on %s – stop with Ctrl-C.", d.URL())
}

type workCommand struct{}

// Run works jobs until it is told to stop.
func (workCommand) Run(c *call) error {
	return c.with(c.options("work"), func(a *app.App) error {
		stop, err := a.Work(c)
		if err != nil {
			return err
		}
		c.say("Tryggled arbetar – stoppa med Ctrl-C.", "Tryggled works – stop with Ctrl-C.")
		<-c.Done()
		return stop()
	})
}

type migrateCommand struct{}

// Run brings the schema up to this program's.
func (migrateCommand) Run(c *call) error {
	version, err := app.Migrate(c, c.options("migrate"))
	if err != nil {
		return err
	}
	c.say("Databasens schema har version %d.", "The database schema is version %d.", version)
	return nil
}
