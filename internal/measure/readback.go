package measure

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/report"
)

// ReadBack takes in what the owner's system says has become of the work: by the key of a piece
// of work, or by the number on a lamp's pole. Lamps that were mended give light from now on.
// All of it is written at once or not at all; marks that cannot be used are told, with why.
// It returns Conflict where a lamp was changed meanwhile.
func (s Service) ReadBack(ctx context.Context, m municipality.Municipality, marks []Mark) (ReadBack, error) {
	in, err := s.Input(ctx, m, true) // what is kept of the work is read by those who may see open categories alone
	if err != nil {
		return ReadBack{}, err
	}
	full := in
	if err := s.analysis(ctx, &full, false); err != nil {
		return ReadBack{}, fmt.Errorf("read back in %s: %w", m.Code, err)
	}
	r, err := newReader(ctx, in, s.today(in.Municipality))
	if err != nil {
		return ReadBack{}, err
	}
	r.full = &full
	for _, mark := range marks {
		if err := r.take(ctx, mark); err != nil {
			return ReadBack{}, fmt.Errorf("read back in %s: %w", m.Code, err)
		}
	}
	if err := s.keep(ctx, m.Code, r); err != nil {
		return ReadBack{}, fmt.Errorf("keep what was read back in %s: %w", m.Code, err)
	}
	return r.out, nil
}

// today is the day in a municipality, at midnight UTC as days are kept.
func (s Service) today(m municipality.Municipality) time.Time {
	y, month, d := s.Now().In(m.Location()).Date()
	return time.Date(y, month, d, 0, 0, 0, 0, time.UTC)
}

// keep writes works and lamps in one transaction.
func (s Service) keep(ctx context.Context, code string, r *reader) error {
	r.out.Works = []Work{}
	for _, key := range slices.Sorted(maps.Keys(r.changed)) {
		r.out.Works = append(r.out.Works, r.past.byKey[key])
	}
	if len(r.out.Works) == 0 {
		return nil
	}
	return s.Overlays.Change(ctx, code, func(ctx context.Context) error {
		for _, k := range slices.Sorted(maps.Keys(r.mended)) {
			lamp := r.town.lamps.objects[k]
			lamp.Props.Status = overlay.Working
			if _, err := s.Overlays.Update(ctx, code, lamp); err != nil {
				return fmt.Errorf("lamp %d: %w", lamp.ID, err)
			}
			r.out.Mended = append(r.out.Mended, lamp.ID)
		}
		if err := s.Works.SaveWorks(ctx, code, r.out.Works); err != nil {
			return fmt.Errorf("works: %w", err)
		}
		if s.Queue == nil || len(r.out.Mended) == 0 {
			return nil
		}
		_, err := s.Queue.Enqueue(ctx, code, job.Expose, struct{}{})
		return err
	})
}

// reader holds marks against what is to be done and what has been decided.
type reader struct {
	town    *town
	full    *Input // for who may see all categories, until work has been looked for in it; nil: no more
	past    past
	today   time.Time
	found   map[string]*candidate // all work that there is now, by key
	byLamp  map[string]*candidate // the mending of lamps
	byPole  map[string][]int      // numbers of lamps
	changed map[string]bool       // keys of works
	mended  map[int]bool          // numbers of lamps
	again   map[string]bool       // lamps that a line before has done with
	out     ReadBack
}

func newReader(ctx context.Context, in Input, today time.Time) (*reader, error) {
	t, err := newTown(ctx, in, Params{Open: true}.orDefault())
	if err != nil {
		return nil, err
	}
	r := &reader{
		town: t, past: newPast(in.Works), today: today,
		found: map[string]*candidate{}, byLamp: map[string]*candidate{}, byPole: map[string][]int{},
		changed: map[string]bool{}, mended: map[int]bool{}, again: map[string]bool{}, out: ReadBack{Mended: []int64{}, Rejected: []Reject{}},
	}
	for _, list := range Lists {
		found, _, err := t.find(ctx, list)
		if err != nil {
			return nil, err
		}
		r.add(found)
	}
	for k, o := range t.lamps.objects {
		if pole := poleKey(o.Props.Pole); pole != "" {
			r.byPole[pole] = append(r.byPole[pole], k)
		}
	}
	return r, nil
}

// add takes up work that is not known yet.
func (r *reader) add(found []*candidate) {
	for _, c := range found {
		if r.found[c.Key] != nil {
			continue
		}
		r.found[c.Key] = c
		for _, p := range c.Objects {
			if c.Action == Mend {
				r.byLamp[p.name()] = c
			}
		}
	}
}

// widen finds the work that is on the lists of those alone who may see all categories, as lamps
// that are dimmed while a place of restricted reports is hot. What is told of it is what others
// may know.
func (r *reader) widen(ctx context.Context) error {
	t, err := newTown(ctx, *r.full, DefaultParams())
	if err != nil {
		return err
	}
	for _, list := range Lists {
		found, _, err := t.find(ctx, list)
		if err != nil {
			return err
		}
		r.add(found)
	}
	t.p, t.Hotspots, r.full = r.town.p, r.town.Hotspots, nil
	t.hear()
	t.touch()
	return nil
}

// poleKey is a pole's number as it is compared: 0042-a and 0042-A are one.
func poleKey(pole string) string { return strings.ToUpper(strings.TrimSpace(pole)) }

