package hotspot

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot/backtest"
	"tryggled/internal/hotspot/trend"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// rows is a town of parallel streets 100 m long and 20 m apart, every other one dark.
func rows(streets int) Ground {
	g := Ground{Areas: []municipality.Area{{Slug: "centrum", Name: lang.Same("Centrum"), Shape: block(-50, -50, float64(20*streets+100))}}}
	for i := range streets {
		y := float64(20 * i)
		g.Segments = append(g.Segments, street.Segment{ID: int64(i + 1), From: int64(2 * i), To: int64(2*i + 1), Name: fmt.Sprintf("Gata %d", i), Line: orb.LineString{{0, y}, {100, y}}, LengthM: 100})
		g.Exposures = append(g.Exposures, overlay.Exposure{
			Segment: int64(i + 1), Light: []overlay.Lit{{ByLamps: 1, Dark: float64(i % 2)}},
			LeafOn: overlay.Sight{ConcealKnown: 1}, Camera: overlay.CameraShare{Known: 1},
		})
	}
	return g
}

// The terrain says that the dark streets have more reports, for certain. It weighs nothing as
// long as it is not certain that it foretells better.
func TestTheTerrainWeighsOnlyWhereItForetellsBetter(t *testing.T) {
	var reports []told
	for i := range 30 {
		for k := range 1 + 7*(i%2) {
			reports = append(reports, told{area: "centrum", x: float64(12 * k), y: float64(20 * i), daysAgo: float64((i*37 + k*101) % 300)})
		}
	}
	a := analyse(t, columns(reports...), rows(30), func(p *Params) { p.MaxSpanM = 5000 })
	// What happened on a street is told of that one, though none of them hang together.
	if got := a.Layers.Segments.Events; got[0] != 1 || got[1] != 8 || got[28] != 1 || got[29] != 8 {
		t.Errorf("events of the streets: got %v, want 1 and 8 in turn", got)
	}
	found := slices.IndexFunc(a.Picture.Terrain.Factors, func(r Relative) bool { return r.Name == "darkness" })
	if found < 0 || a.Picture.Terrain.Factors[found].Low <= 1 || len(a.Hotspots) == 0 {
		t.Fatalf("%d hotspots on the terrain %+v", len(a.Hotspots), a.Picture.Terrain)
	}
	if a.Picture.Terrain.Used {
		t.Fatal("the terrain weighs the priorities")
	}
	for _, f := range a.Hotspots[0].Factors {
		if f.Name == "darkness" && f.Weight != darkRaise {
			t.Errorf("darkness weighs %v, want %v by judgement", f.Weight, darkRaise)
		}
	}
}

func TestForetellingBetterMustBeCertain(t *testing.T) {
	result := func(hotspots, terrain []float64) backtest.Result {
		return backtest.Result{Lines: []backtest.Line{
			{Method: foretoldByHotspots, Units: backtest.StreetLength, Share: decisive, ByOrigin: hotspots},
			{Method: foretoldByTerrain, Units: backtest.StreetLength, Share: decisive, ByOrigin: terrain},
		}}
	}
	for name, tt := range map[string]struct {
		hotspots, terrain []float64
		want              bool
	}{
		"better each time": {[]float64{1, 2, 3, 2, 1, 2}, []float64{2, 3.1, 4, 3, 2.1, 3}, true},
		"worse":            {[]float64{2, 3, 4, 3, 2, 3}, []float64{1, 2, 3, 2, 1, 2}, false},
		"the same":         {[]float64{1, 2, 3, 2, 1, 2}, []float64{1, 2, 3, 2, 1, 2}, false},
		"now and then":     {[]float64{1, 2, 3, 2, 1, 2}, []float64{9, 1, 2, 9, 1, 1}, false},
		"seldom tested":    {[]float64{1, 2}, []float64{2, 3.1}, false},
		"no streets":       {nil, nil, false},
	} {
		if got := terrainBetter(result(tt.hotspots, tt.terrain)); got != tt.want {
			t.Errorf("%s: got %v, want %v", name, got, tt.want)
		}
	}
}

// The grids of a back test are cut at different places, each half a cell aside.
func TestGridsAreShifted(t *testing.T) {
	p := DefaultParams(since, until)
	p.Lattice = "square"
	s, p, err := newStudy(drawnTown(), p)
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.divisions(p)
	if err != nil {
		t.Fatal(err)
	}
	var along events // the two ways, every 5 m
	for i := range 20 {
		along.x, along.y = append(along.x, float64(5*i)+1, 1), append(along.y, 1, float64(5*i)+1)
	}
	cuts := map[string]bool{}
	for _, d := range all {
		if d.kind != backtest.Area {
			continue
		}
		units, cut := d.unitOf(along), ""
		for i := 2; i < len(units); i++ {
			if units[i] != units[i-2] {
				cut += fmt.Sprint(i, " ")
			}
		}
		cuts[cut] = true
	}
	if len(cuts) != 4 {
		t.Errorf("%d different grids, want 4", len(cuts))
	}
}

// Two blind alleys lie side by side and have no street between them but far away.
func TestNearAlongStreetsIsNotNearAsTheCrowFlies(t *testing.T) {
	g := rows(0)
	g.Areas[0].Shape = block(-50, -50, 700)
	for i, line := range []orb.LineString{{{0, 0}, {500, 0}}, {{500, 0}, {500, 30}}, {{500, 30}, {0, 30}}} {
		g.Segments = append(g.Segments, street.Segment{ID: int64(i + 1), From: int64(i), To: int64(i + 1), Line: line, LengthM: 500})
	}
	g.Segments[1].LengthM = 30
	var reports []told
	for i := range 40 {
		reports = append(reports, told{area: "centrum", x: 10, y: 30 * float64(i%2), daysAgo: float64(i*9%300) + 0.5})
	}
	tables := analyse(t, columns(reports...), g, nil).Picture.NearRepeat
	if len(tables) != 2 {
		t.Fatalf("%d tables, want one as the crow flies and one along the streets", len(tables))
	}
	apart := func(k trend.Knox) (n int) { // pairs 0–50 m apart, the same place aside
		for _, c := range k.Cells {
			if c.FromM == 0 && c.ToM > 0 && c.ToM <= 50 {
				n += c.Observed
			}
		}
		return n
	}
	if crow, street := apart(tables[0]), apart(tables[1]); crow == 0 || street != 0 {
		t.Errorf("%d pairs across as the crow flies, %d along the streets, want some and none", crow, street)
	}
}

func TestWatchWindowsExpire(t *testing.T) {
	w := Watch{Watch: trend.Watch{From: since, Until: until}}
	for at, want := range map[time.Time]int{since.Add(-1): 0, since: 1, until.Add(-1): 1, until: 0} {
		if got := len(Live([]Watch{w}, at)); got != want {
			t.Errorf("at %v: %d live, want %d", at, got, want)
		}
	}
}
