package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"tryggled/internal/cell"
	"tryggled/internal/fault"
	"tryggled/internal/ingest"
	"tryggled/internal/job"
	"tryggled/internal/municipality"
	"tryggled/internal/postgres"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

// publishing is a municipality whose figures are on, at a time that a test moves.
type publishing struct {
	*testing.T
	ctx   context.Context
	db    *postgres.DB
	m     municipality.Municipality
	cells cell.Service
	now   time.Time
}

func publish(t *testing.T, ctx context.Context, db *postgres.DB, m municipality.Municipality) *publishing {
	p := &publishing{T: t, ctx: ctx, db: db, m: m}
	p.cells = cell.Service{Store: db.Cells(), Overlays: db.Overlays(), Queue: db.Tasks(), Now: func() time.Time { return p.now }}
	return p
}

// inMonth is n reports in a month by three people in turn, somewhere in the cell that is
// so many cells east of the first.
func inMonth(month string, n, east int) []report.Report {
	at, _ := time.Parse("2006-01-02", month+"-10")
	h := cell.HexAt(origin)
	h.Q += east
	middle := h.Shape().Bound().Center()
	var all []report.Report
	for i := range n {
		r := told(fmt.Sprint(month, " ", east, " ", i), middle[0]-origin[0]+float64(i), middle[1]-origin[1])
		r.From, r.To, r.ReporterKey = at, at.Add(time.Hour), fmt.Sprint("p", i%3)
		all = append(all, r)
	}
	return all
}

func (p *publishing) bring(all ...report.Report) {
	p.Helper()
	imported(p, p.ctx, p.db, p.m.Code, ingest.Request{}, nil, reports(all...))
}

// close runs publishing on a date and returns what is public then, as a person would
// write it.
func (p *publishing) close(date string) []string {
	p.Helper()
	var err error
	p.now, err = time.Parse(time.DateOnly, date)
	check(p, err)
	_, err = p.cells.Publish(p.ctx, p.m, nil)
	check(p, err)
	return p.public()
}

func (p *publishing) public() []string {
	p.Helper()
	figures, err := p.cells.Figures(p.ctx, p.m, cell.Filter{Limit: cell.MaxPage})
	check(p, err)
	lines := []string{}
	for _, f := range figures {
		lines = append(lines, fmt.Sprintf("%d east %v: %d", f.Cell.Q-cell.HexAt(origin).Q, f.Months, f.Reports))
	}
	return lines
}

func (p *publishing) want(got []string, want ...string) {
	p.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		p.Errorf("public figures (-want +got):\n%s", diff)
	}
}

func TestPublishing(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	p := publish(t, ctx, db, m)
	p.bring(slices.Concat(inMonth("2026-01", 6, 0), inMonth("2026-02", 3, 0), inMonth("2026-03", 4, 0), inMonth("2026-02", 4, 1))...)
	if got := p.close("2026-06-01"); len(got) != 0 {
		t.Errorf("before it is switched on: got %v", got)
	}

	task, err := p.cells.Switch(ctx, m, true)
	check(t, err)
	if queued, err := db.Tasks().Task(ctx, m.Code, task); err != nil || queued.Kind != job.Publish || queued.State != job.Queued {
		t.Errorf("switching on queued %+v, %v", queued, err)
	}
	p.want(p.close("2026-02-28")) // January may still get late reports
	p.want(p.close("2026-03-01"), "0 east [2026-01]: 6")
	// Late: three to a month that is told, one to a month that is not closed yet.
	p.bring(slices.Concat(inMonth("2026-01", 9, 0), inMonth("2026-02", 5, 1))...)
	p.want(p.close("2026-04-01"), "0 east [2026-01]: 6", "1 east [2026-02]: 5")
	all := []string{"0 east [2026-01]: 6", "1 east [2026-02]: 5", "0 east [2026-02 2026-03]: 7"}
	p.want(p.close("2026-05-01"), all...)
	p.want(p.close("2026-05-30"), all...) // run again

	state, err := p.cells.State(ctx, m)
	check(t, err)
	want := cell.State{Open: true, Figures: 3, First: monthOf(t, "2026-01"), Last: monthOf(t, "2026-03")}
	if diff := cmp.Diff(want, state); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
	if n := ask[int](t, ctx, db, m.Code, `SELECT count(*) FROM published_report`); n != 6+5+7 {
		t.Errorf("%d reports are marked as counted, want those of the figures", n)
	}
}

func monthOf(t testing.TB, s string) cell.Month {
	t.Helper()
	m, err := cell.ParseMonth(s)
	check(t, err)
	return m
}

