package report

import "strings"

// personalNumber finds a personal identity number that begins at i, the first of a run of
// digits: YYMMDD or YYYYMMDD and four digits, in one run or parted by a hyphen, a plus
// sign or spaces, the date itself possibly parted too. The check digit is not asked for:
// a mistyped number still points at somebody.
func personalNumber(s string, i int) (to int, ok bool) {
	n := digits(s, i)
	switch n {
	case 10, 12:
		return i + n, birthDate(s[i : i+n-4])
	case 6, 8:
		if !birthDate(s[i : i+n]) {
			return 0, false
		}
		tail, parted := parting(s, i+n)
		return tail + 4, parted && digits(s, tail) == 4
	case 2, 4:
		return partedIdentity(s, i, n)
	}
	return 0, false
}

// partedIdentity finds 1985-01-01-1234 and the like; the year has n digits.
func partedIdentity(s string, i, n int) (to int, ok bool) {
	sep := i + n
	if sep+6 > len(s) || strings.IndexByte("-./ ", s[sep]) < 0 || s[sep+3] != s[sep] ||
		digits(s, sep+1) != 2 || digits(s, sep+4) != 2 {
		return 0, false
	}
	if !birthDate(s[i:sep] + s[sep+1:sep+3] + s[sep+4:sep+6]) {
		return 0, false
	}
	tail, parted := parting(s, sep+6)
	if !parted || digits(s, tail) != 4 || s[sep] == ' ' && !hasSign(s[sep+6:tail]) {
		return 0, false
	}
	// 2026-11-20 2026-11-21 and 2026-11-20 1200-1300 go on after the four digits.
	end := tail + 4
	if end < len(s) && strings.IndexByte("-.:/", s[end]) >= 0 && digitAt(s, end+1) {
		return 0, false
	}
	return end, true
}

// birthDate tells whether six or eight digits are a date of birth; in a
// samordningsnummer 60 is added to the day, and an unknown month or day is zero.
func birthDate(d string) bool {
	if len(d) == 8 {
		if century := d[:2]; century != "18" && century != "19" && century != "20" {
			return false
		}
		d = d[2:]
	}
	month, day := two(d[2:]), two(d[4:])
	if day >= 60 {
		return day <= 91 && month <= 12
	}
	return month >= 1 && month <= 12 && day >= 1 && day <= 31
}

func two(d string) int { return int(d[0]-'0')*10 + int(d[1]-'0') }

// parting passes what may stand between date and number: spaces around at most one sign.
func parting(s string, i int) (next int, ok bool) {
	next = spaces(s, i)
	if w := sign(s, next); w > 0 {
		next = spaces(s, next+w)
	}
	return next, next > i && next-i <= 12
}

// hasSign tells whether a parting holds a hyphen or a plus sign.
func hasSign(s string) bool {
	for i := range len(s) {
		if sign(s, i) > 0 {
			return true
		}
	}
	return false
}

// The characters that Word and phones put in place of a space and a hyphen.
var (
	spaceForms = []string{"\u00a0", "\u202f", "\u2009", "\u200b", "\u00ad"}
	signForms  = []string{"\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"}
)

// spaces passes all spaces and tabs from i on.
func spaces(s string, i int) int {
	for i < len(s) {
		switch {
		case s[i] == ' ' || s[i] == '\t':
			i++
		case s[i] >= 0x80 && form(s, i, spaceForms) > 0:
			i += form(s, i, spaceForms)
		default:
			return i
		}
	}
	return i
}

// sign is the width of the hyphen, dash or plus sign at i; 0 where there is none.
func sign(s string, i int) int {
	if i >= len(s) {
		return 0
	}
	if s[i] == '-' || s[i] == '+' {
		return 1
	}
	if s[i] >= 0x80 {
		return form(s, i, signForms)
	}
	return 0
}

func form(s string, i int, forms []string) int {
	for _, f := range forms {
		if strings.HasPrefix(s[i:], f) {
			return len(f)
		}
	}
	return 0
}

// plate finds a number plate whose digits begin at i: three letters and 123 or 12D. With
// a space or hyphen between, only capitals count, or each "rum 203" would be one.
func plate(s string, floor, i int) (from, to int, ok bool) {
	to = i + 3
	if to > len(s) || !digitAt(s, i+1) || wordAt(s, to) || !digitAt(s, i+2) && !plateLetter(s[i+2]) {
		return 0, 0, false
	}
	end := i
	if end > floor && (s[end-1] == ' ' || s[end-1] == '-') {
		end--
	}
	from = end - 3
	if from < floor || from > floor && wordAt(s, from-1) {
		return 0, 0, false
	}
	letters := s[from:end]
	for k := range 3 {
		if !plateLetter(letters[k]) {
			return 0, 0, false
		}
	}
	capitals := letters == strings.ToUpper(letters)
	if end < i && !capitals || !(end == i && capitals) && commonWord(letters) || letters+s[i:to] == "SOS112" {
		return 0, 0, false
	}
	return from, to, true
}

// plateLetter leaves out I, Q and V, which Swedish plates do not use.
func plateLetter(c byte) bool {
	c |= 0x20
	return c >= 'a' && c <= 'z' && c != 'i' && c != 'q' && c != 'v'
}

// commonWord tells words that stand before a number in a text of capitals or house
// numbers; a plate that spells one is found only as HUS123.
func commonWord(letters string) bool {
	switch strings.ToUpper(letters) {
	case "AND", "ART", "BOX", "BUS", "BUT", "DAG", "DEN", "DET", "DKK", "ETT", "EUR", "FAX", "FEM",
		"FOR", "FYR", "GBP", "HAR", "HUS", "KOD", "LAG", "LAT", "LED", "LGH", "LON", "MAN", "MED",
		"MOT", "NOK", "NUM", "OCH", "PER", "RUM", "SAL", "SEK", "SEX", "SKA", "SOM", "SOS", "TAG",
		"TEL", "THE", "TOG", "TRE", "TWO", "USD", "ZON":
		return true
	}
	return false
}
