package export

import (
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// worklistMap draws where the work of one owner is: the stretches that gain, and each object.
func worklistMap(s Scene, items []measure.Item, number int) (*picture, error) {
	s.Planned, s.Hotspots, s.Focus = nil, nil, placesOf(items)
	for _, item := range items {
		if at, ok := itemPlace(item); ok {
			s.Hotspots = append(s.Hotspots, hotspot.Hotspot{Rank: item.Rank, Centre: at}) // for the tag
		}
	}
	s, v, err := ready(s)
	if fault.Is(err, fault.NotFound) {
		return nil, nil //nolint:nilnil // work of which no place is known is told without a map
	}
	if err != nil {
		return nil, err
	}
	p := poster{
		title: lang.T("Var arbetet är", "Where the work is"), line: func(street.Segment) ribbon { return plainRibbon },
		over: func(c canvas) { drawWork(c, items, v) },
	}
	picture := mapOf(s, p, v, "m"+strconv.Itoa(number))
	picture.Caption = workCaption(items).In(s.Lang)
	return picture, nil
}

// workCaption explains what the map of some work shows, and nothing else.
func workCaption(items []measure.Item) lang.Text {
	words := lang.T("Lila: sträckor som blir bättre, med arbetets nummer.", "Purple: stretches that gain, with the number of the work.")
	say := func(shown func(item measure.Item) bool, sv, en string) {
		if slices.ContainsFunc(items, shown) {
			words = lang.T("%s %s", "%s %s", words, lang.T(sv, en))
		}
	}
	holds := func(item measure.Item, kind overlay.Kind) bool {
		return slices.ContainsFunc(item.Objects, func(p measure.Part) bool { return p.Kind == kind })
	}
	say(func(it measure.Item) bool { return it.Action == measure.Mend && holds(it, overlay.Lamp) }, "Rött kryss: lampa att laga.", "Red cross: lamp to mend.")
	say(func(it measure.Item) bool { return it.Action == measure.Undim && holds(it, overlay.Lamp) }, "Mörkgul prick: lampa att sluta dimma.", "Dark yellow dot: lamp to stop dimming.")
	say(func(it measure.Item) bool { return len(it.New) > 0 }, "Gul romb: ny lampa.", "Yellow diamond: new lamp.")
	say(func(it measure.Item) bool { return holds(it, overlay.Vegetation) },
		"Streckad grönska: att klippa, gallra eller stamma upp.", "Hatched greenery: to cut, thin or raise.")
	return words
}

// placesOf is all places of some work, to frame a map on.
func placesOf(items []measure.Item) orb.Geometry {
	var all orb.Collection
	for _, item := range items {
		if item.Geometry != nil && !item.Geometry.Bound().IsEmpty() {
			all = append(all, item.Geometry)
		}
		for _, part := range item.Objects {
			all = append(all, part.At)
		}
		for _, o := range item.New {
			if at, ok := pointOf(o.Geometry); ok {
				all = append(all, at)
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// itemPlace is where the number of a piece of work stands: in the middle of its longest line.
func itemPlace(item measure.Item) (orb.Point, bool) {
	var best orb.LineString
	for _, line := range linesOf(item.Geometry) {
		if best == nil || geo.Length(line) > geo.Length(best) {
			best = line
		}
	}
	if len(best) > 1 {
		return geo.Along(best, geo.Length(best)/2), true
	}
	if len(item.Objects) > 0 {
		return item.Objects[0].At, true
	}
	return pointOf(item.Geometry)
}

func drawWork(c canvas, items []measure.Item, v view) {
	var stretches, mend, dim, green, greenHatch, added path
	for _, item := range items {
		for _, line := range linesOf(item.Geometry) {
			addLines(&stretches, v.lines(line))
		}
		for _, part := range item.Objects {
			at := v.at(part.At)
			switch {
			case part.Kind == overlay.Vegetation:
				shape := v.surfaces(part.Geometry)
				green.polygons(shape)
				greenHatch = append(greenHatch, hatch(shape, math.Pi/4, 4.5)...)
				if len(shape) == 0 && v.sees(at) {
					green.circle(at, 5)
				}
			case !v.sees(at):
			case item.Action == measure.Mend:
				cross(&mend, at, 5)
			default:
				dim.circle(at, 3.6)
			}
		}
		for _, o := range item.New {
			if at, ok := pointOf(o.Geometry); ok && v.sees(v.at(at)) {
				star(&added, v.at(at))
			}
		}
	}
	drawHides(c, green, greenHatch)
	c.draw(stretches, look{Stroke: paper, Width: 9})
	c.draw(stretches, look{Stroke: faded(rampHigh, 0.75), Width: 5.5})
	drawLampForms(c, dimmed, dim, 3.6)
	drawLampForms(c, broken, mend, 5)
	drawProposed(c, added)
}
