package plan

import (
	"context"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tryggled/internal/fault"
)

// Whatever people decide, there is a plan that keeps to it, or a reason why not.
func TestAnyDecisionsGiveAPlanOrAReason(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := evenings(12, rapid.Uint64Range(0, 1000).Draw(t, "seed"))
		in.Request.Areas = []string{"centrum", "nygard"}
		for range rapid.IntRange(0, 6).Draw(t, "fixes") {
			f := Fix{
				Kind:    rapid.SampledFrom([]FixKind{Lock, Move, Add, Add, Forbid, "wish"}).Draw(t, "kind"),
				Spot:    fmt.Sprintf("h%d", rapid.IntRange(0, 13).Draw(t, "spot")),
				Team:    rapid.IntRange(0, 6).Draw(t, "team"),
				Minutes: rapid.SampledFrom([]int{0, 0, 10, 45, 500}).Draw(t, "minutes"),
			}
			if rapid.Bool().Draw(t, "at a time") {
				f.At = evening.Add(time.Duration(rapid.IntRange(-20, 260).Draw(t, "at")) * time.Minute)
			}
			in.Request.Fixes = append(in.Request.Fixes, f)
		}
		err := in.Request.Validate(koping, areas, bases)
		var p Plan
		if err == nil {
			p, err = Make(context.Background(), in, searching(60, 1), nil)
		}
		if f, ok := err.(*fault.Error); err != nil {
			if !ok || f.Kind != fault.Invalid || len(f.Fields) == 0 || f.Fields[0].Text.EN == "" {
				t.Fatalf("got %v, want Invalid with a reason", err)
			}
			return
		}
		if err := check(in, p); err != nil {
			t.Fatal(err)
		}
		for _, f := range in.Request.Fixes {
			if kept(p, f) == (f.Kind == Forbid) {
				t.Fatalf("%+v is not kept", f)
			}
		}
	})
}

// kept reports whether a plan has the visit that a fix names.
func kept(p Plan, f Fix) bool {
	for _, tour := range p.Tours {
		for _, v := range tour.Visits {
			onTime := f.At.IsZero() || v.Arrive.Sub(f.At).Abs() <= FixSlack
			asLong := f.Minutes == 0 || v.Leave.Sub(v.Arrive) == time.Duration(f.Minutes)*time.Minute
			if v.Spot == f.Spot && (f.Kind == Forbid || (f.Team == 0 || f.Team == tour.Number) && onTime && asLong) {
				return true
			}
		}
	}
	return false
}
