package identity

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tryggled/internal/fault"
)

const town = "1983"

func lineOf(id int64) AuditLine {
	return AuditLine{
		Municipality: town, ID: id, At: time.Date(2026, 11, 20, 22, 15, 0, 123_456_000, time.UTC),
		Event: Event{
			Actor: "key:12", Way: ByKey, Role: GIS, Action: Read, Collection: Reports, What: "/municipalities/koping/reports",
			Address: netip.MustParseAddr("192.0.2.7"), Reason: "KS 2026/1", Request: "ABC",
		},
	}
}

// chainOf is a whole chain, its lines' ids 2, 4, 6 …
func chainOf(lines int) []AuditSeal {
	var all []AuditSeal
	hash := AuditBegins(town)
	for i := range int64(lines) {
		l := lineOf(2 * (i + 1))
		hash = l.Sealed(hash)
		all = append(all, AuditSeal{Seq: i + 1, Event: l.ID, Hash: hash, Line: &l})
	}
	return all
}

func headOf(all []AuditSeal) AuditHead {
	if len(all) == 0 {
		return AuditHead{}
	}
	last := all[len(all)-1]
	return AuditHead{Lines: last.Seq, Hash: last.Hash.String()}
}

// walk goes along a chain that is kept with a head, expecting some.
func walk(c *AuditChain, all []AuditSeal, kept AuditHead, noted ...AuditHead) error {
	if err := c.Expect(append(noted, kept)...); err != nil {
		return err
	}
	for _, s := range all {
		if err := c.Next(s); err != nil {
			return err
		}
	}
	return c.End(kept)
}

func TestAnUnbrokenChainHolds(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 7} {
		all := chainOf(n)
		c := NewAuditChain(town, 0, AuditHash{})
		if err := walk(c, all, headOf(all), headOf(all[:n/2])); err != nil || c.Head() != headOf(all) {
			t.Errorf("%d lines: got %v and the head %v, want %v", n, err, c.Head(), headOf(all))
		}
	}
	all := chainOf(7)
	c := NewAuditChain(town, 3, all[2].Hash)
	if err := walk(c, all[3:], headOf(all), headOf(all[:2]), headOf(all[:3])); err != nil || c.Head() != headOf(all) {
		t.Errorf("pruned: got %v and the head %v", err, c.Head())
	}
}

// Each way to tamper, and the first line that it is found at.
func TestTamperingShows(t *testing.T) {
	t.Parallel()
	const lines = 6
	whole := headOf(chainOf(lines))
	rehash := func(all []AuditSeal) []AuditSeal { // as somebody would who can write every table
		hash := AuditBegins(town)
		for i := range all {
			hash = all[i].Line.Sealed(hash)
			all[i].Seq, all[i].Hash = int64(i+1), hash
		}
		return all
	}
	for name, c := range map[string]struct {
		tamper func([]AuditSeal) []AuditSeal
		kept   AuditHead // zero: the one of the tampered chain
		line   int64
		says   string
	}{
		"a line is gone":               {func(all []AuditSeal) []AuditSeal { all[2].Line = nil; return all }, whole, 3, "its seal is there"},
		"a line and its seal are gone": {func(all []AuditSeal) []AuditSeal { return slices.Delete(all, 2, 4) }, whole, 3, "lines 3–4"},
		"a line is changed":            {func(all []AuditSeal) []AuditSeal { all[1].Line.Actor = "key:13"; return all }, whole, 2, "does not match"},
		"a line has another time": {func(all []AuditSeal) []AuditSeal {
			all[1].Line.At = all[1].Line.At.Add(time.Microsecond)
			return all
		}, whole, 2, "does not match"},
		"a refusal is made a success": {func(all []AuditSeal) []AuditSeal { all[4].Line.Denied = true; return all }, whole, 5, "does not match"},
		"a seal is changed":           {func(all []AuditSeal) []AuditSeal { all[3].Hash[31] ^= 1; return all }, whole, 4, "does not match"},
		"two are swapped": {func(all []AuditSeal) []AuditSeal {
			all[1], all[2] = all[2], all[1]
			all[1].Seq, all[2].Seq = 2, 3
			return all
		}, whole, 2, "does not match"},
		"a seal stands twice":    {func(all []AuditSeal) []AuditSeal { return slices.Insert(all, 3, all[2]) }, whole, 4, "does not belong"},
		"the tail is cut off":    {func(all []AuditSeal) []AuditSeal { return all[:4] }, whole, 5, "lines 5–6"},
		"all is gone":            {func([]AuditSeal) []AuditSeal { return nil }, whole, 1, "lines 1–6"},
		"the head is cut too":    {func(all []AuditSeal) []AuditSeal { return all[:4] }, headOf(chainOf(4)), 5, "lines 5–6"},
		"seals past the head":    {func(all []AuditSeal) []AuditSeal { return all }, headOf(chainOf(5)), 6, "seals after it"},
		"the head's row is gone": {func(all []AuditSeal) []AuditSeal { return all }, AuditHead{}, 1, "seals after it"},
		"a line is gone and all is sealed anew": {
			func(all []AuditSeal) []AuditSeal { return rehash(slices.Delete(all, 2, 3)) }, AuditHead{}, 6, "lines 6–6",
		},
		"a line is replaced and all is sealed anew": {func(all []AuditSeal) []AuditSeal {
			all[2].Line.What = "/"
			return rehash(all)
		}, AuditHead{}, 6, "does not agree with a head"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := c.tamper(chainOf(lines))
			kept := c.kept
			if strings.HasSuffix(name, "sealed anew") {
				kept = headOf(all)
			}
			err := walk(NewAuditChain(town, 0, AuditHash{}), all, kept, whole)
			if name == "seals past the head" || name == "the head's row is gone" { // noted nowhere
				err = walk(NewAuditChain(town, 0, AuditHash{}), all, kept)
			}
			if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), fmt.Sprintf("at line %d:", c.line)) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want a break at line %d that says %q", err, c.line, c.says)
			}
		})
	}
}

