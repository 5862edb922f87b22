package hotspot_test

import (
	"context"
	"fmt"
	"time"

	"tryggled/internal/hotspot"
)

// Six reports of vandalism behind a school on Friday evenings, and one far away.
func ExampleAnalyse() {
	friday := time.Date(2026, 10, 2, 20, 0, 0, 0, time.UTC)
	var r hotspot.Reports
	for i := range 7 {
		at := friday.AddDate(0, 0, 7*i).Unix()
		r.ID = append(r.ID, int64(i+1))
		r.X, r.Y = append(r.X, float64(10*i)), append(r.Y, float64(i/6)*5000)
		r.AccuracyM = append(r.AccuracyM, 10)
		r.From, r.To = append(r.From, at), append(r.To, at)
		r.Category, r.Patrol = append(r.Category, "vandalism"), append(r.Patrol, false)
		r.Reporter, r.Event, r.Area = append(r.Reporter, ""), append(r.Event, ""), append(r.Area, "centrum")
		r.Kind = append(r.Kind, "citizen")
	}
	p := hotspot.DefaultParams(friday.AddDate(0, 0, -7), friday.AddDate(0, 0, 56))
	p.MinPoints = 5
	a, err := hotspot.Analyse(context.Background(), hotspot.Input{Reports: r}, hotspot.Ground{Location: time.UTC}, p, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range a.Hotspots {
		fmt.Printf("%d. %s\n", h.Rank, h.Why.SV)
		fmt.Printf("priority %.0f, on a Friday evening %.0f\n", h.Priority,
			hotspot.PriorityAt(h, friday, friday.Add(4*time.Hour), time.UTC))
	}
	// Output:
	// 1. 6 rapporter på 2 månader, mest skadegörelse, flest fredag kväll; okänt: belysning, växtlighet, kameror.
	// priority 100, on a Friday evening 1355
}
