package export

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/overlay"
)

// WorklistSheet writes a work list to print as an HTML page, a part for each owner that has
// something to do, each beginning on a page of its own: where, why, and what to tick off. The
// scene is the ground beneath its maps; its hotspots and plan are not shown. An empty owner
// means all.
func WorklistSheet(w io.Writer, s Scene, l measure.Worklist, owner string) error {
	p, err := worklistLeaflet(s, l, owner)
	if err != nil {
		return err
	}
	return p.html(w)
}

// WorklistPDF writes the same sheet as PDF. The same list gives the same bytes.
func WorklistPDF(w io.Writer, s Scene, l measure.Worklist, owner string) error {
	p, err := worklistLeaflet(s, l, owner)
	if err != nil {
		return err
	}
	return p.pdf(w)
}

func worklistLeaflet(s Scene, l measure.Worklist, owner string) (leaflet, error) {
	m := s.Municipality
	made := l.MadeAt.In(m.Location())
	p := leaflet{Lang: s.Lang, Title: worklistTitle(l).In(s.Lang), Made: l.MadeAt}
	if owner != "" {
		p.Title += ": " + owner
	}
	p.Below = append(p.Below, m.Name.In(s.Lang)+" · "+capital(day(made, s.Lang)))
	p.Below = append(p.Below, lang.T("Rapporter från %s till %s räknas.", "Reports from %s to %s count.",
		dayText(l.Since, m.Location()), dayText(l.Until.Add(-time.Second), m.Location())).In(s.Lang))
	if l.Exercise || m.Exercise {
		p.Marks = append(p.Marks, exerciseMark.In(s.Lang))
	}
	p.Foot = footOf(s, l.Revision, made)
	for i, part := range byOwner(l, owner) {
		if err := p.ownersPart(s, l, part, i); err != nil {
			return p, err
		}
	}
	if len(p.Blocks) == 0 {
		p.say(lang.T("Det finns inget att göra på listan.", "There is nothing to do on the list."))
	}
	if len(l.Notes) > 0 {
		p.heading(lang.T("Så läser du listan", "How to read the list"))
		p.list(l.Notes)
	}
	return p, nil
}

// dayText is a day in words.
func dayText(t time.Time, zone *time.Location) lang.Text {
	t = t.In(zone)
	return lang.Text{
		SV: fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1].SV, t.Year()),
		EN: fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1].EN, t.Year()),
	}
}

// footOf says whose data it is and when the sheet was made.
func footOf(s Scene, revision int64, made time.Time) string {
	foot := lang.T("Framställd med Tryggled %s, datarevision %d.", "Made with Tryggled on %s, data revision %d.",
		lang.Same(made.Format(time.DateOnly)), revision).In(s.Lang)
	if len(s.Municipality.Sources) > 0 {
		foot = lang.T("Källor: ", "Sources: ").In(s.Lang) + sourcesOf(s.Municipality) + ". " + foot
	}
	if s.Municipality.Exercise {
		foot = exerciseMark.In(s.Lang) + ". " + foot
	}
	return foot
}

// ownersWork is what one owner has to do and has done.
type ownersWork struct {
	owner string
	items []measure.Item
	done  []measure.Work
}

// byOwner shares a list out, by owner's name, those without an owner last.
func byOwner(l measure.Worklist, only string) []ownersWork {
	var all []ownersWork
	of := func(owner string) *ownersWork {
		i := slices.IndexFunc(all, func(w ownersWork) bool { return w.owner == owner })
		if i < 0 {
			i, all = len(all), append(all, ownersWork{owner: owner})
		}
		return &all[i]
	}
	for _, item := range l.Items {
		if only == "" || item.Owner == only {
			o := of(item.Owner)
			o.items = append(o.items, item)
		}
	}
	for _, work := range l.Done {
		if only == "" || work.Owner == only {
			o := of(work.Owner)
			o.done = append(o.done, work)
		}
	}
	slices.SortFunc(all, func(a, b ownersWork) int {
		return cmp.Or(-cmp.Compare(boolRank(a.owner != ""), boolRank(b.owner != "")), cmp.Compare(a.owner, b.owner))
	})
	return all
}

func boolRank(is bool) int {
	if is {
		return 1
	}
	return 0
}

func (p *leaflet) ownersPart(s Scene, l measure.Worklist, part ownersWork, number int) error {
	name := lang.Same(part.owner)
	if part.owner == "" {
		name = lang.T("Ägare okänd", "Owner unknown")
	}
	p.add(block{Break: number > 0, Heading: name.In(p.Lang), Level: 2})
	if len(part.items) > 0 {
		p.say(ownersSum(part.items))
		picture, err := worklistMap(s, part.items, number)
		if err != nil {
			return err
		}
		if picture != nil {
			p.add(block{Picture: picture})
		}
	}
	for _, item := range part.items {
		p.item(s, item)
	}
	p.done(s, part.done)
	return nil
}

// ownersSum tells how much there is to do.
func ownersSum(items []measure.Item) lang.Text {
	var objects, added int
	var metres, cost float64
	known := true
	for _, item := range items {
		objects, added = objects+len(item.Objects), added+len(item.New)
		metres, cost = metres+item.LengthM, cost+item.CostKr
		known = known && item.CostKnown
	}
	words := lang.T("%s, %s, %s gata.", "%s, %s, %s of street.", numbered(len(items), "arbete", "arbeten", "piece of work", "pieces of work"),
		numbered(objects+added, "objekt", "objekt", "object", "objects"), lengthText(metres))
	switch {
	case cost > 0 && known:
		words = lang.T("%s Kostnad: %s.", "%s Cost: %s.", words, kronor(cost))
	case cost > 0:
		words = lang.T("%s Känd kostnad: %s; för en del är den okänd.", "%s Known cost: %s; for some it is not known.", words, kronor(cost))
	}
	return words
}

