package identity

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// AuditLine is an event as it stands in the audit log.
type AuditLine struct {
	Event
	Municipality string
	ID           int64 // rises; may have gaps, where what was logged was rolled back
	At           time.Time
}

// AuditFilter chooses lines; the zero value is every line.
type AuditFilter struct {
	Since, Until time.Time // at or after, before
	Actor        string
	After        int64 // ID of the last line of the page before
	Limit        int
}

// AuditHash is a link of the chain of lines.
type AuditHash [sha256.Size]byte

// String is the hash in hexadecimal.
func (h AuditHash) String() string { return hex.EncodeToString(h[:]) }

// AuditHead is how far the chain goes and what it comes to. Whoever has noted one can tell
// later whether a line up to it was changed or removed.
type AuditHead struct {
	Lines int64  `json:"lines"`
	Hash  string `json:"hash"` // in hexadecimal; empty before the first line
}

// String is the head as people note it.
func (h AuditHead) String() string { return strconv.FormatInt(h.Lines, 10) + ":" + h.Hash }

// ParseAuditHead reads what String writes. It returns Invalid for anything else.
func ParseAuditHead(s string) (h AuditHead, err error) {
	lines, hash, _ := strings.Cut(strings.TrimSpace(s), ":")
	h.Lines, err = strconv.ParseInt(lines, 10, 64)
	h.Hash = strings.ToLower(hash)
	sum, wrong := hex.DecodeString(h.Hash)
	if err != nil || wrong != nil || h.Lines < 1 || len(sum) != sha256.Size {
		return AuditHead{}, fault.New(fault.Invalid, lang.T(
			"%q är inget kontrollvärde; skriv antal rader, kolon och 64 hexadecimala tecken, som i programmets logg",
			"%q is no head; write the number of lines, a colon and 64 hexadecimal digits, as in the log of the program", s))
	}
	return h, nil
}

// AuditBegins is what the first line of a municipality is chained to.
func AuditBegins(municipality string) AuditHash {
	return sha256.Sum256([]byte("tryggled audit" + municipality))
}

// Sealed chains a line to the hash of the one before.
func (l AuditLine) Sealed(previous AuditHash) AuditHash {
	return sha256.Sum256(l.appendCanonical(append(make([]byte, 0, 512), previous[:]...)))
}

