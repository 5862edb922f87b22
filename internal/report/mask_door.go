package report

import "strings"

// Bounds of what is looked at around a number to tell whether it is somebody's door.
const (
	maxDoorDigits  = 4
	dwellingBefore = 90 // bytes back to words such as "bor på"
	maxStreetWords = 3
)

// door finds the number of somebody's door, flat or staircase whose n digits begin at i, the
// letter after it included: the 12 B of "bor på Ringvägen 12 B", the 1203 of "lgh 1203".
// The number of a house that is only a place, such as the lamp's outside Stora gatan 10,
// is none.
func door(s string, i, n int) (to int, ok bool) {
	to, ok = doorNumber(s, i, n)
	if !ok {
		return 0, false
	}
	before, from := wordAhead(s, i)
	sets := known(before).sets
	if sets&numberWords != 0 {
		before, from = wordAhead(s, from)
		sets = known(before).sets
		if sets&flatWords != 0 || atHome(s, from) {
			return to, true
		}
	}
	switch {
	case sets&flatWords != 0:
		return to, !among(nextWord(s, to), roomWords)
	case before == "" || class[before[0]]&isLetter == 0:
	case sets&stairWords != 0:
		return to, floorFollows(s, to) || doorBefore(s, from) || atHome(s, from)
	case sets&floorWords != 0:
		return to, doorBefore(s, from)
	}
	if among(nextWord(s, to), floorWords) {
		return to, doorBefore(s, i)
	}
	if streetEnds(before) {
		return to, livesThere(s, to) || flatFollows(s, to) || floorFollows(s, to) || atHome(s, from)
	}
	if capital(s, from) && sets&stops == 0 && atHomeAt(s, from) && !measured(s, to) {
		return to, true
	}
	return to, streetBegins(s, to) && (atHome(s, i) || flatBefore(s, i))
}

// doorNumber reads one to four digits that stand alone but for a letter: 12, 12B, 12 B.
func doorNumber(s string, i, n int) (to int, ok bool) {
	if n > maxDoorDigits || s[i] == '0' || i > 0 && (wordAt(s, i-1) || clings(s[i-1]) && i > 1 && s[i-2] != ' ') {
		return 0, false
	}
	to = i + n
	if digitAt(s, to+1) && strings.IndexByte(".:,-/", s[to]) >= 0 {
		return 0, false
	}
	letter := to
	if letter < len(s) && s[letter] == ' ' {
		letter++
	}
	if letter < len(s) && houseLetter(s, letter, letter == to) && !wordAt(s, letter+1) {
		return letter + 1, true
	}
	return to, !wordAt(s, to)
}

// clings tells whether what stands before a number makes it a part of something longer.
func clings(c byte) bool {
	switch c {
	case '.', ':', '-', '/', '+', '\'':
		return true
	}
	return false
}

// houseLetter tells a letter of a house's entrance; after a space it is a capital or the
// last of the sentence's part, or "12 a man" would lose its article.
func houseLetter(s string, i int, together bool) bool {
	switch c := s[i]; {
	case c >= 'A' && c <= 'H':
		return true
	case c >= 'a' && c <= 'h':
		return together || i+1 == len(s) || strings.IndexByte(".,;!?)\n", s[i+1]) >= 0
	}
	return false
}

// wordAhead is the word before i, one space or a comma and a space between, and where it
// begins.
func wordAhead(s string, i int) (word string, from int) {
	end := i
	for end > 0 && i-end < 3 && class[s[end-1]]&isAhead != 0 {
		end--
	}
	from = end
	for from > 0 && (class[s[from-1]]&isLetter != 0 || s[from-1] == '-' || s[from-1] == '\'') {
		from--
	}
	return s[from:end], from
}

// nextWord is the word after i, a space or a comma between.
func nextWord(s string, i int) string {
	for i < len(s) && (s[i] == ' ' || s[i] == ',') {
		i++
	}
	return s[i:wordEnd(s, i)]
}

var (
	flatWords   = words("lgh lght lägenhet lägenheten lägenhetsnummer lägenhetsnr lghnr flat apartment apt")
	stairWords  = words("port porten uppgång uppgången trappuppgång trapphus entré stair staircase")
	floorWords  = words("tr trappor trp vån våning våningen floor")
	numberWords = words("nr nummer number no")
	roomWords   = words("rum rok room rooms bedroom bed tyre kvm kronor kr")
	unitWords   = words("m meter km mil kr st år minuter min sekunder timmar dagar veckor månader gånger personer killar grader metres meters minutes years days weeks months times people nights houses hus")
)

func measured(s string, i int) bool { return among(nextWord(s, i), unitWords) }

// floorFollows tells whether ", 2 tr" follows.
func floorFollows(s string, i int) bool {
	i = commaBlanks(s, i)
	n := digits(s, i)
	if n == 0 {
		word := s[i:wordEnd(s, i)]
		return among(word, floorWords) && digitAt(s, blanks(s, i+len(word)))
	}
	return n <= 2 && among(nextWord(s, i+n), floorWords)
}

// flatFollows tells whether ", lgh 1203" follows.
func flatFollows(s string, i int) bool {
	i = commaBlanks(s, i)
	word := s[i:wordEnd(s, i)]
	return among(word, flatWords) && (digitAt(s, blanks(s, i+len(word))) || strings.HasPrefix(s[blanks(s, i+len(word)):], TagDoor))
}

// livesThere tells whether "där vi bor" follows.
func livesThere(s string, i int) bool {
	if i+1 >= len(s) || s[i] != ' ' || s[i+1]|0x20 != 'd' && s[i+1]|0x20 != 'w' {
		return false
	}
	for _, words := range []string{" där vi bor", " där jag bor", " där hon bor", " där han bor", " där de bor", " where i live", " where we live", " where he lives", " where she lives", " where they live"} {
		if end := i + len(words); end <= len(s) && strings.EqualFold(s[i:end], words) {
			return true
		}
	}
	return false
}

