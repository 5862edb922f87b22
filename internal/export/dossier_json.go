package export

import (
	"fmt"
	"io"

	"github.com/paulmach/orb/geojson"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/municipality"
)

// dossierDoc is a dossier as JSON, with its area and views in degrees.
type dossierDoc struct {
	Source source `json:"source"`
	measure.Dossier
	Area    *geojson.Geometry `json:"area"`
	Cameras []cameraDoc       `json:"cameras"`
}

type cameraDoc struct {
	measure.CameraView
	Lon    float64           `json:"lon"`
	Lat    float64           `json:"lat"`
	Ground *geojson.Geometry `json:"ground"` // what it sees
	Bands  []bandDoc         `json:"bands"`
}

type bandDoc struct {
	measure.BandView
	Ground *geojson.Geometry `json:"ground"`
}

// DossierJSON writes a camera needs dossier, everything in it, with its area and views in
// longitude and latitude.
func DossierJSON(w io.Writer, m municipality.Municipality, d measure.Dossier) error {
	p, err := geo.NewProjector(m.CRS)
	if err != nil {
		return err
	}
	doc := dossierDoc{Source: sourceOf(m, d.Revision, "", d.MadeAt, lang.SV), Cameras: make([]cameraDoc, 0, len(d.Cameras))}
	if doc.Area, err = inDegrees(p, d.Area); err != nil {
		return fmt.Errorf("JSON of a dossier's area: %w", err)
	}
	for _, c := range d.Cameras {
		camera, err := cameraJSON(p, c)
		if err != nil {
			return fmt.Errorf("JSON of %s: %w", c.Label.EN, err)
		}
		doc.Cameras = append(doc.Cameras, camera)
	}
	d.Area, d.Cameras = nil, nil // written above
	doc.Dossier = listed(d)
	return writeJSON(w, doc)
}

func cameraJSON(p *geo.Projector, c measure.CameraView) (cameraDoc, error) {
	at, err := lonLat(p, c.At)
	if err != nil {
		return cameraDoc{}, err
	}
	doc := cameraDoc{Lon: at[0], Lat: at[1], Bands: make([]bandDoc, 0, len(c.Bands))}
	if doc.Ground, err = inDegrees(p, c.Ground); err != nil {
		return doc, err
	}
	for _, b := range c.Bands {
		ground, err := inDegrees(p, b.Ground)
		if err != nil {
			return doc, err
		}
		b.Ground = nil
		doc.Bands = append(doc.Bands, bandDoc{b, ground})
	}
	c.Camera.Geometry, c.Ground, c.Bands = nil, nil, nil // written above
	doc.CameraView = listed(c)
	return doc, nil
}
