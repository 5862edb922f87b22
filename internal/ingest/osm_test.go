package ingest

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"tryggled/internal/fault"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// testTown is a municipality in SWEREF 99 TM.
var testTown = municipality.Municipality{Code: "1983", Slug: "koping", CRS: 3006}

func readTown(t *testing.T, data []byte, clip orb.Bound) Town {
	t.Helper()
	town, err := OSM(t.Context(), bytes.NewReader(data), "town.osm.pbf", testTown, clip)
	if err != nil {
		t.Fatal(err)
	}
	return town
}

func TestOSMTown(t *testing.T) {
	town := readTown(t, sampleTown().bytes(t), orb.Bound{})
	type short struct {
		Name  string
		Light street.Light
		Class string
		M     int
	}
	var streets []short
	for _, s := range town.Segments {
		streets = append(streets, short{s.Name, s.Light, s.Class, int(math.Round(s.LengthM / 100))})
	}
	want := []short{
		{"Storgatan", street.Lit, "residential", 1},
		{"Storgatan", street.Lit, "residential", 1},
		{"", "", "footway", 1},
		{"", "", "footway", 1},
	}
	if diff := cmp.Diff(streets, want); diff != "" {
		t.Errorf("segments (-got +want):\n%s", diff)
	}
	wantTagged := map[string]int{"lit": 2, "lamps": 2, "places": 1, "vegetation": 3, "cameras": 2, "buildings": 1, "backdrop": 1}
	if diff := cmp.Diff(town.Tagged, wantTagged); diff != "" {
		t.Errorf("tagged (-got +want):\n%s", diff)
	}
	if len(town.Notes) != 1 || !strings.Contains(town.Notes[0].EN, "not whole in the file (such as forest or water): 1") {
		t.Errorf("notes %v, want one on the water that is not whole", town.Notes)
	}
}

func TestOSMOverlays(t *testing.T) {
	byID := make(map[string]overlay.Object)
	for i, o := range readTown(t, sampleTown().bytes(t), orb.Bound{}).Overlays {
		if o.ID != int64(i+1) || o.Source != sourceOSM {
			t.Errorf("object %d has id %d and source %q", i+1, o.ID, o.Source)
		}
		byID[o.ExternalID] = o
	}
	north, south := 0.0, 180.0
	props := map[string]overlay.Props{
		"node/10": {HeightM: 5, Lighting: overlay.Lighting{Method: "led"}}, "node/11": {Lighting: overlay.Lighting{Status: overlay.Broken}},
		"node/12": {Class: "tree", HeightM: 12}, "way/103": {Class: "hedge"}, "relation/200": {Class: "forest"},
		"node/13": {Watching: overlay.Watching{BearingDeg: &north}}, "node/13#2": {Watching: overlay.Watching{BearingDeg: &south}},
		"way/104": {Class: "apartments", Dwelling: true, HeightM: 15}, "way/108": {Class: "water"},
		"node/2": {Class: "crossing"},
	}
	for id, want := range props {
		if diff := cmp.Diff(byID[id].Props, want); diff != "" {
			t.Errorf("%s (-got +want):\n%s", id, diff)
		}
	}
	if len(byID) != len(props) {
		t.Errorf("%d objects, want %d: %v", len(byID), len(props), byID)
	}
	for id, want := range map[string]float64{
		"way/104": 20 * 20, "relation/200": 20*20 - 5*5/2.0, // the hole is half a square
		"way/103": 1.5 * 141, "way/108": 12 * 141,
	} {
		if got := planar.Area(byID[id].Geometry); math.Abs(got-want) > 0.2*want {
			t.Errorf("%s covers %.0f m², want about %.0f", id, got, want)
		}
	}
}

func TestOSMReadsEveryFormOfFile(t *testing.T) {
	want := readTown(t, sampleTown().bytes(t), orb.Bound{})
	raw, plain := sampleTown(), sampleTown()
	raw.raw, plain.plain = true, true
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(sampleTown().bytes(t))
	_ = z.Close()
	for name, data := range map[string][]byte{"raw blobs": raw.bytes(t), "single nodes": plain.bytes(t), "gzip": packed.Bytes()} {
		if diff := cmp.Diff(readTown(t, data, orb.Bound{}), want); diff != "" {
			t.Errorf("%s (-got +want):\n%s", name, diff)
		}
	}
}