func commaBlanks(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == ',') {
		i++
	}
	return i
}

// doorBefore tells whether a house or staircase and its number, or the tag in its place,
// stand right before i.
func doorBefore(s string, i int) bool {
	end := i
	for end > 0 && (s[end-1] == ' ' || s[end-1] == ',') {
		end--
	}
	if strings.HasSuffix(s[:end], TagDoor) {
		return true
	}
	if end > 1 && houseLetter(s, end-1, true) && !wordAt(s, end) {
		end--
		if s[end-1] == ' ' {
			end--
		}
	}
	from := end
	for digitAt(s, from-1) {
		from--
	}
	if from == end || end-from > maxDoorDigits {
		return false
	}
	word, _ := wordAhead(s, from)
	return among(word, stairWords) || streetEnds(word)
}

// flatBefore tells whether "flat 3," stands before i.
func flatBefore(s string, i int) bool {
	window := s[max(0, i-30):i]
	for end := len(window); end > 0; {
		cut := strings.LastIndexByte(window[:end], ' ')
		if among(strings.Trim(window[cut+1:end], " ,"), flatWords) {
			return true
		}
		end = cut
	}
	return false
}

// streetEnds tells whether a word ends the name of a street, as most do in Swedish.
func streetEnds(word string) bool {
	return endsWith(word, &streetEndings) || among(word, streetWords)
}

var streetEndings = newEndings("gatan", "vägen", "gata", "väg", "gränd", "gränden", "stigen", "backen", "torget", "allén", "leden", "platsen", "plan",
	"kajen", "esplanaden", "svängen", "ringen", "slingan", "stråket")

var streetWords = words("street road avenue lane square close drive court way terrace gardens crescent place hill grove st rd ave row mews")

// streetBegins tells whether an English street follows: 12 Hill Street.
func streetBegins(s string, i int) bool {
	for range maxStreetWords {
		i = blanks(s, i)
		end := wordEnd(s, i)
		if !capital(s, i) {
			return false
		}
		if among(s[i:end], streetWords) {
			return true
		}
		i = end
	}
	return false
}

// homeWords say, with capitals or small letters, that the address after them is somebody's
// home.
var homeWords = []string{
	"bor ", "bodde ", "boende på ", "boende i ", "boende vid ", "bosatt ", "hemma hos ", "hem till ", "hos mig", "hos oss", "adress", "min lägenhet",
	"mitt hus", "vårt hus", "vår lägenhet", "sin lägenhet", "hans lägenhet", "hennes lägenhet", "mitt hem", "vårt hem", "min bostad", "min dörr",
	"min port", "vår port", "hyr ", "flyttade till", "flyttat till",
	"live at", "lives at", "lived at", "living at", "live on", "lives on", "lived on", "my flat", "my house", "my home", "my apartment", "my door", "our house", "our flat",
	"our home", "his flat", "her flat", "his house", "her house", "their house", "their flat", "address", "resident at", "resident of", "at home",
	"home at", "moved to", "we rent", "i rent",
}

// barriers part a home from an address that is another place.
var barriers = []string{
	" utanför ", " framför ", " bakom ", " mittemot ", " mitt emot ", " nedanför ", " men ", " mellan ", " intill ", " eftersom ", " så ", " lampan ", " när ",
	" och ser ", " och hör ", " outside ", " near ", " opposite ", " behind ", " but ", " because ", " between ", " lamp ", " beside ", " by ", " when ",
}

// atHome tells whether the part of a sentence before i speaks of somebody's home, with no
// other number and no other place between.
func atHome(s string, i int) bool {
	between, ok := sinceHome(s, i)
	return ok && !hasBarrier(between)
}

// atHomeAt is atHome for a name that need not be a street's, such as a farm's: it has to
// follow "bor på" at once.
func atHomeAt(s string, i int) bool {
	between, ok := sinceHome(s, i)
	switch strings.TrimSpace(between) {
	case "", "på", "i", "vid", ":", "är", "at", "on", "is", ",", "mig,", "oss,", "mig på", "oss på", "är:":
		return ok
	}
	return false
}

// sinceHome is what stands between the last word of a home and i.
func sinceHome(s string, i int) (between string, ok bool) {
	for at := i - 1; at >= max(0, i-dwellingBefore); at-- {
		if class[s[at]]&isClause != 0 || s[at] == '.' && at+1 < i && s[at+1] == ' ' {
			return "", false
		}
		if at > 0 && class[s[at-1]]&isLetter != 0 {
			continue
		}
		if end := homeEnd(s[:i], at); end > 0 {
			return strings.ToLower(s[end:i]), true
		}
	}
	return "", false
}

// homeEnd is where a word of a home that begins at i ends; 0 where there is none.
func homeEnd(s string, i int) (end int) {
	for _, word := range homesBy[s[i]|0x20] {
		to := i + len(word)
		if to <= len(s) && (s[i+1]^word[1])&31 == 0 && strings.EqualFold(s[i:to], word) {
			end = max(end, to)
		}
	}
	return end
}

// homesBy are the homeWords by their first letter.
var homesBy = func() (by [256][]string) {
	for _, word := range homeWords {
		by[word[0]] = append(by[word[0]], word)
	}
	return by
}()

func hasBarrier(between string) bool {
	between = " " + between
	for _, b := range barriers {
		if strings.Contains(between, b) {
			return true
		}
	}
	return strings.LastIndex(between, " vid ") > 1 // bor vid, but not: bor på torget vid
}
