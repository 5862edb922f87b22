package measure

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
	"tryggled/internal/sun"
)

// The year that reports are counted in, and where the sun is reckoned for.
var (
	until  = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	since  = until.AddDate(-1, 0, 0)
	koping = municipality.Municipality{Code: "1983", Slug: "koping", CRS: 3006, TimeZone: "Europe/Stockholm", Revision: 7}
	place  = sun.Place{Lon: 15.99, Lat: 59.51}
)

// builder puts a small town together.
type builder struct {
	Input
	nodes map[orb.Point]int64
}

func newBuilder() *builder {
	return &builder{
		Input: Input{Municipality: koping, Place: place, Since: since, Until: until},
		nodes: map[orb.Point]int64{},
	}
}

func (b *builder) node(p orb.Point) int64 {
	if _, ok := b.nodes[p]; !ok {
		b.nodes[p] = int64(len(b.nodes) + 1)
	}
	return b.nodes[p]
}

// street adds one segment.
func (b *builder) street(name, class string, tag street.Light, line ...orb.Point) int64 {
	id := int64(len(b.Segments) + 1)
	b.Segments = append(b.Segments, street.Segment{
		ID: id, Way: 100 + id, From: b.node(line[0]), To: b.node(line[len(line)-1]),
		Line: line, LengthM: geo.Length(line), Class: class, Name: name, Light: tag,
	})
	return id
}

func (b *builder) add(o overlay.Object) *overlay.Object {
	o.ID = int64(len(b.Objects) + 1)
	if o.Source == "" {
		o.Source = "register"
	}
	o.ExternalID = fmt.Sprintf("%s-%d", o.Kind, o.ID)
	b.Objects = append(b.Objects, o)
	return &b.Objects[len(b.Objects)-1]
}

// lamp adds a lamp of 3,500 lm on a pole of 6 m, which lights as I·h·MF/d³ with
// I = 3500/2π = 557.04 cd: E(d) = 557.04·6·0.8/(d²+36)^1.5 = 2673.8/(d²+36)^1.5 lx.
func (b *builder) lamp(x, y float64, status overlay.Status) *overlay.Object {
	o := b.add(overlay.Object{Kind: overlay.Lamp, Geometry: orb.Point{x, y}})
	o.Props.HeightM, o.Props.Lumens, o.Props.Status, o.Props.Owner = 6, 3500, status, "VME"
	o.Props.Pole = fmt.Sprintf("P%d", o.ID)
	return o
}

// plant adds a plant that covers a rectangle.
func (b *builder) plant(class string, heightM, x1, y1, x2, y2 float64) *overlay.Object {
	o := b.add(overlay.Object{Kind: overlay.Vegetation, Geometry: rectangle(x1, y1, x2, y2)})
	o.Props.Class, o.Props.HeightM, o.Props.Owner = class, heightM, "VME"
	return o
}

func rectangle(x1, y1, x2, y2 float64) orb.Polygon {
	return orb.Polygon{{{x1, y1}, {x2, y1}, {x2, y2}, {x1, y2}, {x1, y1}}}
}

func (b *builder) place(class string, g orb.Geometry) {
	b.add(overlay.Object{Kind: overlay.Place, Geometry: g}).Props.Class = class
}

// report adds a report of some minutes from an instant.
func (b *builder) report(x, y float64, at time.Time, lasts time.Duration, category string) {
	r := &b.Reports
	r.ID = append(r.ID, int64(len(r.ID)+1))
	r.X, r.Y, r.AccuracyM = append(r.X, x), append(r.Y, y), append(r.AccuracyM, 10)
	r.From, r.To = append(r.From, at.Unix()), append(r.To, at.Add(lasts).Unix())
	r.Category = append(r.Category, category)
}

// Dark and light hours of one autumn day: the sun is down at 16 and up at 8 in Köping.
var (
	night = time.Date(2026, 11, 20, 21, 0, 0, 0, time.UTC)
	noon  = time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)
)

func (b *builder) hotspot(priority float64, shape orb.Polygon) {
	rank := len(b.Hotspots) + 1
	b.Hotspots = append(b.Hotspots, hotspot.Hotspot{
		Rank: rank, Name: lang.Same(fmt.Sprintf("H%d", rank)), Priority: priority, Shape: orb.MultiPolygon{shape},
	})
	b.Analysis = 1
}

func rank(t testing.TB, in Input, list List, p Params) Worklist {
	t.Helper()
	w, err := Rank(t.Context(), in, list, p)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func near(got, want, within float64) bool { return math.Abs(got-want) <= within }
