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
INSERT INTO plan (municipality, revision) VALUES (@code, @revision) RETURNING id`

const addVersion = `
INSERT INTO plan_version (municipality, plan, version, analysis, body, places, created_at, revision)
VALUES (@code, @plan, 1, @analysis, @body, ST_SetSRID(@places::geometry, @srid), coalesce(@created_at, now()), @revision)`

const addRoute = `
INSERT INTO route (municipality, plan, version, team, geom, body)
VALUES (@code, @plan, 1, @team, ST_SetSRID(@line::geometry, @srid), @body)`

// Save freezes the first version of a plan and returns its id. It returns NotFound for an
// unknown municipality and Conflict where the plan's analysis is not stored.
func (s *RouteStore) Save(ctx context.Context, code string, p plan.Plan, routes []route.Route) (id int64, err error) {
	err = s.db.Write(ctx, code, func(ctx context.Context, tx pgx.Tx, revision int64) error {
		stamp := tenantArgs(ctx, pgx.NamedArgs{"revision": revision})
		if err := tx.QueryRow(ctx, addPlan, stamp).Scan(&id); err != nil {
			return err
		}
		var batch pgx.Batch
		batch.Queue(addVersion, tenantArgs(ctx, pgx.NamedArgs{
			"plan": id, "analysis": p.Analysis, "body": p, "places": placesOf(p),
			"created_at": orNull(p.CreatedAt), "revision": revision,
		}))
		for _, r := range routes {
			batch.Queue(addRoute, tenantArgs(ctx, pgx.NamedArgs{"plan": id, "team": r.Team, "line": lineOf(r), "body": r}))
		}
		return tx.SendBatch(ctx, &batch).Close()
	})
	return id, err
}

// placesOf lists the points of a plan, which its JSON leaves out: tour by tour the base
// and the stops.
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

const planColumns = `
SELECT DISTINCT ON (p.id) p.id, p.status, v.version, v.created_at, v.body, v.places
FROM plan p JOIN plan_version v ON v.municipality = p.municipality AND v.plan = p.id
WHERE p.municipality = @code`

const onePlan = planColumns + ` AND p.id = @id ORDER BY p.id, v.version DESC`

const listRoutes = `
SELECT body FROM route WHERE municipality = @code AND plan = @id AND version = @version ORDER BY team`

// Plan returns the newest version of a plan and its routes, or NotFound.
func (s *RouteStore) Plan(ctx context.Context, code string, id int64) (p plan.Plan, routes []route.Route, err error) {
	missing := fault.New(fault.NotFound, lang.T("planen %d finns inte", "there is no plan %d", id))
	err = s.db.Tenant(ctx, code, func(ctx context.Context, _ pgx.Tx) error {
		p, err = collectOne(ctx, s.db, code, onePlan, pgx.NamedArgs{"id": id}, scanPlan, missing)
		if err != nil {
			return err
		}
		args := pgx.NamedArgs{"id": id, "version": p.Version}
		routes, err = collect(ctx, s.db, code, listRoutes, args, pgx.RowTo[route.Route])
		return err
	})
	return p, routes, err
}

const listPlans = planColumns + ` ORDER BY p.id DESC, v.version DESC LIMIT @most`

// Plans returns the newest version of each plan without routes, newest plan first, at most
// a thousand.
func (s *RouteStore) Plans(ctx context.Context, code string) ([]plan.Plan, error) {
	return collect(ctx, s.db, code, listPlans, pgx.NamedArgs{"most": maxListed}, scanPlan)
}

// scanPlan takes from columns what was not known when the body was written.
func scanPlan(row pgx.CollectableRow) (p plan.Plan, err error) {
	var id int64
	var version int
	var status plan.Status
	var created time.Time
	var places orb.MultiPoint
	if err := row.Scan(&id, &status, &version, &created, &p, &places); err != nil {
		return p, err
	}
	p.ID, p.Version, p.Life.Status, p.CreatedAt = id, version, status, created.UTC()
	points := placePointers(&p)
	if len(points) != len(places) {
		return p, fmt.Errorf("plan %d: %d points for %d places", id, len(places), len(points))
	}
	for i, at := range places {
		*points[i] = at
	}
	return p, nil
}
