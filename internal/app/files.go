package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"tryggled/internal/export"
	"tryggled/internal/lang"
	"tryggled/internal/route"
)

// Scene is the picture of a plan, ready to be drawn.
func (a *App) Scene(ctx context.Context, p route.Planned, l lang.Lang) (export.Scene, error) {
	s, err := a.ground().Scene(ctx, p.Municipality, l)
	s.Hotspots = p.Hotspots
	s.Planned = &p
	return s, err
}

func (a *App) ground() export.Ground {
	return export.Ground{Areas: a.DB.Municipalities(), Streets: a.DB.Streets(), Overlays: a.DB.Overlays()}
}

// file is one file of a demonstration and how it is written.
type file struct {
	name  string
	write func(w io.Writer) error
}

// WriteTo writes everything that a demonstration shows into a folder of the
// municipality's within dir, each file whole or not at all, and returns that folder.
func (d Demonstration) WriteTo(ctx context.Context, a *App, dir string, l lang.Lang) (string, error) {
	folder := filepath.Join(dir, d.Municipality.Slug)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", fmt.Errorf("make the folder of the demonstration: %w", err)
	}
	scene, err := a.Scene(ctx, d.Planned, l)
	if err != nil {
		return "", err
	}
	for _, f := range d.files(scene, l) {
		if err := WriteFile(filepath.Join(folder, f.name), f.write); err != nil {
			return "", err
		}
	}
	return folder, nil
}

func (d Demonstration) files(scene export.Scene, l lang.Lang) []file {
	p := d.Planned
	all := []file{
		{"hotspots.geojson", func(w io.Writer) error { return export.HotspotsGeoJSON(w, d.Municipality, d.Analysis, l) }},
		{"plan.json", func(w io.Writer) error { return export.PlanJSON(w, p) }},
		{"map.svg", func(w io.Writer) error { return export.Map(w, export.SVG, scene) }},
		{"map.png", func(w io.Writer) error { return export.Map(w, export.PNG, scene) }},
	}
	for _, tour := range p.Plan.Tours {
		team := tour.Number
		name := fmt.Sprintf("team-%d", team)
		all = append(all,
			file{name + ".gpx", func(w io.Writer) error { return export.GPX(w, p, team, l) }},
			file{name + ".geojson", func(w io.Writer) error { return export.RouteGeoJSON(w, p, team, l) }},
			file{name + ".txt", func(w io.Writer) error { return export.Sheet(w, p, team, l) }})
	}
	return all
}
