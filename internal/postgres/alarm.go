package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/patrol"
)

const alarmColumns = `id, plan, version, team, cause, visit, spot, due_at, body, raised_at, told_at, escalated_at, again_at,
  seen_at, coalesce(seen_by, ''), withdrawn_at`

const listAlarms = `
SELECT ` + alarmColumns + ` FROM (
  SELECT * FROM alarm
  WHERE municipality = @code AND (@plan = 0 OR plan = @plan) AND (NOT @open OR withdrawn_at IS NULL)
  ORDER BY id DESC LIMIT @most
) AS newest ORDER BY id`

// Alarms returns the alarms of a plan, or of all where it is 0, in the order of their IDs, the
// thousand newest of them; open leaves out those that are withdrawn.
func (s *PatrolStore) Alarms(ctx context.Context, code string, plan int64, open bool) ([]patrol.Alarm, error) {
	return collect(ctx, s.db, code, listAlarms, pgx.NamedArgs{"plan": plan, "open": open, "most": maxListed}, scanAlarm)
}

const addAlarm = `
INSERT INTO alarm (municipality, plan, version, team, cause, visit, spot, due_at, body, raised_at, told_at, escalated_at, again_at,
  seen_at, seen_by, withdrawn_at, revision)
VALUES (@code, @plan, @version, @team, @cause, @visit, @spot, @due, @text, @raised, @told, @escalated, @again,
  @seen, @seen_by, @withdrawn, @revision)
RETURNING ` + alarmColumns

// Whatever two writers note at once, the first of each stands: nothing that happened to an
// alarm is undone by one who had not yet read it.
const changeAlarm = `
UPDATE alarm SET told_at = coalesce(told_at, @told), escalated_at = coalesce(escalated_at, @escalated),
  again_at = coalesce(again_at, @again), seen_by = CASE WHEN seen_at IS NULL THEN @seen_by ELSE seen_by END,
  seen_at = coalesce(seen_at, @seen), withdrawn_at = coalesce(withdrawn_at, @withdrawn), revision = @revision
WHERE municipality = @code AND id = @id
RETURNING ` + alarmColumns

// SaveAlarm adds an alarm without an ID, or notes what has happened to the one with it, and
// returns it as it then is. It returns Conflict where the team has one that is open for the
// same cause.
func (s *PatrolStore) SaveAlarm(ctx context.Context, code string, a patrol.Alarm) (patrol.Alarm, error) {
	statement := changeAlarm
	if a.ID == 0 {
		statement = addAlarm
	}
	err := s.db.Write(ctx, code, func(ctx context.Context, tx pgx.Tx, revision int64) error {
		rows, err := tx.Query(ctx, statement, tenantArgs(ctx, pgx.NamedArgs{
			"id": a.ID, "plan": a.Plan, "version": a.Version, "team": a.Team, "cause": a.Cause, "visit": a.Visit, "spot": a.Spot,
			"due": a.Due, "text": a.Text, "raised": a.RaisedAt, "told": orNull(a.ToldAt), "escalated": orNull(a.EscalatedAt),
			"again": orNull(a.AgainAt), "seen": orNull(a.SeenAt), "seen_by": known(a.SeenBy), "withdrawn": orNull(a.WithdrawnAt),
			"revision": revision,
		}))
		if err != nil {
			return err
		}
		a, err = pgx.CollectExactlyOneRow(rows, scanAlarm)
		return err
	})
	return a, err
}

func scanAlarm(row pgx.CollectableRow) (a patrol.Alarm, err error) {
	var told, escalated, again, seen, withdrawn *time.Time
	err = row.Scan(&a.ID, &a.Plan, &a.Version, &a.Team, &a.Cause, &a.Visit, &a.Spot, &a.Due, &a.Text, &a.RaisedAt, &told, &escalated, &again,
		&seen, &a.SeenBy, &withdrawn)
	a.Due, a.RaisedAt = a.Due.UTC(), a.RaisedAt.UTC()
	a.ToldAt, a.EscalatedAt, a.AgainAt = utcOrZero(told), utcOrZero(escalated), utcOrZero(again)
	a.SeenAt, a.WithdrawnAt = utcOrZero(seen), utcOrZero(withdrawn)
	return a, err
}
