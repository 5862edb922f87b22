package report

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

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
	// Rehearse notes that these rules were counted or carried out. It returns Conflict
	// where they are not those of the municipality any more.
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
// Start does, and where the rules were changed meanwhile.
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
	asideBefore := monthsBefore(now, r.asideMonths(), m.Location())
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
