package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"regexp"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
)

// featureMaxBytes is how large one feature, or anything else in the file, may be.
const featureMaxBytes = 32 << 20

// feature is one feature of a GeoJSON file, or one row of a table.
type feature struct {
	number   int64 // 1 is the first of the file; of a table, the line
	id       string
	props    map[string]any
	geometry orb.Geometry // in crs, x or longitude first; nil where bad says why
	crs      geo.CRS      // of the file; 0: degrees
	bad      *refusal     // what makes it no feature
}

// toDegrees brings a feature of a metric file to longitude and latitude, or says why it is
// none of the file's coordinate system.
func (f *feature) toDegrees() *refusal {
	if f.bad != nil {
		return f.bad
	}
	if f.geometry.Bound().IsEmpty() {
		return noPlace()
	}
	if f.crs == 0 {
		return nil
	}
	elsewhere := &refusal{rule: "elsewhere", more: outsideOf(f.crs, f.geometry)}
	from, err := geo.NewProjector(f.crs)
	if err != nil {
		return elsewhere
	}
	g, err := from.LonLatGeometry(f.geometry)
	if err != nil {
		return elsewhere
	}
	f.geometry, f.crs = g, 0
	return nil
}

func outsideOf(crs geo.CRS, g orb.Geometry) lang.Text {
	at := g.Bound().Min
	return lang.T("%.2f, %.2f går inte att läsa i filens koordinatsystem %s; är det rätt system?",
		"%.2f, %.2f cannot be read in the file's coordinate system %s; is it the right one?", at[0], at[1], crs)
}

// features reads a FeatureCollection one feature at a time, packed by gzip or not, also those
// that are none. The coordinate system of a profile goes before what the file says. It stops
// after the first error, which is Invalid for a file that is at fault.
func features(r io.Reader, name string, p *RegisterProfile) iter.Seq2[feature, error] {
	return func(yield func(feature, error) bool) {
		in, err := openObjects(r, name)
		if err != nil {
			yield(feature{}, err)
			return
		}
		head, _ := in.Peek(headBytes) // a shorter file, or an error that reading meets again
		content, other := sniff(head)
		if content != contentJSON && content != contentUTF16 {
			yield(feature{}, notGeoJSON(name, other, errNotCollection))
			return
		}
		budget := &budgetReader{r: asUTF8(in, content), left: featureMaxBytes}
		d := featureReader{name: name, budget: budget, json: json.NewDecoder(budget)}
		if p != nil && p.CRS != 0 {
			d.told = true
			if !geographic(p.CRS) {
				d.crs = p.CRS
			}
		}
		if err := d.all(yield); err != nil {
			yield(feature{}, d.fault(err))
		}
	}
}

// featureReader walks the tokens of one file.
type featureReader struct {
	name   string
	budget *budgetReader
	json   *json.Decoder
	number int64
	crs    geo.CRS // 0: degrees
	told   bool    // the crs, by a profile
	found  bool    // the array of features
}

var errNotCollection = errors.New("not a FeatureCollection")

// all yields every feature; the rest of the collection is looked at only for its CRS.
func (d *featureReader) all(yield func(feature, error) bool) error {
	if t, err := d.json.Token(); err != nil || t != json.Delim('{') {
		return errors.Join(errNotCollection, err)
	}
	for d.json.More() {
		key, err := d.json.Token()
		if err != nil {
			return err
		}
		switch key {
		case "features":
			more, err := d.array(yield)
			if err != nil || !more {
				return err
			}
		default:
			if err := d.member(key); err != nil {
				return err
			}
		}
	}
	if _, err := d.json.Token(); err != nil {
		return err
	}
	if !d.found {
		return errNotCollection
	}
	if _, err := d.json.Token(); err != io.EOF {
		return errors.Join(errNotCollection, err)
	}
	return nil
}

