package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"tryggled/internal/app"
	"tryggled/internal/export"
	"tryggled/internal/httpapi"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

type overlayCommand struct {
	overlayObjects `embed:""`

	Report   overlayReport   `cmd:"" help:"${overlay_report}"`
	Exposure overlayExposure `cmd:"" help:"${overlay_exposure}"`
	Map      overlayMap      `cmd:"" help:"${overlay_map}"`
	WhatIf   overlayWhatIf   `cmd:"" name:"what-if" help:"${overlay_what_if}"`
	Renew    overlayRenew    `cmd:"" help:"${overlay_renew}"`
}

type overlayReport struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// Run prints what there is of each kind, and how much of the streets is known by it.
func (cmd overlayReport) Run(c *call) error {
	return c.in("overlay report", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		r, err := a.Overlays.Report(c, m)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return c.json(r)
		}
		c.markExercise(m)
		for _, k := range r.Kinds {
			c.printKind(k)
		}
		c.printStreets(r.Streets)
		return nil
	})
}

func (c *call) printKind(k overlay.KindReport) {
	if k.Objects == 0 && k.InSource == 0 {
		c.say("%s: inga", "%s: none", capital(k.Title))
		return
	}
	byHand := 0
	for _, s := range k.Sources {
		if s.Source == overlay.SourceHand {
			byHand = s.Objects
		}
	}
	c.say("%s: %d, av %d i källorna", "%s: %d, of %d in the sources", capital(k.Title), k.Objects-byHand, k.InSource)
	if byHand > 0 {
		c.say("  inlagda för hand: %d", "  entered by hand: %d", byHand)
	}
	for _, s := range k.Sources {
		if s.Source == overlay.SourceHand {
			continue
		}
		c.say("  %s: %d, av %d", "  %s: %d, of %d", s.Source, s.Objects, s.InSource)
	}
	for _, part := range []struct {
		title  lang.Text
		counts []overlay.Count
	}{
		{lang.T("lagade", "mended"), k.Mended},
		{lang.T("undanlagda", "put aside"), k.Aside},
		{lang.T("förval", "defaults"), k.Defaults},
		{lang.T("att veta", "to know"), k.Notes},
	} {
		for _, n := range part.counts {
			if n.Count > 0 {
				c.say("  %s: %d × %s", "  %s: %d × %s", part.title, n.Count, n.Title)
			}
		}
	}
}

func capital(t lang.Text) lang.Text {
	up := func(s string) string {
		r := []rune(s)
		if len(r) > 0 {
			r[0] = []rune(strings.ToUpper(string(r[:1])))[0]
		}
		return string(r)
	}
	return lang.Text{SV: up(t.SV), EN: up(t.EN)}
}

func (c *call) printStreets(s overlay.StreetReport) {
	km := func(v float64) lang.Text { return lang.Decimal(v, 1) }
	share := func(v float64) lang.Text { return lang.Decimal(100*v, 0) }
	c.say("Gator: %d segment, %s km", "Streets: %d segments, %s km", s.Segments, km(s.LengthKM))
	k := s.Known
	c.say("  ljuset är känt för %s %% av lampor och %s %% av märkning, okänt för %s %%", "  the light is known for %s%% by lamps and %s%% by tag, unknown for %s%%",
		share(k.LightByLamps), share(k.LightByTag), share(k.LightUnknown))
	c.say("  skymd sikt är känd för %s %%, sikten framåt för %s %%, vägar ut för %s %%, kameror för %s %%",
		"  concealment is known for %s%%, the sight ahead for %s%%, ways out for %s%%, cameras for %s%%",
		share(k.Concealment), share(k.Prospect), share(k.Escape), share(k.Cameras))
	for _, l := range s.Class {
		if l.LengthKM > 0 {
			c.say("  %s: %s km", "  %s: %s km", l.Title, km(l.LengthKM))
		}
	}
	c.say("  mörkt: %s km, någon kan stå dold: %s km, kort sikt: %s km, sett av kameror: %s km",
		"  dark: %s km, somebody could stand unseen: %s km, short sight: %s km, seen by cameras: %s km",
		km(s.DarkKM), km(s.ConcealedKM), km(s.BlockedKM), km(s.WatchedKM))
}

type overlayExposure struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	At           string `placeholder:"TIME" help:"${flag_at}"`
	BBox         string `name:"bbox" placeholder:"BOX" help:"${flag_bbox}"`
	Output       string `short:"o" default:"-" type:"path" placeholder:"FILE" help:"${flag_output}"`
}