// Switched off nothing is closed and what was told is kept; on again the months between
// are closed in order.
func TestPublishingGoesOnWhereItEnded(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	p := publish(t, ctx, db, m)
	p.bring(slices.Concat(inMonth("2026-01", 5, 0), inMonth("2026-02", 5, 0), inMonth("2026-04", 5, 0))...)
	_, err := p.cells.Switch(ctx, m, true)
	check(t, err)
	p.want(p.close("2026-03-15"), "0 east [2026-01]: 5")
	_, err = p.cells.Switch(ctx, m, false)
	check(t, err)
	p.want(p.close("2026-06-15"), "0 east [2026-01]: 5")
	found, err := db.Municipalities().BySlug(ctx, m.Slug)
	check(t, err)
	if found.Open {
		t.Error("the municipality is still open")
	}
	_, err = p.cells.Switch(ctx, m, true)
	check(t, err)
	p.want(p.close("2026-06-15"), "0 east [2026-01]: 5", "0 east [2026-02]: 5", "0 east [2026-04]: 5")
}

// A report that is corrected after it was counted is counted nowhere else, nor is another
// of its event.
func TestWhatIsCountedIsNotCountedAgain(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	p := publish(t, ctx, db, m)
	first := inMonth("2026-01", 5, 0)
	first[4].SameEvent = "bråk"
	p.bring(first...)
	_, err := p.cells.Switch(ctx, m, true)
	check(t, err)
	p.want(p.close("2026-03-01"), "0 east [2026-01]: 5")

	for i := range first { // the same ids, now in another cell and month
		moved := inMonth("2026-02", 5, 1)[i]
		first[i].From, first[i].To, first[i].Point = moved.From, moved.To, moved.Point
	}
	late := inMonth("2026-02", 1, 1)[0]
	late.SameEvent = "bråk"
	p.bring(append(first, late)...)
	p.want(p.close("2026-06-01"), "0 east [2026-01]: 5")

	check(t, inTenant(ctx, db, m.Code, `DELETE FROM report`)) // erased: the figure stays as it was told
	p.want(p.close("2026-07-01"), "0 east [2026-01]: 5")
	later := inMonth("2026-06", 5, 1)
	later[4].SameEvent = "bråk"
	p.bring(later...)
	p.want(p.close("2026-08-01"), "0 east [2026-01]: 5") // four of June, and one of an event that is counted
	p.bring(inMonth("2026-07", 5, 1)...)
	p.want(p.close("2026-09-01"), "0 east [2026-01]: 5", "1 east [2026-07]: 5")
}

func TestWhatIsNotCounted(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(r *report.Report){
		"a restricted category":      func(r *report.Report) { r.Category = "drugs" },
		"a place that feels safe":    func(r *report.Report) { r.Category = "positive" },
		"a place known to a quarter": func(r *report.Report) { r.AccuracyM = 126 },
		"a time that spans months":   func(r *report.Report) { r.To = r.From.AddDate(0, 1, 0) },
		"a month later":              func(r *report.Report) { r.From, r.To = r.From.AddDate(0, 1, 0), r.To.AddDate(0, 1, 0) },
		"limited in its use":         func(r *report.Report) { r.Text = "limited" },
		"another cell":               func(r *report.Report) { r.Point[0] += cell.WidthM },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, db, m := pgtest.Tx(t)
			p := publish(t, ctx, db, m)
			all := inMonth("2026-01", 5, 0)
			spoil(&all[4])
			p.bring(all...)
			check(t, inTenant(ctx, db, m.Code, `UPDATE report SET limited = true WHERE body = 'limited'`))
			_, err := p.cells.Switch(ctx, m, true)
			check(t, err)
			p.want(p.close("2026-03-01"))
			p.bring(inMonth("2026-01", 6, 0)[5]) // late, to a month kept back
			if got := p.close("2026-05-01"); len(got) != 1 {
				t.Errorf("with a fifth report that may be counted: got %v, want a figure of the quarter", got)
			}
		})
	}
}

// Seven homes are too few, eight are not; each counts in the cell of its middle.
func TestDwellingsOfACell(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{0: 1, 1: 0, 7: 0, 8: 1} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			ctx, db, m := pgtest.Tx(t)
			p := publish(t, ctx, db, m)
			middle := cell.HexAt(origin).Shape().Bound().Center()
			var homes []ingest.Object
			for i := range n {
				homes = append(homes, home(fmt.Sprint("h", i), middle[0]-origin[0]+5*float64(i), middle[1]-origin[1]+50, 4))
			}
			imported(t, ctx, db, m.Code, replaces("buildings"), objects(homes...), reports(inMonth("2026-01", 5, 0)...))
			_, err := p.cells.Switch(ctx, m, true)
			check(t, err)
			if got := p.close("2026-03-01"); len(got) != want {
				t.Errorf("got %v, want %d figures", got, want)
			}
		})
	}
}

func TestTheFirstPublicationGoesThreeYearsBack(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	p := publish(t, ctx, db, m)
	p.bring(slices.Concat(inMonth("2020-05", 5, 0), inMonth("2023-01", 5, 0), inMonth("2023-02", 5, 0))...)
	_, err := p.cells.Switch(ctx, m, true)
	check(t, err)
	p.want(p.close("2026-03-20"), "0 east [2023-02]: 5")
}

