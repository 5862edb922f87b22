package report

import (
	"strings"
	"unicode/utf8"
)

// maskNames takes out names that something announces: "heter", "my name is", "Mvh", "min
// granne", "Mrs" and the like, common first names with what belongs to them, and surnames in
// -sson. A rare name that nothing announces is not recognised, and names of streets, parks
// and schools are left where they are. On the name of an animal it errs on the safe side.
func maskNames(s string) string {
	var out strings.Builder
	done := 0
	for i := 0; i < len(s); {
		if class[s[i]]&isLetter == 0 && s[i] != '/' {
			i++
			continue
		}
		end := max(wordEnd(s, i), i+1)
		if s[i] >= 'a' && s[i] <= 'z' && !cuePrints.has(hashOf(s[i:end])) {
			i = end // most words
			continue
		}
		from, to := nameAt(s, done, i, end)
		if to <= from {
			i = end
			continue
		}
		tagged(&out, s, done, from, TagName)
		done, i = to, to
		for { // heter Kalle och Lisa
			next, end := another(s, done)
			if end == 0 {
				break
			}
			tagged(&out, s, done, next, TagName)
			done, i = end, end
		}
	}
	if done == 0 {
		return s
	}
	out.WriteString(s[done:])
	return out.String()
}

// nameAt looks for a name that the word from i to end, or the slash at i, announces or
// closes; to is 0 where there is none.
func nameAt(s string, floor, i, end int) (from, to int) {
	if s[i] == '/' {
		return slashName(s, i)
	}
	if strings.HasSuffix(s[i:end], "sson") || strings.HasSuffix(s[i:end], "SSON") {
		return patronymic(s, floor, i, end)
	}
	word := known(s[i:end])
	switch cue := word.cue; cue {
	case cueNone:
		return firstName(s, i, end, word.sets)
	case cueNamed, cueCalled, cueBeing:
		return namedName(s, i, end, cue)
	case cueSigned:
		return signedName(s, end)
	case cueKin, cueKinKnown:
		if cue == cueKin && !owned(s, i) {
			return 0, 0
		}
		return kinName(s, end)
	case cueAsk:
		return askedFor(s, end)
	case cueTitle:
		if end < len(s) && s[end] == '.' {
			end++
		}
		return capitalName(s, blanks(s, end), strict)
	default:
		return labelledName(s, i, end, cue)
	}
}

// firstName finds a common first name and what belongs to it, unless a street, a park or
// a pub is called after somebody.
func firstName(s string, i, end int, sets wordSet) (from, to int) {
	if !capital(s, i) {
		return 0, 0
	}
	nominative, stem := sets&firstNames != 0, s[i:end]
	if !nominative {
		stem = strings.TrimSuffix(strings.TrimSuffix(stem, "s"), "'")
	}
	genitive := len(stem) < end-i && among(stem, firstNames)
	if !nominative && !genitive || among(wordBefore(s, i), hallowed) {
		return 0, 0
	}
	if genitive { // Annas gäng, but not Annas Blommor
		if capital(s, blanks(s, end)) || streetAfter(s, end) {
			return 0, 0
		}
		return i, i + len(stem)
	}
	return capitalName(s, i, loose)
}

// kinName finds "granne Kalle" and "my boss, Carol King,".
func kinName(s string, end int) (from, to int) {
	if !strings.HasPrefix(s[end:], ", ") {
		return capitalName(s, blanks(s, end), strict)
	}
	from, to = capitalName(s, end+2, strict)
	if to == len(s) || to < len(s) && s[to] == ',' {
		return from, to
	}
	return 0, 0
}

