package bench

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"tryggled/internal/geo"
	"tryggled/internal/ingest"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// town is streets and what stands beside them.
type town struct {
	municipality.Municipality
	segments []street.Segment
	objects  []overlay.Object
}

// km is the length of all streets.
func (t town) km() float64 {
	var m float64
	for _, s := range t.segments {
		m += s.LengthM
	}
	return m / 1000
}

func (t town) of(kind overlay.Kind) (all []overlay.Object) {
	for _, o := range t.objects {
		if o.Kind == kind {
			all = append(all, o)
		}
	}
	return all
}

// size tells what there is in a town.
func (t town) size() string {
	return fmt.Sprintf("%.0f km in %s segments, %s lamps, %s green things, %s buildings, %s cameras", t.km(), thousands(len(t.segments)),
		thousands(len(t.of(overlay.Lamp))), thousands(len(t.of(overlay.Vegetation))),
		thousands(len(t.of(overlay.Building))), thousands(len(t.of(overlay.Camera))))
}

// hourly gives every third lamp another output in every second hour, so that light changes at
// each of the 24 hours and none of them is that of the hour before: harder than any timetable
// that is in use.
func (t town) hourly() town {
	lamps := 0
	for i := range t.objects {
		o := &t.objects[i]
		if o.Kind != overlay.Lamp {
			continue
		}
		if lamps++; lamps%3 > 0 {
			continue
		}
		o.Props.Dimming = nil
		for hour := 0; hour < 24; hour += 2 {
			o.Props.Dimming = append(o.Props.Dimming, overlay.Dim{
				From: overlay.Clock(hour * 60), To: overlay.Clock((hour + 1) * 60), Share: 0.2 + 0.03*float64(hour),
			})
		}
	}
	return t
}

// origin is where a town comes from, and what is measured in it beside its exposures.
type origin struct {
	name           string
	files          []string // of a real town, the streets first
	crs            geo.CRS
	dir            string
	km             float64 // of a generated one
	missing        bool
	lamps, cameras bool
	wallS, heldMB  float64 // targets; 0 for none
}

// realTowns are the towns of the folder with real data. Targets are for two cores.
var realTowns = []origin{
	{name: "Cambridge", crs: 26986, lamps: true, wallS: 10, heldMB: 400, files: []string{
		"cambridge/TRANS_Centerlines.geojson.gz", "cambridge/INFRA_StreetLights.geojson.gz", "cambridge/INFRA_ParkLights.geojson.gz",
		"cambridge/INFRA_StreetLightsNotCityOwned.geojson.gz", "cambridge/BASEMAP_Vegetation.geojson.gz",
	}},
	{name: "London", crs: 27700, wallS: 2, files: []string{"london/london-city-farringdon.osm.pbf"}},
	{name: "Helsinki", crs: 3067, wallS: 2, cameras: true, files: []string{"helsinki/helsinki-centre.osm.pbf"}},
}

func (f origin) there(dir string) bool {
	for _, name := range f.files {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

// towns are the towns to measure. What real ones are not there for is measured in the
// generated one.
func (o OverlayOptions) towns() []origin {
	made := origin{name: "generated", km: townOfKm * o.Km, lamps: true, cameras: true}
	if o.Km == usualKm {
		made.wallS, made.heldMB = 10, 400
	}
	var all []origin
	for _, f := range realTowns {
		if o.Real == "" {
			continue
		}
		f.dir, f.missing = o.Real, !f.there(o.Real)
		made.lamps = made.lamps && (!f.lamps || f.missing)
		made.cameras = made.cameras && (!f.cameras || f.missing)
		all = append(all, f)
	}
	return append(all, made)
}

// town reads or makes the town.
func (f origin) town(ctx context.Context) (town, error) {
	t := town{Municipality: municipality.Municipality{
		Code: "B1", Slug: "bench", Name: lang.Same(f.name), CRS: f.crs, TimeZone: "Europe/Stockholm", Sources: []string{}, Exercise: true,
	}}
	var err error
	switch {
	case f.km > 0:
		t = generated(f.km, 1)
	case len(f.files) == 1:
		err = f.open(f.files[0], func(r io.Reader) error {
			read, err := ingest.OSM(ctx, r, f.files[0], t.Municipality, orb.Bound{})
			t.segments, t.objects = read.Segments, read.Overlays
			return err
		})
	default:
		err = f.registers(&t)
	}
	for i := range t.objects { // of each file they begin at 1
		t.objects[i].ID = int64(i + 1)
	}
	return t.hourly(), err
}

func (f origin) open(name string, read func(io.Reader) error) error {
	file, err := os.Open(filepath.Join(f.dir, name))
	if err != nil {
		return err
	}
	defer file.Close()
	return read(file)
}

// registers reads streets, lamps and greenery of files of their own.
func (f origin) registers(t *town) error {
	err := f.open(f.files[0], func(r io.Reader) error {
		lines, err := asStreets(r)
		if err == nil {
			t.segments, _, err = ingest.Streets(lines, f.files[0], t.Municipality)
		}
		return err
	})
	if err != nil {
		return err
	}
	lamps, err := ingest.LoadRegisterProfile("cambridge-lamps", nil)
	if err != nil {
		return err
	}
	for _, name := range f.files[1:] {
		o := ingest.OverlayOptions{FileName: name, Kind: overlay.Vegetation, Municipality: t.Municipality}
		if name != f.files[len(f.files)-1] {
			o.Kind, o.Profile = overlay.Lamp, &lamps
		}
		err := f.open(name, func(r io.Reader) error {
			for row, err := range ingest.Overlays(r, o) {
				if err != nil {
					return err
				}
				if row.Rejection == nil {
					t.objects = append(t.objects, row.Object)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// asStreets gives centre lines that say no class as streets.
func asStreets(packed io.Reader) (io.Reader, error) {
	in, err := gzip.NewReader(packed)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	lines, err := geojson.UnmarshalFeatureCollection(raw)
	if err != nil {
		return nil, err
	}
	for _, line := range lines.Features {
		line.Properties = geojson.Properties{"highway": "residential"}
	}
	raw, err = lines.MarshalJSON()
	return bytes.NewReader(raw), err
}
