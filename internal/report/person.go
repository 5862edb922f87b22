package report

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// MaxFound is how many reports a search for a person gives at most.
const MaxFound = 1000

// Limits of a search for a person.
const (
	MaxWords     = 10
	MinWordRunes = 2
	MaxWordBytes = 200
)

// PersonSearch finds what is held about a person. What any of words, reporter and external
// id finds counts.
type PersonSearch struct {
	// Words must all stand in a text. Texts are masked when they come in, so that words
	// find what masking missed.
	Words []string
	// Reporter is the name or number by which a source knows the person, as the source
	// writes it, or the pseudonym itself.
	Reporter   string
	ExternalID string // a source's own id of a report
	Source     Source // narrows reporter and external id; empty for every source
}

// PersonMatch is a search as the store asks it: all Words in the text, or one of Reporters
// as the reporter of the source beside it, or one of Keys as the id in its source.
type PersonMatch struct {
	Words     []string
	Reporters []SourceKey
	Keys      []SourceKey
}

// SourceKey is a name that holds within one source.
type SourceKey struct {
	Source Source
	Key    string
}

// Extract is what is held about a person, ready to be given to them.
type Extract struct {
	Reports   []Report   // by ID
	PutAside  []PutAside // by task and line
	Truncated bool       // there are more than MaxFound of either
}

// PutAside is a row in quarantine, and the import that put it there.
type PutAside struct {
	Task int64
	Rejection
}

// Purposes says, with every extract, what the reports are held for (GDPR art. 15.1).
var Purposes = lang.T(
	"Kommunen behandlar rapporterna för att kartlägga var och när människor är otrygga, för lägesbilden och "+
		"åtgärdsplanen enligt lagen (2023:196) om kommuners ansvar för brottsförebyggande arbete, och för att planera och "+
		"följa upp närvaro och åtgärder. Rapporterna handlar om platser. Namn, nummer och andra uppgifter som "+
		"pekar ut någon maskeras automatiskt när rapporten kommer in, men enstaka kan bli kvar, och den som har rapporterat "+
		"lagras som en pseudonym. Inga beslut fattas om enskilda. Texter och exakta platser gallras enligt kommunens "+
		"gallringsbeslut. Du kan begära rättelse, begränsning och, där beslutet tillåter det, radering, invända mot "+
		"behandlingen och lämna klagomål till Integritetsskyddsmyndigheten.",
	"The municipality processes the reports to map where and when people feel unsafe, for the situation picture and "+
		"the action plan under the act (2023:196) on municipalities' responsibility for crime prevention, and to plan and "+
		"follow up presence and measures. The reports are about places. Names, numbers and what else points at somebody "+
		"are masked automatically when a report comes in, though a few may remain, and who reported is stored as a pseudonym. "+
		"No decisions are made about individuals. Texts and exact places are disposed of by the municipality's disposal "+
		"decision. You may ask for correction, restriction and, where the decision allows it, erasure, object to the "+
		"processing, and complain to Integritetsskyddsmyndigheten (the Swedish data-protection authority).")

// Validate returns Invalid with every field at fault.
func (s PersonSearch) Validate() error {
	var bad []fault.Field
	if len(s.Words) == 0 && s.Reporter == "" && s.ExternalID == "" {
		bad = append(bad, field("words", "ange ord, rapportör eller källans id att söka efter",
			"give words, a reporter or a source's id to look for"))
	}
	if len(s.Words) > MaxWords {
		bad = append(bad, field("words", "högst %d ord", "at most %d words", MaxWords))
	}
	for _, w := range s.Words {
		if utf8.RuneCountInString(strings.TrimSpace(w)) < MinWordRunes || len(w) > MaxWordBytes {
			bad = append(bad, field("words", "varje ord har minst %d tecken och högst %d byte",
				"each word has at least %d characters and at most %d bytes", MinWordRunes, MaxWordBytes))
			break
		}
	}
	if s.Source != "" && !slices.Contains(sources, s.Source) {
		bad = append(bad, field("source", "källan %q finns inte; välj en av %v", "there is no source %q; choose one of %v", s.Source, Sources()))
	}
	for name, value := range map[string]string{"reporter": s.Reporter, "external_id": s.ExternalID, "words": strings.Join(s.Words, "")} {
		if !utf8.ValidString(value) || strings.IndexByte(value, 0) >= 0 {
			bad = append(bad, field(name, "texten är inte UTF-8", "the text is not UTF-8"))
		}
	}
	if len(bad) > 0 {
		return fault.New(fault.Invalid, lang.T("sökningen går inte att göra", "the search cannot be made"), bad...)
	}
	return nil
}

