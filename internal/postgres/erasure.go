package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// ErasureStore erases reports for good.
type ErasureStore struct {
	*RetentionStore
	db *DB
}

var _ report.ErasureStore = (*ErasureStore)(nil)

// Erasures gives the store of erasures.
func (db *DB) Erasures() *ErasureStore { return &ErasureStore{db.Retentions(), db} }

// KeyErasures gives the database the subkey that tells erased reports which come in again.
// It is asked for only in municipalities where something was erased.
func (db *DB) KeyErasures(key func() ([]byte, error)) { db.erasureKey = key }

// stones makes stones of a municipality.
func (db *DB) stones(code string) (*report.Stones, error) {
	if db.erasureKey == nil {
		return nil, errors.New("no key of erasures is set")
	}
	key, err := db.erasureKey()
	if err != nil {
		return nil, fmt.Errorf("take the key of erasures: %w", err)
	}
	return report.NewStones(key, code), nil
}

const keyOfReport = `SELECT source, source_key FROM report WHERE municipality = @code AND id = @id`

// Erase asks check whether the rules of retention allow it, deletes a report and the rows of
// the same id in quarantine, leaves its stone and a tombstone, and calls write with the stone
// before it commits. It returns NotFound, and Unavailable while an import is being merged.
func (s *ErasureStore) Erase(ctx context.Context, code string, id int64, stones *report.Stones, at time.Time, check func(report.Retention) error, write func(report.Stone) error) error {
	return s.db.writeBriefly(ctx, code, func(ctx context.Context, _ pgx.Tx, revision int64) error {
		r, err := s.Retention(ctx, code)
		if err == nil {
			err = check(r)
		}
		if err != nil {
			return err
		}
		of, err := collectOne(ctx, s.db, code, keyOfReport, pgx.NamedArgs{"id": id}, pgx.RowToStructByPos[report.SourceKey], noReport(id))
		if err != nil {
			return err
		}
		stone := stones.Of(of.Source, of.Key)
		if err := layStones(ctx, [][]byte{stone[:]}, []time.Time{at}, stones.Key()); err != nil {
			return err
		}
		if err := removeReports(ctx, []int64{id}, revision); err != nil {
			return err
		}
		if err := removePutAside(ctx, stones, map[report.Stone]bool{stone: true}); err != nil {
			return err
		}
		return write(stone)
	})
}

const layErasures = `
INSERT INTO erasure (municipality, stone, key, erased_at)
SELECT @code, stone, @key, at FROM unnest(@stones::bytea[], @at::timestamptz[]) AS s (stone, at)
ON CONFLICT (municipality, stone) DO NOTHING`

func layStones(ctx context.Context, stones [][]byte, at []time.Time, key string) error {
	_, err := exec(ctx, layErasures, pgx.NamedArgs{"stones": stones, "at": at, "key": key})
	return err
}

const eraseReports = `
WITH gone AS (DELETE FROM report WHERE municipality = @code AND id = ANY (@ids) RETURNING id, restricted)
INSERT INTO tombstone (municipality, collection, id, revision, restricted) SELECT @code, 'report', id::text, @revision, restricted FROM gone
ON CONFLICT (municipality, collection, id) DO UPDATE SET revision = excluded.revision`

func removeReports(ctx context.Context, ids []int64, revision int64) error {
	_, err := exec(ctx, eraseReports, pgx.NamedArgs{"ids": ids, "revision": revision})
	return err
}

const keysPutAside = `
SELECT task, n, source, row_values ->> 'external_id' FROM quarantine
WHERE municipality = @code AND source <> '' AND row_values ? 'external_id'`

const removeAside = `
DELETE FROM quarantine q USING unnest(@tasks::bigint[], @numbers::bigint[]) AS gone (task, n)
WHERE q.municipality = @code AND q.task = gone.task AND q.n = gone.n`

// removePutAside deletes the rows in quarantine that stones are of. One without an id of its
// own, or that does not tell its source, cannot be told.
func removePutAside(ctx context.Context, stones *report.Stones, laid map[report.Stone]bool) error {
	rows, err := sessionOf(ctx).tx.Query(ctx, keysPutAside, tenantArgs(ctx, nil))
	if err != nil {
		return err
	}
	var task, n int64
	var of report.SourceKey
	var tasks, numbers []int64
	_, err = pgx.ForEachRow(rows, []any{&task, &n, &of.Source, &of.Key}, func() error {
		if laid[stones.Of(of.Source, of.Key)] {
			tasks, numbers = append(tasks, task), append(numbers, n)
		}
		return nil
	})
	if err != nil || len(tasks) == 0 {
		return err
	}
	_, err = exec(ctx, removeAside, pgx.NamedArgs{"tasks": tasks, "numbers": numbers})
	return err
}