// askedFor finds a name after "fråga" or "contact", which may as well be followed by an
// office: it has two words, or a telephone follows.
func askedFor(s string, end int) (from, to int) {
	next := blanks(s, end)
	if skipped := wordEnd(s, next); among(s[next:skipped], askLinks) {
		next = blanks(s, skipped)
	}
	if from, to = capitalName(s, next, loose); to == 0 {
		return 0, 0
	}
	after := blanks(s, to)
	if word := wordEnd(s, after); among(s[after:word], askLinks) || among(s[after:word], phoneWords) {
		after = blanks(s, word)
	}
	if strings.IndexByte(s[from:to], ' ') >= 0 || after < len(s) && (digitAt(s, after) || s[after] == '[' || s[after] == '+') {
		return from, to
	}
	return 0, 0
}

// labelledName finds what follows "vid namn", "namn:", "my name is" and "kallar sig".
func labelledName(s string, i, end int, cue nameCue) (from, to int) {
	next := blanks(s, end)
	follows := next < len(s) && s[next] == ':'
	word := s[next:wordEnd(s, next)]
	switch {
	case cue == cueSelf && among(word, reflexives), cue == cueName && among(word, copulas):
		return anyName(s, blanks(s, wordEnd(s, next)), false)
	case cue == cueName && follows, cue == cueLabel && follows:
		return anyName(s, blanks(s, next+1), false)
	case cue == cueName && among(wordBefore(s, i), nameOpeners):
		return anyName(s, next, false)
	case cue == cueLabel:
		return capitalName(s, next, strict)
	}
	return 0, 0
}

// namedName finds what follows "heter", "kallas" and "is called", unless it is a street,
// a shop or the like that is called so.
func namedName(s string, i, end int, cue nameCue) (from, to int) {
	before := wordBefore(s, i)
	if cue == cueBeing && !among(before, calledOnes) {
		return 0, 0 // I called Securitas
	}
	for range 3 {
		if !among(before, fillers) {
			break
		}
		i -= len(before) + 1
		before = wordBefore(s, i)
	}
	for isThing(before) { // the trainer in the club is called Roger
		link := i - 1 - len(before)
		if !among(wordBefore(s, link), linkWords) {
			return 0, 0
		}
		i = link - 1 - len(wordBefore(s, link))
		if before = wordBefore(s, i); before == "" {
			return 0, 0
		}
	}
	if asked(s, i) {
		return 0, 0
	}
	next := blanks(s, end)
	if skipped := wordEnd(s, next); among(s[next:skipped], pronouns) {
		return capitalName(s, blanks(s, skipped), loose)
	}
	if cue == cueNamed {
		return anyName(s, next, true)
	}
	return capitalName(s, next, loose)
}

// clauseBytes is how far back a question is looked for.
const clauseBytes = 40

// asked tells whether the clause that goes on at i asks for a name.
func asked(s string, i int) bool {
	clause := s[max(0, i-clauseBytes):i]
	clause = clause[strings.LastIndexAny(clause, ".!?\n;,")+1:]
	for word := range strings.FieldsSeq(clause) {
		if among(word, questions) {
			return true
		}
	}
	return false
}

// signedName finds the name under a letter: what follows "Mvh" or "Kind regards".
func signedName(s string, end int) (from, to int) {
	next := end
	for next < len(s) && strings.IndexByte(" \t\r\n,.:;!-/", s[next]) >= 0 {
		next++
	}
	if from, to = capitalName(s, next, strict); to > 0 {
		return from, to
	}
	return lowerSignature(s, next)
}

// lowerSignature finds a name in small letters that is all there is on the rest of a line.
func lowerSignature(s string, i int) (from, to int) {
	at := i
	for range 3 {
		end := wordEnd(s, at)
		if end-at < 2 || capital(s, at) || !plainLetters(s[at:end]) || stopWord(s[at:end]) || placeWord(s[at:end], strict) {
			return 0, 0
		}
		at = blanks(s, end)
		if at == len(s) || strings.IndexByte("\r\n.,!([", s[at]) >= 0 {
			return i, end
		}
	}
	return 0, 0
}

