package ingest

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// areaNames are the properties that may hold an area's name, the clearest first.
var areaNames = []string{"name", "namn", "name_sv", "benamning", "omrade", "regso", "tatort", "deso", "beteckning"}

// Areas reads a municipality's areas from GeoJSON polygons in WGS 84. Properties: name
// (or name_sv and name_en), slug (made from the name where missing), provisional. Rings
// that cross themselves are repaired. It returns Invalid for a file that cannot be read,
// an area without name or surface, and two areas with one slug.
func Areas(r io.Reader, name string, m municipality.Municipality) ([]municipality.Area, error) {
	projector, err := geo.NewProjector(m.CRS)
	if err != nil {
		return nil, err
	}
	var areas []municipality.Area
	taken := make(map[string]int64)
	for f, err := range features(r, name) {
		if err != nil {
			return nil, err
		}
		a, err := areaOf(projector, name, f)
		if err != nil {
			return nil, err
		}
		if first, ok := taken[a.Slug]; ok {
			return nil, featureFault(name, f, lang.T(
				"kortnamnet %q finns redan på objekt %d; ge områdena olika slug",
				"the slug %q is already that of feature %d; give the areas different slugs", a.Slug, first))
		}
		taken[a.Slug] = f.number
		areas = append(areas, a)
	}
	if len(areas) == 0 {
		return nil, fault.New(fault.Invalid, lang.T("%s innehåller inga områden", "%s holds no areas", name))
	}
	return areas, nil
}

func areaOf(p *geo.Projector, name string, f feature) (municipality.Area, error) {
	switch f.geometry.(type) {
	case orb.Polygon, orb.MultiPolygon:
	default:
		return municipality.Area{}, featureFault(name, f, lang.T(
			"ett område är en yta (Polygon eller MultiPolygon), inte %s",
			"an area is a surface (Polygon or MultiPolygon), not %s", f.geometry.GeoJSONType()))
	}
	g, err := metric(p, name, f)
	if err != nil {
		return municipality.Area{}, err
	}
	shape, err := geo.MakeValid(g)
	if err != nil || len(shape) == 0 {
		return municipality.Area{}, featureFault(name, f, lang.T(
			"området har ingen yta; rita om det", "the area has no surface; draw it again"))
	}
	a := municipality.Area{Name: areaName(f), Shape: shape, Provisional: f.tags()["provisional"] == "yes"}
	a.Slug, err = areaSlug(name, f, a.Name)
	return a, err
}

// areaName reads the name in both languages, or one name for both.
func areaName(f feature) lang.Text {
	if parts, ok := f.props["name"].(json.RawMessage); ok {
		var both struct{ SV, EN string }
		if json.Unmarshal(parts, &both) == nil {
			return lang.Text{SV: readableText(both.SV), EN: readableText(both.EN)}
		}
	}
	sv := f.text(areaNames...)
	en := f.text("name_en")
	if en == "" {
		en = sv
	}
	return lang.Text{SV: sv, EN: en}
}

func areaSlug(name string, f feature, text lang.Text) (string, error) {
	given := f.text("slug")
	slug := given
	if slug == "" {
		slug = slugOf(text.In(lang.SV))
	}
	switch {
	case text.IsZero():
		return "", featureFault(name, f, lang.T(
			"namnet saknas; ge området egenskapen name", "the name is missing; give the area the property name"))
	case !municipality.ValidSlug(slug):
		return "", featureFault(name, f, lang.T(
			"kortnamnet %q går inte att använda; ange slug med små bokstäver a–z, siffror och bindestreck, som centrum",
			"the slug %q cannot be used; give slug in lower-case a–z, digits and hyphens, such as centrum", short(slug)))
	}
	return slug, nil
}

// plainLetters are the letters of our neighbours' names without their marks.
var plainLetters = strings.NewReplacer(
	"å", "a", "ä", "a", "á", "a", "à", "a", "â", "a", "æ", "ae", "ö", "o", "ø", "o", "ó", "o", "ô", "o", "õ", "o",
	"é", "e", "è", "e", "ê", "e", "ë", "e", "ü", "u", "ú", "u", "í", "i", "ï", "i", "ñ", "n", "ç", "c", "ß", "ss", "š", "s", "ž", "z")

// slugOf makes a slug of a name: Köping centrala becomes koping-centrala. One that would
// begin with a digit begins with omrade.
func slugOf(name string) string {
	plain := plainLetters.Replace(strings.ToLower(name))
	words := strings.FieldsFunc(plain, func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') })
	slug := strings.Join(words, "-")
	if slug != "" && slug[0] < 'a' {
		slug = "omrade-" + slug
	}
	return strings.TrimRight(slug[:min(len(slug), 63)], "-")
}