func TestFiguresByBoxMonthAndPage(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	p := publish(t, ctx, db, m)
	for east := range 4 {
		p.bring(slices.Concat(inMonth("2026-01", 5, east), inMonth("2026-02", 5, east))...)
	}
	_, err := p.cells.Switch(ctx, m, true)
	check(t, err)
	if got := p.close("2026-04-01"); len(got) != 8 {
		t.Fatalf("got %v, want two months of four cells", got)
	}
	middle := cell.HexAt(origin).Shape().Bound().Center()
	for name, c := range map[string]struct {
		filter cell.Filter
		want   int
	}{
		"one cell":      {cell.Filter{Bound: boundOf(middle, middle), Limit: 100}, 2},
		"since January": {cell.Filter{Since: monthOf(t, "2026-01"), Limit: 100}, 4},
		"a page":        {cell.Filter{Limit: 3}, 3},
		"no limit":      {cell.Filter{}, 1},
	} {
		got, err := p.cells.Figures(ctx, m, c.filter)
		check(t, err)
		if len(got) != c.want {
			t.Errorf("%s: got %d figures, want %d", name, len(got), c.want)
		}
	}
	page, err := p.cells.Figures(ctx, m, cell.Filter{Limit: 3})
	check(t, err)
	rest, err := p.cells.Figures(ctx, m, cell.Filter{After: page[2].ID, Limit: 100})
	check(t, err)
	if len(rest) != 5 || rest[0].ID <= page[2].ID {
		t.Errorf("after a page of 3: got %d figures, want the other 5", len(rest))
	}
}

func TestFiguresAreFrozen(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	p := publish(t, ctx, db, m)
	p.bring(inMonth("2026-01", 5, 0)...)
	_, err := p.cells.Switch(ctx, m, true)
	check(t, err)
	p.want(p.close("2026-03-01"), "0 east [2026-01]: 5")
	for _, statement := range []string{
		`UPDATE published_cell SET reports = 6`, `DELETE FROM published_cell`, `TRUNCATE published_cell`,
		`UPDATE published_period SET closed_at = now()`, `DELETE FROM published_period`,
		`UPDATE published_report SET figure = 0`, `DELETE FROM published_report`,
	} {
		if err := inTenant(ctx, db, m.Code, statement); sqlState(err) != "42501" {
			t.Errorf("%s: got %v, want it to be forbidden", statement, err)
		}
	}
	january := []cell.Month{monthOf(t, "2026-01")}
	if err := db.Cells().Save(ctx, m.Code, january, nil, p.now); !fault.Is(err, fault.Conflict) {
		t.Errorf("a month closed twice: got %v, want Conflict", err)
	}
	err = inTenant(ctx, db, m.Code, `INSERT INTO published_report SELECT municipality, report, figure FROM published_report`)
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("a report in two figures: got %v, want Conflict", err)
	}
}

// Two runs at the same time close each month once.
func TestTwoRunsOfPublishing(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	ctx, m := pgtest.Context(t), pgtest.Add(t, db)
	p := publish(t, ctx, db, m)
	p.bring(slices.Concat(inMonth("2026-01", 5, 0), inMonth("2026-02", 3, 0), inMonth("2026-03", 3, 0))...)
	_, err := p.cells.Switch(ctx, m, true)
	check(t, err)
	p.now = time.Date(2026, 5, 2, 0, 0, 0, 0, time.UTC)
	errs := make(chan error)
	for range 4 {
		go func() {
			_, err := p.cells.Publish(ctx, m, nil)
			errs <- err
		}()
	}
	for range 4 {
		check(t, <-errs)
	}
	p.want(p.public(), "0 east [2026-01]: 5", "0 east [2026-02 2026-03]: 6")
}

const manyFigures = `
INSERT INTO published_cell (municipality, q, r, months, reports, geom, revision)
SELECT $1, q, r, '{2026-01-01}', 5, ST_Expand(ST_SetSRID(ST_Point(500000 + 250 * q, 6600000 + 250 * r), 3006), 125), 1
FROM generate_series(1, 100) AS q, generate_series(1, 100) AS r`

func TestFiguresInABoxUseTheirIndex(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db := pgtest.Open(t, urls)
	m, other := pgtest.Add(t, db), pgtest.Add(t, db)
	for _, code := range []string{m.Code, other.Code} {
		check(t, inTenant(ctx, db, code, manyFigures, code))
	}
	_, err := connected(t, urls.Owner).Exec(ctx, `ANALYZE published_cell`)
	check(t, err)
	plan := explain(t, ctx, db, m.Code, postgres.ListFigures, pgx.NamedArgs{
		"code": m.Code, "srid": 3006, "bound": square(5000, 5000, 300)[0], "since": nil, "after": 0, "limit": 1000,
	})
	if !strings.Contains(plan, "published_cell_geom") || strings.Contains(plan, "Seq Scan") {
		t.Errorf("the plan does not use published_cell_geom:\n%s", plan)
	}
}
