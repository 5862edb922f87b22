package identity

import "testing"

func TestBecause(t *testing.T) {
	t.Parallel()
	Because(t.Context(), "nobody listens") // without an event it does nothing
	ctx := Enter(t.Context(), Access{}, &Event{Actor: "local", Reason: "from a header"})
	Because(ctx, "art. 15")
	if e, ok := TakeEvent(ctx); !ok || e.Reason != "art. 15" || e.Actor != "local" {
		t.Errorf("got %+v, %v; want the reason art. 15", e, ok)
	}
	Because(ctx, "too late")
	if _, ok := TakeEvent(ctx); ok {
		t.Error("the event is taken twice")
	}
}
