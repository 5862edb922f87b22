package plan

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// The rules for going back to a place. Starting values.
const (
	// RevisitGap is how long a place is left alone, from when a team leaves it until any
	// team comes there again.
	RevisitGap = 90 * time.Minute
	// RevisitWorth is what a further visit is worth of the one before.
	RevisitWorth = 0.5
)

// Input is what a plan is made from. Request is valid.
type Input struct {
	Request  Request
	Analysis hotspot.Analysis
	Location *time.Location // the municipality's time zone
	Stops    []orb.Point    // where each hotspot is visited, metric
	Starts   []Start        // of each team
}

// Start is where a team starts and ends, and how far it walks. Places 0, 1, … of Metres
// are the hotspots in the order of the analysis.
type Start struct {
	Base   Place
	Place  int         // of the base in Metres
	Metres [][]float64 // true walking metres between places; +Inf where there is no way
}

// Make asks a solver for the best tours and writes them out with times and reasons. Its
// only error is the solver's.
func Make(ctx context.Context, in Input, solver Solver) (Plan, error) {
	problem := problemOf(in)
	solution, err := solver.Solve(ctx, problem)
	if err != nil {
		return Plan{}, err
	}
	p := Plan{
		Version: 1, Life: Life{Status: Draft}, Request: in.Request, Analysis: in.Analysis.ID,
		Iterations: solution.Iterations, Tours: []Tour{}, Notes: []lang.Text{},
	}
	visited := make([]bool, len(problem.Priorities))
	for i, stops := range solution.Tours {
		p.Tours = append(p.Tours, tourOf(in, problem, i, stops))
		for _, stop := range stops {
			visited[stop.Candidate] = true
		}
	}
	p.Covered = covered(problem.Priorities, visited)
	p.Omitted = omissions(in, problem, visited)
	if len(in.Analysis.Hotspots) == 0 {
		p.Notes = append(p.Notes, lang.T("Analysen har inga prioriterade platser, så ingen grupp har några stopp.",
			"The analysis has no hotspots, so no team has any stops."))
	}
	return p, nil
}

// covered is the share of all priority that is visited.
func covered(priorities []float64, visited []bool) float64 {
	var some, all float64
	for i, priority := range priorities {
		all += priority
		if visited[i] {
			some += priority
		}
	}
	if all == 0 {
		return 0
	}
	return some / all
}

// problemOf turns hotspots, teams and ways into numbers.
func problemOf(in Input) Problem {
	hotspots := in.Analysis.Hotspots
	p := Problem{
		Seed: in.Request.Seed, Priorities: make([]float64, len(hotspots)),
		Gap: seconds(RevisitGap), Again: RevisitWorth,
	}
	for i, h := range hotspots {
		p.Priorities[i] = hotspot.PriorityAt(h, in.Request.From, in.Request.To, in.Location)
	}
	for i, team := range in.Request.Teams {
		rules, _ := identity.PatrolOf(team.Role)
		start := in.Starts[i]
		crew := Crew{
			Start: start.Place, End: start.Place,
			Shift: seconds(in.Request.To.Sub(in.Request.From)), Dwell: seconds(rules.Dwell),
			May: make([]bool, len(hotspots)), Announced: rules.Announced,
			Travel: travel(start.Metres, rules.SpeedMPS),
		}
		for k, h := range hotspots {
			crew.May[k] = inAreas(in.Request, h) && MaySend(rules, h, in.Request.From)
		}
		p.Crews = append(p.Crews, crew)
	}
	return p
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }

// travel turns metres into whole seconds, rounded up.
func travel(metres [][]float64, speedMPS float64) [][]int64 {
	const rounding = 1e-6
	times := make([][]int64, len(metres))
	for i, row := range metres {
		times[i] = make([]int64, len(row))
		for j, m := range row {
			times[i][j] = Unreachable
			if !math.IsInf(m, 1) {
				times[i][j] = int64(math.Ceil(m/speedMPS - rounding))
			}
		}
	}
	return times
}

func inAreas(r Request, h hotspot.Hotspot) bool {
	return len(r.Areas) == 0 || slices.Contains(r.Areas, h.Area)
}
