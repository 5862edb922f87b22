package export

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// planDoc is a plan as JSON. The names of its fields are kept from version to version.
type planDoc struct {
	Source   source           `json:"source"`
	Name     lang.Text        `json:"name"` // what the plan is called, by its roles
	ID       int64            `json:"id"`
	Version  int              `json:"version"`
	Status   plan.Status      `json:"status"`
	Analysis int64            `json:"analysis,omitempty"`
	From     time.Time        `json:"from"` // the shift, with the municipality's offset
	To       time.Time        `json:"to"`
	Areas    []string         `json:"areas"`             // slugs; none means all
	Seed     uint64           `json:"seed,omitempty"`    // of the order of police and guards
	Solver   int              `json:"solver,omitempty"`  // steps the solver ran
	Covered  float64          `json:"covered,omitempty"` // share of all priority that is visited, 0 to 1
	Score    float64          `json:"score,omitempty"`   // priority-minutes gathered
	Bound    float64          `json:"bound,omitempty"`   // no plan gathers more
	Idle     float64          `json:"idle_minutes,omitempty"`
	Seen     float64          `json:"seen,omitempty"` // share of the watched places never long without presence
	Shares   []plan.AreaShare `json:"area_shares,omitempty"`
	Based    int              `json:"based_on,omitempty"` // version that it was changed from
	Changed  lang.Text        `json:"changed,omitzero"`
	Contact  plan.Contact     `json:"contact,omitzero"` // whom the teams call
	Quotas   []plan.Quota     `json:"quotas,omitempty"`
	Fixes    []plan.Fix       `json:"fixes,omitempty"` // what people have decided
	Life     plan.Life        `json:"life"`            // what has become of it
	Notes    []lang.Text      `json:"notes"`
	Teams    []teamDoc        `json:"teams"`
	Omitted  []omissionDoc    `json:"omitted"`
	Hotspots []summaryOfHot   `json:"hotspots"`
}

type teamDoc struct {
	Number  int       `json:"number"`
	Role    string    `json:"role"`
	Name    lang.Text `json:"name"` // of the role
	Size    int       `json:"size"` // people
	Mode    string    `json:"mode,omitempty"`
	Base    placeDoc  `json:"base"`
	Finish  placeDoc  `json:"finish"`
	Start   time.Time `json:"start"`
	End     time.Time `json:"end"`
	LengthM float64   `json:"length_m"`
	Stops   []stopDoc `json:"stops"`
	Legs    []legDoc  `json:"legs"`          // base to first stop, …, last stop to base; by the base where there is a break
	Note    lang.Text `json:"note,omitzero"` // what the team must know
}

type placeDoc struct {
	Name lang.Text `json:"name"`
	Lon  float64   `json:"lon"`
	Lat  float64   `json:"lat"`
}

type stopDoc struct {
	placeDoc
	Number   int       `json:"number"`
	Hotspot  int       `json:"hotspot,omitempty"` // rank in the analysis
	Round    int       `json:"round"`             // 1 is the first visit there in the shift, by any team
	Spot     string    `json:"spot,omitempty"`    // the same in each version of the plan
	Kind     string    `json:"kind,omitempty"`    // hotspot, segment or point
	Area     string    `json:"area,omitempty"`    // slug
	Strolls  bool      `json:"strolls,omitempty"` // walks about there rather than stands
	Fixed    string    `json:"fixed,omitempty"`   // what somebody has decided of it
	Past     bool      `json:"past,omitempty"`    // before the plan was made anew
	Prize    float64   `json:"prize,omitempty"`   // priority-minutes that the visit gathers
	Break    time.Time `json:"break,omitzero"`    // back at the base, for a break until depart
	Depart   time.Time `json:"depart"`            // from the stop before, or from the base
	Arrive   time.Time `json:"arrive"`
	Leave    time.Time `json:"leave"`
	Priority float64   `json:"priority,omitempty"`
	Why      lang.Text `json:"why"`
}

