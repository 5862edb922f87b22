package measure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// past is what has been decided, found by the work's key and by its objects.
type past struct {
	byKey  map[string]Work
	byPart map[string]Work // works on lamps that stand there and are not done
}

func newPast(works []Work) past {
	p := past{byKey: map[string]Work{}, byPart: map[string]Work{}}
	for _, w := range works {
		p.byKey[w.Key] = w
		if w.List != Lighting || w.Action == Add || w.State == Done {
			continue
		}
		for _, part := range w.Parts {
			if part.State != Done {
				p.byPart[part.name()] = w
			}
		}
	}
	return p
}

func (p Part) name() string { return nameOf(p.Source, p.ExternalID, p.ID) }

// mark takes over what has been decided of a piece of work. When some lamps of an order were
// mended the rest is a new piece of work, which is found by its lamps. What was done and is on
// the list again, as a lamp that broke again, is proposed anew.
func (p past) mark(it *Item) {
	w, ok := p.byKey[it.Key]
	if !ok && len(it.Objects) > 0 && it.Action == Mend {
		w, ok = p.byPart[it.Objects[0].name()]
	}
	if !ok || w.State == Done {
		return
	}
	it.State, it.Remark, it.added = w.State, w.Remark, map[string]State{}
	for k, part := range it.Objects {
		if i := slices.IndexFunc(w.Parts, func(o Part) bool { return o.name() == part.name() }); i >= 0 {
			it.Objects[k].State = w.Parts[i].State
		}
	}
	if it.Action == Add {
		for _, part := range w.Parts {
			it.added[part.name()] = part.State
		}
	}
}

// finished tells whether work was done lately, though what stands in the registers does not
// show it: a hedge grows again, a broken lamp is broken.
func (p past) finished(it Item, since time.Time) bool {
	w, ok := p.byKey[it.Key]
	return ok && w.State == Done && it.Action != Mend && !w.DoneOn.Before(since)
}

// finished are the works of a list that were done since a time, in part or wholly, the newest
// first.
func finished(works []Work, list List, since time.Time) []Work {
	done := []Work{}
	for _, w := range works {
		if w.List == list && !w.DoneOn.IsZero() && !w.DoneOn.Before(since) {
			done = append(done, w)
		}
	}
	slices.SortFunc(done, func(a, b Work) int {
		return cmp.Or(b.DoneOn.Compare(a.DoneOn), strings.Compare(a.Key, b.Key))
	})
	return done
}

// workOf is a piece of work on which nothing has been decided yet.
func workOf(it Item) Work {
	return Work{
		Key: it.Key, List: it.List, Action: it.Action, State: Proposed, Title: it.Title, Why: it.Why,
		Street: it.Street, Owner: it.Owner, LengthM: it.LengthM, Parts: slices.Concat(it.Objects, it.Added()),
		Geometry: it.Geometry, Before: it.Before, After: it.After, Rises: it.Rises,
	}
}

// Called is the id by which an owner's table tells a part from the others of its work: the one
// that its source has given it, or its number here.
func (p Part) Called() string {
	if p.ExternalID == "" {
		return fmt.Sprintf("#%d", p.ID)
	}
	return p.ExternalID
}

// marked tells which parts of a work a mark is about that names the work by its key: the
// object that it names, else the lamps on its pole, and all where it names neither. It returns
// NotFound where the work has no such part.
func (w Work) marked(m Mark) (func(Part) bool, error) {
	if len(w.Parts) == 0 || m.Object == "" && m.Pole == "" {
		return func(Part) bool { return true }, nil
	}
	object := func(p Part) bool { return m.Object != "" && p.Called() == m.Object }
	pole := func(p Part) bool { return m.Pole != "" && poleKey(p.Pole) == poleKey(m.Pole) }
	for _, holds := range []func(Part) bool{object, pole} {
		if slices.ContainsFunc(w.Parts, holds) {
			return holds, nil
		}
	}
	return nil, fault.New(fault.NotFound, lang.T("åtgärden har varken objektet eller stolpen på raden; hämta listan på nytt",
		"the work has neither the object nor the pole of the line; fetch the list again"))
}

// set notes what became of the parts for which holds is true, or of a work without parts, and
// tells whether that is news.
func (w *Work) set(m Mark, holds func(Part) bool) bool {
	news := len(w.Parts) == 0 && w.State != m.State
	w.Parts = slices.Clone(w.Parts)
	for k := range w.Parts {
		if p := &w.Parts[k]; holds(*p) && p.State != m.State {
			p.State, news = m.State, true
		}
	}
	if m.Remark != "" && m.Remark != w.Remark {
		w.Remark, news = m.Remark, true
	}
	if !news {
		return false
	}
	w.State = w.whole(m.State)
	switch m.State {
	case Done:
		w.DoneOn = m.On
	case Ordered:
		w.OrderedOn = m.On
	}
	return true
}

// whole is the state of a work by those of its parts: done when nothing is left to do, declined
// when all of it is, ordered when any of it is or was. One without parts is what was said of it.
func (w *Work) whole(said State) State {
	n := map[State]int{}
	for _, p := range w.Parts {
		n[p.State]++
	}
	switch all := len(w.Parts); {
	case all == 0:
		return said
	case n[Declined] == all:
		return Declined
	case n[Done]+n[Declined] == all:
		return Done
	case n[Done]+n[Ordered] > 0:
		return Ordered
	}
	return Proposed
}
