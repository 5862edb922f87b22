// Package cell counts reports for everybody: in hexagons, over closed periods, so few
// figures and so coarse that none tells of a person. It stands after report and overlay,
// beside hotspot; whatever else is shown to the public must be made of its figures.
//
// # What is counted
//
// A figure counts reports in one cell over some months. Reports of one event count once,
// as the earliest of them, and "reports" below means what is left. Left out are reports of
// restricted categories, of categories that never raise a priority (a safe place is not
// unrest), those whose use is limited, those whose place is known to less than
// MaxAccuracyM, and those whose time reaches from one month into the next: what is not
// known to a month is counted in none.
//
// # What is told
//
// A figure is told if it counts at least LeastReports by LeastReporters known reporters,
// or LeastUnknown whose reporters are unknown, and if its cell holds at least
// LeastDwellings dwellings. Where no dwelling is known in a cell (which is not to say that
// there is none) its width is what protects: no cell is narrower than WidthM. A reporter is
// a pseudonym within a source: whoever tells two systems is two.
//
// A month is closed on the first day of the second month after it, which leaves a month
// for late reports; months are closed in order, each once. When a month is closed, each
// cell's figure for it is told or kept back. When the last month of a quarter is closed,
// the months of the quarter that a cell has kept back are tried as one figure; when the
// last month of a year is, those of the year that are still kept back. Reports that came
// in meanwhile join, since they were told of nowhere. What remains is never told.
//
// # Why no figures can be subtracted
//
// Let F be the set of all figures that were ever told, and R(f) the reports that f counts.
//
//  1. R(f) and R(g) are disjoint for any two figures f and g. Within a cell their months
//     are: a month is kept back or told, and only months kept back are tried again. Across
//     cells and months each report has one of each at a time, and one that is moved by a
//     correction afterwards stays marked as counted, as are all reports of its event, and
//     the mark stays when the report is erased; what is marked takes part in no later
//     figure. The database holds a report to one figure by a primary key.
//  2. Each f meets the thresholds on R(f) itself when it is told, and never changes after.
//  3. So every sum of figures with whole factors, such as a total of an area less its
//     cells, counts every report of a figure equally often: it cannot tell two reports of
//     one figure apart, and hence isolates no set of reports smaller than some R(f).
//
// This holds for whatever is computed from figures alone. Totals of areas, tiles and
// hotspots for the public must therefore be functions of Service.Figures, never of reports:
// there is one suppression, and it is this one.
//
// It does not keep from others what one of the reporters knows of their own reports, and
// somebody who sends in reports under several names can find out whether a figure lacks
// few or many. A restored backup that is older than a figure has forgotten it: its months
// are closed anew, with the reports as they then are.
package cell

import (
	"slices"

	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// The thresholds of a figure.
const (
	LeastReports   = 5
	LeastReporters = 3  // known ones, among those reports
	LeastUnknown   = 10 // reports, where reporters are unknown
	LeastDwellings = 8  // in the cell, where any is known
)

// MaxAccuracyM is the coarsest place that is counted: half the width of a cell.
const MaxAccuracyM = WidthM / 2

// MaxHistory is how many months back the first closing goes.
const MaxHistory = 36

// Rules tells readers of the figures how they came about.
var Rules = lang.T(
	"Varje siffra räknar rapporter i en sexkantig ruta, %d meter bred, under avslutade månader. Den visas bara om den räknar minst %d rapporter från minst %d olika rapportörer, eller %d rapporter där rapportörerna är okända, och om rutan har minst %d bostadshus eller inget känt. Annars slås månaderna i kvartalet ihop, sedan de i året, och når de ändå inte upp visas ingenting. Att en ruta saknar siffra betyder inte att inget har rapporterats. Flera rapporter om samma händelse räknas en gång. Känsliga kategorier räknas inte, inte heller platser och tider som är för ungefärliga. En månad avslutas den första i andra månaden efter; siffrorna ändras aldrig i efterhand, och ingen rapport räknas i två av dem.",
	"Each figure counts reports in a hexagon, %d metres wide, over closed months. It is shown only if it counts at least %d reports by at least %d different reporters, or %d reports where the reporters are unknown, and if the cell has at least %d residential buildings or none that is known. Otherwise the months of the quarter are joined, then those of the year, and if that is still too few nothing is shown. A cell without a figure does not mean that nothing was reported. Several reports of one event count once. Sensitive categories are not counted, nor are places and times that are too vague. A month is closed on the first day of the second month after it; figures never change afterwards, and no report is counted in two of them.",
	WidthM, LeastReports, LeastReporters, LeastUnknown, LeastDwellings)

// Figure is a count that everybody may see.
type Figure struct {
	ID      int64
	Cell    Hex
	Months  []Month // that it counts, in order
	Reports int
	Span    Span    // which closing it was told by; not stored
	counted []int64 // the IDs of the reports, all those of each event
}

// Counted returns the IDs of the reports behind a figure that was just made, all those of
// each event. They never leave the program.
func (f Figure) Counted() []int64 { return f.counted }

// Span is how far months were joined to make a figure.
type Span string

// The spans, in the order in which they are tried.
const (
	OfMonth   Span = "month"
	OfQuarter Span = "quarter"
	OfYear    Span = "year"
)

// Categories returns the codes of the categories that are counted, in a stable order.
func Categories() []string {
	var codes []string
	for _, c := range report.Categories() {
		if !c.Restricted && c.Weight > 0 {
			codes = append(codes, c.Code)
		}
	}
	return slices.Clip(codes)
}

// enough reports whether events may be told of: how many they are and who told of them.
func enough(events []event) bool {
	known, unknown := map[string]bool{}, 0
	for _, e := range events {
		for _, reporter := range e.reporters {
			known[reporter] = true
		}
		if len(e.reporters) == 0 {
			unknown++
		}
	}
	return len(events) >= LeastReports && len(known) >= LeastReporters || unknown >= LeastUnknown
}
