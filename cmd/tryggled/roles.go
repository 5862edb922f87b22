package main

import (
	"fmt"

	"tryggled/api"
	"tryggled/internal/httpapi"
	"tryggled/internal/identity"
)

type rolesCommand struct {
	JSON bool `name:"json" help:"${flag_json}"`
}

// Run prints the table of walking roles. It needs no database: the table is the program's.
func (r rolesCommand) Run(c *call) error {
	if r.JSON {
		var rows []api.Role
		for _, p := range identity.Patrols() {
			rows = append(rows, httpapi.RoleOf(p))
		}
		return c.json(rows)
	}
	_, err := fmt.Fprint(c.out, identity.PatrolTable(c.lang))
	return err
}
