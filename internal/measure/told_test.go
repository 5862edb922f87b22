package measure

import (
	"strings"
	"testing"
	"time"
)

// Three accounts of one brawl are one event, after dark by the first that tells the time; a theft
// that nobody else told of is another.
func TestAccountsOfOneEventCountOnce(t *testing.T) {
	b := storgatan()
	b.report(90, 0, night, 14*24*time.Hour, "fight")
	b.report(95, 5, night.Add(10*time.Minute), time.Minute, "fight")
	b.report(60, 0, noon.AddDate(0, 0, 1), time.Minute, "fight")
	b.report(20, 0, night, time.Minute, "theft")
	b.Reports.Event = []string{"brawl", "brawl", "brawl", ""}
	it := only(t, rank(t, b.Input, Lighting, Params{}))
	if it.Reports != 2 || it.DarkKnown != 2 || it.AfterDark != 2 {
		t.Errorf("got %d, %d after dark of %d, want 2, 2 of 2", it.Reports, it.AfterDark, it.DarkKnown)
	}
	if want := "2 händelser inom 25 m det senaste året, 2 efter mörkrets inbrott"; !strings.Contains(it.Why.SV, want) {
		t.Errorf("got %q, want %q in it", it.Why.SV, want)
	}
	b.Reports.Event = make([]string, 4)
	it = only(t, rank(t, b.Input, Lighting, Params{}))
	if want := "4 reports within 25 m in the last year, 2 after dark of 3 whose time is known"; it.Reports != 4 || !strings.Contains(it.Why.EN, want) {
		t.Errorf("got %d, %q, want %q in it", it.Reports, it.Why.EN, want)
	}
}
