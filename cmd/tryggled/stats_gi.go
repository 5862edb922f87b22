package main

import (
	"io"

	"tryggled/internal/hotspot/significance"
	"tryggled/internal/lang"
)

// Run tells of each unit whether it and its neighbours hold more or less than the others.
func (s statsGiStar) Run(c *call) error {
	u, err := s.units(c)
	if err != nil {
		return err
	}
	r, err := significance.Analyse(c, u.values, u.neighbours, s.params())
	if err != nil {
		return err
	}
	columns := []column{{"z", r.Z}, {"p", r.P}, {"p_fdr", r.PFDR}, {"p_permuted", r.PPermuted}}
	basis := worded{"p_fdr_of", func(int) string { return string(r.FDROf) }} // each row says which p it is, wherever it is copied to
	result := map[string]any{
		"statistic": "Getis-Ord Gi*", "radius": s.RadiusM, "alpha": s.Alpha, "p": "analytic", "p_fdr_of": r.FDROf,
		"permutations": r.Permutations, "seed": s.Seed, "sparse": r.Sparse, "undefined": r.Undefined,
		"hot": r.Hot, "cold": r.Cold, "outside": u.outside, "note": r.Note,
	}
	if s.JSON {
		result["rows"] = u.rows(columns, basis)
	}
	if err := s.write(c, result, func(w io.Writer) error { return u.write(w, columns, basis) }); err != nil {
		return err
	}
	u.tellOutside(c)
	c.tell(r.Note)
	c.remark("Varma: %d. Kalla: %d. Av %d, med p_fdr högst %s.", "Hot: %d. Cold: %d. Of %d, with p_fdr at most %s.", r.Hot, r.Cold, len(r.Z), lang.Decimal(s.Alpha, -1))
	return nil
}

// Run tells of each unit whether it is like its neighbours or stands out among them.
func (s statsMoran) Run(c *call) error {
	u, err := s.units(c)
	if err != nil {
		return err
	}
	r, err := significance.LocalMoran(c, u.values, u.neighbours, s.params())
	if err != nil {
		return err
	}
	columns := []column{{"i", r.I}, {"z", r.Z}, {"p", r.P}, {"p_fdr", r.PFDR}, {"p_permuted", r.PPermuted}}
	basis := worded{"p_fdr_of", func(int) string { return string(r.FDROf) }}
	quadrant := worded{"quadrant", func(row int) string { return r.Quadrant[row] }}
	certain := 0
	for _, p := range r.PFDR {
		if p <= s.Alpha {
			certain++
		}
	}
	result := map[string]any{
		"statistic": "local Moran's I", "radius": s.RadiusM, "alpha": s.Alpha, "p": "analytic", "p_fdr_of": r.FDROf,
		"permutations": r.Permutations, "seed": s.Seed, "sparse": r.Sparse, "undefined": r.Undefined,
		"certain": certain, "outside": u.outside, "note": r.Note,
	}
	if s.JSON {
		result["rows"] = u.rows(columns, basis, quadrant)
	}
	if err := s.write(c, result, func(w io.Writer) error { return u.write(w, columns, basis, quadrant) }); err != nil {
		return err
	}
	u.tellOutside(c)
	c.tell(r.Note)
	c.remark("Säkra: %d av %d, med p_fdr högst %s.", "Certain: %d of %d, with p_fdr at most %s.", certain, len(r.I), lang.Decimal(s.Alpha, -1))
	return nil
}
