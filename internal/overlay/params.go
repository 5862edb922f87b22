package overlay

// Params is how streets are looked at. The zero value means DefaultParams.
type Params struct {
	LightStepM float64 // longest step between places where light and cameras are looked at
	StepM      float64 // the same for greenery and ways out
	PadM       float64 // how far from an object of a kind the others of its kind are taken to be known
	DarkLux    float64 // a place with less light than this is dark
	BlockedM   float64 // sight ahead shorter than this is blocked
	LeafOn     Day     // the first day of the year in leaf
	LeafOff    Day     // the first day without
}

// Day is a day of the year, any year.
type Day struct{ Month, Day int }

// DefaultParams looks at light every 3 m, since lamps stand some 30 m apart and coarser
// steps alias with them, and at the rest every 10 m. Dark is what not even the lowest lighting
// class allows anywhere (P6: 0.4 lx, EN 13201-2). Sight is blocked where somebody who walks
// towards one is seen less than 25 m ahead: two walkers then meet within ten seconds. Trees are
// in leaf from 10 May to 20 October, as in Svealand.
func DefaultParams() Params {
	return Params{
		LightStepM: 3, StepM: 10, PadM: 250, DarkLux: 0.4, BlockedM: 25,
		LeafOn: Day{5, 10}, LeafOff: Day{10, 20},
	}
}

func (p Params) orDefault() Params {
	d := DefaultParams()
	or := func(v *float64, other float64) {
		if !(*v > 0) {
			*v = other
		}
	}
	or(&p.LightStepM, d.LightStepM)
	or(&p.StepM, d.StepM)
	or(&p.PadM, d.PadM)
	or(&p.DarkLux, d.DarkLux)
	or(&p.BlockedM, d.BlockedM)
	if p.LeafOn == (Day{}) || p.LeafOff == (Day{}) {
		p.LeafOn, p.LeafOff = d.LeafOn, d.LeafOff
	}
	return p
}
