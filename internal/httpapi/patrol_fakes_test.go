package httpapi

import (
	"context"
	"slices"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/patrol"
	"tryggled/internal/plan"
	"tryggled/internal/report"
	"tryggled/internal/route"
)

// plannerOf is the planning service over the town's plans; what it would search for is the
// plan that is there.
type plannerOf struct {
	route.Service
	town *town
}

func plannerFor(t *town) plannerOf {
	return plannerOf{route.Service{Store: planStore{t}, Hotspots: hotspotsOf{town: t}, Now: t.entrance.now}, t}
}

func (p plannerOf) First(ctx context.Context, m municipality.Municipality, r plan.Request, quick bool) (route.Planned, int64, error) {
	p.town.request = r
	areas, _ := p.town.Areas(ctx, m.Code)
	bases, _ := p.town.Bases(ctx, m.Code)
	return p.town.plans[0], taskUnless(quick), r.Validate(m, areas, bases)
}

func (p plannerOf) Change(ctx context.Context, m municipality.Municipality, id int64, based int, c plan.Change, quick bool) (route.Planned, int64, error) {
	p.town.changed = c
	before, routes, err := p.Store.Plan(ctx, m.Code, id, 0)
	if err != nil {
		return route.Planned{}, 0, err
	}
	request, said, err := before.Next(c, m.Location())
	if err != nil {
		return route.Planned{}, 0, err
	}
	next := before
	next.Request, next.Changed, next.Based = request, said, before.Version
	next.Version, err = p.Store.SaveVersion(ctx, m.Code, next, routes)
	return route.Planned{Municipality: m, Plan: next, Routes: routes}, taskUnless(quick), err
}

func (p plannerOf) AskRoster(_ context.Context, m municipality.Municipality, r plan.Roster) (int64, error) {
	p.town.roster = r
	_, err := r.Requests(m.Location())
	return 3, err
}

func taskUnless(quick bool) int64 {
	if quick {
		return 0
	}
	return 3
}

// hotspotsOf gives the town's analyses as planning reads them.
type hotspotsOf struct {
	hotspot.Store
	town *town
}

func (h hotspotsOf) Analysis(ctx context.Context, code string, id int64) (hotspot.Analysis, error) {
	return h.town.Analysis(ctx, code, id)
}

// planStore keeps the town's plans: of each id the newest version first.
type planStore struct{ town *town }

func (s planStore) Save(context.Context, string, plan.Plan, []route.Route) (int64, error) {
	return 0, unknown
}

func (s planStore) SaveVersion(_ context.Context, _ string, p plan.Plan, routes []route.Route) (int, error) {
	p.Version++
	s.town.plans = append([]route.Planned{{Municipality: koping, Plan: p, Routes: routes}}, s.town.plans...)
	return p.Version, nil
}

func (s planStore) Plan(_ context.Context, code string, id int64, version int) (plan.Plan, []route.Route, error) {
	for _, p := range s.town.plans {
		if code == koping.Code && p.Plan.ID == id && (version == 0 || p.Plan.Version == version) {
			return p.Plan, p.Routes, nil
		}
	}
	return plan.Plan{}, nil, unknown
}

func (s planStore) Plans(_ context.Context, code string) (all []plan.Plan, _ error) {
	for _, p := range s.town.plans {
		if code == koping.Code && !slices.ContainsFunc(all, func(q plan.Plan) bool { return q.ID == p.Plan.ID }) {
			all = append(all, p.Plan)
		}
	}
	return all, nil
}

func (s planStore) Versions(_ context.Context, code string, id int64) (all []plan.Plan, err error) {
	for _, p := range s.town.plans {
		if code == koping.Code && p.Plan.ID == id {
			all = append(all, p.Plan)
		}
	}
	if len(all) == 0 {
		err = unknown
	}
	return all, err
}

func (s planStore) Recent(context.Context, string, time.Time, time.Time, []int64) ([]plan.Plan, error) {
	return nil, nil
}

func (s planStore) Changing(ctx context.Context, _ string, _ int64, change func(context.Context) error) error {
	return change(ctx)
}

func (s planStore) SetLife(_ context.Context, _ string, id int64, _ plan.Status, l plan.Life) error {
	for i := range s.town.plans {
		if s.town.plans[i].Plan.ID == id {
			s.town.plans[i].Plan.Life = l
		}
	}
	return nil
}