// appendCanonical writes every field in a fixed order, texts with their length before
// them, so that no two lines read alike.
func (l AuditLine) appendCanonical(b []byte) []byte {
	text := func(s string) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	text(l.Municipality)
	b = binary.BigEndian.AppendUint64(b, uint64(l.ID))
	b = binary.BigEndian.AppendUint64(b, uint64(l.At.UnixMicro()))
	for _, s := range [...]string{l.Actor, string(l.Way), string(l.Role), string(l.Action), string(l.Collection), l.What} {
		text(s)
	}
	if l.Denied {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	address := ""
	if l.Address.IsValid() {
		address = l.Address.String()
	}
	text(address)
	text(l.Reason)
	text(l.Request)
	return b
}

// AuditSeal is a link as it is kept, and the line that it seals; nil where that is gone.
type AuditSeal struct {
	Seq   int64
	Event int64
	Hash  AuditHash
	Line  *AuditLine
}

// AuditChain goes along a municipality's chain, link by link, and stops at the first that
// does not hold. Begin with NewAuditChain.
type AuditChain struct {
	Lines int64 // the last link that holds
	Hash  AuditHash
	noted map[int64]string
}

// NewAuditChain stands before the first line of a municipality or, where its log was
// pruned, after the last line that was; pruned is 0 and the hash unused where it was not.
func NewAuditChain(municipality string, pruned int64, hash AuditHash) *AuditChain {
	c := &AuditChain{Lines: pruned, Hash: hash, noted: map[int64]string{}}
	if pruned == 0 {
		c.Hash = AuditBegins(municipality)
	}
	return c
}

// Expect names heads that were noted before: the chain has to go through each. It returns
// Conflict where two were noted for one line, or one differs from where the chain begins.
// What was noted of lines that are pruned can no longer be told.
func (c *AuditChain) Expect(heads ...AuditHead) error {
	for _, h := range heads {
		if h.Lines < max(c.Lines, 1) {
			continue
		}
		known, ok := c.noted[h.Lines]
		if h.Lines == c.Lines {
			known, ok = c.Hash.String(), true
		}
		if ok && known != h.Hash {
			return broken(h.Lines, lang.T("kedjan stämmer inte med ett kontrollvärde som antecknats", "the chain does not agree with a head that was noted"))
		}
		c.noted[h.Lines] = h.Hash
	}
	return nil
}

// Next goes one link further. It returns Conflict, naming the line, where the link or the
// line it seals is gone, changed or out of its order.
func (c *AuditChain) Next(s AuditSeal) error {
	seq := c.Lines + 1
	switch {
	case s.Seq > seq:
		return broken(seq, lang.T("raderna %d–%d och deras sigill är borta", "the lines %d–%d and their seals are gone", seq, s.Seq-1))
	case s.Seq < seq:
		return broken(seq, lang.T("sigill %d står där det inte hör hemma", "seal %d stands where it does not belong", s.Seq))
	case s.Line == nil:
		return broken(seq, lang.T("raden (id %d) är borta, men sigillet finns kvar", "the line (id %d) is gone, though its seal is there", s.Event))
	}
	hash := s.Line.Sealed(c.Hash)
	if hash != s.Hash {
		return broken(seq, lang.T(
			"raden (id %d, %s) stämmer inte med sitt sigill: den, sigillet eller ordningen har ändrats",
			"the line (id %d, %s) does not match its seal: it, the seal or the order was changed",
			s.Event, s.Line.At.UTC().Format(time.RFC3339)))
	}
	if noted, ok := c.noted[seq]; ok && noted != hash.String() {
		return broken(seq, lang.T(
			"kedjan är en annan än när kontrollvärdet antecknades: den här raden eller någon före den är utbytt",
			"the chain is another than when the head was noted: this line or one before it was replaced"))
	}
	c.Lines, c.Hash = seq, hash
	return nil
}

// End holds the end of the chain against the heads that were noted and against the head
// that is kept beside it. It returns Conflict where the chain once went further, or goes
// on past its head.
func (c *AuditChain) End(kept AuditHead) error {
	longest := max(c.Lines, kept.Lines)
	for lines := range c.noted {
		longest = max(longest, lines)
	}
	if longest > c.Lines {
		return broken(c.Lines+1, lang.T(
			"loggens slut är avklippt: raderna %d–%d fanns och är borta",
			"the end of the log is cut off: the lines %d–%d were there and are gone", c.Lines+1, longest))
	}
	if c.Head() != kept {
		return broken(kept.Lines+1, lang.T(
			"här slutar loggen enligt sitt eget kontrollvärde, men det finns sigill efter det",
			"here the log ends by its own head, but there are seals after it"))
	}
	return nil
}

// Head is the link where the chain stands.
func (c *AuditChain) Head() AuditHead {
	if c.Lines == 0 {
		return AuditHead{}
	}
	return AuditHead{Lines: c.Lines, Hash: c.Hash.String()}
}

func broken(line int64, what lang.Text) error {
	return fault.New(fault.Conflict, lang.T("granskningsloggen är bruten vid rad %d: %s", "the audit log is broken at line %d: %s", line, what))
}

// AuditVerdict is what came out of going along a whole chain that holds.
type AuditVerdict struct {
	Head     AuditHead
	Pruned   int64 // lines that were pruned before those that were looked at
	Checked  int64
	Unsealed int64     // lines that no seal guards yet
	Since    time.Time // the oldest of them
}

// Removed is what is left of a municipality that was deleted: how far its log went.
type Removed struct {
	Code      string    `json:"code"`
	Slug      string    `json:"municipality"`
	Name      lang.Text `json:"name"`
	RemovedAt time.Time `json:"removed_at"`
	Rows      int64     `json:"rows"` // that were deleted with it, in all tables
	Head      AuditHead `json:"head"`
}
