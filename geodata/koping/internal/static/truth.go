package static

import (
	"encoding/json"
	"fmt"

	"github.com/paulmach/orb"

	"tryggled/geodata/koping/internal/town"
	"tryggled/geodata/koping/internal/unrest"
)

// truth writes what was planted.
func truth(w *writer) ([]byte, error) {
	t, err := unrest.Tell(func(p unrest.Place) (lon, lat float64, err error) {
		g, err := w.lonLat(p.Centre)
		if err != nil {
			return 0, 0, fmt.Errorf("place %s: %w", p.ID, err)
		}
		at := g.(orb.Point)
		return at[0], at[1], nil
	})
	if err != nil {
		return nil, err
	}
	for _, path := range town.Paths() {
		g, err := w.lonLat(path.Line)
		if err != nil {
			return nil, fmt.Errorf("path %s: %w", path.Name, err)
		}
		t.Paths = append(t.Paths, unrest.Path{
			ID: path.Hotspot + "-straket", Hotspot: path.Hotspot, Name: path.Name, What: path.What, Line: g.(orb.LineString),
		})
	}
	raw, err := json.MarshalIndent(t, "", "  ")
	return append(raw, '\n'), err
}
