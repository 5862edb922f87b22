package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"tryggled/internal/identity"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

const exposureLock = `SELECT pg_advisory_xact_lock(hashtextextended('exposures ' || @code, 0))`

// Change runs do in one writing transaction, which the other methods join. The exposures of a
// municipality are renewed by one at a time: what one has read must not be stored over what
// another made of something newer. The lock for that comes before the municipality's row,
// which is locked when something is written, or two would wait for each other. Whoever waits
// for an answer gets Unavailable after five seconds.
func (s *OverlayStore) Change(ctx context.Context, code string, do func(ctx context.Context) error) error {
	return s.db.Tenant(ctx, code, func(ctx context.Context, tx pgx.Tx) error {
		if a, ok := identity.AccessOf(ctx); ok && a.Actor.Way != identity.ByJob && a.Actor.Way != identity.ByCommand {
			if _, err := tx.Exec(ctx, waitBriefly); err != nil {
				return err
			}
		}
		if _, err := exec(ctx, exposureLock, nil); err != nil {
			return err
		}
		return do(ctx)
	})
}

// What an earlier method made is a change of everything, noted nowhere, with an ID before all
// others. What a newer one made stays: two versions of the program may run at once.
const pendingChanges = `
SELECT 0, '', NULL::geometry WHERE EXISTS (SELECT FROM exposure WHERE municipality = @code AND method < @method)
UNION ALL
SELECT id, kind, bound FROM overlay_pending WHERE municipality = @code
ORDER BY 1`

// Pending returns the changes whose exposures have not been renewed, in the order of their
// IDs; the method is one where exposures of an earlier one are stored. Inside Change nobody
// else renews them.
func (s *OverlayStore) Pending(ctx context.Context, code string) ([]overlay.Change, error) {
	return collect(ctx, s.db, code, pendingChanges, byMethod(), func(row pgx.CollectableRow) (c overlay.Change, err error) {
		var bound orb.Geometry
		err = row.Scan(&c.ID, &c.Kind, &bound)
		c.Bound = orb.MultiPoint{}.Bound()
		if bound != nil {
			c.Bound = bound.Bound()
		}
		return c, err
	})
}

// The municipality's row is locked when this is asked, so no import replaces the streets from
// here on.
const streetsReplaced = `
SELECT EXISTS (SELECT FROM overlay_pending WHERE municipality = @code AND kind = '' AND id <> ALL (@changes))`

// One that reads the same keeps its revision.
const storeExposures = `
INSERT INTO exposure (municipality, segment, body, method, revision)
SELECT @code, e.segment, e.body, @method, @revision
FROM unnest(@segments::bigint[], @bodies::jsonb[]) AS e (segment, body)
WHERE EXISTS (SELECT FROM segment s WHERE s.municipality = @code AND s.id = e.segment)
ON CONFLICT (municipality, segment) DO UPDATE SET body = excluded.body, method = excluded.method,
  revision = CASE WHEN exposure.body = excluded.body THEN exposure.revision ELSE excluded.revision END
WHERE (exposure.body, exposure.method) IS DISTINCT FROM (excluded.body, excluded.method)`

const forgetChanges = `DELETE FROM overlay_pending WHERE municipality = @code AND id = ANY (@changes)`

// Renewed stores exposures in the place of those of the same segments and forgets changes.
// Those of segments that are gone went with them. Where an import has replaced the streets
// since the changes were read, what was made of the old ones is dropped: that import has its
// own renewal coming.
func (s *OverlayStore) Renewed(ctx context.Context, code string, exposures []overlay.Exposure, changes []overlay.Change) error {
	args, err := renewedArgs(exposures, changes)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, code, func(ctx context.Context, _ pgx.Tx, revision int64) error {
		replaced, err := collectOne(ctx, s.db, code, streetsReplaced, args, pgx.RowTo[bool], pgx.ErrNoRows)
		if err != nil || replaced {
			return err
		}
		args["revision"] = revision
		for _, statement := range []string{storeExposures, forgetChanges} {
			if _, err := exec(ctx, statement, args); err != nil {
				return err
			}
		}
		return nil
	})
}

func renewedArgs(exposures []overlay.Exposure, changes []overlay.Change) (pgx.NamedArgs, error) {
	ids := make([]int64, len(changes))
	for i, c := range changes {
		ids[i] = c.ID
	}
	segments, bodies := make([]int64, len(exposures)), make([]json.RawMessage, len(exposures))
	for i, e := range exposures {
		body, err := json.Marshal(e)
		if err != nil {
			return nil, fmt.Errorf("store the exposure of segment %d: %w", e.Segment, err)
		}
		segments[i], bodies[i] = e.Segment, body
	}
	args := byMethod()
	args["changes"], args["segments"], args["bodies"] = ids, segments, bodies
	return args, nil
}

func byMethod() pgx.NamedArgs { return pgx.NamedArgs{"method": overlay.Method} }

const listExposures = `SELECT body FROM exposure WHERE municipality = @code ORDER BY segment`

const exposuresIn = `
SELECT e.body, s.geom FROM segment s JOIN exposure e ON e.municipality = s.municipality AND e.segment = s.id
WHERE s.municipality = @code AND s.geom && ST_SetSRID(@bound::geometry, @srid) ORDER BY e.segment`

// Exposures returns the stored exposures of segments whose box meets a bound (an empty
// bound, or the zero one: of all), in the order of the segments.
func (s *OverlayStore) Exposures(ctx context.Context, code string, bound orb.Bound) ([]overlay.Exposure, error) {
	if bound.IsEmpty() || bound == (orb.Bound{}) {
		return collect(ctx, s.db, code, listExposures, nil, pgx.RowTo[overlay.Exposure])
	}
	var met []overlay.Exposure
	args := pgx.NamedArgs{"bound": bound.ToPolygon()}
	_, err := collect(ctx, s.db, code, exposuresIn, args, func(row pgx.CollectableRow) (_ struct{}, err error) {
		var e overlay.Exposure
		var line orb.LineString
		if err = row.Scan(&e, &line); err == nil && line.Bound().Intersects(bound) {
			met = append(met, e)
		}
		return struct{}{}, err
	})
	return met, err
}

const segmentsIn = segmentColumns + ` AND geom && ST_SetSRID(@bound::geometry, @srid) ORDER BY id`

// SegmentsIn returns the segments whose box meets a bound, in the order of their IDs.
func (s *OverlayStore) SegmentsIn(ctx context.Context, code string, bound orb.Bound) ([]street.Segment, error) {
	if bound.IsEmpty() {
		return nil, nil
	}
	all, err := collect(ctx, s.db, code, segmentsIn, pgx.NamedArgs{"bound": bound.ToPolygon()}, scanSegment)
	return slices.DeleteFunc(all, func(g street.Segment) bool { return !g.Line.Bound().Intersects(bound) }), err
}

const listSources = `
SELECT kind, source, read, kept, mended, aside, task FROM overlay_source WHERE municipality = @code
ORDER BY array_position(@all::text[], kind), source`

// Imported tells what each source gave of each kind when it was last read, by kind as in
// overlay.Kinds and then by source.
func (s *OverlayStore) Imported(ctx context.Context, code string) ([]overlay.Imported, error) {
	args := pgx.NamedArgs{"all": overlay.Kinds}
	return collect(ctx, s.db, code, listSources, args, func(row pgx.CollectableRow) (i overlay.Imported, err error) {
		err = row.Scan(&i.Kind, &i.Source, &i.Read, &i.Kept, &i.Mended, &i.Aside, &i.Task)
		return i, err
	})
}
