package overlay_test

import (
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/ingest"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

func openReal(t testing.TB, name string) io.Reader {
	t.Helper()
	root := os.Getenv("TRYGGLED_REAL_DATA")
	if root == "" {
		t.Skip("TRYGGLED_REAL_DATA is not set")
	}
	f, err := os.Open(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// realTown reads an extract of OpenStreetMap.
func realTown(t testing.TB, name string, crs geo.CRS) ([]street.Segment, []overlay.Object, []overlay.Imported) {
	t.Helper()
	town, err := ingest.OSM(t.Context(), openReal(t, name), name, municipality.Municipality{Slug: "real", CRS: crs}, orb.Bound{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range town.Overlays {
		town.Overlays[i].ID, town.Overlays[i].Source = int64(i+1), overlay.SourceOSM
	}
	return town.Segments, town.Overlays, town.Imported
}

// Of what is known, and how much, in two real towns. In neither does any camera have a
// direction; Helsinki has lamps mapped in some quarters only.
func TestRealTowns(t *testing.T) {
	for _, test := range []struct {
		file                       string
		crs                        geo.CRS
		lamps, tag, green, cameras float64
	}{
		{"london/london-city-farringdon.osm.pbf", 27700, 0.03, 0.42, 0.73, 0.04},
		{"helsinki/helsinki-centre.osm.pbf", 3067, 0.16, 0.65, 0.53, 0.40},
	} {
		t.Run(filepath.Dir(test.file), func(t *testing.T) {
			segments, objects, imported := realTown(t, test.file, test.crs)
			exposures, err := overlay.Compute(t.Context(), street.NewGraph(segments), nil, objects, overlay.Params{})
			if err != nil {
				t.Fatal(err)
			}
			r := overlay.Summarise(objects, exposures, segments, imported).Streets
			t.Logf("%+v", r)
			near := func(got, want float64) bool { return math.Abs(got-want) < 0.02 }
			if k := r.Known; !near(k.LightByLamps, test.lamps) || !near(k.LightByTag, test.tag) || !near(k.Concealment, test.green) || !near(k.Cameras, test.cameras) {
				t.Errorf("known %+v, want about %+v", k, test)
			}
			if r.WatchedKM != 0 || r.PossibleKM == 0 || r.DarkKM > 0.02*r.LengthKM {
				t.Errorf("watched %v, maybe %v, dark %v of %v km", r.WatchedKM, r.PossibleKM, r.DarkKM, r.LengthKM)
			}
		})
	}
}
