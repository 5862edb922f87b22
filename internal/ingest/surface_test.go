package ingest

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb/planar"

	"tryggled/internal/fault"
)

// box is a feature of about 565 m by 1,113 m at Köping.
func box(lon float64) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[%[1]v,59.51],[%[2]v,59.51],[%[2]v,59.52],[%[1]v,59.52],[%[1]v,59.51]]]}}`, lon, lon+.01)
}

func TestSurface(t *testing.T) {
	t.Parallel()
	read := func(features ...string) (float64, error) {
		content := `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
		surface, err := Surface(strings.NewReader(content), "area.geojson", 3006)
		return planar.Area(surface), err
	}
	one, err := read(box(15.99))
	if err != nil || math.Abs(one-565*1113) > 5000 {
		t.Fatalf("got %v m², %v", one, err)
	}
	for name, c := range map[string]struct {
		features []string
		boxes    float64
	}{
		"the same twice": {[]string{box(15.99), box(15.99)}, 1},
		"half over":      {[]string{box(15.99), box(15.995)}, 1.5},
		"apart":          {[]string{box(15.95), box(15.99)}, 2},
	} {
		got, err := read(c.features...)
		if err != nil || math.Abs(got/one-c.boxes) > 1e-3 {
			t.Errorf("%s: got %v times one, %v; want %v", name, got/one, err, c.boxes)
		}
	}
	point := `{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[15.99,59.51]}}`
	if _, err := read(point); !fault.Is(err, fault.Invalid) {
		t.Errorf("a point: %v", err)
	}
	if _, err := read(strings.ReplaceAll(box(15.99), "59.5", "-59.5")); !fault.Is(err, fault.Invalid) {
		t.Errorf("far away: %v", err)
	}
}
