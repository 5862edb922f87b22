package geo

import (
	"math"
	"sync"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
)

// datumShift is how exactly, in degrees, a seven-parameter shift between datums can be
// undone: some 1.5 mm.
const datumShift = 1.5e-8

// Values of ST_Transform in PostGIS 3.3.2 with PROJ 9.1.1.
func TestProjectorAgreesWithPostGIS(t *testing.T) {
	tests := []struct {
		crs          CRS
		lonlat, want orb.Point
	}{
		{3006, orb.Point{15.993, 59.514}, orb.Point{556196.2128817922, 6597708.155098891}},
		{3006, orb.Point{15.973, 59.513}, orb.Point{555066.0486989393, 6597580.0685406225}},
		{3006, orb.Point{11.97, 57.70}, orb.Point{319439.77206986945, 6399348.061292004}},
		{3006, orb.Point{23.5, 67.9}, orb.Point{855933.5804750532, 7556235.101134795}},
		{3006, orb.Point{18.0686, 59.3293}, orb.Point{674571.8664491447, 6580743.008330945}},
		{27700, orb.Point{-0.1, 51.515}, orb.Point{531935.9890960109, 181274.95386521926}},
		{27700, orb.Point{-5.05, 50.26}, orb.Point{182704.99250776332, 44453.859391518665}},
		{27700, orb.Point{-3.19, 55.95}, orb.Point{325784.7480079234, 673635.7681078728}},
		{25833, orb.Point{15.993, 59.514}, orb.Point{556196.2128817922, 6597708.155098891}},
		{3008, orb.Point{13.0, 55.6}, orb.Point{118482.31972873445, 6164141.210008368}},
		{3018, orb.Point{23.9, 66.0}, orb.Point{179512.65063688593, 7322992.1144499965}},
		{3067, orb.Point{24.945, 60.17}, orb.Point{385977.7873869651, 6672118.098718268}},
		{32719, orb.Point{-70.6, -33.4}, orb.Point{351205.0646216514, 6303223.750659056}},
	}
	for _, test := range tests {
		p := projector(t, test.crs)
		got, err := p.Metric(test.lonlat)
		if err != nil || Dist(got, test.want) > 0.001 {
			t.Errorf("%s: Metric(%v) = %v, %v; want %v", test.crs, test.lonlat, got, err, test.want)
		}
		back, err := p.LonLat(test.want)
		if err != nil || math.Abs(back[0]-test.lonlat[0]) > datumShift || math.Abs(back[1]-test.lonlat[1]) > datumShift {
			t.Errorf("%s: LonLat(%v) = %v, %v; want %v", test.crs, test.want, back, err, test.lonlat)
		}
	}
}

func projector(t testing.TB, crs CRS) *Projector {
	t.Helper()
	p, err := NewProjector(crs)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestProjectorRefuses(t *testing.T) {
	for name, crs := range map[string]CRS{
		"degrees": 4326, "degrees of Sweden": 4619, "US feet": 2249, "unknown": 999999, "zero": 0,
	} {
		if _, err := NewProjector(crs); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: NewProjector(%s) gave %v, want Invalid", name, crs, err)
		}
	}
	if projector(t, WebMercator).TrueMetres() || !projector(t, 27700).TrueMetres() {
		t.Error("Web Mercator counts in true metres, or the British grid does not")
	}
	p := projector(t, 3006)
	for name, q := range map[string]orb.Point{
		"null island": {0, 0}, "swapped": {59.514, 15.993}, "metres": {556196, 6597708}, "London": {-0.1, 51.5},
		"not a number": {math.NaN(), 59}, "infinite": {16, math.Inf(1)}, "beyond the pole": {16, 95},
	} {
		if got, err := p.Metric(q); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: Metric(%v) = %v, %v; want Invalid", name, q, got, err)
		}
	}
	if got, err := p.LonLat(orb.Point{math.NaN(), 1}); !fault.Is(err, fault.Invalid) {
		t.Errorf("LonLat of no number = %v, %v; want Invalid", got, err)
	}
}

