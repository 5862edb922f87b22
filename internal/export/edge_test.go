package export_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"tryggled/internal/export"
	"tryggled/internal/export/exporttest"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
	"tryggled/internal/street"
)

const nasty = "Torg <&\"' 🌃 ]]> \x00\x1b å\u0301 \u202eفارسی " + "Ordsomärlängreänettheltsjuttiotvåteckensblad" + "ochdärförmåstebrytasnågonstansutanattgåförlorat"

// towns are samples bent out of shape.
func towns() map[string]func(s *export.Scene) {
	return map[string]func(s *export.Scene){
		"as it is": func(*export.Scene) {},
		"nasty names": func(s *export.Scene) {
			s.Municipality.Name, s.Municipality.Sources = lang.Same(nasty), []string{nasty, nasty}
			s.Planned.Municipality = s.Municipality
			for i := range s.Segments {
				s.Segments[i].Name = nasty
			}
			for i := range s.Hotspots {
				s.Hotspots[i].Name, s.Hotspots[i].Why = lang.Same(nasty), lang.Same(nasty)
			}
			for i := range s.Planned.Plan.Tours {
				tour := &s.Planned.Plan.Tours[i]
				tour.Base.Name, tour.Team.Role = lang.Same(nasty), "okänd <roll>"
				tour.Finish.Name, s.Planned.Plan.Request.Contact = lang.Same(nasty), plan.Contact{Name: nasty, Phone: nasty}
				for k := range s.Planned.Routes[i].Legs {
					leg := &s.Planned.Routes[i].Legs[k]
					leg.Words = lang.Same(nasty)
					for n := range leg.Turns {
						leg.Turns[n].Text = lang.Same(nasty)
					}
				}
				for k := range tour.Visits {
					tour.Visits[k].Place.Name, tour.Visits[k].Why = lang.Same(nasty), lang.Same(nasty)
				}
			}
		},
		"empty names": func(s *export.Scene) {
			s.Municipality.Name = lang.Text{}
			s.Planned.Municipality = s.Municipality
			for i := range s.Planned.Plan.Tours {
				s.Planned.Plan.Tours[i].Base.Name = lang.Text{}
			}
		},
		"no stops": func(s *export.Scene) {
			for i := range s.Planned.Plan.Tours {
				s.Planned.Plan.Tours[i].Visits = nil
				s.Planned.Routes[i] = route.Route{Team: i + 1}
			}
		},
		"no hotspots":   func(s *export.Scene) { s.Hotspots, s.Planned.Hotspots = nil, nil },
		"no streets":    func(s *export.Scene) { s.Segments = []street.Segment{}; s.Overlays = nil; s.Areas = nil },
		"a point":       onePoint,
		"many teams":    manyTeams,
		"broken shapes": brokenShapes,
	}
}

// onePoint puts a whole town on one point.
func onePoint(s *export.Scene) {
	at := s.Planned.Plan.Tours[0].Base.Point
	s.Areas, s.Segments, s.Overlays = nil, nil, nil
	for i := range s.Hotspots {
		s.Hotspots[i].Centre, s.Hotspots[i].Shape = at, orb.MultiPolygon{{{at, at, at, at}}}
	}
	for i := range s.Planned.Plan.Tours {
		s.Planned.Plan.Tours[i].Base.Point, s.Planned.Plan.Tours[i].Finish.Point = at, at
		for k := range s.Planned.Plan.Tours[i].Visits {
			s.Planned.Plan.Tours[i].Visits[k].Place.Point = at
		}
		for k := range s.Planned.Routes[i].Legs {
			s.Planned.Routes[i].Legs[k].Line = orb.LineString{at, at}
		}
	}
}

func manyTeams(s *export.Scene) {
	first, way := s.Planned.Plan.Tours[0], s.Planned.Routes[0]
	for number := 4; number <= 14; number++ {
		first.Number, way.Team = number, number
		s.Planned.Plan.Tours, s.Planned.Routes = append(s.Planned.Plan.Tours, first), append(s.Planned.Routes, way)
	}
}

