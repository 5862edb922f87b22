package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/street"
)

// driven is what a segment says to those who drive and ride.
type driven struct {
	Car, Bicycle street.Direction
	MaxKmh       float64
	Sidewalk     bool
	Detail       string
}

func drivenOf(s street.Segment) driven {
	return driven{s.Car, s.Bicycle, s.MaxKmh, s.Sidewalk, s.Detail}
}

// A one-way street with a bollard beyond its first corner, a yard behind a locked gate, and
// a way with an opening in a fence that stops nobody.
func TestOSMBarriersAndDirections(t *testing.T) {
	p := newPBFTown()
	for id, tags := range map[int64]map[string]string{
		1: nil, 2: nil, 3: {"barrier": "bollard"}, 4: nil,
		5: nil, 6: {"barrier": "gate", "locked": "yes"}, 7: nil,
		8: {"barrier": "entrance"}, 9: nil,
	} {
		p.node(id, 15.99+float64(id)*0.000177, 59.51, tags)
	}
	p.way(100, map[string]string{"highway": "residential", "oneway": "yes", "oneway:bicycle": "no", "maxspeed": "30", "sidewalk": "both"}, 1, 2, 3, 4)
	p.way(101, map[string]string{"highway": "service", "service": "alley"}, 2, 5)
	p.way(102, map[string]string{"highway": "footway", "footway": "sidewalk"}, 5, 6, 7)
	p.way(103, map[string]string{"highway": "footway"}, 7, 8, 9)
	town := readTown(t, p.bytes(t), orb.Bound{})
	var got []driven
	var parts []int
	for _, s := range town.Segments {
		got, parts = append(got, drivenOf(s)), append(parts, s.Component)
	}
	want := []driven{
		{street.Forward, "", 30, true, ""},
		{street.NoWay, "", 30, true, ""},
		{Detail: "alley"},
		{Detail: "sidewalk"},
		{Detail: "sidewalk"},
		{},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("segments (-got +want):\n%s", diff)
	}
	if diff := cmp.Diff(parts, []int{0, 0, 0, 0, 1, 1}); diff != "" {
		t.Errorf("the locked gate parts the yard from the town (-got +want):\n%s", diff)
	}
}

func TestStreetsTellWhoMayDrive(t *testing.T) {
	line := `[[15.98,59.51],[15.981,59.51]]`
	want := driven{Car: street.Backward, Bicycle: street.NoWay, MaxKmh: 40, Sidewalk: true}
	file := collection(located(`"highway":"tertiary","oneway":"-1","bicycle":"no","maxspeed":40,"sidewalk":"left"`, "LineString", line))
	segments, _, err := Streets(strings.NewReader(file), "streets.geojson", testTown)
	if err != nil || drivenOf(segments[0]) != want {
		t.Errorf("OSM's own keys: %+v, %v; want %+v", segments, err, want)
	}
	profile, err := parseRegister("gator.yaml", strings.NewReader(`
name: gator
title: {sv: Gator, en: Streets}
kind: streets
format: geojson
columns: {class: [typ], oneway: [enkelriktad], bicycle: [cykel], maxspeed: [hastighet], sidewalk: [trottoar]}
words:
  oneway: {words: {reverse: [mot], yes: [med]}}
  bicycle: {words: {no: [nej]}}
`))
	if err != nil {
		t.Fatal(err)
	}
	file = collection(located(`"typ":"tertiary","enkelriktad":"mot","cykel":"nej","hastighet":"40","trottoar":true`, "LineString", line))
	n, err := readNetwork(strings.NewReader(file), RegisterFile{Kind: KindStreets, Name: "gator.geojson", Profile: &profile}, testTown, newIntake("gator.geojson"))
	if err != nil || drivenOf(n.segments[0]) != want {
		t.Errorf("through a profile: %+v, %v; want %+v", n.segments, err, want)
	}
}
