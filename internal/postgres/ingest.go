package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/ingest"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// ImportStore keeps what is staged, and merges it (merge.go).
type ImportStore struct{ db *DB }

var _ ingest.Store = (*ImportStore)(nil)

// Imports gives the store of imports.
func (db *DB) Imports() *ImportStore { return &ImportStore{db} }

const openImport = `
INSERT INTO task (municipality, kind, state) VALUES (@code, 'import', 'staging') RETURNING id`

// Imports whose process ended before it could submit or drop them, and those that failed
// for good, leave rows behind.
const forgottenImports = `
SELECT id FROM task
WHERE municipality = @code AND kind = 'import'
  AND (state = 'staging' AND created_at < now() - interval '1 day'
    OR state IN ('failed', 'cancelled') AND ended_at < now() - interval '1 day' AND staged_rows + staged_objects > 0)
FOR UPDATE SKIP LOCKED`

// Open begins an import: a task that is not yet queued. The municipality need not exist:
// the import may be what creates it. What imports left behind a day ago is removed.
func (s *ImportStore) Open(ctx context.Context, code string) (task int64, err error) {
	err = s.db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		old, err := collect(ctx, s.db, code, forgottenImports, nil, pgx.RowTo[int64])
		if err != nil {
			return err
		}
		for _, id := range old {
			if err := unstage(ctx, id); err != nil {
				return err
			}
			if _, err := exec(ctx, dropImport, pgx.NamedArgs{"task": id}); err != nil {
				return err
			}
		}
		return tx.QueryRow(ctx, openImport, tenantArgs(ctx, nil)).Scan(&task)
	})
	return task, err
}

const dropImport = `
DELETE FROM task WHERE municipality = @code AND id = @task AND state = 'staging'`

// Discard drops an import that was not submitted, with all that was staged. One that was
// submitted, or is gone already, is left alone.
func (s *ImportStore) Discard(ctx context.Context, code string, task int64) error {
	return s.db.Tenant(ctx, code, func(ctx context.Context, _ pgx.Tx) error {
		dropped, err := exec(ctx, dropImport, pgx.NamedArgs{"task": task})
		if err != nil || dropped == 0 {
			return err
		}
		return unstage(ctx, task)
	})
}

const (
	unstageReports = `DELETE FROM staging.report WHERE municipality = @code AND task = @task`
	unstageObjects = `DELETE FROM staging.object WHERE municipality = @code AND task = @task`
	nothingStaged  = `UPDATE task SET staged_rows = 0, staged_objects = 0 WHERE municipality = @code AND id = @task`
)

func unstage(ctx context.Context, task int64) error {
	for _, statement := range []string{unstageReports, unstageObjects, nothingStaged} {
		if _, err := exec(ctx, statement, pgx.NamedArgs{"task": task}); err != nil {
			return err
		}
	}
	return nil
}

const submitImport = `
UPDATE task SET state = 'queued', request = @request
WHERE municipality = @code AND id = @task AND state = 'staging'`

// Submit queues the job that merges what was staged. It returns Conflict for an import that
// is not open.
func (s *ImportStore) Submit(ctx context.Context, code string, task int64, r ingest.Request) error {
	return s.db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		n, err := exec(ctx, submitImport, pgx.NamedArgs{"task": task, "request": r})
		if err != nil {
			return err
		}
		if n == 0 {
			return notOpen(task)
		}
		return s.db.queue(ctx, tx, job.Import, job.Ref{Municipality: code, Task: task})
	})
}

func notOpen(task int64) error {
	return fault.New(fault.Conflict, lang.T(
		"importen %d är inte öppen; börja en ny", "the import %d is not open; begin a new one", task))
}

const countStaged = `
UPDATE task SET staged_rows = staged_rows + @rows, staged_objects = staged_objects + @objects
WHERE municipality = @code AND id = @task AND state = 'staging'`

// StageReports streams rows into staging, whole or not at all. It stops at the first error
// of rows and returns it, and returns Conflict for an import that is not open.
func (s *ImportStore) StageReports(ctx context.Context, code string, task int64, rows iter.Seq2[ingest.Row, error]) error {
	lines := keyedRows{code: code, task: task, keys: keys{}}
	return s.stage(ctx, code, task, pgx.Identifier{"staging", "report"}, reportStagingColumns, "rows",
		newFeed(rows, lines.values))
}

