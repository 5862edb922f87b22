package hotspot

import (
	"time"

	"tryggled/internal/hotspot/trend"
	"tryggled/internal/lang"
)

// The layers of an analysis, each stored beside it and read by itself.
const (
	CellsLayer    = "cells"
	SegmentsLayer = "segments"
	SurfaceLayer  = "surface"
	WatchLayer    = "watch"
)

// Layers are the maps of an analysis. Those of an open analysis are made of reports moved to
// the middle of their street segment: they tell no place more exactly than its readers may
// know it.
type Layers struct {
	Cells    Cells
	Segments Segments
	Surface  Surface
	Watch    []Watch
}

// Cells is the lattice of the study area, as columns of equal length.
type Cells struct {
	Lattice string    `json:"lattice"` // square or hex
	CellM   float64   `json:"cell_m"`
	BandM   float64   `json:"band_m"`
	X       []float64 `json:"x"` // metric middle
	Y       []float64 `json:"y"`
	Share   []float64 `json:"share"` // of the cell that lies in the study area

	Views map[string]CellView  `json:"views"` // AllView, CitizensView
	Kinds map[string][]float64 `json:"kinds"` // events by kind of reporter
	Class []string             `json:"class"` // trend; empty where none
	Moran []string             `json:"moran"` // HH, LL, HL, LH where local Moran's I is significant, else empty
}

// The views of the cells.
const (
	AllView      = "all"
	CitizensView = "citizens"
)

// CellView is Getis-Ord Gi* of some of the reports, a value for each cell.
type CellView struct {
	Events    []float64    `json:"events"` // reports of one event count once
	Z         []float64    `json:"z"`
	P         []float64    `json:"p"`
	PPermuted []float64    `json:"p_permuted"`
	PFDR      []float64    `json:"p_fdr"`
	Summary   Significance `json:"summary"`
}

// Segments is the streets of the study area, as columns of equal length.
type Segments struct {
	BandwidthM float64     `json:"bandwidth_m"`
	BandM      float64     `json:"band_m"`
	ID         []int64     `json:"id"`
	Name       []string    `json:"name"`
	Line       [][]float64 `json:"line"` // x, y, x, y, … metric
	Events     []float64   `json:"events"`
	PerKm      []float64   `json:"per_km"` // network kernel density, equal-split continuous
	Simple     []float64   `json:"per_km_simple"`
	Z          []float64   `json:"z"`
	P          []float64   `json:"p"`
	PPermuted  []float64   `json:"p_permuted"`
	PFDR       []float64   `json:"p_fdr"`
	Risk       []float64   `json:"risk"` // relative to the average street; empty where there is no terrain
	FDROf      string      `json:"fdr_of"`
	Note       lang.Text   `json:"note"`
}

// Surface is kernel densities on a grid, row by row from its south-west corner.
type Surface struct {
	X          float64            `json:"x"` // metric corner
	Y          float64            `json:"y"`
	CellM      float64            `json:"cell_m"`
	Cols       int                `json:"cols"`
	Rows       int                `json:"rows"`
	Kernel     string             `json:"kernel"`
	BandwidthM float64            `json:"bandwidth_m"`
	Rule       lang.Text          `json:"rule"`  // how the bandwidth was chosen
	Kinds      map[string]Density `json:"kinds"` // by name, such as reports
}

// The kinds of density. Dwellings stand for residents, whose numbers are not known.
const (
	ReportsDensity      = "reports"       // per km²
	DwellingsRatio      = "dwellings"     // reports per dwelling
	DwellingsLog        = "dwellings_log" // log2 of that against the average
	LitRatio            = "lit"           // reports per km of lit path
	DwellingsDifference = "difference"    // share of reports less share of dwellings, per km²
)

// Density is one of the densities of a surface.
type Density struct {
	Unit   lang.Text  `json:"unit"`
	Values []*float64 `json:"values"` // nil where it is unknown
}

// Watch is a place where something may soon happen again, until the window ends, told no
// more exactly than to its street segment.
type Watch struct {
	trend.Watch
	Name lang.Text `json:"name"`
}

// Live are the windows that are open at a time.
func Live(watches []Watch, at time.Time) []Watch {
	live := []Watch{}
	for _, w := range watches {
		if !at.Before(w.From) && at.Before(w.Until) {
			live = append(live, w)
		}
	}
	return live
}
