package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/route"
)

// MunicipalityStore keeps the register of municipalities, their areas and bases.
type MunicipalityStore struct{ db *DB }

var (
	_ municipality.Store = (*MunicipalityStore)(nil)
	_ hotspot.AreaStore  = (*MunicipalityStore)(nil)
	_ route.PlaceStore   = (*MunicipalityStore)(nil)
)

// Municipalities gives the store of municipalities.
func (db *DB) Municipalities() *MunicipalityStore { return &MunicipalityStore{db} }

const addMunicipality = `
INSERT INTO municipality (municipality, slug, name, srid, time_zone, sources, exercise, calendar)
VALUES (@code, @slug, @name, @srid, @time_zone, @sources, @exercise, @calendar)`

// Add registers a municipality. It returns Conflict for a code or slug that is taken.
func (s *MunicipalityStore) Add(ctx context.Context, m municipality.Municipality) error {
	return s.db.Tenant(ctx, m.Code, func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, addMunicipality, municipalityArgs(m))
		return err
	})
}

func municipalityArgs(m municipality.Municipality) pgx.NamedArgs {
	return pgx.NamedArgs{
		"code": m.Code, "slug": m.Slug, "name": m.Name, "srid": int32(m.CRS),
		"time_zone": m.TimeZone, "sources": notNil(m.Sources), "exercise": m.Exercise,
		"calendar": notNil(m.Calendar),
	}
}

const municipalityColumns = `
SELECT municipality, slug, name, srid, time_zone, sources, exercise, open, revision, calendar FROM municipality`

const municipalityBySlug = municipalityColumns + ` WHERE slug = @slug`

// BySlug finds a municipality by its name in commands and addresses, or returns NotFound.
func (s *MunicipalityStore) BySlug(ctx context.Context, slug string) (municipality.Municipality, error) {
	rows, err := s.db.register(ctx).Query(ctx, municipalityBySlug, pgx.NamedArgs{"slug": slug})
	if err != nil {
		return municipality.Municipality{}, translate(err)
	}
	m, err := pgx.CollectExactlyOneRow(rows, scanMunicipality)
	if errors.Is(err, pgx.ErrNoRows) {
		return m, fault.New(fault.NotFound, lang.T(
			"det finns ingen kommun med kortnamnet %q", "there is no municipality with the slug %q", slug))
	}
	return m, translate(err)
}

const listMunicipalities = municipalityColumns + ` ORDER BY municipality`

// List returns all municipalities by code.
func (s *MunicipalityStore) List(ctx context.Context) ([]municipality.Municipality, error) {
	rows, err := s.db.register(ctx).Query(ctx, listMunicipalities)
	if err != nil {
		return nil, translate(err)
	}
	all, err := pgx.CollectRows(rows, scanMunicipality)
	return all, translate(err)
}

func scanMunicipality(row pgx.CollectableRow) (m municipality.Municipality, err error) {
	err = row.Scan(&m.Code, &m.Slug, &m.Name, (*int)(&m.CRS), &m.TimeZone, &m.Sources, &m.Exercise, &m.Open, &m.Revision, &m.Calendar)
	return m, err
}

const listAreas = `
SELECT slug, name, geom, provisional FROM area WHERE municipality = @code ORDER BY slug`

// Areas returns the areas by slug.
func (s *MunicipalityStore) Areas(ctx context.Context, code string) ([]municipality.Area, error) {
	return collect(ctx, s.db, code, listAreas, nil, func(row pgx.CollectableRow) (a municipality.Area, err error) {
		err = row.Scan(&a.Slug, &a.Name, &a.Shape, &a.Provisional)
		return a, err
	})
}

const listBases = `
SELECT slug, name, geom, roles FROM base WHERE municipality = @code ORDER BY position, slug`

// Bases returns the bases in the order that the municipality lists them.
func (s *MunicipalityStore) Bases(ctx context.Context, code string) ([]municipality.Base, error) {
	return collect(ctx, s.db, code, listBases, nil, func(row pgx.CollectableRow) (b municipality.Base, err error) {
		err = row.Scan(&b.Slug, &b.Name, &b.Point, &b.Roles)
		return b, err
	})
}
