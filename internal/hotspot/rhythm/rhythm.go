// Package rhythm tells when reports happen: over the hours of the week, in daylight and in
// the dark, and in days that have a name, such as Valborg. It takes columns of times and
// gives columns and sums; hotspot tells people what they mean for a place.
package rhythm

import (
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// Hours is the length of a week; hour 0 is Monday 00–01 by the local clock.
const Hours = 168

// longest is the longest interval, in seconds, that says anything about an hour. One of
// exactly this length counts.
const longest = int64(report.MaxHourInterval / time.Second)

// mostWeight keeps sums of squares finite.
const mostWeight = 1e9

// Times that a report may have: what lies outside is a number in another unit.
var (
	earliest = time.Date(1600, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	latest   = time.Date(2400, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
)

// check returns Invalid, naming the first row at fault, for columns that are no reports.
func check(from, to []int64, weight []float64) error {
	if len(from) != len(to) || weight != nil && len(weight) != len(from) {
		return fault.New(fault.Invalid, lang.T(
			"kolumnerna är olika långa: %d början, %d slut, %d vikter; ge varje rad alla tre",
			"the columns differ in length: %d from, %d to, %d weights; give each row all three", len(from), len(to), len(weight)))
	}
	for i := range from {
		if err := checkTimes(i, from[i], to[i]); err != nil {
			return err
		}
	}
	for i, w := range weight {
		if !(w >= 0 && w <= mostWeight) {
			return fault.New(fault.Invalid, lang.T(
				"rad %d har vikten %v; en vikt är ett tal från 0 till en miljard",
				"row %d has the weight %v; a weight is a number from 0 to a billion", i+1, w))
		}
	}
	return nil
}

func checkTimes(i int, from, to int64) error {
	for _, at := range []int64{from, to} {
		if at < earliest || at >= latest {
			return fault.New(fault.Invalid, lang.T(
				"rad %d har tiden %d, som inte ligger mellan år 1600 och 2400; ge sekunder sedan 1970 (UTC)",
				"row %d has the time %d, which is not between the years 1600 and 2400; give seconds since 1970 (UTC)", i+1, at))
		}
	}
	if to < from {
		return fault.New(fault.Invalid, lang.T(
			"rad %d slutar före den börjar (%s, %s); byt plats på tiderna",
			"row %d ends before it begins (%s, %s); swap the times", i+1, written(from), written(to)))
	}
	return nil
}

func written(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.RFC3339) }

func weightAt(weight []float64, i int) float64 {
	if weight == nil {
		return 1
	}
	return weight[i]
}
