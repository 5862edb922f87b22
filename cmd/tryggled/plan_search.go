package main

import (
	"fmt"

	"tryggled/internal/app"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/route"
)

// improved works until the search for a better plan than the first is over, telling of the
// first where progress is drawn, and returns the better. A task of 0 is none.
func (c *call) improved(a *app.App, m municipality.Municipality, first route.Planned, task int64) (route.Planned, error) {
	if task != 0 && c.terminal() {
		stops := 0
		for _, tour := range first.Plan.Tours {
			stops += len(tour.Visits)
		}
		fmt.Fprintln(c.err, lang.T("Första förslaget är sparat: plan %d, version %d, %d stopp, %s prioritetsminuter. Söker vidare; stoppa med tryggled task stop --municipality %s %d.",
			"The first proposal is kept: plan %d, version %d, %d stops, %s priority-minutes. Searching on; stop by tryggled task stop --municipality %s %d.",
			first.Plan.ID, first.Plan.Version, stops, lang.Decimal(first.Plan.Score, 0), m.Slug, task).In(c.lang))
	}
	return a.Improved(c, m, first, task, c.watch())
}
