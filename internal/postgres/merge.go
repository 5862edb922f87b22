package postgres

import (
	"context"
	_ "embed" // queries
	"encoding/json"
	"fmt"
	"maps"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/ingest"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// merge is one import on its way from staging into the tables, within one transaction.
type merge struct {
	importTask
	id       int64
	progress job.Progress
	revision int64
	erased   int64 // staged rows of reports that were erased before
	sum      ingest.Summary
}

// Merge brings everything staged into the tables in one transaction, whole or not at all. A
// second run of the same task changes nothing and returns the same summary; two at once
// take turns. It returns NotFound for an unknown task or municipality, and Conflict for an
// import that was not submitted, whose rows were lost in a crash of the server, or whose
// reports do not belong in the municipality.
func (s *ImportStore) Merge(ctx context.Context, code string, task int64, progress job.Progress) (sum ingest.Summary, err error) {
	if progress == nil {
		progress = func(lang.Text, int64, int64) {}
	}
	err = s.db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		if err := lockTask(ctx, tx, job.Ref{Municipality: code, Task: task}); err != nil {
			return err
		}
		t, err := s.load(ctx, code, task)
		if err != nil {
			return err
		}
		if t.result != nil {
			return json.Unmarshal(t.result, &sum)
		}
		if t.state == job.Staging {
			return fault.New(fault.Conflict, lang.T(
				"importen %d är inte inskickad än", "the import %d is not submitted yet", task))
		}
		m := &merge{importTask: t, id: task, progress: progress}
		if err := m.run(ctx, s.db, code); err != nil {
			return fmt.Errorf("merge import %d: %w", task, err)
		}
		sum = m.sum
		return nil
	})
	return sum, err
}

