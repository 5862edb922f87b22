package httpapi

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"tryggled/internal/identity"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
)

// privacyOf keeps in memory what the rights of persons and retention are about.
type privacyOf struct{ *town }

func (p privacyOf) Retention(context.Context, string) (report.Retention, error) { return p.kept, nil }

func (p privacyOf) Decide(_ context.Context, _ string, r report.Retention) error {
	p.kept = r
	return nil
}

func (privacyOf) Rehearse(context.Context, string, report.Retention, time.Time) error { return nil }
func (privacyOf) Kinds(context.Context, string) ([]report.Kind, error)                { return nil, nil }

func (privacyOf) CountDue(context.Context, string, []report.Cutoff, time.Time) (report.Disposal, error) {
	return report.Disposal{}, nil
}

func (privacyOf) Dispose(context.Context, string, []report.Cutoff, time.Time, identity.Event) (report.Disposal, error) {
	return report.Disposal{}, nil
}

func (p privacyOf) Enqueue(_ context.Context, _, _ string, request any) (int64, error) {
	p.retained = request.(report.RetainRequest)
	return 1, nil
}

func (p privacyOf) Report(_ context.Context, _ string, id int64) (report.Report, error) {
	for _, r := range p.reports {
		if r.ID == id {
			return r, nil
		}
	}
	return report.Report{}, unknown
}

func (p privacyOf) FindPerson(_ context.Context, _ string, m report.PersonMatch, limit int) ([]report.Report, error) {
	p.searched = m
	return p.reports[:min(limit, len(p.reports))], nil
}

func (p privacyOf) FindPutAside(context.Context, string, report.PersonMatch, int) ([]report.PutAside, error) {
	return []report.PutAside{{Task: 7, Rejection: report.Rejection{Line: 3, Field: "category", Values: map[string]string{"text": "En rad"}}}}, nil
}

func (p privacyOf) Correct(ctx context.Context, code string, id int64, change func(report.Report) (report.Report, error)) (report.Report, error) {
	r, err := p.Report(ctx, code, id)
	if err != nil {
		return r, err
	}
	return change(r)
}

func (p privacyOf) Erase(_ context.Context, _ string, id int64, stones *report.Stones, _ time.Time, check func(report.Retention) error, write func(report.Stone) error) error {
	if err := check(p.kept); err != nil {
		return err
	}
	p.reports = slices.DeleteFunc(p.reports, func(r report.Report) bool { return r.ID == id })
	return write(stones.Of(report.Embrace, "a"))
}

func (privacyOf) Reapply(context.Context, string, *report.Stones, []report.Erased) (int64, error) {
	return 0, nil
}

func (p privacyOf) Append(report.Erased) error { return nil }

func (privacyOf) Counts(context.Context, municipality.Municipality, report.Selection) ([]report.DisclosedCount, error) {
	return []report.DisclosedCount{
		{Month: "2026-10", Area: "centrum", Category: "theft", Count: 12}, {Month: "2026-10", Area: "centrum", Category: "drugs", Count: 4},
	}, nil
}

func (privacyOf) Slugs(context.Context, string) ([]string, error) { return []string{"centrum"}, nil }

func (p privacyOf) Save(_ context.Context, _ string, d report.Disclosure) (int64, error) {
	d.ID = int64(len(p.disclosed) + 1)
	p.disclosed = append([]report.Disclosure{d}, p.disclosed...)
	return d.ID, nil
}

// decisions has the List of another store than reports.
type decisions struct{ privacyOf }

func (p decisions) List(_ context.Context, _ string, before int64, limit int) (found []report.Disclosure, err error) {
	for _, d := range p.disclosed {
		if (before == 0 || d.ID < before) && len(found) < limit {
			found = append(found, d)
		}
	}
	return found, nil
}

// privacy gives a server what it needs of these.
func (t *town) privacy(s *Server) {
	p := privacyOf{t}
	now := func() time.Time { return t.at }
	s.Retention = report.RetentionService{Store: p, Queue: p, Now: now}
	s.Persons = report.PersonService{Store: p}
	s.Erasures = report.ErasureService{Store: p, Journal: p, Key: func() ([]byte, error) { return []byte("key"), nil }, Now: now}
	s.Disclosures = report.DisclosureService{Store: decisions{p}, Now: now, Head: func(context.Context, string) (identity.AuditHead, error) {
		return identity.AuditHead{Lines: 3, Hash: "ab"}, nil
	}}
}

