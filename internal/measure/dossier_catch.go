package measure

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
)

// catches works out whom each view catches, and all of them together.
func (m *making) catches(ctx context.Context, d *Dossier, built things) error {
	places := newThings(m.Objects, overlay.Place)
	var grounds []orb.MultiPolygon
	for i := range d.Cameras {
		c := &d.Cameras[i]
		caught, err := caughtBy(ctx, c.Ground, built, places)
		if err != nil {
			return fmt.Errorf("whom camera %d sees: %w", c.Camera.ID, err)
		}
		c.Catches, grounds = caught, append(grounds, c.Ground)
		c.Text = c.words()
	}
	all, err := union(grounds)
	if err != nil {
		return err
	}
	d.Catches, err = caughtBy(ctx, all, built, places)
	if len(d.Cameras) == 0 {
		d.Catches.Text = lang.T("Det finns ingen vy: ingen känd kamera ser området och ingen är föreslagen.",
			"There is no view: no camera known sees the area and none is proposed.")
	}
	return err
}

// caughtBy is whom some ground in view catches.
func caughtBy(ctx context.Context, ground orb.MultiPolygon, built, places things) (Catch, error) {
	c := Catch{}
	box := ground.Bound()
	var yards orb.MultiPolygon
	if len(ground) > 0 {
		view := newViewed(ground)
		for _, i := range built.near(box.Pad(YardM)) {
			if err := ctx.Err(); err != nil {
				return c, err
			}
			c.Known = true
			o := built.objects[i]
			facade := facadeIn(overlay.Polygons(o.Geometry), view)
			if !o.Props.Dwelling {
				if facade > 0 && len(overlay.Polygons(o.Geometry)) > 0 {
					c.Other++
				}
				continue
			}
			yard, err := yardIn(o, ground)
			if err != nil {
				return c, err
			}
			if facade > 0 || len(yard) > 0 {
				c.Dwellings++
				c.FacadeM += facade
				yards = append(yards, yard...)
			}
		}
	}
	if len(yards) > 0 {
		joined, err := geo.Union(yards)
		if err != nil {
			return c, err
		}
		c.YardM2 = planar.Area(joined)
		c.YardShare = min(1, c.YardM2/planar.Area(ground))
	}
	if err := c.placesIn(ground, places); err != nil {
		return c, err
	}
	c.Text = c.words()
	if len(ground) == 0 {
		c.Text = lang.T("Ingen mark syns: ingen fångas.", "No ground is in view: nobody is caught.")
	}
	return c, nil
}

// HasView tells whether any camera of the dossier, proposed ones too, sees ground: without a view
// there is nobody whom it could catch.
func (d Dossier) HasView() bool {
	return slices.ContainsFunc(d.Cameras, func(c CameraView) bool { return c.GroundM2 > 0 })
}

// yardIn is the ground in view round a dwelling.
func yardIn(o overlay.Object, ground orb.MultiPolygon) (orb.MultiPolygon, error) {
	yard, err := geo.Buffer(o.Geometry, YardM)
	if err != nil {
		return nil, err
	}
	return geo.Intersection(yard, ground)
}

// How a wall is looked at: in pieces of at most facadeStepM, each from facadeOffM outside it.
const (
	facadeStepM = 1
	facadeOffM  = 0.01
)

// facadeIn is how many metres of the outer walls of a building stand in view.
func facadeIn(house orb.MultiPolygon, ground viewed) float64 {
	var length float64
	for _, polygon := range house {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				length += wallIn(ring[i-1], ring[i], ground)
			}
		}
	}
	return length
}

func wallIn(a, b orb.Point, ground viewed) float64 {
	length := geo.Dist(a, b)
	if length == 0 {
		return 0
	}
	n := int(math.Ceil(length / facadeStepM))
	across := orb.Point{(b[1] - a[1]) / length * facadeOffM, (a[0] - b[0]) / length * facadeOffM}
	seen := 0
	for k := range n {
		share := (float64(k) + 0.5) / float64(n)
		at := orb.Point{a[0] + share*(b[0]-a[0]), a[1] + share*(b[1]-a[1])}
		for _, side := range []float64{1, -1} {
			if ground.holds(orb.Point{at[0] + side*across[0], at[1] + side*across[1]}) {
				seen++
				break
			}
		}
	}
	return length * float64(seen) / float64(n)
}

