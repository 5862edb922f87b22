package backtest

import (
	"context"
	"time"

	"tryggled/internal/lang"
)

// The names of the baselines.
const (
	LastPeriod = "last_period"
	AllCounts  = "all_counts"
	Uniform    = "uniform"
)

// Baselines are the naive forecasts that any method must beat, for the grids that Run is
// given: the reports of the last period as long as the test, all reports since the start
// of training, and nothing at all. Counts are taken per size, for a long street is not
// worse than a short one by being long.
func Baselines(grids []Grid) []Method {
	return []Method{
		{
			Name: LastPeriod, Title: lang.T("Att räkna föregående periods rapporter", "Counting the last period's reports"), Baseline: true,
			Scores: counted(grids, func(o Origin) time.Time {
				return o.At.AddDate(0, 0, -days(o.At, o.TestUntil))
			}),
		},
		{
			Name: AllCounts, Title: lang.T("Att räkna alla tidigare rapporter", "Counting all earlier reports"), Baseline: true,
			Scores: counted(grids, func(o Origin) time.Time { return o.TrainFrom }),
		},
		{
			Name: Uniform, Title: lang.T("Jämnt fördelat", "Uniform"), Baseline: true,
			Scores: func(_ context.Context, o Origin) ([]float64, error) {
				return make([]float64, len(grids[o.Grid].Size)), nil
			},
		},
	}
}

// counted scores by the reports per size between a start and the origin; nothing before
// the start of training is looked at.
func counted(grids []Grid, start func(Origin) time.Time) func(context.Context, Origin) ([]float64, error) {
	return func(_ context.Context, o Origin) ([]float64, error) {
		g, from := grids[o.Grid], start(o)
		if from.Before(o.TrainFrom) {
			from = o.TrainFrom
		}
		counts, err := g.known(from, o.At)
		if err != nil {
			return nil, err
		}
		density := make([]float64, len(counts))
		for i, n := range counts {
			if g.Size[i] > 0 {
				density[i] = n / g.Size[i]
			}
		}
		return density, nil
	}
}

// days is how many calendar days lie between two instants of one time zone.
func days(from, to time.Time) int {
	return int(to.Sub(from).Hours()/24 + 0.5)
}