const keysOfReports = `SELECT id, source, source_key FROM report WHERE municipality = @code ORDER BY id`

// Reapply lays stones that a journal kept and deletes the reports that they are of, and the
// rows in quarantine. It returns NotFound for an unknown municipality.
func (s *ErasureStore) Reapply(ctx context.Context, code string, stones *report.Stones, kept []report.Erased) (erased int64, err error) {
	err = s.db.Write(ctx, code, func(ctx context.Context, _ pgx.Tx, revision int64) error {
		laid := map[report.Stone]bool{}
		var all [][]byte
		var at []time.Time
		for _, e := range kept {
			if !laid[e.Stone] {
				all, at = append(all, slices.Clone(e.Stone[:])), append(at, e.At)
			}
			laid[e.Stone] = true
		}
		if err := layStones(ctx, all, at, stones.Key()); err != nil {
			return err
		}
		if err := removePutAside(ctx, stones, laid); err != nil {
			return err
		}
		ids, err := erasedAmong(ctx, keysOfReports, nil, stones, laid)
		if err != nil || len(ids) == 0 {
			return err
		}
		erased = int64(len(ids))
		return removeReports(ctx, ids, revision)
	})
	return erased, err
}

// erasedAmong returns the numbers of the rows that stones are of. The query gives a number,
// a source and a key.
func erasedAmong(ctx context.Context, query string, args pgx.NamedArgs, stones *report.Stones, laid map[report.Stone]bool) (found []int64, err error) {
	rows, err := sessionOf(ctx).tx.Query(ctx, query, tenantArgs(ctx, args))
	if err != nil {
		return nil, err
	}
	var n int64
	var source report.Source
	var key string
	_, err = pgx.ForEachRow(rows, []any{&n, &source, &key}, func() error {
		if laid[stones.Of(source, key)] {
			found = append(found, n)
		}
		return nil
	})
	return found, err
}

const laidStones = `SELECT stone, key FROM erasure WHERE municipality = @code`

// laid returns the stones of the municipality and what makes them; both nil where there are
// none. It returns ErrOtherSecret where it could not tell what was erased.
func (db *DB) laid(ctx context.Context, code string) (laid map[report.Stone]bool, stones *report.Stones, err error) {
	type row struct {
		Stone []byte
		Key   string
	}
	all, err := collect(ctx, db, code, laidStones, nil, pgx.RowToStructByPos[row])
	if err != nil || len(all) == 0 {
		return nil, nil, err
	}
	if stones, err = db.stones(code); err != nil {
		return nil, nil, err
	}
	laid = make(map[report.Stone]bool, len(all))
	for _, r := range all {
		if r.Key != stones.Key() {
			return nil, nil, report.ErrOtherSecret
		}
		laid[report.Stone(r.Stone)] = true
	}
	return laid, stones, nil
}

// refuseErased returns ErrErased for a report that was erased.
func (db *DB) refuseErased(ctx context.Context, code string, source report.Source, key string) error {
	laid, stones, err := db.laid(ctx, code)
	if err == nil && stones != nil && laid[stones.Of(source, key)] {
		return report.ErrErased
	}
	return err
}

// A row that is to be put aside has its id among its values.
const stagedKeys = `
SELECT n, source, coalesce(source_key, row_values ->> 'external_id', '') FROM staging.report
WHERE municipality = @code AND task = @task AND source IS NOT NULL`

const unstageErased = `
DELETE FROM staging.report WHERE municipality = @code AND task = @task AND n = ANY (@erased)`

// dropErased takes out of staging what was erased before. Stones are hashed in Go: the
// database does not have their key.
func (m *merge) dropErased(db *DB, code string) func(context.Context) error {
	return func(ctx context.Context) error {
		if m.rows == 0 {
			return nil
		}
		laid, stones, err := db.laid(ctx, code)
		if err != nil || stones == nil {
			return err
		}
		found, err := erasedAmong(ctx, stagedKeys, pgx.NamedArgs{"task": m.id}, stones, laid)
		if err != nil || len(found) == 0 {
			return err
		}
		m.erased, err = m.exec(ctx, unstageErased, pgx.NamedArgs{"erased": found})
		m.sum.Notes = append(m.sum.Notes, lang.T("rader som är raderade sedan tidigare: %d", "rows erased before: %d", m.erased))
		return err
	}
}
