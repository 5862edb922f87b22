package httpapi

import (
	"context"
	"net/http"

	"tryggled/api"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// StartPlan makes a plan at once, and starts the search for a better one.
func (s *Server) StartPlan(ctx context.Context, r api.StartPlanRequestObject) (api.StartPlanResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	request, err := newRequest(m, *r.Body)
	if err != nil {
		return nil, err
	}
	planned, task, err := s.Planner.First(ctx, m, request, r.Body.Quick)
	if err != nil {
		return nil, err
	}
	made, err := s.made(ctx, m, planned, task)
	if err != nil {
		return nil, err
	}
	if task == 0 {
		return api.StartPlan201JSONResponse{PlanMadeJSONResponse: made.plan()}, nil
	}
	return api.StartPlan202JSONResponse{PlanImprovingJSONResponse: made.improving()}, nil
}

// ChangePlan makes the next version of a plan at once, and starts the search for a better one.
func (s *Server) ChangePlan(ctx context.Context, r api.ChangePlanRequestObject) (api.ChangePlanResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	based, err := s.basedOn(ctx, m, r.Plan, r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	change, err := newChange(m, *r.Body)
	if err != nil {
		return nil, err
	}
	planned, task, err := s.Planner.Change(ctx, m, r.Plan, based, change, r.Body.Quick)
	if err != nil {
		return nil, err
	}
	made, err := s.made(ctx, m, planned, task)
	if err != nil {
		return nil, err
	}
	if task == 0 {
		return api.ChangePlan201JSONResponse{PlanMadeJSONResponse: made.plan()}, nil
	}
	return api.ChangePlan202JSONResponse{PlanImprovingJSONResponse: made.improving()}, nil
}

// basedOn is the version that a change is based on, 0 for whatever it is: one that is still the
// newest. Somebody who is faster by a hair is told by Conflict.
func (s *Server) basedOn(ctx context.Context, m municipality.Municipality, id int64, ifMatch string) (int, error) {
	if ifMatch == "" {
		return 0, refused(http.StatusPreconditionRequired, fault.Invalid, lang.T(
			"If-Match saknas. Läs planen och skicka dess ETag som If-Match, så att ingen annans ändring skrivs över.",
			"If-Match is missing. Read the plan and send its ETag as If-Match, so that nobody else's change is written over."))
	}
	planned, err := s.shown(ctx, m, id, 0)
	if err != nil {
		return 0, err
	}
	based, ok := basedOn(ifMatch)
	if !ok || based > 0 && based != planned.Plan.Version {
		return 0, refused(http.StatusPreconditionFailed, fault.Conflict, lang.T(
			"Planens nyaste version är %d. Läs den och gör om ändringen.", "The newest version of the plan is %d. Read it and repeat your change.",
			planned.Plan.Version))
	}
	return based, nil
}

// planMade is a plan that was made at once, and the task that improves it; of no task none.
type planMade struct {
	town    municipality.Municipality
	summary api.PlanSummary
	tag     string
	task    api.Task
}

func (s *Server) made(ctx context.Context, m municipality.Municipality, planned route.Planned, task int64) (planMade, error) {
	a := planMade{town: m, summary: planSummary(ctx, m, planned.Plan), tag: planTag(planned.Plan, "")}
	if task == 0 {
		return a, nil
	}
	t, err := s.Tasks.Task(ctx, m.Code, task)
	a.task = taskBody(m, t)
	a.task.Plan = a.summary
	return a, err
}

func (a planMade) plan() api.PlanMadeJSONResponse {
	return api.PlanMadeJSONResponse{
		Body: a.summary, Headers: api.PlanMadeResponseHeaders{Location: pathOf(a.town, "plans", a.summary.ID), ETag: a.tag},
	}
}

func (a planMade) improving() api.PlanImprovingJSONResponse {
	return api.PlanImprovingJSONResponse{
		Body: a.task, Headers: api.PlanImprovingResponseHeaders{Location: pathOf(a.town, "tasks", a.task.ID), ETag: a.tag},
	}
}

// SetPlanStatus publishes, begins, ends or withdraws a plan.
func (s *Server) SetPlanStatus(ctx context.Context, r api.SetPlanStatusRequestObject) (api.SetPlanStatusResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	p, err := s.Planner.Become(ctx, m, r.Plan, plan.Status(r.Body.To), r.Body.Version)
	return api.SetPlanStatus200JSONResponse{
		Body: planSummary(ctx, m, p), Headers: api.SetPlanStatus200ResponseHeaders{ETag: planTag(p, "")},
	}, err
}

// ApprovePlan notes the approval of a plan.
func (s *Server) ApprovePlan(ctx context.Context, r api.ApprovePlanRequestObject) (api.ApprovePlanResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	p, err := s.Planner.Approve(ctx, m, r.Plan, r.Body.Version)
	return api.ApprovePlan200JSONResponse{
		Body: planSummary(ctx, m, p), Headers: api.ApprovePlan200ResponseHeaders{ETag: planTag(p, "")},
	}, err
}

// ComparePlans holds a plan against another.
func (s *Server) ComparePlans(ctx context.Context, r api.ComparePlansRequestObject) (api.ComparePlansResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	c, err := s.Planner.Compare(ctx, m, plan.Ref{ID: r.Plan, Version: r.Params.Version}, plan.Ref{ID: r.Params.With, Version: r.Params.WithVersion})
	return jsonOf{c}, err
}

// VisitComparePlansResponse writes the answer.
func (j jsonOf) VisitComparePlansResponse(w http.ResponseWriter) error { return j.write(w) }

// StartRoster queues the plans of some days.
func (s *Server) StartRoster(ctx context.Context, r api.StartRosterRequestObject) (api.StartRosterResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	roster, err := newRoster(m, *r.Body)
	if err != nil {
		return nil, err
	}
	task, err := s.Planner.AskRoster(ctx, m, roster)
	if err != nil {
		return nil, err
	}
	answer, err := s.accepted(ctx, m, task)
	return api.StartRoster202JSONResponse{AcceptedJSONResponse: answer}, err
}

// StopTask asks a search to stop and keep the best so far.
func (s *Server) StopTask(ctx context.Context, r api.StopTaskRequestObject) (api.StopTaskResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	if err := s.Tasks.Stop(ctx, m.Code, r.Task); err != nil {
		return nil, err
	}
	task, err := s.Tasks.Task(ctx, m.Code, r.Task)
	return api.StopTask200JSONResponse(taskBody(m, task)), err
}
