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

func eventArgs(e identity.Event) pgx.NamedArgs {
	args := pgx.NamedArgs{
		"actor": e.Actor, "way": e.Way, "role": e.Role, "action": e.Action, "collection": e.Collection, "what": e.What,
		"denied": e.Denied, "address": (*netip.Addr)(nil), "reason": e.Reason, "request": e.Request,
	}
	if e.Address.IsValid() {
		args["address"] = e.Address
	}
	return args
}