// A head that was noted long ago tells of what lies before it, also where all was sealed anew.
func TestAnOldHeadTellsOfAReplacedLine(t *testing.T) {
	t.Parallel()
	all := chainOf(6)
	noted := headOf(all[:4])
	all[2].Line.What = "/"
	hash := all[1].Hash
	for i := 2; i < len(all); i++ {
		hash = all[i].Line.Sealed(hash)
		all[i].Hash = hash
	}
	err := walk(NewAuditChain(town, 0, AuditHash{}), all, headOf(all), noted)
	if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "at line 4: the chain is another") {
		t.Errorf("got %v, want a break at line 4", err)
	}
}

// Whatever one field of one line is changed to, the chain tells at that line.
func TestEveryFieldIsSealed(t *testing.T) {
	t.Parallel()
	changes := map[string]func(*AuditLine){
		"municipality": func(l *AuditLine) { l.Municipality += "0" }, "id": func(l *AuditLine) { l.ID++ },
		"at": func(l *AuditLine) { l.At = l.At.Add(time.Microsecond) }, "actor": func(l *AuditLine) { l.Actor = "" },
		"way": func(l *AuditLine) { l.Way = ByLink }, "role": func(l *AuditLine) { l.Role = Police },
		"action": func(l *AuditLine) { l.Action = Delete }, "collection": func(l *AuditLine) { l.Collection = Audit },
		"what": func(l *AuditLine) { l.What += "/1" }, "denied": func(l *AuditLine) { l.Denied = !l.Denied },
		"address": func(l *AuditLine) { l.Address = netip.Addr{} }, "reason": func(l *AuditLine) { l.Reason = "" },
		"request":                          func(l *AuditLine) { l.Request = "" },
		"a letter moves to the next field": func(l *AuditLine) { l.Reason, l.Request = "KS 2026/", "1ABC" },
	}
	begins := AuditBegins(town)
	for name, change := range changes {
		l := lineOf(1)
		change(&l)
		if l.Sealed(begins) == lineOf(1).Sealed(begins) {
			t.Errorf("%s is not sealed", name)
		}
	}
	if AuditBegins(town) == AuditBegins("1984") {
		t.Error("two municipalities begin with one hash")
	}
}

// The form of a line is kept for as long as logs are: a change of it would break them all.
func TestTheSealedFormStays(t *testing.T) {
	t.Parallel()
	const want = "5087291de7185d8358eb6908b2dc37ea499e92bad47aee263ea4d44242d784a1"
	if got := lineOf(1).Sealed(AuditBegins(town)).String(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestNoTwoLinesReadAlike(t *testing.T) {
	t.Parallel()
	texts := rapid.StringMatching(`[ab]{0,2}`)
	line := rapid.Custom(func(t *rapid.T) AuditLine {
		return AuditLine{Event: Event{
			Actor: texts.Draw(t, "actor"), Way: Way(texts.Draw(t, "way")), Role: Role(texts.Draw(t, "role")), What: texts.Draw(t, "what"),
			Denied: rapid.Bool().Draw(t, "denied"), Reason: texts.Draw(t, "reason"),
		}, Municipality: texts.Draw(t, "municipality")}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := line.Draw(t, "a"), line.Draw(t, "b")
		if same := string(a.appendCanonical(nil)) == string(b.appendCanonical(nil)); same != (a == b) {
			t.Fatalf("%+v and %+v read alike: %v", a, b, same)
		}
	})
}

func TestHeadsAreReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	h := headOf(chainOf(3))
	if got, err := ParseAuditHead(" " + strings.ToUpper(h.String()) + "\n"); err != nil || got != h {
		t.Errorf("got %v, %v, want %v", got, err, h)
	}
	for _, s := range []string{"", "3", "3:", "0:" + h.Hash, "-1:" + h.Hash, "3:" + h.Hash[:62], "3:" + h.Hash + "00", "x:" + h.Hash, "3:zz" + h.Hash[2:]} {
		if got, err := ParseAuditHead(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v, %v, want Invalid", s, got, err)
		}
	}
}
