package ingest

import (
	"context"
	"iter"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"tryggled/internal/municipality"
)

// shelf is a Store that takes everything.
type shelf struct {
	Store
	request Request
}

func (s *shelf) Open(context.Context, string) (int64, error) { return 1, nil }

func (s *shelf) Extent(context.Context, string) (bound orb.Bound, ok bool, err error) {
	return bound, false, nil
}

func (s *shelf) StageReports(_ context.Context, _ string, _ int64, rows iter.Seq2[Row, error]) error {
	for _, err := range rows {
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *shelf) Submit(_ context.Context, _ string, _ int64, r Request) error {
	s.request = r
	return nil
}

func TestReportsNoteAFileWithoutAny(t *testing.T) {
	t.Parallel()
	const header = "Ärendenummer;Kategori;Händelse från;Nord;Ost\n"
	m := municipality.Municipality{Code: "0001", Slug: "provstad", CRS: 3006, TimeZone: "Europe/Stockholm"}
	embrace, err := ShippedProfile("embrace")
	if err != nil {
		t.Fatal(err)
	}
	for rows, want := range map[string]int{"": 1, "1;klotter;2026-01-10;6597910;556000\n": 0} {
		store := &shelf{}
		_, err := Service{Store: store}.Reports(t.Context(), m, embrace, "r.csv", false, strings.NewReader(header+rows))
		if err != nil || len(store.request.Notes) != want {
			t.Errorf("rows %q: got notes %v, error %v, want %d notes", rows, store.request.Notes, err, want)
		}
	}
}
