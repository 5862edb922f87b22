package hotspot

import (
	"time"

	"tryggled/internal/report"
)

// hoursOfWeek is the length of a profile; Monday 00 is its first hour.
const hoursOfWeek = 7 * 24

// hourOfWeek is the hour of the week of a local time.
func hourOfWeek(local time.Time) int {
	return (int(local.Weekday())+6)%7*24 + local.Hour()
}

// profile spreads the weight of each report over the hours of the week it may have
// happened in, in equal parts of time (aoristic: Ratcliffe, 2000), by the local clock, so
// that an hour that a clock change skips gets nothing. Reports known to more than a week
// fall in no hour. It returns the share of the placed weight per hour, nil where no
// report has an hour, and the share of reports that have one.
func profile(from, to []int64, weight []float64, loc *time.Location) (hours []float64, known float64) {
	hours = make([]float64, hoursOfWeek)
	var placed, rows float64
	for i := range from {
		if time.Duration(to[i]-from[i])*time.Second > report.MaxHourInterval {
			continue
		}
		rows++
		placed += weight[i]
		spread(hours, from[i], to[i], weight[i], loc)
	}
	if placed == 0 {
		return nil, 0
	}
	for h := range hours {
		hours[h] /= placed
	}
	return hours, rows / float64(len(from))
}

// spread adds weight to the hours of the week between two instants; all of it to one
// hour where they are the same.
func spread(hours []float64, from, to int64, weight float64, loc *time.Location) {
	if to <= from {
		hours[hourOfWeek(time.Unix(from, 0).In(loc))] += weight
		return
	}
	eachHour(from, to, loc, func(hour int, seconds int64) {
		hours[hour] += weight * float64(seconds) / float64(to-from)
	})
}

// eachHour walks the clock hours between two instants: which hour of the week each is,
// and how many seconds of it lie between them.
func eachHour(from, to int64, loc *time.Location, visit func(hour int, seconds int64)) {
	for at := from; at < to; {
		local := time.Unix(at, 0).In(loc)
		end := min(to, at+3600-int64(local.Minute()*60+local.Second()))
		visit(hourOfWeek(local), end-at)
		at = end
	}
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
	eachHour(from.Unix(), to.Unix(), loc, func(hour int, s int64) {
		sum += float64(s) * (h.Hours[hour]*hoursOfWeek + byDay[hour%24]*24) / 2
		seconds += float64(s)
	})
	if seconds == 0 {
		return h.Priority
	}
	trust := trustOf(h)
	return h.Priority * (trust*sum/seconds + 1 - trust)
}

// trustOf is how far the hourly profile of a hotspot is believed, from 0 to 1.
func trustOf(h Hotspot) float64 {
	timed := h.HoursKnown * float64(h.Reports)
	return h.HoursKnown * timed / (timed + fewReports)
}