// StageObjects streams objects into staging, whole or not at all. It stops at the first
// error of objects and returns it, and returns Conflict for an import that is not open.
func (s *ImportStore) StageObjects(ctx context.Context, code string, task int64, objects iter.Seq2[ingest.Object, error]) error {
	lines := keyedObjects{code: code, task: task, keys: keys{}}
	return s.stage(ctx, code, task, pgx.Identifier{"staging", "object"}, objectStagingColumns, "objects",
		newFeed(objects, lines.values))
}

func (s *ImportStore) stage(ctx context.Context, code string, task int64, table pgx.Identifier, columns []string, counted string, f feed) error {
	defer f.stop()
	return s.db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		n, err := tx.CopyFrom(ctx, table, columns, f)
		if f.err() != nil {
			return f.err() // rather than the server's words for a COPY that was broken off
		}
		if err != nil {
			return err
		}
		counts := pgx.NamedArgs{"task": task, "rows": 0, "objects": 0}
		counts[counted] = n
		open, err := exec(ctx, countStaged, counts)
		if err == nil && open == 0 {
			return notOpen(task)
		}
		return err
	})
}

const extentOf = `
SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
FROM (SELECT ST_Extent(geom) AS box FROM (
  SELECT geom FROM area WHERE municipality = @code
  UNION ALL SELECT geom FROM segment WHERE municipality = @code) AS places) AS whole`

// Extent bounds the areas and streets of a municipality, in metres; ok is false where it
// has neither.
func (s *ImportStore) Extent(ctx context.Context, code string) (bound orb.Bound, ok bool, err error) {
	return s.db.extent(ctx, code)
}

func (db *DB) extent(ctx context.Context, code string) (bound orb.Bound, ok bool, err error) {
	corners, err := collectOne(ctx, db, code, extentOf, nil, func(row pgx.CollectableRow) (c [4]*float64, err error) {
		err = row.Scan(&c[0], &c[1], &c[2], &c[3])
		return c, err
	}, pgx.ErrNoRows)
	if err != nil || corners[0] == nil {
		return orb.Bound{}, false, err
	}
	return orb.Bound{Min: orb.Point{*corners[0], *corners[1]}, Max: orb.Point{*corners[2], *corners[3]}}, true, nil
}

// WITH TIES: the lines of two files of one import may share a number, and none may fall
// between two pages.
const listQuarantine = `
SELECT source, line, field, reason, row_values FROM quarantine
WHERE municipality = @code AND task = @task AND line > @after
ORDER BY line FETCH FIRST @limit ROWS WITH TIES`

// Quarantine lists the rows that a task put aside, in the order of lines, after a line, at
// most limit and those that share the last line's number.
func (s *ImportStore) Quarantine(ctx context.Context, code string, task, after int64, limit int) ([]report.Rejection, error) {
	args := pgx.NamedArgs{"task": task, "after": after, "limit": min(max(limit, 1), report.MaxPage)}
	return collect(ctx, s.db, code, listQuarantine, args, func(row pgx.CollectableRow) (r report.Rejection, err error) {
		err = row.Scan(&r.Source, &r.Line, &r.Field, &r.Reason, &r.Values)
		return r, err
	})
}

// importTask is what a merge needs to know of its task.
type importTask struct {
	state         job.State
	request       ingest.Request
	rows, objects int64 // staged
	result        json.RawMessage
}

const loadImport = `
SELECT state, coalesce(request, '{}'), staged_rows, staged_objects, result
FROM task WHERE municipality = @code AND id = @task AND kind = 'import'`

func (s *ImportStore) load(ctx context.Context, code string, task int64) (importTask, error) {
	t, err := collectOne(ctx, s.db, code, loadImport, pgx.NamedArgs{"task": task},
		func(row pgx.CollectableRow) (t importTask, err error) {
			err = row.Scan(&t.state, &t.request, &t.rows, &t.objects, (*[]byte)(&t.result))
			return t, err
		}, noTask(task))
	if err != nil {
		return t, fmt.Errorf("load import %d: %w", task, err)
	}
	return t, nil
}
