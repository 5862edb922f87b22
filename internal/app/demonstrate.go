package app

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	"tryggled/geodata/koping"
	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/ingest"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// Demonstration is the whole way once: a municipality, its hotspots and a plan.
type Demonstration struct {
	Municipality municipality.Municipality
	Imported     Imported
	Analysis     hotspot.Analysis
	Planned      route.Planned
}

// Demonstrate loads a municipality's folder, or the exercise town where folder is nil,
// analyses the two years before the week of asOf, and plans the Friday evening after.
func (a *App) Demonstrate(ctx context.Context, folder fs.FS, asOf time.Time, watch Watch) (Demonstration, error) {
	var d Demonstration
	var err error
	if folder == nil {
		d.Municipality, d.Imported, err = a.exerciseTown(ctx, asOf, watch)
	} else {
		d.Municipality, d.Imported, err = a.Load(ctx, folder, watch)
	}
	if err != nil {
		return d, err
	}
	since, monday := hotspot.LastWindow(asOf, d.Municipality.Location())
	params := hotspot.DefaultParams(since, monday)
	if d.Analysis, err = a.Analyse(ctx, d.Municipality, params, watch); err != nil {
		return d, err
	}
	areas, err := a.DB.Municipalities().Areas(ctx, d.Municipality.Code)
	if err != nil {
		return d, err
	}
	d.Planned, err = a.Plan(ctx, d.Municipality, fridayEvening(d.Municipality, areas, d.Analysis, monday), watch)
	return d, err
}

// KeepFresh makes the demonstration of the exercise town anew where its analysis does
// not reach to this week, so that whoever starts the program sees a picture of now. It
// leaves a database alone that holds other municipalities but not the exercise town.
func (a *App) KeepFresh(ctx context.Context, watch Watch) error {
	all, err := a.Municipalities.List(ctx)
	if err != nil {
		return err
	}
	town, err := a.Municipalities.BySlug(ctx, koping.Slug)
	switch {
	case fault.Is(err, fault.NotFound) && len(all) > 0:
		return nil
	case err == nil && !town.Exercise:
		return nil
	case err == nil:
		current, err := a.Hotspots.Store.Analysis(ctx, town.Code, 0)
		if err == nil && current.Params.Until.Equal(hotspot.LastMonday(a.Now(), town.Location())) {
			return nil
		}
	case !fault.Is(err, fault.NotFound):
		return err
	}
	_, err = a.Demonstrate(ctx, nil, a.Now(), watch)
	return err
}

// exerciseTown loads the exercise town. Once it is there only its newest reports are
// brought in, so that areas and overlays changed since are kept.
func (a *App) exerciseTown(ctx context.Context, asOf time.Time, watch Watch) (municipality.Municipality, Imported, error) {
	folder, err := koping.Folder(asOf)
	if err != nil {
		return municipality.Municipality{}, Imported{}, fmt.Errorf("make the exercise town: %w", err)
	}
	m, err := a.Municipalities.BySlug(ctx, koping.Slug)
	if fault.Is(err, fault.NotFound) {
		return a.Load(ctx, folder, watch)
	}
	if err != nil {
		return m, Imported{}, err
	}
	profile, err := ingest.ShippedProfile(koping.Profile)
	if err != nil {
		return m, Imported{}, err
	}
	imported, err := a.Import(ctx, m, func(ctx context.Context) (int64, error) {
		reports, err := folder.Open(koping.ReportsFile)
		if err != nil {
			return 0, err
		}
		defer reports.Close()
		return a.Imports.Reports(ctx, m, profile, koping.ReportsFile, false, reports)
	}, watch)
	return m, imported, err
}

// The shift that the demonstration plans, with one team of each role.
const (
	fridayStart = 19
	fridayEnd   = 23

	demonstrationSteps = 2400 // of the search: the same plan on any machine
)

// fridayEvening has one team of each role; one that walks in its permit area has the first
// area of the municipality.
func fridayEvening(m municipality.Municipality, areas []municipality.Area, a hotspot.Analysis, monday time.Time) plan.Request {
	local := monday.In(m.Location())
	at := func(hour int) time.Time {
		return time.Date(local.Year(), local.Month(), local.Day()+4, hour, 0, 0, 0, m.Location())
	}
	r := plan.Request{Analysis: a.ID, From: at(fridayStart), To: at(fridayEnd), Points: true, Seed: 1, Iterations: demonstrationSteps}
	for _, p := range identity.Patrols() {
		team := plan.Team{Role: p.Role, Size: p.BestGroup}
		if p.Bounded == identity.Permit && len(areas) > 0 {
			team.Areas = []string{areas[0].Slug}
		}
		r.Teams = append(r.Teams, team)
	}
	return r
}
