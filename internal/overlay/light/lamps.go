package light

import (
	"math"
	"strconv"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Lamps are lamps in columns of the same length: number i of each is the same lamp.
type Lamps struct {
	X, Y    []float64 // metres
	HeightM []float64 // of the light source above the path
	Lumens  []float64 // flux out of the luminaire when new
	Factor  []float64 // maintenance factor MF: the share of it left just before the lamp is cleaned or changed
	Optic   []Optic
}

// What a lamp can be. The limits keep every sum a finite number; what is likely is for the
// rules of package overlay to judge.
const (
	minHeightM = 0.1
	maxHeightM = 1000
	maxLumens  = 1e8
	maxCoordM  = 21e6 // no projected coordinate on the earth is greater
)

// maxFields is how many bad values an error names; who hands in a column of them needs no more.
const maxFields = 10

// check refuses columns of different lengths and values that no lamp has.
func (l Lamps) check() error {
	n := len(l.X)
	for _, m := range [...]int{len(l.Y), len(l.HeightM), len(l.Lumens), len(l.Factor), len(l.Optic)} {
		if m != n {
			return fault.New(fault.Invalid, lang.T(
				"lampornas kolumner är olika långa (%d och %d); varje lampa ska ha ett värde i var och en",
				"the columns of the lamps differ in length (%d and %d); each lamp has one value in each", n, m))
		}
	}
	if n > math.MaxInt32 {
		return fault.New(fault.Invalid, lang.T(
			"%d lampor är fler än vad som ryms; dela upp dem", "%d lamps are more than fit; split them", n))
	}
	var bad []fault.Field
	for i := 0; i < n && len(bad) < maxFields; i++ {
		bad = l.checkLamp(i, bad)
	}
	if len(bad) == 0 {
		return nil
	}
	return fault.New(fault.Invalid, lang.T(
		"lampor har värden som ingen lampa kan ha; rätta dem eller ta bort lamporna",
		"lamps have values that no lamp can have; correct them or leave the lamps out"), bad...)
}

// checkLamp adds what is wrong with one lamp to bad. The comparisons are written so that a
// value that is not a number fails them.
func (l Lamps) checkLamp(i int, bad []fault.Field) []fault.Field {
	wrong := func(name string, value float64, sv, en string) {
		v := strconv.FormatFloat(value, 'g', -1, 64)
		bad = append(bad, fault.Field{
			Name: "lamps[" + strconv.Itoa(i) + "]." + name,
			Text: lang.T(sv+" (här %s)", en+" (here %s)", v),
		})
	}
	if !(math.Abs(l.X[i]) <= maxCoordM) {
		wrong("x", l.X[i], "läget ska vara i meter i kommunens koordinatsystem", "the place is in metres in the municipality's coordinate system")
	}
	if !(math.Abs(l.Y[i]) <= maxCoordM) {
		wrong("y", l.Y[i], "läget ska vara i meter i kommunens koordinatsystem", "the place is in metres in the municipality's coordinate system")
	}
	if h := l.HeightM[i]; !(h >= minHeightM && h <= maxHeightM) {
		wrong("height_m", h, "höjden ska vara 0,1 till 1 000 m", "the height is 0.1 to 1,000 m")
	}
	if v := l.Lumens[i]; !(v >= 0 && v <= maxLumens) {
		wrong("lumens", v, "ljusflödet ska vara 0 till 100 miljoner lumen", "the flux is 0 to 100 million lumens")
	}
	if v := l.Factor[i]; !(v > 0 && v <= 1) {
		wrong("factor", v, "bibehållningsfaktorn ska vara över 0 och högst 1", "the maintenance factor is over 0 and at most 1")
	}
	if o := l.Optic[i]; o >= optics {
		wrong("optic", float64(o), "ljusfördelningen ska vara en av de tre kända", "the optic is one of the three known")
	}
	return bad
}
