package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
)

// OverlayStore keeps what surrounds the streets. What changes it stands in overlay_change.go,
// what is made of it in exposure.go.
type OverlayStore struct{ db *DB }

var _ overlay.Store = (*OverlayStore)(nil)

// Overlays gives the store of overlay objects.
func (db *DB) Overlays() *OverlayStore { return &OverlayStore{db} }

const objectColumns = `
SELECT id, kind, source, source_key, geom, props, revision FROM overlay_object WHERE municipality = @code`

const listObjects = objectColumns + ` AND kind = @kind ORDER BY id`

// Objects returns all objects of a kind in the order of their IDs.
func (s *OverlayStore) Objects(ctx context.Context, code string, kind overlay.Kind) ([]overlay.Object, error) {
	return collect(ctx, s.db, code, listObjects, pgx.NamedArgs{"kind": kind}, scanObject)
}

const objectsIn = objectColumns + `
  AND kind = ANY (@kinds) AND geom && ST_SetSRID(@bound::geometry, @srid)
ORDER BY array_position(@all::text[], kind), id`

// ObjectsIn returns the objects of some kinds whose box meets a bound, by kind as in
// overlay.Kinds and then by ID; of an empty bound none.
func (s *OverlayStore) ObjectsIn(ctx context.Context, code string, kinds []overlay.Kind, bound orb.Bound) ([]overlay.Object, error) {
	if bound.IsEmpty() {
		return nil, nil
	}
	args := pgx.NamedArgs{"kinds": notNil(kinds), "all": overlay.Kinds, "bound": bound.ToPolygon()}
	all, err := collect(ctx, s.db, code, objectsIn, args, scanObject)
	// The index knows boxes to half a metre.
	return slices.DeleteFunc(all, func(o overlay.Object) bool { return !o.Geometry.Bound().Intersects(bound) }), err
}

const oneObject = objectColumns + ` AND kind = @kind AND id = @id`

// Object returns one object, or NotFound.
func (s *OverlayStore) Object(ctx context.Context, code string, kind overlay.Kind, id int64) (overlay.Object, error) {
	args := pgx.NamedArgs{"kind": kind, "id": id}
	return collectOne(ctx, s.db, code, oneObject, args, scanObject, noObject(kind, id))
}

func scanObject(row pgx.CollectableRow) (o overlay.Object, err error) {
	var key string
	err = row.Scan(&o.ID, &o.Kind, &o.Source, &key, &o.Geometry, &o.Props, &o.Revision)
	o.ExternalID = externalID(key)
	return o, err
}

func noObject(kind overlay.Kind, id int64) error {
	return fault.New(fault.NotFound, lang.T(
		"det finns inget %d i lagret %s", "there is no %d in the layer %s", id, kind))
}
