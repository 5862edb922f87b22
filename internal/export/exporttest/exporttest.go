// Package exporttest gives a small believable town to tests of what is exported: its
// streets and surroundings, hotspots, and a plan for three teams with their routes. All
// of it is invented, valid, and the same each time.
package exporttest

import (
	"fmt"
	"math"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/export"
	"tryggled/internal/geo"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// Municipality is the town: invented, and so exercise data.
func Municipality() municipality.Municipality {
	return municipality.Municipality{
		Code: "9999", Slug: "ekstaby", Name: lang.Same("Ekstaby"), CRS: 3006, TimeZone: "Europe/Stockholm",
		Sources: []string{"Tryggled: påhittad stad, övningsdata"}, Exercise: true, Revision: 7,
	}
}

// Areas are the quarters of the town.
func Areas() []municipality.Area {
	return []municipality.Area{
		{Slug: "centrum", Name: lang.T("Centrum", "Town centre"), Shape: quarter(2, 0, 7, 6), Provisional: true},
		{Slug: "bruket", Name: lang.T("Bruket", "The Works"), Shape: quarter(8, 1, 10, 6), Provisional: true},
	}
}

// quarter is the surface between two corners, a little beyond its streets.
func quarter(c0, r0, c1, r1 int) orb.MultiPolygon {
	var ring orb.Ring
	out := func(p orb.Point, dx, dy float64) orb.Point { return orb.Point{p[0] + 35*dx, p[1] + 35*dy} }
	for c := c0; c <= c1; c++ {
		ring = append(ring, out(corner(c, r0), 0, -1))
	}
	for r := r0; r <= r1; r++ {
		ring = append(ring, out(corner(c1, r), 1, 0))
	}
	for c := c1; c >= c0; c-- {
		ring = append(ring, out(corner(c, r1), 0, 1))
	}
	for r := r1; r >= r0; r-- {
		ring = append(ring, out(corner(c0, r), -1, 0))
	}
	return orb.MultiPolygon{{append(ring, ring[0])}}
}

// Scene is everything that a picture of the town shows, in Swedish.
func Scene() export.Scene {
	p := Sample()
	return export.Scene{
		Municipality: p.Municipality, Areas: Areas(), Segments: streets(), Overlays: surroundings(),
		Hotspots: p.Hotspots, Planned: &p, Lang: lang.SV,
	}
}

// places are the hotspots by rank: name, where, size and what is known of each.
var places = []struct {
	sv, en      string
	column, row int
	radiusM     float64
	priority    float64
	dark, green float64
	category    string
}{
	{"Stora torget", "The main square", 3, 2, 46, 100, 0.1, 0, "gathering"},
	{"Parkgatan vid Stadsparken", "Parkgatan by the town park", 5, 3, 52, 88, 0.7, 0.6, "harassment"},
	{"Järnvägsgatan vid stationen", "Järnvägsgatan by the station", 4, 0, 40, 71, 0.3, 0, "disorder"},
	{"Skolgatan vid skolan", "Skolgatan by the school", 2, 6, 48, 63, 0.6, 0.3, "vandalism"},
	{"Bruksgatan", "Bruksgatan", 9, 3, 44, 52, 0.8, 0.4, "dark_place"},
	{"Hamngatan", "Hamngatan", 6, 4, 34, 41, 0.2, 0, "speeding"},
	{"Östra Ågatan vid bron", "Östra Ågatan by the bridge", 8, 5, 34, 33, 0.5, 0.7, "overgrown_place"},
	{"Lindgatan", "Lindgatan", 2, 1, 30, 21, 0, 0, "graffiti"},
}

// Analysis is the frozen analysis that the plan stands on.
func Analysis() hotspot.Analysis {
	a := hotspot.Analysis{
		ID: 3, CodeVersion: "exempel", DataRevision: 7, CreatedAt: at(-72, 0), Reports: 412, Used: 390,
		Params: hotspot.Params{
			Since: at(-17520, 0), Until: at(-90, 0), EpsM: 60, MinPoints: 5, MaxSpanM: 250, HalfLifeDays: 90,
			PatrolWeight: 0.3, BufferM: 15, Most: 20,
			Seed: 1, Lattice: "hex", CellM: 100, BandM: 200, Permutations: 999, Alpha: 0.05, BinDays: 28, TestDays: 28, Origins: 8,
		},
		Picture: Picture(), Layers: Layers(),
	}
	for i, p := range places {
		reports := 60 - 6*i
		why := lang.T("%d rapporter på två år, flest kvällar och helger.", "%d reports in two years, mostly evenings and weekends.", reports)
		a.Hotspots = append(a.Hotspots, hotspot.Hotspot{
			Rank: i + 1, Name: lang.T(p.sv, p.en), Area: "centrum", Centre: corner(p.column, p.row), Shape: blob(i),
			Priority: p.priority, Reports: reports, Reporters: 20 - i, Weight: float64(reports) / 2,
			Categories: map[string]float64{p.category: 0.7, "other": 0.3}, HoursKnown: 0.9,
			Factors: []hotspot.Factor{{
				Name: "reports", Value: float64(reports), Times: float64(reports),
				Text: lang.T("%d rapporter", "%d reports", reports),
			}},
			Exposure: hotspot.Surroundings{
				StreetM: 300, Dark: p.dark, LightKnown: 1, Concealed: p.green, ConcealKnown: 0.8, CameraShare: 0.1, CameraKnown: 0.4,
			},
			Why: why,
		})
	}
	told(&a.Hotspots[0])
	return a
}

// blob is an uneven outline around a place.
func blob(i int) orb.MultiPolygon {
	p := places[i]
	c := corner(p.column, p.row)
	var ring orb.Ring
	for k := range 28 {
		angle := 2 * math.Pi * float64(k) / 28
		r := p.radiusM * (1 + 0.28*math.Sin(2*angle+float64(i)) + 0.1*math.Sin(5*angle))
		ring = append(ring, orb.Point{c[0] + 1.25*r*math.Cos(angle), c[1] + 0.9*r*math.Sin(angle)})
	}
	return orb.MultiPolygon{{append(ring, ring[0])}}
}

// at is a time of the shift's evening, Friday 20 November 2026, counted from 18.00.
func at(hours, minutes int) time.Time {
	return time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC).Add(time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute)
}

