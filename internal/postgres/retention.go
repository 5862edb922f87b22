package postgres

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// RetentionStore keeps the rules of retention and disposes by them.
type RetentionStore struct{ db *DB }

var _ report.RetentionStore = (*RetentionStore)(nil)

// Retentions gives the store of retention.
func (db *DB) Retentions() *RetentionStore { return &RetentionStore{db} }

const storedRetention = `
SELECT decision, decided_on, rules, rehearsed_at FROM retention WHERE municipality = @code`

// Retention returns the rules; those of a municipality that has stored none are empty.
func (s *RetentionStore) Retention(ctx context.Context, code string) (r report.Retention, err error) {
	all, err := collect(ctx, s.db, code, storedRetention, nil, func(row pgx.CollectableRow) (r report.Retention, err error) {
		var decided, rehearsed *time.Time
		err = row.Scan(&r.Decision, &decided, &r.Rules, &rehearsed)
		r.DecidedOn, r.RehearsedAt = orZero(decided), orZero(rehearsed)
		return r, err
	})
	if err != nil || len(all) == 0 {
		return report.Retention{}, err
	}
	return all[0], nil
}

const decideRetention = `
INSERT INTO retention (municipality, decision, decided_on, rules, revision)
VALUES (@code, @decision, @decided_on, @rules, @revision)
ON CONFLICT (municipality) DO UPDATE SET decision = excluded.decision, decided_on = excluded.decided_on,
  rules = excluded.rules, revision = excluded.revision,
  rehearsed_at = CASE WHEN retention.rules = excluded.rules THEN retention.rehearsed_at END`

// Decide stores decision and rules. Rules that are other than those before have not been
// rehearsed.
func (s *RetentionStore) Decide(ctx context.Context, code string, r report.Retention) error {
	return s.db.Write(ctx, code, func(ctx context.Context, _ pgx.Tx, revision int64) error {
		_, err := exec(ctx, decideRetention, retentionArgs(r, pgx.NamedArgs{"revision": revision}))
		return err
	})
}

func retentionArgs(r report.Retention, more pgx.NamedArgs) pgx.NamedArgs {
	rules := r.Rules
	if rules == nil {
		rules = []report.RetentionRule{}
	}
	args := pgx.NamedArgs{"decision": r.Decision, "decided_on": orNull(r.DecidedOn), "rules": rules}
	maps.Copy(args, more)
	return args
}

// The row of a municipality that has stored nothing yet tells of no change of its data.
const rehearseRetention = `
INSERT INTO retention (municipality, decision, rules, rehearsed_at, revision)
VALUES (@code, @decision, @rules, @at, 0)
ON CONFLICT (municipality) DO UPDATE SET rehearsed_at = excluded.rehearsed_at
WHERE retention.rules = excluded.rules AND retention.decision = excluded.decision`

// Rehearse notes that these rules were counted or carried out. It returns Conflict where
// they are no longer those of the municipality, so that what was done by them is undone
// with the transaction.
func (s *RetentionStore) Rehearse(ctx context.Context, code string, r report.Retention, at time.Time) error {
	return s.db.Tenant(ctx, code, func(ctx context.Context, _ pgx.Tx) error {
		n, err := exec(ctx, rehearseRetention, retentionArgs(r, pgx.NamedArgs{"at": at}))
		if err == nil && n == 0 {
			return fault.New(fault.Conflict, lang.T(
				"gallringsreglerna ändrades medan de kördes; ingenting är gallrat, kör på nytt",
				"the rules of retention were changed while they ran; nothing was disposed of, run them anew"))
		}
		return err
	})
}

const reportKinds = `
SELECT DISTINCT source, category FROM report WHERE municipality = @code
UNION SELECT @patrol, @log WHERE EXISTS (SELECT FROM patrol_log WHERE municipality = @code)
  OR EXISTS (SELECT FROM patrol_track WHERE municipality = @code) OR EXISTS (SELECT FROM presence WHERE municipality = @code)
ORDER BY source, category`

// Kinds returns the kinds of report there are, by source and category; what patrols write of
// their walks is one of them.
func (s *RetentionStore) Kinds(ctx context.Context, code string) ([]report.Kind, error) {
	return collect(ctx, s.db, code, reportKinds, logKind(), pgx.RowToStructByPos[report.Kind])
}

// logKind names what patrols write of their walks, as @patrol and @log.
func logKind() pgx.NamedArgs {
	return pgx.NamedArgs{"patrol": string(report.PatrolSource), "log": report.PatrolLog}
}

// What is past keeping. A report whose use is limited is left alone: the person it is about
// may have asked for it to be kept.
const pastKeeping = `
WITH past AS MATERIALIZED (
  SELECT r.id, r.source, r.category, r.body <> '' AS told,
         NOT r.text_gone AND r.occurred_to < k.text_before AS text,
         NOT r.coarsened AND r.occurred_to < k.point_before AS point
  FROM report r
  JOIN unnest(@sources::text[], @categories::text[], @text_before::timestamptz[], @point_before::timestamptz[])
    AS k (source, category, text_before, point_before) USING (source, category)
  WHERE r.municipality = @code AND NOT r.limited
    AND (NOT r.text_gone AND r.occurred_to < k.text_before OR NOT r.coarsened AND r.occurred_to < k.point_before)
), walks AS MATERIALIZED (
  SELECT before FROM unnest(@sources::text[], @categories::text[], @text_before::timestamptz[]) AS k (source, category, before)
  WHERE source = @patrol AND category = @log
), told AS MATERIALIZED (
  SELECT l.id, l.body <> '' AS told FROM patrol_log l, walks
  WHERE l.municipality = @code AND NOT l.text_gone AND l.happened_at < walks.before
), aside AS MATERIALIZED (
  SELECT q.task, q.n FROM quarantine q JOIN task t ON t.municipality = q.municipality AND t.id = q.task
  WHERE q.municipality = @code AND t.created_at < @aside_before
)`

