package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

func TestKindOf(t *testing.T) {
	cause := errors.New("disk full")
	taken := fault.Wrap(fault.Conflict, cause, lang.T("upptaget", "taken"))
	for name, c := range map[string]struct {
		err  error
		want fault.Kind
	}{
		"a fault":            {taken, fault.Conflict},
		"a fault in a chain": {fmt.Errorf("add: %w", taken), fault.Conflict},
		"two errors joined":  {errors.Join(cause, taken), fault.Conflict},
		"no fault":           {cause, fault.Internal},
	} {
		if got := fault.KindOf(c.err); got != c.want {
			t.Errorf("%s: got kind %d, want %d", name, got, c.want)
		}
	}
	if !errors.Is(taken, cause) {
		t.Error("the cause is lost")
	}
	if fault.Is(nil, fault.Internal) {
		t.Error("no error at all is called internal")
	}
}

func TestSayKeepsTheCauseToItself(t *testing.T) {
	f := fault.New(fault.Invalid, lang.T("fel i passet", "wrong shift"),
		fault.Field{Name: "to", Text: lang.T("slutar före det börjar", "ends before it begins")})
	f.Err = errors.New("password=hunter2")
	if got, want := f.Say(lang.SV), "fel i passet; to: slutar före det börjar"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := f.Error(), "wrong shift; to: ends before it begins: password=hunter2"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
