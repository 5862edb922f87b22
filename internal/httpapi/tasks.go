package httpapi

import (
	"context"
	"encoding/json"
	"time"

	"tryggled/api"
	"tryggled/internal/job"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
)

// ListTasks answers with the latest tasks.
func (s *Server) ListTasks(ctx context.Context, r api.ListTasksRequestObject) (api.ListTasksResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	limit := r.Params.Limit
	if limit == 0 {
		limit = defaultPage
	}
	tasks, err := s.Tasks.Tasks(ctx, m.Code, limit)
	if err != nil {
		return nil, err
	}
	items := mapped(tasks, func(t job.Task) api.Task { return taskBody(m, t) })
	return api.ListTasks200JSONResponse{Items: items}, nil
}

// GetTask answers with one task.
func (s *Server) GetTask(ctx context.Context, r api.GetTaskRequestObject) (api.GetTaskResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	task, err := s.Tasks.Task(ctx, m.Code, r.Task)
	if err != nil {
		return nil, err
	}
	return api.GetTask200JSONResponse(taskBody(m, task)), nil
}

// CancelTask calls a task off and answers with it.
func (s *Server) CancelTask(ctx context.Context, r api.CancelTaskRequestObject) (api.CancelTaskResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	if err := s.Tasks.Cancel(ctx, m.Code, r.Task); err != nil {
		return nil, err
	}
	task, err := s.Tasks.Task(ctx, m.Code, r.Task)
	if err != nil {
		return nil, err
	}
	return api.CancelTask200JSONResponse(taskBody(m, task)), nil
}

// ListQuarantine answers with the rows that an import put aside.
func (s *Server) ListQuarantine(ctx context.Context, r api.ListQuarantineRequestObject) (api.ListQuarantineResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	page, err := pageOf(ctx, r.Params.Cursor, r.Params.Limit, defaultPage)
	if err != nil {
		return nil, err
	}
	if _, err := s.Tasks.Task(ctx, m.Code, r.Task); err != nil {
		return nil, err
	}
	rows, err := s.Imports.Quarantine(ctx, m.Code, r.Task, page.after, page.limit+1)
	if err != nil {
		return nil, err
	}
	var next string
	if len(rows) > page.limit {
		rows = rows[:endOfLine(rows, page.limit)]
		next = page.next(rows[len(rows)-1].Line)
	}
	return api.ListQuarantine200JSONResponse{
		Body:    api.QuarantineList{Items: mapped(rows, rejectionBody), Next: next},
		Headers: api.ListQuarantine200ResponseHeaders{Link: linkNext(next)},
	}, nil
}

// endOfLine is where a page of at least limit rows may end: a cursor is a line, and the
// lines of two files may share a number, so what shares one stays on one page.
func endOfLine(rows []report.Rejection, limit int) int {
	for limit < len(rows) && rows[limit].Line == rows[limit-1].Line {
		limit++
	}
	return limit
}

func rejectionBody(r report.Rejection) api.Rejection {
	values := r.Values
	if values == nil {
		values = map[string]string{}
	}
	return api.Rejection{Line: r.Line, Field: r.Field, Reason: r.Reason, Values: values}
}

// accepted is the answer to work that was taken on: its task, and where to watch it.
func (s *Server) accepted(ctx context.Context, m municipality.Municipality, id int64) (api.AcceptedJSONResponse, error) {
	task, err := s.Tasks.Task(ctx, m.Code, id)
	return api.AcceptedJSONResponse{
		Body:    taskBody(m, task),
		Headers: api.AcceptedResponseHeaders{Location: pathOf(m, "tasks", id)},
	}, err
}

func taskBody(m municipality.Municipality, t job.Task) api.Task {
	return api.Task{
		ID: t.ID, Kind: api.TaskKind(t.Kind), State: api.TaskState(t.State), Stage: t.Stage,
		DoneUnits: t.DoneUnits, TotalUnits: t.TotalUnits,
		Request: object(t.Request), Result: object(t.Result), Problem: t.Problem, Best: object(t.Best), StopAsked: t.StopAsked,
		CreatedAt: t.CreatedAt.UTC(), StartedAt: utc(t.StartedAt), EndedAt: utc(t.EndedAt),
		Links: taskLinks(m, t),
	}
}

// object is a JSON object that a task keeps; nil for anything else.
func object(raw json.RawMessage) map[string]any {
	var o map[string]any
	if json.Unmarshal(raw, &o) != nil {
		return nil
	}
	return o
}

// utc keeps a zero time zero, so that it is left out of the answer.
func utc(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC()
}

// taskLinks leads from a task to what came out of it.
func taskLinks(m municipality.Municipality, t job.Task) api.Links {
	links := api.Links{{Rel: "self", Href: pathOf(m, "tasks", t.ID)}}
	if t.Kind == job.Import {
		links = append(links, api.Link{Rel: "quarantine", Href: pathOf(m, "tasks", t.ID, "quarantine")})
	}
	var result struct{ Analysis, Plan int64 }
	if t.State != job.Done || json.Unmarshal(t.Result, &result) != nil {
		return links
	}
	if result.Analysis > 0 {
		links = append(links, api.Link{Rel: "analysis", Href: pathOf(m, "analyses", result.Analysis)})
	}
	if result.Plan > 0 {
		links = append(links, api.Link{Rel: "plan", Href: pathOf(m, "plans", result.Plan)})
	}
	return links
}
