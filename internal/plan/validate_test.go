package plan

import (
	"strings"
	"testing"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

var (
	koping = municipality.Municipality{Code: "1983", Slug: "koping", Name: lang.Same("Köping"), TimeZone: "Europe/Stockholm"}
	areas  = []municipality.Area{{Slug: "centrum"}, {Slug: "nygard"}}
	bases  = []municipality.Base{
		{Slug: "polishuset", Name: lang.Same("Polishuset"), Roles: []string{"police"}},
		{Slug: "stationen", Name: lang.Same("Stationen")},
	}
	evening = time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC)
)

func sample() Request {
	return Request{From: evening, To: evening.Add(4 * time.Hour), Teams: []Team{{Role: identity.Police, Size: 2}}}
}

func TestRequestValidate(t *testing.T) {
	tests := map[string]struct {
		change func(*Request)
		want   []string // field and a part of the Swedish text; none where the request is good
	}{
		"good":                 {func(*Request) {}, nil},
		"in areas":             {func(r *Request) { r.Areas = []string{"nygard", "centrum"} }, nil},
		"named base":           {func(r *Request) { r.Teams[0].Base = "polishuset" }, nil},
		"zero minutes":         {func(r *Request) { r.To = r.From }, []string{"to", "noll minuter", "2026-11-20 18:00"}},
		"ends before it began": {func(r *Request) { r.To = r.From.Add(-time.Hour) }, []string{"to", "innan det börjar"}},
		"no times":             {func(r *Request) { r.From = time.Time{} }, []string{"from", "saknas"}},
		"no end":               {func(r *Request) { r.To = time.Time{} }, []string{"to", "saknas"}},
		"too long":             {func(r *Request) { r.To = r.From.Add(11 * time.Hour) }, []string{"teams[0]", "11 h", "10 h", "polis"}},
		"no teams":             {func(r *Request) { r.Teams = nil }, []string{"teams", "ingen grupp"}},
		"too many teams":       {func(r *Request) { r.Teams = make([]Team, 51) }, []string{"teams", "51", "högst 50"}},
		"too few people":       {func(r *Request) { r.Teams[0] = Team{Role: identity.NightWalker, Size: 1} }, []string{"teams[0].size", "minst 2"}},
		"a crowd":              {func(r *Request) { r.Teams[0].Size = MostPeople + 1 }, []string{"teams[0].size", "högst 50"}},
		"negative people":      {func(r *Request) { r.Teams[0].Size = -2 }, []string{"teams[0].size", "minst 2"}},
		"unknown role":         {func(r *Request) { r.Teams[0].Role = "knight" }, []string{"teams[0].role", "knight", "night_walker"}},
		"unknown base":         {func(r *Request) { r.Teams[0].Base = "slottet" }, []string{"teams[0].base", "slottet", "polishuset, stationen"}},
		"another role's base": {
			func(r *Request) { r.Teams[0] = Team{Role: identity.Guard, Size: 2, Base: "polishuset"} },
			[]string{"teams[0].base", "inte öppen", "police"},
		},
		"unknown area": {func(r *Request) { r.Areas = []string{"centrum", "norr"} }, []string{"areas[1]", "norr", "centrum, nygard"}},
		"the second team": {
			func(r *Request) { r.Teams = append(r.Teams, Team{Role: identity.Volunteer, Size: 1}) },
			[]string{"teams[1].size", "polisens volontär"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := sample()
			tt.change(&r)
			err := r.Validate(koping, areas, bases)
			if tt.want == nil {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			f, ok := err.(*fault.Error)
			if !ok || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != tt.want[0] {
				t.Fatalf("got %v, want one Invalid field %s", err, tt.want[0])
			}
			for _, part := range tt.want[1:] {
				if !strings.Contains(f.Fields[0].Text.SV, part) {
					t.Errorf("%q does not say %q", f.Fields[0].Text.SV, part)
				}
			}
			if f.Fields[0].Text.EN == f.Fields[0].Text.SV {
				t.Errorf("not in English: %q", f.Fields[0].Text.EN)
			}
		})
	}
}

func TestBaseOf(t *testing.T) {
	tests := map[string]struct {
		team Team
		in   []municipality.Base
		want string
	}{
		"police start at the first":    {Team{Role: identity.Police}, bases, "polishuset"},
		"others at the first open one": {Team{Role: identity.Guard}, bases, "stationen"},
		"the one named":                {Team{Role: identity.Police, Base: "stationen"}, bases, "stationen"},
		"none open":                    {Team{Role: identity.Guard}, bases[:1], ""},
		"none at all":                  {Team{Role: identity.Guard}, nil, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, problem := BaseOf(tt.team, tt.in)
			if !problem.IsZero() || (got == nil) != (tt.want == "") || got != nil && got.Slug != tt.want {
				t.Errorf("got %v and %q, want %q", got, problem.EN, tt.want)
			}
		})
	}
}

func TestHours(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 min", 12 * time.Minute: "12 min", time.Hour: "1 h", 4*time.Hour + 30*time.Minute: "4 h 30 min",
	} {
		if got := hours(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}
