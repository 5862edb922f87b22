package export

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// collection is a GeoJSON feature collection (RFC 7946), with members of our own before
// its features.
type collection[P any] struct {
	Type     string       `json:"type"`
	Title    string       `json:"title"`
	Source   source       `json:"source"`
	Params   any          `json:"params,omitempty"`
	Features []feature[P] `json:"features"`
}

// source says whose data a file holds, of which revision, and whether it is invented.
type source struct {
	Municipality string    `json:"municipality"` // official code
	Name         lang.Text `json:"name"`
	Attribution  []string  `json:"attribution"`
	Exercise     bool      `json:"exercise"`
	Note         string    `json:"note,omitempty"` // says so in words
	DataRevision int64     `json:"data_revision"`
	CodeVersion  string    `json:"code_version,omitempty"`
	CreatedAt    time.Time `json:"created_at"`
}

type feature[P any] struct {
	Type       string            `json:"type"`
	ID         string            `json:"id"`
	Geometry   *geojson.Geometry `json:"geometry"`
	Properties P                 `json:"properties"`
}

func newFeature[P any](id string, g orb.Geometry, properties P) feature[P] {
	f := feature[P]{Type: "Feature", ID: id, Properties: properties}
	if g != nil {
		f.Geometry = geojson.NewGeometry(g)
	}
	return f
}

func sourceOf(m municipality.Municipality, revision int64, version string, made time.Time, l lang.Lang) source {
	s := source{
		Municipality: m.Code, Name: m.Name, Attribution: append([]string{}, m.Sources...), Exercise: m.Exercise,
		DataRevision: revision, CodeVersion: version, CreatedAt: made.UTC(),
	}
	if m.Exercise {
		s.Note = exerciseMark.In(l)
	}
	return s
}

// wayProperties are those of every feature of a team's tour; which are set depends on
// Kind. Times have the municipality's offset.
type wayProperties struct {
	Kind     string     `json:"kind"` // route, stop or base: where the tour begins or ends
	Team     int        `json:"team"`
	Role     string     `json:"role"`
	Size     int        `json:"size"` // people
	Name     string     `json:"name"`
	Number   int        `json:"number,omitempty"`    // of a stop
	Hotspot  int        `json:"hotspot,omitempty"`   // rank of a stop's
	Priority float64    `json:"priority,omitempty"`  // of a stop, 0 to 100
	LengthM  float64    `json:"length_m,omitempty"`  // of the route
	Start    *time.Time `json:"start,omitempty"`     // from the base
	End      *time.Time `json:"end,omitempty"`       // back at the base
	Spot     string     `json:"spot,omitempty"`      // of a stop: the same in each version of the plan
	SpotKind string     `json:"spot_kind,omitempty"` // of a stop: hotspot, segment or point
	Area     string     `json:"area,omitempty"`      // of a stop: slug
	Prize    float64    `json:"prize,omitempty"`     // of a stop: priority-minutes
	Strolls  bool       `json:"strolls,omitempty"`   // at a stop: walks about rather than stands
	Fixed    string     `json:"fixed,omitempty"`     // of a stop: what somebody has decided of it
	Past     bool       `json:"past,omitempty"`      // of a stop: before the plan was made anew
	Mode     string     `json:"mode,omitempty"`      // of the route: walk, bicycle or car
	Round    int        `json:"round,omitempty"`     // of a stop: 1 is the first visit there in the shift, by any team
	Break    *time.Time `json:"break,omitempty"`     // back at the base before a stop, for a break until Depart
	Depart   *time.Time `json:"depart,omitempty"`    // to a stop, from the one before or the base
	Arrive   *time.Time `json:"arrive,omitempty"`    // at a stop
	Leave    *time.Time `json:"leave,omitempty"`     // from a stop
	WalkM    float64    `json:"walk_m,omitempty"`    // to a stop from the one before
	Way      string     `json:"way,omitempty"`       // to a stop from the one before, in words
	Note     string     `json:"note,omitempty"`      // of the route: what the team must know
	WhySV    string     `json:"why_sv,omitempty"`
	WhyEN    string     `json:"why_en,omitempty"`
	Exercise bool       `json:"exercise"`
}

