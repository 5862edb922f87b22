package terrain

import (
	"math"
	"strings"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// check returns Invalid for what cannot be regressed, naming what and where.
func (d Design) check(counts, exposure []float64) error {
	n := len(counts)
	if len(d.Names) != len(d.Columns) {
		return invalid("%d namn för %d kolumner; ge ett namn per kolumn", "%d names for %d columns; give a name per column", len(d.Names), len(d.Columns))
	}
	if len(exposure) != n {
		return unequal("exponeringen", "the exposure", len(exposure), n)
	}
	if n <= len(d.Columns)+1 {
		return invalid("%d rader räcker inte för %d kolumner; det behövs minst %d", "%d rows are too few for %d columns; it takes at least %d", n, len(d.Columns), len(d.Columns)+2)
	}
	var sum float64
	for i := range counts {
		if !finite(counts[i]) || counts[i] < 0 {
			return invalid("antalet på rad %d är %v; det ska vara 0 eller mer", "the count of row %d is %v; it must be 0 or more", i+1, counts[i])
		}
		if !finite(exposure[i]) || exposure[i] <= 0 {
			return invalid("exponeringen på rad %d är %v; den ska vara över 0, lämna annars bort raden", "the exposure of row %d is %v; it must be above 0, else leave the row out", i+1, exposure[i])
		}
		sum += counts[i]
	}
	if sum == 0 {
		return invalid("alla antal är 0: det finns inget att förklara", "all counts are 0: there is nothing to explain")
	}
	for j, column := range d.Columns {
		if err := checkColumn(d.Names[j], column, n); err != nil {
			return err
		}
	}
	return nil
}

func checkColumn(name string, column []float64, n int) error {
	if len(column) != n {
		return unequal("kolumnen "+name, "the column "+name, len(column), n)
	}
	for i, v := range column {
		if !finite(v) {
			return invalid("%s på rad %d är %v; det ska vara ett tal", "%s of row %d is %v; it must be a number", name, i+1, v)
		}
	}
	if _, _, sd := standardised(column); sd == 0 {
		return invalid("%s är lika på alla rader och kan inte skiljas från grundnivån; ta bort kolumnen", "%s is the same on all rows and cannot be told from the intercept; remove the column", name)
	}
	return nil
}

// finite is a number whose square is one too.
func finite(v float64) bool { return math.Abs(v) < 1e100 }

// names picks the names of columns.
func (d Design) names(columns []int) []string {
	out := make([]string, len(columns))
	for k, j := range columns {
		out[k] = d.Names[j]
	}
	return out
}

func collinear(names []string) error {
	return invalid("%s följer av varandra (kollinjära); ta bort någon av dem", "%s follow from each other (collinear); remove one of them", strings.Join(names, ", "))
}

func separated(names []string) error {
	return invalid("%s skiljer ut rader helt utan antal (separation), så ingen ändlig skattning finns; ta bort kolumnen eller slå ihop den med en annan",
		"%s tells rows without any counts apart (separation), so that no finite estimate exists; remove the column or join it with another", strings.Join(names, ", "))
}

func invalid(sv, en string, args ...any) error {
	return fault.New(fault.Invalid, lang.T("regressionen kan inte göras: "+sv, "the regression cannot be made: "+en, args...))
}

func unequal(sv, en string, got, want int) error {
	return invalid("%s: %d rader, men antalen är %d; ge lika många", "%s: %d rows, but the counts are %d; give as many", lang.Text{SV: sv, EN: en}, got, want)
}

// checkSegments returns Invalid for what a risk terrain cannot be made of.
func checkSegments(lengthM, counts []float64, exposures []Exposure) error {
	n := len(counts)
	if len(lengthM) != n {
		return unequal("längderna", "the lengths", len(lengthM), n)
	}
	for i := range counts {
		if !finite(lengthM[i]) || lengthM[i] < 0 {
			return invalid("längden av gatusegment %d är %v; den ska vara 0 eller mer", "the length of street segment %d is %v; it must be 0 or more", i+1, lengthM[i])
		}
		if !finite(counts[i]) || counts[i] < 0 {
			return invalid("antalet på gatusegment %d är %v; det ska vara 0 eller mer", "the count of street segment %d is %v; it must be 0 or more", i+1, counts[i])
		}
	}
	for _, x := range exposures {
		if err := x.check(n); err != nil {
			return err
		}
	}
	return nil
}

// slack is how far above 1 a share may be for having been summed.
const slack = 1e-6

func (x Exposure) check(n int) error {
	if len(x.Share) != n {
		return unequal(x.Name, x.Name, len(x.Share), n)
	}
	if len(x.Known) != n {
		return unequal("det kända av "+x.Name, "what is known of "+x.Name, len(x.Known), n)
	}
	for i := range x.Share {
		for _, v := range []float64{x.Share[i], x.Known[i]} {
			if !(v >= 0 && v <= 1+slack) {
				return invalid("%s på gatusegment %d är %v; andelar ska ligga mellan 0 och 1", "%s of street segment %d is %v; shares must lie between 0 and 1", x.Name, i+1, v)
			}
		}
	}
	return nil
}
