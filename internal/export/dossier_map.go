package export

import (
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/street"
)

// dossierMap draws the area with the views of its cameras.
func (p *leaflet) dossierMap(s Scene, d measure.Dossier) error {
	var all []watching
	for _, c := range d.Cameras {
		w := watching{at: c.At, sure: c.Sure, inside: c.Inside, proposed: c.Proposed}
		for _, b := range c.Bands {
			w.bands = append(w.bands, b.Ground)
		}
		if len(w.bands) == 0 && len(c.Ground) > 0 {
			w.bands = []orb.MultiPolygon{c.Ground}
		}
		all = append(all, w)
	}
	// Air around the area, so that one sees what the cameras see beside it.
	around := d.Area.Bound()
	s.Planned, s.Hotspots, s.Focus = nil, meeting(s.Hotspots, d), around.Pad(0.25*math.Max(around.Max[0]-around.Min[0], around.Max[1]-around.Min[1]))
	s, v, err := ready(s)
	if err != nil {
		return err
	}
	paths, err := watchPathsOf(all, v)
	if err != nil {
		return err
	}
	chart := poster{
		title: lang.T("Området och kamerornas vyer", "The area and what the cameras see"), line: func(street.Segment) ribbon { return plainRibbon },
		over: func(c canvas) {
			paths.draw(c)
			drawSpots(c, s, v)
			drawDossierArea(c, d.Area, v)
			paths.drawSigns(c)
		},
	}
	picture := mapOf(s, chart, v, "d")
	picture.Caption = lang.T(
		"Svart linje: området. Blått: vad kamerorna ser, mörkare ju bättre (detektering, observation, igenkänning, identifiering). Snedstreckat grått: möjliga vyer, riktningen okänd. Korsstreckat: två kameror eller fler. Svart ruta: kamera; vit: riktning okänd; gul romb: föreslagen. Lila: prioriterad plats.",
		"Black line: the area. Blue: what the cameras see, the darker the better (detection, observation, recognition, identification). Grey hatching: possible views, direction unknown. Hatched the other way: two cameras or more. Black square: camera; white: direction unknown; yellow diamond: proposed. Purple: priority place.").In(s.Lang)
	p.add(block{Picture: picture})
	return nil
}

// meeting are the hotspots of a scene that the dossier tells of.
func meeting(hotspots []hotspot.Hotspot, d measure.Dossier) []hotspot.Hotspot {
	var all []hotspot.Hotspot
	for _, in := range d.Hotspots {
		for _, h := range hotspots {
			if h.Rank == in.Rank {
				all = append(all, h)
			}
		}
	}
	return all
}

func drawDossierArea(c canvas, shape orb.MultiPolygon, v view) {
	var outline path
	outline.polygons(v.surfaces(shape))
	c.draw(outline, look{Stroke: faded(paper, 0.9), Width: 6})
	c.draw(outline, look{Stroke: inkStrong, Width: 3})
}