// array yields the features of the array; more is false when nobody wants the next.
func (d *featureReader) array(yield func(feature, error) bool) (more bool, err error) {
	d.found = true
	if t, err := d.json.Token(); err != nil || t != json.Delim('[') {
		return false, errors.Join(errNotCollection, err)
	}
	for d.json.More() {
		d.number++
		d.budget.left = featureMaxBytes
		f, err := d.feature()
		if err != nil {
			return false, err
		}
		if !yield(f, nil) {
			return false, nil
		}
	}
	_, err = d.json.Token()
	return true, err
}

// feature reads one element of the array. What is no feature comes as a bad one.
func (d *featureReader) feature() (feature, error) {
	var raw struct {
		Type       string              `json:"type"`
		ID         property            `json:"id"`
		Properties map[string]property `json:"properties"`
		Geometry   json.RawMessage     `json:"geometry"`
	}
	f := feature{number: d.number, crs: d.crs}
	err := d.json.Decode(&raw)
	if _, wrong := errors.AsType[*json.UnmarshalTypeError](err); wrong || err == nil && raw.Type != "Feature" {
		f.bad = &refusal{rule: "unreadable", more: lang.T(
			"är ingen giltig GeoJSON-feature; exportera filen igen", "is no valid GeoJSON feature; export the file again")}
		return f, nil
	}
	if err != nil {
		return f, err
	}
	f.id, f.props = textOf(raw.ID.value), make(map[string]any, len(raw.Properties))
	for key, p := range raw.Properties {
		f.props[key] = p.value
	}
	g, whole := geometryOf(raw.Geometry, 0)
	if !whole {
		f.bad = &refusal{rule: "shape_empty", more: lang.T(
			"geometrin saknas eller kan inte läsas; rätta eller ta bort objektet",
			"the geometry is missing or cannot be read; mend or remove the feature")}
		return f, nil
	}
	f.geometry = g
	return f, nil
}

// geometryOf reads a geometry; whole is false where it or a part of it is missing. Collections
// are read part by part: the library panics at one with null in it.
func geometryOf(text []byte, depth int) (g orb.Geometry, whole bool) {
	const deepest = 8
	var many struct {
		Type       string            `json:"type"`
		Geometries []json.RawMessage `json:"geometries"`
	}
	if json.Unmarshal(text, &many) == nil && many.Type == "GeometryCollection" {
		var all orb.Collection
		for _, part := range many.Geometries {
			g, whole := geometryOf(part, depth+1)
			if !whole || depth == deepest {
				return nil, false
			}
			all = append(all, g)
		}
		return all, all != nil
	}
	var one geojson.Geometry
	if json.Unmarshal(text, &one) != nil {
		return nil, false
	}
	return one.Geometry(), one.Geometry() != nil
}

// epsgCode is the number of a coordinate system, written EPSG:3006, urn:ogc:def:crs:EPSG::3006,
// http://www.opengis.net/def/crs/EPSG/0/3006 or, as in GeoJSON of 2008, as a type and a code.
var epsgCode = regexp.MustCompile(`EPSG(?::[\d.]*:|:|/[\d.]+/)(\d+)\b|code:(\d+)\] type:EPSG`)

// member reads a member of the collection beside its features. The old crs member may
// tell that the file is not in WGS 84; it stands before the features in the files of all
// programs that write it.
func (d *featureReader) member(key json.Token) error {
	var value any
	if err := d.json.Decode(&value); err != nil {
		return err
	}
	if key != "crs" || value == nil || d.told {
		return nil
	}
	text := fmt.Sprint(value)
	if strings.Contains(text, "CRS84") {
		return nil
	}
	if m := epsgCode.FindStringSubmatch(text); m != nil {
		if code, err := geo.ParseCRS("EPSG:" + m[1] + m[2]); err == nil {
			if geographic(code) {
				return nil
			}
			_, unknown := geo.NewProjector(code)
			switch {
			case unknown == nil && d.number > 0:
				return d.tooLate(code)
			case unknown == nil:
				d.crs = code
				return nil
			}
		}
	}
	return fault.New(fault.Invalid, lang.T(
		"%s är i ett annat koordinatsystem (%s); exportera den i WGS 84 (EPSG:4326)",
		"%s is in another coordinate system (%s); export it in WGS 84 (EPSG:4326)", d.name, short(text)))
}