func TestRetentionOverHTTP(t *testing.T) {
	t.Parallel()
	town := newTown()
	h, _ := town.server(t)
	if got := call(t, h, "GET", base+"/retention", "").json(t); got["decided"] != false || got["default_text_months"] != 24.0 {
		t.Errorf("before any decision: got %v", got)
	}
	a := call(t, h, "POST", base+"/retention/runs", `{"dry_run":false}`)
	if a.Code != 409 || !strings.Contains(a.Body.String(), "gallringsbeslut") {
		t.Errorf("a run without a decision: got %d %s", a.Code, a.Body)
	}
	if a := call(t, h, "POST", base+"/retention/runs", `{"dry_run":true}`); a.Code != 202 || !town.retained.DryRun {
		t.Errorf("a dry run: got %d, %+v", a.Code, town.retained)
	}
	for body, want := range map[string]int{
		`{"decision":"KS 1","decided_on":"2026-10-01","rules":[{"source":"embrace","text_months":12,"point_months":36}]}`: 200,
		`{"decision":"KS 1","decided_on":""}`:       400,
		`{"decision":"KS 1","decided_on":"i fjol"}`: 400,
		`{"decision":"KS 1","decided_on":"2026-10-01","rules":[{"source":"x","text_months":1,"point_months":1}]}`: 400,
	} {
		if a := call(t, h, "PUT", base+"/retention", body); a.Code != want {
			t.Errorf("%s: got %d, want %d: %s", body, a.Code, want, a.Body)
		}
	}
	got := call(t, h, "GET", base+"/retention", "").json(t)
	if got["decision"] != "KS 1" || got["decided_on"] != "2026-10-01" || len(got["rules"].([]any)) != 1 {
		t.Errorf("after the decision: got %v", got)
	}
}

func TestPersonSearchLeavesNoTrace(t *testing.T) {
	t.Parallel()
	town := newTown()
	h, log := town.server(t)
	a := call(t, h, "POST", base+"/persons/searches", `{"words":["Påhittad"],"reporter":"k-17","reason":"art. 15, KS 2026/3"}`)
	got := a.json(t)
	if a.Code != 200 || got["found"] != 5.0 || got["truncated"] != false || len(got["items"].([]any)) != 5 {
		t.Errorf("got %d %v", a.Code, got)
	}
	if aside := got["put_aside"].([]any); len(aside) != 1 || aside[0].(map[string]any)["task"] != 7.0 {
		t.Errorf("put aside: got %v", got["put_aside"])
	}
	if len(town.searched.Words) != 1 || len(town.searched.Reporters) != len(report.Sources()) {
		t.Errorf("searched for %+v", town.searched)
	}
	for _, private := range []string{"Påhittad", "k-17", "hemlig"} {
		if strings.Contains(log.String(), private) || strings.Contains(a.Body.String(), private) {
			t.Errorf("%q is in the log or the answer", private)
		}
	}
	if a := call(t, h, "POST", base+"/persons/searches", `{"reason":"art. 15"}`); a.Code != 400 {
		t.Errorf("a search for nothing: got %d, want 400", a.Code)
	}
}

func TestErasureOverHTTP(t *testing.T) {
	t.Parallel()
	town := newTown()
	h, _ := town.server(t)
	target := base + "/reports/2?reason=art.+17"
	if a := call(t, h, "DELETE", target, ""); a.Code != 409 || !strings.Contains(a.Body.String(), "gallringsbeslut") {
		t.Errorf("without a decision: got %d %s", a.Code, a.Body)
	}
	town.kept.Decision = "KS 1"
	if a := call(t, h, "DELETE", base+"/reports/2", ""); a.Code != 400 {
		t.Errorf("without a reason: got %d, want 400", a.Code)
	}
	if a := call(t, h, "DELETE", target, ""); a.Code != 204 || len(town.reports) != 4 {
		t.Errorf("got %d, %d reports left", a.Code, len(town.reports))
	}
	if a := call(t, h, "GET", base+"/reports/2", ""); a.Code != 404 {
		t.Errorf("the erased report: got %d, want 404", a.Code)
	}
}

func TestDisclosurePages(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for range 3 {
		a := call(t, h, "POST", base+"/disclosures", `{"request":"KS 2026/9","secrecy_test":"OSL 35:1","granted":true,"since":"2026-01-01","area":"centrum"}`)
		lines := a.json(t)["copy"].([]any)
		if a.Code != 201 || len(lines) != 2 || strings.Contains(a.Body.String(), "drugs") {
			t.Errorf("got %d %s", a.Code, a.Body)
		}
		if few := lines[0].(map[string]any); few["category"] != "restricted" || few["fewer_than"] != 5.0 || few["count"] != nil {
			t.Errorf("a small count: got %v", few)
		}
	}
	if a := call(t, h, "POST", base+"/disclosures", `{"request":"KS 2026/9","secrecy_test":"OSL 35:1","granted":true,"since":"2026-01-07"}`); a.Code != 400 {
		t.Errorf("a part of a month: got %d, want 400", a.Code)
	}
	if a := call(t, h, "POST", base+"/disclosures", `{"request":"KS 2026/9","secrecy_test":"OSL 35:1","granted":true,"area":"norr"}`); a.Code != 400 || !strings.Contains(a.Body.String(), "centrum") {
		t.Errorf("an unknown area: got %d %s, want 400 with the areas there are", a.Code, a.Body)
	}
	first := call(t, h, "GET", base+"/disclosures?limit=2", "").json(t)
	second := call(t, h, "GET", first["next"].(string), "").json(t)
	if got := second["items"].([]any); len(got) != 1 || got[0].(map[string]any)["id"] != 1.0 || second["next"] != nil {
		t.Errorf("second page: got %v", second)
	}
}