type legDoc struct {
	Stop    int            `json:"stop,omitempty"` // number of the stop it leads to; none: the base
	Depart  time.Time      `json:"depart"`
	Arrive  time.Time      `json:"arrive"`
	LengthM float64        `json:"length_m"`
	Stroll  bool           `json:"stroll,omitempty"` // a round that is walked while at the stop
	Words   lang.Text      `json:"words"`
	Turns   []turnDoc      `json:"turns,omitempty"`
	Line    orb.LineString `json:"line"` // longitude and latitude
}

// turnDoc is an instruction of a leg.
type turnDoc struct {
	Kind    route.TurnKind `json:"kind"`
	Text    lang.Text      `json:"text"`
	Lon     float64        `json:"lon"`
	Lat     float64        `json:"lat"`
	LengthM float64        `json:"length_m"` // to the next
}

type omissionDoc struct {
	Spot     string    `json:"spot,omitempty"`
	Hotspot  int       `json:"hotspot"`
	Name     lang.Text `json:"name"`
	Priority float64   `json:"priority"`
	Reason   lang.Text `json:"reason"`
	Team     int       `json:"team,omitempty"` // which could most cheaply
	Cost     float64   `json:"cost,omitempty"` // priority-minutes that the plan would lose
	Take     lang.Text `json:"take,omitzero"`  // what it would take
}

// summaryOfHot is a hotspot in short; HotspotsGeoJSON has all of it.
type summaryOfHot struct {
	placeDoc
	Rank     int       `json:"rank"`
	Area     string    `json:"area,omitempty"`
	Priority float64   `json:"priority"`
	Reports  int       `json:"reports"`
	Why      lang.Text `json:"why"`
}

// PlanJSON writes a whole plan with its routes and, in short, the hotspots it answers.
// Places are longitude and latitude, lengths metres, times have the municipality's
// offset.
func PlanJSON(w io.Writer, p route.Planned) error {
	projector, err := geo.NewProjector(p.Municipality.CRS)
	if err != nil {
		return err
	}
	zone, from := p.Municipality.Location(), p.Plan
	doc := planDoc{
		Source: sourceOf(p.Municipality, from.DataRevision, from.CodeVersion, from.CreatedAt, lang.SV),
		Name:   planName(from), ID: from.ID, Version: from.Version, Status: from.Life.Status, Analysis: from.Analysis,
		From: from.Request.From.In(zone), To: from.Request.To.In(zone), Areas: append([]string{}, from.Request.Areas...),
		Seed: from.Request.Seed, Solver: from.Iterations, Covered: from.Covered,
		Score: from.Score, Bound: from.Bound, Idle: from.Idle, Seen: from.Seen, Contact: from.Request.Contact, Quotas: from.Request.Quotas, Fixes: from.Request.Fixes, Life: from.Life, Shares: from.Areas, Based: from.Based, Changed: from.Changed, Notes: append([]lang.Text{}, from.Notes...),
		Teams: []teamDoc{}, Omitted: []omissionDoc{},
	}
	for _, tour := range from.Tours {
		t, err := teamJSON(projector, p, tour.Number)
		if err != nil {
			return fmt.Errorf("JSON of team %d: %w", tour.Number, err)
		}
		doc.Teams = append(doc.Teams, t)
	}
	for _, o := range from.Omitted {
		doc.Omitted = append(doc.Omitted, omissionDoc{o.Spot, o.Hotspot, o.Name, o.Priority, o.Reason, o.Team, o.Cost, o.Take})
	}
	if doc.Hotspots, err = summaries(projector, p.Hotspots); err != nil {
		return err
	}
	return writeJSON(w, doc)
}

