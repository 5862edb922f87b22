package measure

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/report"
	"tryggled/internal/street"
)

// Evidence is what a dossier is made of, all of one revision: Since and Until are of the reports
// it is about.
type Evidence struct {
	Input                      // its reports from Earlier on, its hotspots those that the reader may see
	Earlier  time.Time         // as long before Since as Until is after it
	Measures []hotspot.Measure // whose place meets the area
	MadeAt   time.Time
}

// mostPurpose is how many characters the purpose and the operator may have.
const mostPurpose = 2000

// NewDossier makes a dossier of an area. It returns Invalid for an area that will not do and for
// a proposed camera that cannot be, and ctx's error when cancelled.
func NewDossier(ctx context.Context, e Evidence, draft Draft) (Dossier, error) {
	draft, err := draft.checked()
	if err != nil {
		return Dossier{}, err
	}
	e.Input = sorted(e.Input)
	m := making{Evidence: e, draft: draft, open: draft.Open || draft.Outside}
	if err := m.begin(ctx); err != nil {
		return Dossier{}, err
	}
	for _, step := range []func(context.Context, *Dossier) error{m.area, m.count, m.spots, m.tried, m.see, m.instead} {
		if err := step(ctx, &m.made); err != nil {
			return Dossier{}, err
		}
		if err := ctx.Err(); err != nil {
			return Dossier{}, err
		}
	}
	m.say(&m.made)
	return m.made, nil
}

// making is a dossier on its way.
type making struct {
	Evidence
	draft   Draft
	open    bool
	graph   *street.Graph
	streets hotspot.Streets // as they are
	then    comparison      // with the proposed cameras
	added   []overlay.Object
	points  []point // of the streets in the area
	made    Dossier
}

// point is a place on a street in the area that stands for some metres of it.
type point struct {
	at      orb.Point
	lengthM float64
}

// mostCorners bounds how many corners the area may have: work grows with their square.
const mostCorners = 5000

func corners(area orb.MultiPolygon) (n int) {
	for _, polygon := range area {
		for _, ring := range polygon {
			n += len(ring)
		}
	}
	return n
}

// checked is a draft that can be worked with, its free texts without what points at a person.
// It returns Invalid with every field at fault.
func (d Draft) checked() (Draft, error) {
	var bad []fault.Field
	wrong := func(name string, text lang.Text) { bad = append(bad, fault.Field{Name: name, Text: text}) }
	if n := corners(d.Area); n > mostCorners {
		return d, fault.New(fault.Invalid, lang.T("underlaget går inte att göra; rätta det som nämns", "the dossier cannot be made; correct what is named"),
			fault.Field{Name: "area", Text: lang.T("området har %d hörn; rita det med högst %d", "the area has %d corners; draw it with at most %d", n, mostCorners)})
	}
	whole, changed, err := geo.Repair(d.Area)
	m2 := planar.Area(whole)
	switch {
	case err != nil || changed || len(whole) == 0:
		wrong("area", lang.T("området ska vara en yta som inte korsar sig själv; rita om det",
			"the area is to be a surface that does not cross itself; draw it again"))
	case m2 < LeastAreaM2 || m2 > MostAreaM2:
		wrong("area", lang.T("området är %.0f m²; rita ett på minst %d m² och högst 2 km²",
			"the area is %.0f m²; draw one of at least %d m² and at most 2 km²", m2, LeastAreaM2))
	}
	for _, t := range []struct{ name, text string }{{"operator", d.Operator}, {"purpose", d.Purpose}, {"name", d.Name.SV + d.Name.EN}} {
		if utf8.RuneCountInString(t.text) > mostPurpose || !utf8.ValidString(t.text) {
			wrong(t.name, lang.T("texten ska vara läsbar och högst %d tecken", "the text is to be readable and at most %d characters", mostPurpose))
		}
	}
	if !d.Since.IsZero() && !d.Until.IsZero() && !d.Since.Before(d.Until) {
		wrong("since", lang.T("perioden ska börja innan den slutar", "the period is to begin before it ends"))
	}
	d.Cameras = slices.Clone(d.Cameras)
	for i := range d.Cameras {
		c := &d.Cameras[i]
		if c.Kind = cmp.Or(c.Kind, overlay.Camera); c.Kind != overlay.Camera {
			wrong(fmt.Sprintf("cameras[%d].kind", i+1), lang.T("bara kameror kan föreslås här", "only cameras can be proposed here"))
		}
	}
	if len(bad) > 0 {
		return d, fault.New(fault.Invalid, lang.T("underlaget går inte att göra; rätta det som nämns", "the dossier cannot be made; correct what is named"), bad...)
	}
	d.Area = whole
	d.Operator, d.Purpose = report.Mask(d.Operator), report.Mask(d.Purpose)
	d.Name = lang.Text{SV: report.Mask(d.Name.SV), EN: report.Mask(d.Name.EN)}
	return d, nil
}

// begin works out what all parts of a dossier ask.
func (m *making) begin(ctx context.Context) error {
	m.graph = street.NewGraph(m.Segments)
	m.streets = hotspot.NewStreets(m.Segments, m.Exposures)
	after, err := Proposal{Add: m.draft.Cameras}.apply(m.Input)
	if err != nil {
		return ofCameras(err)
	}
	m.added = after.added
	m.then, err = after.compare(ctx, m.Input)
	return err
}

