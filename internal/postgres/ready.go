package postgres

import (
	"context"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

const overlapsIsLeakproof = `
SELECT EXISTS (SELECT FROM pg_proc WHERE proname = 'geometry_overlaps' AND proleakproof)`

// Ready returns nil where the database answers, has the schema of this program and can use
// its spatial indexes. Otherwise it returns Conflict or Unavailable, naming what to do.
func (db *DB) Ready(ctx context.Context) error {
	if err := CheckSchema(ctx, db); err != nil {
		return err
	}
	var leakproof bool
	if err := db.pool.QueryRow(ctx, overlapsIsLeakproof).Scan(&leakproof); err != nil {
		return translate(err)
	}
	if !leakproof {
		return fault.New(fault.Unavailable, lang.T(
			"databasen kan inte använda sina rumsliga index; låt dess administratör köra ALTER FUNCTION geometry_overlaps(geometry, geometry) LEAKPROOF;",
			"the database cannot use its spatial indexes; let its administrator run ALTER FUNCTION geometry_overlaps(geometry, geometry) LEAKPROOF;"))
	}
	return nil
}
