package plan

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"tryggled/internal/hotspot"
	"tryggled/internal/plan/orienteer"
)

// Of two places side by side a team has the time for one, and the search is made to take the
// first: what it would cost to take the second is told as it is, and nothing is said to cost
// 0 minutes.
func TestWhatALeftOutPlaceCosts(t *testing.T) {
	for name, c := range map[string]struct {
		other  float64 // priority
		reason string
		take   string
		free   bool
	}{
		"less":      {50, "passet fylls av platser som ger mer", "om den hoppar över plats A", false},
		"as much":   {100, "ger ungefär lika mycket", "i stället för plats A", true},
		"much more": {200, "ger mer än det som står i stället", "i stället för plats A", true},
	} {
		t.Run(name, func(t *testing.T) {
			r := sample()
			r.To = r.From.Add(20 * time.Minute)
			in := onStreet(r, []hotspot.Hotspot{place(1, 100, "theft"), place(2, c.other, "theft")}, 260, 260)
			first := func(ctx context.Context, p orienteer.Problem, _ func(orienteer.Solution)) (orienteer.Solution, error) {
				p.Crews = slices.Clone(p.Crews)
				for i := range p.Crews {
					p.Crews[i].May = slices.Clone(p.Crews[i].May)
					for k, s := range p.Stops {
						p.Crews[i].May[k] = p.Crews[i].May[k] && s.Site == 1
					}
				}
				return searching(100, 1)(ctx, p, nil)
			}
			p, err := Make(t.Context(), in, first, nil)
			if err != nil || len(p.Omitted) != 1 {
				t.Fatalf("%v, left out %+v", err, p.Omitted)
			}
			o := p.Omitted[0]
			if !strings.Contains(o.Reason.SV, c.reason) || !strings.Contains(o.Take.SV, c.take) || strings.Contains(o.Take.SV, " 0 prioritetsminuter") || (o.Cost == 0) != c.free {
				t.Errorf("%q, %q, cost %v", o.Reason.SV, o.Take.SV, o.Cost)
			}
		})
	}
}
