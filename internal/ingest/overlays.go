package ingest

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

// Overlays reads objects of one kind from GeoJSON in WGS 84, one at a time. Properties
// are ours (broken, height_m, bearing_deg, field_deg, range_m, dwelling, class, id) or
// OSM's keys; a register with neither is taken as it is. Lines of greenery, water and
// railways become surfaces of their width. It stops after the first error, which is
// Invalid for a file at fault.
func Overlays(r io.Reader, name string, kind overlay.Kind, m municipality.Municipality, source string) iter.Seq2[overlay.Object, error] {
	return func(yield func(overlay.Object, error) bool) {
		o := overlayReader{name: name, kind: kind, source: source, seen: make(map[string]int)}
		var err error
		if o.projector, err = geo.NewProjector(m.CRS); err != nil {
			yield(overlay.Object{}, err)
			return
		}
		for f, err := range features(r, name) {
			var objects []overlay.Object
			if err == nil {
				objects, err = o.objects(f)
			}
			if err != nil {
				yield(overlay.Object{}, err)
				return
			}
			for _, object := range objects {
				if !yield(object, nil) {
					return
				}
			}
		}
	}
}

type overlayReader struct {
	name, source string
	kind         overlay.Kind
	projector    *geo.Projector
	seen         map[string]int // how often an external id was used
	count        int64
}

// objects makes the objects of a feature: one, or one for each point of many and for
// each direction of a camera.
func (o *overlayReader) objects(f feature) ([]overlay.Object, error) {
	thing, err := o.read(f)
	if err != nil {
		return nil, err
	}
	shapes, err := o.shapes(f, thing)
	if err != nil {
		return nil, err
	}
	id := firstOf(f.text("id", "@id", "external_id"), f.id)
	var all []overlay.Object
	for _, g := range shapes {
		for _, props := range append([]overlay.Props{thing.props}, thing.also...) {
			o.count++
			all = append(all, overlay.Object{
				ID: o.count, Kind: o.kind, Source: o.source, ExternalID: o.unique(id), Geometry: g, Props: props,
			})
		}
	}
	return all, nil
}

// unique numbers an id that was used before.
func (o *overlayReader) unique(id string) string {
	if id == "" {
		return ""
	}
	o.seen[id]++
	if n := o.seen[id]; n > 1 {
		return fmt.Sprintf("%s#%d", id, n)
	}
	return id
}

// shapes checks that the geometry suits the kind, and brings it into metres.
func (o *overlayReader) shapes(f feature, thing tagged) ([]orb.Geometry, error) {
	g, err := metric(o.projector, o.name, f)
	if err != nil {
		return nil, err
	}
	point := o.kind == overlay.Lamp || o.kind == overlay.Camera || o.kind == overlay.Vegetation
	surface := o.kind != overlay.Lamp
	line := o.kind == overlay.Vegetation || o.kind == overlay.Backdrop
	switch g := g.(type) {
	case orb.Point:
		if point {
			return []orb.Geometry{g}, nil
		}
	case orb.MultiPoint:
		if point {
			all := make([]orb.Geometry, len(g))
			for i, p := range g {
				all[i] = p
			}
			return all, nil
		}
	case orb.LineString, orb.MultiLineString:
		if line {
			return o.surfaceOf(f, func() (orb.MultiPolygon, error) { return geo.Buffer(g, max(thing.halfM, 0.5)) })
		}
	case orb.Polygon, orb.MultiPolygon:
		if surface {
			return o.surfaceOf(f, func() (orb.MultiPolygon, error) { return geo.MakeValid(g) })
		}
	}
	return nil, featureFault(o.name, f, lang.T(
		"%s kan inte vara av geometritypen %s; kontrollera att filen hör till --kind %s",
		"%s cannot have the geometry type %s; check that the file belongs to --kind %s", o.kind, f.geometry.GeoJSONType(), o.kind))
}

func (o *overlayReader) surfaceOf(f feature, make func() (orb.MultiPolygon, error)) ([]orb.Geometry, error) {
	g, err := some(make())
	if err != nil || g == nil {
		return nil, featureFault(o.name, f, lang.T(
			"ytan är tom eller går inte att reparera; rita om eller ta bort objektet",
			"the surface is empty or cannot be repaired; draw it again or remove the feature"))
	}
	return []orb.Geometry{g}, nil
}

