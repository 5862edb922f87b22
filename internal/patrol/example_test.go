package patrol_test

import (
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/patrol"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// Night walkers check in at the square, and are not heard of at the park. The coordinator
// sees an alarm, and the follow-up what the square got.
func Example() {
	start := time.Date(2026, 6, 5, 19, 0, 0, 0, time.UTC)
	clock := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
	p := plan.Plan{
		ID: 1, Version: 1, Life: plan.Life{Status: plan.UnderWay}, Request: plan.Request{From: start, To: clock(240)},
		Tours: []plan.Tour{{
			Number: 1, Team: plan.Team{Role: identity.NightWalker, Size: 3}, Start: start, End: clock(120),
			Visits: []plan.Visit{
				{Number: 1, Spot: "h1", Place: plan.Place{Name: lang.Same("Stortorget"), Point: orb.Point{0, 0}}, Arrive: clock(20), Leave: clock(30)},
				{Number: 2, Spot: "h2", Place: plan.Place{Name: lang.Same("Järnvägsparken"), Point: orb.Point{400, 0}}, Arrive: clock(60), Leave: clock(70)},
			},
		}},
	}
	var log patrol.Log
	for i, e := range []patrol.Entry{
		{Kind: patrol.Begin, At: clock(5)},
		{Kind: patrol.Arrive, Visit: 1, At: clock(22)},
		{Kind: patrol.Leave, Visit: 1, At: clock(34)},
		{Kind: patrol.Arrive, Visit: 1, At: clock(40)},
	} {
		e.Team = 1
		kept, err := patrol.Check(p, log, e, patrol.Writer{ID: "link:1"}, clock(40))
		if err != nil {
			fmt.Println(err)
			continue
		}
		kept.ID = int64(i + 1)
		log = append(log, kept)
	}
	for _, a := range patrol.Missed(p, log, clock(76), patrol.Patience) {
		fmt.Println(a.Text.SV)
	}
	for _, d := range patrol.Doses(route.Planned{Plan: p}, log, nil, nil, time.UTC, clock(76)) {
		fmt.Printf("%s: %.0f minuter\n", d.Name.SV, d.Minutes)
	}
	// Output:
	// the team has been at stop 1 already, or skipped it
	// Grupp 1 (nattvandrare, 3 personer) har inte checkat in vid stopp 2, Järnvägsparken.
	// Stortorget: 12 minuter
}
