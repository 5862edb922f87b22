package ingest

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// reportMapper turns records into reports. Everything that is the same for all rows of a
// file is worked out once.
type reportMapper struct {
	options    ReportOptions
	clock      *clock
	placer     *placer
	pseudonyms *report.Pseudonyms

	categories, discovery, kinds, severity *wordTable

	homeWords map[string]homeWord // by the category's word as it is written
}

// homeWord is what a category's word says of violence in a home.
type homeWord struct {
	category string // code; empty where unknown
	home     bool
}

func newReportMapper(o ReportOptions) (*reportMapper, error) {
	p := o.Profile
	m := &reportMapper{options: o, pseudonyms: report.NewPseudonyms(o.Municipality.Code, p.Source), homeWords: map[string]homeWord{}}
	loc := o.Municipality.Location()
	if p.TimeZone != "" {
		var err error
		if loc, err = time.LoadLocation(p.TimeZone); err != nil {
			return nil, fileFault(o.FileName, "mappningsprofilens tidszon %q är okänd", "the mapping profile's time zone %q is unknown", p.TimeZone)
		}
	}
	var err error
	if m.clock, err = newClock(loc, p.Times); err != nil {
		return nil, err
	}
	if m.placer, err = newPlacer(p.CRS, o.Municipality.CRS, o.Extent); err != nil {
		return nil, err
	}
	m.categories = newWordTable(p.Categories, categoryWords())
	m.categories.accepted = categoryNames()
	m.discovery = newWordTable(p.Discovery, sameWords(report.Told, report.PatrolSeen))
	m.kinds = newWordTable(p.ReporterKinds, sameWords(report.ReporterKinds()...))
	m.severity = newWordTable(p.Severity, sameWords("1", "2", "3", "4", "5"))
	return m, nil
}

// row makes a row of a record, or passes on an error that ends the file. bad is what
// reading the record gave.
func (m *reportMapper) row(rec *reportRecord, bad error) (Row, error) {
	var wrong *rowFault
	switch {
	case bad == nil:
	case errors.As(bad, &wrong):
	default:
		return Row{}, bad
	}
	row := Row{Line: rec.line}
	if home := m.home(rec); home != nil {
		wrong = home
	}
	if wrong == nil {
		row.Report, wrong = m.report(rec)
	}
	if wrong != nil {
		values := m.values
		if wrong.home {
			values = m.homeValues
		}
		row.Report = report.Report{}
		row.Rejection = &report.Rejection{Source: m.options.Profile.Source, Line: rec.line, Field: wrong.field, Reason: wrong.text, Values: values(rec)}
	}
	return row, nil
}

// values are the mapped columns of a row in quarantine: numbers of places as they are, so
// that they can be mended, names as they are stored of a report, everything else masked.
func (m *reportMapper) values(rec *reportRecord) map[string]string {
	const most = 500 // characters of a value
	stored := report.Report{
		ReporterKey: rec.values[fieldReporterKey], ExternalID: rec.values[fieldExternalID], SameEvent: rec.values[fieldSameEvent],
	}.Keyed(m.pseudonyms)
	kept := map[string]string{}
	for k, v := range rec.values {
		if v == "" {
			continue
		}
		switch k {
		case fieldReporterKey:
			v = stored.ReporterKey
		case fieldExternalID:
			v = stored.ExternalID
		case fieldSameEvent:
			v = stored.SameEvent
		case fieldEast, fieldNorth:
			if _, bad := decimalOf(v, m.options.Profile.Decimal); bad != nil {
				v = report.Mask(v)
			}
		default:
			v = report.Mask(v)
		}
		if runes := []rune(v); len(runes) > most {
			v = string(runes[:most]) + "…"
		}
		kept[fieldNames[k]] = strings.ToValidUTF8(strings.ReplaceAll(v, "\x00", ""), "\uFFFD")
	}
	return kept
}

// homeValues are what is kept of a row about violence in a home: the category and the day.
func (m *reportMapper) homeValues(rec *reportRecord) map[string]string {
	kept := map[string]string{fieldNames[fieldCategory]: quoted(rec.values[fieldCategory])}
	if from, _, bad := m.interval(rec, fieldFrom); bad == nil {
		kept[fieldNames[fieldFrom]] = from.In(m.clock.loc).Format(time.DateOnly)
	}
	return kept
}

// home tells whether a record is about violence in a home. It is asked before anything else
// is: such a row is put aside for what it is, whatever else is wrong with it.
func (m *reportMapper) home(rec *reportRecord) *rowFault {
	word := rec.values[fieldCategory]
	at, known := m.homeWords[word]
	if !known {
		at.category, _ = m.categories.code(word)
		at.home = report.HomeViolence(at.category, word, "")
		if len(m.homeWords) < maxKnownSpellings {
			m.homeWords[strings.Clone(word)] = at
		}
	}
	if !at.home && !report.HomeViolence(at.category, "", rec.values[fieldText]) {
		return nil
	}
	return &rowFault{field: fieldNames[fieldCategory], text: report.HomeViolenceReason, home: true}
}

func at(field int, p *problem) *rowFault { return &rowFault{field: fieldNames[field], text: p.text} }