// read takes what OSM's keys say, and over it what ours say.
func (o *overlayReader) read(f feature) (tagged, error) {
	tags := f.tags()
	thing := o.fromTags(tags)
	if v := f.text("class"); v != "" {
		thing.props.Class = v
	}
	if v, key := f.prop("broken", "trasig"); key != "" {
		broken, err := o.flag(f, key, v)
		if err != nil {
			return thing, err
		}
		thing.props.Status = overlay.Working
		if broken {
			thing.props.Status = overlay.Broken
		}
	}
	if v, key := f.prop("dwelling", "bostad"); key != "" {
		dwelling, err := o.flag(f, key, v)
		if err != nil {
			return thing, err
		}
		thing.props.Dwelling = dwelling
	}
	return thing, o.numbers(f, &thing)
}

// brokenWords are what registers write of a lamp that gives no light.
var brokenWords = []string{
	"broken", "out of order", "out", "off", "trasig", "ur funktion", "ur drift", "defekt", "släckt", "sönder", "ej i drift",
}

// fromTags reads OSM's keys. Features of a file of one kind need not say their kind.
func (o *overlayReader) fromTags(tags map[string]string) tagged {
	thing, ok := classify(tags)
	if ok && thing.kind == o.kind {
		return thing
	}
	thing = tagged{kind: o.kind}
	switch o.kind {
	case overlay.Lamp:
		thing.props = lampProps(tags)
		status := strings.ToLower(firstOf(tags["status"], tags["STATUS"], tags["Status"]))
		if slices.Contains(brokenWords, status) {
			thing.props.Status = overlay.Broken
		}
	case overlay.Camera:
		all := cameraProps(tags)
		thing.props, thing.also = all[0], all[1:]
	case overlay.Building:
		thing.props.HeightM = metresOr(tags["height"], 0)
	case overlay.Vegetation:
		thing.props.HeightM = metresOr(tags["height"], 0)
		thing.halfM = 1
	case overlay.Backdrop:
		thing.props.Class, thing.halfM = "water", waterWidthM("river")/2
		if tags["class"] == "rail" {
			thing.halfM = 1.5
		}
	}
	return thing
}

// numbers reads height_m, bearing_deg, field_deg and range_m.
func (o *overlayReader) numbers(f feature, thing *tagged) error {
	p := &thing.props
	var bearing float64
	for _, n := range []struct {
		key       string
		low, high float64
		to        *float64
	}{
		{"height_m", 0, 999, &p.HeightM},
		{"bearing_deg", -360, 360, &bearing},
		{"field_deg", 0, 360, &p.FieldDeg},
		{"range_m", 0, 9999, &p.RangeM},
	} {
		v, key := f.prop(n.key)
		if key == "" || textOf(v) == "" {
			continue
		}
		number, err := strconv.ParseFloat(strings.Replace(textOf(v), ",", ".", 1), 64)
		if err != nil || !(number >= n.low && number <= n.high) {
			return featureFault(o.name, f, lang.T(
				"%s är %q men ska vara ett tal mellan %g och %g", "%s is %q but should be a number from %g to %g",
				key, short(textOf(v)), n.low, n.high))
		}
		*n.to = number
		if n.to == &bearing {
			bearing = turn(bearing)
			p.BearingDeg, thing.also = &bearing, nil
		}
	}
	return nil
}

func (o *overlayReader) flag(f feature, key string, v any) (bool, error) {
	if b, ok := v.(bool); ok {
		return b, nil
	}
	switch strings.ToLower(textOf(v)) {
	case "yes", "ja", "true", "1", "j", "y":
		return true, nil
	case "no", "nej", "false", "0", "n", "":
		return false, nil
	}
	return false, featureFault(o.name, f, lang.T(
		"%s är %q men ska vara true eller false (ja eller nej)", "%s is %q but should be true or false (ja or nej)",
		key, short(textOf(v))))
}
