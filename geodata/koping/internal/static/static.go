// Package static writes the drawn town as the files of a municipality's folder: all of
// them but the reports, which are made when they are asked for.
package static

import (
	"fmt"

	"github.com/paulmach/orb"

	"tryggled/geodata/koping/internal/town"
	"tryggled/internal/geo"
)

// CRS is the metric system of the town: SWEREF 99 TM.
const CRS geo.CRS = 3006

// Files draws the town and returns the folder's files by name. The same program gives the
// same bytes.
func Files() (map[string][]byte, error) {
	projector, err := geo.NewProjector(CRS)
	if err != nil {
		return nil, err
	}
	t := town.Draw()
	files := map[string][]byte{}
	for name, write := range map[string]func(*writer, town.Town){
		"areas.geojson":      areas,
		"streets.geojson":    streets,
		"lamps.geojson":      lamps,
		"vegetation.geojson": greens,
		"cameras.geojson":    cameras,
		"buildings.geojson":  buildings,
		"places.geojson":     places,
		"backdrop.geojson":   grounds,
	} {
		w := &writer{projector: projector}
		write(w, t)
		if files[name], err = w.collection(); err != nil {
			return nil, fmt.Errorf("write %s: %w", name, err)
		}
	}
	w := &writer{projector: projector}
	if files["truth.json"], err = truth(w); err != nil {
		return nil, fmt.Errorf("write truth.json: %w", err)
	}
	if files["municipality.yaml"], err = description(w); err != nil {
		return nil, fmt.Errorf("write municipality.yaml: %w", err)
	}
	return files, nil
}

type props map[string]any

func areas(w *writer, t town.Town) {
	for _, a := range t.Areas {
		w.add(orb.Polygon{a.Ring}, props{
			"slug": a.Slug, "name": a.SV, "name_sv": a.SV, "name_en": a.EN, "provisional": true,
		})
	}
}

func streets(w *writer, t town.Town) {
	for i, s := range t.Ways {
		p := props{"id": i + 1, "highway": s.Class, "surface": s.Surface}
		for key, value := range map[string]string{"name": s.Name, "lit": s.Lit, "foot": s.Foot} {
			if value != "" {
				p[key] = value
			}
		}
		if s.Bridge {
			p["bridge"], p["layer"] = "yes", 1
		}
		if s.Tunnel {
			p["tunnel"], p["layer"] = "yes", -1
		}
		w.add(s.Line, p)
	}
}

// with adds what is known to properties: no empty texts and no zeros.
func (p props) with(key string, value any) props {
	switch value {
	case "", 0.0, 0, false:
	default:
		p[key] = value
	}
	return p
}

func lamps(w *writer, t town.Town) {
	for i, l := range t.Lamps {
		status := "working"
		if l.Broken {
			status = "broken"
		}
		p := props{
			"id": fmt.Sprintf("BP%04d", i+1), "height_m": l.HeightM, "status": status, "pole": l.Pole, "cabinet": l.Cabinet,
			"owner": l.Owner, "method": l.Method, "unit_cost": l.UnitCost,
		}
		w.add(l.Point, p.with("lumens", l.Lumens).with("watts", l.Watts).with("dimming", l.Dimming))
	}
}

func greens(w *writer, t town.Town) {
	for i, g := range t.Greens {
		p := props{"id": fmt.Sprintf("V%04d", i+1), "class": g.Class, "height_m": g.HeightM}
		w.add(g.Shape, p.with("crown_base_m", g.CrownBaseM).with("density", g.Density).with("evergreen", g.Evergreen).
			with("owner", g.Owner).with("protected", g.Protected))
	}
}

// legalBasis is what a note on the balance of interests would say.
const legalBasis = "Övningsdata: intresseavvägning enligt kamerabevakningslagen, dokumenterad av den som bevakar"

func cameras(w *writer, t town.Town) {
	for i, c := range t.Cameras {
		w.add(c.Point, props{
			"id": fmt.Sprintf("K%02d", i+1), "height_m": c.HeightM,
			"bearing_deg": c.BearingDeg, "field_deg": c.FieldDeg, "range_m": c.RangeM, "width_px": 1920,
			"camera_type": c.Type, "operator": c.Operator, "purpose": c.Purpose, "legal_basis": legalBasis,
		})
	}
}

func places(w *writer, t town.Town) {
	for i, place := range t.Places {
		p := props{"id": fmt.Sprintf("P%03d", i+1), "class": place.Class}
		w.add(place.Shape, p.with("name", place.Name))
	}
}

func buildings(w *writer, t town.Town) {
	for i, b := range t.Buildings {
		p := props{"id": fmt.Sprintf("H%04d", i+1), "class": b.Class, "height_m": b.HeightM}
		if b.Dwelling {
			p["dwelling"] = true
		}
		if b.Name != "" {
			p["name"] = b.Name
		}
		w.add(orb.Polygon{b.Ring}, p)
	}
	for i, wall := range t.Walls {
		w.add(wall.Line, props{"id": fmt.Sprintf("M%03d", i+1), "class": wall.Class, "height_m": wall.HeightM, "width_m": wall.WidthM})
	}
}

func grounds(w *writer, t town.Town) {
	for i, g := range t.Grounds {
		p := props{"id": fmt.Sprintf("G%02d", i+1), "class": g.Class}
		if g.Name != "" {
			p["name"] = g.Name
		}
		w.add(g.Shape, p)
	}
}