// take uses one mark.
func (r *reader) take(ctx context.Context, m Mark) error {
	r.out.Marks++
	m.Remark = report.Mask(strings.TrimSpace(m.Remark))
	if m.On.IsZero() {
		m.On = r.today
	}
	var err error
	switch {
	case !slices.Contains(States, m.State):
		err = fault.New(fault.Invalid, lang.T("läget %q är okänt", "the state %q is unknown", m.State))
	case m.On.After(r.today):
		err = fault.New(fault.Invalid, lang.T("%s har inte varit än", "%s is yet to come", m.On.Format(time.DateOnly)))
	case m.Key != "":
		err = r.takeKey(ctx, m)
	default:
		err = r.takePole(ctx, m)
	}
	if refused, ok := refusal(err); ok {
		what := m.Key
		if what == "" {
			what = m.Pole
		}
		r.out.Rejected = append(r.out.Rejected, Reject{m.Line, report.Mask(what), refused})
		return nil
	}
	return err
}

// refusal is why a mark cannot be used, in words; other errors are none.
func refusal(err error) (lang.Text, bool) {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Kind != fault.Invalid && f.Kind != fault.NotFound {
		return lang.Text{}, false
	}
	return f.Text, true
}

func (r *reader) takeKey(ctx context.Context, m Mark) error {
	w, ok := r.past.byKey[m.Key]
	if !ok && r.found[m.Key] == nil && r.full != nil {
		if err := r.widen(ctx); err != nil {
			return err
		}
	}
	if c := r.found[m.Key]; c != nil && (!ok || w.State == Done && c.Action == Mend && !r.changed[m.Key]) { // new, or broken again
		if err := r.town.settle(ctx, c); err != nil {
			return err
		}
		w, ok = workOf(c.Item), true
	}
	if !ok {
		return fault.New(fault.NotFound, lang.T("ingen åtgärd har nyckeln; hämta listan på nytt", "no work has the key; fetch the list again"))
	}
	holds, err := w.marked(m)
	if err != nil {
		return err
	}
	r.set(w, m, holds)
	return nil
}

// settle works out the gain and the words of one piece of work.
func (t *town) settle(ctx context.Context, c *candidate) error {
	t.weigh(c, c.which, anyStreet)
	if len(c.which) > 0 {
		if err := c.reckon(ctx, c); err != nil {
			return err
		}
	}
	t.tell(c)
	return nil
}

// takePole uses a mark of the lamps on one pole.
func (r *reader) takePole(ctx context.Context, m Mark) error {
	lamps, err := r.lampsOn(m)
	if err != nil {
		return err
	}
	names := map[string]bool{}
	for _, k := range lamps {
		names[partOf(r.town.lamps.objects[k]).name()] = true
	}
	onPole := func(p Part) bool { return names[p.name()] }
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if w, ok := r.past.byPart[name]; ok {
			r.set(r.past.byKey[w.Key], m, onPole)
			return nil
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if c := r.byLamp[name]; c != nil && !r.again[name] {
			if err := r.town.settle(ctx, c); err != nil {
				return err
			}
			r.set(workOf(c.Item), m, onPole)
			return nil
		}
	}
	if m.State == Done { // it gives light already
		r.out.Unchanged++
		return nil
	}
	return fault.New(fault.Invalid, lang.T("lampan är inte trasig enligt registret; ändra registret först",
		"the lamp is not broken by the register; change the register first"))
}

// lampsOn are the lamps on the pole of a mark, of one owner.
func (r *reader) lampsOn(m Mark) ([]int, error) {
	var lamps []int
	owners := map[string]bool{}
	for _, k := range r.byPole[poleKey(m.Pole)] {
		owner := r.town.lamps.objects[k].Props.Owner
		if m.Owner == "" || strings.EqualFold(owner, m.Owner) {
			lamps = append(lamps, k)
			owners[owner] = true
		}
	}
	switch {
	case poleKey(m.Pole) == "":
		return nil, fault.New(fault.Invalid, lang.T("raden har varken nyckel eller stolpnummer", "the line has neither a key nor a pole number"))
	case len(lamps) == 0:
		return nil, fault.New(fault.NotFound, lang.T("ingen lampa har stolpnumret", "no lamp has the pole number"))
	case len(owners) > 1:
		return nil, fault.New(fault.Invalid, lang.T("%s har stolpar med samma nummer; ange ägare",
			"%s have poles of the same number; give the owner", strings.Join(slices.Sorted(maps.Keys(owners)), ", ")))
	}
	return lamps, nil
}

// set changes a work by a mark, and mends the lamps that it says are mended.
func (r *reader) set(w Work, m Mark, holds func(Part) bool) {
	if !w.set(m, holds) {
		r.out.Unchanged++
		return
	}
	r.changed[w.Key] = true
	r.past.byKey[w.Key] = w
	for _, p := range w.Parts {
		if p.Kind != overlay.Lamp || w.Action == Add {
			continue
		}
		if w.Action == Mend {
			r.mend(p)
		}
		delete(r.past.byPart, p.name())
		r.again[p.name()] = p.State == Done
		if p.State != Done {
			r.past.byPart[p.name()] = w
		}
	}
}

// mend notes that a lamp gives light again.
func (r *reader) mend(p Part) {
	k := slices.IndexFunc(r.town.lamps.objects, func(o overlay.Object) bool {
		return nameOf(o.Source, o.ExternalID, o.ID) == p.name()
	})
	if k >= 0 && p.State == Done && r.town.lamps.objects[k].Props.Status == overlay.Broken {
		r.mended[k] = true
	}
}