// slashName finds the name that ends a text or a line after a slash: "Tack! /Anna".
func slashName(s string, i int) (from, to int) {
	if i > 0 && strings.IndexByte(" \t\r\n.!?)", s[i-1]) < 0 {
		return 0, 0
	}
	next := i + 1
	for next < len(s) && (s[next] == '/' || s[next] == ' ') {
		next++
	}
	from, to = capitalName(s, next, strict)
	if to == 0 {
		return lowerSignature(s, next)
	}
	rest := blanks(s, to)
	for rest < len(s) && (s[rest] == '.' || s[rest] == ',' || s[rest] == '!') {
		rest = blanks(s, rest+1)
	}
	if rest < len(s) && strings.IndexByte("\r\n[(0123456789+", s[rest]) < 0 && !among(s[rest:wordEnd(s, rest)], phoneWords) {
		return 0, 0
	}
	return from, to
}

// patronymic finds a surname such as Karlsson and the names before it.
func patronymic(s string, floor, i, end int) (from, to int) {
	if !capital(s, i) || end-i < len("Olsson") || streetAfter(s, end) {
		return 0, 0
	}
	from = i
	for range 2 {
		before := wordBefore(s, from)
		start := from - 1 - len(before)
		if before == "" || start < floor || s[start:from-1] != before || !capital(s, start) || stopWord(before) || placeWord(before, strict) {
			break
		}
		from = start
	}
	return from, end
}

// another finds one more name after one that was found: ", Lisa" and "och Lisa".
func another(s string, i int) (from, to int) {
	next := blanks(s, i)
	if next == i {
		return 0, 0
	}
	if end := wordEnd(s, next); among(s[next:end], ands) {
		return capitalName(s, blanks(s, end), strict)
	}
	if strings.HasPrefix(s[next:], "& ") {
		return capitalName(s, next+2, strict)
	}
	return 0, 0
}

// anyName finds a name that may be written in small letters.
func anyName(s string, i int, mayBeThing bool) (from, to int) {
	how := strict
	if mayBeThing {
		how = loose
	}
	i = quotes(s, i)
	if i < len(s) && capital(s, i) {
		return capitalName(s, i, how)
	}
	end := wordEnd(s, i)
	if end-i < 2 || !plainLetters(s[i:end]) || among(s[i:end], lowerStops) || placeWord(s[i:end], how) || streetAfter(s, end) {
		return 0, 0
	}
	from, to = i, end
	for range 2 { // the surname too, where it looks like one
		next := blanks(s, to)
		end := wordEnd(s, next)
		if next == to || !surname(s[next:end]) {
			break
		}
		to = end
	}
	return from, to
}

// capitalName finds a run of words with capitals at i, particles such as "von" within.
func capitalName(s string, i, how int) (from, to int) {
	i = quotes(s, i)
	from = i
	for n := 0; n < 5 && i < len(s); n++ {
		end := wordEnd(s, i)
		word := s[i:end]
		sets := known(word).sets
		if n > 0 && sets&particles != 0 && capital(s, blanks(s, end)) {
			i = blanks(s, end)
			continue
		}
		if word == "" || !capital(s, i) || sets&stops != 0 {
			break
		}
		if isPlace(word, sets, how) {
			return 0, 0
		}
		if to = end; end < len(s) && s[end] == '.' && utf8.RuneCountInString(word) == 1 {
			end++ // an initial
		}
		if next := blanks(s, end); next > end {
			i = next
			continue
		}
		break
	}
	if to == 0 || streetAfter(s, to) || utf8.RuneCountInString(s[from:to]) < 2 {
		return 0, 0
	}
	return from, to
}

// owned tells whether a word of kinship at i stands after "min", "hennes", "my" or the
// like, one more word between, such as "min yngsta son".
func owned(s string, i int) bool {
	before := wordBefore(s, i)
	if among(before, owners) {
		return true
	}
	return before != "" && among(wordBefore(s, i-1-len(before)), owners)
}

// streetAfter tells whether a run of capitals that ends at i goes on as a place: Karl
// Johans gata.
func streetAfter(s string, i int) bool {
	next := blanks(s, i)
	return next > i && among(s[next:wordEnd(s, next)], streetNouns)
}
