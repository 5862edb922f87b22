package export

import (
	"fmt"
	"io"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// segmentProperties are those of a street segment. What is left out is undefined.
type segmentProperties struct {
	Segment  int64    `json:"segment"`
	Name     string   `json:"name,omitempty"`
	Events   float64  `json:"events"`
	PerKm    *float64 `json:"per_km,omitempty"`
	Simple   *float64 `json:"per_km_simple,omitempty"`
	Z        *float64 `json:"z,omitempty"`
	P        *float64 `json:"p,omitempty"`
	Permuted *float64 `json:"p_permuted,omitempty"`
	PFDR     *float64 `json:"p_fdr,omitempty"`
	Risk     *float64 `json:"risk,omitempty"`
	Exercise bool     `json:"exercise"`
}

type segmentsDoc struct {
	layerHead
	BandwidthM float64                      `json:"bandwidth_m"`
	BandM      float64                      `json:"band_m"`
	FDROf      string                       `json:"fdr_of"`
	Note       lang.Text                    `json:"note"`
	Features   []feature[segmentProperties] `json:"features"`
	Next       string                       `json:"next,omitempty"`
}

// SegmentsGeoJSON writes a page of an analysis's streets as GeoJSON.
func SegmentsGeoJSON(w io.Writer, m municipality.Municipality, a hotspot.Analysis, s hotspot.Segments, page Page, l lang.Lang) error {
	p, err := geo.NewProjector(m.CRS)
	if err != nil {
		return err
	}
	doc := segmentsDoc{
		layerHead: headOf(m, a, lang.T("gator", "streets"), l), BandwidthM: s.BandwidthM, BandM: s.BandM, FDROf: s.FDROf, Note: s.Note,
		Features: make([]feature[segmentProperties], 0, len(page.Rows)), Next: page.Next,
	}
	for _, i := range page.Rows {
		line, err := lonLats(p, SegmentLine(s, i))
		if err != nil {
			return fmt.Errorf("GeoJSON of segment %d: %w", s.ID[i], err)
		}
		properties := segmentProperties{
			Segment: s.ID[i], Name: word(s.Name, i), PerKm: value(s.PerKm, i), Simple: value(s.Simple, i),
			Z: value(s.Z, i), P: value(s.P, i), Permuted: value(s.PPermuted, i), PFDR: value(s.PFDR, i), Risk: value(s.Risk, i), Exercise: m.Exercise,
		}
		if events := value(s.Events, i); events != nil {
			properties.Events = *events
		}
		doc.Features = append(doc.Features, newFeature(rowName("segment", i), drawn(line), properties))
	}
	return writeJSON(w, doc)
}

// drawn is a line, or null where it has shrunk to a point.
func drawn(line orb.LineString) orb.Geometry {
	if len(line) < 2 {
		return nil
	}
	return line
}
