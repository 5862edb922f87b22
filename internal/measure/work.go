package measure

import (
	"context"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/lang"
)

// Work is a piece of work that somebody has decided on, as it was when they did: what is
// ordered, done or declined. It stays as it is when the objects and the lists change.
type Work struct {
	Key      string       `json:"key"` // the item's
	List     List         `json:"list"`
	Action   Action       `json:"action"`
	State    State        `json:"state"` // done when all of Parts are
	Title    lang.Text    `json:"title"`
	Why      lang.Text    `json:"why"`
	Street   string       `json:"street,omitempty"`
	Owner    string       `json:"owner,omitempty"`
	LengthM  float64      `json:"length_m"`
	Parts    []Part       `json:"parts"`
	Geometry orb.Geometry `json:"-"` // metric; the same as the item's
	Before   Effect       `json:"before"`
	After    Effect       `json:"after"` // expected
	Rises    []Rise       `json:"rises,omitempty"`

	OrderedOn time.Time `json:"ordered_on,omitzero"` // a day
	DoneOn    time.Time `json:"done_on,omitzero"`    // a day: of the last part
	Remark    string    `json:"remark,omitempty"`    // masked
	Revision  int64     `json:"revision"`            // of the municipality when it was last changed
}

// Store keeps what has been decided.
type Store interface {
	// Works returns all works in the order of their keys.
	Works(ctx context.Context, code string) ([]Work, error)
	// SaveWorks inserts works or replaces those of the same key, in the transaction of ctx
	// where there is one.
	SaveWorks(ctx context.Context, code string, works []Work) error
}

// Mark is a line from the owner's system: what has become of a piece of work, named by its
// key, or of one lamp, named by the number on its pole.
type Mark struct {
	Line   int       `json:"line"`
	Key    string    `json:"key,omitempty"`
	Pole   string    `json:"pole,omitempty"`
	Object string    `json:"object,omitempty"` // of a work that a key names, as Part.Called
	Owner  string    `json:"owner,omitempty"`  // of the pole, where two owners use the same number
	State  State     `json:"state"`
	On     time.Time `json:"on,omitzero"` // a day; today where the line has none
	Remark string    `json:"remark,omitempty"`
}

// ReadBack is what came of reading marks.
type ReadBack struct {
	Marks     int      `json:"marks"`
	Works     []Work   `json:"works"`     // changed, by key
	Mended    []int64  `json:"mended"`    // lamps that give light again
	Unchanged int      `json:"unchanged"` // marks that said what was known
	Rejected  []Reject `json:"rejected"`  // marks that could not be used, and why
}

// Reject is a line that could not be used.
type Reject struct {
	Line int       `json:"line"`
	What string    `json:"what,omitempty"` // the key or the pole, as the line has it
	Text lang.Text `json:"text"`
}
