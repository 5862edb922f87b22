package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"tryggled/internal/app"
	"tryggled/internal/export"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/route"
)

type exportCommand struct {
	Newest exportNewest `cmd:"" default:"withargs" help:"${export_newest}"`
	Plan   exportPlan   `cmd:"" help:"${export_plan}"`
}

// exportFile is what is written of a plan, and where.
type exportFile struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Version      int    `placeholder:"N" help:"${flag_version}"`
	Team         int    `placeholder:"N" help:"${flag_team_only}"`
	Format       string `default:"auto" enum:"auto,gpx,kml,geojson,ics,csv,html,pdf,txt,json,svg,png,hotspots" placeholder:"FORMAT" help:"${flag_format}"`
	Link         string `placeholder:"URL" help:"${flag_export_link}"`
	Output       string `short:"o" default:"-" type:"path" placeholder:"FILE" help:"${flag_output_dir}"`
}

type exportNewest struct {
	exportFile
	Plan int64 `placeholder:"ID" help:"${flag_plan}"`
}

type exportPlan struct {
	exportFile
	ID int64 `arg:"" help:"${arg_plan}"`
}

// Run writes the newest plan, or one that is named.
func (e exportNewest) Run(c *call) error { return e.write(c, e.Plan) }

// Run writes a plan.
func (e exportPlan) Run(c *call) error { return e.write(c, e.ID) }

// writePlan are the formats that hold a whole plan in one file, writeTeam those that hold one
// team's part of it; sheets are drawn on the town's ground.
var (
	writePlan = map[string]func(io.Writer, route.Planned, lang.Lang) error{
		"kml": export.PlanKML, "geojson": export.PlanGeoJSON, "ics": export.PlanICS, "csv": export.PlanCSV,
		"json": func(w io.Writer, p route.Planned, _ lang.Lang) error { return export.PlanJSON(w, p) },
	}
	writeTeam = map[string]func(io.Writer, route.Planned, int, lang.Lang) error{
		"gpx": export.GPX, "kml": export.KML, "geojson": export.RouteGeoJSON, "ics": export.ICS, "csv": export.StopsCSV, "txt": export.Sheet,
	}
	sheets     = []string{"html", "pdf"}
	ofPlanOnly = []string{"json", "svg", "png", "hotspots"}
)

// inFolder reports whether a format of all teams is a file for each.
func inFolder(format string) bool {
	return slices.Contains(sheets, format) || writeTeam[format] != nil && writePlan[format] == nil
}

// form is the format asked for, checked against the rest of the flags.
func (e exportFile) form() (string, error) {
	format, err := formOf(e.Format, e.Output, "gpx", "kml", "geojson", "ics", "csv", "html", "pdf", "txt", "json", "svg", "png")
	switch {
	case err != nil:
		return "", err
	case format == "":
		return "", wrongUse{lang.T("ange --format, som pdf, eller ett filnamn med -o", "give --format, such as pdf, or the name of a file by -o")}
	case e.Team < 0:
		return "", wrongUse{lang.T("--team %d: grupperna räknas från 1", "--team %d: teams are counted from 1", e.Team)}
	case e.Team == 0 && inFolder(format) && e.Output == "-":
		return "", wrongUse{lang.T("formatet %s gäller en grupp; lägg till --team 1, eller -o MAPP för en fil per grupp",
			"the format %s is for one team; add --team 1, or -o FOLDER for a file per team", format)}
	case e.Team > 0 && slices.Contains(ofPlanOnly, format):
		return "", wrongUse{lang.T("formatet %s gäller hela planen; utelämna --team", "the format %s is for the whole plan; leave out --team", format)}
	case e.Link != "" && (!slices.Contains(sheets, format) || e.Team == 0):
		return "", wrongUse{lang.T("--link hör till en grupps blad: --format pdf --team 1", "--link belongs to the sheet of a team: --format pdf --team 1")}
	}
	return format, nil
}

// write writes a plan, 0 the newest, each file whole or not at all.
func (e exportFile) write(c *call, plan int64) error {
	format, err := e.form()
	if err != nil {
		return err
	}
	return c.in("export", e.Municipality, func(a *app.App, m municipality.Municipality) error {
		id, err := newestPlan(c, a, m, plan)
		if err != nil {
			return err
		}
		p, err := a.Routes.Version(c, m, id, e.Version)
		if err != nil {
			return err
		}
		if err := e.files(c, a, p, format); err != nil {
			return err
		}
		return c.stamp(a, m)
	})
}

func (e exportFile) files(c *call, a *app.App, p route.Planned, format string) error {
	if e.Team == 0 && inFolder(format) {
		return e.folder(c, a, p, format)
	}
	write, err := e.writer(c, a, p, format)
	if err != nil {
		return err
	}
	return c.create(e.Output, write)
}

// folder writes a file for each team. All are made before the first is written.
func (e exportFile) folder(c *call, a *app.App, p route.Planned, format string) error {
	made := make([]bytes.Buffer, len(p.Plan.Tours))
	for i, tour := range p.Plan.Tours {
		e.Team = tour.Number
		write, err := e.writer(c, a, p, format)
		if err != nil {
			return err
		}
		if err := write(&made[i]); err != nil {
			return err
		}
	}
	if info, err := os.Stat(e.Output); err == nil && !info.IsDir() {
		return fault.New(fault.Invalid, lang.T("%s är en fil; ange en mapp för en fil per grupp, eller --team N",
			"%s is a file; give a folder for a file per team, or --team N", e.Output))
	}
	if err := os.MkdirAll(e.Output, 0o750); err != nil {
		return fault.Wrap(fault.Invalid, err, lang.T("mappen %s kan inte skapas", "the folder %s cannot be made", e.Output))
	}
	for i, tour := range p.Plan.Tours {
		name := filepath.Join(e.Output, fmt.Sprintf("team-%d.%s", tour.Number, format))
		if err := c.create(name, func(w io.Writer) error { _, err := w.Write(made[i].Bytes()); return err }); err != nil {
			return err
		}
		fmt.Fprintln(c.out, name)
	}
	return nil
}

// writer makes one file: of a team, or of the whole plan.
func (e exportFile) writer(c *call, a *app.App, p route.Planned, format string) (func(io.Writer) error, error) {
	if write := writeTeam[format]; write != nil && e.Team > 0 {
		return func(w io.Writer) error { return write(w, p, e.Team, c.lang) }, nil
	}
	if write := writePlan[format]; write != nil {
		return func(w io.Writer) error { return write(w, p, c.lang) }, nil
	}
	if format == "hotspots" {
		analysis, err := a.Hotspots.Store.Analysis(c, p.Municipality.Code, p.Plan.Analysis)
		return func(w io.Writer) error { return export.HotspotsGeoJSON(w, p.Municipality, analysis, c.lang) }, err
	}
	scene, err := a.Scene(c, p, c.lang)
	switch format {
	case "html":
		return func(w io.Writer) error { return export.SheetHTML(w, p, scene, e.Team, e.Link, c.lang) }, err
	case "pdf":
		return func(w io.Writer) error { return export.SheetPDF(w, p, scene, e.Team, e.Link, c.lang) }, err
	}
	return func(w io.Writer) error { return export.Map(w, export.Format(format), scene) }, err
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

// newestPlan is the number of the plan that was asked for, or of the newest where it is 0.
func newestPlan(c *call, a *app.App, m municipality.Municipality, plan int64) (int64, error) {
	if plan != 0 {
		return plan, nil
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
