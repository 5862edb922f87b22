package hotspot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot/significance"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// view is Gi* of some events in the cells of the study area, with permutation p and FDR.
// Where Gi* is undefined, as where nothing happened, no cell stands out and the note says why.
func (s study) view(ctx context.Context, e events, band significance.Neighbourhood, p Params) (CellView, error) {
	v := CellView{Events: sumBy(e.cellsOf(s), nil, s.cells.Len())}
	r, err := significance.Analyse(ctx, v.Events, band, p.significance())
	if fault.Is(err, fault.Invalid) {
		v.nothing(err, p)
		return v, nil
	}
	if err != nil {
		return v, fmt.Errorf("significance of cells: %w", err)
	}
	v.Z, v.P, v.PPermuted, v.PFDR = r.Z, r.P, r.PPermuted, r.PFDR
	v.Summary = Significance{
		Units: len(r.Z), BandM: p.BandM, Alpha: p.Alpha, Hot: r.Hot, Cold: r.Cold,
		FDROf: string(r.FDROf), Permutations: r.Permutations, Sparse: r.Sparse,
	}
	say := lang.T("%d av %d rutor har säkert fler händelser än slumpen ger, %d säkert färre (%s). %s",
		"%d of %d cells certainly have more events than chance gives, %d certainly fewer (%s). %s")
	if v.Summary.doubtful() {
		say = lang.T("%d av %d rutor har enligt normalfördelningen fler händelser än slumpen ger, %d färre (%s), men det är osäkert. %s",
			"%d of %d cells have by the normal distribution more events than chance gives, %d fewer (%s), but that is uncertain. %s")
	}
	v.Summary.Note = lang.T(say.SV, say.EN, r.Hot, len(r.Z), r.Cold,
		lang.T("Gi*, falska fynd högst %s", "Gi*, false discoveries at most %s", percent(p.Alpha)), r.Note)
	if cut := s.cutCells(); !cut.IsZero() {
		v.Summary.Note = join([]lang.Text{v.Summary.Note, cut}, " ")
	}
	return v, nil
}

// cutCells says how many cells lie in the study area in part: with less room for events than
// the others they are tested as if they had as much.
func (s study) cutCells() lang.Text {
	cut := 0
	for c := range s.cells.Len() {
		if s.cells.Share(c) < 1 {
			cut++
		}
	}
	if cut == 0 {
		return lang.Text{}
	}
	return lang.T("%s bara delvis i området; en sådan prövas som om den vore hel.", "%s only partly in the area; such a one is tested as if it were whole.",
		counted(cut, "ruta ligger", "rutor ligger", "cell lies", "cells lie"))
}

// doubtful reports whether what stands out does so by a normal distribution that the counts
// are too sparse for: of that nothing is called certain.
func doubtful(sparse bool, of significance.Basis) bool { return sparse && of == significance.Analytic }

func (s Significance) doubtful() bool { return doubtful(s.Sparse, significance.Basis(s.FDROf)) }

// nothing is the view of cells of which none can stand out, with the reason.
func (v *CellView) nothing(why error, p Params) {
	n := len(v.Events)
	v.Z, v.P, v.PPermuted, v.PFDR = make([]float64, n), ones(n), ones(n), ones(n)
	v.Summary = Significance{Units: n, BandM: p.BandM, Alpha: p.Alpha, FDROf: string(significance.Analytic), Note: saidBy(why)}
}

// saidBy is what a fault says to people.
func saidBy(err error) lang.Text {
	var f *fault.Error
	if !errors.As(err, &f) {
		return lang.Text{}
	}
	return lang.Text{SV: f.Say(lang.SV), EN: f.Say(lang.EN)}
}

func ones(n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = 1
	}
	return all
}

// significance is how cells and segments are tested: on permutations, of which there are as
// many as it takes, since counts of reports are too sparse for the normal distribution.
func (p Params) significance() significance.Params {
	return significance.Params{Permutations: p.Permutations, Raise: true, Seed: p.Seed, Alpha: p.Alpha}
}

// hot reports whether a cell has more events than chance would give.
func (v CellView) hot(cell int) bool {
	return v.Z[cell] > 0 && v.PFDR[cell] <= v.Summary.Alpha
}

// byStandingOut puts the cell first that has most more than chance gives.
func (v CellView) byStandingOut(a, b int) int {
	high := func(cell int) float64 { // how sure it is that it has more
		if v.Z[cell] > 0 {
			return 1 - v.PFDR[cell]
		}
		return -1
	}
	return cmp.Or(cmp.Compare(high(b), high(a)), cmp.Compare(v.Z[b], v.Z[a]))
}

// significanceAt is what the cells say of a place that lies on some of them.
func (c Cells) significanceAt(cells []int) PlaceSignificance {
	all, citizens := c.Views[AllView], c.Views[CitizensView]
	if len(cells) == 0 || len(all.Z) == 0 {
		return PlaceSignificance{P: 1, PPermuted: 1, PFDR: 1, ByCitizens: &ByCitizens{CitizensPFDR: 1}, Text: lang.T(
			"om platsen sticker ut statistiskt är inte räknat", "whether the place stands out statistically was not computed")}
	}
	best := slices.MinFunc(cells, all.byStandingOut)
	out := PlaceSignificance{Cells: len(cells), ByCitizens: &ByCitizens{}}
	for _, cell := range cells {
		if all.hot(cell) {
			out.Hot++
		}
		out.Citizens = out.Citizens || citizens.hot(cell)
	}
	out.Z, out.P, out.PPermuted, out.PFDR = all.Z[best], all.P[best], all.PPermuted[best], all.PFDR[best]
	out.FDROf, out.CitizensPFDR = all.Summary.FDROf, citizens.PFDR[best]
	out.Doubtful = all.Summary.doubtful()
	out.Text = out.words()
	return out
}

