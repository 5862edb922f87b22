package report

import "strings"

// personalNumber finds a personal identity number that begins at i, the first of a run of
// digits: YYMMDD or YYYYMMDD and four digits, in one run or parted by signs and spaces, the
// date itself possibly parted too. The check digit is not asked for: a mistyped number
// still points at somebody.
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

// mostParting is how many characters may part a date from the four digits after it.
const mostParting = 8

// parting passes what may stand between date and number.
func parting(s string, i int) (next int, ok bool) {
	next = i
	for next < len(s) && strings.IndexByte(" \t\r\n-+/._:*~()", s[next]) >= 0 {
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
