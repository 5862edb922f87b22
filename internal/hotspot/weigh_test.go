package hotspot

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Who stands for whom goes by when it happened, not by what was imported first.
func TestTheEarliestAccountStandsForAll(t *testing.T) {
	const day = 24 * time.Hour
	reports := []told{
		{id: 1, daysAgo: 3, event: "brawl", x: 30},
		{id: 2, daysAgo: 4, lasting: day, event: "brawl", x: 20},
		{id: 3, daysAgo: 4, event: "brawl", x: 10, after: 3 * day},
		{id: 4, daysAgo: 8, reporter: "a", x: 500},
		{id: 5, daysAgo: 9, reporter: "a", x: 501},
		{id: 6, daysAgo: 9, reporter: "a", x: 502},
	}
	stands := map[int64]int64{1: 3, 2: 3, 3: 3, 4: 5, 5: 5, 6: 5}
	for range 2 {
		in := columns(reports...)
		w := weigh(&in.Reports, false, DefaultParams(since, until), whenever)
		got := map[int64]int64{}
		for k, by := range w.by {
			got[in.Reports.ID[w.row[k]]] = in.Reports.ID[w.row[by]]
		}
		if diff := cmp.Diff(stands, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		// The brawl is known from when somebody told of it, though not the one who stands for it.
		e := w.events(study{}, DefaultParams(since, until))
		if want := until.Add(-3 * day).Unix(); !slices.Contains(e.known, want) || e.len() != 2 {
			t.Errorf("known from %v, want %d among the two", e.known, want)
		}
		slices.Reverse(reports)
	}
}
