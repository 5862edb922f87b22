package overlay

// DefaultFieldDeg is the field taken for a camera whose direction is known and its field
// is not: that of a common fixed street camera.
const DefaultFieldDeg = 90

// Params is how finely streets are looked at. The zero value means DefaultParams.
type Params struct {
	LightStepM float64 // longest step between places where the light is looked at
	StepM      float64 // the same for greenery and cameras
	PadM       float64 // how far outside the outermost object of a kind its register is trusted to reach
}

// DefaultParams looks at light every 3 m, since lamps stand some 30 m apart and coarser
// steps alias with them, and at the rest every 10 m.
func DefaultParams() Params { return Params{LightStepM: 3, StepM: 10, PadM: 250} }

func (p Params) orDefault() Params {
	d := DefaultParams()
	if p.LightStepM > 0 {
		d.LightStepM = p.LightStepM
	}
	if p.StepM > 0 {
		d.StepM = p.StepM
	}
	if p.PadM > 0 {
		d.PadM = p.PadM
	}
	return d
}
