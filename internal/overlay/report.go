package overlay

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/overlay/light"
	"tryggled/internal/street"
)

// Report tells what a municipality has of each kind of object, what became of it on the way
// in, and how much of the streets is known by it. Its JSON is what `tryggled overlay report
// --json` prints: names of fields and codes stay as they are.
type Report struct {
	Kinds   []KindReport `json:"kinds"`
	Streets StreetReport `json:"streets"`
}

// KindReport is about one kind of object.
type KindReport struct {
	Kind     Kind           `json:"kind"`
	Title    lang.Text      `json:"title"`
	Objects  int            `json:"objects"`   // stored now
	InSource int64          `json:"in_source"` // objects of the kind in the sources when they were last read
	Sources  []SourceReport `json:"sources"`
	Mended   []Count        `json:"mended"`   // stored with something mended, by rule
	Aside    []Count        `json:"aside"`    // put aside when the sources were last read, by rule
	Defaults []Count        `json:"defaults"` // what is not known of how many, and what stands in for it
	Notes    []Count        `json:"notes"`    // what else is worth knowing, such as lamps that light no street
}

// SourceReport is about what one source gave of one kind.
type SourceReport struct {
	Source   string  `json:"source"`
	Objects  int     `json:"objects"`
	InSource int64   `json:"in_source"` // 0 where it was entered one by one
	Mended   []Count `json:"mended"`
	Aside    []Count `json:"aside"`
	Task     int64   `json:"task,omitempty"` // the import
}

// Count is how many objects something holds for.
type Count struct {
	Code  string    `json:"code"`
	Title lang.Text `json:"title"`
	Count int       `json:"count"`
}

// StreetReport is about the streets: in the dark, 18 to 06, with the trees in leaf. Shares run
// from 0 to 1 and are of the whole length.
type StreetReport struct {
	Segments int     `json:"segments"`
	LengthKM float64 `json:"length_km"`

	Known KnownShares   `json:"known"`
	Class []ClassLength `json:"class"` // by lighting class, the darkest first; every class is there

	DarkKM      float64 `json:"dark_km"`      // known to be dark
	ConcealedKM float64 `json:"concealed_km"` // known to give cover to somebody within 5 m
	BlockedKM   float64 `json:"blocked_km"`   // known to have short sight ahead
	TrappedKM   float64 `json:"trapped_km"`   // known to have fewer than three ways out
	WatchedKM   float64 `json:"watched_km"`   // known to be seen by a camera
	PossibleKM  float64 `json:"possible_km"`  // that only cameras of unknown direction may see
}

// KnownShares are how much of the streets' length each thing is known of.
type KnownShares struct {
	LightByLamps float64 `json:"light_by_lamps"`
	LightByTag   float64 `json:"light_by_tag"`
	LightUnknown float64 `json:"light_unknown"`
	Concealment  float64 `json:"concealment"`
	Prospect     float64 `json:"prospect"`
	Escape       float64 `json:"escape"`
	Cameras      float64 `json:"cameras"`
}

// ClassLength is how much street is equivalent to a lighting class.
type ClassLength struct {
	Class    light.Class `json:"class"`
	Title    lang.Text   `json:"title"`
	LengthKM float64     `json:"length_km"`
}

// Summarise makes the report. Exposures are matched to segments by ID; a segment without one
// counts as unknown.
func Summarise(objects []Object, exposures []Exposure, segments []street.Segment, imported []Imported) Report {
	var r Report
	far := farFrom(segments)
	seen := seenThrough(objects)
	for _, kind := range Kinds {
		var some []Object
		for _, o := range objects {
			if o.Kind == kind {
				some = append(some, o)
			}
		}
		k := kindReport(kind, some, imported)
		for _, q := range questions {
			if q.kind != kind {
				continue
			}
			if q.note {
				k.Notes = append(k.Notes, q.count(some))
			} else {
				k.Defaults = append(k.Defaults, q.count(some))
			}
		}
		switch kind {
		case Lamp:
			k.Notes = append(k.Notes, ruleCount("lamp_far", countOf(some, far)))
		case Camera:
			k.Notes = append(k.Notes, seen...)
		}
		r.Kinds = append(r.Kinds, k)
	}
	r.Streets = streetReport(exposures, segments)
	return r
}

