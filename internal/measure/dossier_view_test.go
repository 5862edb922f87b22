package measure

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// The camera's lens reaches 1920/(2·25·tan 10°) = 217.8 m, its operator says 60. The house,
// 40 m off and 6 m wide, hides what is behind it: at 60 m the field is 2·60·tan 10° wide. Of
// the street's 100 m in the area it sees the 40 before the house; identified is somebody within
// √(21.78²−4²) = 21.4 m, 1/10 of the reach.
func TestDossierViews(t *testing.T) {
	b := watchedTown()
	b.Objects = append(b.Objects, lookingEast())
	b.Objects[len(b.Objects)-1].ID = 12
	made := dossier(t, b.expose(t), Draft{})
	if len(made.Cameras) != 1 || made.Then != nil {
		t.Fatalf("got %d cameras and then %v, want one that is there", len(made.Cameras), made.Then)
	}
	c := made.Cameras[0]
	if !near(c.Bands[0].ReachM, 60, 1e-9) || !near(c.Bands[3].ReachM, 21.41, 0.01) {
		t.Errorf("got reaches %v and %v m, want 60 and 21.41", c.Bands[0].ReachM, c.Bands[3].ReachM)
	}
	// A sector of 20° and 60 m is 628.3 m². The house takes all between the angles ±atan(3/40) =
	// ±4.289° beyond x = 40: of that sector, 60²·0.14972/2 = 269.5 m², it leaves the triangle before
	// it, 40·6/2 = 120. So 628.3 − 269.5 + 120 = 478.8 m².
	if !near(c.GroundM2, 478.8, 0.5) || !near(c.Bands[0].Share, 478.8/4000, 0.0002) {
		t.Errorf("got %v m² and a share of %v, want 478.8 and 0.1197", c.GroundM2, c.Bands[0].Share)
	}
	// Both houses stand on 60 + 100 m² of the area: 3,840 m² are open.
	if got := made.Now.Bands[0]; !near(got.Ground, 478.8/3840, 0.0002) || !near(got.Street, 0.40, 0.01) {
		t.Errorf("got %v of the ground and %v of the street, want 0.1247 and 0.40", got.Ground, got.Street)
	}
	if got := made.Now.Bands[3].Street; !near(got, 0.214, 0.01) {
		t.Errorf("identified on %v of the street, want 0.214", got)
	}
	want := []PlaceCatch{
		{Class: "school", Name: lang.T("skola", "school")},
		{Class: "kindergarten", Name: lang.T("förskola", "kindergarten")},
		// The field is x·tan 10° = 0.1763x wide to either side, 1 m at x = 5.7: it sees all 4·2 m².
		{Class: "playground", Name: lang.T("lekplats", "playground"), Count: 1, M2: 8},
	}
	if diff := cmp.Diff(want, c.Catches.Places, cmpopts.EquateApprox(0, 0.01)); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
	if c.Catches.Dwellings != 1 || !near(c.Catches.FacadeM, 6, 0.01) || !c.Catches.Known {
		t.Errorf("got %d dwellings with %v m of wall, want 1 with the 6 m of its front", c.Catches.Dwellings, c.Catches.FacadeM)
	}
	if c.Catches.YardShare <= 0 || c.Catches.YardShare >= 1 || !near(c.Catches.YardM2, c.Catches.YardShare*c.GroundM2, 1e-6) {
		t.Errorf("got a yard of %v m² and a share of %v", c.Catches.YardM2, c.Catches.YardShare)
	}
}