func (s PlaceSignificance) words() lang.Text {
	basis := lang.T("analytiskt p", "analytic p")
	if s.FDROf == string(significance.Permutation) {
		basis = lang.T("permutations-p", "permutation p")
	}
	figures := lang.T("Gi* z %s; %s %s efter FDR", "Gi* z %s; %s %s after FDR", lang.Decimal(s.Z, 1), basis, pValue(s.PFDR))
	switch {
	case s.Hot == 0:
		return lang.T("inte statistiskt säkerställd: rutorna här skiljer sig inte säkert från samma antal i slumpvis ordning (%s)",
			"not statistically certain: the cells here do not for certain differ from the same counts in random order (%s)", figures)
	case s.Doubtful:
		return lang.T("sticker ut enligt normalfördelningen, men antalen är för glesa för att den ska ge säkert besked (%s; permutations-p %s utan FDR)",
			"stands out by the normal distribution, but the counts are too sparse for it to be certain (%s; permutation p %s before FDR)", figures, pValue(s.PPermuted))
	case s.ByCitizens == nil:
		return lang.T("statistiskt säkerställd: så samlade rapporter ger slumpen sällan (%s)",
			"statistically certain: chance seldom gathers reports like this (%s)", figures)
	case s.Citizens:
		return lang.T("statistiskt säkerställd, också av enbart medborgares rapporter (%s)",
			"statistically certain, by citizens' reports alone, too (%s)", figures)
	}
	return lang.T("statistiskt säkerställd av alla rapporter, men inte av enbart medborgares (%s)",
		"statistically certain by all reports, but not by citizens' alone (%s)", figures)
}

// pValue writes a p so that a small one does not look like none.
func pValue(p float64) lang.Text {
	if p < 0.001 {
		return lang.T("< 0,001", "< 0.001")
	}
	return lang.Decimal(math.Min(p, 1), 3)
}

// reporterKinds counts the events that each kind of reporter told, by cell.
func (e events) reporterKinds(cells []int32, n int) map[string][]float64 {
	out := map[string][]float64{}
	for i, c := range cells {
		if c < 0 {
			continue
		}
		if out[e.kind[i]] == nil {
			out[e.kind[i]] = make([]float64, n)
		}
		out[e.kind[i]][c]++
	}
	return out
}

// cellLayer is the cells of the study area: which stand out, by all reports and by
// citizens' alone, where each kind of reporter reports at all, and how each has come along.
func (s study) cellLayer(ctx context.Context, e events, p Params) (Cells, cube, error) {
	band := s.cells.Band(p.BandM)
	layer := Cells{Lattice: p.Lattice, CellM: p.CellM, BandM: p.BandM, Views: map[string]CellView{}}
	for c := range s.cells.Len() {
		at := s.cells.Centre(c)
		layer.X, layer.Y, layer.Share = append(layer.X, at[0]), append(layer.Y, at[1]), append(layer.Share, s.cells.Share(c))
	}
	for name, some := range map[string]events{AllView: e, CitizensView: e.only(string(report.Citizen))} {
		v, err := s.view(ctx, some, band, p)
		if err != nil {
			return layer, cube{}, err
		}
		layer.Views[name] = v
	}
	var err error
	if layer.Moran, err = quadrants(ctx, layer.Views[AllView].Events, band, p); err != nil {
		return layer, cube{}, err
	}
	layer.Kinds = e.reporterKinds(e.cellsOf(s), s.cells.Len())
	over, err := s.emerging(ctx, e, band, p)
	layer.Class = over.classes
	return layer, over, err
}

// quadrants are those of local Moran's I in the cells where it is significant; none where that
// would rest on a normal distribution that the counts are too sparse for.
func quadrants(ctx context.Context, counts []float64, band significance.Neighbourhood, p Params) ([]string, error) {
	out := make([]string, len(counts))
	m, err := significance.LocalMoran(ctx, counts, band, p.significance())
	switch {
	case fault.Is(err, fault.Invalid):
		return out, nil
	case err != nil:
		return nil, fmt.Errorf("local Moran's I: %w", err)
	case doubtful(m.Sparse, m.FDROf):
		return out, nil
	}
	for c, adjusted := range m.PFDR {
		if adjusted <= p.Alpha {
			out[c] = m.Quadrant[c]
		}
	}
	return out, nil
}

// kinds tells where each kind of reporter reports at all.
func (c Cells) kinds() []Kind {
	out := []Kind{}
	for _, code := range slices.Sorted(maps.Keys(c.Kinds)) {
		k := Kind{Kind: code}
		for _, n := range c.Kinds[code] {
			if n > 0 {
				k.Reports += int(n)
				k.Cells++
			}
		}
		k.CellShare = float64(k.Cells) / float64(len(c.X))
		k.Text = lang.T("%s: %s i %s av rutorna", "%s: %s in %s of the cells", kindName(code),
			counted(k.Reports, "händelse", "händelser", "event", "events"), percent(k.CellShare))
		out = append(out, k)
	}
	return out
}

// kindName is what a kind of reporter is called.
func kindName(code string) lang.Text {
	switch report.ReporterKind(code) {
	case report.Citizen:
		return lang.T("medborgare", "citizens")
	case report.Staff:
		return lang.T("personal", "staff")
	case report.GuardReporter:
		return lang.T("väktare", "guards")
	case report.PoliceReporter:
		return lang.T("polis", "police")
	case report.PatrolReporter:
		return lang.T("patruller", "patrols")
	}
	return lang.T("okänt vem", "unknown who")
}
