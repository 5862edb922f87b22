// Package bench measures the methods behind the hotspots beside the programs that people
// use for the same work, on the same generated points, in the same run. It is a tool for
// whoever works on the program; what it prints is in English.
package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/lattice"
)

// Options say what is measured.
type Options struct {
	Points   int           // of the largest case
	Anchors  []string      // of Anchors, or all or none alone
	Runs     int           // the fastest of which counts; of short work more
	Patience time.Duration // with one run of an anchor
	Progress func(string)  // told what is measured next; nil for silence
}

// Anchors are the programs that ours is held against.
var Anchors = []string{"postgis", "scikit-learn", "r", "numpy"}

// million is the size that the targets are stated for.
const million = 1_000_000

// most bounds Points: more do not fit beside their anchors.
const most = 10 * million

func (o Options) check() error {
	if o.Points < 1000 || o.Points > most || o.Runs < 1 || o.Patience <= 0 {
		return fault.New(fault.Invalid, lang.T("ange 1 000 till %d punkter, minst en körning och en tid över 0",
			"give 1,000 to %d points, at least one run and a time above 0", most))
	}
	for _, name := range o.Anchors {
		alone := len(o.Anchors) == 1 && (name == "all" || name == "none")
		if !alone && !slices.Contains(Anchors, name) {
			return fault.New(fault.Invalid, lang.T("ankaret %q är okänt; ange %s, all eller none",
				"the anchor %q is unknown; give %s, all or none", name, fmt.Sprint(Anchors)))
		}
	}
	return nil
}

// wants tells whether an anchor is to be run, and if not why.
func (o Options) wants(a anchor) (why string) {
	all := slices.Contains(o.Anchors, "all")
	switch {
	case !all && !slices.Contains(o.Anchors, a.name):
		return "not asked for"
	case a.long && !all && o.Points >= million:
		return "only with --anchors all: takes minutes and 12 GB"
	}
	return ""
}

// Figure is what one program took for one piece of work.
type Figure struct {
	By       string  `json:"by"`
	CPU      float64 `json:"cpu_s"` // seconds, over all threads
	Wall     float64 `json:"wall_s"`
	Bytes    int64   `json:"bytes"`          // ours: allocated by one call; theirs: most memory held
	Held     int64   `json:"held,omitempty"` // ours, where it was asked for: most memory that this process held
	Clusters int     `json:"clusters,omitempty"`
	Ratio    float64 `json:"ratio,omitempty"`   // of its CPU seconds to ours on one thread
	Problem  string  `json:"problem,omitempty"` // why there are no figures
	Version  string  `json:"version,omitempty"`
}

// Line is a piece of work, ours and others'.
type Line struct {
	Work    string   `json:"work"`
	Points  int      `json:"points"`
	Ours    []Figure `json:"ours"` // on one thread, and on two where that is another thing
	Anchors []Figure `json:"anchors"`
	Target  float64  `json:"target,omitempty"`  // least ratio, at a million points
	Against string   `json:"against,omitempty"` // whom the target is stated for; empty: the best anchor
}

// Best is the anchor that took fewest CPU seconds; ok is false where none has figures.
func (l Line) Best() (best Figure, ok bool) {
	for _, f := range l.Anchors {
		if f.Problem == "" && (!ok || f.CPU < best.CPU) {
			best, ok = f, true
		}
	}
	return best, ok
}

// rival is the anchor that the target is stated for; ok is false where it has no figures.
func (l Line) rival() (f Figure, ok bool) {
	if l.Against == "" {
		return l.Best()
	}
	for _, f := range l.Anchors {
		if f.By == l.Against {
			return f, f.Problem == ""
		}
	}
	return Figure{}, false
}

// Growth is how DBSCAN grows with the number of points.
type Growth struct {
	EpsM   float64   `json:"eps"`
	Points []int     `json:"points"`
	CPU    []float64 `json:"cpu_s"`
}

// Report is all that was measured, and on what.
type Report struct {
	Machine Machine  `json:"machine"`
	Options Options  `json:"-"`
	Points  int      `json:"points"`
	Runs    int      `json:"runs"`
	Lines   []Line   `json:"lines"`
	Growth  []Growth `json:"growth"`
}