func teamJSON(p *geo.Projector, planned route.Planned, number int) (teamDoc, error) {
	t, err := teamOf(planned, number, lang.SV)
	if err != nil {
		return teamDoc{}, err
	}
	doc := teamDoc{
		Number: number, Role: string(t.tour.Team.Role), Name: t.rules.Name, Size: t.tour.Team.Size, Mode: t.tour.Team.Mode,
		Start: t.tour.Start.In(t.zone), End: t.tour.End.In(t.zone), LengthM: metre(t.route.LengthM),
		Stops: []stopDoc{}, Legs: []legDoc{}, Note: t.tour.Note,
	}
	if doc.Base, err = placeJSON(p, t.tour.Base); err != nil {
		return doc, err
	}
	if doc.Finish, err = placeJSON(p, finishOf(t.tour)); err != nil {
		return doc, err
	}
	for _, v := range t.tour.Visits {
		place, err := placeJSON(p, v.Place)
		if err != nil {
			return doc, err
		}
		stop := stopDoc{
			placeDoc: place, Number: v.Number, Hotspot: v.Hotspot, Round: v.Round, Depart: v.Depart.In(t.zone),
			Arrive: v.Arrive.In(t.zone), Leave: v.Leave.In(t.zone), Priority: v.Priority, Why: v.Why,
			Spot: v.Spot, Kind: string(v.Kind), Area: v.Area, Strolls: v.Strolls, Fixed: string(v.Fixed), Past: v.Past, Prize: v.Prize,
		}
		if !v.Break.IsZero() {
			stop.Break = v.Break.In(t.zone)
		}
		doc.Stops = append(doc.Stops, stop)
	}
	for _, leg := range t.route.Legs {
		leg, err := t.legJSON(p, leg)
		if err != nil {
			return doc, err
		}
		doc.Legs = append(doc.Legs, leg)
	}
	return doc, nil
}

func (t team) legJSON(p *geo.Projector, leg route.Leg) (legDoc, error) {
	line, err := lonLats(p, leg.Line)
	doc := legDoc{
		Stop: leg.Stop, Depart: leg.Depart.In(t.zone), Arrive: leg.Arrive.In(t.zone), LengthM: metre(leg.LengthM),
		Stroll: leg.Stroll, Words: leg.Words, Line: line,
	}
	for _, turn := range leg.Turns {
		at, err := lonLat(p, turn.At)
		if err != nil {
			return doc, err
		}
		doc.Turns = append(doc.Turns, turnDoc{turn.Kind, turn.Text, at[0], at[1], metre(turn.LengthM)})
	}
	return doc, err
}

func placeJSON(p *geo.Projector, place plan.Place) (placeDoc, error) {
	at, err := lonLat(p, place.Point)
	return placeDoc{Name: place.Name, Lon: at[0], Lat: at[1]}, err
}

func summaries(p *geo.Projector, hotspots []hotspot.Hotspot) ([]summaryOfHot, error) {
	docs := []summaryOfHot{}
	for _, h := range hotspots {
		place, err := placeJSON(p, plan.Place{Name: h.Name, Point: h.Centre})
		if err != nil {
			return nil, fmt.Errorf("JSON of hotspot %d: %w", h.Rank, err)
		}
		docs = append(docs, summaryOfHot{place, h.Rank, h.Area, h.Priority, h.Reports, h.Why})
	}
	return docs, nil
}

// analysisDoc is an analysis as JSON, with its hotspots but not their outlines.
type analysisDoc struct {
	hotspot.Analysis
	Stale    bool                `json:"stale"`
	Picture  hotspot.Picture     `json:"picture,omitzero"`
	Source   source              `json:"source"`
	Hotspots []hotspotProperties `json:"hotspots"`
}

// AnalysisJSON writes an analysis: what it was made from, what it tells of the whole area,
// and its hotspots by rank, each with every factor of its priority. Stale is whether the data
// have changed since.
func AnalysisJSON(w io.Writer, m municipality.Municipality, a hotspot.Analysis, stale bool) error {
	projector, err := geo.NewProjector(m.CRS)
	if err != nil {
		return err
	}
	doc := analysisDoc{
		Analysis: a, Stale: stale, Picture: listedIfAny(a.Picture), Source: sourceOf(m, a.DataRevision, a.CodeVersion, a.CreatedAt, lang.SV),
		Hotspots: make([]hotspotProperties, 0, len(a.Hotspots)),
	}
	for _, h := range a.Hotspots {
		properties, err := propertiesOf(projector, m, h)
		if err != nil {
			return err
		}
		doc.Hotspots = append(doc.Hotspots, properties)
	}
	return writeJSON(w, doc)
}

// writeJSON writes a document whole, with its letters as they are.
func writeJSON(w io.Writer, doc any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(doc)
}

// metre rounds a length to a decimetre.
func metre(m float64) float64 { return math.Round(m*10) / 10 }
