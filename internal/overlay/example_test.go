package overlay_test

import (
	"context"
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
	"tryggled/internal/sun"
)

// A path of 60 m with a lamp at one end that is dimmed at night, and a hedge along its middle:
// what somebody meets there on an October night, and in January.
func ExampleCompute() {
	path := []street.Segment{{ID: 1, From: 1, To: 2, Line: orb.LineString{{0, 0}, {60, 0}}, LengthM: 60}}
	lamp := overlay.Object{Kind: overlay.Lamp, Source: "register", Geometry: orb.Point{0, 3}}
	lamp.Props.Dimming = []overlay.Dim{{From: 23 * 60, To: 5 * 60, Share: 0.5}}
	hedge := overlay.Object{Kind: overlay.Vegetation, Geometry: orb.LineString{{20, 3}, {40, 3}}}
	hedge.Props.Class, hedge.Props.HeightM = "hedge", 1.8

	exposures, err := overlay.Compute(context.Background(), street.NewGraph(path), nil, []overlay.Object{lamp, hedge}, overlay.DefaultParams())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range exposures[0].Light {
		fmt.Printf("from %v: %.1f lx, at least %.2f, %v, %.0f%% dark, known for %.0f%%\n", l.From, l.Mean, l.Min, l.Class, 100*l.Dark, 100*l.Known())
	}
	koping := sun.Place{Lon: 15.99, Lat: 59.51}
	for _, at := range []time.Time{time.Date(2026, 10, 1, 22, 0, 0, 0, time.UTC), time.Date(2027, 1, 15, 22, 0, 0, 0, time.UTC)} {
		moment := overlay.MomentAt(at, time.UTC, koping, overlay.Params{})
		fmt.Println(exposures[0].At(moment).Text().In(lang.EN))
	}
	// Output:
	// from 00:00: 0.8 lx, at least 0.02, below_p6, 69% dark, known for 65%
	// from 05:00: 1.5 lx, at least 0.05, below_p6, 54% dark, known for 65%
	// from 23:00: 0.8 lx, at least 0.02, below_p6, 69% dark, known for 65%
	// The light is below P6, 1.5 lx in the mean and 0.0 lx at least (known for 65%); 54% of the known stretch is dark. Along 33% somebody could stand unseen within 5 m (known for 100%). The sight ahead is unknown. The ways out are unknown. Whether cameras see the stretch is unknown.
	// The light is below P6, 1.5 lx in the mean and 0.0 lx at least (known for 65%); 54% of the known stretch is dark. Along 0% somebody could stand unseen within 5 m (known for 100%). The sight ahead is unknown. The ways out are unknown. Whether cameras see the stretch is unknown.
}
