package main

import (
	"cmp"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/hotspot/cluster"
	"tryggled/internal/ingest"
	"tryggled/internal/lang"
)

// statsCommand runs the methods behind the hotspots on any file, without a database, so
// that an analyst can use and check each of them.
type statsCommand struct {
	DBSCAN   statsDBSCAN   `cmd:"" name:"dbscan" help:"${stats_dbscan}"`
	STDBSCAN statsSTDBSCAN `cmd:"" name:"stdbscan" help:"${stats_stdbscan}"`
	GiStar   statsGiStar   `cmd:"" name:"gistar" help:"${stats_gistar}"`
	Moran    statsMoran    `cmd:"" name:"moran" help:"${stats_moran}"`
	KDE      statsKDE      `cmd:"" name:"kde" help:"${stats_kde}"`
	Knox     statsKnox     `cmd:"" name:"knox" help:"${stats_knox}"`
	Aoristic statsAoristic `cmd:"" name:"aoristic" help:"${stats_aoristic}"`
}

// statsFile is the file that is read and the one that is written.
type statsFile struct {
	JSON   bool   `name:"json" help:"${flag_json}"`
	Output string `short:"o" default:"-" type:"path" placeholder:"FILE" help:"${flag_output}"`
	File   string `arg:"" help:"${arg_table}"`
}

// statsPoints names the columns of the points and what they are measured in.
type statsPoints struct {
	X      string `required:"" placeholder:"COLUMN" help:"${flag_x}"`
	Y      string `required:"" placeholder:"COLUMN" help:"${flag_y}"`
	CRS    string `name:"crs" placeholder:"EPSG:4326" help:"${flag_points_crs}"`
	Metric string `default:"EPSG:3006" placeholder:"EPSG:3006" help:"${flag_metric}"`
}

// statsTimes say how times are written.
type statsTimes struct {
	TimeFormat string `placeholder:"FORMAT" help:"${flag_time_format}"`
	Timezone   string `default:"Europe/Stockholm" help:"${flag_timezone}"`
}

// statsThreads bounds how many processors are used; the result is the same.
type statsThreads struct {
	Threads int `placeholder:"N" help:"${flag_threads}"`
}

// read reads the columns of the file; - is the standard input.
func (f statsFile) read(c *call, o ingest.TableOptions) (*ingest.Table, error) {
	o.FileName = filepath.Base(f.File)
	o.Location = cmp.Or(o.Location, time.UTC)
	if f.File == "-" {
		o.FileName = "stdin"
		return ingest.ReadTable(c, os.Stdin, o)
	}
	file, err := openFile(f.File)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return ingest.ReadTable(c, c.reading(file), o)
}

// metres turns the columns of a table into metres in place, where they are degrees.
func (p statsPoints) metres(c *call, t *ingest.Table, x, y []float64) error {
	if err := p.within(t, x, y, cluster.FarthestM); err != nil {
		return err
	}
	if p.CRS == "" {
		if len(x) > 0 && allWithin(x, 180) && allWithin(y, 90) {
			c.remark("%s: alla %s och %s ryms i ±180 och ±90. Är de grader, lägg till --crs EPSG:4326; nu räknas de som meter.",
				"%s: all %s and %s lie within ±180 and ±90. If they are degrees, add --crs EPSG:4326; they are taken as metres now.", t.Name, p.X, p.Y)
		}
		return nil
	}
	if crs, err := geo.ParseCRS(p.CRS); err != nil || crs != geo.WGS84 {
		return wrongUse{lang.T("--crs är EPSG:4326 (longitud i --x, latitud i --y); utan --crs är talen meter",
			"--crs is EPSG:4326 (longitude in --x, latitude in --y); without --crs the numbers are metres")}
	}
	crs, err := geo.ParseCRS(p.Metric)
	if err != nil {
		return err
	}
	projector, err := geo.NewProjector(crs)
	if err != nil {
		return err
	}
	for i := range x {
		at, err := projector.Metric(orb.Point{x[i], y[i]})
		if err != nil {
			return t.Fault(i, p.X, p.misplaced(x[i], y[i]))
		}
		x[i], y[i] = at[0], at[1]
	}
	c.remark("Grader räknade om till meter i %s.", "Degrees converted to metres in %s.", p.Metric)
	return nil
}