// report maps a record, field by field, and stops at the first that is wrong.
func (m *reportMapper) report(rec *reportRecord) (report.Report, *rowFault) {
	v := &rec.values
	r := report.Report{
		Source:      m.options.Profile.Source,
		ExternalID:  v[fieldExternalID],
		Text:        strings.ReplaceAll(v[fieldText], "\x00", ""),
		ReporterKey: v[fieldReporterKey],
		SameEvent:   v[fieldSameEvent],
		AccuracyM:   m.options.Profile.AccuracyM,
	}
	if len(m.options.Profile.Columns["external_id"]) > 0 && r.ExternalID == "" {
		return r, at(fieldExternalID, mend("id saknas; fyll i det, eller ta bort external_id ur mappningsprofilen om källan inte har något",
			"the id is missing; fill it in, or remove external_id from the mapping profile if the source has none"))
	}
	if wrong := m.words(rec, &r); wrong != nil {
		return r, wrong
	}
	if wrong := m.times(rec, &r); wrong != nil {
		return r, wrong
	}
	if wrong := m.where(rec, &r); wrong != nil {
		return r, wrong
	}
	r = r.Keyed(m.pseudonyms)
	if err := r.Validate(); err != nil {
		return r, invalid(err)
	}
	return r, nil
}

// invalid is the first field at fault of a report that breaks a rule.
func invalid(err error) *rowFault {
	if f, ok := errors.AsType[*fault.Error](err); ok && len(f.Fields) > 0 {
		return &rowFault{field: f.Fields[0].Name, text: f.Fields[0].Text}
	}
	return &rowFault{field: "", text: lang.Same(err.Error())}
}

// words reads what is chosen from tables.
func (m *reportMapper) words(rec *reportRecord, r *report.Report) *rowFault {
	v := &rec.values
	category, bad := m.categories.code(v[fieldCategory])
	if bad == nil && category == "" {
		bad = mend("kategorin saknas; skriv en av %s", "the category is missing; write one of %s", m.categories.accepted)
	}
	if bad != nil {
		return at(fieldCategory, bad)
	}
	discovery, bad := m.discovery.code(v[fieldDiscovery])
	if bad != nil {
		return at(fieldDiscovery, bad)
	}
	kind, bad := m.kinds.code(v[fieldReporterKind])
	if bad != nil {
		return at(fieldReporterKind, bad)
	}
	severity, bad := m.severity.code(v[fieldSeverity])
	if bad != nil {
		return at(fieldSeverity, bad)
	}
	if r.Exercise, bad = m.exerciseOf(v[fieldExercise]); bad != nil {
		return at(fieldExercise, bad)
	}
	r.Category, r.Discovery, r.ReporterKind = category, report.Discovery(discovery), report.ReporterKind(kind)
	if severity != "" {
		r.Severity, _ = strconv.Atoi(severity) // the table holds digits only
	}
	return nil
}

// times reads when it happened and when it was told.
func (m *reportMapper) times(rec *reportRecord, r *report.Report) *rowFault {
	var bad *problem
	if r.From, r.To, bad = m.interval(rec, fieldFrom); bad != nil {
		return at(fieldFrom, bad)
	}
	if m.options.Profile.Interval == IntervalFromTo && strings.TrimSpace(rec.values[fieldTo]) != "" {
		if _, r.To, bad = m.interval(rec, fieldTo); bad != nil {
			return at(fieldTo, bad)
		}
	}
	if strings.TrimSpace(rec.values[fieldReportedAt]) != "" {
		if r.ReportedAt, _, bad = m.interval(rec, fieldReportedAt); bad != nil {
			return at(fieldReportedAt, bad)
		}
	}
	return nil
}

// interval reads one time: a moment, or the day or month where no more is given or the
// profile says so.
func (m *reportMapper) interval(rec *reportRecord, field int) (from, to time.Time, bad *problem) {
	value := strings.TrimSpace(rec.values[field])
	if value == "" {
		return from, to, mend("tiden saknas; skriv när det hände", "the time is missing; write when it happened")
	}
	w, ok := serialTime(value, rec)
	if !ok {
		if w, bad = m.clock.wall(value); bad != nil {
			return from, to, bad
		}
	}
	switch {
	case w.precision == toMonth, m.options.Profile.Interval == IntervalMonth && field != fieldReportedAt:
		from, to = m.clock.month(w)
	case w.precision == toDay:
		from, to = m.clock.day(w)
	default:
		from, bad = m.clock.instant(w)
		to = from
	}
	return from, to, bad
}

// where reads the place and how exact it is.
func (m *reportMapper) where(rec *reportRecord, r *report.Report) *rowFault {
	var q orb.Point
	for axis, field := range []int{fieldEast, fieldNorth} {
		value := strings.TrimSpace(rec.values[field])
		if value == "" {
			return at(field, mend("koordinaten saknas; ange var det hände", "the coordinate is missing; say where it happened"))
		}
		v, bad := decimalOf(value, m.options.Profile.Decimal)
		if bad != nil {
			return at(field, bad)
		}
		q[axis] = v
	}
	var bad *problem
	if r.Point, bad = m.placer.place(q); bad != nil {
		return at(fieldNorth, bad)
	}
	if value := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rec.values[fieldAccuracy]), "m")); value != "" {
		v, bad := decimalOf(value, m.options.Profile.Decimal)
		if bad != nil {
			return at(fieldAccuracy, bad)
		}
		if v != 0 { // some registers write 0 for unknown
			r.AccuracyM = v
		}
	}
	return nil
}
