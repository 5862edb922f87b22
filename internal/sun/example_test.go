package sun_test

import (
	"fmt"
	"time"

	"tryggled/internal/sun"
)

func Example() {
	koping := sun.NewDays(sun.Place{Lon: 15.99, Lat: 59.51})
	for _, month := range []time.Month{time.June, time.December} {
		solstice := time.Date(2026, month, 21, 0, 0, 0, 0, time.UTC)
		night := koping.Night(solstice)
		fmt.Println(month, "dark from", night.From.Format("15:04"), "to", night.To.Format("15:04"), "UTC")
	}
	// Output:
	// June dark from 21:53 to 00:02 UTC
	// December dark from 14:50 to 06:57 UTC
}
