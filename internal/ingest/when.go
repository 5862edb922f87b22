package ingest

import (
	"fmt"
	"strings"
	"time"

	"tryggled/internal/lang"
)

// DefaultTimes are the forms of time that a profile without times understands. A day
// never comes after its month here: 11/20/2015 needs a profile that says so.
var DefaultTimes = []string{
	"YYYY-MM-DD[ hh:mm[:ss]]",
	"DD/MM YYYY[ hh:mm[:ss]]",
	"DD/MM/YYYY[ hh:mm[:ss]]",
	"DD.MM.YYYY[ hh:mm[:ss]]",
	"DD-MM-YYYY[ hh:mm[:ss]]",
	"YYYY/MM/DD[ hh:mm[:ss]]",
	"DD MONTH YYYY[ hh:mm[:ss]]",
	"YYYYMMDD[ hh:mm[:ss]]",
}

// precision is how much of a time was given.
type precision int

const (
	toMonth precision = iota
	toDay
	toMinute
)

// wall is a time as it stands on a clock on the wall.
type wall struct {
	year, month, day, hour, minute, second int

	precision precision
	offset    int // seconds east of Greenwich
	hasOffset bool
}

func (w wall) valid() bool {
	return w.year >= 1 && w.month >= 1 && w.month <= 12 && w.day >= 1 && w.day <= daysIn(w.year, w.month) &&
		w.hour < 24 && w.minute < 60 && w.second < 60
}

func (w wall) String() string {
	return fmt.Sprintf("%04d-%02d-%02d %02d:%02d", w.year, w.month, w.day, w.hour, w.minute)
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// seconds counts from 1970 to the wall time as if it were UTC.
func (w wall) seconds() int64 {
	return time.Date(w.year, time.Month(w.month), w.day, w.hour, w.minute, w.second, 0, time.UTC).Unix()
}

// clock reads the times of a file in its time zone.
type clock struct {
	loc     *time.Location
	formats []timeFormat
	spans   []span // of the zone, the last one used first
}

// span is a stretch of time between two clock changes.
type span struct{ start, end, offset int64 } // Unix seconds; seconds east of Greenwich

// shift is more than any clock change moves a clock, in seconds: nearer than this to one
// a wall time needs a closer look.
const shift = 26 * 3600

func newClock(loc *time.Location, patterns []string) (*clock, error) {
	c := &clock{loc: loc}
	for _, pattern := range patterns {
		f, err := compileTime(pattern)
		if err != nil {
			return nil, err
		}
		c.formats = append(c.formats, f)
	}
	return c, nil
}

// wall reads a time in the first format that fits.
func (c *clock) wall(s string) (wall, *problem) {
	for _, f := range c.formats {
		if w, ok := f.match(s); ok && w.valid() {
			return w, nil
		}
	}
	forms := make([]string, len(c.formats))
	for i, f := range c.formats {
		forms[i] = strings.NewReplacer("[", "", "]", "").Replace(f.pattern)
	}
	return wall{}, mend("tiden %q förstås inte; skriv som %s", "the time %q is not understood; write it as %s",
		quoted(s), strings.Join(forms[:min(3, len(forms))], ", "))
}

// instant is the moment at which clocks in the zone show w. A time that a clock change
// makes missing or double is refused with both readings.
func (c *clock) instant(w wall) (time.Time, *problem) {
	local := w.seconds()
	if w.hasOffset {
		return time.Unix(local-int64(w.offset), 0).UTC(), nil
	}
	for i, s := range c.spans {
		if t := local - s.offset; t >= s.start+shift && t < s.end-shift {
			c.spans[0], c.spans[i] = c.spans[i], c.spans[0]
			return time.Unix(t, 0).UTC(), nil
		}
	}
	return c.search(w, local)
}

// search finds the readings of a local time in the spans around it.
func (c *clock) search(w wall, local int64) (time.Time, *problem) {
	var readings, around []span
	for at := local - shift; ; {
		s := c.spanAt(at)
		around = append(around, s)
		if t := local - s.offset; t >= s.start && t < s.end {
			readings = append(readings, s)
		}
		if s.end > local+shift {
			break
		}
		at = s.end
	}
	switch len(readings) {
	case 1:
		c.remember(readings[0])
		return time.Unix(local-readings[0].offset, 0).UTC(), nil
	case 0:
		a, b := around[0], around[len(around)-1]
		return time.Time{}, mend(
			"%s finns inte: klockan ställdes fram då; skriv %s eller %s",
			"%s does not exist: clocks were put forward then; write %s or %s",
			w, c.reading(local, b), c.reading(local, a))
	}
	return time.Time{}, mend(
		"%s inträffade två gånger: klockan ställdes tillbaka; skriv %s eller %s",
		"%s happened twice: clocks were put back; write %s or %s",
		w, c.reading(local, readings[0]), c.reading(local, readings[1]))
}

// reading writes what clocks show when a local time is taken to be in a span, such as
// 2026-10-25 02:30+02:00.
func (c *clock) reading(local int64, s span) string {
	return time.Unix(local-s.offset, 0).In(c.loc).Format("2006-01-02 15:04-07:00")
}

func (c *clock) spanAt(unix int64) span {
	t := time.Unix(unix, 0).In(c.loc)
	_, offset := t.Zone()
	start, end := t.ZoneBounds()
	s := span{start: -1 << 60, end: 1 << 60, offset: int64(offset)}
	if !start.IsZero() {
		s.start = start.Unix()
	}
	if !end.IsZero() {
		s.end = end.Unix()
	}
	return s
}

func (c *clock) remember(s span) {
	for _, known := range c.spans {
		if known == s {
			return
		}
	}
	c.spans = append(c.spans, s)
}

// month is the whole month of a wall time in the zone, [from, to).
func (c *clock) month(w wall) (from, to time.Time) {
	return time.Date(w.year, time.Month(w.month), 1, 0, 0, 0, 0, c.loc).UTC(),
		time.Date(w.year, time.Month(w.month)+1, 1, 0, 0, 0, 0, c.loc).UTC()
}

// day is the whole day of a wall time in the zone, [from, to).
func (c *clock) day(w wall) (from, to time.Time) {
	return time.Date(w.year, time.Month(w.month), w.day, 0, 0, 0, 0, c.loc).UTC(),
		time.Date(w.year, time.Month(w.month), w.day+1, 0, 0, 0, 0, c.loc).UTC()
}

// problem is what is wrong with one value and how to mend it.
type problem struct{ text lang.Text }

func mend(sv, en string, args ...any) *problem { return &problem{lang.T(sv, en, args...)} }
