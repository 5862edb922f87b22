package hotspot

import (
	"math"
	"testing"
)

// Half the streets dark, of strength 0.5: × 1.25. All lit: × 1. So 100 becomes 80.
func TestWith(t *testing.T) {
	in := columns(times(5, told{area: "centrum"})...)
	h := analyse(t, in, town(), nil).Hotspots[0]
	if same := h.With(h.Exposure); same.Priority != h.Priority {
		t.Errorf("the same surroundings change the priority from %v to %v", h.Priority, same.Priority)
	}
	lit := h.Exposure
	lit.Dark = 0
	got := h.With(lit)
	if want := h.Priority / (1 + darkRaise*h.Exposure.Dark*h.Exposure.LightKnown); math.Abs(got.Priority-want) > 1e-9 || want == h.Priority {
		t.Errorf("lit: priority %v, want %v", got.Priority, want)
	}
	for i, f := range got.Factors {
		if f.Name == "darkness" && (f.Times != 1 || f.Value != 0 || f.Text == h.Factors[i].Text) {
			t.Errorf("lit: the factor still says %+v", f)
		}
		if f.Weight != h.Factors[i].Weight || f.Source != h.Factors[i].Source {
			t.Errorf("the strength of %s changed", f.Name)
		}
	}
	unknown := h.Exposure
	unknown.LightKnown = 0
	if got := h.With(unknown); math.Abs(got.Priority-h.With(lit).Priority) > 1e-9 {
		t.Errorf("unknown light multiplies: %v", got.Priority)
	}
}