// ofCameras is a fault of a proposal that adds cameras alone, with the names that its fields have
// in a draft.
func ofCameras(err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	named := *f
	named.Fields = slices.Clone(f.Fields)
	for i := range named.Fields {
		named.Fields[i].Name = "cameras" + strings.TrimPrefix(named.Fields[i].Name, "add")
	}
	return &named
}

// area tells what the dossier is about.
func (m *making) area(_ context.Context, d *Dossier) error {
	byStreet := map[string]float64{}
	for _, s := range m.Segments {
		for _, p := range within(s.Line, m.draft.Area) {
			m.points = append(m.points, p)
			byStreet[s.Name] += p.lengthM
			d.StreetM += p.lengthM
		}
	}
	if len(m.points) == 0 {
		return fault.New(fault.Invalid, lang.T("det finns ingen gata i området; rita det så att platsen som ska bevakas ligger i det",
			"there is no street in the area; draw it so that the place to be watched lies in it"),
			fault.Field{Name: "area", Text: lang.T("ingen gata ligger i det", "no street lies in it")})
	}
	d.Code, d.Municipality, d.Exercise, d.Sources = m.Municipality.Code, m.Municipality.Name, m.Municipality.Exercise, m.Municipality.Sources
	d.Name, d.Area, d.AreaM2 = m.draft.Name, m.draft.Area, planar.Area(m.draft.Area)
	if d.Name.IsZero() {
		d.Name = longest(byStreet)
	}
	d.Title = lang.T("Underlag för behov av kamerabevakning: %s", "Camera needs dossier: %s", d.Name)
	zone := m.Municipality.Location()
	d.MadeAt, d.Since, d.Until = m.MadeAt.In(zone), m.Since.In(zone), m.Until.In(zone)
	d.Open, d.Outside, d.Police = m.open, m.draft.Outside, m.draft.Police
	d.Analysis, d.Revision = m.Analysis, m.Municipality.Revision
	d.Light.Surroundings = m.streets.Around(d.Area)
	return nil
}

// longest names a place by its longest street.
func longest(byStreet map[string]float64) lang.Text {
	best, most := "", 0.0
	for name, length := range byStreet {
		if name != "" && (length > most || length == most && name < best) {
			best, most = name, length
		}
	}
	if best == "" {
		return lang.T("platsen", "the place")
	}
	return lang.Same(best)
}

// pointM is how far apart places on the streets of the area are looked at, at most.
const pointM = 1

// within are places on a line that lie in an area, in the middle of equal steps.
func within(line orb.LineString, area orb.MultiPolygon) []point {
	if !line.Bound().Intersects(area.Bound()) {
		return nil
	}
	places, step := placesIn(line, area, pointM)
	in := make([]point, len(places))
	for k, at := range places {
		in[k] = point{at, step}
	}
	return in
}

// spots lists the hotspots that meet the area.
func (m *making) spots(_ context.Context, d *Dossier) error {
	d.Hotspots = []Inside{}
	var here []hotspot.Hotspot
	for i, h := range m.Hotspots {
		common, err := geo.Intersection(h.Shape, d.Area)
		if err != nil {
			return fmt.Errorf("hotspot %d and the area: %w", h.Rank, err)
		}
		whole := planar.Area(h.Shape)
		if share := planar.Area(common); whole > 0 && share > 0 {
			in := Inside{h.Rank, h.Name, m.then.before[i].Priority, h.Why, min(1, share/whole), m.then.after[i].Priority}
			if d.Outside {
				in.Why = lang.Text{} // it tells how many reports there are
			}
			d.Hotspots, here = append(d.Hotspots, in), append(here, h)
		}
	}
	d.Blind = BlindSpots(here, m.streets)
	return nil
}

// Dossier makes a dossier of an area as things are now. It stores nothing and returns Invalid as
// NewDossier does.
func (s Service) Dossier(ctx context.Context, m municipality.Municipality, d Draft) (Dossier, error) {
	if _, err := d.checked(); err != nil {
		return Dossier{}, err
	}
	e, err := s.evidence(ctx, m, d)
	if err != nil {
		return Dossier{}, err
	}
	made, err := NewDossier(ctx, e, d)
	if err != nil {
		return Dossier{}, fmt.Errorf("dossier in %s: %w", m.Code, err)
	}
	return made, nil
}

// evidence reads what a dossier is made of.
func (s Service) evidence(ctx context.Context, m municipality.Municipality, d Draft) (Evidence, error) {
	e := Evidence{MadeAt: s.Now()}
	err := s.Hotspots.Snapshot(ctx, m.Code, func(ctx context.Context) (err error) {
		if e.Input, err = s.Input(ctx, m, d.Open || d.Outside); err != nil {
			return err
		}
		if !d.Until.IsZero() {
			e.Until = d.Until
		}
		e.Since = e.Until.AddDate(-1, 0, 0)
		if !d.Since.IsZero() {
			e.Since = d.Since
		}
		e.Earlier = e.Since.Add(-e.Until.Sub(e.Since))
		reports, err := s.Hotspots.Input(ctx, m.Code, e.Earlier, e.Until)
		if err != nil {
			return fmt.Errorf("reports: %w", err)
		}
		e.Reports = reports.Reports
		e.Measures, err = s.Hotspots.Measures(ctx, m.Code, d.Area)
		return err
	})
	if err != nil {
		return Evidence{}, fmt.Errorf("read what a dossier in %s needs: %w", m.Code, err)
	}
	return e, nil
}
