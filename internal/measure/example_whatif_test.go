package measure_test

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"tryggled/internal/measure"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// A street of 30 m has one lamp, which is broken. What would another one do?
func ExampleWhatIf() {
	ctx := context.Background()
	in := measure.Input{
		Segments: []street.Segment{{ID: 1, From: 1, To: 2, Name: "Storgatan", Line: orb.LineString{{0, 0}, {30, 0}}, LengthM: 30}},
		Objects: []overlay.Object{{
			ID: 7, Kind: overlay.Lamp, Source: "register", Geometry: orb.Point{0, -3},
			Props: overlay.Props{Lighting: overlay.Lighting{Status: overlay.Broken}},
		}},
	}
	var err error
	if in.Exposures, err = overlay.Compute(ctx, street.NewGraph(in.Segments), nil, in.Objects, overlay.Params{}); err != nil {
		fmt.Println(err)
		return
	}
	lamp := overlay.Object{Kind: overlay.Lamp, Geometry: orb.Point{15, 3}}
	outcome, err := measure.WhatIf(ctx, in, measure.Proposal{Add: []overlay.Object{lamp}})
	fmt.Println(outcome.Text.EN, err)
	// Output: The proposal changes 30 m of street. 30 m go from below P6 to P5. Dark street: 30 m before, 0 m after. <nil>
}
