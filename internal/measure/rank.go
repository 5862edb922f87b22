package measure

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"tryggled/internal/lang"
)

// Rank finds the work of a list and puts it in order: by the hotspot priority touched,
// for lighting at schools raised by schoolRaise; of equals lighting at schools first, then by
// reports after dark, all reports, and the metres gained; what was declined last. What each
// piece gives is reckoned as if it alone were done. Only the first Params.Most that give
// anything are reckoned, in the order of what can be told beforehand. It returns ctx's error
// when cancelled.
func Rank(ctx context.Context, in Input, list List, p Params) (Worklist, error) {
	if _, err := ParseList(string(list)); err != nil {
		return Worklist{}, err
	}
	p = p.orDefault()
	w := Worklist{
		List: list, Municipality: in.Municipality.Code, Name: in.Municipality.Name, Open: p.Open,
		Analysis: in.Analysis, Since: in.Since, Until: in.Until, Exercise: in.Municipality.Exercise,
	}
	t, err := newTown(ctx, in, p)
	if err != nil {
		return Worklist{}, err
	}
	found, n, err := t.find(ctx, list)
	if err != nil {
		return Worklist{}, err
	}
	useful, more, err := t.reckon(ctx, found)
	if err != nil {
		return Worklist{}, err
	}
	w.Items, w.More = []Item{}, more
	for k, c := range useful {
		c.Rank = k + 1
		t.tell(c)
		w.Items = append(w.Items, c.Item)
	}
	w.Done = finished(in.Works, list, in.Since)
	w.Notes = t.notes(w, n)
	return w, ctx.Err()
}

// find gives the pieces of work of a list, the first to be tried first.
func (t *town) find(ctx context.Context, list List) ([]*candidate, notes, error) {
	look := map[List]func(context.Context) ([]*candidate, notes, error){
		Lighting: t.lighting, Clearing: t.clearing, SightLines: t.sightLines,
	}[list]
	found, n, err := look(ctx)
	if err != nil {
		return nil, n, fmt.Errorf("find work for %s: %w", list, err)
	}
	past := newPast(t.Works)
	for _, c := range found {
		t.begin(c, list)
		past.mark(&c.Item)
	}
	found = slices.DeleteFunc(found, func(c *candidate) bool { return past.finished(c.Item, t.Since) })
	slices.SortFunc(found, func(a, b *candidate) int {
		return cmp.Or(inOrder(a.Item, b.Item), cmp.Compare(b.hint, a.hint), strings.Compare(a.Key, b.Key))
	})
	return found, n, nil
}

// schoolRaise is how much more lighting at a school counts than the same elsewhere, by
// judgement: it goes before all that touches no worse hotspot, and a path where people are far
// more uneasy still goes before it.
const schoolRaise = 1.5

// inOrder compares what can be told of two pieces of work before their gain is known.
func inOrder(a, b Item) int {
	return cmp.Or(
		first(a.State != Declined, b.State != Declined),
		cmp.Compare(b.weight(), a.weight()), first(a.lightsSchool(), b.lightsSchool()),
		cmp.Compare(b.AfterDark, a.AfterDark), cmp.Compare(b.Reports, a.Reports),
	)
}

func (i Item) lightsSchool() bool { return i.List == Lighting && i.School }

// weight is the hotspot priority touched, raised where a school is lit.
func (i Item) weight() float64 {
	if i.lightsSchool() {
		return schoolRaise * i.Priority
	}
	return i.Priority
}

// first puts what is so before what is not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// byGain compares two pieces of work whose gain is known.
func byGain(a, b *candidate) int {
	return cmp.Or(inOrder(a.Item, b.Item), cmp.Compare(b.gainM(), a.gainM()), strings.Compare(a.Key, b.Key))
}

// gainM are the metres that work lifts out of the dark, or opens.
func (i Item) gainM() float64 {
	gain := i.LiftedM + i.Before.ConcealedM - i.After.ConcealedM + i.Before.BlockedM - i.After.BlockedM
	return gain + i.After.SightM - i.Before.SightM
}

// reckon works out the gain of the first candidates until there are enough that have any, and
// puts those in order. More is how many were not reckoned.
func (t *town) reckon(ctx context.Context, found []*candidate) (useful []*candidate, more int, err error) {
	for len(found) > 0 && len(useful) < t.p.Most {
		part := found[:min(len(found), t.p.Most-len(useful))]
		found = found[len(part):]
		if err := reckonAll(ctx, part); err != nil {
			return nil, 0, err
		}
		for _, c := range part {
			if c.useful {
				useful = append(useful, c)
			}
		}
	}
	slices.SortFunc(useful, byGain)
	return useful, len(found), nil
}

func reckonAll(ctx context.Context, part []*candidate) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, c := range part {
		group.Go(func() error {
			if len(c.which) == 0 || ctx.Err() != nil {
				return ctx.Err()
			}
			if err := c.reckon(ctx, c); err != nil {
				return fmt.Errorf("gain of %s: %w", c.Key, err)
			}
			return nil
		})
	}
	return group.Wait()
}

// notes tells what the reader of a list must know.
func (t *town) notes(w Worklist, n notes) []lang.Text {
	first := notes{}
	if w.Exercise {
		first.say("övningsdata", "exercise data")
	}
	if w.Analysis == 0 {
		first.say("det finns ingen analys än: listan är ordnad efter rapporter och sträckor, inte efter prioriterade platser",
			"there is no analysis yet: the list is ordered by reports and lengths, not by hotspots")
	}
	if w.Open {
		first.say("endast öppna kategorier räknas", "only open categories count")
	}
	first.say("vad varje åtgärd ger är räknat som om bara den gjordes: där två rör samma sträcka kan metrarna inte läggas ihop",
		"what each measure gives is reckoned as if it alone were done: where two touch the same stretch the metres cannot be added up")
	if w.More > 0 {
		first.say("%s längre ned har inte räknats på", "the gain of %s further down was not reckoned",
			counted(w.More, "åtgärd", "åtgärder", "measure", "measures"))
	}
	return append(first.all, n.all...)
}
