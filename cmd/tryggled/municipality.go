package main

import (
	"fmt"

	"tryggled/internal/app"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

type municipalityCommand struct {
	Add municipalityAdd    `cmd:"" help:"${municipality_add}"`
	Ls  municipalityList   `cmd:"" help:"${municipality_ls}"`
	Rm  municipalityRemove `cmd:"" help:"${municipality_rm}"`
}

type municipalityAdd struct {
	Code     string  `required:"" help:"${flag_code}"`
	Name     string  `required:"" help:"${flag_name}"`
	Slug     string  `required:"" help:"${flag_slug}"`
	CRS      geo.CRS `name:"crs" default:"EPSG:3006" help:"${flag_crs}"`
	TimeZone string  `name:"timezone" default:"Europe/Stockholm" help:"${flag_timezone}"`
	Exercise bool    `help:"${flag_exercise}"`
	JSON     bool    `name:"json" help:"${flag_json}"`
}

// Run registers a municipality.
func (m municipalityAdd) Run(c *call) error {
	added := municipality.Municipality{
		Code: m.Code, Slug: m.Slug, Name: lang.Same(m.Name), CRS: m.CRS, TimeZone: m.TimeZone, Exercise: m.Exercise,
	}
	err := c.with(c.options("municipality add"), func(a *app.App) error { return a.Municipalities.Add(c, added) })
	if err != nil {
		return err
	}
	if m.JSON {
		return c.json(added)
	}
	c.say("%s är tillagd som %s.", "%s is added as %s.", m.Name, m.Slug)
	return nil
}

type municipalityList struct {
	JSON bool `name:"json" help:"${flag_json}"`
}

// Run prints the municipalities.
func (l municipalityList) Run(c *call) error {
	var all []municipality.Municipality
	err := c.with(c.options("municipality ls"), func(a *app.App) (err error) {
		all, err = a.Municipalities.List(c)
		return err
	})
	if err != nil {
		return err
	}
	if l.JSON {
		return c.json(all)
	}
	for _, m := range all {
		mark := ""
		if m.Exercise {
			mark = lang.T("  (övningsdata)", "  (exercise data, övningsdata)").In(c.lang)
		}
		fmt.Fprintf(c.out, "%-12s %-10s %s%s\n", m.Slug, m.Code, m.Name.In(c.lang), mark)
	}
	return nil
}
