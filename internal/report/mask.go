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
// Swedish and English. It is what every free text passes before it is stored, shown or logged. Where a run of digits may be
// either a person or something else, it is taken out: 850101 1234 could be a sum of money.
//
// What it does not see: numbers in words, rare names that nothing announces, and persons
// who are known by what is told of them. testdata/masking.tsv measures how much it finds.
//
// It is not deceived by the digits and signs of other scripts, by line breaks or by
// characters without width; a text that holds both such and something to mask comes back
// in plain characters. A text without anything to mask is returned as it is.
func Mask(text string) string {
	for range mostTurns {
		masked := maskOnce(text)
		// What one tag cut off may complete another match: nearly always nothing.
		if masked == text {
			return text
		}
		text = masked
	}
	return TagText
}

// mostTurns bounds how often a text is gone over. One that still gives something was made to
// take time, and is taken out as a whole.
const mostTurns = 20

func maskOnce(text string) string {
	if p := plain(text); p != text {
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
	isLocal   // may stand before the @ of an e-mail address
	isTelling // makes look look closer
	isSimple  // a letter whatever follows: quotation marks too begin with 0xe2
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
		if c >= firstBeyondLatin || strings.IndexByte(" @([{\xc2", byte(c)) >= 0 {
			t[c] |= isTelling
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
func unusual(s string, floor, i int) (from, to int, ok bool) {
	if to, ok := scattered(s, i); ok {
		return i, to, true
	}
	if to, ok := misspelt(s, i); ok {
		return i, to, true
	}
	return lettered(s, floor, i)
}

// maskNumbers walks from one run of digits to the next and takes out what begins there.
func maskNumbers(s string) string {
	var out []byte
	done := 0 // what is written to out already; nothing before it is looked at again
	for i := 0; i < len(s); {
		if class[s[i]]&isDigit == 0 {
			i++
			continue
		}
		from, to, tag := match(s, done, i)
		if tag == "" {
			i += digits(s, i)
			continue
		}
		out = tagged(out, s, done, from, tag)
		done, i = to, to
	}
	if done == 0 {
		return s
	}
	return string(append(out, s[done:]...))
}

// alone tells whether up to four digits stand at i with no digit near after them, so that
// they cannot begin a longer number: a time, a sum or somebody's door, as most are.
func alone(s string, i int) bool {
	n := digits(s, i)
	end := i + n
	if n > 4 || i > 0 && (s[i-1] == '+' || class[s[i-1]]&isLetter != 0) {
		return false
	}
	for k := end; k < len(s) && k < end+mostParting+2; k++ {
		if digitAt(s, k) || k == end && class[s[k]]&isLetter != 0 {
			return false
		}
	}
	return true
}

// tagged appends what stands in s from done to from, and a tag.
func tagged(out []byte, s string, done, from int, tag string) []byte {
	if out == nil {
		out = make([]byte, 0, len(s)+len(TagIdentity))
	}
	return append(append(out, s[done:from]...), tag...)
}

// match looks for something to mask whose first digits stand at i. It may begin before
// i, with letters or a plus sign, but not before floor.
func match(s string, floor, i int) (from, to int, tag string) {
	if from, to, ok := plate(s, floor, i); ok {
		return from, to, TagPlate
	}
	if alone(s, i) {
		if to, ok := door(s, i); ok {
			return i, to, TagDoor
		}
		return 0, 0, ""
	}
	if to, ok := plainMobile(s, i); ok {
		return i, to, TagPhone
	}
	if to, ok := personalNumber(s, i); ok {
		return i, to, TagIdentity
	}
	if from, to, ok := phone(s, floor, i); ok {
		return from, to, TagPhone
	}
	if from, to, ok := unusual(s, floor, i); ok {
		return from, to, TagIdentity
	}
	if to, ok := door(s, i); ok {
		return i, to, TagDoor
	}
	return 0, 0, ""
}
