package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"tryggled/internal/cell"
)

// CellStore keeps public figures.
type CellStore struct{ db *DB }

var _ cell.Store = (*CellStore)(nil)

// Cells gives the store of public figures.
func (db *DB) Cells() *CellStore { return &CellStore{db} }

// Alone runs fn in a writing transaction: the municipality's other writers wait for it. It
// returns NotFound for an unknown municipality.
func (s *CellStore) Alone(ctx context.Context, code string, fn func(ctx context.Context) error) error {
	return s.db.Write(ctx, code, func(ctx context.Context, _ pgx.Tx, _ int64) error { return fn(ctx) })
}

const publishedState = `
SELECT m.open, (SELECT count(*) FROM published_cell WHERE municipality = @code), min(p.month), max(p.month)
FROM municipality m LEFT JOIN published_period p USING (municipality)
WHERE m.municipality = @code GROUP BY m.open`

// State tells what of a municipality is public. It returns NotFound for an unknown one.
func (s *CellStore) State(ctx context.Context, code string) (cell.State, error) {
	return collectOne(ctx, s.db, code, publishedState, nil, func(row pgx.CollectableRow) (state cell.State, err error) {
		var first, last *time.Time
		err = row.Scan(&state.Open, &state.Figures, &first, &last)
		state.First, state.Last = monthOf(first), monthOf(last)
		return state, err
	}, noMunicipality(code))
}

const switchPublic = `UPDATE municipality SET open = @open WHERE municipality = @code`

// Switch shows a municipality's figures to everybody, or hides them.
func (s *CellStore) Switch(ctx context.Context, code string, open bool) error {
	return s.db.Write(ctx, code, func(ctx context.Context, _ pgx.Tx, _ int64) error {
		_, err := exec(ctx, switchPublic, pgx.NamedArgs{"open": open})
		return err
	})
}

// Which reports may be counted. Exercise data are held to municipalities of their own by a
// foreign key.
const countable = `
WHERE r.municipality = @code AND NOT r.restricted AND NOT r.limited
  AND r.category = ANY (@categories) AND r.accuracy_m <= @accuracy_m`

func countableArgs() pgx.NamedArgs {
	return pgx.NamedArgs{"categories": cell.Categories(), "accuracy_m": float64(cell.MaxAccuracyM)}
}

const firstCountable = `SELECT min(r.occurred_from) FROM report r` + countable

// FirstReport is when the earliest report that may be counted began.
func (s *CellStore) FirstReport(ctx context.Context, code string) (at time.Time, ok bool, err error) {
	first, err := collectOne(ctx, s.db, code, firstCountable, countableArgs(), pgx.RowTo[*time.Time], pgx.ErrNoRows)
	return orZero(first), first != nil, err
}

// eventOf is what published_report keeps of the event of a report r.
const eventOf = `CASE WHEN r.same_event <> '' THEN sha256(convert_to(r.source || ' ' || r.same_event, 'UTF8')) END`

// An event is one of its source, and one that a figure counts is counted, whatever is told
// of it later: the one that a report told of when it was counted, and the one it tells of now.
const countableReports = `
WITH counted AS (
  SELECT event FROM published_report WHERE municipality = @code AND event IS NOT NULL
  UNION
  SELECT ` + eventOf + `
  FROM published_report p JOIN report r ON r.municipality = p.municipality AND r.id = p.report
  WHERE p.municipality = @code AND r.same_event <> ''
)
SELECT r.id, ST_X(r.geom), ST_Y(r.geom),
       floor(extract(epoch FROM r.occurred_from))::bigint, ceil(extract(epoch FROM r.occurred_to))::bigint,
       CASE WHEN r.same_event <> '' THEN r.source || ' ' || r.same_event ELSE '' END,
       CASE WHEN r.reporter_key <> '' THEN r.source || ' ' || r.reporter_key ELSE '' END
FROM report r
LEFT JOIN published_report p ON p.municipality = r.municipality AND p.report = r.id
LEFT JOIN counted c ON c.event = ` + eventOf + countable + `
  AND r.occurred_from >= @since AND r.occurred_from < @until
  AND p.report IS NULL AND c.event IS NULL
ORDER BY r.id`

// Reports returns those that began in [since, until), may be counted and never were.
func (s *CellStore) Reports(ctx context.Context, code string, since, until time.Time) (r cell.Reports, err error) {
	err = s.db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		args := countableArgs()
		args["since"], args["until"] = since, until
		rows, err := tx.Query(ctx, countableReports, tenantArgs(ctx, args))
		if err != nil {
			return err
		}
		r, err = scanCountable(rows)
		return err
	})
	return r, err
}

