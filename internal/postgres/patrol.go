package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/patrol"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// PatrolStore keeps what was walked, and gives the plans that are walked.
type PatrolStore struct{ db *DB }

var (
	_ patrol.Store = (*PatrolStore)(nil)
	_ patrol.Plans = (*PatrolStore)(nil)
)

// Patrols gives the store of what was walked.
func (db *DB) Patrols() *PatrolStore { return &PatrolStore{db} }

// Writing runs write in a transaction in which nobody else writes about the walk of a plan,
// or changes it. It returns NotFound.
func (s *PatrolStore) Writing(ctx context.Context, code string, plan int64, write func(ctx context.Context) error) error {
	if plan == 0 {
		return noPlan(plan)
	}
	return s.db.changingPlan(ctx, code, plan, write)
}

const patrolLog = `
SELECT id, plan, version, team, kind, visit, spot, happened_at, body, tallies, reason, category,
  coalesce(report, 0), coalesce(replaces, 0), written_by, written_at, client_key
FROM patrol_log WHERE municipality = @code AND plan = @plan ORDER BY id`

// Log returns the entries of all teams of a plan in the order of their IDs, replaced ones
// too. Where an observation was made stands in its report alone.
func (s *PatrolStore) Log(ctx context.Context, code string, plan int64) (patrol.Log, error) {
	return collect(ctx, s.db, code, patrolLog, pgx.NamedArgs{"plan": plan}, func(row pgx.CollectableRow) (e patrol.Entry, err error) {
		err = row.Scan(&e.ID, &e.Plan, &e.Version, &e.Team, &e.Kind, &e.Visit, &e.Spot, &e.At, &e.Text, &e.Tallies, &e.Reason, &e.Category,
			&e.Report, &e.Replaces, &e.By, &e.WrittenAt, &e.Key)
		e.At, e.WrittenAt = e.At.UTC(), e.WrittenAt.UTC()
		if len(e.Tallies) == 0 {
			e.Tallies = nil
		}
		return e, err
	})
}

const addEntry = `
INSERT INTO patrol_log (municipality, plan, version, team, kind, visit, spot, happened_at, body, tallies, reason, category,
  report, replaces, written_by, written_at, client_key, revision)
VALUES (@code, @plan, @version, @team, @kind, @visit, @spot, @at, @body, @tallies, @reason, @category,
  @report, @replaces, @by, @written_at, @key, @revision)
RETURNING id`

// AddEntry adds an entry to the log and returns its id. It returns Conflict where there is no
// such version of the plan.
func (s *PatrolStore) AddEntry(ctx context.Context, code string, e patrol.Entry) (id int64, err error) {
	return s.add(ctx, code, addEntry, pgx.NamedArgs{
		"plan": e.Plan, "version": e.Version, "team": e.Team, "kind": e.Kind, "visit": e.Visit, "spot": e.Spot, "at": e.At, "body": e.Text,
		"tallies": notNil(e.Tallies), "reason": e.Reason, "category": e.Category, "report": known(e.Report), "replaces": known(e.Replaces),
		"by": e.By, "written_at": e.WrittenAt, "key": e.Key,
	})
}

// add runs a statement that adds a row, stamped with the revision, and gives its id.
func (s *PatrolStore) add(ctx context.Context, code, statement string, args pgx.NamedArgs) (id int64, err error) {
	err = s.db.Write(ctx, code, func(ctx context.Context, tx pgx.Tx, revision int64) error {
		args["revision"] = revision
		return tx.QueryRow(ctx, statement, tenantArgs(ctx, args)).Scan(&id)
	})
	return id, err
}

const patrolTracks = `
SELECT id, plan, version, team, starts_at, ends_at, body, written_by, written_at
FROM patrol_track WHERE municipality = @code AND plan = @plan ORDER BY id`

// Tracks returns the matched tracks of a plan in the order of their IDs.
func (s *PatrolStore) Tracks(ctx context.Context, code string, plan int64) ([]patrol.Walked, error) {
	return collect(ctx, s.db, code, patrolTracks, pgx.NamedArgs{"plan": plan}, func(row pgx.CollectableRow) (w patrol.Walked, err error) {
		var columns patrol.Walked // what the database knows better than the body
		err = row.Scan(&columns.ID, &columns.Plan, &columns.Version, &columns.Team, &columns.From, &columns.To, &w, &columns.By, &columns.WrittenAt)
		w.ID, w.Plan, w.Version, w.Team, w.By = columns.ID, columns.Plan, columns.Version, columns.Team, columns.By
		w.From, w.To, w.WrittenAt = columns.From.UTC(), columns.To.UTC(), columns.WrittenAt.UTC()
		return w, err
	})
}

const addTrack = `
INSERT INTO patrol_track (municipality, plan, version, team, starts_at, ends_at, body, written_by, written_at, revision)
VALUES (@code, @plan, @version, @team, @from, @to, @body, @by, @written_at, @revision)
RETURNING id`

// AddTrack adds a matched track and returns its id. Who brought it stands in its column alone.
func (s *PatrolStore) AddTrack(ctx context.Context, code string, w patrol.Walked) (id int64, err error) {
	args := pgx.NamedArgs{
		"plan": w.Plan, "version": w.Version, "team": w.Team, "from": w.From, "to": w.To, "by": w.By, "written_at": w.WrittenAt,
	}
	w.By = ""
	args["body"] = w
	return s.add(ctx, code, addTrack, args)
}

const walkedPlans = `
SELECT p.id FROM plan p
WHERE p.municipality = @code AND p.shift_to > @since AND p.shift_from < @until AND ` + walkKnown + `
ORDER BY p.id`

