package main

import (
	"tryggled/internal/app"
)

type serveCommand struct {
	Addr string `default:"127.0.0.1:8080" env:"TRYGGLED_ADDR" help:"${flag_addr}"`
}

// Run serves the API and pages until it is told to stop.
func (s serveCommand) Run(c *call) error {
	if err := app.CheckAddr(s.Addr); err != nil {
		return err
	}
	return c.with(c.options("serve"), func(a *app.App) error { return a.Serve(c, s.Addr, c.listening) })
}

// listening tells where the server can be reached.
func (c *call) listening(url string) {
	c.say("Tryggled lyssnar på %s – stoppa med Ctrl-C.", "Tryggled listens on %s – stop with Ctrl-C.", url)
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
