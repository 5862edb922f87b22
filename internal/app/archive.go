package app

import (
	"context"
	"io"

	"tryggled/internal/export"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/postgres"
)

// Archive writes everything that is held of a municipality, with an explanation.
func (a *App) Archive(ctx context.Context, m municipality.Municipality, w io.Writer) error {
	head, err := a.AuditHead(ctx, m) // the line about this archive too
	if err != nil {
		return err
	}
	about := export.Archive{
		Municipality: m, MadeAt: a.Now().UTC(), CodeVersion: CodeVersion(), Schema: postgres.LatestSchema(),
		AuditLines: head.Lines, AuditHash: head.Hash,
	}
	return export.WriteArchive(w, about, func(visit func(export.ArchivedTable) error) error {
		return a.DB.Archive(ctx, m.Code, visit)
	})
}

func sealed(ctx context.Context, db *postgres.DB, code string) (identity.AuditHead, error) {
	head, _, err := db.Audit().Seal(ctx, code)
	if fault.Is(err, fault.Conflict) {
		return db.Audit().Head(ctx, code)
	}
	return head, err
}

// Remove deletes a municipality and everything that is held of it, and tells what is left:
// how many rows that were, and the last head of its audit log. It needs the owner of the
// database. The code is asked for beside the slug, so that a slip of the pen removes nothing:
// it returns Invalid where they do not belong together, and NotFound.
func Remove(ctx context.Context, o Options, slug, code string) (r identity.Removed, err error) {
	err = asOwner(ctx, o, "municipality rm", func(urls addresses) error {
		db, err := postgres.Open(ctx, urls.app)
		if err != nil {
			return err
		}
		defer db.Close()
		m, err := db.Municipalities().BySlug(ctx, slug)
		if err != nil {
			return err
		}
		if err := Confirm(m, code); err != nil {
			return err
		}
		if _, err := sealed(ctx, db, code); err != nil {
			return err
		}
		r, err = postgres.DeleteMunicipality(ctx, urls.owner, code)
		if err == nil {
			o.Log.Warn("municipality deleted", "municipality", code, "rows", r.Rows, "head", r.Head.String())
		}
		return err
	})
	return r, err
}

// Confirm returns Invalid where a code is not that of the municipality that is to go.
func Confirm(m municipality.Municipality, code string) error {
	if m.Code == code {
		return nil
	}
	return fault.New(fault.Invalid, lang.T(
		"%s har inte koden %s; skriv kommunens egen kod för att bekräfta att allt ska raderas",
		"%s does not have the code %s; write the municipality's own code to confirm that everything is to be deleted", m.Slug, code))
}