// Where there is no view, or one of no ground, nobody is caught: that houses are unknown is not said
// of houses that are known.
func TestDossierOfNoView(t *testing.T) {
	made := dossier(t, watchedTown().expose(t), Draft{})
	if got, want := made.Catches.Text.EN, "There is no view: no camera known sees the area and none is proposed."; made.HasView() || got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	b := watchedTown()
	b.add(overlay.Object{Kind: overlay.Building, Geometry: rectangle(150, 150, 250, 250)})
	made = dossier(t, b.expose(t), Draft{Cameras: []overlay.Object{{Geometry: orb.Point{200, 200}}}})
	if got, want := made.Catches.Text.EN, "No ground is in view: nobody is caught."; len(made.Cameras) != 1 || made.HasView() || got != want {
		t.Errorf("in a building: %d cameras, got %q, want %q", len(made.Cameras), got, want)
	}
}

// Two proposed cameras: one looks where none did, the other as the first; one of unknown
// direction covers nothing.
func TestDossierCoverage(t *testing.T) {
	b := watchedTown()
	b.Objects = append(b.Objects, lookingEast())
	b.Objects[len(b.Objects)-1].ID = 12
	turning := overlay.Object{Geometry: orb.Point{95, 0}, Props: overlay.Props{HeightM: 4, Watching: overlay.Watching{CameraType: "ptz", RangeM: 10}}}
	made := dossier(t, b.expose(t), Draft{Cameras: []overlay.Object{lookingEast(), turning}})
	if made.Then == nil || len(made.Cameras) != 3 || !made.Cameras[1].Proposed || made.Cameras[1].Label.EN != "Proposal 1" {
		t.Fatalf("got %d cameras, then %v", len(made.Cameras), made.Then)
	}
	if made.Now.Overlap != 0 || !near(made.Then.Overlap, made.Then.Bands[0].Ground, 1e-6) {
		t.Errorf("got overlaps %v and %v, want none and all that is seen", made.Now.Overlap, made.Then.Overlap)
	}
	if made.Then.Cameras != 2 || made.Cameras[2].Sure || !near(made.Then.Bands[0].Ground, made.Now.Bands[0].Ground, 1e-9) {
		t.Errorf("a camera of unknown direction covers something: %+v", made.Then)
	}
	// It may see a disc of 10 m, 313.7 m² as drawn, of which 5 m lie outside the area, as a segment of
	// 100·acos(0.5) − 5·√75 = 61.4 m², and 0 in the house: 252.5 of 3,840 m².
	if !near(made.Then.Possible, 252.5/3840, 0.002) {
		t.Errorf("got %v possible, want 0.066", made.Then.Possible)
	}
	if got := made.Blind; len(got) != 1 || got[0].Name.EN != "H1" || got[0].Seen >= BlindBelow {
		t.Errorf("got blind spots %+v, want H1", got)
	}
	if len(made.Hotspots) != 1 || made.Hotspots[0].Rank != 1 || !near(made.Hotspots[0].Share, 0.5, 1e-6) {
		t.Errorf("got hotspots %+v, want half of the first", made.Hotspots)
	}
}

func TestBlindSpots(t *testing.T) {
	line := func(y float64) orb.LineString { return orb.LineString{{0, y}, {100, y}} }
	segments := []street.Segment{{ID: 1, Line: line(0), LengthM: 100}, {ID: 2, Line: line(100), LengthM: 100}, {ID: 3, Line: line(200), LengthM: 100}}
	streets := hotspot.NewStreets(segments, []overlay.Exposure{
		{Segment: 1, Camera: overlay.CameraShare{Detect: 0.04, Known: 1}},
		{Segment: 2, Camera: overlay.CameraShare{Detect: 0.06, Known: 1}},
		{Segment: 3}, // no cameras known
	})
	var hotspots []hotspot.Hotspot
	for i, y := range []float64{0, 100, 200} {
		hotspots = append(hotspots, hotspot.Hotspot{Rank: i + 1, Priority: 50, Shape: orb.MultiPolygon{rectangle(0, y-10, 100, y+10)}})
	}
	got := BlindSpots(hotspots, streets)
	want := []BlindSpot{{Rank: 1, Priority: 50, Seen: 0.04, Known: 1}}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Errorf("blind spots (-want +got):\n%s", diff)
	}
}
