package koping_test

import (
	"io/fs"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tryggled/geodata/koping"
	"tryggled/internal/geo"
	"tryggled/internal/ingest"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

var town = municipality.Municipality{Code: "1983", Slug: koping.Slug, CRS: 3006, TimeZone: koping.TimeZone, Exercise: true}

// objects reads every overlay of the folder; nothing in it is put aside or mended.
func objects(t *testing.T) []overlay.Object {
	t.Helper()
	folder, err := koping.Folder(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	var all []overlay.Object
	for _, kind := range overlay.Kinds {
		name := string(kind) + ".geojson"
		f := open(t, folder, name)
		for row, err := range ingest.Overlays(f, ingest.OverlayOptions{FileName: name, Kind: kind, Municipality: town}) {
			if err != nil {
				t.Fatal(err)
			}
			if row.Rejection != nil {
				t.Errorf("%s: put aside: %+v", name, *row.Rejection)
				continue
			}
			if len(row.Object.Props.Mended) > 0 {
				t.Errorf("%s %s: mended by %v", name, row.Object.ExternalID, row.Object.Props.Mended)
			}
			all = append(all, row.Object)
		}
	}
	return all
}

func open(t *testing.T, folder fs.FS, name string) fs.File {
	t.Helper()
	f, err := folder.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// What the lists of work and the dossiers need is there.
func TestObjectsHaveWhatListsNeed(t *testing.T) {
	t.Parallel()
	count := map[string]int{}
	poles := map[string]bool{}
	for _, o := range objects(t) {
		p := o.Props
		switch o.Kind {
		case overlay.Lamp:
			if p.Pole == "" || p.Cabinet == "" || p.UnitCost == 0 || p.Status == overlay.StatusUnknown || poles[p.Pole] {
				t.Errorf("lamp %s lacks a pole of its own, cabinet, cost or status: %+v", o.ExternalID, p)
			}
			poles[p.Pole] = true
			count["lamps of "+p.Owner]++
			count["lamps by "+p.Method]++
			if len(p.Dimming) > 0 {
				count["dimmed"]++
			}
		case overlay.Vegetation:
			count[p.Class]++
			count["protected "+p.Protected]++
			if p.Evergreen != nil && *p.Evergreen {
				count["evergreen"]++
			}
		case overlay.Camera:
			if p.Operator == "" || p.Purpose == "" || p.LegalBasis == "" || p.CameraType == "" || p.BearingDeg == nil {
				t.Errorf("camera %s: %+v", o.ExternalID, p)
			}
			count["cameras"]++
		case overlay.Building, overlay.Place:
			count[p.Class]++
		}
	}
	for what, least := range map[string]int{
		"lamps of VME": 1500, "lamps of KBAB": 40, "lamps by mercury": 50, "dimmed": 400, "hedge": 100, "protected alley": 60,
		"evergreen": 20, "scrub": 12, "cameras": 10, "fence": 6, "wall": 2, "school": 3, "kindergarten": 2, "playground": 3, "crossing": 12,
	} {
		if count[what] < least {
			t.Errorf("%d of %s, want at least %d", count[what], what, least)
		}
	}
}

// The neglected paths are dark at ten in the evening, and people could stand hidden beside
// them, as hardly anywhere else: they must come first.
func TestNeglectedPathsAreDarkAndOvergrown(t *testing.T) {
	t.Parallel()
	folder, err := koping.Folder(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	segments, _, err := ingest.Streets(open(t, folder, "streets.geojson"), "streets.geojson", town)
	if err != nil {
		t.Fatal(err)
	}
	exposures, err := overlay.Compute(t.Context(), street.NewGraph(segments), nil, objects(t), overlay.Params{})
	if err != nil {
		t.Fatal(err)
	}
	truth, err := koping.ReadTruth()
	if err != nil {
		t.Fatal(err)
	}
	projector, err := geo.NewProjector(town.CRS)
	if err != nil {
		t.Fatal(err)
	}
	if len(truth.Paths) != 3 {
		t.Errorf("%d neglected paths, want 3", len(truth.Paths))
	}
	for _, path := range truth.Paths {
		if !slices.ContainsFunc(truth.Hotspots, func(h koping.Planted) bool { return h.ID == path.Hotspot }) {
			t.Errorf("%s: there is no planted place %q", path.ID, path.Hotspot)
		}
		g, err := projector.MetricGeometry(path.Line)
		if err != nil {
			t.Fatal(err)
		}
		var length, dark, concealed float64
		for i, s := range segments {
			on := along(g.(orb.LineString), s.Line)
			length += on
			dark += on * exposures[i].LitAt(22*60).Dark
			concealed += on * exposures[i].LeafOn.Concealed
		}
		t.Logf("%s: %.0f m, dark %.2f, concealed %.2f", path.Name, length, dark/length, concealed/length)
		if length < 120 || dark/length < 0.6 || concealed/length < 0.5 {
			t.Errorf("%s: %.0f m, %.2f of it dark and %.2f concealed", path.Name, length, dark/length, concealed/length)
		}
	}
	var length, dark, concealed float64
	for i, s := range segments {
		length += s.LengthM
		dark += s.LengthM * exposures[i].LitAt(22*60).Dark
		concealed += s.LengthM * exposures[i].LeafOn.Concealed
	}
	t.Logf("the whole town: %.0f m, dark %.2f, concealed %.2f", length, dark/length, concealed/length)
	if dark/length > 0.3 || concealed/length > 0.3 {
		t.Errorf("of the whole town %.2f is dark and %.2f concealed, want the paths to stand out", dark/length, concealed/length)
	}
}

// along is how many metres of a segment lie on a path.
func along(path, segment orb.LineString) (metres float64) {
	length := geo.Length(segment)
	for at := 0.5; at < length; at++ {
		if _, _, d := geo.Nearest(path, geo.Along(segment, at)); d < 2 {
			metres++
		}
	}
	return metres
}
