package rhythm

import (
	"sort"
	"time"
)

const (
	hourS = 60 * 60
	weekS = Hours * hourS
	// thursday is how far into its week, Monday 00 first, the clock stood at Unix time 0.
	thursday = 3 * 24 * hourS
)

// clock reads local time from a table of a zone's offsets, which is many times faster than
// asking time.Time for each hour.
type clock struct {
	zones []zone
	last  int // where the last look-up ended
}

// zone is a stretch of time with one offset from UTC, in Unix seconds.
type zone struct {
	from, to int64 // [from, to)
	offset   int64
}

// newClock makes the table for the instants from one to another, both within it.
func newClock(loc *time.Location, from, to int64) *clock {
	if loc == nil {
		loc = time.UTC
	}
	c := &clock{}
	for at := from; ; {
		local := time.Unix(at, 0).In(loc)
		_, offset := local.Zone()
		_, end := local.ZoneBounds()
		if end.IsZero() || end.Unix() > to {
			c.zones = append(c.zones, zone{at, to + 1, int64(offset)})
			return c
		}
		c.zones = append(c.zones, zone{at, end.Unix(), int64(offset)})
		at = end.Unix()
	}
}

// clockOf is the table for all times of two columns; any table does for empty ones.
func clockOf(loc *time.Location, from, to []int64) *clock {
	if len(from) == 0 {
		return newClock(loc, 0, 0)
	}
	first, last := from[0], to[0]
	for i := range from {
		first, last = min(first, from[i]), max(last, to[i])
	}
	return newClock(loc, first, last)
}

// at is the zone that rules at an instant of the table.
func (c *clock) at(unix int64) *zone {
	if z := &c.zones[c.last]; unix >= z.from && unix < z.to {
		return z
	}
	c.last = sort.Search(len(c.zones)-1, func(i int) bool { return unix < c.zones[i].to })
	return &c.zones[c.last]
}

// intoWeek is how many seconds of the local week have passed at an instant.
func (z *zone) intoWeek(unix int64) int64 {
	into := (unix + z.offset + thursday) % weekS
	if into < 0 {
		into += weekS
	}
	return into
}

// hour is the hour of the week at an instant.
func (c *clock) hour(unix int64) int { return int(c.at(unix).intoWeek(unix) / hourS) }

// eachHour walks the clock hours between two instants: which hour of the week each is, and
// how many seconds of it lie between them. A clock change begins a new one.
func (c *clock) eachHour(from, to int64, visit func(hour int, seconds int64)) {
	for at := from; at < to; {
		z := c.at(at)
		into, until := z.intoWeek(at), min(to, z.to)
		for hour, left := int(into/hourS), hourS-into%hourS; at < until; left = hourS {
			seconds := min(left, until-at)
			visit(hour, seconds)
			at += seconds
			if hour++; hour == Hours {
				hour = 0
			}
		}
	}
}

// EachHour walks the clock hours between two instants, in Unix seconds: which hour of the
// week each is, by the clocks of loc (nil is UTC), and how many seconds of it lie between
// them. A clock change begins a new one, so that an hour it skips is not visited and one it
// repeats is visited twice.
func EachHour(from, to int64, loc *time.Location, visit func(hour int, seconds int64)) {
	if from < to {
		newClock(loc, from, to).eachHour(from, to, visit)
	}
}