func TestOSMClip(t *testing.T) {
	whole := readTown(t, sampleTown().bytes(t), orb.Bound{})
	crossing := whole.Segments[0].Line[1]
	east := orb.Bound{Min: orb.Point{crossing[0] + 4, crossing[1] - 5}, Max: orb.Point{crossing[0] + 25, crossing[1] + 30}}
	town := readTown(t, sampleTown().bytes(t), east)
	if len(town.Segments) != 1 || town.Segments[0].Name != "Storgatan" || town.Segments[0].Component != 0 {
		t.Errorf("segments %v, want the eastern half of Storgatan", town.Segments)
	}
	if got := town.Tagged; got["lamps"] != 2 || got["cameras"] != 0 || got["buildings"] != 0 {
		t.Errorf("objects %v, want the two lamps alone of points", got)
	}
	far := orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{2, 2}}
	if _, err := OSM(t.Context(), bytes.NewReader(sampleTown().bytes(t)), "town.osm.pbf", testTown, far); !fault.Is(err, fault.Invalid) {
		t.Errorf("nothing within the areas gave %v, want Invalid", err)
	}
}

func TestOSMRefuses(t *testing.T) {
	whole := sampleTown().bytes(t)
	broken := bytes.Clone(whole)
	broken[len(broken)-20] ^= 0xff
	needs := (&pbfTown{}).blob(t, "OSMHeader", field(4, []byte("LocationsOnWays")))
	far := newPBFTown().node(1, -0.1, 51.5, nil).node(2, -0.1, 51.6, nil).way(1, map[string]string{"highway": "footway"}, 1, 2)
	tests := map[string]struct {
		data []byte
		says string
	}{
		"empty":               {nil, "is empty"},
		"text":                {[]byte("Ärendenummer;Kategori\n"), "no OpenStreetMap file"},
		"xml":                 {[]byte(`<?xml version="1.0"?><osm version="0.6"/>`), "osmium cat"},
		"a long first number": {[]byte{0xff, 0xff, 0xff, 0xff, 1, 2, 3}, "no OpenStreetMap file"},
		"damaged":             {broken, "damaged"},
		"asks too much":       {needs, "damaged"},
		"no street":           {newPBFTown().node(1, 15.99, 59.51, nil).bytes(t), "no streets"},
		"another country":     {far.bytes(t), "no streets"},
		"header alone":        {(&pbfTown{}).blob(t, "OSMHeader", nil), "no streets"},
	}
	for name, test := range tests {
		_, err := OSM(t.Context(), bytes.NewReader(test.data), "town.osm.pbf", testTown, orb.Bound{})
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), "town.osm.pbf") {
			t.Errorf("%s: %v; want Invalid that says %q", name, err, test.says)
		}
	}
}

// Cut anywhere, a file is refused: within a block as truncated, between blocks for want of
// streets, since they stand in the last block.
func TestOSMTruncatedAnywhere(t *testing.T) {
	whole := sampleTown().bytes(t)
	for n := range len(whole) {
		town, err := OSM(t.Context(), bytes.NewReader(whole[:n]), "town.osm.pbf", testTown, orb.Bound{})
		if !fault.Is(err, fault.Invalid) || town.Segments != nil {
			t.Fatalf("cut at %d of %d: %v, %d segments", n, len(whole), err, len(town.Segments))
		}
	}
}

