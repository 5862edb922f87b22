package report

import "strings"

// What stands in a text where something that points at a person was taken out. The tags
// are read by Swedes and by programs alike and hold no digit and no at sign, so that
// masking a masked text changes nothing.
const (
	TagIdentity = "[personnummer]"
	TagPhone    = "[telefon]"
	TagEmail    = "[e-post]"
	TagPlate    = "[regnr]"
	TagName     = "[namn]"
	TagDoor     = "[nummer]"
	TagText     = "[text]"
)

// Mask takes personal identity numbers (personnummer, samordningsnummer and reserve
// numbers, misspelt ones too), telephone numbers, e-mail addresses, Swedish number plates,
// names that something announces ("heter", "Mvh", "my neighbour") or that begin with a
// common first name, and the numbers of people's own doors and flats out of a text, in
// Swedish and English. It is what every free text passes before it is stored, shown or
// logged. Where a run of digits may be either a person or something else, it is taken out:
// 850101 1234 could be a sum of money.
//
// What it does not see: numbers in words, rare names that nothing announces, and persons
// who are known by what is told of them. testdata/masking.tsv measures how much it finds.
//
// It is not deceived by the digits and signs of other scripts, by line breaks or by
// characters without width; a text that holds both such and something to mask comes back
// in plain characters. A text without anything to mask is returned as it is.
func Mask(text string) string {
	for turn := range mostTurns {
		seen := look(text)
		if seen&looks.foreign != 0 && strings.Map(plainRune, text) == text {
			seen &^= looks.foreign // quotation marks and the like
		}
		if seen&(looks.foreign|looks.signs) == 0 {
			return maskPlain(text, seen, mostTurns-turn)
		}
		masked := maskStrange(text, seen)
		if masked == text {
			return text
		}
		text = masked
	}
	return TagText
}

// mostTurns bounds how often a text is gone over: what one tag cut off may complete another
// match. A text that still gives something was made to take time, and is taken out as a whole.
const mostTurns = 20

// masks are gone through in turn. Those that need something are left out where look has not
// seen it: no tag brings it in.
var masks = [...]struct {
	needs uint64
	mask  func(string) string
}{{looks.at, maskEmails}, {looks.digits, maskNumbers}, {0, maskNames}}

// maskPlain masks a text that plain leaves as it is, and that masking keeps so: until none of
// the masks finds anything in what the others left.
func maskPlain(text string, seen uint64, turns int) string {
	unchanged := 0
	for step := range turns * len(masks) {
		masked := text
		if m := masks[step%len(masks)]; m.needs == 0 || m.needs&seen != 0 {
			masked = m.mask(text)
		}
		if unchanged++; masked != text {
			text, unchanged = masked, 0
		}
		if unchanged == len(masks) {
			return text
		}
	}
	return TagText
}

// maskStrange goes once over a text with foreign characters or spelled signs.
func maskStrange(text string, seen uint64) string {
	if p := plain(text, seen); p != text {
		if masked := maskAll(p); masked != p {
			return masked
		}
	}
	return maskAll(text)
}

func maskAll(s string) string { return maskNames(maskNumbers(maskEmails(s))) }

// Classes of bytes. Bytes of multi-byte characters count as letters.
const (
	isDigit = 1 << iota
	isLetter
	isLocal  // may stand before the @ of an e-mail address
	isSimple // a letter whatever follows: quotation marks too begin with 0xe2
	isGroup  // may part the digits of a number
	isAhead  // may stand between a word and the number after it
	isClause // ends what is said of a home
)

var class = func() (t [256]byte) {
	for c := range 256 {
		switch {
		case c >= '0' && c <= '9':
			t[c] = isDigit | isLocal
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= 0x80:
			t[c] = isLetter | isLocal
		case strings.IndexByte("._%+-'", byte(c)) >= 0:
			t[c] = isLocal
		}
		if t[c]&isLetter != 0 && c != 0xe2 {
			t[c] |= isSimple
		}
		for _, more := range []struct {
			bytes string
			is    uint8
		}{{" -.,/", isGroup}, {" ,.:", isAhead}, {"!?;\n[0123456789", isClause}} {
			if strings.IndexByte(more.bytes, byte(c)) >= 0 {
				t[c] |= more.is
			}
		}
	}
	return t
}()

func digitAt(s string, i int) bool { return i >= 0 && i < len(s) && class[s[i]]&isDigit != 0 }

func wordAt(s string, i int) bool {
	return i >= 0 && i < len(s) && class[s[i]]&(isDigit|isLetter) != 0
}

// digits is the number of digits that stand together from i on.
func digits(s string, i int) int {
	n := 0
	for digitAt(s, i+n) {
		n++
	}
	return n
}

// unusual finds a personal identity number that is written in no usual way.
func unusual(s string, floor, i, n int) (from, to int, ok bool) {
	if to, ok := scattered(s, i, n); ok {
		return i, to, true
	}
	if to, ok := misspelt(s, i, n); ok {
		return i, to, true
	}
	return lettered(s, floor, i, n)
}

// maskNumbers walks from one run of digits to the next and takes out what begins there.
func maskNumbers(s string) string {
	var out strings.Builder
	done := 0 // what is written to out already; nothing before it is looked at again
	for i := 0; i < len(s); {
		if c := s[i]; c < '0' || c > '9' {
			i++
			continue
		}
		n := digits(s, i)
		from, to, tag := match(s, done, i, n)
		if tag == "" {
			i += n
			continue
		}
		tagged(&out, s, done, from, tag)
		done, i = to, to
	}
	if done == 0 {
		return s
	}
	out.WriteString(s[done:])
	return out.String()
}

// alone tells whether at most four digits, n of them, stand at i with no digit near after
// them, so that they cannot begin a longer number: a time, a sum or somebody's door, as most
// are.
func alone(s string, i, n int) bool {
	end := i + n
	if n > 4 || i > 0 && (s[i-1] == '+' || class[s[i-1]]&isLetter != 0) {
		return false
	}
	if end < len(s) && class[s[end]]&isLetter != 0 {
		return false
	}
	var near uint8
	for k := end; k < len(s) && k < end+mostParting+2; k++ {
		near |= class[s[k]]
	}
	return near&isDigit == 0
}

// tagged writes what stands in s from done to from, and a tag.
func tagged(out *strings.Builder, s string, done, from int, tag string) {
	if out.Len() == 0 {
		out.Grow(len(s) + len(TagIdentity))
	}
	out.WriteString(s[done:from])
	out.WriteString(tag)
}

// match looks for something to mask whose first digits, n of them, stand at i. It may begin
// before i, with letters or a plus sign, but not before floor.
func match(s string, floor, i, n int) (from, to int, tag string) {
	if from, to, ok := plate(s, floor, i); ok {
		return from, to, TagPlate
	}
	if alone(s, i, n) {
		if to, ok := door(s, i, n); ok {
			return i, to, TagDoor
		}
		return 0, 0, ""
	}
	if to, ok := plainMobile(s, i, n); ok {
		return i, to, TagPhone
	}
	if to, ok := personalNumber(s, i, n); ok {
		return i, to, TagIdentity
	}
	if from, to, ok := phone(s, floor, i, n); ok {
		return from, to, TagPhone
	}
	if from, to, ok := unusual(s, floor, i, n); ok {
		return from, to, TagIdentity
	}
	if to, ok := door(s, i, n); ok {
		return i, to, TagDoor
	}
	return 0, 0, ""
}
