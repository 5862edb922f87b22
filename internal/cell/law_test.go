package cell

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// account is a report of the model world.
type account struct {
	id       int64
	cell     Hex
	month    Month
	event    string
	reporter string
}

// world is a municipality that goes on telling, correcting and erasing while its months
// are closed, and all that was ever told of it.
type world struct {
	first, next Month
	accounts    []account
	lastID      int64
	dwellings   map[Hex]int
	told        []Figure
	counted     map[int64]bool
	behind      [][]account // of each figure, as its reports were when it was told
}

func newWorld(t *rapid.T) *world {
	first := month("2024-01") + Month(rapid.IntRange(0, 11).Draw(t, "first"))
	w := &world{first: first, next: first, counted: map[int64]bool{}, dwellings: map[Hex]int{}}
	for q := range 3 {
		w.dwellings[Hex{q, 0}] = rapid.SampledFrom([]int{0, 0, 7, 8, 40}).Draw(t, "dwellings")
	}
	return w
}

// anAccount happens in some month up to three after the next to be closed, or long ago.
func (w *world) anAccount(t *rapid.T, id int64) account {
	a := account{
		id: id, cell: Hex{rapid.IntRange(0, 2).Draw(t, "q"), 0},
		month:    w.first + Month(rapid.IntRange(0, int(w.next-w.first)+3).Draw(t, "month")),
		reporter: rapid.SampledFrom([]string{"", "", "a", "b", "c", "d"}).Draw(t, "reporter"),
	}
	if rapid.IntRange(0, 3).Draw(t, "joined") == 0 {
		a.event = fmt.Sprint("e", rapid.IntRange(0, 9).Draw(t, "event"))
	}
	return a
}

func (w *world) tell(t *rapid.T) {
	for range rapid.IntRange(1, 12).Draw(t, "reports") {
		w.lastID++
		w.accounts = append(w.accounts, w.anAccount(t, w.lastID))
	}
}

func (w *world) change(t *rapid.T) {
	if len(w.accounts) == 0 {
		return
	}
	i := rapid.IntRange(0, len(w.accounts)-1).Draw(t, "which")
	if rapid.Bool().Draw(t, "erased") {
		w.accounts = slices.Delete(w.accounts, i, i+1)
		return
	}
	w.accounts[i] = w.anAccount(t, w.accounts[i].id)
}

// input is what the store would give: nothing that was counted, alone or with its event.
func (w *world) input(due []Month) Input {
	events := map[string]bool{}
	for _, a := range w.accounts {
		if w.counted[a.id] && a.event != "" {
			events[a.event] = true
		}
	}
	in := Input{Location: stockholm, First: w.first, Dwellings: w.dwellings, Told: map[Hex][]Month{}}
	year, _ := due[0].startOf(monthsInYear)
	for _, a := range w.accounts {
		if w.counted[a.id] || events[a.event] || a.month < year || a.month > due[len(due)-1] {
			continue
		}
		r, at, from := &in.Reports, middle(a.cell), a.month.Start(stockholm).Unix()+a.id
		r.ID, r.X, r.Y = append(r.ID, a.id), append(r.X, at[0]), append(r.Y, at[1])
		r.From, r.To = append(r.From, from), append(r.To, from)
		r.Event, r.Reporter = append(r.Event, a.event), append(r.Reporter, a.reporter)
	}
	for _, f := range w.told {
		in.Told[f.Cell] = append(in.Told[f.Cell], f.Months...)
	}
	return in
}

func (w *world) close(t *rapid.T) {
	due := []Month{w.next}
	for range rapid.IntRange(0, 13).Draw(t, "more months") {
		due = append(due, due[len(due)-1]+1)
	}
	figures := Close(w.input(due), due)
	for _, f := range figures {
		for _, id := range f.counted {
			if w.counted[id] {
				t.Fatalf("report %d is counted in two figures", id)
			}
			w.counted[id] = true
		}
		w.behind = append(w.behind, w.those(f.counted))
	}
	w.told = append(w.told, figures...)
	w.next = due[len(due)-1] + 1
}

func (w *world) those(ids []int64) []account {
	var found []account
	for _, a := range w.accounts {
		if slices.Contains(ids, a.id) {
			found = append(found, a)
		}
	}
	return found
}

// check holds all that was ever told against the promises of the package.
func (w *world) check(t *rapid.T) {
	type slot struct {
		cell  Hex
		month Month
	}
	taken := map[slot]bool{}
	for i, f := range w.told {
		for _, m := range f.Months {
			if taken[slot{f.Cell, m}] {
				t.Fatalf("%v of %v is in two figures", m, f.Cell)
			}
			taken[slot{f.Cell, m}] = true
			if m >= w.next || m < w.first {
				t.Fatalf("%v is in a figure and was never closed", m)
			}
		}
		if n := w.dwellings[f.Cell]; n > 0 && n < LeastDwellings {
			t.Fatalf("a figure tells of %d dwellings", n)
		}
		checkFigure(t, f, w.behind[i])
	}
}

// checkFigure recounts a figure from its reports, without the code that made it.
func checkFigure(t *rapid.T, f Figure, behind []account) {
	events, reporters, unknown := map[string]string{}, map[string]bool{}, 0
	inside := map[string]bool{}
	for _, a := range behind {
		key := a.event
		if key == "" {
			key = fmt.Sprint("alone ", a.id)
		}
		events[key] += a.reporter
		inside[key] = inside[key] || a.cell == f.Cell && slices.Contains(f.Months, a.month)
		if a.reporter != "" {
			reporters[a.reporter] = true
		}
	}
	for key, names := range events {
		if names == "" {
			unknown++
		}
		if !inside[key] {
			t.Fatalf("%s is counted in %v over %v, where nothing of it happened", key, f.Cell, f.Months)
		}
	}
	if len(events) != f.Reports {
		t.Fatalf("a figure says %d and counts %d", f.Reports, len(events))
	}
	if (f.Reports < LeastReports || len(reporters) < LeastReporters) && unknown < LeastUnknown {
		t.Fatalf("told with %d reports by %d reporters, %d unknown", f.Reports, len(reporters), unknown)
	}
}

// Whatever is told, corrected, erased or comes late between closings: no report is in two
// figures, each figure passes on the very reports behind it, and none ever changes.
func TestNothingPublicTellsOfFew(t *testing.T) {
	var shown int
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		t.Repeat(map[string]func(*rapid.T){"tell": w.tell, "tell on": w.tell, "change": w.change, "close": w.close, "": w.check})
		shown += len(w.told)
	})
	if shown == 0 {
		t.Error("no figure was ever told: the test shows nothing")
	}
}

// Closing months at once tells what closing them one by one does, if nothing comes between.
func TestClosingAtOnceOrOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, all := newWorld(t), &world{}
		for range 6 {
			one.tell(t)
		}
		*all = *one
		all.counted = map[int64]bool{}
		year, _ := one.first.startOf(monthsInYear)
		var due []Month
		for m := one.first; m < year+monthsInYear; m++ {
			due = append(due, m)
		}
		// All reports are seen from the start, also those of months to come.
		in := all.input([]Month{due[0], due[len(due)-1]})
		want := Close(in, due)
		var got []Figure
		for _, m := range due {
			figures := Close(in, []Month{m})
			for _, f := range figures {
				in.Told[f.Cell] = append(in.Told[f.Cell], f.Months...)
			}
			got = append(got, figures...)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(Figure{})); diff != "" {
			t.Fatalf("at once (-) and one by one (+):\n%s", diff)
		}
	})
}
