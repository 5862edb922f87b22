package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"tryggled/internal/app"
	"tryggled/internal/export"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/municipality"
)

type worklistCommand struct {
	Lighting worklistLighting `cmd:"" help:"${worklist_lighting}"`
	Clearing worklistClearing `cmd:"" help:"${worklist_clearing}"`
	Sight    worklistSight    `cmd:"" help:"${worklist_sight}"`
	Status   worklistStatus   `cmd:"" help:"${worklist_status}"`
}

// worklistFile is what every list asks for.
type worklistFile struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Owner        string `placeholder:"UNIT" help:"${flag_owner}"`
	Open         bool   `help:"${flag_open}"`
	Most         int    `placeholder:"N" help:"${flag_most}"`
	Format       string `default:"auto" enum:"auto,json,csv,geojson,html,pdf" help:"${flag_list_format}"`
	Output       string `short:"o" default:"-" type:"path" placeholder:"FILE" help:"${flag_output}"`
}

type (
	worklistLighting struct{ worklistFile }
	worklistClearing struct{ worklistFile }
	worklistSight    struct{ worklistFile }
)

// Run writes lamps to mend, add and undim.
func (cmd worklistLighting) Run(c *call) error { return cmd.write(c, measure.Lighting) }

// Run writes greenery to cut, raise and thin.
func (cmd worklistClearing) Run(c *call) error { return cmd.write(c, measure.Clearing) }

// Run writes where sight is to be opened.
func (cmd worklistSight) Run(c *call) error { return cmd.write(c, measure.SightLines) }

// formOf is the form of a file, by its name where nothing else is asked for.
func formOf(format, output string, forms ...string) (string, error) {
	if format != "auto" {
		return format, nil
	}
	if output == "-" {
		return "", nil
	}
	form := strings.TrimPrefix(filepath.Ext(output), ".")
	if slices.Contains(forms, form) {
		return form, nil
	}
	list := "." + strings.Join(forms, ", .")
	return "", wrongUse{lang.T("%s: filnamnet ska sluta på något av %s, eller ange --format", "%s: the name of the file must end in one of %s, or give --format", output, list)}
}

func (cmd worklistFile) write(c *call, list measure.List) error {
	form, err := formOf(cmd.Format, cmd.Output, "json", "csv", "geojson", "html", "pdf")
	if err != nil {
		return err
	}
	return c.in("worklist "+string(list), cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		w, err := a.Measures.Worklist(c, m, list, measure.Options{Params: measure.Params{Open: cmd.Open, Most: cmd.Most}, Owner: cmd.Owner})
		if err != nil {
			return err
		}
		if form == "" {
			c.printWorklist(m, w)
			return nil
		}
		write, err := cmd.writer(c, a, m, w, form)
		if err != nil {
			return err
		}
		if err := c.create(cmd.Output, write); err != nil {
			return err
		}
		return c.stamp(a, m)
	})
}

func (cmd worklistFile) writer(c *call, a *app.App, m municipality.Municipality, l measure.Worklist, form string) (func(io.Writer) error, error) {
	switch form {
	case "json":
		return func(w io.Writer) error { return export.WorklistJSON(w, m, l) }, nil
	case "csv":
		return func(w io.Writer) error { return export.WorklistCSV(w, m, l, c.lang) }, nil
	case "geojson":
		return func(w io.Writer) error { return export.WorklistGeoJSON(w, m, l, c.lang) }, nil
	}
	scene, err := a.Town(c, m, c.lang)
	if err != nil {
		return nil, err
	}
	if form == "pdf" {
		return func(w io.Writer) error { return export.WorklistPDF(w, scene, l, cmd.Owner) }, nil
	}
	return func(w io.Writer) error { return export.WorklistSheet(w, scene, l, cmd.Owner) }, nil
}

func (c *call) printWorklist(m municipality.Municipality, w measure.Worklist) {
	c.say("%s i %s: %d åtgärder.", "%s in %s: %d measures.", w.List.Name(), m.Name, len(w.Items))
	c.markExercise(m)
	for _, it := range w.Items[:min(printed, len(w.Items))] {
		fmt.Fprintf(c.out, "%3d. %s: %s\n", it.Rank, it.Title.In(c.lang), it.Why.In(c.lang))
		for _, mind := range it.Mind {
			fmt.Fprintf(c.out, "     %s\n", mind.In(c.lang))
		}
	}
	if more := len(w.Items) - printed; more > 0 {
		c.say("  … och %d till; skriv hela listan med -o lista.csv", "  … and %d more; write the whole list with -o list.csv", more)
	}
	if len(w.Done) > 0 {
		c.say("Vi gjorde:", "We did:")
	}
	for _, d := range w.Done {
		fmt.Fprintf(c.out, "  %s\n", d.Title.In(c.lang))
	}
	for _, n := range w.Notes {
		fmt.Fprintln(c.out, n.In(c.lang))
	}
}

type worklistStatus struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
	File         string `arg:"" help:"${arg_marks}"`
}

// Run reads back what has become of the work.
func (cmd worklistStatus) Run(c *call) error {
	f, err := openFile(cmd.File)
	if err != nil {
		return err
	}
	defer f.Close()
	marks, rejected, err := measure.ParseMarks(f, filepath.Base(cmd.File))
	if err != nil {
		return err
	}
	return c.in("worklist status", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		back, err := a.Measures.ReadBack(c, m, marks)
		if err != nil {
			return err
		}
		back.Rejected = append(rejected, back.Rejected...)
		if cmd.JSON {
			return c.json(back)
		}
		c.say("Rader lästa: %d. Åtgärder ändrade: %d. Lampor som lyser igen: %d. Rader utan något nytt: %d. Rader som inte kunde användas: %d.",
			"Lines read: %d. Measures changed: %d. Lamps that give light again: %d. Lines that told nothing new: %d. Lines that could not be used: %d.",
			len(marks)+len(rejected), len(back.Works), len(back.Mended), back.Unchanged, len(back.Rejected))
		for _, r := range back.Rejected {
			c.say("  rad %d, %s: %s", "  line %d, %s: %s", r.Line, plain(r.What), r.Text)
		}
		return nil
	})
}
