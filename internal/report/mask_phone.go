package report

import "strings"

// Digits of a telephone number, the leading zero or the country code included. Shorter
// ones are numbers of services, such as 112, 114 14 and 1177, and stay.
const (
	minNational = 8
	maxNational = 10
	maxBritish  = 11
	minSwedish  = 9 // with 46
	maxSwedish  = 12
	minForeign  = 9
	// After "tel" and the like; those of one's own area may lack its code.
	minAnnounced = 6
	maxForeign   = 15
)

// plainMobile finds a Swedish mobile number written as ten digits together. Such a run
// may also be a date of birth in 1907; the telephone is likelier.
func plainMobile(s string, i, n int) (to int, ok bool) {
	if n != 10 || s[i:i+2] != "07" {
		return 0, false
	}
	return i + 10, strings.IndexByte("02369", s[i+2]) >= 0
}

// phone finds a telephone number whose first digits, n of them, stand at i: national (0…),
// international with + or 00, or 46 and a mobile number.
func phone(s string, floor, i, n int) (from, to int, ok bool) {
	from = i
	if i > floor {
		switch prev := s[i-1]; {
		case prev == '+':
			to, ok = international(s, i)
			if i-1 > floor && s[i-2] == '(' && i+n < len(s) && s[i+n] == ')' {
				from-- // (+46) 70 123 45 67
			}
			return from - 1, to, ok
		case prev == '(' && i+n < len(s) && s[i+n] == ')':
			from-- // (08) 123 45 67
		case (prev == '.' || prev == ',' || prev == '-') && i-1 > floor && digitAt(s, i-2):
			return 0, 0, false // a fraction, or a part of a case number
		}
	}
	switch {
	case n >= 4 && s[i:i+2] == "00":
		to, ok = international(s, i+2)
	case n == 11 && s[i:i+3] == "467":
		to, ok = i+n, true
	case n == 2 && s[i:i+2] == "46":
		to, ok = mobileAbroad(s, i)
	case n >= 2 && s[i] == '0' && s[i+1] != '0':
		to, ok = national(s, i)
	case s[i] == '7' && (n == 9 || n == 2):
		to, ok = withoutZero(s, i, n)
	}
	if !ok && announced(s, i) {
		from = i
		to, ok = grouped(s, i, maxBritish).end(minAnnounced, maxBritish)
	}
	return from, to, ok
}

// withoutZero finds a mobile number that lacks its leading zero: 701234567, 70-123 45 67.
func withoutZero(s string, i, n int) (to int, ok bool) {
	if strings.IndexByte("02369", s[i+1]) < 0 || i > 0 && strings.IndexByte("-/#.,", s[i-1]) >= 0 {
		return 0, false
	}
	if n == 9 {
		return i + 9, !goesOn(s, i+9)
	}
	g := grouped(s, i, minSwedish)
	switch g.length {
	case [len(g.length)]int{2, 3, 2, 2}:
		return g.after[3], true
	case [len(g.length)]int{2, 7}:
		return g.after[1], true
	case [len(g.length)]int{2, 3, 4}:
		return g.after[2], s[i+2] == '-'
	}
	return 0, false
}

// announced tells whether a number at i follows "tel" or the like, and is not 112 or 114 14.
func announced(s string, i int) bool {
	if word, _ := wordAhead(s, i); !among(word, phoneWords|callWords) {
		return false
	}
	for _, service := range []string{"112", "113", "114", "116", "118", "1177"} {
		if strings.HasPrefix(s[i:], service) {
			return false
		}
	}
	return !isoDate(s, i)
}

var callWords = words("ring ringa telefonnummer mobilnummer telefonnr tlf tele call phone")

// mobileAbroad finds a Swedish mobile number that begins with 46 and lacks its plus sign.
func mobileAbroad(s string, i int) (to int, ok bool) {
	next, _, ok := between(s, i+2, s[i:i+2])
	if !ok || s[next] != '7' {
		return 0, false
	}
	return grouped(s, i, 11).end(11, 11)
}

func international(s string, i int) (to int, ok bool) {
	if strings.HasPrefix(s[i:], "46") {
		return grouped(s, i, maxSwedish).end(minSwedish, maxSwedish)
	}
	if s[i] == '0' {
		return 0, false
	}
	return grouped(s, i, maxForeign).end(minForeign, maxForeign)
}

