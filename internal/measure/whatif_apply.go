package measure

import (
	"errors"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
)

// altered is the objects of a town as a proposal would have them.
type altered struct {
	objects []overlay.Object // of all kinds
	changes []overlay.Change // where something was, or comes to be
	idle    int              // of them that touch no street
	added   []overlay.Object // with the IDs they have here
	lost    []overlay.Object // what is changed or removed, as it was
}

// strayM is how far from every street, in metres, an object may lie: farther out it is a slip
// of the pen, since no kind reaches so far.
const strayM = 1000

// apply checks a proposal and makes its objects. It returns Invalid with every object at fault.
func (p Proposal) apply(in Input) (altered, error) {
	if n := len(p.Add) + len(p.Change) + len(p.Remove); n > MostProposed {
		return altered{}, fault.New(fault.Invalid, lang.T(
			"förslaget har %d objekt; dela upp det så att varje del har högst %d",
			"the proposal has %d objects; divide it so that each part has at most %d", n, MostProposed))
	}
	a := applying{in: in, streets: geo.NewIndex(bounds(in)), there: map[int64]int{}, taken: map[int64]bool{}}
	a.objects = slices.Clone(in.Objects)
	for i, o := range in.Objects {
		a.there[o.ID] = i
	}
	for i, o := range p.Change {
		a.change(fmt.Sprintf("change[%d]", i+1), o)
	}
	for i, id := range p.Remove {
		a.remove(fmt.Sprintf("remove[%d]", i+1), id)
	}
	a.objects = slices.DeleteFunc(a.objects, func(o overlay.Object) bool { return o.Kind == "" })
	for i, o := range p.Add {
		a.add(fmt.Sprintf("add[%d]", i+1), int64(-1-i), o)
	}
	if len(a.bad) > 0 {
		return altered{}, fault.New(fault.Invalid, lang.T("förslaget går inte att räkna på; rätta det som nämns",
			"the proposal cannot be worked out; correct what is named"), a.bad...)
	}
	return a.altered, nil
}

// applying is a proposal on its way into a town.
type applying struct {
	altered
	in      Input
	streets *geo.Index
	there   map[int64]int // objects by ID
	taken   map[int64]bool
	bad     []fault.Field
}

func bounds(in Input) []orb.Bound {
	all := make([]orb.Bound, len(in.Segments))
	for i, s := range in.Segments {
		all[i] = s.Line.Bound()
	}
	return all
}

func (a *applying) wrong(name string, text lang.Text) {
	a.bad = append(a.bad, fault.Field{Name: name, Text: text})
}

func (a *applying) add(name string, id int64, o overlay.Object) {
	o.ID = id
	if o.Source == "" {
		o.Source = overlay.SourceHand
	}
	if !a.sound(name, o) {
		return
	}
	a.objects, a.added = append(a.objects, o), append(a.added, o)
	a.note(o, o)
}

// change puts an object in the place of one there is. Where it comes from stays.
func (a *applying) change(name string, o overlay.Object) {
	i, ok := a.find(name, o.ID)
	if !ok {
		return
	}
	was := a.objects[i]
	if o.Kind == "" {
		o.Kind = was.Kind
	}
	if o.Kind != was.Kind {
		a.wrong(name+".kind", lang.T("objekt %d hör till %s; det kan inte bli %s", "object %d is of %s; it cannot become %s", o.ID, was.Kind, o.Kind))
		return
	}
	if o.Geometry == nil {
		o.Geometry = was.Geometry
	}
	o.Source, o.ExternalID, o.Revision = was.Source, was.ExternalID, was.Revision
	if !a.sound(name, o) {
		return
	}
	a.objects[i], a.lost = o, append(a.lost, was)
	a.note(was, o)
}

func (a *applying) remove(name string, id int64) {
	i, ok := a.find(name, id)
	if !ok {
		return
	}
	was := a.objects[i]
	a.objects[i].Kind = "" // taken out when all are through, so that the others keep their places
	a.lost = append(a.lost, was)
	a.note(was, was)
}

// find is the place of an object that is named for the first time.
func (a *applying) find(name string, id int64) (int, bool) {
	i, ok := a.there[id]
	switch {
	case !ok:
		a.wrong(name+".id", lang.T("det finns inget objekt %d", "there is no object %d", id))
		return 0, false
	case a.taken[id]:
		a.wrong(name+".id", lang.T("objekt %d nämns redan i förslaget; ta med det en gång", "object %d is named in the proposal already; name it once", id))
		return 0, false
	}
	a.taken[id] = true
	return i, true
}

// sound tells whether an object can be worked with, and says why not.
func (a *applying) sound(name string, o overlay.Object) bool {
	if !slices.Contains(overlay.Exposing, o.Kind) {
		a.wrong(name+".kind", lang.T("%q är inget som ändrar hur en gata är; skriv ett av %v",
			"%q is nothing that changes how a street is; write one of %v", o.Kind, overlay.Exposing))
		return false
	}
	if err := o.Validate(); err != nil {
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || len(f.Fields) == 0 {
			a.wrong(name, lang.T("objektet går inte att använda", "the object cannot be used"))
			return false
		}
		for _, field := range f.Fields {
			a.wrong(name+"."+field.Name, field.Text)
		}
		return false
	}
	near := false
	a.streets.Search(o.Geometry.Bound().Pad(strayM), func(int) bool {
		near = true
		return false
	})
	if !near {
		a.wrong(name+".geometry", lang.T("ligger mer än %d m från alla gator i kommunen; se efter koordinaterna",
			"lies more than %d m from every street of the municipality; check the coordinates", strayM))
	}
	return near
}

// note remembers where something changes, and whether that touches any street.
func (a *applying) note(was, is overlay.Object) {
	changes := []overlay.Change{{Kind: was.Kind, Bound: was.Geometry.Bound()}}
	if box := is.Geometry.Bound(); box != changes[0].Bound {
		changes = append(changes, overlay.Change{Kind: is.Kind, Bound: box})
	}
	touches := false
	for _, c := range changes {
		a.streets.Search(c.Bound.Pad(overlay.ReachM(c.Kind)), func(int) bool {
			touches = true
			return false
		})
	}
	if !touches {
		a.idle++
	}
	a.changes = append(a.changes, changes...)
}

// around are the objects on which the exposure of some segments may depend.
func (a altered) around(in Input, which []int) []overlay.Object {
	box := overlay.Around(in.Segments, which)
	var near []overlay.Object
	for _, o := range a.objects {
		if o.Geometry != nil && slices.Contains(overlay.Exposing, o.Kind) && o.Geometry.Bound().Intersects(box) {
			near = append(near, o)
		}
	}
	return near
}
