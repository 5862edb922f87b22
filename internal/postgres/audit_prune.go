package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// PruneAudit removes the oldest sealed lines of a municipality's log, up to the first that
// is not before a time, and leaves a checkpoint from which Verify goes on and a line that
// tells of it, after event. It takes the owner of the database, since the application may
// not. It returns how many lines went and where the chain now begins; Conflict, with
// nothing removed, where the chain does not hold so far.
func PruneAudit(ctx context.Context, ownerURL, code string, before time.Time, event identity.Event) (lines int64, from identity.AuditHead, err error) {
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return 0, from, translate(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	err = pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
		begin, err := readHead(ctx, tx, newestCheckpoint, code)
		if err != nil {
			return err
		}
		var last int64
		err = tx.QueryRow(ctx, lastPrunable, pgx.NamedArgs{"code": code, "before": before}).Scan(&last)
		if errors.Is(err, pgx.ErrNoRows) {
			return fault.New(fault.NotFound, lang.T("det finns inga förseglade rader före den tidpunkten", "there are no sealed lines before that time"))
		}
		if err != nil {
			return err
		}
		chain := identity.NewAuditChain(code, begin.lines, begin.hash)
		if err := walkSeals(ctx, tx, code, chain, last); err != nil {
			return err
		}
		lines, from = last-begin.lines, chain.Head()
		event.What = fmt.Sprintf("lines %d–%d before %s", begin.lines+1, last, before.UTC().Format(time.RFC3339))
		return pruneTo(ctx, tx, code, chain, event)
	})
	return lines, from, translate(err)
}

const lastPrunable = `
SELECT seq FROM audit_seal WHERE municipality = @code AND seq < coalesce((
  SELECT min(s.seq) FROM audit_seal s JOIN audit_event e ON e.municipality = @code AND e.id = s.event
  WHERE s.municipality = @code AND e.at >= @before), 9223372036854775807)
ORDER BY seq DESC LIMIT 1`

// What hinders a deletion on purpose is the trigger of the audit log.
const allowDeletion = `SELECT set_config('tryggled.prune', 'on', true)`

const leaveCheckpoint = `INSERT INTO audit_checkpoint (municipality, seq, hash, reason) VALUES (@code, @seq, @hash, @reason)`

const pruneLines = `
DELETE FROM audit_event e USING audit_seal s
WHERE e.municipality = @code AND s.municipality = @code AND s.event = e.id AND s.seq <= @seq`

const pruneSeals = `DELETE FROM audit_seal WHERE municipality = @code AND seq <= @seq`

const addLine = `
INSERT INTO audit_event (municipality, actor, way, role, action, collection, what, denied, address, reason, request)
VALUES (@code, @actor, @way, @role, @action, @collection, @what, @denied, @address, @reason, @request)`

func pruneTo(ctx context.Context, tx pgx.Tx, code string, chain *identity.AuditChain, event identity.Event) error {
	args := eventArgs(event)
	args["code"], args["seq"], args["hash"] = code, chain.Lines, chain.Hash[:]
	for _, statement := range []string{allowDeletion, leaveCheckpoint, pruneLines, pruneSeals, addLine} {
		if _, err := tx.Exec(ctx, statement, args); err != nil {
			return err
		}
	}
	return nil
}
