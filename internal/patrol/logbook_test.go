package patrol

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

func TestLogbookOf(t *testing.T) {
	tally := func(id int64, m float64, tallies ...Tally) Entry {
		e := entry(id, Note, 0, m)
		e.Tallies = tallies
		return e
	}
	dark := entry(7, Observe, 2, 64)
	dark.Category, dark.Report = "dark_place", 100
	skip := entry(9, Skip, 3, 125)
	skip.Reason = TooFew
	extra := entry(8, Arrive, 0, 100)
	extra.Spot = "h4"
	b, err := LogbookOf(sample(), 1, Log{
		entry(1, Begin, 0, 4), entry(2, Arrive, 1, 21), tally(3, 25, Tally{"talked", 4}, Tally{"calls_112", 1}), entry(4, Leave, 1, 33),
		entry(5, Arrive, 2, 62), tally(6, 65, Tally{"talked", 3}), dark, extra, skip, entry(10, End, 0, 140),
	})
	if err != nil {
		t.Fatal(err)
	}
	if !b.Began.Equal(minute(4)) || !b.Ended.Equal(minute(140)) || b.Members != 3 || !b.Exercise || b.Contact.Phone == "" {
		t.Errorf("head %+v", b)
	}
	stops := []LogStop{
		{Number: 1, Name: lang.Same("Stortorget"), Arrive: minute(20), Leave: minute(30), Arrived: minute(21), Left: minute(33)},
		{Number: 2, Name: lang.Same("Järnvägsparken"), Arrive: minute(60), Leave: minute(70), Arrived: minute(62)},
		{Number: 3, Name: lang.Same("Stortorget"), Arrive: minute(130), Leave: minute(140), Skipped: lang.T("vi var för få", "too few of us")},
	}
	if d := cmp.Diff(stops, b.Stops); d != "" {
		t.Errorf("stops -want +got\n%s", d)
	}
	if d := cmp.Diff([]LogStop{{Name: lang.Same("Folkets park"), Arrived: minute(100)}}, b.Extra); d != "" {
		t.Errorf("extra -want +got\n%s", d)
	}
	if d := cmp.Diff([]LogFault{{At: minute(64), Category: "dark_place", Name: lang.T("bristfällig belysning", "poor lighting"), Stop: 2, Place: lang.Same("Järnvägsparken")}}, b.Faults); d != "" {
		t.Errorf("faults -want +got\n%s", d)
	}
	counts := map[string]int{}
	for _, k := range b.Tallies {
		counts[k.Kind] = k.Count
	}
	if counts["talked"] != 7 || counts["calls_112"] != 1 || counts["directions"] != 0 || len(b.Tallies) != len(Tallied()) {
		t.Errorf("tallies %v", b.Tallies)
	}
	if len(b.Notes) != 0 || len(b.Choices) != 8 {
		t.Errorf("notes %v, choices %v", b.Notes, b.Choices)
	}
}

// An empty one is filled in by hand: everything planned, nothing done.
func TestLogbookByHand(t *testing.T) {
	b, err := LogbookOf(sample(), 1, nil)
	if err != nil || len(b.Stops) != 3 || !b.Began.IsZero() || !b.Stops[0].Arrived.IsZero() || b.Faults == nil || b.Notes == nil || b.Extra == nil {
		t.Errorf("%+v, %v", b, err)
	}
	_, err = LogbookOf(sample(), 4, nil)
	refused(t, err, fault.NotFound, "ingen grupp 4")
}

// A plan made anew numbers anew: what was done at a place is told at the stop that is left of it.
func TestFollowedByPlace(t *testing.T) {
	tour := sample().Plan.Tours[0]
	tour.Visits = tour.Visits[1:] // h2, h1
	log := Log{entry(1, Arrive, 2, 58), entry(2, Arrive, 3, 131)}
	for i := range log {
		log[i].Version, log[i].Visit = 1, 9
	}
	stops, extra := followed(tour, log, minute(240))
	if len(extra) != 0 || !stops[0].arrived.Equal(minute(58)) || !stops[1].arrived.Equal(minute(131)) {
		t.Errorf("stops %+v, extra %+v", stops, extra)
	}
	if want := 10 * time.Minute; stops[0].until.Sub(stops[0].arrived) != want {
		t.Errorf("until %v, want %v as planned", stops[0].until, want)
	}
}