// tooLate is why a file is refused that says its coordinate system when its features have been
// read.
func (d *featureReader) tooLate(code geo.CRS) error {
	return fault.New(fault.Invalid, lang.T(
		"%s säger först efter objekten att den är i %s; flytta crs till filens början, före features, eller ange crs: %s i en mappningsprofil",
		"%s says only after its features that it is in %s; move crs to the beginning of the file, before features, or give crs: %s in a mapping profile",
		d.name, code, code))
}

// fault says what a person can do about an error of reading.
func (d *featureReader) fault(err error) error {
	var syntax *json.SyntaxError
	switch {
	case fault.KindOf(err) != fault.Internal:
		return err
	case errors.Is(err, errFeatureTooLarge):
		return fault.Wrap(fault.Invalid, err, lang.T(
			"%s, objekt %d: större än %d MB; är det rätt fil?", "%s, feature %d: larger than %d MB; is it the right file?",
			d.name, d.number, featureMaxBytes>>20))
	case errors.Is(err, errNotCollection) && d.number == 0:
		return notGeoJSON(d.name, lang.Text{}, err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.Wrap(fault.Invalid, err, lang.T(
			"%s är avbruten efter objekt %d; hämta eller exportera filen igen",
			"%s is cut off after feature %d; fetch or export the file again", d.name, d.number))
	case errors.As(err, &syntax), errors.Is(err, errNotCollection):
		return fault.Wrap(fault.Invalid, err, lang.T(
			"%s, objekt %d: ingen giltig GeoJSON; exportera filen igen",
			"%s, feature %d: no valid GeoJSON; export the file again", d.name, d.number))
	}
	return fmt.Errorf("read %s: %w", d.name, err)
}

// notGeoJSON tells what a file is instead, where that is known.
func notGeoJSON(name string, other lang.Text, err error) error {
	if other.IsZero() {
		other = lang.T("något annat", "something else")
	}
	return fault.Wrap(fault.Invalid, err, lang.T(
		"%s är ingen GeoJSON-fil med en FeatureCollection utan %s; exportera lagret som GeoJSON i WGS 84",
		"%s is no GeoJSON file with a FeatureCollection but %s; export the layer as GeoJSON in WGS 84", name, other))
}

// featureFault is Invalid for a feature, by its number in the file.
func featureFault(name string, f feature, text lang.Text) error {
	return fault.New(fault.Invalid, lang.T("%s, objekt %d: %s", "%s, feature %d: %s", name, f.number, text))
}

// misplaced guesses why a geometry lies outside the area of a coordinate system.
func misplaced(p *geo.Projector, g orb.Geometry) lang.Text {
	at := g.Bound().Min
	if _, err := p.Metric(at); err == nil {
		at = g.Bound().Max
	}
	_, swapped := p.Metric(orb.Point{at[1], at[0]})
	switch {
	case at == orb.Point{}:
		return lang.T("ligger på 0, 0, alltså utan plats; ange platsen eller ta bort objektet",
			"lies at 0, 0, that is without a place; give it one or remove the feature")
	case math.Abs(at[0]) > 180 || math.Abs(at[1]) > 90:
		return lang.T("koordinaterna %.0f, %.0f är inte grader; exportera filen i WGS 84 (EPSG:4326)",
			"the coordinates %.0f, %.0f are no degrees; export the file in WGS 84 (EPSG:4326)", at[0], at[1])
	case swapped == nil:
		return lang.T("latitud och longitud har bytt plats (%.5f, %.5f); GeoJSON skriver longituden först",
			"latitude and longitude have changed places (%.5f, %.5f); GeoJSON writes the longitude first", at[0], at[1])
	}
	return lang.T("%.5f, %.5f ligger långt utanför kommunen, där %s används; är det rätt fil?",
		"%.5f, %.5f lies far outside the municipality, where %s is used; is it the right file?", at[0], at[1], p.CRS)
}
