package static

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/project"

	"tryggled/geodata/koping/internal/town"
	"tryggled/internal/geo"
)

// decimals is how finely longitude and latitude are written: 0.000001° is 6 to 11 cm.
const decimals = 1e6

// writer turns drawn shapes into lines of a GeoJSON collection, and remembers the first
// error.
type writer struct {
	projector *geo.Projector
	lines     [][]byte
	err       error
}

// add writes one feature. Properties are written in the order of their names.
func (w *writer) add(shape orb.Geometry, properties map[string]any) {
	if w.err != nil {
		return
	}
	g, err := w.lonLat(shape)
	if err != nil {
		w.err = err
		return
	}
	f := geojson.NewFeature(g)
	f.Properties = properties
	line, err := json.Marshal(f)
	w.lines, w.err = append(w.lines, line), err
}

func (w *writer) lonLat(shape orb.Geometry) (orb.Geometry, error) {
	metric := project.Geometry(orb.Clone(shape), func(p orb.Point) orb.Point {
		return orb.Point{p[0] + town.Origin[0], p[1] + town.Origin[1]}
	})
	g, err := w.projector.LonLatGeometry(metric)
	if err != nil {
		return nil, fmt.Errorf("to longitude and latitude: %w", err)
	}
	return project.Geometry(g, func(p orb.Point) orb.Point {
		return orb.Point{math.Round(p[0]*decimals) / decimals, math.Round(p[1]*decimals) / decimals}
	}), nil
}

// collection is the file: one feature a line, so that differences can be read.
func (w *writer) collection() ([]byte, error) {
	if w.err != nil {
		return nil, w.err
	}
	var b bytes.Buffer
	b.WriteString(`{"type":"FeatureCollection","features":[` + "\n")
	b.Write(bytes.Join(w.lines, []byte(",\n")))
	b.WriteString("\n]}\n")
	return b.Bytes(), nil
}
