package patrol

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/plan"
)

// told is what alarms say, in short: team, cause, stop and minute when it was due.
func shortly(alarms []Alarm) (all []string) {
	for _, a := range alarms {
		all = append(all, fmt.Sprintf("%d %s %d %.0f", a.Team, a.Cause, a.Visit, a.Due.Sub(evening).Minutes()))
	}
	return all
}

// Team 2 is out and back in all of these, so that they are about team 1: out at minute 10
// at the latest, stops at 20, 60 and 130, back at 150.
func TestMissed(t *testing.T) {
	second := []Entry{
		{ID: 91, Team: 2, Kind: Begin, At: minute(0)}, {ID: 92, Team: 2, Kind: End, At: minute(1)},
	}
	skip := entry(5, Skip, 2, 50)
	skip.Reason = NoTime
	for _, c := range []struct {
		name string
		log  []Entry
		now  float64
		want []string
	}{
		{"not yet out, patience", nil, 25, nil},
		{"not out", nil, 25.1, []string{"1 not_begun 0 10"}},
		{"not out, hours later: one alarm", nil, 239, []string{"1 not_begun 0 10"}},
		{"out", []Entry{entry(1, Begin, 0, 5)}, 30, nil},
		{"out, and not at the first stop", []Entry{entry(1, Begin, 0, 5)}, 35.1, []string{"1 not_seen 1 20"}},
		{"out late", []Entry{entry(1, Begin, 0, 30)}, 74, nil},
		{"at the first stop", []Entry{entry(1, Begin, 0, 5), entry(2, Arrive, 1, 22)}, 75, nil},
		{"not at the second", []Entry{entry(1, Begin, 0, 5), entry(2, Arrive, 1, 22)}, 75.1, []string{"1 not_seen 2 60"}},
		{"the second skipped", []Entry{entry(1, Begin, 0, 5), entry(2, Arrive, 1, 22), skip}, 140, nil},
		{"the second passed over without a word", []Entry{entry(2, Arrive, 1, 22), entry(3, Arrive, 3, 128)}, 160, nil},
		{"heard of late at the first", []Entry{entry(2, Arrive, 1, 64)}, 120, nil},
		{"a note is no check-in", []Entry{entry(1, Begin, 0, 5), entry(2, Note, 0, 34)}, 35.1, []string{"1 not_seen 1 20"}},
		{"an arrival taken back", []Entry{
			entry(1, Begin, 0, 5), entry(2, Arrive, 1, 22), {ID: 3, Team: 1, Kind: Retract, Visit: 1, Spot: "h1", At: minute(22), Replaces: 2},
		}, 36, []string{"1 not_seen 1 20"}},
		{"not back", []Entry{entry(1, Arrive, 3, 131)}, 165.1, []string{"1 not_ended 0 150"}},
		{"not seen and not back", []Entry{entry(1, Arrive, 1, 20)}, 165.1, []string{"1 not_seen 2 60", "1 not_ended 0 150"}},
		{"back early", []Entry{entry(1, Begin, 0, 5), entry(2, End, 0, 30)}, 239, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := shortly(Missed(sample().Plan, append(c.log, second...), minute(c.now), Patience))
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
	t.Run("both teams", func(t *testing.T) {
		want := []string{"1 not_begun 0 10", "2 not_begun 0 20"}
		if d := cmp.Diff(want, shortly(Missed(sample().Plan, nil, minute(36), Patience))); d != "" {
			t.Errorf("-want +got\n%s", d)
		}
	})
	for _, status := range []plan.Status{plan.Draft, plan.Done, plan.Withdrawn} {
		p := sample().Plan
		p.Life.Status = status
		if got := Missed(p, nil, minute(200), Patience); got != nil {
			t.Errorf("a plan that is %s has alarms %v", status, got)
		}
	}
}

func TestAlarmSays(t *testing.T) {
	a := Missed(sample().Plan, Log{entry(1, Begin, 0, 5)}, minute(40), Patience)[0]
	want := "Grupp 1 (nattvandrare, 3 personer) har inte checkat in vid stopp 1, Stortorget. Det skulle ha skett 2026-06-05 kl. 21.20. " +
		"Ring gruppen; svarar den inte och du är orolig, ring 112."
	if got := a.Say(ekstaby.Location()).SV; got != want {
		t.Errorf("says %q, want %q", got, want)
	}
	a.EscalatedAt = minute(60)
	if got := a.Say(time.UTC).EN; got[:13] != "Second alarm," {
		t.Errorf("escalated it says %q", got)
	}
}

// An alarm is raised once, escalated once, and withdrawn when the team is heard of.
func TestTend(t *testing.T) {
	p := sample().Plan
	p.Tours = p.Tours[:1]
	log := Log{entry(1, Begin, 0, 5)}
	var kept []Alarm
	tend := func(now float64) (changed []Alarm) {
		changed = Tend(kept, Missed(p, log, minute(now), Patience), minute(now), Patience)
		for _, a := range changed {
			if a.ID == 0 {
				a.ID = int64(len(kept) + 1)
				kept = append(kept, a)
			} else {
				kept[a.ID-1] = a
			}
		}
		return changed
	}
	for _, step := range []struct {
		now  float64
		want int // changes
	}{{30, 0}, {36, 1}, {37, 0}, {50.9, 0}, {51, 1}, {52, 0}, {90, 0}} {
		if got := tend(step.now); len(got) != step.want {
			t.Fatalf("at minute %v: %d changes, want %d: %+v", step.now, len(got), step.want, got)
		}
	}
	if a := kept[0]; !a.RaisedAt.Equal(minute(36)) || !a.EscalatedAt.Equal(minute(51)) || !a.Open() {
		t.Fatalf("the alarm is %+v", a)
	}
	log = append(log, entry(2, Arrive, 1, 91))
	if got := tend(92); len(got) != 1 || !got[0].WithdrawnAt.Equal(minute(92)) {
		t.Fatalf("not withdrawn: %+v", got)
	}
	if got := tend(150); len(got) != 1 || got[0].ID != 0 || got[0].Visit != 3 {
		t.Fatalf("missed anew at stop 3: %+v", got)
	}
	seen, err := kept[1].Acknowledged("local", minute(151))
	if err != nil || seen.SeenBy != "local" {
		t.Fatal(seen, err)
	}
	kept[1] = seen
	if again, _ := seen.Acknowledged("other", minute(152)); again.SeenBy != "local" {
		t.Error("the first to acknowledge does not stand")
	}
	if got := tend(200); len(got) != 1 || got[0].Cause != NotEnded {
		t.Fatalf("an acknowledged alarm was escalated: %+v", got)
	}
	_, err = kept[0].Acknowledged("local", minute(153))
	refused(t, err, fault.Conflict, "redan återkallat")
}
