package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"tryggled/internal/app"
	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/httpapi"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

// overlayObjects are the commands about the objects one by one.
type overlayObjects struct {
	Ls     overlayList   `cmd:"" help:"${overlay_ls}"`
	Show   overlayShow   `cmd:"" help:"${overlay_show}"`
	Add    overlayAdd    `cmd:"" help:"${overlay_add}"`
	Change overlayChange `cmd:"" help:"${overlay_change}"`
	Rm     overlayRemove `cmd:"" help:"${overlay_rm}"`
}

// ofKind is what each of them asks for.
type ofKind struct {
	Municipality string       `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Kind         overlay.Kind `arg:"" enum:"lamps,vegetation,cameras,buildings,places,backdrop" help:"${flag_kind}"`
}

type overlayList struct {
	ofKind
	BBox string `name:"bbox" placeholder:"BOX" help:"${flag_bbox}"`
	JSON bool   `name:"json" help:"${flag_json}"`
}

// Run prints the objects of a kind.
func (cmd overlayList) Run(c *call) error {
	return c.in("overlay ls", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		bound, chosen, err := httpapi.MetricBox(m, cmd.BBox)
		if err != nil {
			return err
		}
		var all []overlay.Object
		if bound.IsEmpty() {
			all, err = a.Overlays.Store.Objects(c, m.Code, cmd.Kind)
		} else {
			all, err = a.Overlays.Store.ObjectsIn(c, m.Code, []overlay.Kind{cmd.Kind}, bound)
		}
		if err != nil {
			return err
		}
		features := []objectFeature{}
		for _, o := range all {
			if !chosen(o.Geometry) {
				continue
			}
			f, err := featureOf(m, o)
			if err != nil {
				return err
			}
			features = append(features, f)
		}
		return c.printObjects(m, features, cmd.JSON)
	})
}

func (c *call) printObjects(m municipality.Municipality, features []objectFeature, asJSON bool) error {
	if asJSON {
		return c.json(map[string]any{"type": "FeatureCollection", "exercise": m.Exercise, "sources": m.Sources, "features": features})
	}
	c.markExercise(m)
	for _, f := range features {
		p := f.Properties
		at := f.Geometry.Geometry().Bound().Center()
		var about []string
		for _, word := range []string{p.ExternalID, p.Class, p.Pole, string(p.Status), p.Props.Owner} {
			if word != "" {
				about = append(about, word)
			}
		}
		fmt.Fprintf(c.out, "%7d  revision %d  %s  %.6f,%.6f  %s\n", f.ID, p.Revision, p.Source, at[0], at[1], strings.Join(about, ", "))
	}
	return nil
}

type overlayShow struct {
	ofKind
	ID int64 `arg:"" help:"${arg_object}"`
}

// Run prints one object as GeoJSON, which may be edited and given to change.
func (cmd overlayShow) Run(c *call) error {
	return c.in("overlay show", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		o, err := a.Overlays.Store.Object(c, m.Code, cmd.Kind, cmd.ID)
		if err != nil {
			return err
		}
		f, err := featureOf(m, o)
		if err != nil {
			return err
		}
		return c.json(f)
	})
}

type overlayAdd struct {
	ofKind
	File string `arg:"" help:"${arg_objects}"`
	JSON bool   `name:"json" help:"${flag_json}"`
}

// Run stores new objects, all of the file or none.
func (cmd overlayAdd) Run(c *call) error {
	return cmd.given(c, "overlay add", cmd.File, func(a *app.App, m municipality.Municipality, all []givenObject) error {
		var features []objectFeature
		err := a.Overlays.Store.Change(c, m.Code, func(ctx context.Context) error {
			for _, g := range all {
				if g.ID != 0 {
					return g.wrong("id", lang.T("väljs av programmet; utelämna det", "is chosen by the program; leave it out"))
				}
				o, err := a.Overlays.Create(ctx, m, g.Object)
				if err != nil {
					return g.named(err)
				}
				f, err := featureOf(m, o)
				if err != nil {
					return err
				}
				features = append(features, f)
			}
			return nil
		})
		if err != nil {
			return err
		}
		return c.printObjects(m, features, cmd.JSON)
	})
}

type overlayChange struct {
	ofKind
	ID       int64  `arg:"" help:"${arg_object}"`
	File     string `arg:"" help:"${arg_objects}"`
	Revision int64  `placeholder:"N" help:"${flag_object_revision}"`
	JSON     bool   `name:"json" help:"${flag_json}"`
}

// Run replaces an object that is still as it was read.
func (cmd overlayChange) Run(c *call) error {
	return cmd.given(c, "overlay change", cmd.File, func(a *app.App, m municipality.Municipality, all []givenObject) error {
		if len(all) != 1 {
			return fault.New(fault.Invalid, lang.T("%s har %d objekt; ge ett, som det ska bli", "%s holds %d objects; give one, as it is to be", cmd.File, len(all)))
		}
		now, err := a.Overlays.Store.Object(c, m.Code, cmd.Kind, cmd.ID)
		if err != nil {
			return err
		}
		o, err := all[0].over(now)
		if err != nil {
			return err
		}
		if cmd.Revision != 0 {
			o.Revision = cmd.Revision
		}
		if o, err = a.Overlays.Update(c, m, o); err != nil {
			return all[0].named(err)
		}
		f, err := featureOf(m, o)
		if err != nil {
			return err
		}
		return c.printObjects(m, []objectFeature{f}, cmd.JSON)
	})
}

type overlayRemove struct {
	ofKind
	ID       int64 `arg:"" help:"${arg_object}"`
	Revision int64 `placeholder:"N" help:"${flag_object_revision}"`
}

// Run removes an object that is still as it was read.
func (cmd overlayRemove) Run(c *call) error {
	return c.in("overlay rm", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		o, err := a.Overlays.Store.Object(c, m.Code, cmd.Kind, cmd.ID)
		if err != nil {
			return err
		}
		if cmd.Revision != 0 {
			o.Revision = cmd.Revision
		}
		if err := a.Overlays.Delete(c, m, o.Kind, o.ID, o.Revision); err != nil {
			return err
		}
		c.say("Objekt %d är borttaget.", "Object %d is removed.", o.ID)
		return nil
	})
}

// objectFeature is an object as GeoJSON, with the members that the API gives.
type objectFeature struct {
	Type       string            `json:"type"`
	ID         int64             `json:"id"`
	Geometry   *geojson.Geometry `json:"geometry"`
	Properties objectProperties  `json:"properties"`
}

type objectProperties struct {
	Kind       overlay.Kind `json:"kind"`
	Source     string       `json:"source"`
	ExternalID string       `json:"external_id,omitempty"`
	Revision   int64        `json:"revision"`
	overlay.Props
}

// perDegree is how many parts of a degree places are written in, about a centimetre.
const perDegree = 1e7

func featureOf(m municipality.Municipality, o overlay.Object) (objectFeature, error) {
	p, err := geo.NewProjector(m.CRS)
	if err != nil {
		return objectFeature{}, err
	}
	shape, err := p.LonLatGeometry(o.Geometry)
	if err != nil {
		return objectFeature{}, fmt.Errorf("place of object %d: %w", o.ID, err)
	}
	return objectFeature{
		Type: "Feature", ID: o.ID, Geometry: geojson.NewGeometry(orb.Round(shape, perDegree)),
		Properties: objectProperties{o.Kind, o.Source, o.ExternalID, o.Revision, o.Props},
	}, nil
}

// givenObject is an object of a file, and where it stands there.
type givenObject struct {
	overlay.Object
	at string // empty for the only feature
}

// given runs a command with the objects of a file.
func (k ofKind) given(c *call, command, file string, run func(a *app.App, m municipality.Municipality, all []givenObject) error) error {
	f, err := openFile(file)
	if err != nil {
		return err
	}
	defer f.Close()
	return c.in(command, k.Municipality, func(a *app.App, m municipality.Municipality) error {
		all, err := readObjects(m, k.Kind, filepath.Base(file), f)
		if err != nil {
			return err
		}
		return run(a, m, all)
	})
}

// readObjects reads a GeoJSON feature, or a collection of them, as the API takes objects. It
// returns Invalid, naming what is at fault.
func readObjects(m municipality.Municipality, kind overlay.Kind, name string, r io.Reader) ([]givenObject, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	var collection struct {
		Features []json.RawMessage `json:"features"`
	}
	if err := json.Unmarshal(raw, &collection); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, lang.T("%s går inte att läsa som GeoJSON: %v", "%s cannot be read as GeoJSON: %v", name, err))
	}
	single := collection.Features == nil
	if single {
		collection.Features = []json.RawMessage{raw}
	}
	var all []givenObject
	for i, feature := range collection.Features {
		g := givenObject{}
		if !single {
			g.at = fmt.Sprintf("features[%d].", i)
		}
		if err := g.read(m, kind, name, feature); err != nil {
			return nil, err
		}
		all = append(all, g)
	}
	return all, nil
}

// read reads one feature, as one to add to a proposal, which says of which kind it is.
func (g *givenObject) read(m municipality.Municipality, kind overlay.Kind, name string, feature json.RawMessage) error {
	var doc map[string]json.RawMessage
	var known struct {
		ID         int64 `json:"id"`
		Properties struct {
			Kind       overlay.Kind `json:"kind"`
			Source     string       `json:"source"`
			ExternalID string       `json:"external_id"`
		} `json:"properties"`
	}
	// What is not of these types the description of the API refuses below, by name.
	_, _ = json.Unmarshal(feature, &doc), json.Unmarshal(feature, &known)
	if k := known.Properties.Kind; k != "" && k != kind {
		return g.wrong("properties.kind", lang.T("kommandot gäller %s; utelämna det", "the command is about %s; leave it out", kind))
	}
	var properties map[string]any
	if json.Unmarshal(doc["properties"], &properties) == nil && properties != nil {
		properties["kind"] = kind
		doc["properties"], _ = json.Marshal(properties) // was JSON
		feature, _ = json.Marshal(doc)
	}
	proposal, err := json.Marshal(map[string][]json.RawMessage{"add": {feature}})
	if err != nil {
		return err
	}
	p, err := httpapi.ReadProposal(m, name, bytes.NewReader(proposal))
	if err != nil {
		return g.renamed(err, func(field string) string { return strings.TrimPrefix(field, "add[0].") })
	}
	g.Object = p.Add[0]
	g.ID, g.Source, g.ExternalID = known.ID, known.Properties.Source, known.Properties.ExternalID
	return nil
}

// over is an object with what is given in its place. What tells which object it is cannot change.
func (g givenObject) over(now overlay.Object) (overlay.Object, error) {
	fixed := func(name string, is any) error {
		return g.wrong(name, lang.T("är %v och kan inte ändras; utelämna det", "is %v and cannot be changed; leave it out", is))
	}
	switch {
	case g.ID != 0 && g.ID != now.ID:
		return now, fixed("id", now.ID)
	case g.Source != "" && g.Source != now.Source:
		return now, fixed("properties.source", now.Source)
	case g.ExternalID != "" && g.ExternalID != now.ExternalID:
		return now, fixed("properties.external_id", now.ExternalID)
	}
	mended := now.Props.Mended
	now.Geometry, now.Props = g.Geometry, g.Props
	now.Props.Mended = mended
	return now, nil
}

func (g givenObject) wrong(name string, text lang.Text) error {
	return fault.New(fault.Invalid, lang.T("objektet är inte som det ska", "the object is not as it should be"), fault.Field{Name: g.at + name, Text: text})
}

// named is a fault of the rules with its fields as they stand in the file.
func (g givenObject) named(err error) error {
	return g.renamed(err, func(field string) string {
		if field == "geometry" {
			return field
		}
		return "properties." + field
	})
}

func (g givenObject) renamed(err error, name func(field string) string) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	named := *f
	named.Fields = nil
	for _, field := range f.Fields {
		named.Fields = append(named.Fields, fault.Field{Name: g.at + name(field.Name), Text: field.Text})
	}
	return &named
}

func init() {
	maps.Copy(texts, map[string]lang.Text{
		"overlay_ls":           lang.T("Visa objekten av ett slag, med id och revision.", "Show the objects of a kind, with id and revision."),
		"overlay_show":         lang.T("Skriv ett objekt som GeoJSON.", "Print an object as GeoJSON."),
		"overlay_add":          lang.T("Lägg in objekt ur GeoJSON, filens alla eller inget.", "Enter objects from GeoJSON, all of the file or none."),
		"overlay_change":       lang.T("Ersätt ett objekts läge och egenskaper.", "Replace the place and properties of an object."),
		"overlay_rm":           lang.T("Ta bort ett objekt.", "Remove an object."),
		"arg_object":           lang.T("objektets id, som ls visar det", "the object's id, as ls shows it"),
		"arg_objects":          lang.T("en GeoJSON-feature (WGS 84), eller en samling, med egenskaper som i API:et", "a GeoJSON feature (WGS 84), or a collection, with properties as in the API"),
		"flag_object_revision": lang.T("ändra bara om objektet har denna revision, som ls och show visar den (förval: den som gäller nu)", "only where the object has this revision, as ls and show give it (default: the one it has now)"),
	})
	maps.Copy(examples, map[string]string{
		"overlay ls":     "tryggled overlay ls lamps --municipality koping --bbox 15.98,59.51,16.00,59.52",
		"overlay show":   "tryggled overlay show lamps 12 --municipality koping",
		"overlay add":    "tryggled overlay add lamps --municipality koping lamp.geojson",
		"overlay change": "tryggled overlay change lamps 12 lamp.geojson --municipality koping --revision 34",
		"overlay rm":     "tryggled overlay rm lamps 12 --municipality koping --revision 34",
	})
}
