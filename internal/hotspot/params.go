package hotspot

import (
	"cmp"
	"math"
	"slices"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// DefaultParams is how an analysis is made when nobody says otherwise: eight
// accounts within 40 m make a place dense, so that a few reports that happen to lie side
// by side do not, and nothing wider than 250 m stays one place.
func DefaultParams(since, until time.Time) Params {
	return Params{
		Since: since, Until: until,
		EpsM: 40, MinPoints: 8, MaxSpanM: 250, HalfLifeDays: 90,
		PatrolWeight: 0.5, BufferM: 25, Most: 40,
		Seed: 1, Lattice: "hex", Permutations: 999, Alpha: 0.05,
		BinDays: 28, TestDays: 28, Origins: 8,
	}
}

// LeastOpenPoints is the least MinPoints of an open analysis, whatever was asked for. Its
// readers see no report more exactly than to its street: a hotspot of one or two would be
// the very place of a report.
const LeastOpenPoints = 5

// open returns the parameters of the open twin. It is of every kind of reporter: those who
// read it may not see who told, and one of citizens' reports alone would show them.
func (p Params) open() Params {
	p.Open, p.MinPoints, p.Reporters = true, max(p.MinPoints, LeastOpenPoints), nil
	return p
}

// OrDefaults returns the parameters with zero numbers replaced by the defaults.
func (p Params) OrDefaults() Params {
	d := DefaultParams(p.Since, p.Until)
	for _, f := range []struct {
		value *float64
		or    float64
	}{
		{&p.EpsM, d.EpsM},
		{&p.MaxSpanM, d.MaxSpanM},
		{&p.HalfLifeDays, d.HalfLifeDays},
		{&p.PatrolWeight, d.PatrolWeight},
		{&p.BufferM, d.BufferM},
		{&p.Alpha, d.Alpha},
	} {
		*f.value = cmp.Or(*f.value, f.or)
	}
	for _, f := range []struct {
		value *int
		or    int
	}{
		{&p.MinPoints, d.MinPoints},
		{&p.Most, d.Most},
		{&p.Permutations, d.Permutations},
		{&p.BinDays, d.BinDays},
		{&p.TestDays, d.TestDays},
		{&p.Origins, d.Origins},
	} {
		*f.value = cmp.Or(*f.value, f.or)
	}
	p.Seed, p.Lattice = cmp.Or(p.Seed, d.Seed), cmp.Or(p.Lattice, d.Lattice)
	return p
}

// takes reports whether reports of a category take part: those asked for, and of an open
// analysis none that is restricted.
func (p Params) takes(category string) bool {
	if len(p.Categories) > 0 && !slices.Contains(p.Categories, category) {
		return false
	}
	return !p.Open || !restricted(category)
}

// hears reports whether reports of a kind of reporter take part.
func (p Params) hears(kind string) bool {
	return len(p.Reporters) == 0 || slices.Contains(p.Reporters, kind)
}

// takesNone reports whether the categories asked for leave an open analysis nothing.
func (p Params) takesNone() bool {
	return len(p.Categories) > 0 && !slices.ContainsFunc(p.Categories, p.takes)
}

func restricted(category string) bool {
	c, ok := report.CategoryOf(category)
	return ok && c.Restricted
}

// Validate returns Invalid with every field at fault.
func (p Params) Validate() error {
	var bad []fault.Field
	wrong := func(name, sv, en string, args ...any) {
		bad = append(bad, fault.Field{Name: name, Text: lang.T(sv, en, args...)})
	}
	switch {
	case p.Since.IsZero():
		wrong("since", "tidens början saknas, skriv som 2025-01-01", "the start is missing, write it as 2025-01-01")
	case p.Until.IsZero():
		wrong("until", "tidens slut saknas, skriv som 2026-01-01", "the end is missing, write it as 2026-01-01")
	case !p.Since.Before(p.Until):
		wrong("until", "slutet ska ligga efter början; har de bytt plats?", "the end must come after the start; are they swapped?")
	}
	for _, c := range p.Categories {
		if _, ok := report.CategoryOf(c); !ok {
			wrong("categories", "kategorin %q är okänd", "the category %q is unknown", c)
		}
	}
	for _, k := range p.Reporters {
		if !slices.Contains(report.ReporterKinds(), report.ReporterKind(k)) {
			wrong("reporters", "rapportörsslaget %q är okänt; välj bland %v", "the kind of reporter %q is unknown; choose among %v", k, report.ReporterKinds())
		}
	}
	if p.Lattice != "hex" && p.Lattice != "square" {
		wrong("lattice", "rutnätet %q är okänt; välj hex eller square", "the lattice %q is unknown; choose hex or square", p.Lattice)
	}
	p.measure(wrong)
	if len(bad) > 0 {
		return fault.New(fault.Invalid, lang.T("analysen kan inte göras", "the analysis cannot be made"), bad...)
	}
	return nil
}

// measure tells which numbers are out of their bounds; 0 leaves the sizes of cells and
// bandwidths to the data.
func (p Params) measure(wrong func(name, sv, en string, args ...any)) {
	if p.BandwidthM != 0 && !(p.BandwidthM >= 10 && p.BandwidthM <= 5000) {
		wrong("bandwidth_m", "%v ligger utanför 10–5000; 0 väljer efter rapporternas spridning", "%v is outside 10–5000; 0 chooses by the spread of the reports", p.BandwidthM)
	}
	if p.CellM != 0 && !(p.CellM >= 10 && p.CellM <= 2000) {
		wrong("cell_m", "%v ligger utanför 10–2000; 0 väljer efter områdets storlek", "%v is outside 10–2000; 0 chooses by the size of the area", p.CellM)
	}
	if least := max(p.CellM, 10); p.BandM != 0 && !(p.BandM >= least && p.BandM <= 5000) {
		wrong("band_m", "%v ligger utanför %v–5000; 0 tar två rutor", "%v is outside %v–5000; 0 takes two cells", p.BandM, least)
	}
	for _, n := range []struct {
		name             string
		value, low, high float64
	}{
		{"eps_m", p.EpsM, 1, 1000},
		{"min_points", float64(p.MinPoints), 1, 100_000},
		{"max_span_m", p.MaxSpanM, 10, 5000},
		{"half_life_days", p.HalfLifeDays, 1, 36_500},
		{"patrol_weight", p.PatrolWeight, 0.01, 1},
		{"buffer_m", p.BufferM, 1, 500},
		{"most", float64(p.Most), 1, 10_000},
		{"permutations", float64(p.Permutations), 99, 99_999},
		{"alpha", p.Alpha, 0.0001, 0.5},
		{"bin_days", float64(p.BinDays), 1, 366},
		{"test_days", float64(p.TestDays), 1, 366},
		{"origins", float64(p.Origins), -1, 52},
	} {
		if math.IsNaN(n.value) || n.value < n.low || n.value > n.high {
			wrong(n.name, "%v ligger utanför %v–%v", "%v is outside %v–%v", n.value, n.low, n.high)
		}
	}
}