func scanCountable(rows pgx.Rows) (r cell.Reports, err error) {
	var id, from, to int64
	var x, y float64
	var event, reporter string
	_, err = pgx.ForEachRow(rows, []any{&id, &x, &y, &from, &to, &event, &reporter}, func() error {
		r.ID, r.X, r.Y = append(r.ID, id), append(r.X, x), append(r.Y, y)
		r.From, r.To = append(r.From, from), append(r.To, to)
		r.Event, r.Reporter = append(r.Event, event), append(r.Reporter, reporter)
		return nil
	})
	return r, err
}

const toldMonths = `
SELECT q, r, months FROM published_cell
WHERE municipality = @code AND months[cardinality(months)] >= @since`

// Told returns by cell the months of all figures that end in since or later.
func (s *CellStore) Told(ctx context.Context, code string, since cell.Month) (map[cell.Hex][]cell.Month, error) {
	told := map[cell.Hex][]cell.Month{}
	_, err := collect(ctx, s.db, code, toldMonths, pgx.NamedArgs{"since": dateOf(since)}, func(row pgx.CollectableRow) (_ struct{}, err error) {
		var h cell.Hex
		var months []time.Time
		err = row.Scan(&h.Q, &h.R, &months)
		told[h] = append(told[h], monthsOf(months)...)
		return struct{}{}, err
	})
	return told, err
}

const closeMonth = `
INSERT INTO published_period (municipality, month, closed_at) VALUES (@code, @month, @at)`

const tellFigure = `
WITH told AS (
  INSERT INTO published_cell (municipality, q, r, months, reports, geom, revision)
  VALUES (@code, @q, @r, @months, @reports, ST_SetSRID(@geom::geometry, @srid), @revision) RETURNING id
)
INSERT INTO published_report (municipality, report, figure, event)
SELECT @code, r.id, told.id, ` + eventOf + `
FROM told, report r WHERE r.municipality = @code AND r.id = ANY (@counted::bigint[])`

// Save closes months with the figures that they gave. It returns Conflict, and saves
// nothing, where a month is closed or a report counted already.
func (s *CellStore) Save(ctx context.Context, code string, months []cell.Month, figures []cell.Figure, at time.Time) error {
	return s.db.Write(ctx, code, func(ctx context.Context, tx pgx.Tx, revision int64) error {
		var batch pgx.Batch
		for _, m := range months {
			batch.Queue(closeMonth, tenantArgs(ctx, pgx.NamedArgs{"month": dateOf(m), "at": at}))
		}
		for _, f := range figures {
			batch.Queue(tellFigure, tenantArgs(ctx, pgx.NamedArgs{
				"q": f.Cell.Q, "r": f.Cell.R, "months": datesOf(f.Months), "reports": f.Reports,
				"geom": f.Cell.Shape(), "revision": revision, "counted": f.Counted(),
			}))
		}
		return tx.SendBatch(ctx, &batch).Close()
	})
}

// No other query on figures serves anybody but the closing itself.
const listFigures = `
SELECT id, q, r, months, reports FROM published_cell
WHERE municipality = @code AND id > @after
  AND (@bound::geometry IS NULL OR geom && ST_SetSRID(@bound::geometry, @srid))
  AND (@since::date IS NULL OR months[cardinality(months)] > @since)
ORDER BY id LIMIT @limit`

// Figures returns a page of figures in the order of their IDs.
func (s *CellStore) Figures(ctx context.Context, code string, f cell.Filter) ([]cell.Figure, error) {
	var bound orb.Geometry
	if f.Bound != nil {
		bound = f.Bound.ToPolygon()
	}
	var since *time.Time
	if f.Since != 0 {
		since = new(dateOf(f.Since))
	}
	args := pgx.NamedArgs{"after": f.After, "bound": bound, "since": since, "limit": f.Limit}
	return collect(ctx, s.db, code, listFigures, args, func(row pgx.CollectableRow) (told cell.Figure, err error) {
		var months []time.Time
		err = row.Scan(&told.ID, &told.Cell.Q, &told.Cell.R, &months, &told.Reports)
		told.Months = monthsOf(months)
		return told, err
	})
}

// A month is stored as its first day, in no time zone.
func dateOf(m cell.Month) time.Time { return m.Start(time.UTC) }

func monthOf(date *time.Time) cell.Month {
	if date == nil {
		return 0
	}
	return cell.MonthOf(*date, time.UTC)
}

func datesOf(months []cell.Month) []time.Time {
	dates := make([]time.Time, len(months))
	for i, m := range months {
		dates[i] = dateOf(m)
	}
	return dates
}

func monthsOf(dates []time.Time) []cell.Month {
	months := make([]cell.Month, len(dates))
	for i, d := range dates {
		months[i] = monthOf(&d)
	}
	return months
}