// RouteGeoJSON writes a team's tour as GeoJSON: the way as a line, the stops and the base
// as points. It returns NotFound for a team that the plan lacks.
func RouteGeoJSON(w io.Writer, p route.Planned, number int, l lang.Lang) error {
	t, err := paperOf(p, number, l)
	if err != nil {
		return err
	}
	return writeTours(w, p, t.title(), []team{t}, func(team) string { return "" }, l)
}

// PlanGeoJSON writes the tours of all teams of a plan, as RouteGeoJSON does one.
func PlanGeoJSON(w io.Writer, p route.Planned, l lang.Lang) error {
	teams, err := teamsOf(p, l)
	if err != nil {
		return err
	}
	return writeTours(w, p, planTitle(p, l), teams, func(t team) string { return fmt.Sprintf("team-%d-", t.tour.Number) }, l)
}

// writeTours writes teams whose features' ids begin with a prefix of their own.
func writeTours(w io.Writer, p route.Planned, title string, teams []team, prefix func(t team) string, l lang.Lang) error {
	projector, err := geo.NewProjector(p.Municipality.CRS)
	if err != nil {
		return err
	}
	all := []feature[wayProperties]{}
	for _, t := range teams {
		features, err := t.features(projector)
		if err != nil {
			return fmt.Errorf("GeoJSON of team %d: %w", t.tour.Number, err)
		}
		for _, f := range features {
			f.ID = prefix(t) + f.ID
			all = append(all, f)
		}
	}
	return writeJSON(w, collection[wayProperties]{
		Type: "FeatureCollection", Title: title,
		Source:   sourceOf(p.Municipality, p.Plan.DataRevision, p.Plan.CodeVersion, p.Plan.CreatedAt, l),
		Features: all,
	})
}

func (t team) features(p *geo.Projector) ([]feature[wayProperties], error) {
	common := wayProperties{
		Team: t.tour.Number, Role: string(t.tour.Team.Role), Size: t.tour.Team.Size, Exercise: t.Municipality.Exercise,
	}
	way := common
	way.Kind, way.Name, way.LengthM, way.Mode = "route", t.title(), metre(t.route.LengthM), t.tour.Team.Mode
	way.Note = t.tour.Note.In(t.lang)
	way.Start, way.End = t.local(t.tour.Start), t.local(t.tour.End)
	line, err := t.line(p)
	if err != nil {
		return nil, err
	}
	features := []feature[wayProperties]{newFeature("route", line, way)}
	for i, v := range t.tour.Visits {
		at, err := lonLat(p, v.Place.Point)
		if err != nil {
			return nil, err
		}
		stop := t.stopProperties(common, v)
		stop.WalkM, stop.Way = t.walk(i)
		features = append(features, newFeature(fmt.Sprintf("stop-%d", v.Number), at, stop))
	}
	places, names := []plan.Place{t.tour.Base}, []string{"base"}
	if finish := finishOf(t.tour); finish.Point != t.tour.Base.Point {
		places, names = append(places, finish), append(names, "finish")
	}
	for i, place := range places {
		at, err := lonLat(p, place.Point)
		if err != nil {
			return nil, err
		}
		base := common
		base.Kind, base.Name, base.Start, base.End = "base", place.Name.In(t.lang), t.local(t.tour.Start), t.local(t.tour.End)
		features = append(features, newFeature(names[i], at, base))
	}
	return features, nil
}

func (t team) stopProperties(common wayProperties, v plan.Visit) wayProperties {
	stop := common
	stop.Kind, stop.Name, stop.Number, stop.Hotspot = "stop", v.Place.Name.In(t.lang), v.Number, v.Hotspot
	stop.Spot, stop.SpotKind, stop.Area, stop.Prize = v.Spot, string(v.Kind), v.Area, v.Prize
	stop.Strolls, stop.Fixed, stop.Past = v.Strolls, string(v.Fixed), v.Past
	stop.Priority, stop.Arrive, stop.Leave = v.Priority, t.local(v.Arrive), t.local(v.Leave)
	stop.Round, stop.Depart = v.Round, t.local(v.Depart)
	if !v.Break.IsZero() {
		stop.Break = t.local(v.Break)
	}
	stop.WhySV, stop.WhyEN = v.Why.In(lang.SV), v.Why.In(lang.EN)
	return stop
}

