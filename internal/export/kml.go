package export

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-kml/v3"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// KML writes a team's tour as KML 2.2: the way as a line, the base and the stops as points
// that hold for the time when the team is there. It returns NotFound for a team that the plan
// lacks.
func KML(w io.Writer, p route.Planned, number int, l lang.Lang) error {
	t, err := paperOf(p, number, l)
	if err != nil {
		return err
	}
	return writeKML(w, p, t.title(), []team{t})
}

// PlanKML writes the tours of all teams of a plan, each in a folder of its own.
func PlanKML(w io.Writer, p route.Planned, l lang.Lang) error {
	teams, err := teamsOf(p, l)
	if err != nil {
		return err
	}
	return writeKML(w, p, planTitle(p, l), teams)
}

func writeKML(w io.Writer, p route.Planned, title string, teams []team) error {
	projector, err := geo.NewProjector(p.Municipality.CRS)
	if err != nil {
		return err
	}
	doc := kml.Document(kml.Name(title), kml.Open(true))
	var notes []string
	if p.Municipality.Exercise {
		notes = append(notes, exerciseMark.SV, exerciseMark.EN)
	}
	if len(p.Municipality.Sources) > 0 {
		notes = append(notes, sourcesOf(p.Municipality))
	}
	doc.Append(kml.Description(kmlWords(joined(notes...))))
	for _, t := range teams {
		doc.Append(t.kmlStyles()...)
	}
	for _, t := range teams {
		folder, err := t.kml(projector)
		if err != nil {
			return fmt.Errorf("KML of team %d: %w", t.tour.Number, err)
		}
		doc.Append(folder)
	}
	var out bytes.Buffer
	if err := kml.KML(doc).WriteIndent(&out, "", "  "); err != nil {
		return err
	}
	out.WriteByte('\n')
	_, err = out.WriteTo(w)
	return err
}

// The styles of a team, by what they are of.
const (
	kmlWay  = "way"
	kmlStop = "stop"
	kmlBase = "base"
)

func (t team) kmlStyle(of string) string { return fmt.Sprintf("team-%d-%s", t.tour.Number, of) }

// kmlStyles name no pictures: viewers fetch none from elsewhere.
func (t team) kmlStyles() []kml.Element {
	ink := teamColour(t.tour.Number)
	label := kml.LabelStyle(kml.Color(ink), kml.Scale(0.9))
	return []kml.Element{
		kml.SharedStyle(t.kmlStyle(kmlWay), kml.LineStyle(kml.Color(ink), kml.Width(4))),
		kml.SharedStyle(t.kmlStyle(kmlStop), kml.IconStyle(kml.Color(ink), kml.Scale(1.1)), label),
		kml.SharedStyle(t.kmlStyle(kmlBase), kml.IconStyle(kml.Color(inkStrong), kml.Scale(0.9)), label),
	}
}

func (t team) kml(p *geo.Projector) (*kml.FolderElement, error) {
	folder := kml.Folder(kml.Name(capital(t.titleAlone())), kml.Open(true), kml.Description(kmlWords(t.shiftWords())))
	line, err := t.line(p)
	if err != nil {
		return nil, err
	}
	if way, ok := line.(orb.LineString); ok {
		coordinates := make([]kml.Coordinate, len(way))
		for i, at := range way {
			coordinates[i] = kml.Coordinate{Lon: at[0], Lat: at[1]}
		}
		folder.Append(kml.Placemark(
			kml.Name(lang.T("Vägen, %s", "The way, %s", lang.Same(length(t.route.LengthM, t.lang))).In(t.lang)),
			kmlTime(t.tour.Start, t.tour.End), kml.StyleURL("#"+t.kmlStyle(kmlWay)),
			kml.LineString(kml.Tessellate(true), kml.Coordinates(coordinates...)),
		))
	}
	base, err := t.kmlBase(p)
	if err != nil {
		return nil, err
	}
	folder.Append(base...)
	for i, v := range t.tour.Visits {
		stop, err := t.kmlStop(p, i, v)
		if err != nil {
			return nil, err
		}
		folder.Append(stop)
	}
	return folder, nil
}

// kmlBase are where the team starts and, where it is another place, ends.
func (t team) kmlBase(p *geo.Projector) ([]kml.Element, error) {
	places, finish := []plan.Place{t.tour.Base}, finishOf(t.tour)
	if finish.Point != t.tour.Base.Point {
		places = append(places, finish)
	}
	var marks []kml.Element
	for _, place := range places {
		at, err := lonLat(p, place.Point)
		if err != nil {
			return nil, err
		}
		marks = append(marks, kml.Placemark(
			kml.Name(place.Name.In(t.lang)), kmlTime(t.tour.Start, t.tour.End), kml.StyleURL("#"+t.kmlStyle(kmlBase)), kmlPoint(at),
		))
	}
	return marks, nil
}

func (t team) kmlStop(p *geo.Projector, i int, v plan.Visit) (kml.Element, error) {
	at, err := lonLat(p, v.Place.Point)
	if err != nil {
		return nil, err
	}
	data := kml.ExtendedData()
	add := func(name, value string) {
		if value != "" {
			data.Append(kml.Data(name, kml.Value(value)))
		}
	}
	add("team", strconv.Itoa(t.tour.Number))
	add("stop", strconv.Itoa(v.Number))
	add("arrive", v.Arrive.In(t.zone).Format(time.RFC3339))
	add("leave", v.Leave.In(t.zone).Format(time.RFC3339))
	add("kind", string(v.Kind))
	add("area", v.Area)
	if t.Municipality.Exercise {
		add("exercise", "true")
	}
	words := joined(span(v.Arrive.In(t.zone), v.Leave.In(t.zone), t.lang), t.stopWords(i))
	if t.Municipality.Exercise {
		words = joined(exerciseMark.In(t.lang), words)
	}
	return kml.Placemark(
		kml.Name(fmt.Sprintf("%d %s", v.Number, v.Place.Name.In(t.lang))), kml.Description(kmlWords(words)),
		kmlTime(v.Arrive, v.Leave), kml.StyleURL("#"+t.kmlStyle(kmlStop)), data, kmlPoint(at),
	), nil
}

func kmlPoint(at orb.Point) kml.Element {
	return kml.Point(kml.Coordinates(kml.Coordinate{Lon: at[0], Lat: at[1]}))
}

func kmlTime(from, to time.Time) kml.Element {
	return kml.TimeSpan(kml.Begin(from.UTC()), kml.End(to.UTC()))
}

// kmlWords are words as a description holds them: viewers take them for HTML.
func kmlWords(words string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\n", "<br>\n").Replace(words)
}
