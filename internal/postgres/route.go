package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// RouteStore keeps plans with their routes.
type RouteStore struct{ db *DB }

var _ route.Store = (*RouteStore)(nil)

// Routes gives the store of plans and routes.
func (db *DB) Routes() *RouteStore { return &RouteStore{db} }

const addPlan = `
INSERT INTO plan (municipality, shift_from, shift_to, revision) VALUES (@code, @from, @to, @revision) RETURNING id`

const addVersion = `
INSERT INTO plan_version (municipality, plan, version, analysis, body, places, created_at, revision)
VALUES (@code, @plan, @version, @analysis, @body, ST_SetSRID(@places::geometry, @srid), coalesce(@created_at, now()), @revision)`

const addRoute = `
INSERT INTO route (municipality, plan, version, team, geom, body)
VALUES (@code, @plan, @version, @team, ST_SetSRID(@line::geometry, @srid), @body)`

// Save freezes the first version of a plan and returns its id. It returns NotFound for an
// unknown municipality and Conflict where the plan's analysis is not stored.
func (s *RouteStore) Save(ctx context.Context, code string, p plan.Plan, routes []route.Route) (id int64, err error) {
	err = s.db.Write(ctx, code, func(ctx context.Context, tx pgx.Tx, revision int64) error {
		stamp := tenantArgs(ctx, pgx.NamedArgs{"from": p.Request.From, "to": p.Request.To, "revision": revision})
		if err := tx.QueryRow(ctx, addPlan, stamp).Scan(&id); err != nil {
			return err
		}
		return addFrozen(ctx, tx, id, 1, revision, p, routes)
	})
	return id, err
}

const newestVersion = `SELECT coalesce(max(version), 0) FROM plan_version WHERE municipality = @code AND plan = @id`

// SaveVersion freezes a further version of a plan and returns its number. It returns
// NotFound, and Conflict where the plan has a newer version than the one it changes.
func (s *RouteStore) SaveVersion(ctx context.Context, code string, p plan.Plan, routes []route.Route) (version int, err error) {
	err = s.Changing(ctx, code, p.ID, func(ctx context.Context) error {
		return s.db.Write(ctx, code, func(ctx context.Context, tx pgx.Tx, revision int64) error {
			if err := tx.QueryRow(ctx, newestVersion, tenantArgs(ctx, pgx.NamedArgs{"id": p.ID})).Scan(&version); err != nil {
				return err
			}
			if version != p.Based {
				return fault.New(fault.Conflict, lang.T(
					"planen %d har redan version %d; ändringen utgick från version %d: gör om den från den nya",
					"plan %d has version %d already; the change was made from version %d: make it anew from the new one", p.ID, version, p.Based))
			}
			version++
			return addFrozen(ctx, tx, p.ID, version, revision, p, routes)
		})
	})
	return version, err
}

// addFrozen stores a version of a plan with its routes.
func addFrozen(ctx context.Context, tx pgx.Tx, id int64, version int, revision int64, p plan.Plan, routes []route.Route) error {
	p.ID, p.Version = id, version
	var batch pgx.Batch
	batch.Queue(addVersion, tenantArgs(ctx, pgx.NamedArgs{
		"plan": id, "version": version, "analysis": p.Analysis, "body": p, "places": placesOf(p),
		"created_at": orNull(p.CreatedAt), "revision": revision,
	}))
	for _, r := range routes {
		batch.Queue(addRoute, tenantArgs(ctx, pgx.NamedArgs{"plan": id, "version": version, "team": r.Team, "line": lineOf(r), "body": r}))
	}
	return tx.SendBatch(ctx, &batch).Close()
}

func noPlan(id int64) error {
	return fault.New(fault.NotFound, lang.T("planen %d finns inte", "there is no plan %d", id))
}

// placesOf lists the points of a plan, which its JSON leaves out: tour by tour the base
// and the stops, then where each tour ends.
func placesOf(p plan.Plan) orb.MultiPoint {
	points := orb.MultiPoint{}
	for _, place := range placePointers(&p) {
		points = append(points, *place)
	}
	return points
}

func placePointers(p *plan.Plan) (points []*orb.Point) {
	for t := range p.Tours {
		tour := &p.Tours[t]
		points = append(points, &tour.Base.Point)
		for v := range tour.Visits {
			points = append(points, &tour.Visits[v].Place.Point)
		}
	}
	for t := range p.Tours {
		points = append(points, &p.Tours[t].Finish.Point)
	}
	return points
}

// lineOf is a route as maps draw it; a leg that stands still has no line.
func lineOf(r route.Route) orb.MultiLineString {
	lines := orb.MultiLineString{}
	for _, leg := range r.Legs {
		if len(leg.Line) > 1 {
			lines = append(lines, leg.Line)
		}
	}
	return lines
}

const planRow = `
p.id, v.version, v.created_at, v.body, v.places, p.status, p.published_version, p.approved_version, p.approved_at, p.approved_by,
  p.published_at, p.begun_at, p.ended_at
FROM plan p JOIN plan_version v ON v.municipality = p.municipality AND v.plan = p.id
WHERE p.municipality = @code`

const newestOfEach = `SELECT DISTINCT ON (p.id) ` + planRow

const onePlan = newestOfEach + ` AND p.id = @id AND (@version = 0 OR v.version = @version) ORDER BY p.id, v.version DESC`

const listRoutes = `
SELECT body FROM route WHERE municipality = @code AND plan = @id AND version = @version ORDER BY team`

// Plan returns a version of a plan, 0 the newest, and its routes, or NotFound.
func (s *RouteStore) Plan(ctx context.Context, code string, id int64, version int) (p plan.Plan, routes []route.Route, err error) {
	err = s.db.Tenant(ctx, code, func(ctx context.Context, _ pgx.Tx) error {
		p, err = collectOne(ctx, s.db, code, onePlan, pgx.NamedArgs{"id": id, "version": version}, scanPlan, noPlan(id))
		if err != nil {
			return err
		}
		args := pgx.NamedArgs{"id": id, "version": p.Version}
		routes, err = collect(ctx, s.db, code, listRoutes, args, pgx.RowTo[route.Route])
		return err
	})
	return p, routes, err
}

const listPlans = newestOfEach + ` ORDER BY p.id DESC, v.version DESC LIMIT @most`

// Plans returns the newest version of each plan without routes, newest plan first, at most
// a thousand.
func (s *RouteStore) Plans(ctx context.Context, code string) ([]plan.Plan, error) {
	return collect(ctx, s.db, code, listPlans, pgx.NamedArgs{"most": maxListed}, scanPlan)
}

// scanPlan takes from columns what was not known when the body was written.
func scanPlan(row pgx.CollectableRow) (p plan.Plan, err error) {
	var id int64
	var version int
	var created time.Time
	var places orb.MultiPoint
	var life lifeRow
	if err := row.Scan(&id, &version, &created, &p, &places, &life.status, &life.published, &life.approved,
		&life.approvedAt, &life.approvedBy, &life.publishedAt, &life.begunAt, &life.endedAt); err != nil {
		return p, err
	}
	p.ID, p.Version, p.Life, p.CreatedAt = id, version, life.life(), created.UTC()
	points := placePointers(&p)
	if len(points) == len(places)+len(p.Tours) { // kept before tours could end elsewhere than at their base
		for _, tour := range p.Tours {
			places = append(places, tour.Base.Point)
		}
	}
	if len(points) != len(places) {
		return p, fmt.Errorf("plan %d: %d points for %d places", id, len(places), len(points))
	}
	for i, at := range places {
		*points[i] = at
	}
	return p, nil
}
