package view_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/geo"
	"tryggled/internal/ingest"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/overlay/view"
)

// helsinki gives the buildings and the cameras of the centre. Its cameras have no direction:
// those of even number see all around, the others look over 68° in some direction.
func helsinki(t testing.TB) (buildings []orb.MultiPolygon, cameras []view.Camera) {
	t.Helper()
	dir := os.Getenv("TRYGGLED_REAL_DATA")
	if dir == "" {
		t.Skip("TRYGGLED_REAL_DATA is not set: no real data to test on")
	}
	name := filepath.Join(dir, "helsinki", "helsinki-centre.osm.pbf")
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	town, err := ingest.OSM(t.Context(), file, name, municipality.Municipality{Slug: "helsinki", CRS: 3067}, orb.Bound{})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range town.Overlays {
		switch o.Kind {
		case overlay.Building:
			mp, _, err := geo.Repair(o.Geometry)
			if err != nil {
				t.Fatal(err)
			}
			buildings = append(buildings, mp)
		case overlay.Camera:
			cameras = append(cameras, someCamera(o.Geometry.Bound().Center(), len(cameras)))
		}
	}
	return buildings, cameras
}

func someCamera(at orb.Point, number int) view.Camera {
	c := view.Camera{At: at, HeightM: 4, FieldDeg: 360, WidthPx: 1920}
	if number%2 == 1 {
		c.FieldDeg, c.BearingDeg = 68, math.Mod(float64(number)*137.5, 360)
	}
	return c
}

// On real buildings, some of which touch and overlap, the sweep draws the same ground as
// GEOS by cutting shadows out.
func TestHelsinkiAgreesWithShadows(t *testing.T) {
	buildings, cameras := helsinki(t)
	if len(cameras) < 200 || len(buildings) < 400 {
		t.Fatalf("%d cameras and %d buildings, want at least 200 and 400", len(cameras), len(buildings))
	}
	walls := view.NewWalls(buildings)
	var moved, inside int
	var ground float64
	for i, c := range cameras {
		v, err := view.Of(c, walls)
		if err != nil {
			t.Fatal(err)
		}
		if v.Inside {
			inside++
			continue
		}
		if v.MovedM > 0 {
			moved++
		}
		ground += planar.Area(v.Ground)
		if i%3 > 0 { // GEOS takes its time
			continue
		}
		if off, whole := strays(t, v, c, buildings); off > 0.001*whole {
			t.Errorf("camera %d at %v: %v m² of %v differ", i, c.At, off, whole)
		}
	}
	t.Logf("%d cameras, %d buildings: %d moved, %d inside, %.0f m² seen", len(cameras), len(buildings), moved, inside, ground)
}

// BenchmarkHelsinki works out what 200 real cameras see, the index of all walls included.
func BenchmarkHelsinki(b *testing.B) {
	buildings, cameras := helsinki(b)
	b.ReportAllocs()
	for b.Loop() {
		walls := view.NewWalls(buildings)
		for _, c := range cameras[:200] {
			if _, err := view.Of(c, walls); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkOf works out what one real camera sees.
func BenchmarkOf(b *testing.B) {
	buildings, cameras := helsinki(b)
	walls := view.NewWalls(buildings)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if _, err := view.Of(cameras[i%len(cameras)], walls); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

// BenchmarkBest asks for the band of one place.
func BenchmarkBest(b *testing.B) {
	v, err := view.Of(around(), view.NewWalls([]orb.MultiPolygon{box(-5, 10, 5, 10.5)}))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := v.Best(orb.Point{3, -4}); !ok {
			b.Fatal("not seen")
		}
	}
}
