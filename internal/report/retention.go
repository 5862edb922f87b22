package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// How long is kept what no rule tells of, in months.
const (
	DefaultTextMonths  = 24
	DefaultPointMonths = 60
)

// Limits of a disposal decision.
const (
	MaxRetentionRules  = 200
	MaxRetentionMonths = 1200
	MaxDecisionBytes   = 200
)

// CoarseSquareM is the side of the square whose middle a point is moved to, in metres, and
// the least accuracy that the report has then. The squares are aligned to the origin of the
// municipality's coordinate system.
const CoarseSquareM = 250

// RehearsalHolds is how long after a dry run its rules may be carried out.
const RehearsalHolds = 7 * 24 * time.Hour

// Retention is how long a municipality keeps what. Reports are public records (allmänna
// handlingar): nothing is disposed of until the municipality has named its disposal
// decision (gallringsbeslut).
type Retention struct {
	Decision    string    // its reference number; empty where there is none
	DecidedOn   time.Time // the date, midnight UTC; zero where there is no decision
	Rules       []RetentionRule
	RehearsedAt time.Time // when these very rules were last counted or carried out; zero for never
}

// RetentionRule is how long the reports of a source and category keep their text and their
// exact point, in calendar months from when the event was over.
type RetentionRule struct {
	Source      Source `json:"source,omitempty"`   // empty for every source
	Category    string `json:"category,omitempty"` // empty for every category
	TextMonths  int    `json:"text_months"`
	PointMonths int    `json:"point_months"`
}

// Kind is what retention tells reports apart by.
type Kind struct {
	Source   Source
	Category string
}

// Decided reports whether a disposal decision is named.
func (r Retention) Decided() bool { return r.Decision != "" }

// Rehearsed reports whether the rules have been counted lately enough to be carried out.
func (r Retention) Rehearsed(now time.Time) bool {
	return !r.RehearsedAt.IsZero() && now.Sub(r.RehearsedAt) <= RehearsalHolds
}

// For is the rule of a kind of report: the most specific one, source before category, or
// the defaults.
func (r Retention) For(k Kind) RetentionRule {
	best, rank := RetentionRule{TextMonths: DefaultTextMonths, PointMonths: DefaultPointMonths}, -1
	for _, rule := range r.Rules {
		if rule.covers(k) && rule.rank() > rank {
			best, rank = rule, rule.rank()
		}
	}
	best.Source, best.Category = k.Source, k.Category
	return best
}

// asideMonths is how long a row is kept that an import put aside: its category may be what is
// wrong with it, so as long as the text of the kind of report that is kept the shortest.
func (r Retention) asideMonths() int {
	months := MaxRetentionMonths
	for _, source := range sources {
		for _, c := range append([]Category{{}}, categories...) {
			months = min(months, r.For(Kind{source, c.Code}).TextMonths)
		}
	}
	return months
}

func (r RetentionRule) covers(k Kind) bool {
	return (r.Source == "" || r.Source == k.Source) && (r.Category == "" || r.Category == k.Category)
}

func (r RetentionRule) rank() (n int) {
	if r.Source != "" {
		n += 2
	}
	if r.Category != "" {
		n++
	}
	return n
}

// PatrolLog is what the logs of patrols go by in a disposal, as a category of reports by
// patrols: their texts, and who wrote them, are kept as long as the texts of such reports. It
// is no category of its own: a rule of the source says otherwise.
const PatrolLog = "log"

// Cutoff is before which times the reports of a kind are past keeping.
type Cutoff struct {
	Kind
	TextBefore  time.Time
	PointBefore time.Time
}

// Due gives the cutoffs of kinds of report, by the decision; without one there are none.
func (r Retention) Due(kinds []Kind, now time.Time, zone *time.Location) []Cutoff {
	if !r.Decided() {
		return nil
	}
	return r.cutoffs(kinds, now, zone)
}

// cutoffs gives the cutoffs as if there were a decision.
func (r Retention) cutoffs(kinds []Kind, now time.Time, zone *time.Location) []Cutoff {
	all := make([]Cutoff, len(kinds))
	for i, k := range kinds {
		rule := r.For(k)
		all[i] = Cutoff{k, monthsBefore(now, rule.TextMonths, zone), monthsBefore(now, rule.PointMonths, zone)}
	}
	return all
}

// monthsBefore is the beginning of the local day a number of calendar months before now. A
// day that the month lacks becomes its last: a month before 31 March is 28 February, never
// a day in March.
func monthsBefore(now time.Time, months int, zone *time.Location) time.Time {
	year, month, day := now.In(zone).Date()
	last := time.Date(year, month-time.Month(months)+1, 0, 0, 0, 0, 0, zone)
	return time.Date(last.Year(), last.Month(), min(day, last.Day()), 0, 0, 0, 0, zone).UTC()
}

// Validate returns Invalid with every field at fault.
func (r Retention) Validate() error {
	var bad []fault.Field
	switch {
	case len(r.Decision) > MaxDecisionBytes || strings.ContainsFunc(r.Decision, func(c rune) bool { return c < ' ' }):
		bad = append(bad, field("decision", "skriv beslutets diarienummer på en rad, högst %d byte",
			"write the reference number of the decision in one line, at most %d bytes", MaxDecisionBytes))
	case r.Decided() && r.DecidedOn.IsZero():
		bad = append(bad, field("decided_on", "skriv vilken dag beslutet fattades, som 2026-11-20",
			"write the day of the decision, such as 2026-11-20"))
	}
	if len(r.Rules) > MaxRetentionRules {
		bad = append(bad, field("rules", "högst %d regler", "at most %d rules", MaxRetentionRules))
	}
	seen := map[Kind]bool{}
	for i, rule := range r.Rules {
		bad = append(bad, rule.bad(fmt.Sprintf("rules[%d]", i))...)
		k := Kind{rule.Source, rule.Category}
		if seen[k] {
			bad = append(bad, field(fmt.Sprintf("rules[%d]", i), "det finns redan en regel för samma källa och kategori",
				"there is a rule for the same source and category already"))
		}
		seen[k] = true
	}
	if len(bad) > 0 {
		return fault.New(fault.Invalid, lang.T("gallringsreglerna kan inte tas emot", "the rules of retention cannot be accepted"), bad...)
	}
	return nil
}

func (r RetentionRule) bad(name string) (bad []fault.Field) {
	if r.Source != "" && !slices.Contains(sources, r.Source) {
		bad = append(bad, field(name+".source", "källan %q finns inte; välj en av %v, eller ingen för alla",
			"there is no source %q; choose one of %v, or none for all", r.Source, Sources()))
	}
	if _, ok := CategoryOf(r.Category); r.Category != "" && !ok {
		bad = append(bad, field(name+".category", "kategorin %q finns inte; välj en av %s, eller ingen för alla",
			"there is no category %q; choose one of %s, or none for all", r.Category, codes()))
	}
	for months, value := range map[string]int{"text_months": r.TextMonths, "point_months": r.PointMonths} {
		if value < 0 || value > MaxRetentionMonths {
			bad = append(bad, field(name+"."+months, "skriv 0 till %d månader", "write 0 to %d months", MaxRetentionMonths))
		}
	}
	slices.SortFunc(bad, func(a, b fault.Field) int { return cmp.Compare(a.Name, b.Name) })
	return bad
}