func brokenShapes(s *export.Scene) {
	s.Areas[0].Shape = orb.MultiPolygon{{}, {{}}, {{{580000, 6598000}}}}
	s.Hotspots[0].Shape = orb.MultiPolygon{{}, {{}}, {{{580000, 6598000}, {580001, 6598000}}}}
	s.Segments[0].Line = nil
	s.Segments[1].Line = s.Segments[1].Line[:1]
	s.Overlays[0].Geometry = nil
	s.Overlays[1].Geometry = orb.LineString{}
	s.Planned.Routes = s.Planned.Routes[:1]
	s.Planned.Routes[0].Legs[0].Line = nil
}

func TestEveryTown(t *testing.T) {
	for name, bend := range towns() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := exporttest.Scene()
			bend(&s)
			for _, format := range []export.Format{export.SVG, export.PNG} {
				var b bytes.Buffer
				if err := export.Map(&b, format, s); err != nil {
					t.Fatal(err)
				}
				if format == export.SVG {
					checkXML(t, b.Bytes())
				}
			}
			for _, draw := range posters(exporttest.Exposures(), exporttest.Evening()) {
				var b bytes.Buffer
				if err := draw(&b, export.SVG, s); err != nil {
					t.Fatal(err)
				}
				checkXML(t, b.Bytes())
			}
			for _, tour := range s.Planned.Plan.Tours {
				checkTeam(t, *s.Planned, tour)
				if tour.Number <= 3 {
					checkHandout(t, s, tour.Number)
				}
			}
			checkWhole(t, s)
			checkPapers(t, s)
		})
	}
}

// checkPapers sets work lists and dossiers on the ground of any town.
func checkPapers(t *testing.T, s export.Scene) {
	t.Helper()
	l, d := exporttest.Worklist(), exporttest.Dossier()
	name := s.Municipality.Name // nasty in one town
	l.Items[0].Title, l.Items[0].Why, l.Done[0].Remark, l.Items[0].Objects[0].Pole = name, name, name.SV, name.SV
	l.Items[1].Objects, l.Items[1].New, l.Items[1].Geometry = nil, nil, nil
	d.Title, d.Law, d.Cameras[0].Purpose, d.Register[0].Value = name, []lang.Text{name}, name.SV, name
	for _, write := range []func(w io.Writer) error{
		func(w io.Writer) error { return export.WorklistSheet(w, s, l, "") },
		func(w io.Writer) error { return export.WorklistPDF(w, s, l, "") },
		func(w io.Writer) error { return export.WorklistCSV(w, s.Municipality, l, lang.SV) },
		func(w io.Writer) error { return export.WorklistJSON(w, s.Municipality, l) },
		func(w io.Writer) error { return export.WorklistGeoJSON(w, s.Municipality, l, lang.SV) },
		func(w io.Writer) error { return export.DossierHTML(w, s, d) },
		func(w io.Writer) error { return export.DossierPDF(w, s, d) },
	} {
		if err := write(io.Discard); err != nil {
			t.Fatal(err)
		}
	}
}

