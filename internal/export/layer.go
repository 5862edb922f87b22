package export

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/lattice"
	"tryggled/internal/municipality"
)

// Page is the part of a layer that is written: some of its rows, numbered from 0, and the
// address of the page after, if there is one.
type Page struct {
	Rows []int
	Next string
}

// layerHead is what the collections of all layers begin with.
type layerHead struct {
	Type   string         `json:"type"`
	Title  string         `json:"title"`
	Source source         `json:"source"`
	Params hotspot.Params `json:"params"`
}

func headOf(m municipality.Municipality, a hotspot.Analysis, title lang.Text, l lang.Lang) layerHead {
	return layerHead{
		Type: "FeatureCollection", Title: lang.T("%s: %s", "%s: %s", m.Name, title).In(l),
		Source: sourceOf(m, a.DataRevision, a.CodeVersion, a.CreatedAt, l), Params: a.Params,
	}
}

// CellShape is the outline of a cell of a layer, in metres.
func CellShape(c hotspot.Cells, i int) orb.Polygon {
	x, y := c.X[i], c.Y[i]
	if c.Lattice == string(lattice.Hex) {
		return lattice.NewHexagons(c.CellM, orb.Point{x, y}).Shape(lattice.Hexagon{})
	}
	half := c.CellM / 2
	return orb.Bound{Min: orb.Point{x - half, y - half}, Max: orb.Point{x + half, y + half}}.ToPolygon()
}

// SegmentLine is the line of a street of a layer, in metres.
func SegmentLine(s hotspot.Segments, i int) orb.LineString {
	line := make(orb.LineString, 0, len(s.Line[i])/2)
	for k := 0; k+1 < len(s.Line[i]); k += 2 {
		line = append(line, orb.Point{s.Line[i][k], s.Line[i][k+1]})
	}
	return line
}

// value is a number of a column; nil where the column is empty or the number undefined.
func value(column []float64, i int) *float64 {
	if i >= len(column) || math.IsNaN(column[i]) || math.IsInf(column[i], 0) {
		return nil
	}
	return &column[i]
}

// word is a word of a column; empty where the column is.
func word(column []string, i int) string {
	if i >= len(column) {
		return ""
	}
	return column[i]
}

// Standing of a cell or street after false discovery rate.
const (
	standsOutHot  = "hot"
	standsOutCold = "cold"
	standsNot     = "none"
)

func standing(z, p *float64, alpha float64) string {
	switch {
	case z == nil || p == nil || *p > alpha || *z == 0:
		return standsNot
	case *z > 0:
		return standsOutHot
	}
	return standsOutCold
}

func rowName(kind string, i int) string { return fmt.Sprintf("%s-%d", kind, i+1) }
