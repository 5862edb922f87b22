package app_test

import (
	"testing"

	"tryggled/internal/app"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/measure"
)

// checkWorks reads work lists as a key does: made of the open analysis and open reports, they
// tell of no place that only restricted reports make a hotspot, and of no such report.
func checkWorks(t *testing.T, a *app.App, d app.Demonstration) {
	t.Helper()
	ctx := reading(t, d, identity.GIS, identity.WorkLists)
	open, err := a.Hotspots.Store.Analysis(ctx, d.Municipality.Code, 0)
	if err != nil {
		t.Fatal(err)
	}
	fewer := 0
	for _, list := range measure.Lists {
		whole, err := a.Measures.Worklist(within(t), d.Municipality, list, measure.Options{})
		if err != nil {
			t.Fatal(err)
		}
		reports := map[string]int{}
		for _, item := range whole.Items {
			reports[item.Key] = item.Reports
		}
		shown, err := a.Measures.Worklist(ctx, d.Municipality, list, measure.Options{Params: measure.Params{Open: true}})
		if err != nil {
			t.Fatal(err)
		}
		if shown.Analysis != open.ID {
			t.Errorf("%s: made of analysis %d, want %d", list, shown.Analysis, open.ID)
		}
		for _, item := range shown.Items {
			if n, same := reports[item.Key]; same && item.Reports > n {
				t.Errorf("%s: %s counts %d reports, more than the %d that there are", list, item.Key, item.Reports, n)
			} else if same && item.Reports < n {
				fewer++
			}
			for _, touched := range item.Hotspots {
				if !amongHotspots(open.Hotspots, touched) {
					t.Errorf("%s: %s touches hotspot %d, %s, which is not open", list, item.Key, touched.Rank, touched.Name.EN)
				}
			}
		}
	}
	if fewer == 0 {
		t.Error("no work has a restricted report near it: there is nothing to keep from anybody")
	}
}

func amongHotspots(all []hotspot.Hotspot, touched measure.Touched) bool {
	for _, h := range all {
		if h.Rank == touched.Rank && h.Name == touched.Name && h.Priority == touched.Priority {
			return true
		}
	}
	return false
}
