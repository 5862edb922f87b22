package overlay

import (
	"cmp"

	"tryggled/internal/overlay/light"
)

// What stands in for what a source does not say. Each value is a judgement about a common
// Swedish street of the 2020s; internal/docs/overlay-defaults.md prints these tables, and a test
// holds it to them.

// LampDefault is a lamp by its mounting.
type LampDefault struct {
	Mount           string
	HeightM, Lumens float64
}

// LampDefaults are the lamps taken where a source gives no height or light; the first is for
// an unknown mounting.
var LampDefaults = []LampDefault{
	{"pole", 6, 3500},
	{"suspended", 8, 5000},
	{"wall", 4, 2000},
	{"bollard", 1, 600},
}

// Efficacy is the flux that leaves the luminaire for each watt of its lamp, in lm/W.
type Efficacy struct {
	Method    string
	LmPerWatt float64
}

// Efficacies turn watts into lumens where only watts are known: the flux of the lamp less
// what the luminaire swallows. The first is for an unknown type.
var Efficacies = []Efficacy{
	{"", 60},
	{"led", 110},
	{"high_pressure_sodium", 75},
	{"low_pressure_sodium", 90},
	{"metal_halide", 65},
	{"mercury", 35},
	{"fluorescent", 50},
	{"incandescent", 10},
	{"gas", 2},
}

// MaintenanceFactor is the share of a new luminaire's light that is left between cleanings
// and changes of lamp.
const MaintenanceFactor = 0.8

// GreenDefault is vegetation by its class.
type GreenDefault struct {
	Class               string
	HeightM, CrownBaseM float64
	Density             float64 // in leaf
	Evergreen           bool
	SpreadM             float64 // of a single plant
	Barred              bool    // nobody walks through it
}

// GreenDefaults are the plants taken where a source does not say; the first is for an
// unknown class.
var GreenDefaults = []GreenDefault{
	{"", 8, 0.5, 0.7, false, 3, false},
	{"tree", 8, 2.5, 0.8, false, 5, false},
	{"tree_row", 8, 2.5, 0.8, false, 5, false},
	{"hedge", 1.6, 0, 0.9, false, 1.5, true},
	{"shrub", 2, 0, 0.8, false, 2, true},
	{"shrubbery", 2, 0, 0.8, false, 2, true},
	{"scrub", 2, 0, 0.8, false, 2, true},
	{"wood", 15, 0.5, 0.7, false, 5, false},
	{"forest", 15, 0.5, 0.7, false, 5, false},
	{"orchard", 4, 1.5, 0.7, false, 4, false},
	{"heath", 0.5, 0, 0.9, false, 1, false},
	{"park", 0.3, 0, 0.9, false, 1, false},
}

// LeaflessShare is how much of its density a plant that sheds its leaves keeps in winter.
const LeaflessShare = 0.3

// OpaqueShare is the density, and the share of the band from 0.7 to 2.5 m, from which a
// plant or a wall takes away the sight.
const OpaqueShare = 0.5

// Cameras, walls and the lighting that only a tag tells of.
const (
	CameraHeightM  = 4.0
	CameraWidthPx  = 1920.0
	CameraFieldDeg = 68.0
	WallHeightM    = 2.0
	WallWidthM     = 0.3 // of one that is drawn as a line
	TagMeanLux     = 5.0 // class P4
	TagMinLux      = 1.0
)

// MostReachM bounds how far a camera is said to see, whatever its lens.
const MostReachM = 250

func (o Object) lampDefault() LampDefault {
	for _, d := range LampDefaults {
		if d.Mount == o.Props.Mount {
			return d
		}
	}
	return LampDefaults[0]
}

// LampHeightM is the height of a lamp, its own or the default.
func (o Object) LampHeightM() float64 { return cmp.Or(o.Props.HeightM, o.lampDefault().HeightM) }

// LampLumens is the flux in lm that leaves a lamp, of all the luminaires on its pole together:
// of each what the source says, else by watts and type, else the default.
func (o Object) LampLumens() float64 { return o.luminaireLumens() * max(1, o.Props.Count) }

func (o Object) luminaireLumens() float64 {
	p := o.Props
	if p.Lumens > 0 || p.Watts == 0 {
		return cmp.Or(p.Lumens, o.lampDefault().Lumens)
	}
	for _, e := range Efficacies {
		if e.Method == p.Method {
			return p.Watts * e.LmPerWatt
		}
	}
	return p.Watts * Efficacies[0].LmPerWatt
}

func (o Object) optic() light.Optic {
	switch o.Props.Optic {
	case "lambert":
		return light.Lambert
	case "globe":
		return light.Globe
	}
	return light.Even
}

func (o Object) greenDefault() GreenDefault {
	for _, d := range GreenDefaults {
		if d.Class == o.Props.Class {
			return d
		}
	}
	return GreenDefaults[0]
}

// Crown is where the leaves of a plant begin and end above ground, and the share of the sight
// that they take away in a season.
func (o Object) Crown(leafOn bool) (baseM, topM, density float64) {
	d, p := o.greenDefault(), o.Props
	baseM, topM, density = d.CrownBaseM, cmp.Or(p.HeightM, d.HeightM), cmp.Or(p.Density, d.Density)
	if p.CrownBaseM != nil {
		baseM = *p.CrownBaseM
	}
	evergreen := d.Evergreen
	if p.Evergreen != nil {
		evergreen = *p.Evergreen
	}
	if !leafOn && !evergreen {
		density *= LeaflessShare
	}
	return baseM, topM, density
}
