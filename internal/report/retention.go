package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
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

// Disposal is what a run of the rules took, or would take.
type Disposal struct {
	DryRun   bool            `json:"dry_run"`
	Note     lang.Text       `json:"note"`
	Texts    int64           `json:"texts"`     // texts taken away
	Points   int64           `json:"points"`    // points coarsened
	PutAside int64           `json:"put_aside"` // rows that imports put aside, taken away
	By       []DisposalCount `json:"by"`        // ordered by source and category
}

// DisposalCount is the part of a disposal of one kind of report.
type DisposalCount struct {
	Source   Source `json:"source"`
	Category string `json:"category"`
	Texts    int64  `json:"texts"`
	Points   int64  `json:"points"`
}

// RetentionStore keeps the rules and disposes by them.
type RetentionStore interface {
	// Retention returns the rules; those of a municipality that has stored none are empty.
	Retention(ctx context.Context, code string) (Retention, error)
	// Decide stores decision and rules. Rules that are other than those before have not
	// been rehearsed.
	Decide(ctx context.Context, code string, r Retention) error
	// Rehearse notes that these rules were counted or carried out, unless they are no
	// longer those of the municipality.
	Rehearse(ctx context.Context, code string, r Retention, at time.Time) error
	// Kinds returns the kinds of report there are, in a stable order.
	Kinds(ctx context.Context, code string) ([]Kind, error)
	// CountDue counts what is past keeping: of reports by the cutoffs, and of the rows put
	// aside by imports those from before a time.
	CountDue(ctx context.Context, code string, due []Cutoff, asideBefore time.Time) (Disposal, error)
	// Dispose takes away what CountDue counts, in one transaction with the line of the
	// audit log, which it gives the counts.
	Dispose(ctx context.Context, code string, due []Cutoff, asideBefore time.Time, e identity.Event) (Disposal, error)
}

// RetentionService is what commands, the API and the nightly work ask about retention.
type RetentionService struct {
	Store RetentionStore
	Queue job.Queue
	Now   func() time.Time
}

// Retention returns the rules of a municipality.
func (s RetentionService) Retention(ctx context.Context, m municipality.Municipality) (Retention, error) {
	return s.Store.Retention(ctx, m.Code)
}

// Decide names the disposal decision and its rules; an empty decision withdraws it. It
// returns Invalid with the fields at fault.
func (s RetentionService) Decide(ctx context.Context, m municipality.Municipality, r Retention) (Retention, error) {
	r.Decision = strings.TrimSpace(r.Decision)
	if !r.Decided() {
		r.DecidedOn = time.Time{}
	}
	if err := r.Validate(); err != nil {
		return Retention{}, err
	}
	r.Rules = slices.Clone(r.Rules)
	slices.SortFunc(r.Rules, func(a, b RetentionRule) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Category, b.Category))
	})
	if err := s.Store.Decide(ctx, m.Code, r); err != nil {
		return Retention{}, err
	}
	return s.Store.Retention(ctx, m.Code)
}

// RetainRequest is what a run of retention is asked to do.
type RetainRequest struct {
	DryRun bool `json:"dry_run"`
	// Nightly runs what was rehearsed, and otherwise rehearses it for the night after.
	Nightly bool `json:"nightly,omitempty"`
}

// Start queues a run. A dry run is always allowed; of a real one it returns Conflict where
// no decision is named, or the rules have not been rehearsed within RehearsalHolds.
func (s RetentionService) Start(ctx context.Context, m municipality.Municipality, request RetainRequest) (task int64, err error) {
	r, err := s.Store.Retention(ctx, m.Code)
	if err == nil {
		err = request.allowed(r, s.Now())
	}
	if err != nil {
		return 0, err
	}
	return s.Queue.Enqueue(ctx, m.Code, job.Retain, request)
}

var (
	errUndecided = fault.New(fault.Conflict, lang.T(
		"ingenting gallras: rapporter är allmänna handlingar; ange först kommunens gallringsbeslut",
		"nothing is disposed of: reports are public records (allmänna handlingar); name the municipality's disposal decision (gallringsbeslut) first"))
	errUnrehearsed = fault.New(fault.Conflict, lang.T(
		"provkör först: reglerna har inte provkörts de senaste sju dagarna, eller har ändrats sedan dess",
		"do a dry run first: the rules have not had one in the last seven days, or have changed since"))
)

func (q RetainRequest) allowed(r Retention, now time.Time) error {
	switch {
	case q.DryRun:
		return nil
	case !r.Decided():
		return errUndecided
	case !q.Nightly && !r.Rehearsed(now):
		return errUnrehearsed
	}
	return nil
}

var (
	noteDry = lang.T(
		"provkörning: så mycket skulle gallras; ingenting är ändrat",
		"dry run: this much would be disposed of; nothing is changed")
	noteNightlyDry = lang.T(
		"provkörning: reglerna är nya eller har inte körts på sju dagar; titta på resultatet, nästa natt gallras det",
		"dry run: the rules are new or have not been run for seven days; look at the result, it is disposed of next night")
)

// Run does what a run asks for, in the transaction of ctx where there is one: it counts, or
// takes away what is past keeping, raises the revision of what it changes and leaves a line
// in the audit log. Frozen analyses and plans stay as they are. It returns Conflict as
// Start does.
func (s RetentionService) Run(ctx context.Context, m municipality.Municipality, request RetainRequest) (d Disposal, err error) {
	now := s.Now()
	r, err := s.Store.Retention(ctx, m.Code)
	if err == nil {
		err = request.allowed(r, now)
	}
	if err != nil {
		return d, err
	}
	kinds, err := s.Store.Kinds(ctx, m.Code)
	if err != nil {
		return d, err
	}
	asideBefore := monthsBefore(now, r.For(Kind{}).TextMonths, m.Location())
	if request.DryRun || !r.Rehearsed(now) {
		d, err = s.Store.CountDue(ctx, m.Code, r.cutoffs(kinds, now, m.Location()), asideBefore)
		d.DryRun, d.Note = true, noteDry
		if request.Nightly {
			d.Note = noteNightlyDry
		}
	} else {
		d, err = s.Store.Dispose(ctx, m.Code, r.Due(kinds, now, m.Location()), asideBefore, identity.Event{
			Actor: string(identity.ByJob), Way: identity.ByJob, Role: identity.Coordinator,
			Action: "dispose", Collection: identity.Reports, Reason: r.Decision,
		})
	}
	if err != nil {
		return d, err
	}
	return d, s.Store.Rehearse(ctx, m.Code, r, now)
}
