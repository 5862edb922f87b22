package export

import (
	"fmt"
	"io"
	"time"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// exposureProperties are what a walker meets on a segment at a moment. A value of which
// nothing is known is left out; its known share is then 0.
type exposureProperties struct {
	Segment int64  `json:"segment"`
	Name    string `json:"name,omitempty"`
	Class   string `json:"street_class"`

	LightClass  string   `json:"class"` // equivalent to EN 13201-2 along the centre line
	LuxMean     *float64 `json:"lux_mean,omitempty"`
	LuxMin      *float64 `json:"lux_min,omitempty"`
	Evenness    *float64 `json:"evenness,omitempty"`
	LuxSemiMean *float64 `json:"lux_semi_mean,omitempty"` // of the part known by lamps
	LuxSemi     *float64 `json:"lux_semi_min,omitempty"`
	Dark        *float64 `json:"dark,omitempty"`
	LightKnown  float64  `json:"light_known"`
	ByLamps     float64  `json:"light_by_lamps"`
	ByTag       float64  `json:"light_by_tag"`

	Concealed     *float64 `json:"concealed,omitempty"`
	ConcealKnown  float64  `json:"conceal_known"`
	AheadM        *float64 `json:"ahead_m,omitempty"`
	IsovistM2     *float64 `json:"isovist_m2,omitempty"`
	Blocked       *float64 `json:"prospect_blocked,omitempty"`
	ProspectKnown float64  `json:"prospect_known"`

	Ways          *float64 `json:"escape_ways,omitempty"`
	EscapeBlocked *float64 `json:"escape_blocked,omitempty"`
	EscapeKnown   float64  `json:"escape_known"`

	Detect      *float64 `json:"camera_detect,omitempty"`
	Observe     *float64 `json:"camera_observe,omitempty"`
	Recognise   *float64 `json:"camera_recognise,omitempty"`
	Identify    *float64 `json:"camera_identify,omitempty"`
	Overlap     *float64 `json:"camera_overlap,omitempty"`
	Possible    *float64 `json:"camera_possible,omitempty"`
	CameraKnown float64  `json:"camera_known"`

	Sources  []string `json:"sources"` // lamps, street_tag, vegetation, buildings, cameras: what told something
	Exercise bool     `json:"exercise"`
}

type exposureDoc struct {
	Type     string                        `json:"type"`
	Title    string                        `json:"title"`
	Source   source                        `json:"source"`
	At       time.Time                     `json:"at"` // with the municipality's offset
	SunDeg   float64                       `json:"sun_deg"`
	Night    bool                          `json:"night"` // the sun is below -6 degrees
	LeafOn   bool                          `json:"leaf_on"`
	Note     string                        `json:"note"` // how to read the light
	Features []feature[exposureProperties] `json:"features"`
	Next     string                        `json:"next,omitempty"` // the address of the page after
}

// ExposureGeoJSON writes what a walker meets on some segments at one moment as GeoJSON in
// CRS84, in the order of the records; a record without its segment is an error. Made is when
// that was looked up. Next is the address of the page after, where there is one.
func ExposureGeoJSON(
	w io.Writer, m municipality.Municipality, segments []street.Segment, records []overlay.Record, at overlay.Moment, made time.Time, next string, l lang.Lang,
) error {
	p, err := geo.NewProjector(m.CRS)
	if err != nil {
		return err
	}
	byID := make(map[int64]int, len(segments))
	for i, s := range segments {
		byID[s.ID] = i
	}
	doc := exposureDoc{
		Type: "FeatureCollection", Title: lang.T("%s: gatornas ljus, sikt och kameror", "%s: light, sight and cameras of the streets", m.Name).In(l),
		Source: sourceOf(m, m.Revision, "", made, l), At: at.At.In(m.Location()), SunDeg: metre(at.SunDeg), Night: at.Night(), LeafOn: at.LeafOn,
		Note: lightNote(at).In(l), Features: make([]feature[exposureProperties], 0, len(records)), Next: next,
	}
	for _, r := range records {
		i, ok := byID[r.Segment]
		if !ok {
			return fmt.Errorf("GeoJSON of exposures: segment %d is missing", r.Segment)
		}
		line, err := lonLats(p, segments[i].Line)
		if err != nil {
			return fmt.Errorf("GeoJSON of segment %d: %w", r.Segment, err)
		}
		properties := exposureOf(segments[i], r)
		properties.Exercise = m.Exercise
		doc.Features = append(doc.Features, newFeature(fmt.Sprintf("segment-%d", r.Segment), drawn(line), properties))
	}
	return writeJSON(w, doc)
}

func exposureOf(s street.Segment, r overlay.Record) exposureProperties {
	light, sight, out, cameras := r.Light, r.Sight, r.Escape, r.Camera
	e := exposureProperties{
		Segment: r.Segment, Name: s.Name, Class: s.Class, LightClass: light.Class.String(),
		LightKnown: light.Known(), ByLamps: light.ByLamps, ByTag: light.ByTag,
		ConcealKnown: sight.ConcealKnown, ProspectKnown: sight.ProspectKnown, EscapeKnown: out.Known, CameraKnown: cameras.Known,
		Sources: []string{},
	}
	tell := func(known float64, what string) bool {
		if known > 0 && what != "" {
			e.Sources = append(e.Sources, what)
		}
		return known > 0
	}
	if tell(light.ByLamps, "lamps") {
		e.LuxSemiMean, e.LuxSemi = &light.SemiMean, &light.SemiMin
	}
	tell(light.ByTag, "street_tag")
	if light.Known() > 0 {
		evenness := light.Evenness()
		e.LuxMean, e.LuxMin, e.Evenness, e.Dark = &light.Mean, &light.Min, &evenness, &light.Dark
	}
	if tell(sight.ConcealKnown, "vegetation") {
		e.Concealed = &sight.Concealed
	}
	if tell(sight.ProspectKnown, "buildings") {
		e.AheadM, e.IsovistM2, e.Blocked = &sight.AheadM, &sight.IsovistM2, &sight.Blocked
	}
	if out.Known > 0 {
		e.Ways, e.EscapeBlocked = &out.Ways, &out.Blocked
	}
	if tell(cameras.Known, "cameras") {
		e.Detect, e.Observe, e.Recognise, e.Identify = &cameras.Detect, &cameras.Observe, &cameras.Recognise, &cameras.Identify
		e.Overlap, e.Possible = &cameras.Overlap, &cameras.Possible
	}
	return e
}

// lightNote tells how the light at a moment is to be read.
func lightNote(at overlay.Moment) lang.Text {
	if at.Night() {
		return lang.T("Mörkt ute: solen står %s° under horisonten. Lamporna avgör.", "Dark outside: the sun is %s° below the horizon. The lamps decide.",
			lang.Decimal(-at.SunDeg, 1))
	}
	if at.SunDeg < 0 {
		return lang.T("Skymning: solen står %s° under horisonten, och först vid 6° räknas det som mörkt. Ljuset är det som lamporna skulle ge vore det mörkt.",
			"Twilight: the sun is %s° below the horizon, and only from 6° does it count as dark. The light is what the lamps would give were it dark.",
			lang.Decimal(-at.SunDeg, 1))
	}
	return lang.T("Dagsljus: ingenting räknas som mörkt. Ljuset är det som lamporna skulle ge vore det mörkt.",
		"Daylight: nothing counts as dark. The light is what the lamps would give were it dark.")
}
