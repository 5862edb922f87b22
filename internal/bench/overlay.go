package bench

import (
	"context"
	"fmt"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// OverlayOptions say what of the overlays is measured.
type OverlayOptions struct {
	Km       float64       // of streets of a generated town; growth is measured from a quarter of it to four times
	Real     string        // the folder with cambridge, london and helsinki; empty for none
	PostGIS  bool          // measure beside PostGIS, and the change of a stored lamp in it
	Runs     int           // the fastest of which counts; of short work more
	Patience time.Duration // with one run of PostGIS
	Progress func(string)  // told what is measured next; nil for silence
}

// What a generated town can be. The largest is four times as long.
const (
	leastKm  = 0.5
	mostKm   = 2000
	usualKm  = 100 // that the targets of generated towns are stated for
	townOfKm = 2.5 // times OverlayOptions.Km is the town of all that is not growth: as large as Cambridge
)

func (o OverlayOptions) check() error {
	if !(o.Km >= leastKm && o.Km <= mostKm) || o.Runs < 1 || o.Patience <= 0 {
		return fault.New(fault.Invalid, lang.T("ange 0,5 till %d km, minst en körning och en tid över 0",
			"give 0.5 to %d km, at least one run and a time above 0", mostKm))
	}
	if o.Real == "" {
		return nil
	}
	for _, t := range realTowns {
		if t.there(o.Real) {
			return nil
		}
	}
	return fault.New(fault.Invalid, lang.T("%s har varken cambridge, london eller helsinki; ange mappen som de ligger i",
		"%s holds neither cambridge, london nor helsinki; give the folder that they lie in", o.Real))
}

// Measure is a piece of work with what it took us, and others, and what was wanted.
type Measure struct {
	Work   string   `json:"work"`
	Town   string   `json:"town"`
	Size   string   `json:"size,omitempty"`
	Ours   []Figure `json:"ours,omitempty"`
	Beside []Figure `json:"beside,omitempty"`
	Note   string   `json:"note,omitempty"` // what else was seen
	Goals  []Goal   `json:"goals,omitempty"`
}

// Goal is what was wanted of a figure.
type Goal struct {
	What    string  `json:"what"`
	Unit    string  `json:"unit"`
	Got     float64 `json:"got"`
	Want    float64 `json:"want"`
	Least   bool    `json:"least"` // at least Want is wanted; else less
	Reached bool    `json:"reached"`
}

func below(what string, got, want float64, unit string) Goal {
	return Goal{What: what, Unit: unit, Got: got, Want: want, Reached: got < want}
}

func atLeast(what string, got, want float64, unit string) Goal {
	return Goal{What: what, Unit: unit, Got: got, Want: want, Least: true, Reached: got >= want}
}

// OverlayReport is all that was measured of the overlays, and on what.
type OverlayReport struct {
	Machine  Machine   `json:"machine"`
	Km       float64   `json:"km"`
	Runs     int       `json:"runs"`
	Measures []Measure `json:"measures"`
	Growth   []Grown   `json:"growth"`
}

// RunOverlays measures the overlays: generated towns always, real ones where their folder is
// given. It returns Invalid for options that make no sense; that PostGIS is not installed, gives
// other results or takes too long is told in its Figure.
func RunOverlays(ctx context.Context, o OverlayOptions) (r OverlayReport, err error) {
	if err := o.check(); err != nil {
		return OverlayReport{}, err
	}
	anchors := []string{"none"}
	if o.PostGIS {
		anchors = []string{"postgis"}
	}
	b, done, err := newBench(Options{Anchors: anchors, Runs: o.Runs, Patience: o.Patience, Progress: o.Progress})
	if err != nil {
		return OverlayReport{}, err
	}
	defer func() { err = firstOf(err, done()) }()
	r = OverlayReport{Machine: machine(), Km: o.Km, Runs: o.Runs}
	for _, from := range o.towns() {
		measures, err := b.town(ctx, from)
		if err != nil {
			return r, fmt.Errorf("measure %s: %w", from.name, err)
		}
		r.Measures = append(r.Measures, measures...)
	}
	r.Growth, err = b.towns(ctx, o.Km)
	return r, err
}

// town measures all that a town is good for. It is the only one in memory meanwhile.
func (b *bench) town(ctx context.Context, from origin) ([]Measure, error) {
	if from.missing {
		return []Measure{{Work: exposureWork, Town: from.name, Note: "not measured: its files are not there"}}, nil
	}
	b.progress("%s: read", from.name)
	t, err := from.town(ctx)
	if err != nil {
		return nil, err
	}
	steps := []func(context.Context, town, origin) (Measure, error){b.exposures}
	if from.lamps {
		steps = append(steps, b.lampSums, b.lampChange)
	}
	if from.cameras {
		steps = append(steps, b.views(turned), b.views(around))
	}
	var all []Measure
	for _, step := range steps {
		m, err := step(ctx, t, from)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Work, err)
		}
		m.Town = from.name
		all = append(all, m)
	}
	return all, nil
}
