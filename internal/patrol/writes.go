package patrol

import (
	"slices"
	"strings"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
)

// Writes tells whether teams of a role may write free text. Others mark faults of the
// place and count: nothing is to be told of persons.
func Writes(role identity.Role) bool {
	rules, ok := identity.PatrolOf(role)
	return ok && !rules.NoPersons
}

// Observable lists the categories that teams of a role may report, in the order of the
// table: those that the role's row names, or all; restricted ones only where the role is
// told of such.
func Observable(role identity.Role) []report.Category {
	rules, ok := identity.PatrolOf(role)
	return slices.DeleteFunc(report.Categories(), func(c report.Category) bool {
		named := len(rules.Observes) == 0 || slices.Contains(rules.Observes, c.Code)
		return !ok || !named || c.Restricted && !rules.Restricted
	})
}

func badCategory(code string, role identity.Role) (bad []fault.Field) {
	may := Observable(role)
	if slices.ContainsFunc(may, func(c report.Category) bool { return c.Code == code }) {
		return nil
	}
	var codes []string
	for _, c := range may {
		codes = append(codes, c.Code)
	}
	return append(bad, field("category", "kategorin %q rapporteras inte av %s; välj bland %s",
		"the category %q is not reported by this role (%s); choose among %s", code, identity.NameOf(role), strings.Join(codes, ", ")))
}

// ReportOf is the report that an observation becomes: found by a patrol, so that it weighs
// less than what citizens send. Nothing in it tells which team or person found it.
func ReportOf(m municipality.Municipality, o Observation, e Entry) report.Report {
	r := report.Report{
		Source: report.PatrolSource, Category: o.Category, From: e.At, To: e.At, ReportedAt: e.WrittenAt,
		AccuracyM: o.AccuracyM, Discovery: report.PatrolSeen, Text: e.Text, Severity: o.Severity,
		ReporterKind: report.PatrolReporter, Exercise: m.Exercise,
	}
	if r.ReportedAt.Before(r.From) { // a clock that goes before ours
		r.ReportedAt = r.From
	}
	if e.Point != nil {
		r.Point = *e.Point
	}
	return r
}
