package report

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// LeastDisclosed is the least number of reports that a copy tells. Where there are fewer in
// a month, an area and a category, it tells that there are some.
//
// Nothing is merged into a larger figure and no sum is given, and a copy is of whole months,
// so that what one copy holds back cannot be had by taking one figure from another: each
// figure of any copy is of one month, one area and one category (or all restricted ones).
// Two copies of the same month may differ by reports that came in between them; the secrecy
// test of the later one weighs that.
const LeastDisclosed = 5

// RestrictedGroup stands in a copy for all restricted categories together.
const RestrictedGroup = "restricted"

// Limits of a disclosure.
const (
	MaxRequestBytes = 200
	MaxSecrecyBytes = 5000
)

// Disclosure is a decision on a request for public records (begäran om utlämnande av allmän
// handling), and the copy that was handed out.
type Disclosure struct {
	ID          int64
	Request     string // reference number of the request; no names
	SecrecyTest string // provisions of the secrecy act (OSL) that were weighed, and the outcome
	Granted     bool
	Selection   Selection
	Copy        []DisclosedCount // by month, area and category; nil where refused
	AuditHead   identity.AuditHead
	DecidedAt   time.Time
	DecidedBy   string // actor
}

// Selection is which reports a request is about. Since and Until are first moments of
// months in the municipality's time; zero, or empty, is without bound.
type Selection struct {
	Since      time.Time `json:"since,omitzero"`
	Until      time.Time `json:"until,omitzero"`
	Categories []string  `json:"categories,omitempty"`
	Area       string    `json:"area,omitempty"`
}

// DisclosedCount is a line of a copy. Count is 0 where there are fewer than LeastDisclosed.
type DisclosedCount struct {
	Month    string `json:"month"` // such as 2026-11
	Area     string `json:"area"`  // slug; empty outside all areas
	Category string `json:"category"`
	Count    int    `json:"count,omitempty"`
}

// CopyExplained goes with every copy.
var CopyExplained = lang.T(
	"Antal rapporter per månad, område och kategori, i kommunens tid efter när händelsen började. Texter, platser och uppgifter "+
		"om vem som rapporterat lämnas inte ut. Kategorier som är känsliga räknas tillsammans (restricted). Där det finns "+
		"rapporter men färre än fem anges det utan antal. Rapporter vars användning är begränsad är inte med.",
	"Number of reports by month, area and category, in the municipality's time by when the event began. Texts, places and who "+
		"reported are not handed out. Categories that are sensitive are counted together (restricted). Where there are "+
		"reports but fewer than five, that is told without a number. Reports whose use is limited are left out.")

// Validate returns Invalid with every field at fault; zone is the municipality's.
func (d Disclosure) Validate(zone *time.Location) error {
	var bad []fault.Field
	for _, t := range []struct {
		name, text string
		most       int
	}{{"request", d.Request, MaxRequestBytes}, {"secrecy_test", d.SecrecyTest, MaxSecrecyBytes}} {
		if strings.TrimSpace(t.text) == "" || len(t.text) > t.most {
			bad = append(bad, field(t.name, "skriv 1 till %d byte", "write 1 to %d bytes", t.most))
		}
	}
	bad = append(bad, d.Selection.bad(zone)...)
	if len(bad) > 0 {
		return fault.New(fault.Invalid, lang.T("beslutet kan inte tas emot", "the decision cannot be accepted"), bad...)
	}
	return nil
}

func (s Selection) bad(zone *time.Location) (bad []fault.Field) {
	for _, t := range []struct {
		name string
		at   time.Time
	}{{"since", s.Since}, {"until", s.Until}} {
		if !t.at.IsZero() && !t.at.Equal(monthOf(t.at, zone)) {
			bad = append(bad, field(t.name, "skriv den första dagen i en månad, som 2026-11-01",
				"write the first day of a month, such as 2026-11-01"))
		}
	}
	if !s.Since.IsZero() && !s.Until.IsZero() && !s.Since.Before(s.Until) {
		bad = append(bad, field("until", "ligger inte efter since", "is not after since"))
	}
	for _, c := range s.Categories {
		if _, ok := CategoryOf(c); !ok {
			bad = append(bad, field("categories", "kategorin %q finns inte; välj bland %s",
				"there is no category %q; choose among %s", c, codes()))
		}
	}
	return bad
}

// monthOf is the first moment of the local month of an instant.
func monthOf(t time.Time, zone *time.Location) time.Time {
	year, month, _ := t.In(zone).Date()
	return time.Date(year, month, 1, 0, 0, 0, 0, zone).UTC()
}