// way is what a team of the sample walks: ranks of hotspots, in order.
var ways = []struct {
	team   plan.Team
	column int
	row    int
	base   lang.Text
	ranks  []int
}{
	{plan.Team{Role: identity.Police, Size: 2, Base: "polishuset"}, 6, 1, lang.T("Polishuset", "The police station"), []int{3, 1, 2, 6}},
	{plan.Team{Role: identity.NightWalker, Size: 3, Base: "fritidsgarden"}, 1, 4, lang.T("Fritidsgården", "The youth centre"), []int{4, 1, 8}},
	{plan.Team{Role: identity.Guard, Size: 2, Base: "polishuset"}, 6, 1, lang.T("Polishuset", "The police station"), []int{2, 7, 5}},
}

// Sample is a plan for an evening in the town, with its routes.
func Sample() route.Planned {
	analysis := Analysis()
	p := route.Planned{Municipality: Municipality(), Hotspots: analysis.Hotspots}
	p.Plan = plan.Plan{
		ID: 12, Version: 1, Life: plan.Life{Status: plan.Draft}, Analysis: analysis.ID, CodeVersion: "exempel", DataRevision: 7, Iterations: 10,
		CreatedAt: at(-48, 0), Request: plan.Request{
			From: at(0, 0), To: at(4, 0), Seed: 42, Contact: plan.Contact{Name: "Samordnaren i Ekstaby", Phone: "070-174 06 35"},
		}, Covered: 0.96, Score: 7_200, Bound: 8_000, Idle: 71,
		Areas:   []plan.AreaShare{{Area: "centrum", Minutes: 126, Share: 1, Risk: 1}},
		Omitted: []plan.Omission{},
	}
	for i := range ways {
		p.Plan.Request.Teams = append(p.Plan.Request.Teams, ways[i].team)
		tour, r := walk(i, analysis.Hotspots)
		p.Plan.Tours = append(p.Plan.Tours, tour)
		p.Routes = append(p.Routes, r)
	}
	return p
}

