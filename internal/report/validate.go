package report

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Limits of what a report may say.
const (
	MaxTextBytes = 20_000
	MaxIDBytes   = 200
	MaxAccuracyM = 200_000
	MaxSeverity  = 5
	MaxInterval  = 2 * 366 * 24 * time.Hour

	earliestYear   = 1970
	latestYear     = 2100
	maxCoordinateM = 2e7
)

// DefaultAccuracyM stands where nobody says how exact a place is: about the width of a
// street with its pavements.
const DefaultAccuracyM = 20

// Sources lists the sources in a stable order.
func Sources() []Source { return slices.Clone(sources) }

var sources = []Source{Embrace, PoliceRecord, SafetyWalk, Survey, FaultReport, TrafficMeasurement, PatrolSource}

// ReporterKinds lists the kinds of reporter in a stable order, unknown left out.
func ReporterKinds() []ReporterKind { return slices.Clone(reporterKinds) }

var reporterKinds = []ReporterKind{Citizen, Staff, GuardReporter, PoliceReporter, PatrolReporter}

// Validate returns Invalid with every field at fault.
func (r Report) Validate() error {
	bad := append(append(append(r.badWords(), r.badTimes()...), r.badPlace()...), r.badTexts()...)
	if len(bad) > 0 {
		return fault.New(fault.Invalid, lang.T("rapporten kan inte tas emot", "the report cannot be accepted"), bad...)
	}
	return nil
}

func field(name, sv, en string, args ...any) fault.Field {
	return fault.Field{Name: name, Text: lang.T(sv, en, args...)}
}

// badWords checks what is chosen from a table.
func (r Report) badWords() (bad []fault.Field) {
	if _, ok := CategoryOf(r.Category); !ok {
		bad = append(bad, field("category", "kategorin %q finns inte; välj en av %s",
			"there is no category %q; choose one of %s", r.Category, codes()))
	}
	if !slices.Contains(sources, r.Source) {
		bad = append(bad, field("source", "källan %q finns inte; välj en av %v",
			"there is no source %q; choose one of %v", r.Source, Sources()))
	}
	if r.Discovery != Told && r.Discovery != PatrolSeen {
		bad = append(bad, field("discovery", "%q är inget sätt att upptäcka; välj told eller patrol",
			"%q is no way of discovery; choose told or patrol", r.Discovery))
	}
	if r.ReporterKind != ReporterUnknown && !slices.Contains(reporterKinds, r.ReporterKind) {
		bad = append(bad, field("reporter_kind", "rapportörsslaget %q finns inte; välj ett av %v",
			"there is no kind of reporter %q; choose one of %v", r.ReporterKind, ReporterKinds()))
	}
	if r.Severity < 0 || r.Severity > MaxSeverity {
		bad = append(bad, field("severity", "allvaret är %d; skriv 1 (lindrigt) till %d, eller 0 om det är okänt",
			"the severity is %d; write 1 (slight) to %d, or 0 where unknown", r.Severity, MaxSeverity))
	}
	return bad
}

func codes() string {
	var all []string
	for _, c := range categories {
		all = append(all, c.Code)
	}
	return strings.Join(all, ", ")
}

func (r Report) badTimes() (bad []fault.Field) {
	for _, t := range []struct {
		name string
		at   time.Time
	}{{"from", r.From}, {"to", r.To}, {"reported_at", r.ReportedAt}} {
		if t.at.IsZero() && t.name == "reported_at" {
			continue
		}
		if y := t.at.UTC().Year(); y < earliestYear || y > latestYear {
			bad = append(bad, field(t.name, "tiden saknas eller ligger utanför åren %d–%d",
				"the time is missing or outside the years %d–%d", earliestYear, latestYear))
		}
	}
	switch {
	case len(bad) > 0:
	case r.To.Before(r.From):
		bad = append(bad, field("to", "händelsen slutar innan den börjar", "the event ends before it begins"))
	case r.To.Sub(r.From) > MaxInterval:
		bad = append(bad, field("to", "händelsen varar mer än två år; dela upp den",
			"the event lasts for more than two years; split it"))
	}
	return bad
}

func (r Report) badPlace() (bad []fault.Field) {
	for k, name := range []string{"east", "north"} {
		if v := r.Point[k]; math.IsNaN(v) || math.Abs(v) > maxCoordinateM {
			bad = append(bad, field(name, "koordinaten %g är inte meter i kommunens system",
				"the coordinate %g is not metres in the municipality's system", v))
		}
	}
	if !(r.AccuracyM > 0 && r.AccuracyM <= MaxAccuracyM) {
		bad = append(bad, field("accuracy_m", "noggrannheten är %g m; skriv mer än 0 och högst %d",
			"the accuracy is %g m; write more than 0 and at most %d", r.AccuracyM, MaxAccuracyM))
	}
	return bad
}

func (r Report) badTexts() (bad []fault.Field) {
	for _, t := range []struct {
		name, text string
		most       int
	}{
		{"text", r.Text, MaxTextBytes},
		{"external_id", r.ExternalID, MaxIDBytes},
		{"reporter_key", r.ReporterKey, MaxIDBytes},
		{"same_event", r.SameEvent, MaxIDBytes},
	} {
		switch {
		case len(t.text) > t.most:
			bad = append(bad, field(t.name, "texten är %d byte lång; korta den till högst %d",
				"the text is %d bytes long; shorten it to at most %d", len(t.text), t.most))
		case !utf8.ValidString(t.text) || strings.IndexByte(t.text, 0) >= 0:
			bad = append(bad, field(t.name, "texten är inte UTF-8; spara om den som UTF-8",
				"the text is not UTF-8; save it again as UTF-8"))
		}
	}
	return bad
}