// Run writes what a walker meets on the streets at a time as GeoJSON.
func (cmd overlayExposure) Run(c *call) error {
	return c.in("overlay exposure", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		at, err := momentOf(a, m, cmd.At)
		if err != nil {
			return err
		}
		bound, chosen, err := httpapi.MetricBox(m, cmd.BBox)
		if err != nil {
			return err
		}
		e, err := a.Exposed(c, m, bound, at)
		if err != nil {
			return err
		}
		segments, records := e.Segments[:0:0], e.Records()[:0:0]
		for i, r := range e.Records() {
			if chosen(e.Segments[i].Line) {
				segments, records = append(segments, e.Segments[i]), append(records, r)
			}
		}
		return c.create(cmd.Output, func(w io.Writer) error {
			return export.ExposureGeoJSON(w, m, segments, records, e.Moment, a.Now(), "", c.lang)
		})
	})
}

// momentOf reads a time as the municipality tells it; empty is now.
func momentOf(a *app.App, m municipality.Municipality, at string) (time.Time, error) {
	if at == "" {
		return a.Now().Truncate(time.Minute), nil
	}
	return m.Instant(at)
}

type overlayMap struct {
	Picture      string `arg:"" enum:"light,vegetation,cameras" help:"${arg_picture}"`
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	At           string `placeholder:"TIME" help:"${flag_at}"`
	Width        int    `default:"1600" placeholder:"PIXELS" help:"${flag_width}"`
	Output       string `short:"o" required:"" type:"path" placeholder:"FILE" help:"${flag_map_output}"`
}

// Run draws an overlay.
func (cmd overlayMap) Run(c *call) error {
	format := export.Format(strings.TrimPrefix(filepath.Ext(cmd.Output), "."))
	if format != export.SVG && format != export.PNG {
		return wrongUse{lang.T("%s: filnamnet ska sluta på .svg eller .png", "%s: the name of the file must end in .svg or .png", cmd.Output)}
	}
	if cmd.Width < 400 || cmd.Width > 4000 {
		return wrongUse{lang.T("--width %d: välj 400 till 4000 pixlar", "--width %d: choose 400 to 4000 pixels", cmd.Width)}
	}
	return c.in("overlay map", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		at, err := momentOf(a, m, cmd.At)
		if err != nil {
			return err
		}
		e, err := a.Exposed(c, m, app.Everywhere(), at)
		if err != nil {
			return err
		}
		scene, err := a.Town(c, m, c.lang)
		if err != nil {
			return err
		}
		scene.WidthPx = cmd.Width
		return c.create(cmd.Output, func(w io.Writer) error {
			switch cmd.Picture {
			case "light":
				return export.DrawLight(w, format, scene, e.Exposures, e.Moment)
			case "vegetation":
				return export.DrawVegetation(w, format, scene, e.Exposures, e.Moment)
			}
			return export.DrawCameras(w, format, scene, e.Exposures)
		})
	})
}

type overlayWhatIf struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
	File         string `arg:"" help:"${arg_proposal}"`
}

// Run works out what proposed objects would change, and stores nothing.
func (cmd overlayWhatIf) Run(c *call) error {
	f, err := openFile(cmd.File)
	if err != nil {
		return err
	}
	defer f.Close()
	return c.in("overlay what-if", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		p, err := httpapi.ReadProposal(m, filepath.Base(cmd.File), f)
		if err != nil {
			return err
		}
		o, err := a.Measures.WhatIf(c, m, p, false)
		if err != nil {
			return httpapi.AsGiven(err)
		}
		if cmd.JSON {
			return c.json(o)
		}
		c.markExercise(m)
		c.printOutcome(o)
		return nil
	})
}

func (c *call) printOutcome(o measure.Outcome) {
	fmt.Fprintln(c.out, o.Text.In(c.lang))
	for _, h := range o.Hotspots[:min(printed, len(o.Hotspots))] {
		c.say("  %s: prioritet %s till %s, plats %d till %d", "  %s: priority %s to %s, rank %d to %d", h.Name,
			lang.Decimal(h.Before.Priority, 1), lang.Decimal(h.After.Priority, 1), h.Before.Rank, h.After.Rank)
	}
	for _, n := range o.Notes {
		fmt.Fprintln(c.out, n.In(c.lang))
	}
}

type overlayRenew struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// Run works out anew what streets have beside them where something changed.
func (cmd overlayRenew) Run(c *call) error {
	return c.in("overlay renew", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		var progress job.Progress
		if watch := c.watch(); watch != nil {
			progress = func(stage lang.Text, done, total int64) {
				watch(job.Task{State: job.Running, Stage: stage, DoneUnits: done, TotalUnits: total})
			}
		}
		sum, err := a.Overlays.Renew(c, m, progress)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return c.json(sum)
		}
		c.say("%d ändringar inräknade, %d gatusegment räknade om.", "%d changes worked in, %d street segments worked out anew.", sum.Changes, sum.Segments)
		return nil
	})
}
