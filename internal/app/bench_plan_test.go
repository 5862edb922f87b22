package app_test

import (
	"os"
	"testing"
	"time"

	"tryggled/internal/identity"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// BenchmarkLondonEvening plans four hours of an evening for five teams among sixty hotspots
// on the streets of London: how long from the request to the first plan with its routes, and
// how far below the plan of ten seconds it and the plan of two seconds are.
func BenchmarkLondonEvening(b *testing.B) {
	if os.Getenv("TRYGGLED_REAL_DATA") == "" {
		b.Skip("TRYGGLED_REAL_DATA is not set")
	}
	ctx := within(b)
	asOf := time.Date(2020, 1, 1, 12, 0, 0, 0, time.UTC)
	a := open(b, asOf)
	d, err := a.Demonstrate(ctx, os.DirFS(londonFolder(b)), asOf, nil)
	if err != nil {
		b.Fatal(err)
	}
	params := d.Analysis.Params
	params.MinPoints, params.Most, params.Origins = 5, 60, -1
	analysis, err := a.Analyse(ctx, d.Municipality, params, nil)
	if err != nil {
		b.Fatal(err)
	}
	r := plan.Request{Analysis: analysis.ID, From: asOf.Add(54 * time.Hour), To: asOf.Add(58 * time.Hour), Seed: 1}
	for _, role := range []identity.Role{identity.Police, identity.Guard, identity.Volunteer, identity.NightWalker, identity.YouthCoach} {
		r.Teams = append(r.Teams, plan.Team{Role: role, Size: 3})
	}
	first := time.Duration(1<<63 - 1)
	var quick route.Planned
	for b.Loop() {
		for range 5 {
			start := time.Now()
			if quick, err = a.Routes.Quick(ctx, d.Municipality, route.Task{Request: r}); err != nil {
				b.Fatal(err)
			}
			first = min(first, time.Since(start))
		}
	}
	b.ReportMetric(float64(len(analysis.Hotspots)), "hotspots")
	b.ReportMetric(first.Seconds()*1000, "first-plan-ms")
	searched := func(seconds int) float64 {
		r.Seconds = seconds
		p, err := a.Routes.Improve(ctx, d.Municipality, route.Task{Request: r}, nil, nil)
		if err != nil {
			b.Fatal(err)
		}
		b.Logf("%d s: %d iterations, score %.0f, bound %.0f", seconds, p.Plan.Iterations, p.Plan.Score, p.Plan.Bound)
		return p.Plan.Score
	}
	two, final := searched(2), searched(10)
	b.ReportMetric(100*(1-quick.Plan.Score/final), "%-first-below-final")
	b.ReportMetric(100*(1-two/final), "%-2s-below-final")
}
