package hotspot

import (
	"time"

	"tryggled/internal/hotspot/rhythm"
)

// hoursOfWeek is the length of a profile; Monday 00 is its first hour.
const hoursOfWeek = rhythm.Hours

// profile is the share of the weight of reports in each hour of the week, spread over the
// hours that each may have happened in (see rhythm.Aoristic), nil where no report has an
// hour, and the share of reports that have one. Reports whose times rhythm refuses are not
// stored; of such the hours are unknown.
func profile(from, to []int64, weight []float64, loc *time.Location) (hours []float64, known float64) {
	week, err := rhythm.Aoristic(from, to, weight, loc)
	if err != nil || week.Placed == 0 {
		return nil, 0
	}
	hours = week.Hour[:]
	for h := range hours {
		hours[h] /= week.Placed
	}
	return hours, float64(week.RowsPlaced) / float64(week.Rows)
}

// fewReports is how many reports with a known hour weigh as much as knowing nothing: a
// profile of few is drawn towards an even one.
const fewReports = 5

// PriorityAt is the priority of a hotspot for a shift, between two instants: its
// priority times how much of its weight falls in those hours, against an even spread.
// Half of that is taken from the very hours of the week and half from the same hours of
// any day; few reports, and those without an hour, pull towards even. Where no hour is
// known it is the priority itself.
func PriorityAt(h Hotspot, from, to time.Time, loc *time.Location) float64 {
	if len(h.Hours) != hoursOfWeek || !from.Before(to) {
		return h.Priority
	}
	var byDay [24]float64
	for i, share := range h.Hours {
		byDay[i%24] += share
	}
	var sum, seconds float64
	rhythm.EachHour(from.Unix(), to.Unix(), loc, func(hour int, s int64) {
		sum += float64(s) * (h.Hours[hour]*hoursOfWeek + byDay[hour%24]*24) / 2
		seconds += float64(s)
	})
	if seconds == 0 {
		return h.Priority
	}
	trust := trustOf(h)
	return h.Priority * (trust*sum/seconds + 1 - trust)
}

// ShareAt is the share of what has a known hour at a hotspot that happens at the times of day
// of a shift between two instants, on whichever day of the week. It reports false where no
// hour is known.
func ShareAt(h Hotspot, from, to time.Time, loc *time.Location) (float64, bool) {
	if len(h.Hours) != hoursOfWeek || !from.Before(to) {
		return 0, false
	}
	var covered [24]float64 // of each hour of the day
	rhythm.EachHour(from.Unix(), to.Unix(), loc, func(hour int, seconds int64) {
		covered[hour%24] = min(1, covered[hour%24]+float64(seconds)/3600)
	})
	var sum float64
	for i, share := range h.Hours {
		sum += share * covered[i%24]
	}
	return sum, true
}

// trustOf is how far the hourly profile of a hotspot is believed, from 0 to 1.
func trustOf(h Hotspot) float64 {
	timed := h.HoursKnown * float64(h.Reports)
	return h.HoursKnown * timed / (timed + fewReports)
}