func TestOSMPassesOnOtherErrors(t *testing.T) {
	down := errors.New("disk is gone")
	r := iotest.TimeoutReader(bytes.NewReader(sampleTown().bytes(t)))
	if _, err := OSM(t.Context(), r, "town.osm.pbf", testTown, orb.Bound{}); err != nil && fault.KindOf(err) != fault.Internal {
		t.Errorf("a time-out is nobody's fault, got %v", err)
	}
	if _, err := OSM(t.Context(), iotest.ErrReader(down), "town.osm.pbf", testTown, orb.Bound{}); !errors.Is(err, down) {
		t.Errorf("reading gave %v, want the reader's own error", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := OSM(ctx, bytes.NewReader(sampleTown().bytes(t)), "town.osm.pbf", testTown, orb.Bound{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled gave %v", err)
	}
}

func TestOSMNodesInAnyOrder(t *testing.T) {
	shuffled := sampleTown()
	for i, j := range []int{5, 3, 9, 0, 7} {
		shuffled.dense[i], shuffled.dense[j] = shuffled.dense[j], shuffled.dense[i]
	}
	got := readTown(t, shuffled.bytes(t), orb.Bound{})
	if diff := cmp.Diff(got.Segments, readTown(t, sampleTown().bytes(t), orb.Bound{}).Segments); diff != "" {
		t.Errorf("segments (-got +want):\n%s", diff)
	}
}

func FuzzOSM(f *testing.F) {
	raw := sampleTown()
	raw.raw = true
	f.Add(sampleTown().bytes(f))
	f.Add(raw.bytes(f))
	f.Add([]byte("<osm/>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		town, err := OSM(t.Context(), bytes.NewReader(data), "fuzz.osm.pbf", testTown, orb.Bound{})
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%v is nothing a person can act on", err)
			}
			return
		}
		for _, s := range town.Segments {
			if len(s.Line) < 2 || !(s.LengthM > 0) {
				t.Errorf("segment %d has %d points and %v m", s.ID, len(s.Line), s.LengthM)
			}
		}
	})
}

// Every tagged element of a file is kept, put aside by a rule or counted in a note.
func TestOSMCountsWhatItLeavesOut(t *testing.T) {
	p := sampleTown()
	way := func(ref int64, role string) pbfMember { return pbfMember{kind: pbfMemberWay, ref: ref, role: role} }
	p.node(300, 15.9905, 59.5105, map[string]string{"man_made": "surveillance", "surveillance": "indoor"})
	p.node(301, 15.9906, 59.5105, map[string]string{"man_made": "surveillance", "surveillance:type": "ALPR"})
	p.node(302, 13.0, 55.6, map[string]string{"highway": "street_lamp"})
	p.way(400, map[string]string{"barrier": "hedge"}, 9001, 9002)
	p.way(401, map[string]string{"highway": "footway"}, 9001, 9002)
	p.way(402, map[string]string{"building": "yes"})
	p.relation(500, map[string]string{"type": "multipolygon", "natural": "wood"})
	p.relation(501, map[string]string{"type": "multipolygon", "natural": "wood"}, way(104, "outer"), way(999, "outer"))
	p.relation(502, map[string]string{"type": "site", "amenity": "school"}, way(104, "perimeter"))
	town := readTown(t, p.bytes(t), orb.Bound{Min: orb.Point{555_000, 6_596_000}, Max: orb.Point{557_000, 6_599_000}})
	aside := map[string]string{}
	for _, r := range town.Aside {
		aside[r.Values["external_id"]] = r.Values["rule"]
	}
	want := map[string]string{
		"node/300": "camera_streetless", "node/301": "camera_streetless", "way/400": "shape_empty", "way/402": "shape_empty",
		"relation/201": "shape_empty", "relation/500": "shape_empty", "relation/502": "shape_kind",
	}
	if diff := cmp.Diff(want, aside); diff != "" {
		t.Errorf("put aside (-want +got):\n%s", diff)
	}
	var notes []string
	for _, n := range town.Notes {
		notes = append(notes, n.EN)
	}
	for _, says := range []string{"areas, which were left out: 1", "streets whose nodes the file lacks, which were left out: 1", "kept without those parts or holes whose outline is not whole in the file: 1"} {
		if !strings.Contains(strings.Join(notes, "\n"), says) {
			t.Errorf("the notes %q do not say %q", notes, says)
		}
	}
	var read, kept, put int64
	for _, n := range town.Imported {
		read, kept = read+n.Read, kept+n.Kept
		for _, count := range n.Aside {
			put += int64(count)
		}
	}
	if read != kept+put || kept != int64(len(town.Overlays)) {
		t.Errorf("read %d, kept %d of %d, put aside %d", read, kept, len(town.Overlays), put)
	}
}
