package ingest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/report"
)

// intake counts what became of the objects of a file, and keeps the reasons for those that
// were put aside.
type intake struct {
	file     string
	imported []overlay.Imported
	aside    []report.Rejection
	seen     map[cellKey][]seenThing
	puzzles  map[string]int // values that are not understood, with their field
	notes    []lang.Text
}

// mostAside bounds how many reasons of one file are kept; beyond it objects are only counted.
const mostAside = 100_000

// mostAtAPlace is among how many things of a kind at one place a repeated one is looked for. In
// some registers all lamps of unknown place stand at the town hall, each with its own number,
// and comparing each with each would take hours.
const mostAtAPlace = 256

// sameM is how near two things of a kind stand that are one.
const sameM = 0.1

// cellKey is a square of the ground with sides of sameM.
type cellKey struct {
	kind overlay.Kind
	x, y int64
}

type seenThing struct {
	bound   orb.Bound
	area    float64
	number  int64
	id      string // by which its owner knows it; empty: by its place only
	bearing float64
	told    [16]byte // a hash of all that is told of it but its id
	alike   bool     // only what is told tells whether it is another
}

func newIntake(file string) *intake {
	return &intake{file: file, seen: map[cellKey][]seenThing{}, puzzles: map[string]int{}}
}

// Bounds of the values that are told of as not understood: kept while a file is read, and told.
const (
	mostPuzzles = 10_000
	toldPuzzles = 12
)

// puzzled counts values that are not understood.
func (t *intake) puzzled(values []string) {
	for _, v := range values {
		if _, known := t.puzzles[v]; known || len(t.puzzles) < mostPuzzles {
			t.puzzles[v]++
		}
	}
}

// told are the notes on a file that has been read, with the values that were not understood,
// the most frequent first.
func (t *intake) told() []lang.Text {
	if len(t.puzzles) == 0 {
		return t.notes
	}
	values := slices.SortedFunc(maps.Keys(t.puzzles), func(a, b string) int {
		return cmp.Or(t.puzzles[b]-t.puzzles[a], strings.Compare(a, b))
	})
	for i, v := range values {
		values[i] = fmt.Sprintf("%s (%d)", v, t.puzzles[v])
	}
	if len(values) > toldPuzzles {
		values = append(values[:toldPuzzles:toldPuzzles], "…")
	}
	return append(t.notes, lang.T("%s: värden som inte förstås och räknas som okända: %s",
		"%s: values that are not understood and count as unknown: %s", t.file, strings.Join(values, "; ")))
}

// of is the count of a kind from a source.
func (t *intake) of(kind overlay.Kind, source string) *overlay.Imported {
	for i := range t.imported {
		if t.imported[i].Kind == kind && t.imported[i].Source == source {
			return &t.imported[i]
		}
	}
	t.imported = append(t.imported, overlay.Imported{Kind: kind, Source: source})
	return &t.imported[len(t.imported)-1]
}

// kept counts an object that goes into the layer.
func (t *intake) kept(o overlay.Object) {
	n := t.of(o.Kind, o.Source)
	n.Read++
	n.Kept++
	for _, code := range o.Props.Mended {
		if n.Mended == nil {
			n.Mended = map[string]int{}
		}
		n.Mended[code]++
	}
}

// refusal is why an object is put aside.
type refusal struct {
	rule  string
	field string
	more  lang.Text // what is wrong with this one, in other words than the rule's
}

// put counts an object that is put aside and gives the reason for it.
func (t *intake) put(o overlay.Object, number int64, why refusal) report.Rejection {
	n := t.of(o.Kind, o.Source)
	n.Read++
	if n.Aside == nil {
		n.Aside = map[string]int{}
	}
	n.Aside[why.rule]++
	reason := why.more
	if reason.IsZero() {
		rule, _ := overlay.RuleOf(why.rule)
		reason = rule.Text
	}
	r := report.Rejection{
		Line: number, Field: why.field, Reason: reason,
		Values: map[string]string{"file": t.file, "kind": string(o.Kind), "rule": why.rule},
	}
	if o.ExternalID != "" {
		r.Values["external_id"] = short(o.ExternalID)
	}
	if len(t.aside) < mostAside {
		t.aside = append(t.aside, r)
	}
	return r
}

// twice finds the thing of the same kind that an object repeats: at the same place, with all
// that is told of it the same, or with the same identity or none told on either side. Lamps of
// a register have to be alike: those that differ are luminaires of one pole. Cameras look in
// different directions from one place; surfaces are the same where their boxes and areas are.
func (t *intake) twice(o overlay.Object, number int64) (first int64, ok bool) {
	kind, one := o.Kind, seen(o, number)
	x, y := int64(math.Floor(one.bound.Min[0]/sameM)), int64(math.Floor(one.bound.Min[1]/sameM))
	for dx := int64(-1); dx <= 1; dx++ {
		for dy := int64(-1); dy <= 1; dy++ {
			for _, other := range t.seen[cellKey{kind, x + dx, y + dy}] {
				if other.same(one) {
					return other.number, true
				}
			}
		}
	}
	key := cellKey{kind, x, y}
	if len(t.seen[key]) < mostAtAPlace {
		t.seen[key] = append(t.seen[key], one)
	}
	return 0, false
}

// seen is what an object is known again by. An element of OSM has an id of its own even where
// it is drawn twice, so there a lamp is known by the number on its pole.
func seen(o overlay.Object, number int64) seenThing {
	one := seenThing{bound: o.Geometry.Bound(), number: number, id: o.ExternalID, bearing: -1, alike: o.Kind == overlay.Lamp}
	if o.Source == sourceOSM {
		one.id, one.alike = o.Props.Pole, false
	}
	if o.Props.BearingDeg != nil {
		one.bearing = *o.Props.BearingDeg
	}
	if o.Geometry.Dimensions() == 2 {
		one.area = planar.Area(o.Geometry)
	}
	h := fnv.New128a()
	h.Write(told(o))
	h.Sum(one.told[:0])
	return one
}

// told is what a source says of an object, in one form.
func told(o overlay.Object) []byte {
	text, _ := json.Marshal(o.Props) // its numbers are within their limits
	return text
}

func (s seenThing) same(o seenThing) bool {
	near := func(a, b orb.Point) bool { return math.Hypot(a[0]-b[0], a[1]-b[1]) < sameM }
	known := s.id == o.id || s.id == "" || o.id == ""
	return near(s.bound.Min, o.bound.Min) && near(s.bound.Max, o.bound.Max) &&
		math.Abs(s.area-o.area) <= sameM*(1+o.bound.Max[0]-o.bound.Min[0]+o.bound.Max[1]-o.bound.Min[1]) &&
		(s.told == o.told || !s.alike && s.bearing == o.bearing && known)
}

// sum is what became of each kind and source, in the order of the kinds.
func (t *intake) sum() []overlay.Imported {
	slices.SortStableFunc(t.imported, func(a, b overlay.Imported) int {
		if d := slices.Index(overlay.Kinds, a.Kind) - slices.Index(overlay.Kinds, b.Kind); d != 0 {
			return d
		}
		return strings.Compare(a.Source, b.Source)
	})
	return t.imported
}
