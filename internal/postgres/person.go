package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

var _ report.PersonStore = (*ReportStore)(nil)

// Report returns a report, also one that is limited, or NotFound.
func (s *ReportStore) Report(ctx context.Context, code string, id int64) (report.Report, error) {
	return collectOne(ctx, s.db, code, oneReport, pgx.NamedArgs{"id": id}, scanReport, noReport(id))
}

func noReport(id int64) error {
	return fault.New(fault.NotFound, lang.T("rapporten %d finns inte", "there is no report %d", id))
}

// The texts are read whole: a search for a person is rare, and an index for it would be one
// more place that holds what they say. They are stored as they came: an Å may be one letter
// or an A with a ring, a space one that breaks no line (NFKC makes them alike).
const findPerson = reportColumns + `
  AND (cardinality(@words::text[]) > 0 AND NOT EXISTS (
      SELECT FROM unnest(@words::text[]) AS word
      WHERE strpos(lower(normalize(body, NFKC)), lower(normalize(word, NFKC))) = 0)
    OR (source, reporter_key) IN (SELECT * FROM unnest(@reporter_sources::text[], @reporters::text[]))
    OR (source, source_key) IN (SELECT * FROM unnest(@key_sources::text[], @keys::text[])))
ORDER BY id LIMIT @limit`

// FindPerson returns what matches in the order of IDs, at most limit.
func (s *ReportStore) FindPerson(ctx context.Context, code string, m report.PersonMatch, limit int) ([]report.Report, error) {
	return collect(ctx, s.db, code, findPerson, personArgs(m, limit), scanReport)
}

// Columns may be mixed up in a row that was put aside: words count in any of them.
const findPutAside = `
SELECT q.task, q.source, q.line, q.field, q.reason, q.row_values FROM quarantine q,
  LATERAL (SELECT coalesce(string_agg(value, ' '), '') AS body FROM jsonb_each_text(q.row_values - 'reporter_key')) AS said
WHERE q.municipality = @code AND (
  cardinality(@words::text[]) > 0 AND NOT EXISTS (
    SELECT FROM unnest(@words::text[]) AS word
    WHERE strpos(lower(normalize(said.body, NFKC)), lower(normalize(word, NFKC))) = 0)
  OR EXISTS (SELECT FROM unnest(@reporter_sources::text[], @reporters::text[]) AS k (source, key)
             WHERE q.source IN (k.source, '') AND q.row_values ->> 'reporter_key' = k.key)
  OR EXISTS (SELECT FROM unnest(@key_sources::text[], @keys::text[]) AS k (source, key)
             WHERE q.source IN (k.source, '') AND q.row_values ->> 'external_id' = k.key))
ORDER BY q.task, q.line, q.n LIMIT @limit`

// FindPutAside returns the rows in quarantine that match, words in any column, in the order
// of tasks and lines, at most limit. Where a row does not tell its source, any will do.
func (s *ReportStore) FindPutAside(ctx context.Context, code string, m report.PersonMatch, limit int) ([]report.PutAside, error) {
	return collect(ctx, s.db, code, findPutAside, personArgs(m, limit), func(row pgx.CollectableRow) (r report.PutAside, err error) {
		err = row.Scan(&r.Task, &r.Source, &r.Line, &r.Field, &r.Reason, &r.Values)
		return r, err
	})
}

func personArgs(m report.PersonMatch, limit int) pgx.NamedArgs {
	args := pgx.NamedArgs{"words": notNil(m.Words), "limit": limit}
	args["reporter_sources"], args["reporters"] = apart(m.Reporters)
	args["key_sources"], args["keys"] = apart(m.Keys)
	return args
}

func apart(all []report.SourceKey) (sources, keys []string) {
	sources, keys = make([]string, len(all)), make([]string, len(all))
	for i, k := range all {
		sources[i], keys[i] = string(k.Source), k.Key
	}
	return sources, keys
}

const correctReport = `
UPDATE report SET body = @body, category = @category, limited = @limited, corrected = @corrected, revision = @revision
WHERE municipality = @code AND id = @id`

// Correct stores what change makes of a report, with a new revision. It returns NotFound,
// what change returns, and Unavailable while an import is being merged.
func (s *ReportStore) Correct(ctx context.Context, code string, id int64, change func(report.Report) (report.Report, error)) (corrected report.Report, err error) {
	err = s.db.writeBriefly(ctx, code, func(ctx context.Context, _ pgx.Tx, revision int64) error {
		r, err := s.Report(ctx, code, id)
		if err != nil {
			return err
		}
		if r, err = change(r); err != nil {
			return err
		}
		_, err = exec(ctx, correctReport, pgx.NamedArgs{
			"id": id, "body": r.Text, "category": r.Category, "limited": r.Limited, "corrected": r.Corrected, "revision": revision,
		})
		if err != nil {
			return err
		}
		corrected, err = s.Report(ctx, code, id)
		return err
	})
	return corrected, err
}

// writeBriefly is Write for a person who waits for the answer: see waitBriefly.
func (db *DB) writeBriefly(ctx context.Context, code string, fn func(ctx context.Context, tx pgx.Tx, revision int64) error) error {
	return db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, waitBriefly); err != nil {
			return err
		}
		return db.Write(ctx, code, fn)
	})
}