// Walked lists the plans that have an entry or a track and whose shift touches [since,
// until), in the order of their IDs.
func (s *PatrolStore) Walked(ctx context.Context, code string, since, until time.Time) ([]int64, error) {
	return collect(ctx, s.db, code, walkedPlans, pgx.NamedArgs{"since": since, "until": until}, pgx.RowTo[int64])
}

const awaitedPlans = `
SELECT p.id FROM plan p
WHERE p.municipality = @code AND p.shift_to > @since AND p.shift_from < @until AND p.status IN ('published', 'under_way')
ORDER BY p.id`

// Awaited lists the plans that are published or under way, and whose shift touches [since,
// until), in the order of their IDs.
func (s *PatrolStore) Awaited(ctx context.Context, code string, since, until time.Time) ([]int64, error) {
	return collect(ctx, s.db, code, awaitedPlans, pgx.NamedArgs{"since": since, "until": until}, pgx.RowTo[int64])
}

// Planned returns the version of a plan that its teams walk by, or walked by, with its routes
// and hotspots, whoever asks; of one that was never published the newest. It returns NotFound.
func (s *PatrolStore) Planned(ctx context.Context, m municipality.Municipality, id int64) (route.Planned, error) {
	planned := route.Planned{Municipality: m}
	err := s.db.seeingAll(ctx, m.Code, func(ctx context.Context) (err error) {
		routes := s.db.Routes()
		if planned.Plan, planned.Routes, err = routes.Plan(ctx, m.Code, id, 0); err != nil {
			return err
		}
		if v := planned.Plan.Life.Version; v > 0 && v != planned.Plan.Version {
			if planned.Plan, planned.Routes, err = routes.Plan(ctx, m.Code, id, v); err != nil {
				return err
			}
		}
		a, err := s.db.Hotspots().Analysis(ctx, m.Code, planned.Plan.Analysis)
		planned.Hotspots = a.Hotspots
		return err
	})
	return planned, err
}

// Began takes a published plan to under way; one that is so already stays as it is. It
// returns NotFound, and Conflict for a plan that is neither.
func (s *PatrolStore) Began(ctx context.Context, code string, id int64, at time.Time) error {
	return s.db.changingPlan(ctx, code, id, func(ctx context.Context) error {
		p, _, err := s.db.Routes().Plan(ctx, code, id, 0)
		if err != nil || p.Life.Status == plan.UnderWay {
			return err
		}
		life, err := p.Life.Begin(at)
		if err != nil {
			return err
		}
		return s.db.Routes().SetLife(ctx, code, id, p.Life.Status, life)
	})
}

const seeAll = `SELECT coalesce(current_setting('tryggled.restricted', true), ''), set_config('tryggled.restricted', 'on', true)`

const seeAsBefore = `SELECT set_config('tryggled.restricted', @before, true)`

// seeingAll is Tenant where read also sees what is restricted, though whoever acts does not:
// for what the program works with and does not tell. The transaction, which may be another's,
// then sees as before.
func (db *DB) seeingAll(ctx context.Context, code string, read func(ctx context.Context) error) error {
	return db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		var before, now string
		if err := tx.QueryRow(ctx, seeAll).Scan(&before, &now); err != nil {
			return err
		}
		err := read(ctx)
		if _, undone := tx.Exec(ctx, seeAsBefore, pgx.NamedArgs{"before": before}); err == nil {
			err = undone // where read failed the transaction may be of no use any more
		}
		return err
	})
}

const listPresences = `
SELECT id, area, starts_at, ends_at, written_by, written_at FROM presence
WHERE municipality = @code AND ends_at > @since AND starts_at < @until AND revoked_at IS NULL ORDER BY id`

// Presences returns what touches [since, until), in the order of their IDs, revoked ones left
// out.
func (s *PatrolStore) Presences(ctx context.Context, code string, since, until time.Time) ([]patrol.Presence, error) {
	args := pgx.NamedArgs{"since": since, "until": until}
	return collect(ctx, s.db, code, listPresences, args, func(row pgx.CollectableRow) (p patrol.Presence, err error) {
		err = row.Scan(&p.ID, &p.Area, &p.From, &p.To, &p.By, &p.WrittenAt)
		p.From, p.To, p.WrittenAt = p.From.UTC(), p.To.UTC(), p.WrittenAt.UTC()
		return p, err
	})
}

const addPresence = `
INSERT INTO presence (municipality, area, starts_at, ends_at, written_by, written_at, revision)
VALUES (@code, @area, @from, @to, @by, @written_at, @revision) RETURNING id`

// AddPresence keeps a presence and returns its id.
func (s *PatrolStore) AddPresence(ctx context.Context, code string, p patrol.Presence) (int64, error) {
	return s.add(ctx, code, addPresence, pgx.NamedArgs{"area": p.Area, "from": p.From, "to": p.To, "by": p.By, "written_at": p.WrittenAt})
}

const revokePresence = `
UPDATE presence SET revoked_at = coalesce(revoked_at, @at), revision = @revision WHERE municipality = @code AND id = @id`

// RevokePresence takes one back. It returns NotFound.
func (s *PatrolStore) RevokePresence(ctx context.Context, code string, id int64, at time.Time) error {
	return s.db.Write(ctx, code, func(ctx context.Context, _ pgx.Tx, revision int64) error {
		n, err := exec(ctx, revokePresence, pgx.NamedArgs{"id": id, "at": at, "revision": revision})
		if err == nil && n == 0 {
			return fault.New(fault.NotFound, lang.T("närvaron %d finns inte", "there is no presence %d", id))
		}
		return err
	})
}
