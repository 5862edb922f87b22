package orienteering

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"tryggled/internal/lang"
)

// topFile is a file of Chao, Golden and Wasil read line by line: three lines of n, m and tmax,
// then a line of x, y and score for each point.
type topFile struct {
	file  string
	lines []topLine // that are not blank
}

type topLine struct {
	number int // in the file, from 1
	fields []string
}

// readTOP reads the text form. Point 0 is where all teams start, the last where they end; the
// others are stops. Ways are straight.
func readTOP(file, text string) (Instance, error) {
	f := topFile{file: file}
	number := 0
	for line := range strings.Lines(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)) {
		number++
		if fields := strings.Fields(line); len(fields) > 0 {
			f.lines = append(f.lines, topLine{number, fields})
		}
	}
	if err := f.known(); err != nil {
		return Instance{}, err
	}
	n, err := f.count(0, "n", 2, mostPlaces)
	if err != nil {
		return Instance{}, err
	}
	m, err := f.count(1, "m", 1, mostCrews)
	if err != nil {
		return Instance{}, err
	}
	most, err := f.header(2, "tmax")
	if err != nil {
		return Instance{}, err
	}
	if !between(most, mostTime) {
		return Instance{}, f.wrong(2, lang.T("tmax ska vara ett tal från 0 till %d", "tmax is to be a number from 0 to %d", int(mostTime)))
	}
	points, err := f.points(n)
	if err != nil {
		return Instance{}, err
	}
	return topInstance(NameOf(file), points, m, most), nil
}

// known refuses what is another form.
func (f topFile) known() error {
	first := f.lines[0].fields
	if strings.EqualFold(first[0], "n") {
		return nil
	}
	if !math.IsNaN(parsed(first[0])) {
		return f.wrong(0, lang.T(
			"raden börjar med ett tal, som i TOPTW-formen (Solomon, Cordeau), som inte läses; ange en fil som börjar med n, m och tmax, eller ett patrullfall i JSON",
			"the line begins with a number, as in the TOPTW form (Solomon, Cordeau), which is not read; give a file that begins with n, m and tmax, or a patrol case in JSON"))
	}
	return f.wrong(0, lang.T(
		"okänd form: filen börjar med %q; den ska börja med n, m och tmax (team orienteering) eller { (patrullfall)",
		"unknown form: the file begins with %q; it is to begin with n, m and tmax (team orienteering) or { (a patrol case)", first[0]))
}

// header is the value of a line such as: tmax 75.0.
func (f topFile) header(line int, name string) (float64, error) {
	if line >= len(f.lines) {
		return 0, wrong(f.file, lang.T("raden med %s saknas", "the line with %s is missing", name))
	}
	fields := f.lines[line].fields
	if len(fields) != 2 || !strings.EqualFold(fields[0], name) {
		return 0, f.wrong(line, lang.T("här ska stå %s och ett tal", "%s and a number are to stand here", name))
	}
	return parsed(fields[1]), nil
}

func (f topFile) count(line int, name string, least, most int) (int, error) {
	v, err := f.header(line, name)
	if err != nil {
		return 0, err
	}
	if !(v >= float64(least) && v <= float64(most)) || v != math.Trunc(v) {
		return 0, f.wrong(line, lang.T("%s ska vara ett heltal från %d till %d", "%s is to be a whole number from %d to %d", name, least, most))
	}
	return int(v), nil
}

// point is a place with its score.
type point struct{ x, y, score float64 }

func (f topFile) points(n int) ([]point, error) {
	rest := f.lines[3:]
	if len(rest) != n {
		return nil, wrong(f.file, lang.T("n är %d, men filen har %d punkter; rätta n eller lägg till dem som saknas",
			"n is %d, but the file has %d points; mend n or add those that are missing", n, len(rest)))
	}
	points := make([]point, n)
	for i := range rest {
		var err error
		if points[i], err = f.point(3 + i); err != nil {
			return nil, err
		}
	}
	return points, nil
}

func (f topFile) point(line int) (point, error) {
	var v [3]float64
	fields := f.lines[line].fields
	if len(fields) != len(v) {
		return point{}, f.wrong(line, lang.T("här ska stå tre tal, x, y och poäng; där står %d", "three numbers, x, y and score, are to stand here; there are %d", len(fields)))
	}
	for i, name := range []string{"x", "y"} {
		if v[i] = parsed(fields[i]); !finite(v[i]) {
			return point{}, f.wrong(line, lang.T("%s ska vara ett tal, högst %d: %q", "%s is to be a number, at most %d: %q", name, int(mostTime), fields[i]))
		}
	}
	if v[2] = parsed(fields[2]); !between(v[2], mostScore) {
		return point{}, f.wrong(line, lang.T("poängen ska vara ett tal från 0 till %d: %q", "the score is to be a number from 0 to %d: %q", int(mostScore), fields[2]))
	}
	return point{v[0], v[1], v[2]}, nil
}

// parsed is a text as a number; not a number where it is none.
func parsed(text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

func (f topFile) wrong(line int, what lang.Text) error {
	return wrong(fmt.Sprintf("%s:%d", f.file, f.lines[line].number), what)
}

// topInstance is points in the plane as an instance: the first is the start, the last the end.
func topInstance(name string, points []point, teams int, most float64) Instance {
	n := len(points)
	i := Instance{Name: name, Kind: TOP, places: n, time: make([]float64, n*n)}
	for a, p := range points {
		for b, q := range points {
			i.time[a*n+b] = math.Hypot(p.x-q.x, p.y-q.y)
		}
	}
	for k := 1; k < n-1; k++ {
		i.Stops = append(i.Stops, Stop{ID: k, Place: k, Score: points[k].score, Close: math.Inf(1)})
	}
	for range teams {
		i.Crews = append(i.Crews, Crew{Start: 0, End: n - 1, Until: most})
	}
	return i
}
