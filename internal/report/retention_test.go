package report

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
)

func TestTheMostSpecificRuleWins(t *testing.T) {
	t.Parallel()
	r := Retention{Rules: []RetentionRule{
		{TextMonths: 10, PointMonths: 20},
		{Category: "theft", TextMonths: 11, PointMonths: 21},
		{Source: Survey, TextMonths: 12, PointMonths: 22},
		{Source: Survey, Category: "theft", TextMonths: 13, PointMonths: 23},
	}}
	for kind, want := range map[Kind]int{
		{Embrace, "fire"}: 10, {Embrace, "theft"}: 11, {Survey, "fire"}: 12, {Survey, "theft"}: 13,
	} {
		if got := r.For(kind); got.TextMonths != want || got.PointMonths != want+10 {
			t.Errorf("%v: got %+v, want %d months", kind, got, want)
		}
	}
	if got := (Retention{}).For(Kind{Embrace, "fire"}); got.TextMonths != DefaultTextMonths || got.PointMonths != DefaultPointMonths {
		t.Errorf("without a rule: got %+v", got)
	}
}

// What is put aside may be of any category: the shortest time that a text is kept holds.
func TestHowLongIsKeptWhatIsPutAside(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rules []RetentionRule
		want  int
	}{
		"no rule":                  {nil, DefaultTextMonths},
		"longer for all":           {[]RetentionRule{{TextMonths: 36}}, 36},
		"longer for some":          {[]RetentionRule{{Category: "theft", TextMonths: 36}}, DefaultTextMonths},
		"shorter for a source":     {[]RetentionRule{{TextMonths: 36}, {Source: Survey, TextMonths: 6}}, 6},
		"shorter for a category":   {[]RetentionRule{{Category: "theft", TextMonths: 3}, {Source: Survey, TextMonths: 6}}, 3},
		"a rule that never counts": {append(eachSource(12), RetentionRule{Category: "theft", TextMonths: 3}), 12},
	} {
		if got := (Retention{Rules: c.rules}).asideMonths(); got != c.want {
			t.Errorf("%s: got %d months, want %d", name, got, c.want)
		}
	}
}

func eachSource(months int) (rules []RetentionRule) {
	for _, s := range Sources() {
		rules = append(rules, RetentionRule{Source: s, TextMonths: months})
	}
	return rules
}

func TestNothingIsDueWithoutADecision(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	kinds := []Kind{{Embrace, "fire"}}
	if got := (Retention{}).Due(kinds, now, time.UTC); got != nil {
		t.Errorf("got %v, want nothing", got)
	}
	want := []Cutoff{{kinds[0], time.Date(2024, 11, 23, 0, 0, 0, 0, time.UTC), time.Date(2021, 11, 23, 0, 0, 0, 0, time.UTC)}}
	if diff := cmp.Diff(want, Retention{Decision: "KS 1"}.Due(kinds, now, time.UTC)); diff != "" {
		t.Errorf("cutoffs (-want +got):\n%s", diff)
	}
}

// Months are never cut short: what is kept for a month on 31 March is from 28 February.
func TestMonthsBefore(t *testing.T) {
	t.Parallel()
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		now    string
		months int
		want   string
	}{
		{"2026-03-31T12:00:00+02:00", 1, "2026-02-28T00:00:00+01:00"},
		{"2024-03-31T12:00:00+02:00", 1, "2024-02-29T00:00:00+01:00"},
		{"2026-11-23T23:30:00Z", 24, "2024-11-24T00:00:00+01:00"}, // the next day in Sweden
		{"2026-01-15T12:00:00+01:00", 60, "2021-01-15T00:00:00+01:00"},
		{"2026-11-23T12:00:00+01:00", 0, "2026-11-23T00:00:00+01:00"},
		{"2026-12-31T12:00:00+01:00", 13, "2025-11-30T00:00:00+01:00"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := monthsBefore(now, c.months, stockholm).In(stockholm).Format(time.RFC3339); got != c.want {
			t.Errorf("%d months before %s: got %s, want %s", c.months, c.now, got, c.want)
		}
	}
}

func TestValidateRetention(t *testing.T) {
	t.Parallel()
	on := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	for name, r := range map[string]Retention{
		"a decision without its day": {Decision: "KS 1"},
		"two lines":                  {Decision: "KS\n1", DecidedOn: on},
		"an unknown source":          {Rules: []RetentionRule{{Source: "x"}}},
		"an unknown category":        {Rules: []RetentionRule{{Category: "x"}}},
		"negative months":            {Rules: []RetentionRule{{TextMonths: -1}}},
		"a rule twice":               {Rules: []RetentionRule{{TextMonths: 1}, {TextMonths: 2}}},
		"too many rules":             {Rules: make([]RetentionRule, MaxRetentionRules+1)},
	} {
		if err := r.Validate(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
	if err := (Retention{Decision: "KS 1", DecidedOn: on, Rules: []RetentionRule{{Source: Survey, PointMonths: 1200}}}).Validate(); err != nil {
		t.Errorf("a right one: %v", err)
	}
}
