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
)

// Mask takes personal identity numbers (personnummer and samordningsnummer, with a right
// or a wrong check digit), telephone numbers, e-mail addresses and Swedish number plates
// out of a text. It is what every free text passes before it is stored, shown or logged.
// Where a run of digits may be either a person or something else, it is taken out: 850101
// 1234 could be a sum of money. Names of people are not recognised.
//
// It is not deceived by the digits and signs of other scripts, by line breaks or by
// characters without width; a text that holds both such and something to mask comes back
// in plain characters. A text without anything to mask is returned as it is.
func Mask(text string) string {
	for {
		masked := maskOnce(text)
		// What one tag cut off may complete another match. Each turn removes a digit or
		// an at sign, so this ends; nearly always at once.
		if masked == text {
			return text
		}
		text = masked
	}
}

func maskOnce(text string) string {
	if p := plain(text); p != text {
		if masked := maskNumbers(maskEmails(p)); masked != p {
			return masked
		}
	}
	return maskNumbers(maskEmails(text))
}

// Classes of bytes. Bytes of multi-byte characters count as letters.
const (
	isDigit = 1 << iota
	isLetter
	isLocal // may stand before the @ of an e-mail address
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
		out = append(append(out, s[done:from]...), tag...)
		done, i = to, to
	}
	if done == 0 {
		return s
	}
	return string(append(out, s[done:]...))
}

// match looks for something to mask whose first digits stand at i. It may begin before
// i, with letters or a plus sign, but not before floor.
func match(s string, floor, i int) (from, to int, tag string) {
	if from, to, ok := plate(s, floor, i); ok {
		return from, to, TagPlate
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
	return 0, 0, ""
}

// maskEmails takes out whatever@some.where.
func maskEmails(s string) string {
	at := strings.IndexByte(s, '@')
	if at < 0 {
		return s
	}
	var out []byte
	done := 0
	for at < len(s) {
		from, to := at, domainEnd(s, at+1)
		for from > done && class[s[from-1]]&isLocal != 0 {
			from--
		}
		if from < at && to > at+1 {
			out = append(append(out, s[done:from]...), TagEmail...)
			done = to
		}
		next := strings.IndexByte(s[max(at+1, done):], '@')
		if next < 0 {
			break
		}
		at = max(at+1, done) + next
	}
	if done == 0 {
		return s
	}
	return string(append(out, s[done:]...))
}

// domainEnd is where the domain that begins at i ends, or i where there is none. A domain
// begins with a letter or has a dot: people leave .se out, and 3@50 is no address.
func domainEnd(s string, i int) int {
	end, dot := i, false
	for end < len(s) && (wordAt(s, end) || s[end] == '-' || s[end] == '.' && wordAt(s, end+1)) {
		dot = dot || s[end] == '.'
		end++
	}
	if end-i < 2 || s[i] == '.' || !dot && class[s[i]]&isLetter == 0 {
		return i
	}
	return end
}
