package main

import (
	"fmt"
	"time"

	"tryggled/internal/app"
	"tryggled/internal/httpapi"
	"tryggled/internal/identity"
	"tryggled/internal/municipality"
)

type linkCommand struct {
	Add    linkAdd    `cmd:"" help:"${link_add}"`
	Ls     linkList   `cmd:"" help:"${link_ls}"`
	Revoke linkRevoke `cmd:"" help:"${link_revoke}"`
}

type linkAdd struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Plan         int64  `required:"" placeholder:"ID" help:"${flag_link_plan}"`
	Team         int    `required:"" placeholder:"N" help:"${flag_team_number}"`
	PublicURL    string `name:"public-url" env:"TRYGGLED_PUBLIC_URL" default:"http://127.0.0.1:8080" placeholder:"URL" help:"${flag_link_url}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// Run makes a patrol link and prints its address, this once.
func (cmd linkAdd) Run(c *call) error {
	return c.in("link add", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		planned, err := a.Routes.Planned(c, m, cmd.Plan)
		if err != nil {
			return err
		}
		wanted, err := planned.Plan.Link(cmd.Team)
		if err != nil {
			return err
		}
		l, err := a.Links().Create(c, m.Code, wanted)
		if err != nil {
			return err
		}
		token, err := a.Tokens().Token(m.Code, l)
		if err != nil {
			return err
		}
		address, loc := httpapi.PatrolAddress(cmd.PublicURL, token), m.Location()
		if cmd.JSON {
			return c.json(map[string]any{"link": printedLink(l, a.Now()), "address": address})
		}
		c.say("Länk %d för grupp %d i plan %d. Den gäller från %s till %s och visas bara denna gång.",
			"Link %d for team %d of plan %d. It is valid from %s until %s and is shown only this once.",
			l.ID, l.Team, l.Plan, moment(l.From, loc), moment(l.Until, loc))
		fmt.Fprintln(c.out, address)
		return nil
	})
}

type linkList struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// Run prints the patrol links, newest first, never their addresses.
func (cmd linkList) Run(c *call) error {
	return c.in("link ls", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		all, err := a.Links().List(c, m.Code)
		if err != nil {
			return err
		}
		now, loc := a.Now(), m.Location()
		if cmd.JSON {
			printed := make([]map[string]any, len(all))
			for i, l := range all {
				printed[i] = printedLink(l, now)
			}
			return c.json(printed)
		}
		for _, l := range all {
			c.say("%4d  %-12s  plan %d, grupp %d, %s  från %s till %s  senast använd: %s", "%4d  %-12s  plan %d, team %d, %s  from %s until %s  last used: %s",
				l.ID, standings[l.Standing(now)], l.Plan, l.Team, identity.NameOf(l.Role), moment(l.From, loc), moment(l.Until, loc), moment(l.UsedAt, loc))
		}
		return nil
	})
}

type linkRevoke struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	ID           int64  `arg:"" help:"${arg_link}"`
}

// Run ends a patrol link at once.
func (cmd linkRevoke) Run(c *call) error {
	return c.in("link revoke", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		if err := a.Links().Revoke(c, m.Code, cmd.ID); err != nil {
			return err
		}
		c.say("Länk %d öppnar inget längre.", "Link %d opens nothing any more.", cmd.ID)
		return nil
	})
}

// printedLink is a link as a program reads it.
func printedLink(l identity.PatrolLink, now time.Time) map[string]any {
	printed := map[string]any{
		"id": l.ID, "plan": l.Plan, "team": l.Team, "role": l.Role, "created_at": l.CreatedAt, "created_by": l.CreatedBy,
		"from": l.From, "until": l.Until, "state": l.Standing(now),
	}
	return withTimes(printed, l.UsedAt, l.RevokedAt)
}
