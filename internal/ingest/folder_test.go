package ingest

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

const soundFolder = `code: "0001"
slug: provstad
name: {sv: Provstad, en: Testtown}
crs: EPSG:3006
time_zone: Europe/Stockholm
bases:
  - {slug: stationen, name: {sv: Stationen, en: The station}, lon: 15.99, lat: 59.51, roles: [police]}
calendar:
  - {code: term, name: {sv: Höstterminen, en: Autumn term}, from: 2026-08-18, to: 2026-12-18}
files:
  - {file: a.geojson, kind: streets}
  - {file: b.csv, kind: reports, profile: embrace}
  - {file: c.csv, kind: reports, profile: embrace}
`

// TestFolderRefuses looks at municipality.yaml only: nothing is staged when it is wrong.
func TestFolderRefuses(t *testing.T) {
	t.Parallel()
	const base = `{slug: stationen, name: {sv: Stationen, en: The station}, lon: 15.99, lat: 59.51, roles: [police]}`
	for _, c := range []struct {
		name, old, by string
		fields        []string
	}{
		{"an unknown key", "crs:", "csr:", []string{"csr"}},
		{"no slug of a base", "slug: stationen", `slug: ""`, []string{"bases[1].slug"}},
		{"no name of a base", "name: {sv: Stationen, en: The station}", "name: {}", []string{"bases[1].name"}},
		{"a role in Swedish", "[police]", "[polis]", []string{"bases[1].roles"}},
		{"a base far away", "lon: 15.99", "lon: 0", []string{"bases[1].lon"}},
		{"two bases of one slug", base, base + "\n  - " + base, []string{"bases[2].slug"}},
		{"two files of streets", "b.csv, kind: reports, profile: embrace", "b.osm.pbf, kind: osm", []string{"files[2].kind"}},
		{"a term backwards", "to: 2026-12-18", "to: 2026-08-17", []string{"calendar[1].to"}},
		{"no such day", "from: 2026-08-18", "from: 2026-06-31", []string{"calendar[1].from"}},
		{"a day of no form", "from: 2026-08-18", "from: 18 augusti", []string{"calendar[1].from"}},
		{"days without a name", "name: {sv: Höstterminen, en: Autumn term}, ", "", []string{"calendar[1].name"}},
		{"a slug of the server's", "slug: provstad", "slug: api", []string{"slug"}},
	} {
		text := strings.Replace(soundFolder, c.old, c.by, 1)
		_, _, err := Service{}.Folder(t.Context(), fstest.MapFS{FolderFile: {Data: []byte(text)}})
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || f.Kind != fault.Invalid || !strings.Contains(f.Text.In(lang.SV), FolderFile) {
			t.Errorf("%s: got %v, want Invalid that names %s", c.name, err, FolderFile)
			continue
		}
		var got []string
		for _, field := range f.Fields {
			got = append(got, field.Name)
		}
		if diff := cmp.Diff(c.fields, got); diff != "" {
			t.Errorf("%s: fields (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestFolderIsSound(t *testing.T) {
	t.Parallel()
	f, err := readFolder(fstest.MapFS{FolderFile: {Data: []byte(soundFolder)}})
	if err != nil {
		t.Fatal(err)
	}
	if bad := f.badFiles(); len(bad) > 0 {
		t.Errorf("two files of reports: got %v, want nothing wrong", bad)
	}
	m, err := f.municipality()
	want := []municipality.Span{{Code: "term", Name: lang.T("Höstterminen", "Autumn term"), From: "2026-08-18", To: "2026-12-18"}}
	if diff := cmp.Diff(want, m.Calendar); err != nil || diff != "" {
		t.Errorf("calendar: %v (-want +got):\n%s", err, diff)
	}
	if bases, err := f.bases(3006); err != nil || len(bases) != 1 || bases[0].Slug != "stationen" {
		t.Errorf("bases: got %v, %v", bases, err)
	}
}
