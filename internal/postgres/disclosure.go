package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/municipality"
	"tryggled/internal/report"
)

// DisclosureStore keeps decisions on requests for public records.
type DisclosureStore struct{ db *DB }

var _ report.DisclosureStore = (*DisclosureStore)(nil)

// Disclosures gives the store of disclosures.
func (db *DB) Disclosures() *DisclosureStore { return &DisclosureStore{db} }

const disclosedCounts = `
SELECT to_char(occurred_from AT TIME ZONE @zone, 'YYYY-MM'), area, category, count(*)
FROM report
WHERE municipality = @code AND NOT limited
  AND (@since::timestamptz IS NULL OR occurred_from >= @since)
  AND (@until::timestamptz IS NULL OR occurred_from < @until)
  AND (@categories::text[] IS NULL OR category = ANY (@categories))
  AND (@area = '' OR area = @area)
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`

// Counts counts reports that are not limited by the local month in which they began, area
// and category.
func (s *DisclosureStore) Counts(ctx context.Context, m municipality.Municipality, sel report.Selection) ([]report.DisclosedCount, error) {
	return collect(ctx, s.db, m.Code, disclosedCounts, pgx.NamedArgs{
		"zone": m.TimeZone, "since": orNull(sel.Since), "until": orNull(sel.Until), "categories": sel.Categories, "area": sel.Area,
	}, pgx.RowToStructByPos[report.DisclosedCount])
}

// An area that is gone may be left on reports whose place was coarsened.
const disclosedSlugs = `
SELECT slug FROM area WHERE municipality = @code
UNION SELECT area FROM report WHERE municipality = @code AND area <> ''
ORDER BY 1`

// Slugs lists the areas there are, and those of stored reports, in order.
func (s *DisclosureStore) Slugs(ctx context.Context, code string) ([]string, error) {
	return collect(ctx, s.db, code, disclosedSlugs, nil, pgx.RowTo[string])
}

const addDisclosure = `
INSERT INTO disclosure (municipality, request, secrecy_test, granted, selection, copy, audit_head, decided_at, decided_by)
VALUES (@code, @request, @secrecy_test, @granted, @selection, @copy, @audit_head, @decided_at, @decided_by) RETURNING id`

// Save stores a decision and returns its id.
func (s *DisclosureStore) Save(ctx context.Context, code string, d report.Disclosure) (int64, error) {
	var copied any
	if d.Granted {
		copied = d.Copy
	}
	return collectOne(ctx, s.db, code, addDisclosure, pgx.NamedArgs{
		"request": d.Request, "secrecy_test": d.SecrecyTest, "granted": d.Granted, "selection": d.Selection, "copy": copied,
		"audit_head": d.AuditHead, "decided_at": d.DecidedAt, "decided_by": d.DecidedBy,
	}, pgx.RowTo[int64], pgx.ErrNoRows)
}

const listDisclosures = `
SELECT id, request, secrecy_test, granted, selection, copy, audit_head, decided_at, decided_by
FROM disclosure WHERE municipality = @code AND (@before = 0 OR id < @before)
ORDER BY id DESC LIMIT @limit`

// List returns decisions, newest first, with ids below before (0: all), at most limit.
func (s *DisclosureStore) List(ctx context.Context, code string, before int64, limit int) ([]report.Disclosure, error) {
	args := pgx.NamedArgs{"before": before, "limit": min(max(limit, 1), maxListed+1)}
	return collect(ctx, s.db, code, listDisclosures, args, func(row pgx.CollectableRow) (d report.Disclosure, err error) {
		err = row.Scan(&d.ID, &d.Request, &d.SecrecyTest, &d.Granted, &d.Selection, &d.Copy, &d.AuditHead, &d.DecidedAt, &d.DecidedBy)
		return d, err
	})
}
