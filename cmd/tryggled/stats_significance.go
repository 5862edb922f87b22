package main

import (
	"io"
	"path/filepath"
	"strconv"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/hotspot/significance"
	"tryggled/internal/ingest"
	"tryggled/internal/lang"
	"tryggled/internal/lattice"
)

// statsUnits says what is compared with its neighbours: the rows of a table, or the cells
// that its points are counted in.
type statsUnits struct {
	statsPoints
	Value        string  `placeholder:"COLUMN" help:"${flag_value}"`
	RadiusM      float64 `name:"radius" required:"" placeholder:"METRES" help:"${flag_radius}"`
	CellM        float64 `name:"cell" placeholder:"METRES" help:"${flag_cell}"`
	Hex          bool    `help:"${flag_hex}"`
	Area         string  `placeholder:"FILE" help:"${flag_study_area}"`
	Permutations int     `placeholder:"N" help:"${flag_permutations}"`
	Seed         uint64  `default:"1" placeholder:"N" help:"${flag_stats_seed}"`
	Alpha        float64 `default:"0.05" placeholder:"P" help:"${flag_alpha}"`
	statsThreads
	statsFile
}

type (
	statsGiStar struct{ statsUnits }
	statsMoran  struct{ statsUnits }
)

// units are what is compared: rows of the table, or cells with their middles.
type units struct {
	table      *ingest.Table
	cells      *lattice.Lattice
	values     []float64
	neighbours significance.Neighbourhood
	outside    int // points outside the study area
}

// units reads the rows, or counts them in cells.
func (s statsUnits) units(c *call) (units, error) {
	inCells := s.CellM != 0
	switch {
	case !(s.Alpha > 0 && s.Alpha < 1):
		return units{}, wrongUse{lang.T("--alpha %v duger inte: skriv ett tal mellan 0 och 1, som 0.05", "--alpha %v will not do: write a number between 0 and 1, such as 0.05", s.Alpha)}
	case inCells && (s.Area == "" || s.Value != ""):
		return units{}, wrongUse{lang.T("--cell räknar punkter i rutor och behöver --area med undersökningsområdet, inte --value",
			"--cell counts points in cells and needs --area with the study area, not --value")}
	case !inCells && (s.Value == "" || s.Area != "" || s.Hex):
		return units{}, wrongUse{lang.T("ange --value KOLUMN för rader med värden, eller --cell och --area för punkter som räknas i rutor",
			"give --value COLUMN for rows with values, or --cell and --area for points counted in cells")}
	}
	t, err := s.read(c, ingest.TableOptions{Numbers: []string{s.X, s.Y, s.Value}, KeepRows: !s.JSON && !inCells})
	if err != nil {
		return units{}, err
	}
	u := units{table: t, values: t.Numbers[2]}
	if err := s.metres(c, t, t.Numbers[0], t.Numbers[1]); err != nil {
		return u, err
	}
	if inCells {
		return u, s.count(&u)
	}
	u.neighbours, err = significance.Points(c, t.Numbers[0], t.Numbers[1], s.RadiusM)
	return u, err
}

// count counts the points in the cells of the study area.
func (s statsUnits) count(u *units) error {
	crs, err := geo.ParseCRS(s.Metric)
	if err != nil {
		return err
	}
	f, err := openFile(s.Area)
	if err != nil {
		return err
	}
	defer f.Close()
	area, err := ingest.Surface(f, filepath.Base(s.Area), crs)
	if err != nil {
		return err
	}
	kind := lattice.Square
	if s.Hex {
		kind = lattice.Hex
	}
	if u.cells, err = lattice.Cover(area, kind, s.CellM, orb.Point{}); err != nil {
		return err
	}
	u.values, u.outside = u.cells.Count(u.table.Numbers[0], u.table.Numbers[1], nil)
	if points := len(u.table.Numbers[0]); points > 0 && u.outside == points {
		return fault.New(fault.Invalid, lang.T(
			"%s: alla %d punkter ligger utanför området i %s; är koordinaterna i %s? Ange --crs om de är grader, --metric om de är ett annat system",
			"%s: all %d points lie outside the area of %s; are the coordinates in %s? Give --crs if they are degrees, --metric if they are another system",
			u.table.Name, points, filepath.Base(s.Area), s.Metric))
	}
	u.neighbours = u.cells.Band(s.RadiusM)
	return nil
}

func (s statsUnits) params() significance.Params {
	return significance.Params{Permutations: s.Permutations, Seed: s.Seed, Alpha: s.Alpha, Threads: s.Threads}
}

// column is a column of results; a nil one was not computed.
type column struct {
	title  string
	values []float64
}

// worded is a column of words.
type worded struct {
	title string
	at    func(row int) string
}

// write writes columns beside the rows they are about: those of the file, or the cells
// with their middles and counts.
func (u units) write(w io.Writer, columns []column, words ...worded) error {
	columns = present(columns)
	var titles []string
	for _, col := range columns {
		titles = append(titles, col.title)
	}
	for _, col := range words {
		titles = append(titles, col.title)
	}
	row := func(line []byte, row int, delimiter byte) []byte {
		for _, col := range columns {
			line = number(append(line, delimiter), col.values[row])
		}
		for _, col := range words {
			line = append(append(line, delimiter), col.at(row)...)
		}
		return line
	}
	if u.cells == nil {
		return u.table.Write(w, titles, row)
	}
	return u.writeCells(w, titles, row)
}

func (u units) writeCells(w io.Writer, titles []string, row func([]byte, int, byte) []byte) error {
	line := []byte("cell,x,y,share,count")
	for _, title := range titles {
		line = append(append(line, ','), title...)
	}
	for cell := range u.values {
		line = strconv.AppendInt(append(line, '\n'), int64(cell), 10)
		at := u.cells.Centre(cell)
		for _, v := range []float64{at[0], at[1], u.cells.Share(cell), u.values[cell]} {
			line = number(append(line, ','), v)
		}
		line = row(line, cell, ',')
		if len(line) > 1<<15 {
			if _, err := w.Write(line); err != nil {
				return err
			}
			line = line[:0]
		}
	}
	_, err := w.Write(append(line, '\n'))
	return err
}

// present leaves out what was not computed.
func present(columns []column) []column {
	var kept []column
	for _, col := range columns {
		if col.values != nil {
			kept = append(kept, col)
		}
	}
	return kept
}

// rows are the results of each unit for programs.
func (u units) rows(columns []column, words ...worded) []map[string]any {
	rows := make([]map[string]any, len(u.values))
	for i := range rows {
		rows[i] = map[string]any{"value": u.values[i]}
		for _, col := range present(columns) {
			rows[i][col.title] = col.values[i]
		}
		for _, col := range words {
			rows[i][col.title] = col.at(i)
		}
		if u.cells != nil {
			at := u.cells.Centre(i)
			rows[i]["x"], rows[i]["y"], rows[i]["share"] = at[0], at[1], u.cells.Share(i)
		}
	}
	return rows
}

// tellOutside says how many points counted nowhere.
func (u units) tellOutside(c *call) {
	c.remarkCount(u.outside,
		lang.T("1 punkt ligger utanför området och är inte med.", "1 point lies outside the area and is left out."),
		lang.T("%d punkter ligger utanför området och är inte med.", "%d points lie outside the area and are left out.", u.outside))
}