const countPast = `
SELECT source, category, count(*) FILTER (WHERE text AND told), count(*) FILTER (WHERE point), 0
FROM past GROUP BY source, category HAVING bool_or(text AND told OR point)
UNION ALL SELECT @patrol, @log, count(*), 0, 0 FROM told WHERE told.told HAVING count(*) > 0
UNION ALL SELECT '', '', 0, 0, count(*) FROM aside
ORDER BY 1, 2`

// Of a walk that is past keeping, what was done where and when stays, and nobody who did it.
//
// A row without a text is marked as well, or a later import could bring one. The true place
// lies within half the diagonal of the square around its middle, and its own inaccuracy.
const disposePast = `, gone AS (
  UPDATE report r SET
    body = CASE WHEN p.text THEN '' ELSE r.body END, text_gone = r.text_gone OR p.text,
    geom = CASE WHEN p.point THEN ST_SetSRID(ST_Point((floor(ST_X(r.geom) / @side) + 0.5) * @side,
                                                      (floor(ST_Y(r.geom) / @side) + 0.5) * @side), ST_SRID(r.geom))
           ELSE r.geom END,
    accuracy_m = CASE WHEN p.point THEN greatest(@side, r.accuracy_m + @side / sqrt(2)) ELSE r.accuracy_m END,
    coarsened = r.coarsened OR p.point, revision = @revision
  FROM past p WHERE r.municipality = @code AND r.id = p.id
), untold AS (
  UPDATE patrol_log l SET body = '', written_by = '', text_gone = true, revision = @revision
  FROM told t WHERE l.municipality = @code AND l.id = t.id
), untracked AS (
  UPDATE patrol_track t SET written_by = '', revision = @revision
  FROM walks WHERE t.municipality = @code AND t.ends_at < walks.before AND t.written_by <> ''
), unentered AS (
  UPDATE presence p SET written_by = '', revision = @revision
  FROM walks WHERE p.municipality = @code AND p.ends_at < walks.before AND p.written_by <> ''
), unseen AS (
  UPDATE alarm a SET seen_by = '', revision = @revision
  FROM walks WHERE a.municipality = @code AND a.raised_at < walks.before AND a.seen_by <> ''
), swept AS (
  DELETE FROM quarantine q USING aside a WHERE q.municipality = @code AND q.task = a.task AND q.n = a.n
)`

const countDue = pastKeeping + countPast

// CountDue counts what is past keeping.
func (s *RetentionStore) CountDue(ctx context.Context, code string, due []report.Cutoff, asideBefore time.Time) (report.Disposal, error) {
	counts, err := collect(ctx, s.db, code, countDue, dueArgs(due, asideBefore), scanDisposed)
	return disposal(counts), err
}

const disposeDue = pastKeeping + disposePast + countPast

// Dispose takes away what CountDue counts, in one transaction with the event, which gets
// the counts as What.
func (s *RetentionStore) Dispose(ctx context.Context, code string, due []report.Cutoff, asideBefore time.Time, e identity.Event) (d report.Disposal, err error) {
	err = s.db.Write(ctx, code, func(ctx context.Context, _ pgx.Tx, revision int64) error {
		args := dueArgs(due, asideBefore)
		args["revision"], args["side"] = revision, float64(report.CoarseSquareM)
		counts, err := collect(ctx, s.db, code, disposeDue, args, scanDisposed)
		if err != nil {
			return err
		}
		d = disposal(counts)
		e.What = fmt.Sprintf("texts %d, points %d, put aside %d", d.Texts, d.Points, d.PutAside)
		return logNow(ctx, e)
	})
	return d, err
}

const logLine = `WITH entered AS (SELECT @code::text AS municipality)` + logFromEntered

// logNow writes a line of the audit log in the transaction of ctx: both or neither.
func logNow(ctx context.Context, e identity.Event) error {
	_, err := exec(ctx, logLine, eventArgs(e))
	return err
}

func dueArgs(due []report.Cutoff, asideBefore time.Time) pgx.NamedArgs {
	n := len(due)
	sources, categories := make([]string, n), make([]string, n)
	texts, points := make([]time.Time, n), make([]time.Time, n)
	for i, c := range due {
		sources[i], categories[i], texts[i], points[i] = string(c.Source), c.Category, c.TextBefore, c.PointBefore
	}
	args := logKind()
	maps.Copy(args, pgx.NamedArgs{
		"sources": sources, "categories": categories, "text_before": texts, "point_before": points, "aside_before": asideBefore,
	})
	return args
}

type disposed struct {
	report.DisposalCount
	aside int64
}

func scanDisposed(row pgx.CollectableRow) (d disposed, err error) {
	err = row.Scan(&d.Source, &d.Category, &d.Texts, &d.Points, &d.aside)
	return d, err
}

func disposal(counts []disposed) report.Disposal {
	d := report.Disposal{By: []report.DisposalCount{}}
	for _, c := range counts {
		if c.Source == "" {
			d.PutAside += c.aside
			continue
		}
		d.Texts += c.Texts
		d.Points += c.Points
		d.By = append(d.By, c.DisposalCount)
	}
	return d
}