func national(s string, i int) (to int, ok bool) {
	g := grouped(s, i, maxNational)
	if g.length[0] == 4 && g.length[1] == 4 && timeOfDay(s[i:]) && timeOfDay(s[g.after[1]-4:]) {
		return 0, false // 0800-1600
	}
	if g.length[0] == 2 {
		opening := g.hyphenAfterSpace                // 08-12 13-17
		date := g.length[1] == 2 && g.length[2] == 4 // 08-11-2026
		if s[i+1] != '8' || opening || date {        // 08 is the only area code of two digits
			return 0, false
		}
	}
	if to, ok = british(grouped(s, i, maxBritish)); ok {
		return to, true
	}
	return g.end(minNational, maxNational)
}

// british finds 07700 900 456, 0113 496 0000 and 020 7946 0958.
func british(g groups) (to int, ok bool) {
	switch g.length {
	case [len(g.length)]int{5, 3, 3}, [len(g.length)]int{5, 6}, [len(g.length)]int{4, 3, 4}, [len(g.length)]int{3, 4, 4}:
		return g.after[g.n-1], true
	}
	return 0, false
}

// timeOfDay tells whether s begins with four digits that may be a time.
func timeOfDay(s string) bool { return two(s) < 24 && two(s[2:]) < 60 }

// groups is a number as it is written: runs of digits with something between.
type groups struct {
	n                int
	length           [12]int // digits of each run
	after            [12]int // where each run ends
	hyphenAfterSpace bool    // between the runs
}

// end is where the longest number of least to most digits ends.
func (g groups) end(least, most int) (to int, ok bool) {
	sum := 0
	for k := range g.n {
		if sum += g.length[k]; sum >= least && sum <= most {
			to, ok = g.after[k], true
		}
	}
	return to, ok
}

// grouped reads runs of digits from i on until there are more than most digits.
func grouped(s string, i, most int) (g groups) {
	start, sum := i, 0
	var gap byte
	spaced := false
	for g.n < len(g.length) {
		n := digits(s, i)
		stockholm := g.n == 1 && s[start:start+2] == "46" // +46 8: the one area code of one digit
		if sum += n; n == 0 || g.n > 0 && (sum > most || isoDate(s, i) || n == 1 && !stockholm) {
			break
		}
		g.hyphenAfterSpace = g.hyphenAfterSpace || gap == '-' && spaced
		spaced = spaced || gap == ' '
		g.length[g.n], g.after[g.n] = n, i+n
		g.n++
		next, by, ok := between(s, i+n, s[start:i+n])
		if !ok {
			break
		}
		i, gap = next, by
	}
	return g
}

// between passes what may part two groups of digits and tells which it is: spaces,
// hyphens, a dot, or after the area code a bracket, a slash, or the (0) of +46 (0)70.
// soFar is what was read.
func between(s string, i int, soFar string) (next int, gap byte, ok bool) {
	next, gap = i, ' '
	areaCode := len(soFar) <= 4
	if next < len(s) && s[next] == ')' && (areaCode || strings.IndexByte(soFar, '(') >= 0) {
		next++
	}
	next = spaces(s, next)
	if open := next; len(soFar) <= 3 && soFar[0] != '0' && open < len(s) && s[open] == '(' {
		if n := digits(s, open+1); n >= 2 && n <= 4 && open+1+n < len(s) && s[open+1+n] == ')' {
			return open + 1, ' ', true // +1 (555)
		}
	}
	if areaCode && strings.HasPrefix(s[next:], "(0)") {
		next = spaces(s, next+3)
	}
	switch {
	case next < len(s) && s[next] == '-':
		for next < len(s) && s[next] == '-' {
			next, gap = spaces(s, next+1), '-'
		}
		if areaCode && strings.HasPrefix(s[next:], "(0)") {
			next = spaces(s, next+3)
		}
	case next == i && next < len(s) && s[next] == '.' && dotsPart(soFar, digits(s, next+1)):
		next, gap = next+1, '.'
	case areaCode && len(soFar) >= 3 && next < len(s) && s[next] == '/':
		next, gap = spaces(s, next+1), '/'
	}
	return next, gap, digitAt(s, next) && next-i <= 8
}

// dotsPart tells whether a dot may part soFar from the next digits. After an area code of
// two digits there must be three, or 08.00-16.00 and 08.11.2026 would be numbers.
func dotsPart(soFar string, next int) bool {
	return soFar[0] == '0' && (digits(soFar, 0) >= 3 || soFar == "08" && next >= 3 || strings.HasPrefix(soFar, "08."))
}

// isoDate tells whether a date such as 2026-11-20 stands at i.
func isoDate(s string, i int) bool {
	return i+10 <= len(s) && digits(s, i) == 4 && s[i+4] == '-' && digits(s, i+5) == 2 &&
		s[i+7] == '-' && digits(s, i+8) >= 2
}