// Run measures everything. It returns Invalid for options that make no sense; an anchor
// that is not installed, runs out of memory or takes too long is told in its Figure.
func Run(ctx context.Context, o Options) (r Report, err error) {
	if err := o.check(); err != nil {
		return Report{}, err
	}
	b, done, err := newBench(o)
	if err != nil {
		return Report{}, err
	}
	defer func() { err = firstOf(err, done()) }()
	r = Report{Machine: machine(), Options: o, Points: o.Points, Runs: o.Runs}
	for _, c := range b.cases() {
		line, err := b.line(ctx, c)
		if err != nil {
			return r, fmt.Errorf("measure %s: %w", c.work, err)
		}
		r.Lines = append(r.Lines, line)
	}
	r.Growth, err = b.growth(ctx)
	return r, err
}

// bench is one run: its folder, its points, its server.
type bench struct {
	Options
	dir    string
	data   map[int]points
	server *server

	lattice *lattice.Lattice // the cells of Gi*, and how many points lie in each
	counts  []float64
}

// newBench makes a run with a folder of its own; done stops its server and removes the folder.
func newBench(o Options) (b *bench, done func() error, err error) {
	dir, err := os.MkdirTemp("", "tryggled-bench-")
	if err != nil {
		return nil, nil, err
	}
	b = &bench{Options: o, dir: dir, data: map[int]points{}}
	done = func() error {
		err := b.closeServer()
		_ = os.RemoveAll(dir) // nothing of worth is left in it
		return err
	}
	// The private PostGIS runs as another user where this runs as root.
	if err := os.Chmod(dir, 0o711); err != nil {
		return nil, nil, firstOf(err, done())
	}
	return b, done, nil
}

func (b *bench) progress(format string, args ...any) {
	if b.Progress != nil {
		b.Progress(fmt.Sprintf(format, args...))
	}
}

func (b *bench) path(name string) string { return filepath.Join(b.dir, name) }

// line measures one case.
func (b *bench) line(ctx context.Context, c work) (Line, error) {
	line := Line{Work: c.work, Points: c.points, Target: c.target, Against: c.against}
	if c.server {
		if why := b.noServer(ctx); why != "" {
			line.Anchors = []Figure{{By: "PostGIS", Problem: why}}
			return line, ctx.Err()
		}
	}
	for threads := 1; threads <= c.threads; threads++ {
		b.progress("%s, %d points, %d thread(s)", c.work, c.points, threads)
		f, beside, err := b.ours(ctx, c, threads)
		if err != nil {
			return line, err
		}
		if line.Ours = append(line.Ours, f); threads == 1 && c.beside != nil {
			beside.Ratio = beside.CPU / f.CPU
			line.Anchors = append(line.Anchors, beside)
		}
	}
	for _, a := range c.anchors {
		f := Figure{By: a.title, Problem: b.wants(a)}
		if f.Problem == "" {
			b.progress("%s, %d points, %s", c.work, c.points, a.title)
			var err error
			if f, err = b.anchor(ctx, a, c); err != nil {
				return line, err
			}
		}
		if f.Problem == "" {
			f.Ratio = f.CPU / line.Ours[0].CPU
		}
		line.Anchors = append(line.Anchors, f)
	}
	return line, nil
}

// growth measures DBSCAN at a hundredth, a tenth and all of the points, the sizes in turn. In
// one run of any size as many points are clustered, a hundred draws of the smallest: one draw
// again and again would lie in the processor's cache, where nobody's points lie.
func (b *bench) growth(ctx context.Context) ([]Growth, error) {
	var all []Growth
	n := b.Options.Points
	for _, eps := range []float64{10, 25} {
		g := Growth{EpsM: eps, Points: []int{n / 100, n / 10, n}}
		b.progress("growth, eps %v, %d points", eps, g.Points)
		var works []work
		for _, size := range g.Points {
			works = append(works, draws(size, n/size, eps))
		}
		figures, err := inTurn(ctx, b.often(), 1, works...)
		if err != nil {
			return nil, err
		}
		for i, f := range figures {
			g.CPU = append(g.CPU, f.CPU/float64(n/g.Points[i]))
		}
		all = append(all, g)
	}
	return all, nil
}

// draws clusters so many draws of points of a size, one after another.
func draws(size, count int, eps float64) work {
	all := make([]points, count)
	for i := range all {
		all[i] = draw(size, seed+uint64(i))
	}
	return work{ours: func(_ context.Context, threads int) (clusters int, err error) {
		for _, p := range all {
			of, err := p.clusters(eps, threads)
			if err != nil {
				return 0, err
			}
			clusters += of
		}
		return clusters, nil
	}}
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
