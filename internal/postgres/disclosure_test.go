package postgres_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/ingest"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

func TestDisclosure(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	head := identity.AuditHead{Lines: 7, Hash: "ab"}
	s := report.DisclosureService{
		Store: db.Disclosures(), Now: func() time.Time { return night },
		Head: func(context.Context, string) (identity.AuditHead, error) { return head, nil },
	}
	var rows []report.Report
	add := func(n int, category string, at time.Time) {
		for range n {
			r := told("", float64(len(rows)), 1)
			r.Category, r.From, r.To = category, at, at
			rows = append(rows, r)
		}
	}
	october := time.Date(2026, 9, 30, 22, 30, 0, 0, time.UTC) // the first hour of October in Sweden
	add(6, "dark_place", october)
	add(4, "graffiti", october)
	add(3, "drugs", october)
	add(3, "violence", october)
	add(9, "graffiti", night) // of the month that is not over
	imported(t, ctx, db, m.Code, ingest.Request{}, objects(area("a", 0, 0, 100)), reports(rows...))

	all := report.Disclosure{Request: "KS 2026/9", SecrecyTest: "OSL 35:1, 21:7: ingen uppgift röjer någon", Granted: true}
	got, err := s.Disclose(ctx, m, all)
	check(t, err)
	want := []report.DisclosedCount{
		{Month: "2026-10", Area: "a", Category: "dark_place", Count: 6},
		{Month: "2026-10", Area: "a", Category: "graffiti"},
		{Month: "2026-10", Area: "a", Category: report.RestrictedGroup, Count: 6},
	}
	if diff := cmp.Diff(want, got.Copy); diff != "" {
		t.Errorf("copy (-want +got):\n%s", diff)
	}
	// One restricted category is all of them: no two copies can be subtracted.
	all.Selection = report.Selection{Categories: []string{"drugs"}, Area: "a", Since: october.Add(-30 * time.Minute)}
	one, err := s.Disclose(ctx, m, all)
	check(t, err)
	if diff := cmp.Diff(want[2:], one.Copy); diff != "" {
		t.Errorf("copy of one restricted category (-want +got):\n%s", diff)
	}
	refused, err := s.Disclose(ctx, m, report.Disclosure{Request: "KS 2026/10", SecrecyTest: "OSL 35:1"})
	check(t, err)
	if refused.Copy != nil {
		t.Errorf("a refusal has a copy: %+v", refused.Copy)
	}
	all.Selection.Until = october.AddDate(0, 0, 14)
	if _, err := s.Disclose(ctx, m, all); !fault.Is(err, fault.Invalid) {
		t.Errorf("a part of a month: got %v, want Invalid", err)
	}
	all.Selection = report.Selection{Area: "centrun"}
	_, err = s.Disclose(ctx, m, all)
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != "area" || !strings.Contains(f.Fields[0].Text.SV, "välj bland a,") {
		t.Errorf("an unknown area: got %v, want Invalid with those there are", err)
	}
	checkDecisions(t, ctx, s, m.Code, []report.Disclosure{refused, one, got})
}

func checkDecisions(t *testing.T, ctx context.Context, s report.DisclosureService, code string, want []report.Disclosure) {
	t.Helper()
	listed, err := s.Store.List(ctx, code, 0, 10)
	check(t, err)
	if diff := cmp.Diff(want, listed); diff != "" {
		t.Errorf("decisions (-want +got):\n%s", diff)
	}
	next, err := s.Store.List(ctx, code, want[0].ID, 1)
	check(t, err)
	if len(next) != 1 || next[0].ID != want[1].ID {
		t.Errorf("the page after the first: got %+v", next)
	}
	if listed[0].DecidedBy != "job" || listed[0].AuditHead.Lines != 7 {
		t.Errorf("decided by %q at audit head %+v", listed[0].DecidedBy, listed[0].AuditHead)
	}
}
