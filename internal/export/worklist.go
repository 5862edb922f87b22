package export

import (
	"fmt"
	"io"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

// worklistDoc is a work list as JSON, with places in degrees.
type worklistDoc struct {
	Source source `json:"source"`
	measure.Worklist
	Items []itemDoc `json:"items"`
	Done  []workDoc `json:"done"`
}

type itemDoc struct {
	measure.Item
	Geometry *geojson.Geometry `json:"geometry"` // the lines of its segments
	Objects  []partDoc         `json:"objects"`
	New      []newDoc          `json:"new"`
}

type workDoc struct {
	measure.Work
	Geometry *geojson.Geometry `json:"geometry"`
	Parts    []partDoc         `json:"parts"`
}

type partDoc struct {
	measure.Part
	Lon float64 `json:"lon"`
	Lat float64 `json:"lat"`
}

// newDoc is a lamp to add.
type newDoc struct {
	ExternalID string        `json:"external_id"`
	State      measure.State `json:"state"`
	HeightM    float64       `json:"height_m"`
	Lumens     float64       `json:"lumens"`
	Lon        float64       `json:"lon"`
	Lat        float64       `json:"lat"`
}

// WorklistJSON writes a work list, everything that is known of each item, with places in
// longitude and latitude beside what the list holds.
func WorklistJSON(w io.Writer, m municipality.Municipality, l measure.Worklist) error {
	p, err := geo.NewProjector(m.CRS)
	if err != nil {
		return err
	}
	doc := worklistDoc{
		Source: sourceOf(m, l.Revision, "", l.MadeAt, lang.SV), Worklist: listed(headOnly(l)),
		Items: make([]itemDoc, 0, len(l.Items)), Done: make([]workDoc, 0, len(l.Done)),
	}
	for _, item := range l.Items {
		d, err := itemJSON(p, item)
		if err != nil {
			return fmt.Errorf("JSON of work %s: %w", item.Key, err)
		}
		doc.Items = append(doc.Items, d)
	}
	for _, work := range l.Done {
		d, err := workJSON(p, work)
		if err != nil {
			return fmt.Errorf("JSON of work %s: %w", work.Key, err)
		}
		doc.Done = append(doc.Done, d)
	}
	return writeJSON(w, doc)
}

// headOnly is a list without its items, which are written another way.
func headOnly(l measure.Worklist) measure.Worklist {
	l.Items, l.Done = nil, nil
	return l
}

func itemJSON(p *geo.Projector, item measure.Item) (itemDoc, error) {
	d := itemDoc{New: make([]newDoc, 0, len(item.New))}
	var err error
	if d.Geometry, err = inDegrees(p, item.Geometry); err != nil {
		return d, err
	}
	if d.Objects, err = partsJSON(p, item.Objects); err != nil {
		return d, err
	}
	for i, part := range item.Added() {
		at, err := lonLat(p, part.At)
		if err != nil {
			return d, err
		}
		d.New = append(d.New, newDoc{part.ExternalID, part.State, part.HeightM, item.New[i].LampLumens(), at[0], at[1]})
	}
	item.Objects, item.New, item.Geometry = nil, nil, nil // written above
	d.Item = listed(item)
	return d, nil
}

func workJSON(p *geo.Projector, work measure.Work) (d workDoc, err error) {
	if d.Geometry, err = inDegrees(p, work.Geometry); err != nil {
		return d, err
	}
	if d.Parts, err = partsJSON(p, work.Parts); err != nil {
		return d, err
	}
	work.Parts, work.Geometry = nil, nil // written above
	d.Work = work
	return d, nil
}

func partsJSON(p *geo.Projector, parts []measure.Part) ([]partDoc, error) {
	docs := make([]partDoc, 0, len(parts))
	for _, part := range parts {
		at, err := lonLat(p, part.At)
		if err != nil {
			return nil, err
		}
		part.Geometry = nil
		docs = append(docs, partDoc{part, at[0], at[1]})
	}
	return docs, nil
}

// inDegrees is a metric geometry in degrees; nil stays nil.
func inDegrees(p *geo.Projector, g orb.Geometry) (*geojson.Geometry, error) {
	var moved orb.Geometry
	var err error
	switch g := g.(type) {
	case nil:
		return nil, nil //nolint:nilnil // GeoJSON's null geometry
	case orb.Point:
		moved, err = lonLat(p, g)
	case orb.LineString, orb.MultiLineString:
		moved, err = lonLatLines(p, linesOf(g))
	case orb.Polygon, orb.MultiPolygon:
		var shape orb.MultiPolygon
		shape, err = lonLatSurface(p, overlay.Polygons(g))
		moved = surface(shape)
	default:
		return nil, fmt.Errorf("a %s is not drawn", g.GeoJSONType())
	}
	if err != nil || moved == nil {
		return nil, err
	}
	return geojson.NewGeometry(moved), nil
}

// lonLatLines are metric lines in degrees, one line where there is one only and nil for none.
func lonLatLines(p *geo.Projector, lines orb.MultiLineString) (orb.Geometry, error) {
	var all orb.MultiLineString
	for _, line := range lines {
		moved, err := lonLats(p, line)
		if err != nil {
			return nil, err
		}
		if len(moved) > 1 {
			all = append(all, moved)
		}
	}
	switch len(all) {
	case 0:
		return nil, nil //nolint:nilnil // GeoJSON's null geometry
	case 1:
		return all[0], nil
	}
	return all, nil
}

// itemProperties are those of an item on a map: one row, flat, as map programs read it.
type itemProperties struct {
	Kind       string  `json:"kind"` // work, object or new
	Key        string  `json:"key"`
	List       string  `json:"list"`
	Action     string  `json:"action"`
	ActionText string  `json:"action_text"`
	Rank       int     `json:"rank"`
	Title      string  `json:"title"`
	Why        string  `json:"why"`
	Street     string  `json:"street,omitempty"`
	LengthM    float64 `json:"length_m"`
	Owner      string  `json:"owner,omitempty"`
	Priority   float64 `json:"priority"`
	Reports    int     `json:"reports"`
	AfterDark  int     `json:"after_dark"`
	DarkKnown  int     `json:"dark_known"`
	Before     string  `json:"before"`
	After      string  `json:"after"`
	CostKr     float64 `json:"cost_kr,omitempty"`
	CostKnown  bool    `json:"cost_known"`
	School     bool    `json:"school"`
	Mind       string  `json:"mind,omitempty"`
	State      string  `json:"state"`
	StateText  string  `json:"state_text"`
	ExternalID string  `json:"external_id,omitempty"` // of an object
	Pole       string  `json:"pole,omitempty"`
	Cabinet    string  `json:"cabinet,omitempty"`
	Protected  string  `json:"protected,omitempty"`
	Exercise   bool    `json:"exercise"`
}

// WorklistGeoJSON writes a work list as GeoJSON in CRS84: of each item the stretch that
// gains, then the objects to work on and the lamps to add as features of their own.
func WorklistGeoJSON(w io.Writer, m municipality.Municipality, l measure.Worklist, in lang.Lang) error {
	p, err := geo.NewProjector(m.CRS)
	if err != nil {
		return err
	}
	features := []feature[itemProperties]{}
	for _, item := range l.Items {
		if features, err = itemFeatures(features, p, item, m.Exercise, in); err != nil {
			return fmt.Errorf("GeoJSON of work %s: %w", item.Key, err)
		}
	}
	return writeJSON(w, collection[itemProperties]{
		Type: "FeatureCollection", Title: lang.T("%s: %s", "%s: %s", m.Name, worklistTitle(l)).In(in),
		Source: sourceOf(m, l.Revision, "", l.MadeAt, in), Features: features,
	})
}

func itemFeatures(features []feature[itemProperties], p *geo.Projector, item measure.Item, exercise bool, in lang.Lang) ([]feature[itemProperties], error) {
	add := func(id string, g orb.Geometry, props itemProperties) error {
		moved, err := inDegrees(p, g)
		features = append(features, feature[itemProperties]{Type: "Feature", ID: id, Geometry: moved, Properties: props})
		return err
	}
	props := propertiesOfItem(item, in)
	props.Exercise = exercise
	if err := add(item.Key, item.Geometry, props); err != nil {
		return nil, err
	}
	for i, part := range item.Objects {
		of := props
		of.Kind, of.Pole, of.Cabinet, of.Protected, of.ExternalID = "object", part.Pole, part.Cabinet, part.Protected, part.ExternalID
		of.CostKr, of.CostKnown = part.UnitCost, part.UnitCost > 0
		of.State, of.StateText = string(stateOf(item, part)), stateOf(item, part).Name().In(in)
		shape := part.Geometry
		if shape == nil {
			shape = part.At
		}
		if err := add(item.Key+"-"+strconv.Itoa(i+1), shape, of); err != nil {
			return nil, err
		}
	}
	for i, part := range item.Added() {
		of := props
		of.Kind, of.CostKr, of.CostKnown, of.ExternalID = "new", 0, false, part.ExternalID
		of.State, of.StateText = string(stateOf(item, part)), stateOf(item, part).Name().In(in)
		if err := add(item.Key+"-new-"+strconv.Itoa(i+1), part.At, of); err != nil {
			return nil, err
		}
	}
	return features, nil
}

func propertiesOfItem(item measure.Item, in lang.Lang) itemProperties {
	return itemProperties{
		Kind: "work", Key: item.Key, List: string(item.List), Action: string(item.Action), ActionText: actionName(item.Action).In(in),
		Rank: item.Rank, Title: item.Title.In(in), Why: item.Why.In(in), Street: item.Street, LengthM: metre(item.LengthM), Owner: item.Owner,
		Priority: metre(item.Priority), Reports: item.Reports, AfterDark: item.AfterDark, DarkKnown: item.DarkKnown,
		Before: effectText(item.List, item.Before).In(in), After: effectText(item.List, item.After).In(in), CostKr: item.CostKr, CostKnown: item.CostKnown,
		School: item.School, Mind: sentences(item.Mind, in), State: string(stateOrProposed(item.State)), StateText: stateOrProposed(item.State).Name().In(in),
	}
}

// stateOf is how far an object of an item has come: its own state where it has one.
func stateOf(item measure.Item, part measure.Part) measure.State {
	if part.State != "" {
		return part.State
	}
	return stateOrProposed(item.State)
}

func stateOrProposed(s measure.State) measure.State {
	if s == "" {
		return measure.Proposed
	}
	return s
}
