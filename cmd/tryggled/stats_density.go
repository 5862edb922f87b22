package main

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot/density"
	"tryggled/internal/ingest"
	"tryggled/internal/lang"
)

type statsKDE struct {
	statsPoints
	CellM     *float64 `name:"cell" placeholder:"METRES" help:"${flag_kde_cell}"`
	Bandwidth string   `default:"auto" placeholder:"METRES|auto" help:"${flag_bandwidth}"`
	Kernel    string   `enum:"quartic,gaussian" default:"quartic" help:"${flag_kernel}"`
	Binned    bool     `help:"${flag_binned}"`
	Weight    string   `placeholder:"COLUMN" help:"${flag_weight}"`
	statsThreads
	statsFile
}

// surface is a density for programs: row by row from the south-west.
type surface struct {
	Kernel      string    `json:"kernel"`
	BandwidthM  float64   `json:"bandwidth"`
	CellM       float64   `json:"cell"`
	OriginX     float64   `json:"origin_x"` // the corner south-west
	OriginY     float64   `json:"origin_y"`
	Cols        int       `json:"cols"`
	Rows        int       `json:"rows"`
	ReachM      float64   `json:"reach"`         // how far from a point its kernel goes
	ErrorAtMost float64   `json:"error_at_most"` // of a value, against that of the kernel with this reach
	PerKm2      []float64 `json:"per_km2"`
}

// Run spreads the points over the ground.
func (s statsKDE) Run(c *call) error {
	t, err := s.read(c, ingest.TableOptions{Numbers: []string{s.X, s.Y, s.Weight}})
	if err != nil {
		return err
	}
	x, y, weight := t.Numbers[0], t.Numbers[1], t.Numbers[2]
	if err := notNegative(t, s.Weight, weight); err != nil {
		return err
	}
	if t.Len() == 0 {
		return fault.New(fault.Invalid, lang.T("%s har inga rader", "%s has no rows", t.Name))
	}
	if err := s.metres(c, t, x, y); err != nil {
		return err
	}
	if err := s.within(t, x, y, density.FarthestM); err != nil {
		return err
	}
	bandwidth, err := s.bandwidth(c, x, y, weight)
	if err != nil {
		return err
	}
	p := density.Params{Kernel: density.Kernel(s.Kernel), BandwidthM: bandwidth, Threads: s.Threads}
	grid, err := density.GridOver(boundOf(x, y), s.cell(bandwidth), p.ReachM())
	if err != nil {
		return err
	}
	estimate := density.KDE
	if s.Binned {
		estimate = density.Binned
	}
	found, err := estimate(c, x, y, weight, grid, p)
	if err != nil {
		return err
	}
	return s.show(c, found)
}

// bandwidth takes the bandwidth as it is written, or by the spread of the points.
func (s statsKDE) bandwidth(c *call, x, y, weight []float64) (float64, error) {
	if s.Bandwidth == "auto" {
		spread, err := density.Bandwidth(x, y, weight)
		if err != nil {
			return 0, err
		}
		c.tell(spread.Rule)
		return spread.BandwidthM, nil
	}
	v, err := strconv.ParseFloat(strings.Replace(s.Bandwidth, ",", ".", 1), 64)
	if err != nil || !(v > 0 && v <= density.FarthestM) {
		return 0, fault.New(fault.Invalid, lang.T("--bandwidth %q duger inte: skriv ett tal i meter större än noll, som 150, eller auto",
			"--bandwidth %q will not do: write a number of metres above zero, such as 150, or auto", s.Bandwidth))
	}
	return v, nil
}

// usualCellM is the side of the cells where none is given and the bandwidth allows it.
const usualCellM = 25

// cell is the side of the cells, by default fine enough for the bandwidth and of two digits.
func (s statsKDE) cell(bandwidth float64) float64 {
	if s.CellM != nil {
		return *s.CellM
	}
	half := bandwidth / 2
	if half >= usualCellM {
		return usualCellM
	}
	scale := math.Pow(10, 1-math.Floor(math.Log10(half)))
	return math.Floor(half*scale) / scale
}

func boundOf(x, y []float64) orb.Bound {
	b := orb.Point{x[0], y[0]}.Bound()
	for i := range x {
		b = b.Extend(orb.Point{x[i], y[i]})
	}
	return b
}

func (s statsKDE) show(c *call, found density.Surface) error {
	result := surface{
		s.Kernel, found.BandwidthM, found.CellM, found.Origin[0], found.Origin[1],
		found.Cols, found.Rows, found.ReachM(), found.ErrorAtMost, found.PerKm2,
	}
	err := s.write(c, result, func(w io.Writer) error {
		out := bufio.NewWriterSize(w, 64<<10)
		if strings.EqualFold(filepath.Ext(s.Output), ".asc") {
			writeASC(out, found)
		} else {
			writeCells(out, found)
		}
		return out.Flush()
	})
	if err != nil {
		return err
	}
	c.remark("Täthet per km² i %d × %d rutor om %s m, bandbredd %s m.", "Density per km² in %d × %d cells of %s m, bandwidth %s m.",
		found.Cols, found.Rows, lang.Decimal(found.CellM, -1), lang.Decimal(found.BandwidthM, 1))
	if found.Kernel == density.Gaussian {
		c.remark("Kärnan skärs av vid fyra bandbredder, %s m, och höjs med 0,03 %% för det som då faller bort.",
			"The kernel is cut at four bandwidths, %s m, and raised by 0.03%% for what that takes away.", lang.Decimal(found.ReachM(), 1))
	}
	if found.ErrorAtMost > 0 {
		c.remark("Varje värde ligger inom %v per km² från det exakta.", "Each value lies within %v per km² of the exact one.",
			strconv.FormatFloat(found.ErrorAtMost, 'g', 3, 64))
	}
	return nil
}

// writeASC writes an Esri ASCII grid, which geographic programs read: from the north.
func writeASC(out *bufio.Writer, s density.Surface) {
	fmt.Fprintf(out, "ncols %d\nnrows %d\nxllcorner %s\nyllcorner %s\ncellsize %s\nNODATA_value -9999\n",
		s.Cols, s.Rows, number(nil, s.Origin[0]), number(nil, s.Origin[1]), number(nil, s.CellM))
	var line []byte
	for row := s.Rows - 1; row >= 0; row-- {
		line = line[:0]
		for col := range s.Cols {
			if col > 0 {
				line = append(line, ' ')
			}
			line = number(line, s.PerKm2[row*s.Cols+col])
		}
		_, _ = out.Write(append(line, '\n')) // a bufio.Writer keeps its first error for Flush
	}
}

// writeCells writes the middles of the cells with their densities.
func writeCells(out *bufio.Writer, s density.Surface) {
	fmt.Fprintln(out, "x,y,per_km2")
	var line []byte
	for i, v := range s.PerKm2 {
		x := s.Origin[0] + (float64(i%s.Cols)+.5)*s.CellM
		y := s.Origin[1] + (float64(i/s.Cols)+.5)*s.CellM
		line = number(append(number(append(number(line[:0], x), ','), y), ','), v)
		_, _ = out.Write(append(line, '\n'))
	}
}