// walk is the way to the i:th stop from the one before: its length and its words.
func (t team) walk(i int) (lengthM float64, words string) {
	var parts []string
	for _, leg := range t.legsTo(i) {
		lengthM += leg.LengthM
		parts = append(parts, leg.Words.In(t.lang))
	}
	return metre(lengthM), strings.Join(parts, "; ")
}

// line is the whole way in degrees; nil where the team does not walk, for a line has two
// points.
func (t team) line(p *geo.Projector) (orb.Geometry, error) {
	var whole orb.LineString
	for _, leg := range t.route.Legs {
		whole = append(whole, leg.Line...)
	}
	line, err := lonLats(p, whole)
	if err != nil || len(line) < 2 {
		return nil, err
	}
	return line, nil
}

func (t team) local(at time.Time) *time.Time {
	at = at.In(t.zone)
	return &at
}

// hotspotProperties are those of a hotspot: the whole of it, for those who may see the
// restricted categories.
type hotspotProperties struct {
	hotspot.Hotspot
	// These are left out where an earlier program did not tell them.
	Kinds        map[string]int            `json:"reporter_kinds,omitempty"`
	Significance hotspot.PlaceSignificance `json:"significance,omitzero"`
	Trend        hotspot.Trend             `json:"trend,omitzero"`
	Profile      *hotspot.Profile          `json:"profile,omitempty"`
	Light        hotspot.Light             `json:"light,omitzero"`

	NameSV   string  `json:"name_sv"`
	NameEN   string  `json:"name_en"`
	WhySV    string  `json:"why_sv"`
	WhyEN    string  `json:"why_en"`
	Lon      float64 `json:"lon"` // of its middle, degrees
	Lat      float64 `json:"lat"`
	Exercise bool    `json:"exercise"`
}

func propertiesOf(p *geo.Projector, m municipality.Municipality, h hotspot.Hotspot) (hotspotProperties, error) {
	middle, err := lonLat(p, h.Centre)
	if err != nil {
		return hotspotProperties{}, fmt.Errorf("hotspot %d: %w", h.Rank, err)
	}
	return hotspotProperties{
		Hotspot: h, Kinds: h.Kinds, Significance: h.Significance, Trend: listedIfAny(h.Trend), Profile: listedIfAny(h.Profile), Light: h.Light,
		NameSV: h.Name.In(lang.SV), NameEN: h.Name.In(lang.EN), WhySV: h.Why.In(lang.SV), WhyEN: h.Why.In(lang.EN),
		Lon: middle[0], Lat: middle[1], Exercise: m.Exercise,
	}, nil
}

// HotspotsGeoJSON writes an analysis as GeoJSON: a surface for each hotspot, with its
// rank, its priority and every factor of it, and what the analysis was made from.
func HotspotsGeoJSON(w io.Writer, m municipality.Municipality, a hotspot.Analysis, l lang.Lang) error {
	projector, err := geo.NewProjector(m.CRS)
	if err != nil {
		return err
	}
	features := make([]feature[hotspotProperties], 0, len(a.Hotspots))
	for _, h := range a.Hotspots {
		shape, err := lonLatSurface(projector, h.Shape)
		if err != nil {
			return fmt.Errorf("GeoJSON of hotspot %d: %w", h.Rank, err)
		}
		properties, err := propertiesOf(projector, m, h)
		if err != nil {
			return err
		}
		features = append(features, newFeature(fmt.Sprintf("hotspot-%d", h.Rank), surface(shape), properties))
	}
	return writeJSON(w, collection[hotspotProperties]{
		Type: "FeatureCollection", Title: lang.T("%s: prioriterade platser", "%s: priority places", m.Name).In(l),
		Source: sourceOf(m, a.DataRevision, a.CodeVersion, a.CreatedAt, l), Params: a.Params, Features: features,
	})
}

// surface is a polygon where there is one only, and null for none.
func surface(shape orb.MultiPolygon) orb.Geometry {
	switch len(shape) {
	case 0:
		return nil
	case 1:
		return shape[0]
	}
	return shape
}