// walks is what the town keeps of its walks.
type walks struct {
	log       patrol.Log
	tracks    []patrol.Walked
	alarms    []patrol.Alarm
	presences []patrol.Presence
}

// patrolsOf is the service of walks over the town's plans.
func patrolsOf(t *town) patrol.Service {
	return patrol.Service{
		Store: walkStore{t}, Plans: walkStore{t}, Reports: report.Service{Store: reportsOf{t}}, Streets: t, Areas: t, Now: t.entrance.now,
	}
}

type walkStore struct{ town *town }

func (s walkStore) Planned(ctx context.Context, m municipality.Municipality, id int64) (route.Planned, error) {
	p, routes, err := planStore(s).Plan(ctx, m.Code, id, 0)
	if v := p.Life.Version; err == nil && v > 0 {
		p, routes, err = planStore(s).Plan(ctx, m.Code, id, v)
	}
	return route.Planned{Municipality: m, Plan: p, Routes: routes, Hotspots: s.town.analyses[0].Hotspots}, err
}

func (s walkStore) Awaited(context.Context, string, time.Time, time.Time) ([]int64, error) {
	return nil, nil
}

func (s walkStore) Began(ctx context.Context, code string, id int64, at time.Time) error {
	return planStore(s).SetLife(ctx, code, id, plan.Published, plan.Life{Status: plan.UnderWay, Version: 1, BegunAt: at})
}

func (s walkStore) Writing(ctx context.Context, _ string, _ int64, write func(context.Context) error) error {
	return write(ctx)
}

func (s walkStore) Log(context.Context, string, int64) (patrol.Log, error) {
	return slices.Clone(s.town.walks.log), nil
}

func (s walkStore) AddEntry(_ context.Context, _ string, e patrol.Entry) (int64, error) {
	e.ID = int64(len(s.town.walks.log) + 1)
	s.town.walks.log = append(s.town.walks.log, e)
	return e.ID, nil
}

func (s walkStore) Tracks(context.Context, string, int64) ([]patrol.Walked, error) {
	return slices.Clone(s.town.walks.tracks), nil
}

func (s walkStore) AddTrack(_ context.Context, _ string, w patrol.Walked) (int64, error) {
	w.ID = int64(len(s.town.walks.tracks) + 1)
	s.town.walks.tracks = append(s.town.walks.tracks, w)
	return w.ID, nil
}

func (s walkStore) Alarms(_ context.Context, _ string, id int64, open bool) (all []patrol.Alarm, _ error) {
	for _, a := range s.town.walks.alarms {
		if (id == 0 || a.Plan == id) && (!open || a.Open()) {
			all = append(all, a)
		}
	}
	return all, nil
}

func (s walkStore) SaveAlarm(_ context.Context, _ string, a patrol.Alarm) (patrol.Alarm, error) {
	i := slices.IndexFunc(s.town.walks.alarms, func(b patrol.Alarm) bool { return a.ID == b.ID })
	s.town.walks.alarms[i] = a
	return a, nil
}

func (s walkStore) Presences(context.Context, string, time.Time, time.Time) ([]patrol.Presence, error) {
	return slices.DeleteFunc(slices.Clone(s.town.walks.presences), func(p patrol.Presence) bool { return !p.RevokedAt.IsZero() }), nil
}

func (s walkStore) AddPresence(_ context.Context, _ string, p patrol.Presence) (int64, error) {
	p.ID = int64(len(s.town.walks.presences) + 1)
	s.town.walks.presences = append(s.town.walks.presences, p)
	return p.ID, nil
}

func (s walkStore) RevokePresence(_ context.Context, _ string, id int64, at time.Time) error {
	if id < 1 || id > int64(len(s.town.walks.presences)) {
		return fault.New(fault.NotFound, lang.T("finns inte", "is not there"))
	}
	s.town.walks.presences[id-1].RevokedAt = at
	return nil
}

func (s walkStore) Walked(context.Context, string, time.Time, time.Time) (ids []int64, _ error) {
	for _, e := range s.town.walks.log {
		if !slices.Contains(ids, e.Plan) {
			ids = append(ids, e.Plan)
		}
	}
	return ids, nil
}
