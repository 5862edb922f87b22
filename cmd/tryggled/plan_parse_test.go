package main

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/municipality"
	"tryggled/internal/plan"
)

func TestParseTeams(t *testing.T) {
	for written, want := range map[string]plan.Team{
		"police:2":                        {Role: "police", Size: 2},
		"night_walker:3@kyrkan":           {Role: "night_walker", Size: 3, Base: "kyrkan"},
		"night_walker:3@kyrkan>stationen": {Role: "night_walker", Size: 3, Base: "kyrkan", End: "stationen"},
		"police:2/bicycle":                {Role: "police", Size: 2, Mode: "bicycle"},
		"guard:1@a>b/car":                 {Role: "guard", Size: 1, Base: "a", End: "b", Mode: "car"},
		"guard:1@>b":                      {Role: "guard", Size: 1, End: "b"},
	} {
		got, err := parseTeams([]string{written})
		if err != nil || !cmp.Equal(got, []plan.Team{want}) {
			t.Errorf("%s: got %v, %v, want %v", written, got, err, want)
		}
	}
	for _, written := range []string{"", "police", "police:", "police:two", ":", "police:2@", "police:2@a>", "police:2/"} {
		if _, err := parseTeams([]string{written}); !isWrongUse(err) {
			t.Errorf("%q: got %v, want wrong use", written, err)
		}
	}
}

func TestHoldTeams(t *testing.T) {
	teams := make([]plan.Team, 2)
	if err := holdTeams(teams, []string{"2=centrum,nygard", "1=centrum"}); err != nil {
		t.Fatal(err)
	}
	want := []plan.Team{{Areas: []string{"centrum"}}, {Areas: []string{"centrum", "nygard"}}}
	if diff := cmp.Diff(want, teams); diff != "" {
		t.Error(diff)
	}
	for _, written := range []string{"", "1", "1=", "x=centrum", "0=centrum", "3=centrum"} {
		if err := holdTeams(teams, []string{written}); !isWrongUse(err) {
			t.Errorf("%q: got %v, want wrong use", written, err)
		}
	}
}

func TestParseQuotas(t *testing.T) {
	for written, want := range map[string]plan.Quota{
		"nygard=0.2":        {Area: "nygard", Least: 0.2},
		"nygard=0,2-0,5":    {Area: "nygard", Least: 0.2, Most: 0.5},
		"nygard=20%":        {Area: "nygard", Least: 0.2},
		"norra-delen=0-50%": {Area: "norra-delen", Most: 0.5},
	} {
		got, err := parseQuotas([]string{written})
		if err != nil || !cmp.Equal(got, []plan.Quota{want}) {
			t.Errorf("%s: got %v, %v, want %v", written, got, err, want)
		}
	}
	for _, written := range []string{"", "nygard", "nygard=", "=0.2", "nygard=much", "nygard=0.2-", "nygard=0.2-0", "nygard=NaN", "nygard=inf"} {
		if got, err := parseQuotas([]string{written}); !isWrongUse(err) {
			t.Errorf("%q: got %v, %v, want wrong use", written, got, err)
		}
	}
}

func TestParseContact(t *testing.T) {
	for written, want := range map[string]plan.Contact{
		"": {},
		"Samordnaren <vakt@example.se> 0221-00 00 00": {Name: "Samordnaren", Email: "vakt@example.se", Phone: "0221-00 00 00"},
		"Vakthavande +46 221 000 00":                  {Name: "Vakthavande", Phone: "+46 221 000 00"},
		"<vakt@example.se>":                           {Email: "vakt@example.se"},
		"Åsas grupp":                                  {Name: "Åsas grupp"},
		"112":                                         {Phone: "112"},
	} {
		got, err := parseContact(written)
		if err != nil || got != want {
			t.Errorf("%q: got %+v, %v, want %+v", written, got, err, want)
		}
	}
	for _, written := range []string{"A <b>", "A <b@c", "A <b@c> 112 more <d@e>", "A <b@c>\r\nBcc: d@e"} {
		if got, err := parseContact(written); !isWrongUse(err) {
			t.Errorf("%q: got %+v, %v, want wrong use", written, got, err)
		}
	}
}

