package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/street"
)

// StreetStore keeps street segments.
type StreetStore struct{ db *DB }

var _ street.Store = (*StreetStore)(nil)

// Streets gives the store of street segments.
func (db *DB) Streets() *StreetStore { return &StreetStore{db} }

const segmentColumns = `
SELECT id, way, from_node, to_node, geom, length_m, class, name, light, steps, surface, access, component,
       car, bicycle, max_kmh, sidewalk, detail
FROM segment WHERE municipality = @code`

const listSegments = segmentColumns + ` ORDER BY id`

// Segments returns all segments in the order of their IDs.
func (s *StreetStore) Segments(ctx context.Context, code string) ([]street.Segment, error) {
	return collect(ctx, s.db, code, listSegments, nil, scanSegment)
}

func scanSegment(row pgx.CollectableRow) (g street.Segment, err error) {
	err = row.Scan(&g.ID, &g.Way, &g.From, &g.To, &g.Line, &g.LengthM, &g.Class, &g.Name,
		&g.Light, &g.Steps, &g.Surface, &g.Access, &g.Component,
		&g.Car, &g.Bicycle, &g.MaxKmh, &g.Sidewalk, &g.Detail)
	return g, err
}
