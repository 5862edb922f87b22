package patrol

import (
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// minute is so many minutes after the shift of sample begins, at 21 in Ekstaby.
func minute(m float64) time.Time { return evening.Add(time.Duration(m * float64(time.Minute))) }

// sample is a plan under way: four hours, team 1 of three night walkers, team 2 of police.
//
//	team 1  h1 Stortorget 21:20–21:30, h2 Järnvägsparken 22:00–22:10, h1 again 23:10–23:20, back 23:30
//	team 2  h3 Hamnen 21:30–21:45, back 22:00
func sample() route.Planned {
	visit := func(number int, spot string, name string, from, to float64, at orb.Point) plan.Visit {
		return plan.Visit{
			Number: number, Spot: spot, Kind: plan.AtHotspot, Hotspot: int(spot[1] - '0'), Place: plan.Place{Name: lang.Same(name), Point: at},
			Depart: minute(from - 10), Arrive: minute(from), Leave: minute(to),
		}
	}
	square, park, harbour := orb.Point{0, 0}, orb.Point{500, 0}, orb.Point{0, 900}
	base := plan.Place{Name: lang.T("Stationen", "The station")}
	return route.Planned{
		Municipality: ekstaby,
		Hotspots: []hotspot.Hotspot{
			{Rank: 1, Name: lang.Same("Stortorget"), Centre: square, Shape: box(square, 40)},
			{Rank: 2, Name: lang.Same("Järnvägsparken"), Centre: park, Shape: box(park, 40)},
			{Rank: 3, Name: lang.Same("Hamnen"), Centre: harbour, Shape: box(harbour, 40)},
			{Rank: 4, Name: lang.Same("Folkets park"), Centre: orb.Point{900, 900}, Shape: box(orb.Point{900, 900}, 40)},
		},
		Plan: plan.Plan{
			ID: 7, Version: 2, Life: plan.Life{Status: plan.UnderWay},
			Request: plan.Request{From: evening, To: minute(240), Contact: plan.Contact{Name: "Samordnaren", Phone: "0221-250 00"}},
			Tours: []plan.Tour{
				{
					Number: 1, Team: plan.Team{Role: identity.NightWalker, Size: 3}, Base: base, Finish: base,
					Start: evening, End: minute(150),
					Visits: []plan.Visit{
						visit(1, "h1", "Stortorget", 20, 30, square),
						visit(2, "h2", "Järnvägsparken", 60, 70, park),
						visit(3, "h1", "Stortorget", 130, 140, square),
					},
				},
				{
					Number: 2, Team: plan.Team{Role: identity.Police, Size: 2}, Base: base, Finish: base,
					Start: evening, End: minute(60),
					Visits: []plan.Visit{visit(1, "h3", "Hamnen", 30, 45, harbour)},
				},
			},
			Omitted: []plan.Omission{{Spot: "h4", Hotspot: 4, Name: lang.Same("Folkets park")}},
		},
	}
}

// box is a square around a point.
func box(middle orb.Point, half float64) orb.MultiPolygon {
	return orb.MultiPolygon{orb.Bound{Min: middle, Max: middle}.Pad(half).ToPolygon()}
}

// entry is one of team 1, at a stop (0: none), so many minutes into the shift.
func entry(id int64, kind Kind, stop int, m float64) Entry {
	e := Entry{ID: id, Plan: 7, Version: 2, Team: 1, Kind: kind, Visit: stop, At: minute(m)}
	if stop > 0 {
		e.Spot = spotOf(sample().Plan.Tours[0].Visits[stop-1])
	}
	return e
}
