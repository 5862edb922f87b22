package plan

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

// Which places a plan reckons with. Starting values.
const (
	// MostSpots is how many hotspots a plan chooses among: those of the highest priority.
	MostSpots = 400
	// MostStreets is how many streets that no hotspot covers it takes in.
	MostStreets = 30
	// LeastEvents is how many events a street has at least to be taken in.
	LeastEvents = 5
	// PointPriority is the priority of a standing point in its hours; that of the first
	// hotspot is 100.
	PointPriority = 30
	// coverM is how near to a hotspot's middle a place counts as covered by it.
	coverM = 100
	// longestStreetM is the longest street that is walked from end to end as one stop.
	longestStreetM = 600
)

// letters begin the ID of each kind of spot.
var letters = map[SpotKind]string{AtHotspot: "h", AtSegment: "s", AtPoint: "p"}

// SpotID names a place: a hotspot by its rank, a street by its segment, a standing point by
// its object.
func SpotID(kind SpotKind, number int64) string { return letters[kind] + strconv.FormatInt(number, 10) }

// ParseSpot reads what SpotID wrote, and reports false for anything else.
func ParseSpot(id string) (SpotKind, int64, bool) {
	for kind, letter := range letters {
		if len(id) < 2 || id[:1] != letter {
			continue
		}
		n, err := strconv.ParseInt(id[1:], 10, 64)
		return kind, n, err == nil && n > 0 && SpotID(kind, n) == id
	}
	return "", 0, false
}

// Spots are the places that a request can send teams to: the hotspots of an analysis, the
// most reported streets that no hotspot covers, and of the standing points those asked for.
// Each lies where it lies: the street it is visited from is route's to find.
func Spots(r Request, a hotspot.Analysis, streets hotspot.Segments, points []overlay.Object, areas []municipality.Area) []Spot {
	var spots []Spot
	for _, h := range a.Hotspots[:min(MostSpots, len(a.Hotspots))] {
		spots = append(spots, Spot{
			ID: SpotID(AtHotspot, int64(h.Rank)), Kind: AtHotspot, Hotspot: h.Rank, Name: h.Name, Area: h.Area,
			Point: h.Centre, Priority: h.Priority,
		})
	}
	spots = append(spots, streetSpots(a, streets, areas)...)
	for _, o := range points {
		class, known := pointClasses[o.Props.Class]
		id := SpotID(AtPoint, o.ID)
		if o.Geometry == nil || !known || !r.Points && !r.names(id) {
			continue
		}
		at := o.Geometry.Bound().Center()
		spots = append(spots, Spot{
			ID: id, Kind: AtPoint, Name: class.name, Area: areaOf(at, areas), Point: at,
			Priority: PointPriority, Class: o.Props.Class,
		})
	}
	return spots
}

// names reports whether a fix names a spot.
func (r Request) names(id string) bool {
	return slices.ContainsFunc(r.Fixes, func(f Fix) bool { return f.Spot == id })
}

// streetSpots are the streets with most events outside the hotspots. Their priority is by the
// same scale: what an event weighs in the hotspots on average, times their events.
func streetSpots(a hotspot.Analysis, streets hotspot.Segments, areas []municipality.Area) []Spot {
	var priority, reports float64
	for _, h := range a.Hotspots {
		priority, reports = priority+h.Priority, reports+float64(h.Reports)
	}
	if reports == 0 {
		return nil
	}
	var spots []Spot
	for i, id := range streets.ID {
		line := lineOf(streets.Line[i])
		length := geo.Length(line)
		if streets.Events[i] < LeastEvents || len(line) < 2 || length > longestStreetM {
			continue
		}
		middle := geo.Along(line, length/2)
		if takenIn(middle, a.Hotspots) {
			continue
		}
		spots = append(spots, Spot{
			ID: SpotID(AtSegment, id), Kind: AtSegment, Name: streetName(streets.Name[i]), Area: areaOf(middle, areas),
			Point: middle, Priority: streets.Events[i] * priority / reports, Events: streets.Events[i],
		})
	}
	slices.SortFunc(spots, func(a, b Spot) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(a.ID, b.ID))
	})
	return spots[:min(MostStreets, len(spots))]
}

func lineOf(flat []float64) orb.LineString {
	line := make(orb.LineString, 0, len(flat)/2)
	for k := 0; k+1 < len(flat); k += 2 {
		line = append(line, orb.Point{flat[k], flat[k+1]})
	}
	return line
}

func streetName(name string) lang.Text {
	if name == "" {
		return lang.T("gata utan namn", "street without a name")
	}
	return lang.Same(name)
}

