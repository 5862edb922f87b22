package postgres_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/ingest"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/postgres/pgtest"
)

// TestTheCalendarIsTheLatestFolders: it comes with a municipality, each load of its folder
// replaces it, and other imports leave it.
func TestTheCalendarIsTheLatestFolders(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	term := municipality.Span{Code: "term", Name: lang.T("Höstterminen", "Autumn term"), From: "2026-08-18", To: "2026-12-18"}
	market := municipality.Span{Code: "market", Name: lang.T("Marknaden", "The market"), From: "2026-09-04", To: "2026-09-05"}
	holds := func(step string, want ...municipality.Span) {
		t.Helper()
		got, err := db.Municipalities().BySlug(ctx, m.Slug)
		check(t, err)
		if diff := cmp.Diff(append([]municipality.Span{}, want...), got.Calendar); diff != "" {
			t.Errorf("%s: calendar (-want +got):\n%s", step, diff)
		}
	}
	holds("as added without one")
	load := func(calendar ...municipality.Span) {
		t.Helper()
		m.Calendar = calendar
		imported(t, ctx, db, m.Code, replaces(ingest.PartMunicipality), objects(ingest.Object{Municipality: &m}), nil)
	}
	load(term, market)
	holds("a folder with two", term, market)
	imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(told("a", 1, 1)))
	holds("a file of reports", term, market)
	load(market)
	holds("a folder with one", market)
	load()
	holds("a folder without")
}

func TestAMunicipalityIsAddedWithItsCalendar(t *testing.T) {
	t.Parallel()
	db, ctx := pgtest.DB(t), pgtest.Context(t)
	m := pgtest.Municipality()
	m.Calendar = []municipality.Span{{Code: "term", Name: lang.Same("Termin"), From: "2026-08-18", To: "2026-12-18"}}
	check(t, db.Municipalities().Add(ctx, m))
	got, err := db.Municipalities().BySlug(ctx, m.Slug)
	check(t, err)
	if diff := cmp.Diff(m, got); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}
