package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/overlay"
)

// OverlayStore keeps what surrounds the streets.
type OverlayStore struct{ db *DB }

var _ overlay.Store = (*OverlayStore)(nil)

// Overlays gives the store of overlay objects.
func (db *DB) Overlays() *OverlayStore { return &OverlayStore{db} }

const listObjects = `
SELECT id, kind, source, source_key, geom, props
FROM overlay_object WHERE municipality = @code AND kind = @kind ORDER BY id`

// Objects returns all objects of a kind in the order of their IDs.
func (s *OverlayStore) Objects(ctx context.Context, code string, kind overlay.Kind) ([]overlay.Object, error) {
	args := pgx.NamedArgs{"kind": kind}
	return collect(ctx, s.db, code, listObjects, args, func(row pgx.CollectableRow) (o overlay.Object, err error) {
		var key string
		err = row.Scan(&o.ID, &o.Kind, &o.Source, &key, &o.Geometry, &o.Props)
		o.ExternalID = externalID(key)
		return o, err
	})
}