func TestAreaOfUseAcrossTheDateLine(t *testing.T) {
	p := projector(t, 3851) // New Zealand
	for _, q := range []orb.Point{{174.7, -36.8}, {-176.5, -44}} {
		if _, err := p.Metric(q); err != nil {
			t.Errorf("Metric(%v): %v", q, err)
		}
	}
	if _, err := p.Metric(orb.Point{15, -40}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a point in the South Atlantic: %v, want Invalid", err)
	}
}

func TestParseCRS(t *testing.T) {
	for in, want := range map[string]CRS{"EPSG:3006": 3006, " epsg:27700 ": 27700} {
		if got, err := ParseCRS(in); err != nil || got != want {
			t.Errorf("ParseCRS(%q) = %v, %v; want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"", "3006", "EPSG:", "EPSG:-1", "EPSG:x", "SWEREF 99 TM"} {
		if got, err := ParseCRS(in); !fault.Is(err, fault.Invalid) {
			t.Errorf("ParseCRS(%q) = %v, %v; want Invalid", in, got, err)
		}
	}
	var c CRS
	if err := c.UnmarshalText([]byte("EPSG:3006")); err != nil || c != 3006 {
		t.Errorf("UnmarshalText = %v, %v", c, err)
	}
	if b, _ := c.MarshalText(); string(b) != "EPSG:3006" {
		t.Errorf("MarshalText = %s", b)
	}
}

func TestProjectorGeometries(t *testing.T) {
	p := projector(t, 3006)
	for _, g := range orb.AllGeometries {
		if _, err := p.LonLatGeometry(g); err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("LonLatGeometry(%#v): %v", g, err)
		}
		if _, err := p.MetricGeometry(g); err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("MetricGeometry(%#v): %v", g, err)
		}
	}
	in := orb.Polygon{{{15.9, 59.5}, {16, 59.5}, {16, 59.6}, {15.9, 59.5}}}
	kept := in.Clone()
	metric, err := p.MetricGeometry(in)
	if err != nil {
		t.Fatal(err)
	}
	back, err := p.LonLatGeometry(metric)
	if err != nil {
		t.Fatal(err)
	}
	for i, q := range back.(orb.Polygon)[0] {
		if Dist(q, kept[0][i]) > 1e-9 {
			t.Errorf("%v came back as %v", kept[0][i], q)
		}
	}
	if !in.Equal(kept) {
		t.Error("the input was changed")
	}
	box, err := p.MetricGeometry(in.Bound())
	if poly, ok := box.(orb.Polygon); err != nil || !ok || len(poly[0]) != 5 {
		t.Errorf("a box became %#v, %v; want a polygon of its corners", box, err)
	}
	if g, err := p.MetricGeometry(orb.LineString{{15, 59}, {0, 0}}); err == nil || g != nil {
		t.Errorf("a line that leaves the area gave %v, %v", g, err)
	}
}

// A metre on the map is a metre in the system, and going there and back moves nothing.
func TestProjectorLaws(t *testing.T) {
	p := projector(t, 3006)
	rapid.Check(t, func(t *rapid.T) {
		q := orb.Point{rapid.Float64Range(10.1, 24).Draw(t, "lon"), rapid.Float64Range(55, 69).Draw(t, "lat")}
		m, err := p.Metric(q)
		if err != nil {
			t.Fatal(err)
		}
		back, err := p.LonLat(m)
		if err != nil || math.Abs(back[0]-q[0]) > 1e-9 || math.Abs(back[1]-q[1]) > 1e-9 {
			t.Fatalf("%v went to %v and came back as %v, %v", q, m, back, err)
		}
	})
}

func TestProjectorIsSharedByGoroutines(t *testing.T) {
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			p, err := NewProjector(3006)
			if err != nil {
				t.Error(err)
				return
			}
			for range 300 {
				if m, err := p.Metric(orb.Point{15.993, 59.514}); err != nil || Dist(m, orb.Point{556196.2129, 6597708.1551}) > 0.001 {
					t.Errorf("Metric = %v, %v", m, err)
				}
			}
		})
	}
	all.Wait()
}

func BenchmarkMetric(b *testing.B) {
	p := projector(b, 3006)
	for b.Loop() {
		if _, err := p.Metric(orb.Point{15.993, 59.514}); err != nil {
			b.Fatal(err)
		}
	}
}
