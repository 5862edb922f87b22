package main

import (
	"net"

	"tryggled/internal/app"
)

type serveCommand struct {
	Addr string `default:"127.0.0.1:8080" env:"TRYGGLED_ADDR" help:"${flag_addr}"`
}

// Run serves the API and pages until it is told to stop.
func (s serveCommand) Run(c *call) error {
	listener, err := app.Listen(c, s.Addr)
	if err != nil {
		return err
	}
	return c.with(c.options("serve"), func(a *app.App) error {
		c.listening(listener)
		return a.Serve(c, listener)
	})
}

// listening tells where the server can be reached.
func (c *call) listening(l net.Listener) {
	c.say("Tryggled lyssnar på http://%s – stoppa med Ctrl-C.", "Tryggled listens on http://%s – stop with Ctrl-C.", l.Addr())
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