func (m *merge) run(ctx context.Context, db *DB, code string) error {
	if err := m.tune(ctx); err != nil {
		return err
	}
	if err := m.checkStaged(ctx); err != nil {
		return err
	}
	if err := m.municipality(ctx); err != nil {
		return err
	}
	return db.Write(ctx, code, func(ctx context.Context, tx pgx.Tx, revision int64) error {
		m.revision, m.sum.Revision = revision, revision
		m.sum.Notes = m.request.Notes
		for _, step := range []func(context.Context) error{
			m.checkExercise, m.areas, m.bases, m.segments, m.overlays, m.imported, m.storedHomes, m.replaceStored, m.sources,
			m.dropErased(db, code), m.stagedHomes, m.reports, m.quarantine, m.finish,
			func(ctx context.Context) error { return db.queueRenewal(ctx, code) },
		} {
			if err := step(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// Rows just staged have no statistics, and the planner takes them for a handful: joined by
// nested loops they would take hours, and merge joins sort them needlessly. Hash joins are
// right whatever their number. plan_cache_mode goes back to its default, or the check of a
// foreign key would be planned anew for every row. The settings end with the transaction.
const tuneMerge = `
SELECT set_config('enable_nestloop', 'off', true), set_config('enable_mergejoin', 'off', true),
       set_config('plan_cache_mode', 'auto', true), set_config('work_mem', '64MB', true)`

func (m *merge) tune(ctx context.Context) error {
	_, err := exec(ctx, tuneMerge, nil)
	return err
}

func (m *merge) exec(ctx context.Context, statement string, more ...pgx.NamedArgs) (int64, error) {
	args := pgx.NamedArgs{"task": m.id, "revision": m.revision}
	for _, extra := range more {
		maps.Copy(args, extra)
	}
	return exec(ctx, statement, args)
}

func (m *merge) scan(ctx context.Context, query string, args pgx.NamedArgs, into ...any) error {
	all := tenantArgs(ctx, args)
	all["task"], all["revision"] = m.id, m.revision
	return sessionOf(ctx).tx.QueryRow(ctx, query, all).Scan(into...)
}

const stagedCounts = `
SELECT (SELECT count(*) FROM staging.report WHERE municipality = @code AND task = @task),
       (SELECT count(*) FROM staging.object WHERE municipality = @code AND task = @task)`

// checkStaged refuses an import whose rows a crash of the server has emptied: merging what
// is left would delete what the import was to replace.
func (m *merge) checkStaged(ctx context.Context) error {
	var rows, objects int64
	if err := m.scan(ctx, stagedCounts, nil, &rows, &objects); err != nil {
		return err
	}
	if rows != m.rows || objects != m.objects {
		return fault.New(fault.Conflict, lang.T(
			"det inlästa gick förlorat när databasen startade om (%d av %d rader finns kvar); ingenting är ändrat, importera igen",
			"what was read got lost when the database restarted (%d of %d rows are left); nothing is changed, import again",
			rows+objects, m.rows+m.objects))
	}
	return nil
}

const mixedReports = `
SELECT (SELECT exercise FROM municipality WHERE municipality = @code), count(*) FROM staging.report
WHERE municipality = @code AND task = @task AND field IS NULL
  AND exercise <> (SELECT exercise FROM municipality WHERE municipality = @code)`

// checkExercise refuses invented reports among real ones, and real among invented.
func (m *merge) checkExercise(ctx context.Context) error {
	var exercise bool
	var n int64
	err := m.scan(ctx, mixedReports, nil, &exercise, &n)
	switch {
	case err != nil || n == 0:
		return err
	case exercise:
		return fault.New(fault.Conflict, lang.T(
			"kommunen har övningsdata och filen %d riktiga rapporter; lägg riktiga rapporter i en kommun utan övningsdata",
			"the municipality holds exercise data and the file %d real reports; put real reports in a municipality without exercise data", n))
	}
	return fault.New(fault.Conflict, lang.T(
		"kommunen har riktiga rapporter och filen %d med övningsdata; lägg övningsdata i en kommun som är märkt så",
		"the municipality holds real reports and the file %d of exercise data; put exercise data in a municipality marked as such", n))
}

var (
	stageReports = lang.T("lägger in rapporter", "storing reports")
	stageObjects = lang.T("lägger in områden, gator och lager", "storing areas, streets and overlays")
)

//go:embed query/incoming_reports.sql
var incomingReports string

//go:embed query/merge_reports.sql
var judgeReports string

var mergeReports = incomingReports + placePoints + judgeReports

// reports stores the staged reports and counts what happened to each row.
func (m *merge) reports(ctx context.Context) error {
	if m.rows == 0 {
		return nil
	}
	m.progress(stageReports, 0, m.rows)
	var distinct int64
	args := pgx.NamedArgs{"imprecise": float64(report.MaxHotspotAccuracyM)}
	if err := m.scan(ctx, mergeReports, args, &m.sum.New, &m.sum.Updated, &distinct, &m.sum.Imprecise); err != nil {
		return err
	}
	m.sum.Read = m.rows - m.request.Aside
	m.sum.Unchanged = distinct - m.sum.New - m.sum.Updated
	m.progress(stageReports, m.rows, m.rows)
	return nil
}

const moveToQuarantine = `
INSERT INTO quarantine (municipality, task, n, source, line, field, reason, row_values)
SELECT municipality, task, n, coalesce(source, ''), line, field, reason, coalesce(row_values, '{}')
FROM staging.report WHERE municipality = @code AND task = @task AND field IS NOT NULL`

// quarantine keeps the rows that are no reports, objects that were put aside among them.
// Rows that a later one with the same id replaced count as unchanged, and are told of in a
// note.
func (m *merge) quarantine(ctx context.Context) error {
	moved, err := m.exec(ctx, moveToQuarantine)
	if err != nil {
		return err
	}
	m.sum.Aside = m.request.Aside
	m.sum.Quarantined = moved - m.sum.Aside
	repeated := m.rows - m.erased - moved - m.sum.New - m.sum.Updated - m.sum.Unchanged
	if repeated > 0 {
		m.sum.Unchanged += repeated
		m.sum.Notes = append(m.sum.Notes, lang.T(
			"rader med samma id som en senare rad, som gäller i stället: %d",
			"rows with the same id as a later row, which counts instead: %d", repeated))
	}
	return nil
}

const setResult = `UPDATE task SET result = @result WHERE municipality = @code AND id = @task`

// finish empties staging and remembers the summary, so that a second run knows.
func (m *merge) finish(ctx context.Context) error {
	if err := unstage(ctx, m.id); err != nil {
		return err
	}
	body, err := json.Marshal(m.sum)
	if err != nil {
		return err
	}
	_, err = m.exec(ctx, setResult, pgx.NamedArgs{"result": json.RawMessage(body)})
	return err
}