func checkXML(t *testing.T, raw []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(raw))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func checkTeam(t *testing.T, p route.Planned, tour plan.Tour) {
	t.Helper()
	var track, way, paper bytes.Buffer
	if err := errors.Join(
		export.GPX(&track, p, tour.Number, lang.SV), export.RouteGeoJSON(&way, p, tour.Number, lang.EN),
		export.Sheet(&paper, p, tour.Number, lang.SV),
	); err != nil {
		t.Fatal(err)
	}
	if err := checkGPX(track.Bytes()); err != nil {
		t.Error(err)
	}
	features, err := geojson.UnmarshalFeatureCollection(way.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(features.Features), len(tour.Visits)+2; got != want {
		t.Errorf("%d features, want %d: way, base and stops", got, want)
	}
	for line := range strings.Lines(paper.String()) {
		if len([]rune(strings.TrimSuffix(line, "\n"))) > 72 {
			t.Errorf("wider than 72: %q", line)
		}
	}
}

// checkHandout sets the forms of a team that a person opens in a viewer.
func checkHandout(t *testing.T, s export.Scene, number int) {
	t.Helper()
	p := *s.Planned
	var page, paper, places, days, table bytes.Buffer
	if err := errors.Join(
		export.SheetHTML(&page, p, s, number, link, lang.SV), export.SheetPDF(&paper, p, s, number, link, lang.EN),
		export.KML(&places, p, number, lang.SV), export.ICS(&days, p, number, lang.SV), export.StopsCSV(&table, p, number, lang.SV),
	); err != nil {
		t.Fatal(err)
	}
	checkXML(t, places.Bytes())
	if err := checkICS(days.Bytes()); err != nil {
		t.Error(err)
	}
	if strings.ContainsAny(page.String(), "\x00\x1b\u202e") {
		t.Error("the page holds signs that no page can show")
	}
}

// checkWhole reads back what is written of the whole plan and its hotspots.
func checkWhole(t *testing.T, s export.Scene) {
	t.Helper()
	var spots, doc bytes.Buffer
	a := exporttest.Analysis()
	a.Hotspots = s.Hotspots
	if err := errors.Join(export.HotspotsGeoJSON(&spots, s.Municipality, a, lang.SV), export.PlanJSON(&doc, *s.Planned)); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(doc.Bytes()) {
		t.Error("the plan is no JSON")
	}
	features, err := geojson.UnmarshalFeatureCollection(spots.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(features.Features), len(s.Hotspots); got != want {
		t.Errorf("%d features, want %d", got, want)
	}
	checkWinding(t, features, s.Hotspots)
}

// checkWinding holds the rings against the right-hand rule of RFC 7946.
func checkWinding(t *testing.T, features *geojson.FeatureCollection, hotspots []hotspot.Hotspot) {
	t.Helper()
	for i, f := range features.Features {
		if got, want := f.Properties.MustInt("rank"), hotspots[i].Rank; got != want {
			t.Errorf("feature %d has rank %d, want %d", i, got, want)
		}
		shape, ok := f.Geometry.(orb.Polygon)
		if !ok {
			continue
		}
		for k, ring := range shape {
			if want := map[bool]orb.Orientation{true: orb.CCW, false: orb.CW}[k == 0]; ring.Orientation() != want || !ring.Closed() {
				t.Errorf("ring %d of hotspot %d turns %v (closed %v), want %v", k, i+1, ring.Orientation(), ring.Closed(), want)
			}
		}
	}
}

// A hole, drawn the wrong way round by its source, is turned.
func TestWindingOfHoles(t *testing.T) {
	a := exporttest.Analysis()
	c := a.Hotspots[0].Centre
	box := func(r float64) orb.Ring {
		return orb.Ring{{c[0] - r, c[1] - r}, {c[0] - r, c[1] + r}, {c[0] + r, c[1] + r}, {c[0] + r, c[1] - r}, {c[0] - r, c[1] - r}}
	}
	hole := box(20)
	hole.Reverse()
	a.Hotspots = a.Hotspots[:1]
	a.Hotspots[0].Shape = orb.MultiPolygon{{box(60), hole}}
	var b bytes.Buffer
	if err := export.HotspotsGeoJSON(&b, exporttest.Municipality(), a, lang.SV); err != nil {
		t.Fatal(err)
	}
	features, err := geojson.UnmarshalFeatureCollection(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if got := len(features.Features[0].Geometry.(orb.Polygon)); got != 2 {
		t.Fatalf("%d rings, want 2", got)
	}
	checkWinding(t, features, a.Hotspots)
}

// Places come out where they went in.
func TestPlanJSONPlaces(t *testing.T) {
	var b bytes.Buffer
	if err := export.PlanJSON(&b, exporttest.Sample()); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Source struct{ Exercise bool }
		Teams  []struct {
			Stops []struct{ Lon, Lat float64 }
			Legs  []struct {
				Stroll bool
				Line   [][2]float64
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if !doc.Source.Exercise || len(doc.Teams) != 3 {
		t.Fatalf("exercise %v and %d teams, want true and 3", doc.Source.Exercise, len(doc.Teams))
	}
	for i, team := range doc.Teams {
		var ends [][2]float64
		for _, leg := range team.Legs {
			if !leg.Stroll {
				ends = append(ends, leg.Line[len(leg.Line)-1])
			}
		}
		for k, stop := range team.Stops {
			if got := ends[k]; got != [2]float64{stop.Lon, stop.Lat} {
				t.Errorf("team %d, leg %d ends at %v, want its stop %v", i+1, k+1, got, stop)
			}
		}
	}
}
