package measure

import (
	"cmp"
	"context"
	"slices"

	"tryggled/internal/overlay"
	"tryggled/internal/overlay/light"
)

// change is what a piece of work alters: by the number of a lamp or a plant, what stands there
// instead, and what is new.
type change struct {
	instead map[int][]overlay.Object
	added   []overlay.Object
}

func (c change) apply(t things, near []int) []overlay.Object {
	var objects []overlay.Object
	for _, i := range near {
		if other, ok := c.instead[i]; ok {
			objects = append(objects, other...)
		} else {
			objects = append(objects, t.objects[i])
		}
	}
	return append(objects, c.added...)
}

// greenPadM is within how many metres greenery and buildings bear on what is known of them.
var greenPadM = overlay.ReachM(overlay.Vegetation) + stepM

// lit is the exposure of some segments if lamps were changed; of their light alone.
func (t *town) lit(ctx context.Context, which []int, c change) ([]overlay.Exposure, error) {
	near := t.lamps.near(t.boundOf(which).Pad(light.ReachM + 1))
	return overlay.Compute(ctx, t.network, which, c.apply(t.lamps, near), overlay.Params{})
}

// green is the exposure of some segments if plants were changed; of concealment and prospect
// alone.
func (t *town) green(ctx context.Context, which []int, c change) ([]overlay.Exposure, error) {
	box := t.boundOf(which).Pad(greenPadM)
	objects := c.apply(t.greens, t.greens.near(box))
	for _, i := range t.built.near(box) {
		objects = append(objects, t.built.objects[i])
	}
	return overlay.Compute(ctx, t.network, which, objects, overlay.Params{})
}

// seen is what is compared of a segment.
type seen struct {
	lit   overlay.Lit
	sight overlay.Sight
}

// look takes of an exposure what is compared: the light of a walk in the dark, or of a time,
// and greenery in leaf.
func look(e overlay.Exposure, at *span) seen {
	r := e.Typical()
	if at != nil {
		r.Light = e.LitAt(at.from)
	}
	return seen{r.Light, r.Sight}
}

// What light has to rise by on a segment, in lux and as a share, to be a gain although the
// class stays: less is the glimmer of a lamp in the next street. A share of the dark that falls
// by less than rounding is none.
const (
	gainLux   = 0.1
	gainShare = 0.1
	rounding  = 5e-4
)

// brighter tells whether a segment gains light. Of the dark its metres count, not its share: that
// falls also where light places become known.
func brighter(_ int, before, after seen) bool {
	b, a := before.lit, after.lit
	if b.Known() == 0 {
		return false
	}
	return a.Class > b.Class || a.Known()*a.Dark < b.Known()*b.Dark-rounding || a.Mean >= b.Mean+gainLux && a.Mean >= b.Mean*(1+gainShare)
}

// clearer tells whether a segment gains sight.
func clearer(_ int, before, after seen) bool {
	return after.sight.Concealed < before.sight.Concealed || after.sight.Blocked < before.sight.Blocked
}

// effect sums up some segments.
func (t *town) effect(which []int, views []seen) Effect {
	var e Effect
	var lux float64
	bound := false // of some the class is not known, though the light is: it is a lower bound
	for k, i := range which {
		length, v := t.Segments[i].LengthM, views[k]
		if known := v.lit.Known() * length; known > 0 {
			if e.LightM == 0 || v.lit.Min < e.MinLux {
				e.MinLux = v.lit.Min
			}
			bound = bound || v.lit.Class == light.ClassUnknown
			e.LightM += known
			lux += known * v.lit.Mean
			e.DarkM += known * v.lit.Dark
		}
		e.ConcealedM += length * v.sight.ConcealKnown * v.sight.Concealed
		e.GreenM += length * v.sight.ConcealKnown
		e.BlockedM += length * v.sight.ProspectKnown * v.sight.Blocked
	}
	if e.LightM > 0 {
		e.MeanLux = lux / e.LightM
		e.Class = light.ClassOf(e.MeanLux, e.MinLux)
		if bound && e.DarkM == 0 && e.Class == light.Below {
			e.Class = light.ClassUnknown
		}
	}
	return e
}

// rises are the lengths whose class rises, longest first.
func (t *town) rises(which []int, before, after []seen) []Rise {
	var all []Rise
	for k, i := range which {
		from, to := before[k].lit.Class, after[k].lit.Class
		if from == light.ClassUnknown || to <= from {
			continue
		}
		length := t.Segments[i].LengthM * before[k].lit.Known()
		at := slices.IndexFunc(all, func(r Rise) bool { return r.From == from && r.To == to })
		if at < 0 {
			all, at = append(all, Rise{From: from, To: to}), len(all)
		}
		all[at].LengthM += length
	}
	slices.SortFunc(all, func(a, b Rise) int {
		return cmp.Or(cmp.Compare(b.LengthM, a.LengthM), cmp.Compare(a.From, b.From), cmp.Compare(b.To, a.To))
	})
	return all
}

// slack is the rounding of sums.
const slack = 1e-6
