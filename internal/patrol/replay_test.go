package patrol_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"tryggled/internal/export"
	"tryggled/internal/geo"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/patrol"
	"tryggled/internal/plan"
	"tryggled/internal/route"
	"tryggled/internal/street"
)

// A team that walks exactly as planned, as the GPX of its plan tells, gives each stop the dose
// that was planned, to within the time that it takes to walk in and out of reach. The track
// has points where streets bend alone, and none while the team stands.
func TestOwnGPXGivesThePlannedDoses(t *testing.T) {
	segments := kopingStreets(t)
	graph := street.NewGraph(segments)
	way := graph.Profile(street.Travel{Mode: street.Walk, SpeedMPS: 1.3})
	chance := rand.New(rand.NewPCG(3, 5))
	start := time.Date(2026, 6, 5, 19, 0, 0, 0, time.UTC)
	anywhere := func() street.Position {
		for {
			s := segments[chance.IntN(len(segments))]
			at, ok := graph.Snap(geo.Along(s.Line, s.LengthM*chance.Float64()), 1)
			if ok && graph.Component(at) == 0 {
				return at
			}
		}
	}
	tour := plan.Tour{Number: 1, Team: plan.Team{Role: identity.Police, Size: 2}, Start: start}
	laid := route.Route{Team: 1}
	at, clock := anywhere(), start
	tour.Base = plan.Place{Name: lang.Same("Stationen"), Point: at.Point}
	tour.Finish = tour.Base
	base := at
	extent := at.Point.Bound()
	leg := func(to street.Position, stop int) {
		path, ok := way.Path(at, to)
		if !ok {
			t.Fatal("no way")
		}
		l := route.Leg{Stop: stop, Line: path.Line, LengthM: path.LengthM, Depart: clock}
		clock = clock.Add(time.Duration(path.Seconds * float64(time.Second)))
		l.Arrive, at, extent = clock, to, extent.Union(path.Line.Bound())
		laid.Legs = append(laid.Legs, l)
	}
	dwells := []time.Duration{10 * time.Minute, 15 * time.Minute, 12 * time.Minute, 28 * time.Minute}
	for i, dwell := range dwells {
		leg(anywhere(), i+1)
		tour.Visits = append(tour.Visits, plan.Visit{
			Number: i + 1, Spot: fmt.Sprintf("p%d", i+1), Kind: plan.AtPoint, Arrive: clock, Leave: clock.Add(dwell),
			Place: plan.Place{Name: lang.Same(fmt.Sprintf("Plats %d", i+1)), Point: at.Point},
		})
		clock = clock.Add(dwell)
	}
	leg(base, 0)
	tour.End = clock
	planned := route.Planned{Municipality: town, Routes: []route.Route{laid}, Plan: plan.Plan{
		ID: 1, Version: 1, Request: plan.Request{From: start, To: clock.Add(time.Hour)}, Tours: []plan.Tour{tour},
	}}
	planned.Municipality.Name = lang.Same("Köping")

	var file bytes.Buffer
	if err := export.GPX(&file, planned, 1, lang.SV); err != nil {
		t.Fatal(err)
	}
	track, err := patrol.ReadGPX(&file)
	if err != nil {
		t.Fatal(err)
	}
	points, err := track.Place(town, extent.Pad(100), planned.Plan.Request.From, planned.Plan.Request.To)
	if err != nil {
		t.Fatal(err)
	}
	w := patrol.Match(segments, patrol.PlacesOf(planned, segments), points)
	w.Team = 1
	minutes := map[string]float64{}
	for _, d := range patrol.Doses(planned, nil, []patrol.Walked{w}, segments, town.Location(), clock.Add(time.Hour)) {
		minutes[d.Spot] += d.Minutes
	}
	for i, dwell := range dwells {
		if got := minutes[tour.Visits[i].Spot]; math.Abs(got-dwell.Minutes()) > 1 {
			t.Errorf("stop %d: %.1f minutes, planned %v", i+1, got, dwell)
		}
	}
}
