package export_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/twpayne/go-gpx"

	"tryggled/internal/export"
	"tryggled/internal/export/exporttest"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/route"
)

// gpxOrder is the order that the GPX 1.1 schema asks of the elements within each.
var gpxOrder = map[string][]string{
	"gpx":       {"metadata", "wpt", "rte", "trk", "extensions"},
	"metadata":  {"name", "desc", "author", "copyright", "link", "time", "keywords", "bounds", "extensions"},
	"copyright": {"year", "license"},
	"wpt":       gpxPoint, "rtept": gpxPoint, "trkpt": gpxPoint,
	"rte":    {"name", "cmt", "desc", "src", "link", "number", "type", "extensions", "rtept"},
	"trk":    {"name", "cmt", "desc", "src", "link", "number", "type", "extensions", "trkseg"},
	"trkseg": {"trkpt", "extensions"},
}

var gpxPoint = []string{
	"ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", "link", "sym", "type", "fix", "sat", "hdop", "vdop",
	"pdop", "ageofdgpsdata", "dgpsid", "extensions",
}

var gpxNeeds = map[string][]string{
	"gpx": {"version", "creator"}, "wpt": {"lat", "lon"}, "rtept": {"lat", "lon"}, "trkpt": {"lat", "lon"},
	"bounds": {"minlat", "minlon", "maxlat", "maxlon"}, "copyright": {"author"},
}

// checkGPX holds a document against the structure of GPX 1.1.
func checkGPX(raw []byte) error {
	d := xml.NewDecoder(bytes.NewReader(raw))
	type open struct {
		name string
		at   int // place in the order of the last child
	}
	stack := []open{{name: ""}}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			parent := &stack[len(stack)-1]
			name := e.Name.Local
			if e.Name.Space != "http://www.topografix.com/GPX/1/1" {
				return fmt.Errorf("%s is in the namespace %q", name, e.Name.Space)
			}
			if order, ok := gpxOrder[parent.name]; ok {
				at := slices.Index(order, name)
				if at < parent.at {
					return fmt.Errorf("%s in %s stands in the wrong place", name, parent.name)
				}
				parent.at = at
			} else if parent.name != "" {
				return fmt.Errorf("%s holds %s", parent.name, name)
			}
			for _, need := range gpxNeeds[name] {
				if !slices.ContainsFunc(e.Attr, func(a xml.Attr) bool { return a.Name.Local == need }) {
					return fmt.Errorf("%s lacks %s", name, need)
				}
			}
			stack = append(stack, open{name: name})
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		}
	}
}

func TestGPX(t *testing.T) {
	p := exporttest.Sample()
	for _, tour := range p.Plan.Tours {
		var b bytes.Buffer
		if err := export.GPX(&b, p, tour.Number, lang.SV); err != nil {
			t.Fatal(err)
		}
		if err := checkGPX(b.Bytes()); err != nil {
			t.Errorf("team %d: %v", tour.Number, err)
		}
		doc, err := gpx.Read(&b)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := len(doc.Wpt), len(tour.Visits); got != want {
			t.Errorf("team %d has %d waypoints, want %d", tour.Number, got, want)
		}
		for i, w := range doc.Wpt {
			if !w.Time.Equal(tour.Visits[i].Arrive) || !strings.HasPrefix(w.Name, fmt.Sprint(i+1, " ")) {
				t.Errorf("waypoint %d is %q at %s, want the arrival %s", i+1, w.Name, w.Time, tour.Visits[i].Arrive)
			}
		}
		kinds := map[string]int{}
		for i, pt := range doc.Rte[0].RtePt {
			kinds[pt.Type]++
			if i > 0 && pt.Time.Before(doc.Rte[0].RtePt[i-1].Time) {
				t.Errorf("team %d: point %d of the route, %s, is before the one that it follows", tour.Number, i, pt.Name)
			}
		}
		turns := 0
		for _, leg := range p.Routes[tour.Number-1].Legs {
			if !leg.Stroll {
				turns += len(leg.Turns) - 1 // less the arrival
			}
		}
		if diff := cmp.Diff(kinds, map[string]int{"base": 2, "stop": len(tour.Visits), "turn": turns}); diff != "" {
			t.Errorf("points of the route of team %d (-got +want):\n%s", tour.Number, diff)
		}
		if !strings.Contains(doc.Metadata.Desc, "ÖVNINGSDATA") || doc.Metadata.Copyright == nil {
			t.Errorf("metadata says neither exercise data nor sources: %+v", doc.Metadata)
		}
		checkTrack(t, doc.Trk[0].TrkSeg[0].TrkPt, tour.Start, tour.End)
	}
}

