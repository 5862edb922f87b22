package report

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tryggled/internal/fault"
)

// Whatever is counted, a copy tells no number below the least, and no restricted category.
func TestACopyTellsNothingSmall(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOf(rapid.Custom(func(t *rapid.T) DisclosedCount {
			return DisclosedCount{
				Month: rapid.SampledFrom([]string{"2026-01", "2026-02"}).Draw(t, "month"), Area: rapid.SampledFrom([]string{"", "centrum"}).Draw(t, "area"),
				Category: rapid.SampledFrom([]string{"theft", "drugs", "violence", "unknown"}).Draw(t, "category"), Count: rapid.IntRange(1, 9).Draw(t, "count"),
			}
		})).Draw(t, "counts")
		want := 0
		for _, c := range counts {
			want += c.Count
		}
		least, most := 0, 0
		for _, c := range coarsen(counts) {
			switch {
			case c.Category != "theft" && c.Category != RestrictedGroup:
				t.Fatalf("the copy names %q", c.Category)
			case c.Count == 0:
				least, most = least+1, most+LeastDisclosed-1
			case c.Count < LeastDisclosed:
				t.Fatalf("the copy tells %d", c.Count)
			default:
				least, most = least+c.Count, most+c.Count
			}
		}
		if want < least || want > most {
			t.Fatalf("%d reports became %d to %d", want, least, most)
		}
	})
}

func TestOneRestrictedCategoryIsAll(t *testing.T) {
	t.Parallel()
	want := []string{"drugs", "stash", "violence", "weapon", "robbery", "theft"}
	if diff := cmp.Diff(want, whole([]string{"theft", "stash"})); diff != "" {
		t.Errorf("chosen (-want +got):\n%s", diff)
	}
	if got := whole(nil); got != nil {
		t.Errorf("all categories: got %v, want no choice", got)
	}
	if got := whole([]string{"fire"}); len(got) != 1 {
		t.Errorf("an open category: got %v", got)
	}
}

func TestValidateDisclosure(t *testing.T) {
	t.Parallel()
	month := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	right := Disclosure{Request: "KS 2026/9", SecrecyTest: "OSL 35:1"}
	for name, change := range map[string]func(*Disclosure){
		"no request":          func(d *Disclosure) { d.Request = " " },
		"no secrecy test":     func(d *Disclosure) { d.SecrecyTest = "" },
		"half a month":        func(d *Disclosure) { d.Selection.Since = month.AddDate(0, 0, 10) },
		"an hour of a day":    func(d *Disclosure) { d.Selection.Until = month.Add(time.Hour) },
		"the end first":       func(d *Disclosure) { d.Selection.Since, d.Selection.Until = month, month },
		"an unknown category": func(d *Disclosure) { d.Selection.Categories = []string{"ufo"} },
	} {
		d := right
		change(&d)
		if err := d.Validate(time.UTC); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
	right.Selection = Selection{Since: month, Until: month.AddDate(0, 1, 0), Categories: []string{"theft"}}
	if err := right.Validate(time.UTC); err != nil {
		t.Errorf("a right one: %v", err)
	}
}
