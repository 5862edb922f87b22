package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// sealBatch is how many lines are sealed in one transaction.
const sealBatch = 5000

// settleAfter is when a line can no longer come late: it is written when its transaction
// begins and seen when that ends, and no transaction of ours takes half as long.
const settleAfter = 4 * time.Hour

// Seal chains the lines that no seal guards yet, in the order of their ids; one whose
// transaction ended late comes after those that overtook it. It returns the head and how
// many lines were sealed. Any number of processes may do so at the same time. It returns
// Conflict where the chain was tampered with so that it cannot go on.
func (s *AuditStore) Seal(ctx context.Context, code string) (h identity.AuditHead, sealed int, err error) {
	ctx = identity.WithAudit(ctx)
	for after, n := int64(0), 0; ; {
		err := s.db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) (err error) {
			h, after, n, err = sealSome(ctx, tx, code, after)
			return err
		})
		if fault.Is(err, fault.Conflict) {
			err = fault.Wrap(fault.Conflict, err, lang.T(
				"granskningsloggens kedja går inte att fortsätta; kör tryggled audit verify",
				"the chain of the audit log cannot go on; run tryggled audit verify"))
		}
		if err != nil {
			return h, sealed, err
		}
		if sealed += n; n < sealBatch {
			return h, sealed, nil
		}
	}
}

// sealSome seals some lines, those after an id or, where no line waits so far, after that;
// it returns the id of the last one. It looks first without a lock: most often there is
// nothing to do.
func sealSome(ctx context.Context, tx pgx.Tx, code string, after int64) (_ identity.AuditHead, last int64, n int, err error) {
	h, err := readHead(ctx, tx, auditHead, code)
	if err != nil {
		return identity.AuditHead{}, after, 0, err
	}
	done, err := settled(ctx, tx, code)
	if err != nil {
		return identity.AuditHead{}, after, 0, err
	}
	after = max(after, done)
	waiting, err := unsealed(ctx, after, 1)
	if err != nil || len(waiting) == 0 {
		return h.told(), after, 0, err
	}
	if h, err = lockHead(ctx, tx, code); err != nil {
		return identity.AuditHead{}, after, 0, err
	}
	lines, err := unsealed(ctx, after, sealBatch)
	if err != nil || len(lines) == 0 {
		return h.told(), after, 0, err
	}
	h, err = appendSeals(ctx, h, lines)
	return h.told(), lines[len(lines)-1].ID, len(lines), err
}

// settledTo is the id up to which no line waits for its seal: whoever sealed the last of the
// ids saw all that had ended by then, and what began settleAfter earlier had. It follows from
// what the application may not write, the times of lines and seals; were it kept, whoever
// may write it could set it so high that nothing more is sealed.
const settledTo = `
SELECT least(s.event, coalesce((
  SELECT id FROM audit_event WHERE municipality = @code AND at < s.sealed_at - make_interval(secs => @late) ORDER BY at DESC LIMIT 1), 0))
FROM audit_seal s WHERE s.municipality = @code ORDER BY s.event DESC LIMIT 1`

func settled(ctx context.Context, tx pgx.Tx, code string) (id int64, err error) {
	err = tx.QueryRow(ctx, settledTo, pgx.NamedArgs{"code": code, "late": settleAfter.Seconds()}).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

const beginChain = `
INSERT INTO audit_head (municipality, lines, hash) VALUES (@code, 0, @hash) ON CONFLICT DO NOTHING`

func lockHead(ctx context.Context, tx pgx.Tx, code string) (head, error) {
	begins := identity.AuditBegins(code)
	if _, err := exec(ctx, beginChain, pgx.NamedArgs{"hash": begins[:]}); err != nil {
		return head{}, err
	}
	return readHead(ctx, tx, auditHead+" FOR UPDATE", code)
}

// Both tables are read from one id on, so that what is sealed long since costs nothing.
const unsealedLines = `
SELECT ` + lineColumns + ` FROM audit_event e
WHERE e.municipality = @code AND e.id > @after AND NOT EXISTS (
  SELECT FROM audit_seal s WHERE s.municipality = @code AND s.event > @after AND s.event = e.id)
ORDER BY e.id LIMIT @limit`

func unsealed(ctx context.Context, after int64, limit int) ([]identity.AuditLine, error) {
	s := sessionOf(ctx)
	rows, err := s.tx.Query(ctx, unsealedLines, pgx.NamedArgs{"code": s.code, "after": after, "limit": limit})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanLines(s.code))
}

const addSeals = `
INSERT INTO audit_seal (municipality, seq, event, hash)
SELECT @code, @first + n - 1, event, hash FROM unnest(@events::bigint[], @hashes::bytea[]) WITH ORDINALITY AS s (event, hash, n)`

const moveHead = `UPDATE audit_head SET lines = @lines, hash = @hash WHERE municipality = @code`

func appendSeals(ctx context.Context, h head, lines []identity.AuditLine) (head, error) {
	events, hashes, hash := make([]int64, len(lines)), make([][]byte, len(lines)), h.hash
	for i, l := range lines {
		hash = l.Sealed(hash)
		events[i], hashes[i] = l.ID, append([]byte{}, hash[:]...)
	}
	args := pgx.NamedArgs{"first": h.lines + 1, "events": events, "hashes": hashes}
	if _, err := exec(ctx, addSeals, args); err != nil {
		return h, err
	}
	h.lines, h.hash = h.lines+int64(len(lines)), hash
	_, err := exec(ctx, moveHead, pgx.NamedArgs{"lines": h.lines, "hash": hash[:]})
	return h, err
}
