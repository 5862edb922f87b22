package export

import (
	"fmt"
	"io"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// cellProperties are those of a cell: how it stands out, and what is told beside it.
type cellProperties struct {
	Cell      int                `json:"cell"` // its number in the layer, from 1
	Share     float64            `json:"share"`
	Events    float64            `json:"events"`
	Z         *float64           `json:"z,omitempty"`
	P         *float64           `json:"p,omitempty"`
	PPermuted *float64           `json:"p_permuted,omitempty"`
	PFDR      *float64           `json:"p_fdr,omitempty"`
	Standing  string             `json:"standing"`
	Class     string             `json:"class,omitempty"`
	Moran     string             `json:"moran,omitempty"`
	Kinds     map[string]float64 `json:"reporter_kinds,omitempty"`
	Exercise  bool               `json:"exercise"`
}

type cellsDoc struct {
	layerHead
	View     string                    `json:"view"`
	Lattice  string                    `json:"lattice"`
	CellM    float64                   `json:"cell_m"`
	Summary  hotspot.Significance      `json:"summary"`
	Features []feature[cellProperties] `json:"features"`
	Next     string                    `json:"next,omitempty"`
}

// View is how cells are looked at: by whose reports, and whether with how many of each kind
// of reporter told.
type View struct {
	Name  string // hotspot.AllView or hotspot.CitizensView
	Kinds bool
}

// CellsGeoJSON writes a page of an analysis's cells as GeoJSON. It returns NotFound for a
// view that the layer lacks.
func CellsGeoJSON(w io.Writer, m municipality.Municipality, a hotspot.Analysis, cells hotspot.Cells, v View, page Page, l lang.Lang) error {
	view, ok := cells.Views[v.Name]
	if !ok {
		return fault.New(fault.NotFound, lang.T("analysen har inga celler sedda så (%s)", "the analysis has no cells seen like that (%s)", v.Name))
	}
	p, err := geo.NewProjector(m.CRS)
	if err != nil {
		return err
	}
	doc := cellsDoc{
		layerHead: headOf(m, a, cellTitles[v.Name], l), View: v.Name, Lattice: cells.Lattice, CellM: cells.CellM, Summary: view.Summary,
		Features: make([]feature[cellProperties], 0, len(page.Rows)), Next: page.Next,
	}
	for _, i := range page.Rows {
		shape, err := lonLatSurface(p, orb.MultiPolygon{CellShape(cells, i)})
		if err != nil {
			return fmt.Errorf("GeoJSON of cell %d: %w", i+1, err)
		}
		properties := cellOf(cells, view, i)
		properties.Exercise = m.Exercise
		if v.Kinds {
			properties.Kinds = kindsOf(cells, i)
		}
		doc.Features = append(doc.Features, newFeature(rowName("cell", i), surface(shape), properties))
	}
	return writeJSON(w, doc)
}

var cellTitles = map[string]lang.Text{
	hotspot.AllView:      lang.T("celler", "cells"),
	hotspot.CitizensView: lang.T("celler, bara medborgares rapporter", "cells, citizens' reports only"),
}

func cellOf(cells hotspot.Cells, v hotspot.CellView, i int) cellProperties {
	c := cellProperties{
		Cell: i + 1, Z: value(v.Z, i), P: value(v.P, i), PPermuted: value(v.PPermuted, i), PFDR: value(v.PFDR, i),
		Class: word(cells.Class, i), Moran: word(cells.Moran, i),
	}
	if share := value(cells.Share, i); share != nil {
		c.Share = *share
	}
	if events := value(v.Events, i); events != nil {
		c.Events = *events
	}
	c.Standing = standing(c.Z, c.PFDR, v.Summary.Alpha)
	return c
}

// kindsOf counts the events of a cell by kind of reporter; kinds without any are left out.
func kindsOf(cells hotspot.Cells, i int) map[string]float64 {
	kinds := map[string]float64{}
	for kind, events := range cells.Kinds {
		if n := value(events, i); n != nil && *n != 0 {
			kinds[kind] = *n
		}
	}
	return kinds
}
