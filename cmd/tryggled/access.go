package main

import (
	"fmt"

	"tryggled/internal/identity"
)

type accessCommand struct {
	JSON bool `name:"json" help:"${flag_json}"`
}

// Run prints the table of who may do what. It needs no database: the table is the program's.
func (a accessCommand) Run(c *call) error {
	if a.JSON {
		return c.json(identity.Rules())
	}
	_, err := fmt.Fprint(c.out, identity.Table(c.lang))
	return err
}
