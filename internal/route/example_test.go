package route_test

import (
	"context"
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/plan"
	"tryggled/internal/route"
	"tryggled/internal/street"
)

// village answers as the database of one street and the next would.
type village struct{ hotspot.Store }

func (village) Snapshot(ctx context.Context, _ string, read func(context.Context) error) error {
	return read(ctx)
}

func (village) Analysis(context.Context, string, int64) (hotspot.Analysis, error) {
	return hotspot.Analysis{ID: 1, Hotspots: []hotspot.Hotspot{{
		Rank: 1, Name: lang.Same("Torget"), Centre: orb.Point{240, 110}, Priority: 100, Categories: map[string]float64{"theft": 1},
	}}}, nil
}

func (village) Layer(context.Context, string, int64, string, any) error { return nil }

func (village) Areas(context.Context, string) ([]municipality.Area, error) { return nil, nil }

func (village) Bases(context.Context, string) ([]municipality.Base, error) {
	return []municipality.Base{{Slug: "stationen", Name: lang.Same("Stationen")}}, nil
}

func (village) ExposuresIn(context.Context, municipality.Municipality, orb.Bound) ([]street.Segment, []overlay.Exposure, error) {
	return []street.Segment{
		{ID: 1, From: 1, To: 2, Name: "Storgatan", Line: orb.LineString{{0, 0}, {240, 0}}, LengthM: 240},
		{ID: 2, From: 2, To: 3, Name: "Östra Ågatan", Line: orb.LineString{{240, 0}, {240, 200}}, LengthM: 200},
	}, nil, nil
}

// A guard walks from a base down one street and around the corner.
func ExampleService_Quick() {
	v := village{}
	s := route.Service{Hotspots: v, Places: v, Streets: v}
	start := time.Date(2026, 11, 20, 20, 0, 0, 0, time.UTC)
	planned, err := s.Quick(context.Background(), municipality.Municipality{Code: "0000", TimeZone: "UTC"}, route.Task{
		Request: plan.Request{From: start, To: start.Add(time.Hour), Teams: []plan.Team{{Role: identity.Guard, Size: 1}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, leg := range planned.Routes[0].Legs {
		fmt.Println(leg.Depart.Format("15:04:05"), leg.Words.SV)
	}
	// Output:
	// 20:00:00 Gå Storgatan österut 240 m. Sväng vänster in på Östra Ågatan, 110 m. Du är framme.
	// 20:24:30 Gå tillbaka längs Östra Ågatan 110 m. Sväng höger in på Storgatan, 240 m. Du är framme.
}