func TestParseSpots(t *testing.T) {
	got, err := parseSpots("--must", []string{"h3", "p55@21:00", "s12=2", "h3=1@2026-11-27T21:00"})
	if err != nil {
		t.Fatal(err)
	}
	want := []spotFlag{
		{flag: "--must", written: "h3", spot: "h3"},
		{flag: "--must", written: "p55@21:00", spot: "p55", at: "21:00"},
		{flag: "--must", written: "s12=2", spot: "s12", team: 2},
		{flag: "--must", written: "h3=1@2026-11-27T21:00", spot: "h3", team: 1, at: "2026-11-27T21:00"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(spotFlag{})); diff != "" {
		t.Error(diff)
	}
	for _, written := range []string{"", "=2", "h3=", "h3=0", "h3@", "h3=two"} {
		if _, err := parseSpots("--must", []string{written}); !isWrongUse(err) {
			t.Errorf("%q: got %v, want wrong use", written, err)
		}
	}
}

// A clock time is of the shift, past midnight where it is earlier than the shift begins.
func TestClockOfTheShift(t *testing.T) {
	m := municipality.Municipality{TimeZone: "Europe/Stockholm"}
	begin, err := m.Instant("2026-11-27T21:00")
	if err != nil {
		t.Fatal(err)
	}
	for written, want := range map[string]string{
		"21:00": "2026-11-27T20:00:00Z", "23:30": "2026-11-27T22:30:00Z", "00:30": "2026-11-27T23:30:00Z", "20:59": "2026-11-28T19:59:00Z",
		"2026-11-27T22:15": "2026-11-27T21:15:00Z",
	} {
		got, err := inShift(m, begin, written)
		if err != nil || got.UTC().Format(time.RFC3339) != want {
			t.Errorf("%s: got %v, %v, want %s", written, got, err, want)
		}
	}
	if _, err := inShift(m, begin, "late"); err == nil {
		t.Error("late: no error")
	}
	missing, err := m.Instant("2026-03-28T21:00")
	if err != nil {
		t.Fatal(err)
	}
	if at, err := inShift(m, missing, "02:30"); err == nil {
		t.Errorf("02:30 in the night when it is missing: got %v, want an error", at)
	}
}

func TestParsePattern(t *testing.T) {
	night := []plan.Team{{Role: "night_walker", Size: 3}, {Role: "night_walker", Size: 3}}
	for written, want := range map[string]plan.ShiftPattern{
		"fri,sat 21:00-01:00 night_walker:3 night_walker:3": {Weekdays: []string{"fri", "sat"}, From: "21:00", To: "01:00", Teams: night},
		"Fre,lör 21:00-01:00 night_walker:3 night_walker:3": {Weekdays: []string{"fri", "sat"}, From: "21:00", To: "01:00", Teams: night},
		"9:00-12:30 police:2@stationen":                     {From: "09:00", To: "12:30", Teams: []plan.Team{{Role: "police", Size: 2, Base: "stationen"}}},
	} {
		got, err := parsePattern(written)
		if err != nil || !cmp.Equal(got, want) {
			t.Errorf("%s: got %+v, %v, want %+v", written, got, err, want)
		}
	}
	for _, written := range []string{"", "fri", "fri 21:00-01:00", "21:00-01:00", "fredagar 21:00-01:00 police:2", "fri 21-01 police:2", "fri 21:00-01:00 police"} {
		if got, err := parsePattern(written); !isWrongUse(err) {
			t.Errorf("%q: got %+v, %v, want wrong use", written, got, err)
		}
	}
}

func TestParseWhere(t *testing.T) {
	got, err := parseWhere([]string{"2=15.99,59.51"})
	if want := []plan.Where{{Team: 2, Lon: 15.99, Lat: 59.51}}; err != nil || !cmp.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	for _, written := range []string{"", "15.99,59.51", "1=15.99", "1=x,59", "1=NaN,59", "1=15,99", "a=15,59"} {
		if got, err := parseWhere([]string{written}); !isWrongUse(err) {
			t.Errorf("%q: got %v, %v, want wrong use", written, got, err)
		}
	}
}

// The audit log keeps how a command was written, but for what is masked before it is stored.
func TestRecorded(t *testing.T) {
	args := []string{"patrol", "note", "3", "--text", "Anna", "--contact=Anna <a@b.se>", "--team", "1"}
	if got, want := recorded(args), "patrol note 3 --text … --contact=… --team 1"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func isWrongUse(err error) bool {
	var wrong wrongUse
	return errors.As(err, &wrong)
}
