package ingest

import (
	"fmt"
	"strings"
)

// timeFormat is a pattern such as DD/MM YYYY[ hh:mm[:ss]], taken apart. YYYY MM DD hh mm
// ss are numbers, MONTH the name of a month in Swedish or English, AM either of AM and
// PM. Brackets enclose what may be left out at the end. A colon also matches a dot, a
// space also T, a comma and "kl". After a time of day an offset may stand, such as +01:00
// or Z.
type timeFormat struct {
	pattern string
	steps   []timeStep
}

// timeStep is one piece of a pattern.
type timeStep struct {
	token    string // one of timeTokens, or empty for a literal
	literal  byte
	optional bool // what follows from here may be left out
}

var timeTokens = []string{"YYYY", "MONTH", "MM", "DD", "hh", "mm", "ss", "AM"}

func compileTime(pattern string) (timeFormat, error) {
	f := timeFormat{pattern: pattern}
	optional, open := false, 0
next:
	for i := 0; i < len(pattern); {
		switch pattern[i] {
		case '[':
			optional, open, i = true, open+1, i+1
			continue
		case ']':
			open, i = open-1, i+1
			continue
		}
		for _, token := range timeTokens {
			if strings.HasPrefix(pattern[i:], token) {
				f.steps = append(f.steps, timeStep{token: token, optional: optional})
				i, optional = i+len(token), false
				continue next
			}
		}
		c := pattern[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80 {
			return f, fmt.Errorf("time format %q: what is %q", pattern, c)
		}
		f.steps = append(f.steps, timeStep{literal: c, optional: optional})
		i, optional = i+1, false
	}
	year := strings.Contains(pattern, "YYYY")
	month := strings.Contains(pattern, "MM") || strings.Contains(pattern, "MONTH")
	if open != 0 || !year || !month {
		return f, fmt.Errorf("time format %q: needs YYYY and MM, and a ] for each [", pattern)
	}
	return f, nil
}

// match reads s as the format says. What it returns need not be a day that exists.
func (f timeFormat) match(s string) (w wall, ok bool) {
	w.day = 1
	s = strings.TrimSpace(s)
	i, pm := 0, -1
	for k, step := range f.steps {
		var next int
		switch step.token {
		case "":
			next = literal(s, i, step.literal)
		case "MONTH":
			w.month, next = monthName(s, i)
		case "AM":
			pm, next = amPM(s, i)
		default:
			next = w.number(s, i, step.token, f.glued(k))
		}
		if next == i {
			if step.optional {
				break
			}
			return w, false
		}
		i = next
	}
	if pm >= 0 {
		if w.hour < 1 || w.hour > 12 {
			return w, false
		}
		w.hour = w.hour%12 + 12*pm
	}
	if i < len(s) && w.precision == toMinute {
		w.offset, i = zoneOffset(s, i)
		w.hasOffset = true
	}
	return w, i == len(s)
}

// glued tells whether a number follows step k at once: its digits are then all given.
func (f timeFormat) glued(k int) bool {
	return k+1 < len(f.steps) && f.steps[k+1].token != "" && !f.steps[k+1].optional
}

// number reads one number of a time; leading zeros may be missing except in minutes,
// seconds and where nothing parts it from the next.
func (w *wall) number(s string, i int, token string, glued bool) (next int) {
	least, most := 1, 2
	switch {
	case token == "YYYY":
		least, most = 4, 4
	case token == "mm" || token == "ss" || glued:
		least = 2
	}
	n := 0
	for next = i; next < len(s) && next-i < most && s[next] >= '0' && s[next] <= '9'; next++ {
		n = n*10 + int(s[next]-'0')
	}
	if next-i < least {
		return i
	}
	switch token {
	case "YYYY":
		w.year = n
	case "MM":
		w.month = n
	case "DD":
		w.day, w.precision = n, max(w.precision, toDay)
	case "hh":
		w.hour, w.precision = n, toMinute
	case "mm":
		w.minute = n
	case "ss":
		w.second = n
		next = fraction(s, next)
	}
	return next
}

// fraction passes the fraction of a second.
func fraction(s string, i int) int {
	end := i + 1
	for i < len(s) && (s[i] == '.' || s[i] == ',') && end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	if end > i+1 {
		return end
	}
	return i
}

func literal(s string, i int, c byte) (next int) {
	switch c {
	case ' ':
		next = i
		for next < len(s) && (s[next] == ' ' || s[next] == ',' || s[next] == 'T') {
			next++
		}
		if next > i && strings.HasPrefix(strings.ToLower(s[next:min(next+2, len(s))]), "kl") {
			next += 2
			for next < len(s) && (s[next] == '.' || s[next] == ' ') {
				next++
			}
		}
		return next
	case ':':
		if i < len(s) && s[i] == '.' {
			return i + 1
		}
	}
	if i < len(s) && s[i] == c {
		return i + 1
	}
	return i
}

// months are the beginnings of the months' names in Swedish and English.
var months = [12][]string{
	{"januari", "january", "jan"},
	{"februari", "february", "feb"},
	{"mars", "march", "mar"},
	{"april", "apr"},
	{"maj", "may"},
	{"juni", "june", "jun"},
	{"juli", "july", "jul"},
	{"augusti", "august", "aug"},
	{"september", "sept", "sep"},
	{"oktober", "october", "okt", "oct"},
	{"november", "nov"},
	{"december", "dec"},
}

func monthName(s string, i int) (month, next int) {
	end := i
	for end < len(s) && (s[end] >= 'a' && s[end] <= 'z' || s[end] >= 'A' && s[end] <= 'Z') {
		end++
	}
	for k, names := range months {
		for _, name := range names {
			if strings.EqualFold(s[i:end], name) {
				if end < len(s) && s[end] == '.' {
					end++
				}
				return k + 1, end
			}
		}
	}
	return 0, i
}

func amPM(s string, i int) (pm, next int) {
	if i+2 > len(s) {
		return -1, i
	}
	switch strings.ToUpper(s[i : i+2]) {
	case "AM":
		return 0, i + 2
	case "PM":
		return 1, i + 2
	}
	return -1, i
}

// zoneOffset reads Z, +01, +0100 or +01:00, after spaces, in seconds.
func zoneOffset(s string, i int) (offset, next int) {
	start := i
	for i < len(s) && s[i] == ' ' {
		i++
	}
	if i < len(s) && (s[i] == 'Z' || s[i] == 'z') {
		return 0, i + 1
	}
	if i+3 > len(s) || s[i] != '+' && s[i] != '-' {
		return 0, start
	}
	digits := strings.Replace(s[i+1:], ":", "", 1)
	if len(digits) == 2 {
		digits += "00"
	}
	if len(digits) != 4 || strings.Trim(digits, "0123456789") != "" {
		return 0, start
	}
	hours, minutes := int(digits[0]-'0')*10+int(digits[1]-'0'), int(digits[2]-'0')*10+int(digits[3]-'0')
	if hours > 14 || minutes > 59 {
		return 0, start
	}
	offset = hours*3600 + minutes*60
	if s[i] == '-' {
		offset = -offset
	}
	return offset, len(s)
}
