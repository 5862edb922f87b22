package route_test

import (
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
	"tryggled/internal/street"
)

// A guard walks from a base down one street and around the corner.
func ExampleLay() {
	g := street.NewGraph([]street.Segment{
		{ID: 1, From: 1, To: 2, Name: "Storgatan", Line: orb.LineString{{0, 0}, {240, 0}}, LengthM: 240},
		{ID: 2, From: 2, To: 3, Name: "Östra Ågatan", Line: orb.LineString{{240, 0}, {240, 200}}, LengthM: 200},
	})
	base, _ := g.Snap(orb.Point{0, 0}, 10)
	torget, _ := g.Snap(orb.Point{240, 110}, 10)
	start := time.Date(2026, 11, 20, 20, 0, 0, 0, time.UTC)
	arrive := start.Add(270 * time.Second)
	leave := arrive.Add(12 * time.Minute)
	p := plan.Plan{Tours: []plan.Tour{{
		Number: 1, Team: plan.Team{Role: identity.Guard, Size: 1}, Start: start, End: leave.Add(270 * time.Second),
		Visits: []plan.Visit{{Number: 1, Hotspot: 1, Place: plan.Place{Name: lang.Same("Torget")}, Depart: start, Arrive: arrive, Leave: leave}},
	}}}
	routes, err := route.Lay(g, nil, p, []route.Stop{{Position: torget, OnStreet: true}}, []street.Position{base})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, leg := range routes[0].Legs {
		fmt.Println(leg.Depart.Format("15:04:05"), leg.Words.SV)
	}
	// Output:
	// 20:00:00 Gå Storgatan österut 240 m. Sväng vänster in på Östra Ågatan, 110 m. Du är framme.
	// 20:16:30 Gå tillbaka längs Östra Ågatan 110 m. Sväng höger in på Storgatan, 240 m. Du är framme.
}
