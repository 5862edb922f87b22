package report

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"maps"
	"slices"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// ErasureKey labels the subkey of the program's secret that stones are hashed with.
const ErasureKey = "erasure"

// Stone is what is left of a report that was erased: a keyed hash of its municipality,
// source and key in the source. It tells the report again that comes in anew, and tells
// nothing of it to whoever does not have the secret.
type Stone [sha256.Size]byte

// Stones makes the stones of one municipality. It is not safe for concurrent use.
type Stones struct {
	code string
	mac  hash.Hash
	key  string
}

// NewStones keys a maker of stones with the subkey ErasureKey.
func NewStones(subkey []byte, code string) *Stones {
	s := &Stones{code: code, mac: hmac.New(sha256.New, subkey)}
	s.mac.Write([]byte("which key"))
	s.key = hex.EncodeToString(s.mac.Sum(nil)[:8])
	return s
}

// Key tells the secret that the stones are made with from others, without giving it away.
func (s *Stones) Key() string { return s.key }

// Of is the stone of a report by its source and its key there. Each part is preceded by its
// length, so that no two lists of parts are hashed alike.
func (s *Stones) Of(source Source, key string) Stone {
	s.mac.Reset()
	for _, part := range []string{s.code, string(source), key} {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		s.mac.Write(length[:])
		s.mac.Write([]byte(part))
	}
	var stone Stone
	s.mac.Sum(stone[:0])
	return stone
}

// Erased is a line of the journal of erasures, which is kept outside the database so that
// a backup from before does not bring back what was erased after it.
type Erased struct {
	Municipality string
	Stone        Stone
	Key          string // of Stones
	At           time.Time
}

// erasedLine is a line of the journal as it is written.
type erasedLine struct {
	Municipality string    `json:"municipality"`
	Stone        string    `json:"stone"`
	Key          string    `json:"key"`
	At           time.Time `json:"at"`
}

// MarshalJSON writes the line with its stone in hexadecimal.
func (e Erased) MarshalJSON() ([]byte, error) {
	return json.Marshal(erasedLine{e.Municipality, hex.EncodeToString(e.Stone[:]), e.Key, e.At.UTC()})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (e *Erased) UnmarshalJSON(b []byte) error {
	var line erasedLine
	if err := json.Unmarshal(b, &line); err != nil {
		return err
	}
	stone, err := hex.DecodeString(line.Stone)
	if err != nil || len(stone) != len(Stone{}) || line.Municipality == "" || line.Key == "" {
		return fmt.Errorf("no line of a journal of erasures: %.100s", b)
	}
	*e = Erased{line.Municipality, Stone(stone), line.Key, line.At}
	return nil
}

// Journal keeps erasures outside the database. Append returns when the line cannot be lost.
type Journal interface {
	Append(Erased) error
}

// ErasureStore erases.
type ErasureStore interface {
	// Erase asks check whether the rules of retention allow it, deletes a report and the
	// rows of the same id in quarantine, leaves its stone and a tombstone for those who
	// follow changes, and calls write with the stone before it commits: all of it or none.
	// It returns what check and write return, and NotFound.
	Erase(ctx context.Context, code string, id int64, stones *Stones, at time.Time, check func(Retention) error, write func(Stone) error) error
	// Reapply lays stones that a journal kept and deletes the reports that they are of,
	// and the rows in quarantine. It returns NotFound for an unknown municipality.
	Reapply(ctx context.Context, code string, stones *Stones, kept []Erased) (erased int64, err error)
}

// ErasureService erases reports for good.
type ErasureService struct {
	Store   ErasureStore
	Journal Journal
	Key     func() ([]byte, error) // the subkey ErasureKey
	Now     func() time.Time
}

var errNotErasable = fault.New(fault.Conflict, lang.T(
	"rapporten kan inte raderas: rapporter är allmänna handlingar; ange först kommunens gallringsbeslut, eller begränsa rapportens användning",
	"the report cannot be erased: reports are public records (allmänna handlingar); name the municipality's disposal decision (gallringsbeslut) first, or limit the use of the report"))

// Erase deletes a report so that no import brings it back; the reason goes to the audit
// log. Frozen analyses and plans keep their counts. It returns Conflict where no disposal
// decision is named, and NotFound.
//
// The line of the journal is written before the transaction commits: a crash between the
// two leaves a line of a report that is still there, which the next restore then erases,
// and never an erasure without a line.
func (s ErasureService) Erase(ctx context.Context, m municipality.Municipality, id int64, reason string) error {
	identity.Because(ctx, reason)
	stones, err := s.stones(m.Code)
	if err != nil {
		return err
	}
	at := s.Now()
	return s.Store.Erase(ctx, m.Code, id, stones, at, erasable, func(stone Stone) error {
		return s.Journal.Append(Erased{m.Code, stone, stones.Key(), at})
	})
}

func erasable(r Retention) error {
	if !r.Decided() {
		return errNotErasable
	}
	return nil
}

func (s ErasureService) stones(code string) (*Stones, error) {
	key, err := s.Key()
	if err != nil {
		return nil, fmt.Errorf("take the key of erasures: %w", err)
	}
	return NewStones(key, code), nil
}

// Reapplied is what applying a journal came to.
type Reapplied struct {
	Stones  int      // that the journal held
	Reports int64    // that were there and are erased again
	Missing []string // municipalities that are not there: the journal is needed again once they are
}

// Reapply erases again what a journal says was erased, such as after an older backup was
// restored. It returns Conflict, before anything is changed, for a journal that was written
// with another secret.
func (s ErasureService) Reapply(ctx context.Context, journal []Erased) (done Reapplied, err error) {
	byCode := map[string][]Erased{}
	for _, e := range journal {
		byCode[e.Municipality] = append(byCode[e.Municipality], e)
	}
	for code, kept := range byCode {
		stones, err := s.stones(code)
		if err != nil {
			return done, err
		}
		if slices.ContainsFunc(kept, func(e Erased) bool { return e.Key != stones.Key() }) {
			return done, ErrOtherSecret
		}
	}
	for _, code := range slices.Sorted(maps.Keys(byCode)) {
		if err := s.reapply(ctx, code, byCode[code], &done); err != nil {
			return done, fmt.Errorf("erase again in %s: %w", code, err)
		}
	}
	return done, nil
}

func (s ErasureService) reapply(ctx context.Context, code string, kept []Erased, done *Reapplied) error {
	stones, err := s.stones(code)
	if err != nil {
		return err
	}
	n, err := s.Store.Reapply(ctx, code, stones, kept)
	if fault.Is(err, fault.NotFound) {
		done.Missing = append(done.Missing, code)
		return nil
	}
	done.Stones += len(kept)
	done.Reports += n
	return err
}

// ErrOtherSecret is Conflict: what was erased cannot be told with the secret at hand.
var ErrOtherSecret = fault.New(fault.Conflict, lang.T(
	"raderingarna är gjorda med en annan hemlighet än programmets; lägg tillbaka den (TRYGGLED_SECRET, TRYGGLED_SECRET_FILE eller filen secret i datamappen)",
	"the erasures were made with another secret than the program's; put that one back (TRYGGLED_SECRET, TRYGGLED_SECRET_FILE or the file secret in the data folder)"))

// ErrErased is Conflict: the report was erased and does not come back.
var ErrErased = fault.New(fault.Conflict, lang.T(
	"rapporten är raderad enligt kommunens beslut och kan inte läggas in igen",
	"the report was erased by decision of the municipality and cannot be stored again"))
