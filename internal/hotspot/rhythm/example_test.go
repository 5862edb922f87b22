package rhythm_test

import (
	"fmt"
	"time"

	"tryggled/internal/hotspot/rhythm"
)

// A bicycle stolen while its owner was at the cinema, and two shouts heard.
//
//	Friday   18    19    20    21    22    23
//	theft           |-----------|
//	shouts                         |     |
func Example() {
	at := func(hour, minute int) int64 {
		return time.Date(2026, 11, 20, hour, minute, 0, 0, time.UTC).Unix()
	}
	from := []int64{at(19, 0), at(21, 30), at(22, 30)}
	to := []int64{at(21, 0), at(21, 30), at(22, 30)}
	week, err := rhythm.Aoristic(from, to, nil, time.UTC)
	if err != nil {
		fmt.Println(err)
		return
	}
	for hour, weight := range week.Hour {
		if weight > 0 {
			fmt.Printf("day %d, %d–%d: %.1f\n", hour/24+1, hour%24, hour%24+1, weight)
		}
	}
	p := week.Profile(0)
	friday := p.ByDay[4]
	fmt.Printf("worth %.1f of %.0f reports; Friday has %.0f%%, which may be %.0f to %.0f%%\n",
		p.Effective, week.Placed, friday.Share*100, friday.Low*100, friday.High*100)
	// Output:
	// day 5, 19–20: 0.5
	// day 5, 20–21: 0.5
	// day 5, 21–22: 1.0
	// day 5, 22–23: 1.0
	// worth 2.5 of 3 reports; Friday has 100%, which may be 15 to 100%
}
