package route

import (
	"context"
	"fmt"
	"math"
	"slices"

	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/plan"
	"tryggled/internal/street"
)

// ground is what a plan is made on, all of one revision.
type ground struct {
	areas     []municipality.Area
	bases     []municipality.Base
	segments  []street.Segment
	exposures []overlay.Exposure // of the segments
	analysis  hotspot.Analysis
}

// plan does the thinking: streets to distances, distances to a plan, a plan to routes.
func (g ground) plan(ctx context.Context, m municipality.Municipality, r plan.Request, progress job.Progress) (Planned, error) {
	if err := r.Validate(m, g.areas, g.bases); err != nil {
		return Planned{}, err
	}
	graph, sides := street.NewGraph(g.segments), sidesOf(g.exposures)
	bases, notes, err := basesOf(graph, r, g)
	if err != nil {
		return Planned{}, err
	}
	progress(lang.T("mäter gångvägar", "measuring walks"), 0, 0)
	stops := stopsOf(graph, g.analysis.Hotspots)
	in := plan.Input{
		Request: r, Analysis: g.analysis, Location: m.Location(),
		Starts: startsOf(graph, sides, r, stops, bases),
	}
	for _, stop := range stops {
		in.Stops = append(in.Stops, stop.Position.Point)
	}
	progress(lang.T("väljer stopp", "choosing stops"), 0, 0)
	p, err := plan.Make(ctx, in, plan.Greedy{})
	if err != nil {
		return Planned{}, fmt.Errorf("plan for %s: %w", m.Code, err)
	}
	p.Notes = append(notes, p.Notes...)
	progress(lang.T("lägger rutter", "laying routes"), 0, 0)
	positions := make([]street.Position, len(bases))
	for i, b := range bases {
		positions[i] = b.position
	}
	routes, err := Lay(graph, sides, p, stops, positions)
	if err != nil {
		return Planned{}, fmt.Errorf("routes for %s: %w", m.Code, err)
	}
	return Planned{Municipality: m, Plan: p, Routes: routes, Hotspots: g.analysis.Hotspots}, nil
}

// sidesOf is which share of each street is dark on a walk in the dark, and where greenery
// could hide somebody; what is unknown is neither.
func sidesOf(exposures []overlay.Exposure) []street.Side {
	sides := make([]street.Side, len(exposures))
	for i, e := range exposures {
		r := e.Typical()
		sides[i] = street.Side{
			Dark:      r.Light.Dark * r.Light.Known(),
			Concealed: r.Sight.Concealed * r.Sight.ConcealKnown,
		}
	}
	return sides
}

// basesOf finds where each team starts, and what must be said about it.
func basesOf(graph *street.Graph, r plan.Request, g ground) ([]base, []lang.Text, error) {
	notes := []lang.Text{}
	bases := make([]base, len(r.Teams))
	for i, team := range r.Teams {
		named, _ := plan.BaseOf(team, g.bases)
		var err error
		if named != nil {
			bases[i], err = baseAt(graph, *named)
		} else {
			bases[i], err = baseInMiddle(graph, chosen(g.areas, r.Areas))
		}
		if err != nil {
			return nil, nil, err
		}
		if note := bases[i].note; !note.IsZero() && !slices.Contains(notes, note) {
			notes = append(notes, note)
		}
	}
	return bases, notes, nil
}

// startsOf measures the way between all stops and bases, once for each preference.
func startsOf(graph *street.Graph, sides []street.Side, r plan.Request, stops []Stop, bases []base) []plan.Start {
	var positions []street.Position
	var place []int // of each position: its stop, or beyond them its team
	for i, stop := range stops {
		if stop.OnStreet {
			positions, place = append(positions, stop.Position), append(place, i)
		}
	}
	for i, b := range bases {
		positions, place = append(positions, b.position), append(place, len(stops)+i)
	}
	measured := map[bool][][]float64{} // by whether lit streets are preferred
	starts := make([]plan.Start, len(bases))
	for i, b := range bases {
		rules, _ := identity.PatrolOf(r.Teams[i].Role)
		lit := rules.PrefersLit
		if measured[lit] == nil {
			legs := graph.Profile(travel(rules, sides)).Matrix(positions, street.Never)
			measured[lit] = spreadOut(legs, place, len(stops)+len(bases))
		}
		starts[i] = plan.Start{Base: b.place, Place: len(stops) + i, Metres: measured[lit]}
	}
	return starts
}

// spreadOut puts the distances between some places into a table of all: those left out
// have no way to any.
func spreadOut(some [][]street.Leg, place []int, all int) [][]float64 {
	out := make([][]float64, all)
	for i := range out {
		out[i] = make([]float64, all)
		for j := range out[i] {
			out[i][j] = math.Inf(1)
		}
	}
	for i, row := range some {
		for j, leg := range row {
			out[place[i]][place[j]] = leg.LengthM
		}
	}
	return out
}

// chosen are the areas with the slugs, or all where none are named.
func chosen(areas []municipality.Area, slugs []string) []municipality.Area {
	if len(slugs) == 0 {
		return areas
	}
	return slices.DeleteFunc(slices.Clone(areas), func(a municipality.Area) bool { return !slices.Contains(slugs, a.Slug) })
}
