package postgres

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// Verify computes the whole chain of a municipality's log anew, from its beginning or from
// where it was pruned. Beside the head that is kept with the chain it holds it against
// those that decisions on disclosure noted and against noted, which whoever asks has from
// elsewhere. It returns Conflict naming the first line that does not hold, or one that the
// sealer has passed by, and Invalid for a noted head of lines that are pruned or of a log
// that went with the municipality before it was brought in again.
func (s *AuditStore) Verify(ctx context.Context, code string, noted ...identity.AuditHead) (v identity.AuditVerdict, err error) {
	err = s.db.Snapshot(identity.WithAudit(ctx), code, func(ctx context.Context, tx pgx.Tx) error {
		pruned, err := readHead(ctx, tx, newestCheckpoint, code)
		if err != nil {
			return err
		}
		for _, h := range noted {
			if h.Lines < pruned.lines {
				return prunedHead(h, pruned.lines)
			}
		}
		if err := refuseRemoved(ctx, tx, code, noted); err != nil {
			return err
		}
		v.Pruned = pruned.lines
		kept, err := readHead(ctx, tx, auditHead, code)
		if err != nil {
			return err
		}
		disclosed, err := disclosedHeads(ctx, tx, code)
		if err != nil {
			return err
		}
		chain := identity.NewAuditChain(code, pruned.lines, pruned.hash)
		if err := chain.Expect(slices.Concat(noted, disclosed, []identity.AuditHead{kept.told()})...); err != nil {
			return err
		}
		if err := walkSeals(ctx, tx, code, chain, wholeChain); err != nil {
			return err
		}
		v.Head, v.Checked = chain.Head(), chain.Lines-pruned.lines
		if err := chain.End(kept.told()); err != nil {
			return err
		}
		return countWaiting(ctx, tx, code, &v)
	})
	return v, err
}

func prunedHead(h identity.AuditHead, pruned int64) error {
	return fault.New(fault.Invalid, lang.T(
		"kontrollvärdet gäller rad %d, men loggen är gallrad till och med rad %d; ange ett senare",
		"the head is of line %d, but the log is pruned up to line %d; give a later one", h.Lines, pruned))
}

const newestCheckpoint = `
SELECT seq, hash FROM audit_checkpoint WHERE municipality = @code ORDER BY seq DESC LIMIT 1`

// Whoever removes lines has to change these decisions too.
const headsOfDisclosures = `
SELECT (audit_head ->> 'lines')::bigint, audit_head ->> 'hash' FROM disclosure
WHERE municipality = @code AND (audit_head ->> 'lines')::bigint > 0`

func disclosedHeads(ctx context.Context, tx pgx.Tx, code string) ([]identity.AuditHead, error) {
	rows, err := tx.Query(ctx, headsOfDisclosures, pgx.NamedArgs{"code": code})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[identity.AuditHead])
}

const countUnsealed = `
SELECT count(*), coalesce(min(at), now()), coalesce(min(id), 0) FROM audit_event e
WHERE municipality = @code AND NOT EXISTS (SELECT FROM audit_seal s WHERE s.municipality = @code AND s.event = e.id)`

// countWaiting counts the lines without a seal. It returns Conflict where one of them is among
// those that the sealer is done with.
func countWaiting(ctx context.Context, tx pgx.Tx, code string, v *identity.AuditVerdict) error {
	var first int64
	err := tx.QueryRow(ctx, countUnsealed, pgx.NamedArgs{"code": code}).Scan(&v.Unsealed, &v.Since, &first)
	if err != nil || v.Unsealed == 0 {
		return err
	}
	done, err := settled(ctx, tx, code)
	if err != nil || first > done {
		return err
	}
	return fault.New(fault.Conflict, lang.T(
		"granskningsloggen är bruten: raden med id %d saknar sigill, fast de efter den fick sina för länge sedan; den är inlagd i efterhand, eller så är sigillet borta",
		"the audit log is broken: the line with id %d has no seal, though those after it got theirs long ago; it was put there later, or its seal is gone", first))
}

// walkBatch is how many links are read at a time; wholeChain is further than any goes.
const (
	walkBatch  = 5000
	wholeChain = 1<<63 - 1
)

const someSeals = `
SELECT s.seq, s.event, s.hash, ` + lineColumns + `
FROM audit_seal s LEFT JOIN audit_event e ON e.municipality = @code AND e.id = s.event
WHERE s.municipality = @code AND s.seq > @after AND s.seq <= @last
ORDER BY s.seq LIMIT @limit`

// walkSeals takes a chain along its links up to last.
func walkSeals(ctx context.Context, tx pgx.Tx, code string, chain *identity.AuditChain, last int64) error {
	for {
		rows, err := tx.Query(ctx, someSeals, pgx.NamedArgs{"code": code, "after": chain.Lines, "last": last, "limit": walkBatch})
		if err != nil {
			return err
		}
		n := 0
		var r sealRow
		_, err = pgx.ForEachRow(rows, r.fields(), func() error {
			n++
			return chain.Next(r.seal(code))
		})
		if err != nil || n < walkBatch {
			return err
		}
	}
}

// sealRow is a row of someSeals; the line's values are NULL where it is gone.
type sealRow struct {
	seq, event                           int64
	hash                                 []byte
	id                                   *int64
	at                                   *time.Time
	actor, way, role, action, collection *string
	what, reason, request                *string
	denied                               *bool
	address                              *netip.Addr
}

func (r *sealRow) fields() []any {
	return []any{
		&r.seq, &r.event, &r.hash, &r.id, &r.at, &r.actor, &r.way, &r.role, &r.action, &r.collection, &r.what, &r.denied,
		&r.address, &r.reason, &r.request,
	}
}

func (r *sealRow) seal(code string) identity.AuditSeal {
	s := identity.AuditSeal{Seq: r.seq, Event: r.event}
	copy(s.Hash[:], r.hash)
	if r.id == nil {
		return s
	}
	s.Line = &identity.AuditLine{
		Municipality: code, ID: *r.id, At: *r.at,
		Event: identity.Event{
			Actor: *r.actor, Way: identity.Way(*r.way), Role: identity.Role(*r.role), Action: identity.Action(*r.action),
			Collection: identity.Collection(*r.collection), What: *r.what, Denied: *r.denied, Reason: *r.reason, Request: *r.request,
		},
	}
	if r.address != nil {
		s.Line.Address = *r.address
	}
	return s
}
