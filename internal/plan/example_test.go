package plan_test

import (
	"context"
	"fmt"
	"time"

	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/plan/orienteer"
)

// Three night walkers have two and a half hours, and two hotspots 220 m and 440 m from
// their base; at one of them restricted categories weigh. They are at the other twice,
// with a break between.
func ExampleMake() {
	from := time.Date(2026, 11, 20, 20, 0, 0, 0, time.UTC)
	places := []hotspot.Hotspot{
		{Rank: 1, Name: lang.Same("Järnvägsparken"), Priority: 100, Categories: map[string]float64{"drugs": 1}, RestrictedShare: 1},
		{Rank: 2, Name: lang.Same("Stortorget"), Priority: 60, Categories: map[string]float64{"gathering": 1}},
	}
	request := plan.Request{
		From: from, To: from.Add(150 * time.Minute),
		Teams: []plan.Team{{Role: identity.NightWalker, Size: 3}},
	}
	analysis := hotspot.Analysis{Hotspots: places}
	base := plan.Place{Name: lang.Same("Stationen")}
	p, err := plan.Make(context.Background(), plan.Input{
		Request: request, Analysis: analysis, Location: time.UTC,
		Spots:  plan.Spots(request, analysis, hotspot.Segments{}, nil, nil),
		Travel: []orienteer.Matrix{{N: 3, Time: []int64{0, 200, 200, 200, 0, 400, 200, 400, 0}}}, // seconds between the places and the base
		Crews:  []plan.Crew{{Base: base, Finish: base, Start: 2, End: 2}},
	}, plan.AtOnce, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, v := range p.Tours[0].Visits {
		if !v.Break.IsZero() {
			fmt.Println("rast", v.Break.Format("15:04:05"), v.Depart.Format("15:04:05"))
		}
		fmt.Println(v.Place.Name.SV, v.Arrive.Format("15:04:05"), v.Leave.Format("15:04:05"))
	}
	for _, o := range p.Omitted {
		fmt.Printf("%s: %s\n", o.Name.SV, o.Reason.SV)
	}
	// Output:
	// Stortorget 20:06:40 20:16:40
	// rast 20:23:20 20:55:00
	// Stortorget 21:01:40 21:11:40
	// rast 21:18:20 21:53:20
	// Stortorget 22:00:00 22:10:00
	// Järnvägsparken: bara polis, väktare och ordningsvakt får sändas hit
}
