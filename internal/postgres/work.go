package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"tryggled/internal/measure"
)

// WorkStore keeps the work that has been decided on.
type WorkStore struct{ db *DB }

var _ measure.Store = (*WorkStore)(nil)

// Works gives the store of work.
func (db *DB) Works() *WorkStore { return &WorkStore{db} }

const listWorks = `
SELECT key, list, action, state, title, why, street, owner, length_m, parts, before, after, rises, geom,
       ordered_on, done_on, remark, revision
FROM work WHERE municipality = @code ORDER BY key COLLATE "C"`

// Works returns all works in the order of their keys.
func (s *WorkStore) Works(ctx context.Context, code string) ([]measure.Work, error) {
	return collect(ctx, s.db, code, listWorks, nil, func(row pgx.CollectableRow) (w measure.Work, err error) {
		var ordered, done *time.Time
		var parts []storedPart
		err = row.Scan(&w.Key, &w.List, &w.Action, &w.State, &w.Title, &w.Why, &w.Street, &w.Owner, &w.LengthM, &parts,
			&w.Before, &w.After, &w.Rises, &w.Geometry, &ordered, &done, &w.Remark, &w.Revision)
		w.OrderedOn, w.DoneOn = orZero(ordered), orZero(done)
		for _, p := range parts {
			w.Parts = append(w.Parts, p.part())
		}
		if len(w.Rises) == 0 {
			w.Rises = nil
		}
		return w, err
	})
}

// storedPart is a part with its place.
type storedPart struct {
	measure.Part
	At    orb.Point         `json:"at"`
	Shape *geojson.Geometry `json:"geometry,omitempty"`
}

func storedParts(parts []measure.Part) []storedPart {
	stored := make([]storedPart, len(parts))
	for i, p := range parts {
		stored[i] = storedPart{Part: p, At: p.At}
		if p.Geometry != nil {
			stored[i].Shape = geojson.NewGeometry(p.Geometry)
		}
	}
	return stored
}

func (p storedPart) part() measure.Part {
	p.Part.At = p.At
	if p.Shape != nil {
		p.Part.Geometry = p.Shape.Geometry()
	}
	return p.Part
}

const saveWork = `
INSERT INTO work (municipality, key, list, action, state, title, why, street, owner, length_m, parts, before, after, rises,
  geom, ordered_on, done_on, remark, revision)
VALUES (@code, @key, @list, @action, @state, @title, @why, @street, @owner, @length_m, @parts, @before, @after, @rises,
  ST_SetSRID(@geom::geometry, @srid), @ordered_on, @done_on, @remark, @revision)
ON CONFLICT (municipality, key) DO UPDATE SET list = excluded.list, action = excluded.action, state = excluded.state,
  title = excluded.title, why = excluded.why, street = excluded.street, owner = excluded.owner,
  length_m = excluded.length_m, parts = excluded.parts, before = excluded.before, after = excluded.after,
  rises = excluded.rises, geom = excluded.geom, ordered_on = excluded.ordered_on, done_on = excluded.done_on,
  remark = excluded.remark, revision = excluded.revision`

// SaveWorks inserts works or replaces those of the same key, all or none, in the transaction
// of ctx where there is one. It returns NotFound for an unknown municipality, Invalid for a
// state that is none, and Unavailable while an import is being merged.
func (s *WorkStore) SaveWorks(ctx context.Context, code string, works []measure.Work) error {
	if len(works) == 0 {
		return nil
	}
	return s.db.writeBriefly(ctx, code, func(ctx context.Context, tx pgx.Tx, revision int64) error {
		var batch pgx.Batch
		for _, w := range works {
			args, err := workArgs(w)
			if err != nil {
				return fmt.Errorf("store work %s: %w", w.Key, err)
			}
			args["revision"] = revision
			batch.Queue(saveWork, tenantArgs(ctx, args))
		}
		return tx.SendBatch(ctx, &batch).Close()
	})
}

func workArgs(w measure.Work) (pgx.NamedArgs, error) {
	parts, err := json.Marshal(storedParts(w.Parts))
	return pgx.NamedArgs{
		"key": w.Key, "list": w.List, "action": w.Action, "state": w.State, "title": w.Title, "why": w.Why,
		"street": w.Street, "owner": w.Owner, "length_m": w.LengthM, "parts": json.RawMessage(parts),
		"before": w.Before, "after": w.After, "rises": notNil(w.Rises), "geom": w.Geometry,
		"ordered_on": orNull(w.OrderedOn), "done_on": orNull(w.DoneOn), "remark": w.Remark,
	}, err
}
