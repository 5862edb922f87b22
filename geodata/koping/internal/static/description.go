package static

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/paulmach/orb"
)

// base is where teams start.
type base struct {
	slug, sv, en string
	point        orb.Point // metres from town.Origin
	roles        []string
}

var bases = []base{
	{"polisstationen", "Polisstationen", "Police station", orb.Point{-196, 36}, []string{"police"}},
	{"vaktcentralen", "Väktarnas lokal vid Lyktorget", "Guards' office by the square", orb.Point{-76, -62}, []string{"guard", "ordningsvakt"}},
	{"lyktkyrkan", "Mötesplatsen vid Lyktkyrkan", "Meeting place at the church", orb.Point{-286, 186}, []string{"night_walker", "volunteer"}},
	{"ladan", "Fritidsgården Ladan i Nygård", "Youth centre Ladan in Nygård", orb.Point{-1090, -130}, []string{"youth_coach"}},
}

// term is a school term of the town, as invented as the rest; both days belong to it.
type term struct{ sv, en, from, to string }

var terms = []term{
	{"Höstterminen 2024", "Autumn term 2024", "2024-08-20", "2024-12-19"},
	{"Vårterminen 2025", "Spring term 2025", "2025-01-09", "2025-06-12"},
	{"Höstterminen 2025", "Autumn term 2025", "2025-08-19", "2025-12-19"},
	{"Vårterminen 2026", "Spring term 2026", "2026-01-09", "2026-06-11"},
	{"Höstterminen 2026", "Autumn term 2026", "2026-08-18", "2026-12-18"},
	{"Vårterminen 2027", "Spring term 2027", "2027-01-11", "2027-06-10"},
}

// head is the top of municipality.yaml, foot the files it names.
const (
	head = `# Övningsdata: en påhittad stad där Köping ligger. Påhittade händelser, gator och lampor.
# Exercise data: an invented town where Köping lies. Invented events, streets and lamps.
# Skriven av / written by: go generate ./geodata/koping
code: "1983"
slug: koping
name: {sv: Köping, en: Köping}
crs: EPSG:3006
time_zone: Europe/Stockholm
exercise: true
sources: ["Tryggled: påhittad stad och påhittade händelser, övningsdata"]
bases:
`
	foot = `files:
  - {file: areas.geojson, kind: areas}
  - {file: streets.geojson, kind: streets}
  - {file: lamps.geojson, kind: lamps}
  - {file: vegetation.geojson, kind: vegetation}
  - {file: cameras.geojson, kind: cameras}
  - {file: buildings.geojson, kind: buildings}
  - {file: places.geojson, kind: places}
  - {file: backdrop.geojson, kind: backdrop}
  - {file: reports.csv, kind: reports, profile: embrace}
`
)

// description writes municipality.yaml.
func description(w *writer) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(head)
	for _, s := range bases {
		g, err := w.lonLat(s.point)
		if err != nil {
			return nil, fmt.Errorf("base %s: %w", s.slug, err)
		}
		at := g.(orb.Point)
		fmt.Fprintf(&b, "  - {slug: %s, name: {sv: %q, en: %q}, lon: %.6f, lat: %.6f, roles: [%s]}\n",
			s.slug, s.sv, s.en, at[0], at[1], strings.Join(s.roles, ", "))
	}
	b.WriteString("calendar:\n")
	for _, t := range terms {
		fmt.Fprintf(&b, "  - {code: term, name: {sv: %s, en: %s}, from: %s, to: %s}\n", t.sv, t.en, t.from, t.to)
	}
	b.WriteString(foot)
	return b.Bytes(), nil
}
