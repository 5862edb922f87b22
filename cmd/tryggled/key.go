package main

import (
	"fmt"
	"strings"
	"time"

	"tryggled/internal/app"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

type keyCommand struct {
	Add    keyAdd    `cmd:"" help:"${key_add}"`
	Ls     keyList   `cmd:"" help:"${key_ls}"`
	Revoke keyRevoke `cmd:"" help:"${key_revoke}"`
}

type keyAdd struct {
	Municipality string   `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Name         string   `required:"" help:"${flag_key_name}"`
	Collection   []string `required:"" help:"${flag_collection}"`
	Until        string   `required:"" placeholder:"TIME" help:"${flag_key_until}"`
	JSON         bool     `name:"json" help:"${flag_json}"`
}

// Run makes a key and prints its secret, this once.
func (cmd keyAdd) Run(c *call) error {
	return c.in("key add", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		until, err := m.Instant(cmd.Until)
		if err != nil {
			return err
		}
		wanted := identity.Key{Name: cmd.Name, Until: until}
		for _, name := range cmd.Collection {
			wanted.Collections = append(wanted.Collections, identity.Collection(name))
		}
		k, secret, err := a.Keys().Create(c, m.Code, wanted)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return c.json(map[string]any{"key": printedKey(k, a.Now()), "secret": secret})
		}
		c.say("Nyckel %d för %s. Spara den nu: den visas bara denna gång.", "Key %d for %s. Keep it now: it is shown only this once.", k.ID, k.Name)
		fmt.Fprintln(c.out, secret)
		return nil
	})
}

type keyList struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// Run prints the keys, newest first, never their secrets.
func (cmd keyList) Run(c *call) error {
	return c.in("key ls", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		all, err := a.Keys().List(c, m.Code)
		if err != nil {
			return err
		}
		now, loc := a.Now(), m.Location()
		if cmd.JSON {
			printed := make([]map[string]any, len(all))
			for i, k := range all {
				printed[i] = printedKey(k, now)
			}
			return c.json(printed)
		}
		for _, k := range all {
			c.say("%4d  %-12s  till %s  senast använd: %s  %s  %s", "%4d  %-12s  until %s  last used: %s  %s  %s",
				k.ID, standings[k.Standing(now)], moment(k.Until, loc), moment(k.UsedAt, loc), named(k.Collections), k.Name)
		}
		return nil
	})
}

type keyRevoke struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	ID           int64  `arg:"" help:"${arg_key}"`
}

// Run ends a key at once.
func (cmd keyRevoke) Run(c *call) error {
	return c.in("key revoke", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		if err := a.Keys().Revoke(c, m.Code, cmd.ID); err != nil {
			return err
		}
		c.say("Nyckel %d öppnar inget längre.", "Key %d opens nothing any more.", cmd.ID)
		return nil
	})
}

// printedKey is a key as a program reads it.
func printedKey(k identity.Key, now time.Time) map[string]any {
	printed := map[string]any{
		"id": k.ID, "name": k.Name, "collections": k.Collections, "created_at": k.CreatedAt, "created_by": k.CreatedBy,
		"until": k.Until, "state": k.Standing(now),
	}
	return withTimes(printed, k.UsedAt, k.RevokedAt)
}

// withTimes adds what has happened to a key or a link.
func withTimes(printed map[string]any, used, revoked time.Time) map[string]any {
	for name, at := range map[string]time.Time{"last_used": used, "revoked_at": revoked} {
		if !at.IsZero() {
			printed[name] = at.UTC()
		}
	}
	return printed
}

var standings = map[identity.Standing]lang.Text{
	identity.StandingWaiting: lang.T("väntar på sin tid", "waiting for its time"),
	identity.StandingOpen:    lang.T("gäller", "open"),
	identity.StandingEnded:   lang.T("slut", "ended"),
	identity.StandingRevoked: lang.T("återkallad", "revoked"),
}

// moment is a time on the municipality's clocks; none is never.
func moment(t time.Time, loc *time.Location) lang.Text {
	if t.IsZero() {
		return lang.T("aldrig", "never")
	}
	return lang.Same(t.In(loc).Format("2006-01-02 15:04"))
}

// named lists collections by the names that commands and addresses give them.
func named(collections []identity.Collection) string {
	names := make([]string, len(collections))
	for i, c := range collections {
		names[i] = string(c)
	}
	return strings.Join(names, ", ")
}

// nameable lists what a key may open.
var nameable = named(identity.Nameable())