// item sets one piece of work: what, why, what it changes, and each object to tick off.
func (p *leaflet) item(s Scene, item measure.Item) {
	p.add(block{
		Next: true, Heading: fmt.Sprintf("%d. %s", item.Rank, item.Title.In(p.Lang)), Level: 3, Text: sentences([]lang.Text{item.Why}, p.Lang),
	})
	before, after := effectText(item.List, item.Before), effectText(item.List, item.After)
	p.add(block{Next: true, Text: lang.T("Före: %s. Efter: %s.", "Before: %s. After: %s.", before, after).In(p.Lang)})
	if mind := sentences(item.Mind, p.Lang); mind != "" {
		p.add(block{Next: true, Text: lang.T("Tänk på: %s", "Mind: %s", lang.Same(mind)).In(p.Lang)})
	}
	t := p.toTick(s, item)
	key := lang.T("Nyckel %s · %s", "Key %s · %s", item.Key, stateOrProposed(item.State).Name())
	p.add(block{Next: len(t.Rows) > 0, Text: key.In(p.Lang), Fine: true})
	if len(t.Rows) > 0 {
		p.add(block{Table: &t})
	}
}

// toTick lists the objects of an item.
func (p *leaflet) toTick(s Scene, item measure.Item) table {
	all := []column{
		{Wide: 5},
		{Name: lang.T("Objekt", "Object").In(p.Lang), Wide: 33},
		{Name: lang.T("Stolpe", "Pole").In(p.Lang), Wide: 12},
		{Name: lang.T("Skåp", "Cabinet").In(p.Lang), Wide: 12},
		{Name: lang.T("Ost, nord (%s)", "East, north (%s)", s.Municipality.CRS).In(p.Lang), Wide: 25},
		{Name: lang.T("Att göra", "To do").In(p.Lang), Wide: 24},
		{Name: lang.T("Kostnad", "Cost").In(p.Lang), Wide: 12, Right: true},
		{Name: lang.T("Läge, dag", "State, day").In(p.Lang), Wide: 15},
	}
	t := table{Columns: ofList(item.List, all)}
	for _, part := range item.Objects {
		t.Rows = append(t.Rows, ofList(item.List, p.partRow(item, part)))
	}
	for i, part := range item.Added() {
		row := p.partRow(item, part)
		row[1].Text = lang.T("ny lampa, %s m, %.0f lm", "new lamp, %s m, %.0f lm", lang.Decimal(part.HeightM, 1), item.New[i].LampLumens()).In(p.Lang)
		t.Rows = append(t.Rows, ofList(item.List, row))
	}
	return t
}

// ofList leaves out the pole, the cabinet and the cost, which lamps alone have.
func ofList[T any](list measure.List, row []T) []T {
	if list == measure.Lighting {
		return row
	}
	return []T{row[0], row[1], row[4], row[5], row[7]}
}

func (p *leaflet) partRow(item measure.Item, part measure.Part) []cell {
	words, cost, done := objectName(part), "", ""
	if part.Kind == overlay.Lamp {
		words = lang.T("lampa, %s m", "lamp, %s m", lang.Decimal(part.HeightM, 1))
	}
	if part.Protected != "" {
		words = lang.T("%s (%s)", "%s (%s)", words, protectedName(part.Protected))
	}
	if len(part.Dimming) > 0 {
		words = lang.T("%s; dimmad %s", "%s; dimmed %s", words, lang.Same(dimmingText(part.Dimming)))
	}
	if part.UnitCost > 0 {
		cost = kronor(part.UnitCost).In(p.Lang)
	}
	if state := stateOf(item, part); state != measure.Proposed {
		done = state.Name().In(p.Lang)
	}
	row := texts("", words.In(p.Lang), part.Pole, part.Cabinet, eastNorth(part.At), toDo(item, part).In(p.Lang), cost, done)
	row[0].Tick = true
	return row
}

// toDo is what is to be done with one object, with the height where there is one.
func toDo(item measure.Item, part measure.Part) lang.Text {
	switch item.Action {
	case measure.Cut:
		return lang.T("klipp ned till %s m", "cut down to %s m", lang.Decimal(measure.CutToM, 1))
	case measure.Raise:
		return lang.T("stamma upp till %s m", "raise the crown to %s m", lang.Decimal(measure.RaiseToM, 1))
	}
	return actionName(item.Action)
}

// eastNorth is a metric place as the municipality's own maps write it.
func eastNorth(at orb.Point) string { return fmt.Sprintf("%.1f, %.1f", at[0], at[1]) }

// done lists what has been done: vi gjorde.
func (p *leaflet) done(s Scene, works []measure.Work) {
	if len(works) == 0 {
		return
	}
	p.heading(lang.T("Vi gjorde", "What we did"))
	t := table{Columns: []column{
		{Name: lang.T("Dag", "Day").In(p.Lang), Wide: 14},
		{Name: lang.T("Arbete", "Work").In(p.Lang), Wide: 50},
		{Name: lang.T("Sträcka", "Length").In(p.Lang), Wide: 12, Right: true},
		{Name: lang.T("Läge", "State").In(p.Lang), Wide: 14},
		{Name: lang.T("Anmärkning", "Remark").In(p.Lang), Wide: 30},
	}}
	for _, work := range works {
		on := ""
		if !work.DoneOn.IsZero() {
			on = work.DoneOn.In(s.Municipality.Location()).Format(time.DateOnly)
		}
		t.Rows = append(t.Rows, texts(on, work.Title.In(p.Lang), length(work.LengthM, p.Lang), stateOrProposed(work.State).Name().In(p.Lang), work.Remark))
	}
	p.add(block{Table: &t})
}
