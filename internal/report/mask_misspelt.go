package report

import "strings"

// The forms of personal identity numbers that mask_numbers.go does not know: digits parted
// anyhow, a digit too many or too few, a century that never was, letters for digits. Each
// asks for more signs that it is one, since the digits alone say less.

// scattered finds ten or twelve digits from i on that stand one by one, or in any groups
// where the check digit is right too. What goes on before or after is a longer number.
func scattered(s string, i, n int) (to int, ok bool) {
	if k := i + n; k+1 >= len(s) || class[s[k]]&isGroup == 0 || !digitAt(s, k+1) && !digitAt(s, k+3) {
		return 0, false // nothing goes on
	}
	if i > 1 && class[s[i-1]]&isGroup != 0 && digitAt(s, i-2) {
		return 0, false
	}
	var number [12]byte
	groups, single, spaced := 0, true, true
	end, dated := i, true
	n = 0
	for end < len(s) && n < len(number) {
		k := digits(s, end)
		if k == 0 || n+k > len(number) {
			break
		}
		n += copy(number[n:], s[end:end+k])
		groups++
		single = single && k == 1
		dated = dated && (k == 2 || groups == 1 && (k == 4 || k == 8)) // 2012 11 20 22 15 is a time
		end += k
		if strings.HasPrefix(s[end:], " - ") && digitAt(s, end+3) {
			end += 3
			continue
		}
		if end+1 >= len(s) || class[s[end]]&isGroup == 0 || !digitAt(s, end+1) {
			break
		}
		spaced = spaced && (s[end] == ' ' || s[end] == '-')
		end++
	}
	if n != 10 && n != 12 || groups < 2 || goesOn(s, end) || !birthDate(string(number[:n-4])) {
		return 0, false
	}
	return end, single || spaced && !dated && checkDigit(number[n-10:n]) || identityAnnounced(s, i)
}

// identityAnnounced tells whether "personnummer" or the like stands before i.
func identityAnnounced(s string, i int) bool {
	word, from := wordAhead(s, i)
	if among(word, copulas) {
		word, _ = wordAhead(s, from)
	}
	return among(word, identityWords)
}

var identityWords = words("personnummer personnumret personnr pnr persnr födelsenummer samordningsnummer")

// goesOn tells whether more digits follow a number that ends at i.
func goesOn(s string, i int) bool {
	return digitAt(s, i) || i+1 < len(s) && strings.IndexByte(" -.,:/", s[i]) >= 0 && digitAt(s, i+1)
}

// checkDigit tells whether ten digits end with the check digit of a personal identity
// number (Luhn's, doubling the first).
func checkDigit(d []byte) bool {
	sum := 0
	for k, c := range d {
		v := int(c-'0') * (2 - k%2)
		sum += v/10 + v%10
	}
	return sum%10 == 0
}

// From firstCaseYear to lastCaseYear, years of two digits, a date and a short number are
// likelier a case than a person.
const firstCaseYear, lastCaseYear = 15, 39

// misspelt finds a date, a hyphen and a number of which one digit is missing or too many,
// or whose century is none: 850101-123, 85010-1234, 17850101-1234.
func misspelt(s string, i, n int) (to int, ok bool) {
	if n < 5 || n > 9 || i+n >= len(s) || s[i+n] != '-' && s[i+n] != '+' || i > 0 && (wordAt(s, i-1) || s[i-1] == '-' || s[i-1] == '/') {
		return 0, false
	}
	tail := i + n + 1
	m := digits(s, tail)
	if to = tail + m; to < len(s) && (s[to] == '-' || s[to] == '/' || wordAt(s, to)) {
		return 0, false
	}
	date := s[i : i+n]
	switch {
	case m == 4 && n == 8:
		return to, birthDate(date[2:])
	case m == 4 && n%2 == 1:
		return to, almostDate(date)
	case (m == 3 || m == 5) && (n == 6 || n == 8):
		year := two(date[n-6:])
		return to, birthDate(date) && (year < firstCaseYear || year > lastCaseYear)
	}
	return 0, false
}

// almostDate tells whether five, seven or nine digits are a date of birth with one digit
// too many, or the beginning of one with one too few.
func almostDate(d string) bool {
	for k := range d {
		if less := d[:k] + d[k+1:]; len(less)%8 != 4 && birthDate(less) {
			return true
		}
	}
	for k := 0; k <= len(d) && len(d) < 8; k++ {
		for _, digit := range "01" {
			if more := d[:k] + string(digit) + d[k:]; birthDate(more) {
				return true
			}
		}
	}
	return false
}

// lettered finds a number of which some digits are written as letters: 85O1O1-l234.
func lettered(s string, floor, i, n int) (from, to int, ok bool) {
	if !digitLike(s, i-1) && !digitLike(s, i+n) && (i+n+1 >= len(s) || !digitLike(s, i+n+1)) {
		return 0, 0, false
	}
	from = i
	if from > floor && digitLike(s, from-1) && !wordAt(s, from-2) {
		from--
	}
	var date, number [8]byte
	to, n = likeDigits(s, from, date[:])
	if n != 6 && n != 8 || !birthDate(string(date[:n])) {
		return 0, 0, false
	}
	tail := to
	for tail < len(s) && tail-to < 3 && strings.IndexByte(" -+", s[tail]) >= 0 {
		tail++
	}
	if to, n = likeDigits(s, tail, number[:]); n != 4 || wordAt(s, to) {
		return 0, 0, false
	}
	return from, to, strings.ContainsAny(s[from:to], "OolI")
}

func digitLike(s string, i int) bool {
	return i >= 0 && i < len(s) && (s[i] == 'O' || s[i] == 'o' || s[i] == 'l' || s[i] == 'I')
}

// likeDigits reads digits and letters that look like them into d.
func likeDigits(s string, i int, d []byte) (to, n int) {
	for i < len(s) && n < len(d) && (digitAt(s, i) || digitLike(s, i)) {
		switch s[i] {
		case 'O', 'o':
			d[n] = '0'
		case 'l', 'I':
			d[n] = '1'
		default:
			d[n] = s[i]
		}
		i, n = i+1, n+1
	}
	return i, n
}