// A turn is taken when the team is at its corner, also where the stretch that it leads into is
// told to begin further on.
func TestGPXTurnTimes(t *testing.T) {
	p := exporttest.Sample()
	depart := p.Plan.Tours[0].Start
	a, b, c := orb.Point{585000, 6597000}, orb.Point{585100, 6597000}, orb.Point{585100, 6597100}
	leg := route.Leg{
		Stop: 1, Line: orb.LineString{a, b, c}, LengthM: 200, Depart: depart, Arrive: depart.Add(200 * time.Second),
		Turns: []route.Turn{
			{Kind: route.Depart, At: a, LengthM: 130, Text: lang.Same("first")}, // 30 m of which lie beyond the corner
			{Kind: route.Left, At: b, LengthM: 70, Text: lang.Same("left")},
		},
	}
	p.Routes[0].Legs[0] = leg
	doc, err := gpx.Read(bytes.NewReader(written(t, func(w io.Writer) error { return export.GPX(w, p, 1, lang.SV) })))
	if err != nil {
		t.Fatal(err)
	}
	turn := doc.Rte[0].RtePt[2]
	if want := depart.Add(100 * time.Second); turn.Name != "left" || !turn.Time.Equal(want) {
		t.Errorf("the turn %q is at %s, want %s", turn.Name, turn.Time, want)
	}
}

func checkTrack(t *testing.T, points []*gpx.WptType, start, end time.Time) {
	t.Helper()
	if !points[0].Time.Equal(start) || points[len(points)-1].Time.Sub(end).Abs() > time.Second {
		t.Errorf("the track runs %s–%s, want %s–%s", points[0].Time, points[len(points)-1].Time, start, end)
	}
	for i := 1; i < len(points); i++ {
		if !points[i].Time.After(points[i-1].Time) {
			t.Errorf("time stands still at point %d: %s", i, points[i].Time)
		}
	}
}

// The structural check itself refuses what the schema refuses.
func TestCheckGPX(t *testing.T) {
	const head = `<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="x">`
	for name, doc := range map[string]string{
		"order":     head + `<trk/><wpt lat="1" lon="2"/></gpx>`,
		"attribute": head + `<wpt lat="1"/></gpx>`,
		"namespace": `<gpx version="1.1" creator="x"/>`,
		"unknown":   head + `<place/></gpx>`,
		"broken":    head,
	} {
		if err := checkGPX([]byte(doc)); err == nil {
			t.Errorf("%s: nothing found wrong with %s", name, doc)
		}
	}
}

func TestUnknownTeam(t *testing.T) {
	p := exporttest.Sample()
	for _, number := range []int{-1, 0, 4} {
		for name, write := range teamExports {
			var b bytes.Buffer
			err := write(&b, p, number, lang.SV)
			if !fault.Is(err, fault.NotFound) || !strings.Contains(err.Error(), "3") {
				t.Errorf("%s of team %d: %v, want NotFound that tells of 3 teams", name, number, err)
			}
			if b.Len() > 0 {
				t.Errorf("%s of team %d wrote %d bytes before it failed", name, number, b.Len())
			}
		}
	}
}
