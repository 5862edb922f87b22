package postgres

import (
	"context"
	_ "embed" // queries
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"tryggled/internal/lang"
	"tryggled/internal/report"
)

//go:embed query/home_staged.sql
var asideStaged string

// The parts of statements begin with dwelling.sql, which ends in a comma.
var (
	asideHomes  = "WITH " + strings.TrimSuffix(strings.TrimSpace(dwellings), ",") + asideStaged
	removeHomes = "WITH " + strings.TrimSpace(dwellings) + `
near AS MATERIALIZED (
  SELECT id, geom FROM report
  WHERE municipality = @code AND category = ANY (@near) AND accuracy_m <= @exact AND NOT coarsened
), gone AS (
  DELETE FROM report r USING near n JOIN dwelling d
    ON d.x = floor(ST_X(n.geom) / 50)::int AND d.y = floor(ST_Y(n.geom) / 50)::int
   AND d.geom && n.geom AND ST_Covers(d.geom, n.geom)
  WHERE r.municipality = @code AND r.id = n.id
  RETURNING r.id, r.restricted
)
INSERT INTO tombstone (municipality, collection, id, revision, restricted) SELECT @code, 'report', id::text, @revision, restricted FROM gone
ON CONFLICT (municipality, collection, id) DO UPDATE SET revision = excluded.revision`
)

func homeArgs() pgx.NamedArgs {
	return pgx.NamedArgs{
		"near": report.NearPersonCategories(), "exact": float64(report.HomeAccuracyM), "reason": report.HomeViolenceReason,
	}
}

// stagedHomes puts aside what is staged and, by where it lies, violence in a home.
func (m *merge) stagedHomes(ctx context.Context) error {
	if m.rows == 0 {
		return nil
	}
	_, err := m.exec(ctx, asideHomes, homeArgs())
	return err
}

// storedHomes removes the stored reports that turn out to be violence in a home, now that
// more homes are known.
func (m *merge) storedHomes(ctx context.Context) error {
	if !m.newBuildings() {
		return nil
	}
	n, err := m.exec(ctx, removeHomes, homeArgs())
	if n > 0 {
		m.sum.Notes = append(m.sum.Notes, lang.T(
			"rapporter som visade sig gälla våld i bostäder och därför togs bort: %d",
			"reports that turned out to be of violence in homes and were removed: %d", n))
	}
	return err
}

const inDwelling = `
SELECT EXISTS (
  SELECT FROM overlay_object WHERE municipality = @code AND kind = 'buildings' AND dwelling
    AND geom && ST_SetSRID(@geom::geometry, @srid) AND ST_Covers(geom, ST_SetSRID(@geom::geometry, @srid)))`

// refuseHome returns Invalid for a report that is, by where it lies, violence in a home.
func (db *DB) refuseHome(ctx context.Context, code string, r report.Report) error {
	if !report.NearPerson(r.Category) || r.AccuracyM > report.HomeAccuracyM {
		return nil
	}
	private, err := collectOne(ctx, db, code, inDwelling, pgx.NamedArgs{"geom": orb.Geometry(r.Point)}, pgx.RowTo[bool], pgx.ErrNoRows)
	if err == nil && private {
		err = report.RefuseHomeViolence()
	}
	return err
}
