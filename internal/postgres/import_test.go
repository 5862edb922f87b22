package postgres_test

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/ingest"
	"tryggled/internal/lang"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
)

func TestMergeCountsReports(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	coarse := told("coarse", 4, 4)
	coarse.AccuracyM = 500
	imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(told("same", 1, 1), told("other", 2, 2), coarse))

	changed := told("other", 2, 2)
	changed.Text = "Nu lyser den igen."
	rows := chain(
		reports(told("same", 1, 1), told("twice", 3, 3), changed, told("twice", 3.5, 3), coarse),
		rejected(9, "category", "felstavad"))
	got := imported(t, ctx, db, m.Code, ingest.Request{}, nil, rows)
	want := ingest.Summary{
		Read: 6, New: 1, Unchanged: 3, Updated: 1, Quarantined: 1, Imprecise: 1, Revision: got.Revision,
		Notes: []lang.Text{{
			SV: "rader med samma id som en senare rad, som gäller i stället: 1",
			EN: "rows with the same id as a later row, which counts instead: 1",
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	last := ask[float64](t, ctx, db, m.Code, `SELECT ST_X(geom) FROM report WHERE source_key = 'twice'`)
	if last != at(3.5, 3)[0] {
		t.Errorf("of two rows with one id the last counts: got x %v", last)
	}
}

// chain joins files of one import, each with its own line numbers.
func chain[T any](parts ...iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, part := range parts {
			for row, err := range part {
				if !yield(row, err) {
					return
				}
			}
		}
	}
}

func rejected(line int64, field, value string) iter.Seq2[ingest.Row, error] {
	return func(yield func(ingest.Row, error) bool) {
		yield(ingest.Row{Line: line, Rejection: &report.Rejection{
			Line: line, Field: field, Reason: lang.T("okänd kategori", "unknown category"), Values: map[string]string{field: value},
		}}, nil)
	}
}

func TestQuarantine(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	rows := chain(rejected(7, "category", "a"), rejected(3, "from", "b"), rejected(7, "to", "c"), rejected(9, "from", "d"))
	task := staged(t, ctx, db, m.Code, ingest.Request{}, nil, rows)
	_, err := db.Imports().Merge(ctx, m.Code, task, nil)
	check(t, err)
	var lines []int64
	for after := int64(0); ; {
		page, err := db.Imports().Quarantine(ctx, m.Code, task, after, 2)
		check(t, err)
		if len(page) == 0 {
			break
		}
		for _, r := range page {
			lines, after = append(lines, r.Line), r.Line
		}
	}
	if want := []int64{3, 7, 7, 9}; !slices.Equal(lines, want) {
		t.Errorf("lines: got %v, want %v", lines, want)
	}
	first, err := db.Imports().Quarantine(ctx, m.Code, task, 0, 1)
	check(t, err)
	want := report.Rejection{
		Line: 3, Field: "from", Reason: lang.T("okänd kategori", "unknown category"), Values: map[string]string{"from": "b"},
	}
	if diff := cmp.Diff([]report.Rejection{want}, first); diff != "" {
		t.Errorf("rejection (-want +got):\n%s", diff)
	}
}

func TestRowsWithoutAnID(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	alike, moved := told("", 1, 1), told("", 2, 1)
	got := imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(alike, alike, moved))
	if got.New != 3 {
		t.Fatalf("two equal rows and another: got %+v, want 3 new", got)
	}
	alike.Text = "samma rad, annan maskning"
	got = imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(alike, alike, moved, alike))
	if got.New != 1 || got.Updated != 2 || got.Unchanged != 1 {
		t.Errorf("the file again with other texts and one more row: got %+v", got)
	}
	stored, err := db.Reports().List(ctx, m.Code, report.Filter{})
	check(t, err)
	for _, r := range stored {
		if r.ExternalID != "" {
			t.Errorf("a report without an id got the id %q", r.ExternalID)
		}
	}
}

func TestExerciseAndRealReportsNeverMix(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	real := told("real", 1, 1)
	real.Exercise = false
	task := staged(t, ctx, db, m.Code, ingest.Request{}, nil, reports(told("invented", 2, 2), real))
	if _, err := db.Imports().Merge(ctx, m.Code, task, nil); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "exercise") {
		t.Errorf("merge: got %v, want Conflict", err)
	}
	if _, err := db.Reports().Create(ctx, m.Code, real); !fault.Is(err, fault.Conflict) {
		t.Errorf("create: got %v, want Conflict", err)
	}
	_, err := db.Reports().Create(ctx, m.Code, told("invented", 2, 2))
	check(t, err)
	m.Exercise = false
	task = staged(t, ctx, db, m.Code, replaces(ingest.PartMunicipality), objects(ingest.Object{Municipality: &m}), nil)
	if _, err := db.Imports().Merge(ctx, m.Code, task, nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("a municipality with exercise data called real: got %v, want Conflict", err)
	}
}

func TestImportsThatWereNotSubmitted(t *testing.T) {
	t.Parallel()
	urls, ctx := pgtest.New(t), pgtest.Context(t)
	db := pgtest.Open(t, urls)
	m := pgtest.Add(t, db)
	s := db.Imports()
	task, err := s.Open(ctx, m.Code)
	check(t, err)
	check(t, s.StageReports(ctx, m.Code, task, reports(told("a", 1, 1))))
	if _, err := s.Merge(ctx, m.Code, task, nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("merge: got %v, want Conflict", err)
	}

	broken := errors.New("line 3 is broken")
	err = s.StageReports(ctx, m.Code, task, func(yield func(ingest.Row, error) bool) {
		_ = yield(ingest.Row{Line: 2, Report: told("b", 1, 1)}, nil) && yield(ingest.Row{}, broken)
	})
	if !errors.Is(err, broken) {
		t.Errorf("stage: got %v, want the error of the rows", err)
	}
	stagedRows := func() int64 { return ask[int64](t, ctx, db, m.Code, `SELECT count(*) FROM staging.report`) }
	if n := stagedRows(); n != 1 {
		t.Errorf("staged after a broken file: got %d rows, want 1", n)
	}

	check(t, s.Discard(ctx, m.Code, task))
	if n := stagedRows(); n != 0 {
		t.Errorf("staged after discard: got %d rows, want 0", n)
	}
	if err := s.StageReports(ctx, m.Code, task, reports(told("a", 1, 1))); !fault.Is(err, fault.Conflict) {
		t.Errorf("stage into a dropped import: got %v, want Conflict", err)
	}
	if err := s.Submit(ctx, m.Code, task, ingest.Request{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("submit a dropped import: got %v, want Conflict", err)
	}

	// One that was forgotten for over a day goes when the next one opens.
	task, err = s.Open(ctx, m.Code)
	check(t, err)
	check(t, s.StageReports(ctx, m.Code, task, reports(told("a", 1, 1))))
	check(t, inTenant(ctx, db, m.Code, `UPDATE task SET created_at = now() - interval '25 hours'`))
	_, err = s.Open(ctx, m.Code)
	check(t, err)
	if n := stagedRows(); n != 0 {
		t.Errorf("forgotten rows: got %d, want 0", n)
	}
	if _, err := db.Tasks().Task(ctx, m.Code, task); !fault.Is(err, fault.NotFound) {
		t.Errorf("forgotten task: got %v, want NotFound", err)
	}
}
