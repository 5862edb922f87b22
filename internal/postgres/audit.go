package postgres

import (
	"context"
	"net/netip"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/identity"
)

// AuditStore keeps the audit log.
type AuditStore struct{ db *DB }

// Audit gives the store of the audit log.
func (db *DB) Audit() *AuditStore { return &AuditStore{db} }

// Append writes a line of its own: what no transaction in the municipality tells of, such
// as a sign-in or something that was refused.
func (s *AuditStore) Append(ctx context.Context, code string, e identity.Event) error {
	access, _ := identity.AccessOf(ctx)
	return s.db.Tenant(identity.Enter(outside(ctx), access, &e), code, func(context.Context, pgx.Tx) error { return nil })
}

// eventArgs are the arguments of logFromEntered. An address is kept without its zone, and
// one of IPv4 as such, however it came in.
func eventArgs(e identity.Event) pgx.NamedArgs {
	args := pgx.NamedArgs{
		"actor": e.Actor, "way": e.Way, "role": e.Role, "action": e.Action, "collection": e.Collection, "what": e.What,
		"denied": e.Denied, "address": (*netip.Addr)(nil), "reason": e.Reason, "request": e.Request,
	}
	if e.Address.IsValid() {
		args["address"] = e.Address.Unmap().WithZone("")
	}
	return args
}

const auditHead = `SELECT lines, hash FROM audit_head WHERE municipality = @code`

// head is the row of audit_head; the zero head where there is none.
type head struct {
	lines int64
	hash  identity.AuditHash
}

func (h head) told() identity.AuditHead {
	if h.lines == 0 {
		return identity.AuditHead{}
	}
	return identity.AuditHead{Lines: h.lines, Hash: h.hash.String()}
}

func readHead(ctx context.Context, q querier, query, code string) (head, error) {
	rows, err := q.Query(ctx, query, pgx.NamedArgs{"code": code})
	if err != nil {
		return head{}, err
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (h head, err error) {
		var hash []byte
		err = row.Scan(&h.lines, &hash)
		copy(h.hash[:], hash)
		return h, err
	})
	if err != nil || len(all) == 0 {
		return head{}, err
	}
	return all[0], nil
}

// Head is how far the log of a municipality is sealed, and the hash of its chain: to be
// noted where nobody who can change the log can change it too.
func (s *AuditStore) Head(ctx context.Context, code string) (h identity.AuditHead, err error) {
	err = s.db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		kept, err := readHead(ctx, tx, auditHead, code)
		h = kept.told()
		return err
	})
	return h, err
}

const lineColumns = `e.id, e.at, e.actor, e.way, e.role, e.action, e.collection, e.what, e.denied, e.address, e.reason, e.request`

const listLines = `
SELECT ` + lineColumns + ` FROM audit_event e
WHERE municipality = @code AND id > @after
  AND (@since::timestamptz IS NULL OR at >= @since) AND (@until::timestamptz IS NULL OR at < @until)
  AND (@actor = '' OR actor = @actor)
ORDER BY id LIMIT @limit`

// List returns a page of lines, oldest first, to a context that may read the log; to any
// other it shows none. A limit outside 1 to MaxAuditPage becomes the nearest that is allowed.
func (s *AuditStore) List(ctx context.Context, code string, f identity.AuditFilter) ([]identity.AuditLine, error) {
	return collect(ctx, s.db, code, listLines, pgx.NamedArgs{
		"after": f.After, "since": orNull(f.Since), "until": orNull(f.Until), "actor": f.Actor,
		"limit": min(max(f.Limit, 1), MaxAuditPage),
	}, scanLines(code))
}

// MaxAuditPage is how many lines a page holds at most.
const MaxAuditPage = 10_001

func scanLines(code string) pgx.RowToFunc[identity.AuditLine] {
	return func(row pgx.CollectableRow) (l identity.AuditLine, err error) {
		l.Municipality = code
		var address *netip.Addr
		err = row.Scan(&l.ID, &l.At, &l.Actor, &l.Way, &l.Role, &l.Action, &l.Collection, &l.What, &l.Denied, &address, &l.Reason, &l.Request)
		if address != nil {
			l.Address = *address
		}
		return l, err
	}
}
