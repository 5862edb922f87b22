package report

import "strings"

// maskEmails takes out whatever@some.where.
func maskEmails(s string) string {
	at := strings.IndexByte(s, '@')
	if at < 0 {
		return s
	}
	var out strings.Builder
	done := 0
	for at < len(s) {
		from, to := at, domainEnd(s, at+1)
		for from > done && class[s[from-1]]&isLocal != 0 {
			from--
		}
		if from < at && to > at+1 {
			tagged(&out, s, done, from, TagEmail)
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
	out.WriteString(s[done:])
	return out.String()
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

// bracketedAt are the ways to write an @ that are nothing else.
var bracketedAt = strings.NewReplacer(
	"(at)", "@", "(AT)", "@", "( at )", "@", "[at]", "@", "[AT]", "@", "[ at ]", "@", "{at}", "@",
	"(snabel-a)", "@", "(snabela)", "@", "[snabel-a]", "@", "[snabela]", "@",
	" snabel-a ", "@", " snabela ", "@", " snabel a ", "@", " Snabel-a ", "@", "(a)", "\x00")

// unspell writes the e-mail addresses of a text, of which look has seen what it says, with @
// and dots where they have words.
func unspell(text string, seen uint64) string {
	if seen&looks.brackets != 0 {
		text = bracketedAt.Replace(text)
	}
	text = dots(dots(text, " punkt "), " dot ")
	text = joined(text, "\x00", "(a)", false)
	text = joined(text, " at ", " at ", true)
	return joined(text, "@", "@", false)
}

// dots puts a dot for a word where the end of a domain follows, and in what stands before
// an @.
func dots(text, word string) string {
	if !strings.Contains(text, word) {
		return text
	}
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, word)
		out.WriteString(before)
		if !found {
			return out.String()
		}
		end := wordEnd(rest, 0)
		local := end < len(rest) && rest[end] == '@' || strings.HasPrefix(rest[end:], " @") || strings.HasPrefix(rest[end:], " at ")
		if local || among(rest[:end], domains) {
			out.WriteByte('.')
			text = rest
			continue
		}
		out.WriteString(word[:len(word)-1])
		text = text[len(before)+len(word)-1:] // its last space may begin another
	}
}

// joined puts an @ for a sign between a name and a domain, with the spaces around it, and
// what else the sign stands for where there is none; wary asks that the word before be no
// verb: "look at koping.se".
func joined(text, sign, otherwise string, wary bool) string {
	var out strings.Builder
	done := 0
	for i := 0; ; {
		at := strings.Index(text[i:], sign)
		if at < 0 {
			break
		}
		at += i
		name := strings.TrimRight(text[i:at], " ")
		from := len(name)
		for from > 0 && class[name[from-1]]&isLocal != 0 {
			from--
		}
		end := i + len(name)
		i = at + len(sign)
		domain := strings.TrimLeft(text[i:], " ")
		if from < len(name) && dottedDomain(domain, wary) && !(wary && among(name[from:], lookers)) {
			out.WriteString(text[done:end])
			out.WriteByte('@')
			i = len(text) - len(domain)
			done = i
		} else if sign != otherwise {
			out.WriteString(text[done:at])
			out.WriteString(otherwise)
			done = i
		}
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}

// dottedDomain tells whether a text begins with a domain: a dot within, and where strict a
// known end.
func dottedDomain(s string, strict bool) bool {
	end := domainEnd(s, 0)
	last := strings.LastIndexByte(s[:end], '.')
	if last <= 0 || class[s[last+1]]&isLetter == 0 {
		return false
	}
	return !strict || among(s[last+1:end], domains)
}

var (
	domains = words("se com nu org net eu no dk fi uk info io de gov edu me")
	lookers = words("look looked looking read posted found available reported online website page site form map see seen link shop book " +
		"bought published more up it them report reports news only")
)