// whole are the categories that a copy counts: one restricted category stands for them all,
// since two copies of different ones could be subtracted.
func whole(chosen []string) []string {
	if len(chosen) == 0 {
		return nil
	}
	restricted := slices.ContainsFunc(categories, func(c Category) bool {
		return c.Restricted && slices.Contains(chosen, c.Code)
	})
	var all []string
	for _, c := range categories {
		if c.Restricted && restricted || slices.Contains(chosen, c.Code) {
			all = append(all, c.Code)
		}
	}
	return all
}

// coarsen makes the copy of plain counts by month, area and category.
func coarsen(counts []DisclosedCount) []DisclosedCount {
	sums := map[DisclosedCount]int{}
	for _, c := range counts {
		n := c.Count
		if known, ok := CategoryOf(c.Category); !ok || known.Restricted {
			c.Category = RestrictedGroup // also what the table does not know
		}
		c.Count = 0
		sums[c] += n
	}
	copied := make([]DisclosedCount, 0, len(sums))
	for c, n := range sums {
		if n >= LeastDisclosed {
			c.Count = n
		}
		copied = append(copied, c)
	}
	slices.SortFunc(copied, func(a, b DisclosedCount) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Area, b.Area), cmp.Compare(a.Category, b.Category))
	})
	return copied
}

// DisclosureStore keeps decisions on requests.
type DisclosureStore interface {
	// Slugs lists the areas there are, and those of stored reports, in order.
	Slugs(ctx context.Context, code string) ([]string, error)
	// Counts counts reports that are not limited by the local month in which they began,
	// area and category.
	Counts(ctx context.Context, m municipality.Municipality, s Selection) ([]DisclosedCount, error)
	// Save stores a decision and returns its id.
	Save(ctx context.Context, code string, d Disclosure) (id int64, err error)
	// List returns decisions, newest first, with ids below before (0: all), at most limit.
	List(ctx context.Context, code string, before int64, limit int) ([]Disclosure, error)
}

// DisclosureService answers requests for public records.
type DisclosureService struct {
	Store DisclosureStore
	Head  func(ctx context.Context, code string) (identity.AuditHead, error) // of the audit log
	Now   func() time.Time
}

// Disclose stores a decision of the actor in ctx, with the coarsened copy where it is
// granted. It returns Invalid with the fields at fault.
func (s DisclosureService) Disclose(ctx context.Context, m municipality.Municipality, d Disclosure) (Disclosure, error) {
	now := s.Now()
	if present := monthOf(now, m.Location()); d.Selection.Until.IsZero() || d.Selection.Until.After(present) {
		d.Selection.Until = present // which is not over
	}
	err := d.Validate(m.Location())
	if err == nil {
		err = s.checkArea(ctx, m.Code, d.Selection.Area)
	}
	if err != nil {
		return Disclosure{}, err
	}
	d.Selection.Categories = whole(d.Selection.Categories)
	access, _ := identity.AccessOf(ctx)
	d.DecidedAt, d.DecidedBy = now, access.Actor.ID
	if d.Granted {
		var counts []DisclosedCount
		if counts, err = s.Store.Counts(ctx, m, d.Selection); err != nil {
			return Disclosure{}, err
		}
		d.Copy = coarsen(counts)
	}
	if d.AuditHead, err = s.Head(ctx, m.Code); err != nil {
		return Disclosure{}, err
	}
	d.ID, err = s.Store.Save(ctx, m.Code, d)
	return d, err
}

// checkArea refuses an area that there is none of: an empty copy would tell that nothing
// happened there.
func (s DisclosureService) checkArea(ctx context.Context, code, area string) error {
	if area == "" {
		return nil
	}
	known, err := s.Store.Slugs(ctx, code)
	if err != nil || slices.Contains(known, area) {
		return err
	}
	bad := field("area", "området %q finns inte; välj bland %s, eller inget för alla",
		"there is no area %q; choose among %s, or none for all", area, strings.Join(known, ", "))
	if len(known) == 0 {
		bad = field("area", "kommunen har inga områden; lämna fältet tomt", "the municipality has no areas; leave the field empty")
	}
	return fault.New(fault.Invalid, lang.T("beslutet kan inte tas emot", "the decision cannot be accepted"), bad)
}

// List returns decisions, newest first, with ids below before (0: all), at most limit.
func (s DisclosureService) List(ctx context.Context, m municipality.Municipality, before int64, limit int) ([]Disclosure, error) {
	return s.Store.List(ctx, m.Code, before, limit)
}