var kindTitles = map[Kind]lang.Text{
	Lamp:       lang.T("belysningspunkter", "lamps"),
	Vegetation: lang.T("vegetation", "vegetation"),
	Camera:     lang.T("kameror", "cameras"),
	Building:   lang.T("byggnader och murar", "buildings and walls"),
	Place:      lang.T("skolor, lekplatser och övergångar", "schools, playgrounds and crossings"),
	Backdrop:   lang.T("vatten och järnväg", "water and railways"),
}

// Title names a kind to people.
func (k Kind) Title() lang.Text { return kindTitles[k] }

// kindReport counts objects of a kind by source and by what was mended of them.
func kindReport(kind Kind, objects []Object, imported []Imported) KindReport {
	k := KindReport{
		Kind: kind, Title: kind.Title(), Objects: len(objects),
		Sources: []SourceReport{}, Mended: mendedOf(objects, func(Object) bool { return true }), Defaults: []Count{}, Notes: []Count{},
	}
	aside := map[string]int{}
	for _, source := range sourcesOf(kind, objects, imported) {
		from := func(o Object) bool { return o.Source == source }
		s := SourceReport{Source: source, Objects: countOf(objects, from), Mended: mendedOf(objects, from), Aside: []Count{}}
		for _, i := range imported {
			if i.Kind == kind && i.Source == source {
				s.InSource, s.Aside, s.Task = i.Read, byRule(i.Aside), i.Task
				for code, n := range i.Aside {
					aside[code] += n
				}
			}
		}
		k.InSource += s.InSource
		k.Sources = append(k.Sources, s)
	}
	k.Aside = byRule(aside)
	return k
}