// within checks that no coordinate is larger than can be counted with.
func (p statsPoints) within(t *ingest.Table, x, y []float64, most float64) error {
	for row := range x {
		column, v := p.X, x[row]
		if math.Abs(v) <= most {
			column, v = p.Y, y[row]
		}
		if math.Abs(v) > most {
			return t.Fault(row, column, lang.T("%v är ingen plats på kartan; rätta talet eller ta bort raden", "%v is no place on the map; mend the number or remove the row", v))
		}
	}
	return nil
}

// misplaced says why a point in degrees cannot be converted.
func (p statsPoints) misplaced(lon, lat float64) lang.Text {
	if math.Abs(lon) > 180 || math.Abs(lat) > 90 {
		return lang.T("%v, %v är inte longitud och latitud i grader; ta bort --crs om talen är meter",
			"%v, %v are no longitude and latitude in degrees; leave --crs out if the numbers are metres", lon, lat)
	}
	zone := 32601 + int((math.Min(lon, 179.9)+180)/6)
	if lat < 0 {
		zone += 100
	}
	return lang.T("%v, %v ligger utanför det område där %s används; är longitud och latitud rätt kolumner, lägg till --metric EPSG:%s",
		"%v, %v lies outside the area where %s is used; if longitude and latitude are the right columns, add --metric EPSG:%s",
		lon, lat, p.Metric, strconv.Itoa(zone))
}

func allWithin(values []float64, most float64) bool {
	for _, v := range values {
		if math.Abs(v) > most {
			return false
		}
	}
	return true
}

// write writes the result, whole or not at all: as JSON where that is asked for, else as
// table does.
func (f statsFile) write(c *call, result any, table func(w io.Writer) error) error {
	return c.create(f.Output, func(w io.Writer) error {
		if !f.JSON {
			return table(w)
		}
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(result)
	})
}

// remark prints a sentence beside the result, which may go to the terminal itself.
func (c *call) remark(sv, en string, args ...any) {
	c.tell(lang.T(sv, en, args...))
}

// remarkCount says the one thing of a single, the other of several, and nothing of none.
func (c *call) remarkCount(n int, one, several lang.Text) {
	switch {
	case n == 1:
		c.tell(one)
	case n > 1:
		c.tell(several)
	}
}

func (c *call) tell(text lang.Text) {
	if !text.IsZero() {
		_, _ = io.WriteString(c.err, text.In(c.lang)+"\n")
	}
}

// number writes a value as programs read it: with a point, all the digits that it has, and
// an exponent only where it is next to nothing.
func number(line []byte, v float64) []byte {
	if v != 0 && math.Abs(v) < 1e-6 {
		return strconv.AppendFloat(line, v, 'e', -1, 64)
	}
	return strconv.AppendFloat(line, v, 'f', -1, 64)
}

// moments are the times of a column, each of which must be there.
func moments(t *ingest.Table, column string, from []int64) error {
	for row, at := range from {
		if at == ingest.Missing {
			return t.Fault(row, column, lang.T("tiden saknas; fyll i den eller ta bort raden", "the time is missing; fill it in or remove the row"))
		}
	}
	return nil
}

// notNegative checks the weights or values of a column.
func notNegative(t *ingest.Table, column string, values []float64) error {
	for row, v := range values {
		if v < 0 {
			return t.Fault(row, column, lang.T("%v är mindre än 0; en vikt är minst 0", "%v is less than 0; a weight is at least 0", v))
		}
	}
	return nil
}

// span reads a length of time such as 7d, 2w, 36h or 90m.
func span(s string) (time.Duration, error) {
	for suffix, unit := range map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour} {
		if count, ok := strings.CutSuffix(s, suffix); ok {
			if v, err := strconv.ParseFloat(count, 64); err == nil && v > 0 && v < 1e5 {
				return time.Duration(v * float64(unit)), nil
			}
		}
	}
	if d, err := time.ParseDuration(s); err == nil && d > 0 {
		return d, nil
	}
	return 0, fault.New(fault.Invalid, lang.T("%q är ingen tid; skriv som 7d, 2w, 36h eller 90m", "%q is no length of time; write it as 7d, 2w, 36h or 90m", s))
}
