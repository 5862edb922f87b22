package measure

import (
	"testing"
	"time"
)

var yesterday = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// An order keeps its state when one of its lamps has been mended and the rest is another piece
// of work; a lamp that breaks again is proposed again.
func TestOrderedLamps(t *testing.T) {
	b := storgatan()
	it := only(t, rank(t, b.Input, Lighting, Params{}))
	order := workOf(it)
	order.set(Mark{State: Ordered, On: yesterday, Remark: "vecka 48"}, func(Part) bool { return true })
	b.Works = []Work{order}
	again := only(t, rank(t, b.Input, Lighting, Params{}))
	if again.Key != it.Key || again.State != Ordered || again.Remark != "vecka 48" {
		t.Errorf("got %s %s %q", again.Key, again.State, again.Remark)
	}

	b.Objects[2].Props.Status = "working"
	order.set(Mark{State: Done, On: yesterday}, func(p Part) bool { return p.Pole == "P3" })
	b.Works = []Work{order}
	w := rank(t, b.Input, Lighting, Params{})
	rest := only(t, w)
	if rest.Key == it.Key || rest.State != Ordered || len(rest.Objects) != 2 || order.State != Ordered {
		t.Errorf("got %s %s of %d, order %s", rest.Key, rest.State, len(rest.Objects), order.State)
	}
	if len(w.Done) != 1 || !w.Done[0].DoneOn.Equal(yesterday) {
		t.Errorf("got done %+v", w.Done)
	}

	order.set(Mark{State: Done, On: yesterday}, func(Part) bool { return true })
	b.Works = []Work{order}
	if broken := only(t, rank(t, b.Input, Lighting, Params{})); order.State != Done || broken.State != Proposed {
		t.Errorf("got order %s, broken again %s", order.State, broken.State)
	}
}

// What has become of a work is told by its parts.
func TestStateOfAWork(t *testing.T) {
	for _, test := range []struct {
		parts []State
		want  State
	}{
		{[]State{Done, Done}, Done},
		{[]State{Done, Declined}, Done},
		{[]State{Declined, Declined}, Declined},
		{[]State{Done, Proposed}, Ordered},
		{[]State{Ordered, Declined}, Ordered},
		{[]State{Declined, Proposed}, Proposed},
		{nil, Declined},
	} {
		var w Work
		for _, s := range test.parts {
			w.Parts = append(w.Parts, Part{State: s})
		}
		if got := w.whole(Declined); got != test.want {
			t.Errorf("%v: got %s, want %s", test.parts, got, test.want)
		}
	}
}

// A hedge that was cut lately is not asked for again; one declined comes last.
func TestDoneAndDeclinedGreenery(t *testing.T) {
	b := parkway()
	b.plant("hedge", 1.6, 10, 2, 20, 3)
	b.plant("hedge", 1.6, 80, 2, 90, 3)
	b.report(15, 0, night, time.Minute, "overgrown_place")
	before := rank(t, b.Input, Clearing, Params{})
	if len(before.Items) != 2 {
		t.Fatalf("got %d items, want 2", len(before.Items))
	}
	first := workOf(before.Items[0])
	first.set(Mark{State: Declined, On: yesterday}, func(Part) bool { return true })
	b.Works = []Work{first}
	w := rank(t, b.Input, Clearing, Params{})
	if w.Items[1].Key != first.Key || w.Items[1].State != Declined || w.Items[0].Key != before.Items[1].Key {
		t.Errorf("got %s before %s", w.Items[0].Key, w.Items[1].Key)
	}
	first.set(Mark{State: Done, On: yesterday}, func(Part) bool { return true })
	b.Works = []Work{first}
	w = rank(t, b.Input, Clearing, Params{})
	if len(w.Items) != 1 || len(w.Done) != 1 || w.Done[0].Key != first.Key {
		t.Errorf("got %d items, done %+v", len(w.Items), w.Done)
	}
	b.Works[0].DoneOn = since.AddDate(0, 0, -1) // it has grown since
	if w = rank(t, b.Input, Clearing, Params{}); len(w.Items) != 2 || len(w.Done) != 0 {
		t.Errorf("a year later: got %d items, done %+v", len(w.Items), w.Done)
	}
}
