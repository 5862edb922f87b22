package hotspot

import (
	"testing"
	"time"
)

func TestWindowsMoveWithTheWeek(t *testing.T) {
	t.Parallel()
	loc, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, loc) }
	for _, c := range []struct {
		name               string
		now, since, until  time.Time // of the default window
		before, after, end time.Time // a window of ten days, and one across the change of clocks
	}{
		{"in the week", day(2026, 3, 5).Add(15 * time.Hour), day(2024, 3, 2), day(2026, 3, 2), day(2026, 2, 1), day(2026, 2, 20), day(2026, 2, 11)},
		{"on Monday, just begun", day(2026, 3, 2), day(2024, 3, 2), day(2026, 3, 2), day(2026, 1, 1), day(2026, 2, 20), day(2026, 1, 11)},
		{"the last second of Sunday", day(2026, 3, 2).Add(-time.Second), day(2024, 2, 23), day(2026, 2, 23), day(2026, 1, 1), day(2026, 2, 13), day(2026, 1, 11)},
		{"Sunday in Greenwich, Monday here", day(2026, 3, 2).Add(30 * time.Minute).UTC(), day(2024, 3, 2), day(2026, 3, 2), day(2026, 1, 1), day(2026, 2, 20), day(2026, 1, 11)},
		{"over a change of clocks", day(2026, 4, 1), day(2024, 3, 30), day(2026, 3, 30), day(2026, 1, 1), day(2026, 3, 20), day(2026, 1, 11)},
	} {
		since, until := LastWindow(c.now, loc)
		if !since.Equal(c.since) || !until.Equal(c.until) {
			t.Errorf("%s: got %v to %v, want %v to %v", c.name, since, until, c.since, c.until)
		}
		p := DefaultParams(c.before, c.end)
		p.EpsM = 25
		moved := p.Renewed(c.now, loc)
		if !moved.Since.Equal(c.after) || !moved.Until.Equal(c.until) || moved.EpsM != 25 {
			t.Errorf("%s: renewed: got %v to %v, want %v to %v", c.name, moved.Since, moved.Until, c.after, c.until)
		}
	}
	short := DefaultParams(day(2026, 1, 1), day(2026, 1, 1).Add(time.Minute)).Renewed(day(2026, 3, 2), loc)
	if !short.Since.Equal(day(2026, 3, 1)) {
		t.Errorf("a window of a minute: got one from %v, want a day", short.Since)
	}
}