// takenIn reports whether a hotspot takes in a point.
func takenIn(at orb.Point, hotspots []hotspot.Hotspot) bool {
	return slices.ContainsFunc(hotspots, func(h hotspot.Hotspot) bool { return coveredBy(at, h) })
}

func coveredBy(at orb.Point, h hotspot.Hotspot) bool {
	return geo.Dist(at, h.Centre) <= coverM || h.Shape.Bound().Contains(at) && planar.MultiPolygonContains(h.Shape, at)
}

func areaOf(at orb.Point, areas []municipality.Area) string {
	for _, a := range areas {
		if a.Shape.Bound().Contains(at) && planar.MultiPolygonContains(a.Shape, at) {
			return a.Slug
		}
	}
	return ""
}

// openHours is hours of some days: from an hour, to before another.
type openHours struct {
	days     []time.Weekday // nil: every day
	from, to int
}

// pointClass is what is known of a class of standing points.
type pointClass struct {
	name  lang.Text
	why   lang.Text
	hours []openHours // in which teams are sent there; nil: at any hour
}

var schoolDays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}

// pointClasses are the standing points and their hours. Starting values, to be settled with
// those who run the places.
var pointClasses = map[string]pointClass{
	identity.PlaceSchool: {
		lang.T("skola", "school"), lang.T("Skola: närvaro vid lunch och efter skoldagen.", "School: presence at lunch and after the school day."),
		[]openHours{{schoolDays, 11, 13}, {schoolDays, 14, 17}},
	},
	identity.PlacePlayground: {
		lang.T("lekplats", "playground"), lang.T("Lekplats: närvaro eftermiddag och tidig kväll.", "Playground: presence in the afternoon and early evening."),
		[]openHours{{nil, 14, 20}},
	},
	identity.PlaceStation: {
		lang.T("station", "station"), lang.T("Station: närvaro när många reser och på kvällen.", "Station: presence when many travel and in the evening."),
		[]openHours{{schoolDays, 6, 9}, {nil, 15, 24}, {nil, 0, 1}},
	},
	identity.PlaceYouthClub: {
		lang.T("fritidsgård", "youth club"), lang.T("Fritidsgård: närvaro när den är öppen och när den stänger.", "Youth club: presence while it is open and when it closes."),
		[]openHours{{nil, 16, 23}},
	},
	identity.PlaceSafetyWalk: {
		lang.T("punkt från trygghetsvandring", "point of a safety walk"), lang.T("Plats som en trygghetsvandring pekade ut.", "A place that a safety walk pointed out."), nil,
	},
	identity.PlaceSquare: {
		lang.T("torg", "square"), lang.T("Torg: närvaro när folk möts, eftermiddag, kväll och tidig natt.", "Square: presence when people meet, in the afternoon, evening and early night."),
		[]openHours{{nil, 15, 24}, {nil, 0, 2}},
	},
}

// open reports whether an instant lies in the hours of the class. Outside them a point is worth
// nothing: nobody is sent to a school at night unless somebody asks for it.
func (c pointClass) open(from time.Time) bool {
	return c.hours == nil || slices.ContainsFunc(c.hours, func(h openHours) bool {
		return (h.days == nil || slices.Contains(h.days, from.Weekday())) && from.Hour() >= h.from && from.Hour() < h.to
	})
}

// priorityIn is the priority of a spot for a time within one clock hour.
func (in Input) priorityIn(s Spot, from, to time.Time) float64 {
	p := s.Priority
	switch s.Kind {
	case AtHotspot:
		p = hotspot.PriorityAt(*in.hotspotOf(s), from, to, in.Location)
	case AtPoint:
		if !pointClasses[s.Class].open(from.In(in.Location)) {
			return 0
		}
	}
	if math.IsNaN(p) || p < 0 {
		return 0
	}
	return p
}

// hotspotOf is the hotspot that a spot stands for, nil for others.
func (in Input) hotspotOf(s Spot) *hotspot.Hotspot {
	all := in.Analysis.Hotspots
	i := slices.IndexFunc(all, func(h hotspot.Hotspot) bool { return h.Rank == s.Hotspot })
	if s.Kind != AtHotspot || i < 0 {
		return nil
	}
	return &all[i]
}

// unknownSpot says that a place is not among those that can be chosen.
func unknownSpot(id string) lang.Text {
	if _, _, ok := ParseSpot(id); !ok {
		return lang.T("platsen %q förstås inte: skriv h3 för prioriterad plats 3, s1207 för gata 1207 eller p55 för punkt 55",
			"the place %q is not understood: write h3 for hotspot 3, s1207 for street 1207 or p55 for point 55", id)
	}
	return lang.T("platsen %q finns inte bland dem som planen kan välja", "the place %q is not among those that the plan can choose", id)
}
