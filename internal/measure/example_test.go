package measure_test

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"tryggled/internal/measure"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// Two of the three lamps of a street are broken:
//
//	0 ──── ✗ ──────── ✗ ──────── ☼ ──── 90 m
func ExampleRank() {
	lamp := func(id int64, x float64, status overlay.Status) overlay.Object {
		o := overlay.Object{ID: id, Kind: overlay.Lamp, Source: "elnät", ExternalID: fmt.Sprint("A", id), Geometry: orb.Point{x, -2}}
		o.Props.Status, o.Props.Owner, o.Props.UnitCost = status, "VME", 2800
		return o
	}
	in := measure.Input{
		Segments: []street.Segment{{
			ID: 1, Way: 1, From: 1, To: 2, Name: "Storgatan", Class: "residential",
			Line: orb.LineString{{0, 0}, {90, 0}}, LengthM: 90,
		}},
		Objects: []overlay.Object{lamp(1, 15, overlay.Broken), lamp(2, 45, overlay.Broken), lamp(3, 75, overlay.Working)},
	}
	w, err := measure.Rank(context.Background(), in, measure.Lighting, measure.Params{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, it := range w.Items {
		fmt.Printf("%d. %s (%s, %.0f kr)\n   %s\n", it.Rank, it.Title.EN, it.Owner, it.CostKr, it.Why.EN)
		fmt.Printf("   least light from %.2f to %.2f lx\n", it.Before.MinLux, it.After.MinLux)
	}
	// Output:
	// 1. Mend 2 lamps on Storgatan (VME, 5600 kr)
	//    90 m rises from below P6 to P5; no reports within 25 m in the last year
	//    least light from 0.00 to 0.81 lx
}