// placeNames are the places that are always told of, found or not, and what others are called.
var placeNames = []struct {
	class string
	one   lang.Text
}{
	{"school", lang.T("skola", "school")},
	{"kindergarten", lang.T("förskola", "kindergarten")},
	{"playground", lang.T("lekplats", "playground")},
}

// placesIn counts the places in view, crossings aside: nobody stays there.
func (c *Catch) placesIn(ground orb.MultiPolygon, places things) error {
	for _, p := range placeNames {
		c.Places = append(c.Places, PlaceCatch{Class: p.class, Name: p.one})
	}
	if len(ground) == 0 {
		return nil
	}
	for _, i := range places.near(ground.Bound()) {
		o := places.objects[i]
		class := o.Props.Class
		if class == "" || class == "crossing" {
			continue
		}
		yard := overlay.Polygons(o.Geometry)
		common, err := geo.Intersection(yard, ground)
		if err != nil {
			return err
		}
		if len(common) == 0 && (len(yard) > 0 || !planar.MultiPolygonContains(ground, o.Geometry.Bound().Center())) {
			continue
		}
		at := slices.IndexFunc(c.Places, func(p PlaceCatch) bool { return p.Class == class })
		if at < 0 {
			at, c.Places = len(c.Places), append(c.Places, PlaceCatch{Class: class, Name: lang.Same(class)})
		}
		c.Places[at].Count++
		c.Places[at].M2 += planar.Area(common)
	}
	return nil
}

// words says whom a view catches.
func (c Catch) words() lang.Text {
	parts := []lang.Text{lang.T("Inga byggnader är kända i närheten: om någon bor i synfältet är okänt.",
		"No buildings are known near by: whether anybody lives in view is unknown.")}
	if c.Known {
		parts[0] = lang.T("I synfältet: %s (%s fasad, %s av den sedda marken ligger inom %d m från en bostad).",
			"In view: %s (%s of outer wall; %s of the ground seen lies within %d m of a dwelling).",
			counted(c.Dwellings, "bostadsbyggnad", "bostadsbyggnader", "building where people live", "buildings where people live"),
			metres(c.FacadeM), percent(c.YardShare), YardM)
	}
	if c.Other > 0 {
		parts = append(parts, lang.T("Dessutom %s som ingen källa anger som bostad.", "Besides, %s that no source names as a dwelling.",
			counted(c.Other, "byggnad", "byggnader", "building", "buildings")))
	}
	var found []lang.Text
	for _, p := range c.Places {
		if p.Count > 0 {
			found = append(found, lang.T("%s: %d", "%s: %d", p.Name, p.Count))
		}
	}
	if len(found) == 0 {
		return join(append(parts, lang.T("Ingen känd skola, förskola eller lekplats.", "No known school, kindergarten or playground.")), " ")
	}
	return join(append(parts, lang.T("Platser för barn och andra i synfältet: %s.", "Places of children and others in view: %s.", join(found, ", "))), " ")
}

// words says what a camera sees.
func (c CameraView) words() lang.Text {
	switch {
	case c.Inside:
		return lang.T("%s sitter i en byggnad och ser ingen gata.", "%s hangs in a building and sees no street.", c.Label)
	case c.GroundM2 == 0:
		return lang.T("%s ser ingen mark så att någon kan upptäckas.", "%s sees no ground so that somebody can be detected.", c.Label)
	}
	detect, identify := c.Bands[0], c.Bands[len(c.Bands)-1]
	text := lang.T("%s ser %.0f m² mark, %s av området; någon kan upptäckas på högst %s och identifieras på högst %s.",
		"%s sees %.0f m² of ground, %s of the area; somebody can be detected at %s at most and identified at %s at most.",
		c.Label, c.GroundM2, percent(detect.Share), metres(detect.ReachM), metres(identify.ReachM))
	if !c.Sure {
		text = lang.T("%s Riktningen är okänd: ytan är allt den kan se, inte vad den ser.",
			"%s Its direction is unknown: the surface is all that it may see, not what it sees.", text)
	}
	return join([]lang.Text{text, c.Catches.Text}, " ")
}
