package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
)

// The id is asked for first, since the key of an object without one of its source is made of it.
const createObject = `
INSERT INTO overlay_object (municipality, id, kind, source, source_key, geom, props, dwelling, revision)
OVERRIDING SYSTEM VALUE
SELECT @code, id, @kind, @source, coalesce(nullif(@source_key, ''), '` + hashMark + `' || id),
       ST_SetSRID(@geom::geometry, @srid), @props, @dwelling, @revision
FROM nextval('overlay_object_id_seq') AS id
RETURNING id, kind, source, source_key, geom, props, revision`

// Create stores a new object of overlay.SourceHand, or of o.Source, and returns it with its ID
// and revision. It returns Conflict where the source has that ExternalID already, Invalid for
// an ExternalID that is reserved, and Unavailable while an import is being merged.
func (s *OverlayStore) Create(ctx context.Context, code string, o overlay.Object) (overlay.Object, error) {
	if o.Source == "" {
		o.Source = overlay.SourceHand
	}
	key, err := ownID(o.ExternalID)
	if err != nil {
		return o, err
	}
	var stored overlay.Object
	err = s.db.writeBriefly(ctx, code, func(ctx context.Context, _ pgx.Tx, revision int64) error {
		args := objectArgs(o, revision)
		args["source"], args["source_key"] = o.Source, key
		stored, err = collectOne(ctx, s.db, code, createObject, args, scanObject, pgx.ErrNoRows)
		if err != nil {
			return err
		}
		return s.newHome(ctx, o, revision)
	})
	return stored, err
}

func objectArgs(o overlay.Object, revision int64) pgx.NamedArgs {
	return pgx.NamedArgs{
		"kind": o.Kind, "geom": o.Geometry, "props": o.Props, "dwelling": dwelling(o), "revision": revision,
	}
}

// dwelling tells what column dwelling is for: reports in it move to the street.
func dwelling(o overlay.Object) bool { return o.Kind == overlay.Building && o.Props.Dwelling }

const updateObject = `
UPDATE overlay_object SET geom = ST_SetSRID(@geom::geometry, @srid), props = @props, dwelling = @dwelling, revision = @revision
WHERE municipality = @code AND kind = @kind AND id = @id AND revision = @seen
RETURNING id, kind, source, source_key, geom, props, revision`

// Update replaces geometry and props of an object if it still has o.Revision, and returns
// it. It returns NotFound, Conflict for one changed meanwhile, and Unavailable while an import
// is being merged.
func (s *OverlayStore) Update(ctx context.Context, code string, o overlay.Object) (overlay.Object, error) {
	var stored overlay.Object
	err := s.db.writeBriefly(ctx, code, func(ctx context.Context, _ pgx.Tx, revision int64) error {
		args := objectArgs(o, revision)
		args["id"], args["seen"] = o.ID, o.Revision
		var err error
		stored, err = collectOne(ctx, s.db, code, updateObject, args, scanObject, pgx.ErrNoRows)
		if errors.Is(err, pgx.ErrNoRows) {
			return s.changedMeanwhile(ctx, code, o.Kind, o.ID)
		}
		if err != nil {
			return err
		}
		return s.newHome(ctx, o, revision)
	})
	return stored, err
}

const deleteObject = `
WITH gone AS (
  DELETE FROM overlay_object WHERE municipality = @code AND kind = @kind AND id = @id AND revision = @seen RETURNING id)
INSERT INTO tombstone (municipality, collection, id, revision)
SELECT @code, 'overlay_object', id::text, @revision FROM gone
ON CONFLICT (municipality, collection, id) DO UPDATE SET revision = excluded.revision`

// Delete removes an object if it still has a revision, and leaves a tombstone. It returns
// NotFound, Conflict for one changed meanwhile, and Unavailable while an import is being merged.
func (s *OverlayStore) Delete(ctx context.Context, code string, kind overlay.Kind, id, revision int64) error {
	return s.db.writeBriefly(ctx, code, func(ctx context.Context, _ pgx.Tx, now int64) error {
		n, err := exec(ctx, deleteObject, pgx.NamedArgs{"kind": kind, "id": id, "seen": revision, "revision": now})
		if err == nil && n == 0 {
			return s.changedMeanwhile(ctx, code, kind, id)
		}
		return err
	})
}

// changedMeanwhile is why no object had the id and the revision: NotFound or Conflict.
func (s *OverlayStore) changedMeanwhile(ctx context.Context, code string, kind overlay.Kind, id int64) error {
	if _, err := s.Object(ctx, code, kind, id); err != nil {
		return err
	}
	return fault.New(fault.Conflict, lang.T(
		"%d i lagret %s har ändrats sedan du läste det; läs det igen och gör om ändringen",
		"%d in the layer %s was changed after you read it; read it again and repeat your change", id, kind))
}

// newHome does for a home that is entered by hand what merging does for those of a file:
// reports in it are about places, or are removed.
func (s *OverlayStore) newHome(ctx context.Context, o overlay.Object, revision int64) error {
	if !dwelling(o) {
		return nil
	}
	args := homeArgs()
	args["revision"] = revision
	for _, statement := range []string{removeHomes, replaceStored} {
		if _, err := exec(ctx, statement, args); err != nil {
			return err
		}
	}
	return nil
}
