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
	"tryggled/internal/overlay"
)

// areaNames are the properties that may hold an area's name, the clearest first.
var areaNames = []string{"name", "namn", "name_sv", "benamning", "omrade", "regso", "tatort", "deso", "beteckning"}

// Areas reads a municipality's areas from GeoJSON polygons in WGS 84. Properties: name
// (or name_sv and name_en), slug (made from the name where missing), provisional. Rings
// that cross themselves are repaired. It returns Invalid for a file that cannot be read or
// holds no surface, an area without name, and two areas with one slug.
func Areas(r io.Reader, name string, m municipality.Municipality) ([]municipality.Area, error) {
	areas, _, err := readAreas(r, name, m, newIntake(name))
	return areas, err
}

// readAreas reads areas. What is no surface in the municipality is put aside and noted; a name
// that is missing or taken is not, since its surface would be missing too.
func readAreas(r io.Reader, name string, m municipality.Municipality, tally *intake) ([]municipality.Area, []lang.Text, error) {
	projector, err := geo.NewProjector(m.CRS)
	if err != nil {
		return nil, nil, err
	}
	verdict := judge{file: name}
	var areas []municipality.Area
	taken := make(map[string]int64)
	for f, err := range features(r, name, nil) {
		if err != nil {
			return nil, nil, err
		}
		shape, bad := areaShape(projector, f)
		if bad != nil {
			if err := verdict.refused(tally.put(overlay.Object{Kind: KindAreas}, f.number, *bad)); err != nil {
				return nil, nil, err
			}
			continue
		}
		verdict.good++
		a := municipality.Area{Name: areaName(f), Shape: shape, Provisional: f.tags()["provisional"] == "yes"}
		if a.Slug, err = areaSlug(name, f, a.Name); err != nil {
			return nil, nil, err
		}
		if first, ok := taken[a.Slug]; ok {
			return nil, nil, featureFault(name, f, lang.T(
				"kortnamnet %q finns redan på objekt %d; ge områdena olika slug",
				"the slug %q is already that of feature %d; give the areas different slugs", a.Slug, first))
		}
		taken[a.Slug] = f.number
		areas = append(areas, a)
	}
	if err := verdict.end(); err != nil {
		return nil, nil, err
	}
	if len(areas) == 0 {
		return nil, nil, fault.New(fault.Invalid, lang.T("%s innehåller inga områden", "%s holds no areas", name))
	}
	return areas, verdict.notes(), nil
}

// areaShape is the surface of a feature in metres, or why it has none here.
func areaShape(p *geo.Projector, f feature) (orb.MultiPolygon, *refusal) {
	if bad := f.toDegrees(); bad != nil {
		return nil, bad
	}
	switch f.geometry.(type) {
	case orb.Polygon, orb.MultiPolygon:
	default:
		return nil, &refusal{rule: "shape_kind", more: lang.T(
			"ett område är en yta (Polygon eller MultiPolygon), inte %s",
			"an area is a surface (Polygon or MultiPolygon), not %s", f.geometry.GeoJSONType())}
	}
	g, err := p.MetricGeometry(f.geometry)
	if err != nil {
		return nil, &refusal{rule: "elsewhere", more: misplaced(p, f.geometry)}
	}
	shape, err := geo.MakeValid(g)
	if err != nil || len(shape) == 0 {
		return nil, &refusal{rule: "shape_empty", more: lang.T(
			"området har ingen yta; rita om det", "the area has no surface; draw it again")}
	}
	return shape, nil
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
