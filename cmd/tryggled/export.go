package main

import (
	"fmt"
	"io"

	"tryggled/internal/app"
	"tryggled/internal/export"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/route"
)

type exportCommand struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Plan         int64  `placeholder:"ID" help:"${flag_plan}"`
	Team         int    `placeholder:"N" help:"${flag_team_number}"`
	Format       string `required:"" enum:"gpx,geojson,txt,json,svg,png,hotspots" help:"${flag_format}"`
	Output       string `short:"o" default:"-" type:"path" placeholder:"FILE" help:"${flag_output}"`
}

// Run writes a team's route or a whole plan, the file whole or not at all.
func (e exportCommand) Run(c *call) error {
	if writeTeam[e.Format] != nil && e.Team == 0 {
		return wrongUse{lang.T(
			"formatet %s gäller en grupp; lägg till --team 1", "the format %s is for one team; add --team 1", e.Format)}
	}
	return c.in("export", e.Municipality, func(a *app.App, m municipality.Municipality) error {
		id, err := e.plan(c, a, m)
		if err != nil {
			return err
		}
		p, err := a.Routes.Planned(c, m, id)
		if err != nil {
			return err
		}
		write, err := e.writer(c, a, p)
		if err != nil {
			return err
		}
		if err := c.create(e.Output, write); err != nil {
			return err
		}
		return c.stamp(a, m)
	})
}

// stamp tells, beside a file that leaves the program, the head of the audit log, the line
// about that file included: whoever keeps it can later show that nothing was removed. It goes
// where errors do, since the file may go to the terminal.
func (c *call) stamp(a *app.App, m municipality.Municipality) error {
	head, err := a.AuditHead(c, m)
	if err != nil || head.Lines == 0 {
		return err
	}
	_, err = fmt.Fprintln(c.err, lang.T("granskningsloggens kontrollvärde: %s", "head of the audit log: %s", head).In(c.lang))
	return err
}

// plan is the number of the plan that was asked for, or of the newest.
func (e exportCommand) plan(c *call, a *app.App, m municipality.Municipality) (int64, error) {
	if e.Plan != 0 {
		return e.Plan, nil
	}
	plans, err := a.Routes.Store.Plans(c, m.Code)
	if err != nil {
		return 0, err
	}
	if len(plans) == 0 {
		return 0, fault.New(fault.NotFound, lang.T(
			"%s har ingen plan än; gör en med tryggled plan --municipality %s",
			"%s has no plan yet; make one with tryggled plan --municipality %s", m.Name, m.Slug))
	}
	return plans[0].ID, nil
}

// writeTeam are the formats of one team's route.
var writeTeam = map[string]func(io.Writer, route.Planned, int, lang.Lang) error{
	"gpx":     export.GPX,
	"geojson": export.RouteGeoJSON,
	"txt":     export.Sheet,
}

func (e exportCommand) writer(c *call, a *app.App, p route.Planned) (func(io.Writer) error, error) {
	if write := writeTeam[e.Format]; write != nil {
		return func(w io.Writer) error { return write(w, p, e.Team, c.lang) }, nil
	}
	switch e.Format {
	case "json":
		return func(w io.Writer) error { return export.PlanJSON(w, p) }, nil
	case "hotspots":
		analysis, err := a.Hotspots.Store.Analysis(c, p.Municipality.Code, p.Plan.Analysis)
		return func(w io.Writer) error { return export.HotspotsGeoJSON(w, p.Municipality, analysis, c.lang) }, err
	}
	scene, err := a.Scene(c, p, c.lang)
	return func(w io.Writer) error { return export.Map(w, export.Format(e.Format), scene) }, err
}
