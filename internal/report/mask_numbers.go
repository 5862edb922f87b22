package report

import "strings"

// personalNumber finds a personal identity number that begins at i, the first of a run of
// n digits: YYMMDD or YYYYMMDD and four digits, in one run or parted by signs and spaces, the
// date itself possibly parted too. The check digit is not asked for: a mistyped number
// still points at somebody.
func personalNumber(s string, i, n int) (to int, ok bool) {
	switch n {
	case 10, 12:
		return i + n, birthDate(s[i : i+n-4])
	case 6, 8:
		if !birthDate(s[i : i+n]) {
			return 0, false
		}
		return lastFour(s, i, i+n)
	case 4:
		if to, ok = yearApart(s, i); ok {
			return to, true
		}
		return partedIdentity(s, i, n)
	case 2:
		return partedIdentity(s, i, n)
	}
	return 0, false
}

// lastFour finds the four digits that belong to the date from i to end: together, as
// -12 34, or in reserve numbers with one or two letters first, as -T123.
func lastFour(s string, i, end int) (to int, ok bool) {
	tail, parted := parting(s, end)
	if !parted || strings.IndexByte(s[end:tail], ',') >= 0 && beside(s, i, tail) {
		return 0, false
	}
	hyphen := s[end] == '-' || s[end] == '+'
	switch n := digits(s, tail); {
	case n == 4:
		return tail + 4, true
	case n == 2 && hyphen && (s[tail+2:] + "x")[0] == ' ':
		return tail + 5, digits(s, tail+3) == 2 && !goesOn(s, tail+5)
	case n == 0:
		letters := 0
		for letters < 2 && tail+letters < len(s) && s[tail+letters] >= 'A' && s[tail+letters] <= 'Z' {
			letters++
		}
		return tail + 4, letters > 0 && digits(s, tail+letters) == 4-letters && !wordAt(s, tail+4)
	}
	return 0, false
}

// beside tells whether a date and a comma may be a coordinate with four decimals: another
// long number stands right before or after.
func beside(s string, i, tail int) bool {
	before := strings.TrimRight(s[:i], " ,NEÖOst")
	after := strings.TrimLeft(s[tail+digits(s, tail):], " ,NEÖOst")
	return len(before) < i && digitAt(before, len(before)-1) || digits(after, 0) >= 6
}

// yearApart finds 1985 0101-1234; without a hyphen the check digit has to be right.
func yearApart(s string, i int) (to int, ok bool) {
	if i+9 > len(s) || s[i+4] != ' ' || digits(s, i+5) != 4 || !birthDate(s[i:i+4]+s[i+5:i+9]) {
		return 0, false
	}
	tail, parted := parting(s, i+9)
	if !parted || digits(s, tail) != 4 || goesOn(s, tail+4) {
		return 0, false
	}
	return tail + 4, s[i+9] == '-' || s[i+9] == '+' || checkDigit([]byte(s[i+2:i+4]+s[i+5:i+9]+s[tail:tail+4]))
}

// partedIdentity finds 1985-01-01-1234 and the like; the year has n digits.
func partedIdentity(s string, i, n int) (to int, ok bool) {
	sep := i + n
	if sep+6 > len(s) || s[sep+3] != s[sep] || strings.IndexByte("-./ ", s[sep]) < 0 ||
		digits(s, sep+1) != 2 || digits(s, sep+4) != 2 {
		return 0, false
	}
	if n == 4 && !birthCentury(s[i:]) || !birthDay(two(s[sep+1:]), two(s[sep+4:])) {
		return 0, false
	}
	tail, parted := parting(s, sep+6)
	if !parted || digits(s, tail) != 4 {
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
		if !birthCentury(d) {
			return false
		}
		d = d[2:]
	}
	return birthDay(two(d[2:]), two(d[4:]))
}

func birthCentury(year string) bool {
	century := two(year)
	return century >= 18 && century <= 20
}

func birthDay(month, day int) bool {
	if day >= 60 {
		return day <= 91 && month <= 12
	}
	return month >= 1 && month <= 12 && day >= 1 && day <= 31
}

func two(d string) int { return int(d[0]-'0')*10 + int(d[1]-'0') }

// mostParting is how many characters may part a date from the four digits after it.
const mostParting = 8

// parting passes what may stand between date and number.
func parting(s string, i int) (next int, ok bool) {
	next = i
	for next < len(s) && strings.IndexByte(" \t\r\n-+/._:*~(),", s[next]) >= 0 {
		next++
	}
	return next, next > i && next-i <= mostParting
}

// spaces passes all spaces, tabs and line breaks from i on.
func spaces(s string, i int) int {
	for i < len(s) && strings.IndexByte(" \t\r\n", s[i]) >= 0 {
		i++
	}
	return i
}