// sourcesOf are the sources of a kind, of objects or of imports, in the order of their names.
func sourcesOf(kind Kind, objects []Object, imported []Imported) []string {
	var names []string
	for _, o := range objects {
		names = append(names, o.Source)
	}
	for _, i := range imported {
		if i.Kind == kind {
			names = append(names, i.Source)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func countOf(objects []Object, holds func(Object) bool) int {
	n := 0
	for _, o := range objects {
		if holds(o) {
			n++
		}
	}
	return n
}

func mendedOf(objects []Object, holds func(Object) bool) []Count {
	mended := map[string]int{}
	for _, o := range objects {
		if holds(o) {
			for _, code := range o.Props.Mended {
				mended[code]++
			}
		}
	}
	return byRule(mended)
}

// byRule gives counts in the order of Rules, and then those of codes that are no rule any more.
func byRule(counts map[string]int) []Count {
	list := []Count{}
	for code, n := range counts {
		list = append(list, ruleCount(code, n))
	}
	place := func(c Count) int {
		if i := slices.IndexFunc(Rules, func(r Rule) bool { return r.Code == c.Code }); i >= 0 {
			return i
		}
		return len(Rules)
	}
	slices.SortFunc(list, func(a, b Count) int { return cmp.Or(place(a)-place(b), cmp.Compare(a.Code, b.Code)) })
	return list
}

func ruleCount(code string, n int) Count {
	c := Count{Code: code, Title: lang.Same(code), Count: n}
	if r, ok := RuleOf(code); ok {
		c.Title = r.Text
	}
	return c
}

// farFrom tells of a lamp whether it stands too far from all streets to light any.
func farFrom(segments []street.Segment) func(Object) bool {
	index := geo.NewIndex(boundsOfLines(segments))
	return func(o Object) bool {
		if !standing(o.Geometry) {
			return true
		}
		at := o.Geometry.Bound().Center()
		_, _, near := index.Nearest(at, light.ReachM, func(i int) float64 {
			_, _, d := geo.Nearest(segments[i].Line, at)
			return d
		})
		return !near
	}
}

// seenThrough counts the cameras that are drawn in buildings.
func seenThrough(objects []Object) []Count {
	moved, inside, unseeing := 0, 0, 0
	walls, err := WallsOf(objects)
	for _, o := range objects {
		if o.Kind != Camera {
			continue
		}
		v, viewErr := ViewOf(o, walls)
		switch {
		case err != nil || viewErr != nil:
			unseeing++
		case v.Inside:
			inside++
		case v.MovedM > 0:
			moved++
		}
	}
	counts := []Count{ruleCount("camera_moved", moved), ruleCount("camera_inside", inside)}
	if unseeing > 0 {
		counts = append(counts, Count{"camera_view", lang.T("vyn gick inte att räkna ut", "the view could not be worked out"), unseeing})
	}
	return counts
}

// streetReport sums up what is known of the streets.
func streetReport(exposures []Exposure, segments []street.Segment) StreetReport {
	r := StreetReport{Segments: len(segments)}
	of := make(map[int64]int, len(exposures))
	for i, e := range exposures {
		of[e.Segment] = i
	}
	var class [light.P1 + 1]float64
	var total float64
	for _, s := range segments {
		km := s.LengthM / 1000
		total += km
		i, ok := of[s.ID]
		if !ok {
			class[light.ClassUnknown] += km
			continue
		}
		typical := exposures[i].Typical()
		class[typical.Light.Class] += km
		r.add(typical, km)
	}
	for c, km := range class {
		r.Class = append(r.Class, ClassLength{light.Class(c), light.Class(c).Name(), thousandths(km)})
	}
	r.finish(total)
	return r
}

// add counts a segment, of which the shares are turned into lengths.
func (r *StreetReport) add(x Record, km float64) {
	known := &r.Known
	known.LightByLamps += km * x.Light.ByLamps
	known.LightByTag += km * x.Light.ByTag
	known.Concealment += km * x.Sight.ConcealKnown
	known.Prospect += km * x.Sight.ProspectKnown
	known.Escape += km * x.Escape.Known
	known.Cameras += km * x.Camera.Known
	r.DarkKM += km * x.Light.Known() * x.Light.Dark
	r.ConcealedKM += km * x.Sight.ConcealKnown * x.Sight.Concealed
	r.BlockedKM += km * x.Sight.ProspectKnown * x.Sight.Blocked
	r.TrappedKM += km * x.Escape.Known * x.Escape.Blocked
	r.WatchedKM += km * x.Camera.Known * x.Camera.Detect
	r.PossibleKM += km * x.Camera.Known * x.Camera.Possible
}

// finish turns known lengths into shares of the whole, and rounds to metres and thousandths.
func (r *StreetReport) finish(total float64) {
	k := &r.Known
	for _, v := range []*float64{&k.LightByLamps, &k.LightByTag, &k.Concealment, &k.Prospect, &k.Escape, &k.Cameras} {
		if total > 0 {
			*v = thousandths(min(1, *v/total))
		}
	}
	k.LightUnknown = thousandths(max(0, 1-k.LightByLamps-k.LightByTag))
	r.LengthKM = total
	for _, v := range []*float64{&r.LengthKM, &r.DarkKM, &r.ConcealedKM, &r.BlockedKM, &r.TrappedKM, &r.WatchedKM, &r.PossibleKM} {
		*v = thousandths(*v)
	}
}

func thousandths(v float64) float64 { return math.Round(v*1000) / 1000 }

// question is something that is counted of a kind of object.
type question struct {
	kind  Kind
	note  bool // not of a value that is missing
	code  string
	title lang.Text
	holds func(Object) bool
}

func (q question) count(objects []Object) Count {
	return Count{q.code, q.title, countOf(objects, q.holds)}
}

// single tells whether an object is a point, such as a single tree.
func single(o Object) bool {
	_, ok := o.Geometry.(orb.Point)
	return ok
}
