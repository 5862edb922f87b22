package export

import (
	"fmt"
	"io"
	"time"

	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// watchProperties are those of a watch window. Times have the municipality's offset.
type watchProperties struct {
	Name     lang.Text `json:"name"`
	RadiusM  float64   `json:"radius_m"`
	From     time.Time `json:"from"`
	Until    time.Time `json:"until"`
	Events   int       `json:"events"`
	Ratio    float64   `json:"ratio"`
	Text     lang.Text `json:"text"`
	TextSV   string    `json:"text_sv"`
	TextEN   string    `json:"text_en"`
	Exercise bool      `json:"exercise"`
}

type watchDoc struct {
	layerHead
	At       time.Time                  `json:"at"`
	Live     int                        `json:"live"`
	Features []feature[watchProperties] `json:"features"`
}

// mostWatched bounds how many windows are written.
const mostWatched = 1000

// WatchGeoJSON writes as GeoJSON the watch windows of an analysis that are live at a time,
// the first thousand of them, each as the middle of its place.
func WatchGeoJSON(w io.Writer, m municipality.Municipality, a hotspot.Analysis, windows []hotspot.Watch, at time.Time, l lang.Lang) error {
	p, err := geo.NewProjector(m.CRS)
	if err != nil {
		return err
	}
	zone, live := m.Location(), hotspot.Live(windows, at)
	doc := watchDoc{
		layerHead: headOf(m, a, lang.T("bevakning", "watch windows"), l), At: at.In(zone), Live: len(live), Features: []feature[watchProperties]{},
	}
	for i, v := range live[:min(len(live), mostWatched)] {
		middle, err := lonLat(p, v.At)
		if err != nil {
			return fmt.Errorf("GeoJSON of watch window %d: %w", i+1, err)
		}
		doc.Features = append(doc.Features, newFeature(rowName("watch", i), middle, watchProperties{
			Name: v.Name, RadiusM: metre(v.RadiusM), From: v.From.In(zone), Until: v.Until.In(zone), Events: v.Events, Ratio: v.Ratio,
			Text: v.Text, TextSV: v.Text.In(lang.SV), TextEN: v.Text.In(lang.EN), Exercise: m.Exercise,
		}))
	}
	return writeJSON(w, doc)
}
