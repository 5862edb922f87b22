package export

import (
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// DrawVegetation draws what greenery does to the streets in the season of a moment: where
// somebody could stand unseen within 5 m, where the sight ahead is short, and which plants
// take the sight away. Exposures are those of the scene's segments, in any order. Faults are
// as in Map.
func DrawVegetation(w io.Writer, format Format, s Scene, exposures []overlay.Exposure, at overlay.Moment) error {
	return drawPoster(w, format, s, func(v view) (poster, error) { return greenPoster(s, v, exposures, at) })
}

// Colours of cover run from pale to dark purple, which no form of colour vision takes for
// the greens around it, and which stays in order in grey print.
var (
	coverSteps = []float64{0, 0.25, 0.5, 1} // shares of a street, inclusive
	coverInks  = []ribbon{
		{rank: 1, thin: true, fill: look{Stroke: paper}, edge: look{Stroke: rgb(0x9D978B), Width: 0.8}},
		coverRibbon(1, 0xCDB9EC), coverRibbon(2, 0x8F5FC9), coverRibbon(3, 0x3A0A78),
	}

	hidesFill  = rgb(0x5E8F4E)
	hidesEdge  = rgb(0x2F5A28)
	lowFill    = rgb(0xDCE9CF)
	lowEdge    = rgb(0xA9C796)
	shieldInk  = rgb(0xC2185B)
	coverWords = []lang.Text{
		lang.T("ingen dold plats", "no cover"), lang.T("dolt: till 25 %", "cover: up to 25 %"),
		lang.T("dolt: 25–50 %", "cover: 25–50 %"), lang.T("dolt: över 50 %", "cover: over 50 %"),
	}
)

func coverRibbon(step int, hex uint32) ribbon {
	return ribbon{rank: 1 + 2*step, thick: step > 1, fill: look{Stroke: rgb(hex)}, edge: look{Stroke: blend(rgb(hex), rgb(0x24064C), 0.5), Width: 0.9}}
}

func coverStep(share float64) int {
	for i, most := range coverSteps {
		if share <= most {
			return i
		}
	}
	return len(coverSteps) - 1
}

// greenRibbon is how a street is drawn by what hides along it and how far one sees.
func greenRibbon(sight overlay.Sight) ribbon {
	if sight.ConcealKnown < mostlyKnown {
		return unknownRibbon
	}
	r := coverInks[coverStep(sight.Concealed)]
	if sight.ProspectKnown >= mostlyKnown && sight.Blocked >= mostlyKnown {
		r.teeth = true
		r.rank++
	}
	return r
}

func greenPoster(s Scene, v view, exposures []overlay.Exposure, at overlay.Moment) (poster, error) {
	records := recordsOf(exposures, at)
	plants, err := plantsOf(s.Overlays, v, at.LeafOn)
	if err != nil {
		return poster{}, err
	}
	season, told := lang.T("Löv på träden", "Trees in leaf"), lang.T("Andel med dold plats, i löv", "Share with cover, in leaf")
	if !at.LeafOn {
		season, told = lang.T("Avlövat", "Trees without leaves"), lang.T("Andel med dold plats, avlövat", "Share with cover, leaf-off")
	}
	streets := hotspot.NewStreets(s.Segments, inSeason(exposures, at.LeafOn))
	return poster{
		title: lang.T("Växtlighet och sikt", "Greenery and sight"), below: []lang.Text{season},
		line:  func(segment street.Segment) ribbon { return greenRibbon(records[segment.ID].Sight) },
		bars:  greenBars(s, records),
		under: plants.draw,
		over:  func(c canvas) { drawSpots(c, s, v) },
		signs: append(append(greenSigns(s, plants), spotSign(s)...), groundSigns(s)...),
		notes: []lang.Text{greenReading(s, records)},
		spots: told,
		share: func(i int) lang.Text {
			around := streets.Around(s.Hotspots[i].Shape)
			return shareText(around.Concealed, around.ConcealKnown)
		},
	}, nil
}

// inSeason are exposures whose sight is that of a season all year: hotspots sum up that in leaf.
func inSeason(exposures []overlay.Exposure, leafOn bool) []overlay.Exposure {
	if leafOn {
		return exposures
	}
	bare := slices.Clone(exposures)
	for i := range bare {
		bare[i].LeafOn = bare[i].LeafOff
	}
	return bare
}

// greenReading tells how to read the picture, and how long the sight is short.
func greenReading(s Scene, records map[int64]overlay.Record) lang.Text {
	var short, known float64
	for _, segment := range s.Segments {
		sight := records[segment.ID].Sight
		short += segment.LengthM * sight.ProspectKnown * sight.Blocked
		known += segment.LengthM * sight.ProspectKnown
	}
	return lang.T(
		"Dolt: någon kan stå osedd inom 5 m från gångytan. Kort sikt: mindre än 25 m framåt i ögonhöjd, på %s av %s där det är känt. Gator där mindre än hälften är känt ritas som okända: okänt är inte öppet.",
		"Cover: somebody could stand unseen within 5 m of where one walks. Short sight: less than 25 m ahead at eye height, on %s of %s where that is known. Streets of which less than half is known are drawn as unknown: unknown is not open.",
		lengthText(short), lengthText(known))
}

func lengthText(metres float64) lang.Text {
	return lang.Text{SV: length(metres, lang.SV), EN: length(metres, lang.EN)}
}

// greenBars sum up the streets by how much of them has cover.
func greenBars(s Scene, records map[int64]overlay.Record) []bar {
	metres, unknown := make([]float64, len(coverSteps)), 0.0
	for _, segment := range s.Segments {
		sight := records[segment.ID].Sight
		metres[coverStep(sight.Concealed)] += segment.LengthM * sight.ConcealKnown
		unknown += segment.LengthM * (1 - sight.ConcealKnown)
	}
	var bars []bar
	for i, words := range coverWords {
		bars = append(bars, bar{coverInks[i], words, metres[i]})
	}
	return append(bars, bar{unknownRibbon, lang.T("okänt", "unknown"), unknown})
}

// plants are the shapes of greenery on the page by what they do to the sight.
type plants struct {
	hides, low, shielded path
	hatch                path // over what hides
	counts               [2]int
}

func plantsOf(objects []overlay.Object, v view, leafOn bool) (*plants, error) {
	p := &plants{}
	for _, o := range objects {
		if o.Kind != overlay.Vegetation || o.Geometry == nil {
			continue
		}
		shape, err := o.Footprint()
		if err != nil {
			return nil, fmt.Errorf("draw plant %d: %w", o.ID, err)
		}
		shown := v.surfaces(shape)
		if len(shown) == 0 {
			continue
		}
		if o.CutsSight(leafOn) {
			p.counts[0]++
			p.hides.polygons(shown)
			p.hatch = append(p.hatch, hatch(shown, math.Pi/4, 4.5)...)
		} else {
			p.counts[1]++
			p.low.polygons(shown)
		}
		if o.Props.Protected != "" {
			p.shielded.polygons(shown)
		}
	}
	return p, nil
}

func (p *plants) draw(c canvas) {
	drawLow(c, p.low)
	drawHides(c, p.hides, p.hatch)
	c.draw(p.shielded, look{Stroke: shieldInk, Width: 1.5})
}

func drawLow(c canvas, p path) {
	c.draw(p, look{Fill: faded(lowFill, 0.85), Stroke: lowEdge, Width: 0.8})
}

func drawHides(c canvas, p, lines path) {
	c.draw(p, look{Fill: hidesFill, Stroke: hidesEdge, Width: 1})
	c.draw(lines, look{Stroke: faded(hidesEdge, 0.8), Width: 0.9})
}

func greenSigns(s Scene, p *plants) []sign {
	blind := coverInks[1]
	blind.teeth = true
	signs := []sign{{blind.drawSign, lang.T("tandad kant: kort sikt framåt", "toothed edge: short sight ahead")}}
	if p.counts[0] > 0 {
		signs = append(signs, sign{func(c canvas, at orb.Point) {
			box := area(at[0]-14, at[1]-8, at[0]+14, at[1]+8)
			var p path
			p.box(box, 0)
			drawHides(c, p, hatch(orb.MultiPolygon{box.ToPolygon()}, math.Pi/4, 4.5))
		}, lang.T("växtlighet som tar bort sikten", "greenery that takes the sight away")})
	}
	if p.counts[1] > 0 {
		signs = append(signs, sign{func(c canvas, at orb.Point) {
			var p path
			p.box(area(at[0]-14, at[1]-8, at[0]+14, at[1]+8), 2)
			drawLow(c, p)
		}, lang.T("låg, gles eller uppstammad", "low, sparse or with a high crown")})
	}
	if len(p.shielded) > 0 {
		signs = append(signs, sign{patch(look{Stroke: shieldInk, Width: 1.5}), lang.T("skyddad: kräver dispens", "protected: needs leave")})
	}
	return signs
}