// Match turns names into the pseudonyms under which a municipality stores them.
func (s PersonSearch) Match(code string) PersonMatch {
	var m PersonMatch
	for _, w := range s.Words {
		m.Words = append(m.Words, strings.TrimSpace(w))
	}
	for _, source := range sources {
		if s.Source != "" && s.Source != source {
			continue
		}
		stored := Report{ReporterKey: s.Reporter, ExternalID: s.ExternalID}.Keyed(NewPseudonyms(code, source))
		if stored.ReporterKey != "" {
			m.Reporters = append(m.Reporters, SourceKey{source, stored.ReporterKey})
		}
		if stored.ExternalID != "" {
			m.Keys = append(m.Keys, SourceKey{source, stored.ExternalID})
		}
	}
	return m
}

// Correction is what a person may have changed in a report. Nil leaves as it is.
type Correction struct {
	Text     *string
	Category *string
	Limited  *bool // GDPR art. 18: the report is kept, and used for nothing
	Reason   string
}

// Apply returns the report with the correction done: the text masked. It returns Invalid
// with the fields at fault, such as for a text and category that together are of violence
// in a home, and Conflict for a text that was disposed of.
func (c Correction) Apply(r Report) (Report, error) {
	if c.Text == nil && c.Category == nil && c.Limited == nil {
		return r, fault.New(fault.Invalid, lang.T(
			"rättelsen ändrar ingenting; ange text, category eller limited",
			"the correction changes nothing; give text, category or limited"))
	}
	if c.Text != nil && *c.Text != "" && r.TextGone {
		return r, fault.New(fault.Conflict, lang.T(
			"rapportens text är gallrad och kan inte skrivas in på nytt",
			"the text of the report was disposed of and cannot be written again"))
	}
	if c.Category != nil {
		r.Category, r.Corrected = *c.Category, true
	}
	if c.Text != nil {
		r.Text, r.Corrected = *c.Text, true
	}
	if (c.Text != nil || c.Category != nil) && HomeViolence(r.Category, "", r.Text) {
		return r, RefuseHomeViolence()
	}
	if c.Text != nil {
		r.Text = Mask(r.Text)
	}
	if c.Limited != nil {
		r.Limited = *c.Limited
	}
	return r, r.Validate()
}

// PersonStore finds and changes what the rights of persons are about.
type PersonStore interface {
	// Report returns a report, also one that is limited, or NotFound.
	Report(ctx context.Context, code string, id int64) (Report, error)
	// FindPerson returns what matches in the order of IDs, at most limit.
	FindPerson(ctx context.Context, code string, m PersonMatch, limit int) ([]Report, error)
	// FindPutAside returns the rows in quarantine that match, words in any column, in the
	// order of tasks and lines, at most limit.
	FindPutAside(ctx context.Context, code string, m PersonMatch, limit int) ([]PutAside, error)
	// Correct stores what change makes of a report, with a new revision. It returns
	// NotFound, and what change returns.
	Correct(ctx context.Context, code string, id int64, change func(Report) (Report, error)) (Report, error)
}

// PersonService is what commands and the API ask about the rights of persons.
type PersonService struct {
	Store PersonStore
}

// Report returns one report, or NotFound. One that is limited is there for those alone who
// may change reports: they see to the person's right.
func (s PersonService) Report(ctx context.Context, m municipality.Municipality, id int64) (Report, error) {
	r, err := s.Store.Report(ctx, m.Code, id)
	if err != nil || !r.Limited {
		return r, err
	}
	access, _ := identity.AccessOf(ctx)
	if _, may := identity.RuleOf(access.Role, identity.Change, identity.Reports); !may {
		return Report{}, fault.New(fault.NotFound, lang.T("rapporten %d finns inte", "there is no report %d", id))
	}
	return r, nil
}

// Find returns what is held about a person; the reason goes to the audit log. It returns
// Invalid for a search that looks for nothing.
func (s PersonService) Find(ctx context.Context, m municipality.Municipality, search PersonSearch, reason string) (Extract, error) {
	if err := search.Validate(); err != nil {
		return Extract{}, err
	}
	identity.Because(ctx, reason)
	match := search.Match(m.Code)
	found, err := s.Store.FindPerson(ctx, m.Code, match, MaxFound+1)
	if err != nil {
		return Extract{}, err
	}
	aside, err := s.Store.FindPutAside(ctx, m.Code, match, MaxFound+1)
	if err != nil {
		return Extract{}, err
	}
	return Extract{
		Reports: found[:min(len(found), MaxFound)], PutAside: aside[:min(len(aside), MaxFound)],
		Truncated: len(found) > MaxFound || len(aside) > MaxFound,
	}, nil
}

// Correct changes a report as a person asked; the reason goes to the audit log. It returns
// NotFound, Invalid with the fields at fault, and Conflict for a text that was disposed of.
func (s PersonService) Correct(ctx context.Context, m municipality.Municipality, id int64, c Correction) (Report, error) {
	identity.Because(ctx, c.Reason)
	return s.Store.Correct(ctx, m.Code, id, c.Apply)
}
