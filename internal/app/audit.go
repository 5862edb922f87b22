package app

import (
	"context"
	"strings"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/postgres"
)

// AuditHead seals what waits in a municipality's audit log and returns its head. A broken log
// is left as it is.
func (a *App) AuditHead(ctx context.Context, m municipality.Municipality) (identity.AuditHead, error) {
	return sealed(ctx, a.DB, m.Code)
}

// Pruned is what pruning an audit log removed, and where its chain now begins.
type Pruned struct {
	Lines int64              `json:"lines"`
	From  identity.AuditHead `json:"from"`
}

// PruneAudit removes the oldest lines of a municipality's audit log, those before a time
// as its people write it, and leaves a line that says so. It needs the owner of the
// database. It returns Invalid without a reason or for a time to come, NotFound where
// there is nothing to remove, and Conflict where the log is broken so far.
func PruneAudit(ctx context.Context, o Options, slug, before, reason string) (p Pruned, err error) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return p, fault.New(fault.Invalid, lang.T(
			"ange varför loggen gallras, som beslutets diarienummer", "say why the log is pruned, such as the decision's reference"))
	}
	err = asOwner(ctx, o, "audit prune", func(urls addresses) error {
		db, err := postgres.Open(ctx, urls.app)
		if err != nil {
			return err
		}
		m, err := db.Municipalities().BySlug(ctx, slug)
		db.Close()
		if err != nil {
			return err
		}
		at, err := m.Instant(before)
		if err != nil {
			return err
		}
		if at.After(time.Now()) {
			return fault.New(fault.Invalid, lang.T("%s ligger i framtiden; bara rader som redan finns kan gallras", "%s is yet to come; the log is pruned backwards only", before))
		}
		p.Lines, p.From, err = postgres.PruneAudit(ctx, urls.owner, m.Code, at, identity.Event{
			Actor: string(identity.ByCommand), Way: identity.ByCommand, Role: identity.Coordinator,
			Action: "prune", Collection: identity.Audit, Reason: reason,
		})
		if err == nil {
			o.Log.Warn("audit log pruned", "municipality", m.Code, "lines", p.Lines, "head", p.From.String())
		}
		return err
	})
	return p, err
}
