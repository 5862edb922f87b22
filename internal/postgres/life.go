package postgres

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
)

// lifeRow is what becomes of a plan, as its columns have it.
type lifeRow struct {
	status              plan.Status
	published, approved *int
	approvedBy          *string

	approvedAt, publishedAt, begunAt, endedAt *time.Time
}

func (r lifeRow) life() plan.Life {
	return plan.Life{
		Status: r.status, Version: orNone(r.published), Approved: orNone(r.approved), ApprovedBy: orNone(r.approvedBy),
		ApprovedAt: utcOrZero(r.approvedAt), PublishedAt: utcOrZero(r.publishedAt), BegunAt: utcOrZero(r.begunAt), EndedAt: utcOrZero(r.endedAt),
	}
}

// orNone is the value, or the zero value for NULL.
func orNone[T any](v *T) (zero T) {
	if v == nil {
		return zero
	}
	return *v
}

// known is the value, or NULL for the zero value.
func known[T comparable](v T) *T {
	if v == *new(T) {
		return nil
	}
	return &v
}

func utcOrZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// A row that refers to the plan may be added meanwhile: its key stays.
const lockPlan = `SELECT id FROM plan WHERE municipality = @code AND id = @id FOR NO KEY UPDATE`

// Changing runs change in a transaction in which nobody else changes the plan, or writes
// about its walk; an id of 0 is a plan that is yet to be saved. It returns NotFound.
//
// The plan's row is locked before the municipality's, which Write locks: whoever needs both
// takes them in this order.
func (s *RouteStore) Changing(ctx context.Context, code string, id int64, change func(ctx context.Context) error) error {
	return s.db.changingPlan(ctx, code, id, change)
}

func (db *DB) changingPlan(ctx context.Context, code string, id int64, change func(ctx context.Context) error) error {
	return db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		if id == 0 {
			return change(ctx)
		}
		err := tx.QueryRow(ctx, lockPlan, tenantArgs(ctx, pgx.NamedArgs{"id": id})).Scan(new(int64))
		if errors.Is(err, pgx.ErrNoRows) {
			return noPlan(id)
		}
		if err != nil {
			return err
		}
		return change(ctx)
	})
}

const setLife = `
UPDATE plan SET status = @status, published_version = @published, approved_version = @approved, approved_at = @approved_at,
  approved_by = @approved_by, published_at = @published_at, begun_at = @begun_at, ended_at = @ended_at, revision = @revision
WHERE municipality = @code AND id = @id AND status = @from`

// SetLife replaces the life of a plan that still has the status from. It returns NotFound,
// and Conflict where somebody changed it meanwhile.
func (s *RouteStore) SetLife(ctx context.Context, code string, id int64, from plan.Status, l plan.Life) error {
	from, l.Status = cmp.Or(from, plan.Draft), cmp.Or(l.Status, plan.Draft)
	return s.Changing(ctx, code, id, func(ctx context.Context) error {
		return s.db.Write(ctx, code, func(ctx context.Context, _ pgx.Tx, revision int64) error {
			changed, err := exec(ctx, setLife, pgx.NamedArgs{
				"id": id, "from": from, "status": l.Status, "published": known(l.Version), "approved": known(l.Approved),
				"approved_at": orNull(l.ApprovedAt), "approved_by": known(l.ApprovedBy), "published_at": orNull(l.PublishedAt),
				"begun_at": orNull(l.BegunAt), "ended_at": orNull(l.EndedAt), "revision": revision,
			})
			if err == nil && changed == 0 {
				return fault.New(fault.Conflict, lang.T(
					"planen %d har fått en annan status under tiden: läs den igen och gör om",
					"plan %d has got another status meanwhile: read it again and redo", id))
			}
			return err
		})
	})
}

const listVersions = `SELECT ` + planRow + ` AND p.id = @id ORDER BY v.version DESC LIMIT @most`

// Versions returns the versions of a plan without routes, newest first, or NotFound.
func (s *RouteStore) Versions(ctx context.Context, code string, id int64) ([]plan.Plan, error) {
	all, err := collect(ctx, s.db, code, listVersions, pgx.NamedArgs{"id": id, "most": maxListed}, scanPlan)
	if err == nil && len(all) == 0 {
		return nil, noPlan(id)
	}
	return all, err
}

// What was walked is known where a plan is done and its log tells of it.
const recentPlans = newestOfEach + `
  AND p.shift_to > @since AND p.shift_from < @until
  AND (p.status IN ('published', 'under_way') AND v.version = p.published_version
    OR p.status = 'done' AND v.version = p.published_version AND NOT ` + walkKnown + `
    OR p.status = 'draft' AND p.id = ANY (@drafts::bigint[]))
ORDER BY p.id, v.version DESC`

const walkKnown = `(EXISTS (SELECT FROM patrol_log l WHERE l.municipality = p.municipality AND l.plan = p.id)
  OR EXISTS (SELECT FROM patrol_track t WHERE t.municipality = p.municipality AND t.plan = p.id))`

// Recent returns the plans that say where teams are in a time; see route.Store.
func (s *RouteStore) Recent(ctx context.Context, code string, since, until time.Time, drafts []int64) ([]plan.Plan, error) {
	args := pgx.NamedArgs{"since": since, "until": until, "drafts": notNil(drafts)}
	return collect(ctx, s.db, code, recentPlans, args, scanPlan)
}