// walk lays a team's way along the mesh, first along rows, then along columns.
func walk(i int, hotspots []hotspot.Hotspot) (plan.Tour, route.Route) {
	w := ways[i]
	rules, _ := identity.PatrolOf(w.team.Role)
	now := at(0, 5*i)
	base := plan.Place{Name: w.base, Point: corner(w.column, w.row)}
	tour := plan.Tour{Number: i + 1, Team: w.team, Start: now, Base: base, Finish: base, Open: !identity.Told(w.team.Role)}
	r := route.Route{Team: i + 1}
	from := [2]int{w.column, w.row}
	step := func(stop int, to [2]int) {
		leg := legOf(from, to, now, rules.SpeedMPS)
		leg.Stop = stop
		r.Legs, r.LengthM = append(r.Legs, leg), r.LengthM+leg.LengthM
		from, now = to, leg.Arrive
	}
	for k, rank := range w.ranks {
		place := places[rank-1]
		out := now
		step(k+1, [2]int{place.column, place.row})
		h := hotspots[rank-1]
		visit := plan.Visit{
			Number: k + 1, Hotspot: rank, Place: plan.Place{Name: h.Name, Point: h.Centre}, Round: 1,
			Depart: out, Arrive: now, Leave: now.Add(rules.Dwell), Priority: h.Priority, Why: h.Why,
			Exposure: h.Exposure, Traffic: place.category == "speeding",
			Spot: fmt.Sprintf("h%d", rank), Kind: plan.AtHotspot, Area: h.Area, Prize: h.Priority * rules.Dwell.Minutes(),
		}
		if tour.Open {
			visit.Why = hotspot.ExplainPresence(h)
		}
		if !rules.Stands {
			visit.Strolls = true
			round := legOf(from, [2]int{from[0] + 1, from[1]}, now, rules.SpeedMPS)
			round.Stop, round.Stroll, round.Arrive = k+1, true, visit.Leave
			back := round.Line.Clone()
			back.Reverse()
			round.Line, round.LengthM = append(round.Line, back[1:]...), 2*round.LengthM
			r.Legs, r.LengthM = append(r.Legs, round), r.LengthM+round.LengthM
		}
		tour.Visits, now = append(tour.Visits, visit), visit.Leave
	}
	step(0, [2]int{w.column, w.row})
	tour.End = now
	return tour, r
}

func legOf(from, to [2]int, depart time.Time, speed float64) route.Leg {
	line := orb.LineString{corner(from[0], from[1])}
	c, r := from[0], from[1]
	var turns []route.Turn
	move := func(dc, dr int) {
		street := columnNames[c]
		if dc != 0 {
			street = rowNames[r]
		}
		turns = follow(turns, line, corner(c+dc, r+dr), street)
		c, r = c+dc, r+dr
		line = append(line, corner(c, r))
	}
	crossing := (c <= river) != (to[0] <= river)
	for crossing && r != bridges[1] {
		move(0, sign(bridges[1]-r))
	}
	for c != to[0] {
		move(sign(to[0]-c), 0)
	}
	for r != to[1] {
		move(0, sign(to[1]-r))
	}
	length := geo.Length(line)
	leg := route.Leg{
		Line: line, LengthM: length, Depart: depart,
		Arrive: depart.Add(time.Duration(length / speed * float64(time.Second)).Round(time.Second)),
	}
	leg.Turns = worded(append(turns, route.Turn{Kind: route.Arrive, At: line[len(line)-1], Text: lang.T("Du är framme.", "You are there.")}))
	for i, t := range leg.Turns {
		if i > 0 {
			leg.Words = lang.T("%s ", "%s ", leg.Words)
		}
		leg.Words = lang.T("%s%s", "%s%s", leg.Words, t.Text)
	}
	return leg
}

// follow adds a stretch of street to the instructions of a way.
func follow(turns []route.Turn, line orb.LineString, next orb.Point, street string) []route.Turn {
	at := line[len(line)-1]
	if n := len(turns); n > 0 && turns[n-1].Text.SV == street {
		turns[n-1].LengthM += geo.Dist(at, next)
		return turns
	}
	turn := route.Turn{Kind: route.Depart, Text: lang.Same(street), At: at, LengthM: geo.Dist(at, next)}
	if n := len(line); n > 1 {
		back := line[n-2]
		turn.Kind = route.Left
		if (at[0]-back[0])*(next[1]-at[1])-(at[1]-back[1])*(next[0]-at[0]) < 0 {
			turn.Kind = route.Right
		}
	}
	return append(turns, turn)
}

// worded makes sentences of the names of streets.
func worded(turns []route.Turn) []route.Turn {
	for i, t := range turns {
		metres := math.Round(t.LengthM/10) * 10
		switch t.Kind {
		case route.Depart:
			turns[i].Text = lang.T("Gå längs %s %.0f m.", "Walk along %s %.0f m.", t.Text, metres)
		case route.Left:
			turns[i].Text = lang.T("Sväng vänster in på %s, %.0f m.", "Turn left into %s, %.0f m.", t.Text, metres)
		case route.Right:
			turns[i].Text = lang.T("Sväng höger in på %s, %.0f m.", "Turn right into %s, %.0f m.", t.Text, metres)
		}
	}
	return turns
}

func sign(v int) int {
	if v < 0 {
		return -1
	}
	return 1
}
