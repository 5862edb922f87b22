package report

import (
	"context"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// Filter chooses reports. Zero fields choose all.
type Filter struct {
	Bound      *orb.Bound // metric
	Since      time.Time  // reports that ended after
	Until      time.Time  // reports that began before
	Categories []string
	IDs        []int64
	After      int64 // keyset: reports with a greater ID
	Limit      int   // 1..MaxPage

	// Snapped gives each report the middle of the street segment nearest to it for its
	// place, and leaves out those with no street within SnapM. Bound is then about that
	// place, and nothing tells the true one.
	Snapped bool
}

// SnapM is how far from its street a snapped report may lie.
const SnapM = 500

// Sizes of a page of reports.
const (
	DefaultPage = 100
	MaxPage     = 10_000
)

// Store keeps reports.
type Store interface {
	// List returns a page of reports in the order of their IDs.
	List(ctx context.Context, code string, f Filter) ([]Report, error)
	// Create stores one report, its area assigned and, where it lies in a home, moved
	// to the street. It returns Conflict where source and external id are taken.
	Create(ctx context.Context, code string, r Report) (Report, error)
	// Extent bounds the areas and streets of a municipality, in metres; ok is false
	// where it has neither.
	Extent(ctx context.Context, code string) (bound orb.Bound, ok bool, err error)
}

// OutsideM is how far outside the areas and streets of a municipality a report may lie.
const OutsideM = 10_000

// Service is what commands and the API ask about reports.
type Service struct {
	Store
}

// Create takes one report in: it is checked, what points at a person is masked, and
// accuracy and discovery get their defaults. It returns Invalid with the fields at
// fault, such as a place far outside the municipality, or for one of violence in a home,
// and Conflict where exercise data and real reports would share a municipality or where
// the source's id is taken.
func (s Service) Create(ctx context.Context, m municipality.Municipality, r Report) (Report, error) {
	if r.AccuracyM == 0 {
		r.AccuracyM = DefaultAccuracyM
	}
	if r.Discovery == "" {
		r.Discovery = Told
	}
	r.From, r.To, r.ReportedAt = r.From.UTC(), r.To.UTC(), r.ReportedAt.UTC()
	if r.To.IsZero() {
		r.To = r.From
	}
	if HomeViolence(r.Category, r.Category, r.Text) {
		return Report{}, RefuseHomeViolence()
	}
	if err := r.Validate(); err != nil {
		return Report{}, err
	}
	if err := CheckExercise(m, r.Exercise); err != nil {
		return Report{}, err
	}
	if err := s.checkPlace(ctx, m, r.Point); err != nil {
		return Report{}, err
	}
	return s.Store.Create(ctx, m.Code, r.Keyed(NewPseudonyms(m.Code, r.Source)))
}

func (s Service) checkPlace(ctx context.Context, m municipality.Municipality, at orb.Point) error {
	extent, ok, err := s.Extent(ctx, m.Code)
	if err != nil || !ok || extent.Pad(OutsideM).Contains(at) {
		return err
	}
	return fault.New(fault.Invalid, lang.T("rapporten kan inte tas emot", "the report cannot be accepted"),
		field("lon", "platsen ligger mer än %d km utanför områdena och gatorna i %s; rätta lon och lat",
			"the place lies more than %d km outside the areas and streets of %s; mend lon and lat", OutsideM/1000, m.Name))
}

// CheckExercise returns Conflict where a report that is exercise data, or is not, does
// not belong in a municipality.
func CheckExercise(m municipality.Municipality, exercise bool) error {
	switch {
	case exercise && !m.Exercise:
		return fault.New(fault.Conflict, lang.T(
			"rapporten är övningsdata men %s har riktiga rapporter; lägg övningsdata i en egen kommun",
			"the report is exercise data but %s holds real reports; keep exercise data in a municipality of its own", m.Name))
	case !exercise && m.Exercise:
		return fault.New(fault.Conflict, lang.T(
			"%s har bara övningsdata; märk rapporten som övningsdata eller välj en annan kommun",
			"%s holds exercise data only; mark the report as exercise data or choose another municipality", m.Name))
	}
	return nil
}

// List returns a page of a municipality's reports in the order of their IDs; a limit of
// 0 means DefaultPage. It returns Invalid for a filter that cannot be right.
func (s Service) List(ctx context.Context, m municipality.Municipality, f Filter) ([]Report, error) {
	if f.Limit == 0 {
		f.Limit = DefaultPage
	}
	if err := f.Validate(); err != nil {
		return nil, err
	}
	return s.Store.List(ctx, m.Code, f)
}

// Validate returns Invalid with every field at fault.
func (f Filter) Validate() error {
	var bad []fault.Field
	if f.Limit < 1 || f.Limit > MaxPage {
		bad = append(bad, field("limit", "begär 1 till %d rapporter åt gången", "ask for 1 to %d reports at a time", MaxPage))
	}
	if f.After < 0 {
		bad = append(bad, field("after", "är ett rapport-id, 0 eller mer", "is the ID of a report, 0 or more"))
	}
	if !f.Since.IsZero() && !f.Until.IsZero() && f.Until.Before(f.Since) {
		bad = append(bad, field("until", "ligger före since; byt plats på dem", "is before since; swap them"))
	}
	if f.Bound != nil && f.Bound.IsEmpty() {
		bad = append(bad, field("bbox", "är tom; skriv väst, syd, öst, nord", "is empty; write west, south, east, north"))
	}
	for _, c := range f.Categories {
		if _, ok := CategoryOf(c); !ok {
			bad = append(bad, field("category", "kategorin %q finns inte; välj bland %s",
				"there is no category %q; choose among %s", c, codes()))
		}
	}
	if len(bad) > 0 {
		return fault.New(fault.Invalid, lang.T("urvalet av rapporter går inte att göra",
			"the selection of reports cannot be made"), bad...)
	}
	return nil
}
