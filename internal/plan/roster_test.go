package plan

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
)

// weekend is Köping's night walkers on Fridays and Saturdays, from a Monday on.
func weekend(from string) Roster {
	return Roster{
		From: from, Days: 7, Seed: 7,
		Shifts: []ShiftPattern{{
			Weekdays: []string{"fri", "sat"}, From: "21:00", To: "01:00",
			Teams: []Team{{Role: identity.NightWalker, Size: 3}},
			Meet:  []Meeting{{Spot: "p55", At: "21:30", Minutes: 10}, {Spot: "p56", At: "00:15"}},
		}},
	}
}

// In summer Köping is two hours ahead of UTC.
func TestRosterOfAWeek(t *testing.T) {
	got, err := weekend("2026-06-08").Requests(koping.Location())
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 6, day, hour, minute, 0, 0, time.UTC) }
	want := []Request{}
	for i, day := range []int{12, 13} {
		want = append(want, Request{
			From: at(day, 19, 0), To: at(day, 23, 0), Teams: []Team{{Role: identity.NightWalker, Size: 3}}, Seed: got[i].Seed,
			Fixes: []Fix{
				{Kind: Add, Spot: "p55", At: at(day, 19, 30), Minutes: 10},
				{Kind: Add, Spot: "p56", At: at(day, 22, 15)},
			},
		})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got[0].Seed == got[1].Seed || got[0].Seed > 1<<53-1 {
		t.Errorf("seeds %d and %d", got[0].Seed, got[1].Seed)
	}
	again, err := weekend("2026-06-08").Requests(koping.Location())
	if err != nil || !cmp.Equal(got, again) {
		t.Errorf("the same roster is another the next time: %v", err)
	}
}

// On 29 March 2026 clocks go from 02 to 03, on 25 October from 03 to 02: both nights are
// between Saturday and Sunday.
func TestRosterWhenTheClocksChange(t *testing.T) {
	for name, c := range map[string]struct {
		from, shift, until string
		hours              float64  // of Saturday's shift
		says               []string // or what is wrong
	}{
		"short night":    {"2026-03-23", "21:00", "05:00", 7, nil},
		"long night":     {"2026-10-19", "21:00", "05:00", 9, nil},
		"ends before it": {"2026-10-19", "21:00", "01:00", 4, nil},
		"a missing hour": {"2026-03-23", "21:00", "02:30", 0, []string{"shifts[0].to", "2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00"}},
		"a double hour":  {"2026-10-19", "21:00", "02:30", 0, []string{"shifts[0].to", "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"}},
		"begins in it":   {"2026-10-20", "02:00", "06:00", 0, []string{"shifts[0].from", "2026-10-25T02:00:00+02:00"}},
	} {
		r := weekend(c.from)
		r.Shifts[0].Weekdays, r.Shifts[0].Meet = nil, nil
		r.Shifts[0].From, r.Shifts[0].To = c.shift, c.until
		got, err := r.Requests(koping.Location())
		if c.says != nil {
			for _, part := range c.says {
				if !fault.Is(err, fault.Invalid) || !strings.Contains(svOf(err), part) {
					t.Errorf("%s: %v does not say %q", name, err, part)
				}
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if hours := got[5].To.Sub(got[5].From).Hours(); hours != c.hours {
			t.Errorf("%s: %v h, want %v", name, hours, c.hours)
		}
	}
}

func TestRosterRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Roster)
		says   string
	}{
		"no day":        {func(r *Roster) { r.From = "fredag" }, "from: dagen"},
		"no days":       {func(r *Roster) { r.Days = 0 }, "days: ange 1 till 62"},
		"a year":        {func(r *Roster) { r.Days = 365 }, "days: ange 1 till 62"},
		"no shift":      {func(r *Roster) { r.Shifts = nil }, "inget pass infaller"},
		"no such day":   {func(r *Roster) { r.Days = 4 }, "inget pass infaller från 2026-06-08 i 4 dagar"},
		"a weekday":     {func(r *Roster) { r.Shifts[0].Weekdays = []string{"fre"} }, "shifts[0].weekdays[0]"},
		"a clock":       {func(r *Roster) { r.Shifts[0].From = "25:00" }, "shifts[0].from: klockslaget"},
		"no minutes":    {func(r *Roster) { r.Shifts[0].From, r.Shifts[0].To = "9:00", "09:00" }, "noll minuter"},
		"a team's time": {func(r *Roster) { r.Shifts[0].Teams[0].To = evening }, "teams[0].from"},
		"a meeting":     {func(r *Roster) { r.Shifts[0].Meet[0].At = "" }, "shifts[0].meet[0].at"},
		"too many": {func(r *Roster) {
			r.Days, r.Shifts[0].Weekdays = 32, nil
			r.Shifts = append(r.Shifts, r.Shifts[0])
		}, "64 pass är för många: högst 62"},
	} {
		r := weekend("2026-06-08")
		c.change(&r)
		if _, err := r.Requests(koping.Location()); !fault.Is(err, fault.Invalid) || !strings.Contains(svOf(err), c.says) {
			t.Errorf("%s: got %v, want Invalid that says %q", name, err, c.says)
		}
	}
}

// Any roster comes in order, each shift once a day on its days, with clocks as asked for.
func TestRosterKeepsItsClocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 700).Draw(t, "day"))
		r := Roster{From: day.Format(dateForm), Days: rapid.IntRange(1, 31).Draw(t, "days"), Seed: rapid.Uint64().Draw(t, "seed")}
		clock := rapid.Custom(func(t *rapid.T) string {
			h := rapid.IntRange(3, 25).Draw(t, "hour") % 24 // 02 is refused on some nights
			if h == 2 {
				h = 3
			}
			return fmt.Sprintf("%02d:%02d", h, rapid.IntRange(0, 59).Draw(t, "minute"))
		})
		for range rapid.IntRange(1, 2).Draw(t, "patterns") {
			from, to := clock.Draw(t, "from"), clock.Draw(t, "to")
			if from != to {
				r.Shifts = append(r.Shifts, ShiftPattern{From: from, To: to})
			}
		}
		if len(r.Shifts) == 0 {
			return
		}
		all, err := r.Requests(koping.Location())
		if err != nil || len(all) != r.Days*len(r.Shifts) {
			t.Fatalf("%d shifts, %v, want %d", len(all), err, r.Days*len(r.Shifts))
		}
		for i, request := range all {
			from, to := request.From.In(koping.Location()).Format(clockForm), request.To.In(koping.Location()).Format(clockForm)
			length := request.To.Sub(request.From)
			if i > 0 && request.From.Before(all[i-1].From) || length <= 0 || length > 25*time.Hour {
				t.Fatalf("shift %d from %v to %v", i, request.From, request.To)
			}
			if !(from == r.Shifts[0].From && to == r.Shifts[0].To || len(r.Shifts) > 1 && from == r.Shifts[1].From && to == r.Shifts[1].To) {
				t.Fatalf("shift %d from %s to %s", i, from, to)
			}
		}
	})
}
