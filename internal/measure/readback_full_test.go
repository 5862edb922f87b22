package measure

import (
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
	"tryggled/internal/overlay"
)

// The unit that keeps the lamps sends back the key of a list made for who may see all categories:
// lamps dimmed while a place of restricted reports alone is hot. It is taken, and what is kept of
// it tells nothing of that place.
func TestReadBackOfAFullList(t *testing.T) {
	b := storgatan()
	for k := range b.Objects {
		b.Objects[k].Props.Status = overlay.Working
		b.Objects[k].Props.Dimming = []overlay.Dim{{From: 23 * 60, To: 5 * 60, Share: 0.1}}
	}
	b.report(90, 0, night, time.Minute, "drugs")
	s, service := serve(b)
	hours := make([]float64, 168)
	hours[23] = 1
	s.all = []hotspot.Analysis{
		{ID: 4, Hotspots: []hotspot.Hotspot{{Rank: 1, Priority: 100, Hours: hours, Shape: orb.MultiPolygon{rectangle(556_000, 6_596_990, 556_180, 6_597_010)}}}},
		{ID: 3, Params: hotspot.Params{Open: true}},
	}
	w, err := service.Worklist(t.Context(), koping, Lighting, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := service.ReadBack(t.Context(), koping, []Mark{{Line: 2, Key: only(t, w).Key, State: Ordered}, {Line: 3, Key: "nothing", State: Done}})
	if err != nil || len(got.Works) != 1 || len(got.Rejected) != 1 {
		t.Fatalf("got %v, %+v", err, got)
	}
	if got, want := got.Works[0].Why.EN, "180 m rises from below P6 to P5 at 23:00–05:00; no reports within 25 m in the last year"; got != want {
		t.Errorf("what is kept tells %q, want %q", got, want)
	}
}
