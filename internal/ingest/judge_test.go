package ingest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/overlay"
)

const missingGeometry = `{"type":"Feature","properties":{"ELEMENT_ID":"övning:9"},"geometry":null}`

// One bad feature of a network puts itself aside, with its line, rule and reason, and no more.
func TestStreetsPutAside(t *testing.T) {
	metres := func(kind, at string) string { return located(`"GCM-vägtyp":"Gångbana"`, kind, at) }
	features := []string{
		metres("LineString", `[[556196,6597708],[556226,6597708]]`),
		missingGeometry,
		metres("Point", `[556196,6597708]`),
		`{"type":"Point","coordinates":[556196,6597708]}`,
		metres("LineString", `[[15.98,59.51],[15.99,59.51]]`),
		metres("LineString", `[[556196,6597708],[556196,6597708]]`),
		metres("MultiLineString", `[]`),
		located(`"GCM-vägtyp":"Hiss"`, "LineString", `[[556196,6597708],[556196,6597709]]`),
	}
	b, err := readObjects(t.Context(), site{Municipality: testTown}, nvdbFile(t), strings.NewReader(collection(features...)))
	if err != nil {
		t.Fatal(err)
	}
	var rules []string
	for _, r := range b.tally.aside {
		rules = append(rules, fmt.Sprintf("%d %s", r.Line, r.Values["rule"]))
		if r.Reason.SV == "" || r.Reason.EN == "" || r.Values["kind"] != KindStreets || r.Values["file"] != "nvdb.geojson" {
			t.Errorf("put aside as %+v", r)
		}
	}
	want := []string{"2 shape_empty", "3 shape_kind", "4 unreadable", "5 elsewhere", "6 shape_empty", "7 shape_empty"}
	if diff := cmp.Diff(want, rules); diff != "" {
		t.Errorf("put aside (-want +got):\n%s", diff)
	}
	if b.tally.aside[0].Values["external_id"] != "övning:9" {
		t.Errorf("the first put aside has the id %q", b.tally.aside[0].Values["external_id"])
	}
	i := slices.IndexFunc(b.tally.sum(), func(n overlay.Imported) bool { return n.Kind == KindStreets })
	wantCount := overlay.Imported{Kind: KindStreets, Source: "nvdb", Read: 8, Kept: 1, Aside: map[string]int{"shape_empty": 3, "shape_kind": 1, "unreadable": 1, "elsewhere": 1}}
	if diff := cmp.Diff(wantCount, b.tally.sum()[max(0, i)]); diff != "" {
		t.Errorf("count (-want +got):\n%s", diff)
	}
	if len(b.notes) == 0 || !strings.Contains(b.notes[0].EN, "6 of 8 features were put aside, the first feature 2: the geometry is missing") {
		t.Errorf("notes %v", b.notes)
	}
}

// An area without a surface is put aside; a name that is missing is still refused.
func TestAreasPutAside(t *testing.T) {
	good := located(`"name":"A"`, "Polygon", squareAt)
	f := RegisterFile{Kind: KindAreas, Name: "areas.geojson"}
	b, err := readObjects(t.Context(), site{Municipality: testTown}, f, strings.NewReader(collection(good, missingGeometry, located(`"name":"B"`, "Point", `[15.98,59.51]`))))
	if err != nil {
		t.Fatal(err)
	}
	if len(b.areas) != 1 || len(b.tally.aside) != 2 || b.tally.aside[1].Line != 3 || b.tally.aside[1].Values["rule"] != "shape_kind" || len(b.tally.sum()) != 0 {
		t.Errorf("%d areas, aside %v, counted %v; want one, two and none", len(b.areas), b.tally.aside, b.tally.sum())
	}
	if len(b.notes) != 1 || !strings.Contains(b.notes[0].EN, "2 of 3 features were put aside") {
		t.Errorf("notes %v", b.notes)
	}
	if _, err := Areas(strings.NewReader(collection(good, located(``, "Polygon", squareAt))), "areas.geojson", testTown); !fault.Is(err, fault.Invalid) {
		t.Errorf("an area without a name: %v, want Invalid", err)
	}
}

// A network of which nearly nothing can be used takes the place of nothing.
func TestStreetsNearlyAllBad(t *testing.T) {
	all := []string{located(`"highway":"footway"`, "LineString", `[[15.98,59.51],[15.985,59.51]]`)}
	for range hopelessObjects - 1 {
		all = append(all, missingGeometry)
	}
	if _, _, err := Streets(strings.NewReader(collection(all...)), "s.geojson", testTown); err != nil {
		t.Errorf("%d bad ones: %v", len(all)-1, err)
	}
	all = append(all, missingGeometry)
	if _, _, err := Streets(strings.NewReader(collection(all...)), "s.geojson", testTown); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "right file") {
		t.Errorf("%d bad ones: %v, want Invalid", len(all)-1, err)
	}
}
