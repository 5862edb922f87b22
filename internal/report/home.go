package report

import (
	"strings"
	"unicode/utf8"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// HomeAccuracyM is how exact a place has to be for a home to be told from the street.
const HomeAccuracyM = 50

// HomeViolenceReason says why a report of violence in a home is not kept, and whom to tell
// instead.
var HomeViolenceReason = lang.T(
	"våld i hemmet läggs aldrig på karta och sparas inte här. Pågår det nu: ring 112. Anmäl annars till Polisen, 114 14, "+
		"och tala med socialtjänsten. Stöd dygnet runt: Kvinnofridslinjen 020-50 50 50",
	"violence in a home is never mapped and not kept here. If it is going on now: call 112. Otherwise report it to the Police, 114 14, "+
		"and talk to the social services. Support day and night: Kvinnofridslinjen 020-50 50 50")

// RefuseHomeViolence is Invalid for a report of violence in a home, in words.
func RefuseHomeViolence() error {
	return fault.New(fault.Invalid, lang.T("rapporten kan inte tas emot", "the report cannot be accepted"),
		fault.Field{Name: "category", Text: HomeViolenceReason})
}

// NearPerson tells whether reports of a category are, where they lie within a dwelling,
// of violence in a home as far as anybody can tell.
func NearPerson(category string) bool {
	return category == "violence" || category == "weapon" || category == "harassment"
}

// NearPersonCategories are the categories that NearPerson is true of, in a stable order.
func NearPersonCategories() []string { return []string{"harassment", "violence", "weapon"} }

// HomeViolence tells whether a report is about violence in a home: by the word of its
// source for its kind, by words in its text that mean nothing else, or by words of
// violence close to a word of kin or of a home. category is a code, or empty where it is
// not known yet. It errs on the side of the home, yet what happened in the street to
// somebody's child, the home-help service and a noise at home are none.
func HomeViolence(category, sourceWord, text string) bool {
	if hasAny(folded(sourceWord), homeTerms) {
		return true
	}
	lower := strings.ToLower(text)
	if !hasAny(lower, violentStems) {
		return false // nearly always
	}
	place := category == "" || category == "disorder" || category == "other" || NearPerson(category)
	for _, sentence := range strings.FieldsFunc(lower, func(r rune) bool { return strings.ContainsRune(".!?\n;", r) }) {
		if sentence = folded(sentence); aboutHome(sentence, place) {
			return true
		}
	}
	return false
}

// aboutHome tells whether a folded sentence is about violence in a home. place tells
// whether a home as its place is enough: a lamp or a theft may well be in one.
func aboutHome(s string, place bool) bool {
	if hasAny(s, homeTerms) {
		return true
	}
	if !hasAny(s, violentTerms) || hasAny(s, notHome) {
		return false
	}
	ours := hasAny(s, ourTerms) && hasAny(s, usTerms)
	return place && hasAny(s, atHomeTerms) || (hasAny(s, kinTerms) || ours) && !hasAny(s, passiveTerms)
}

// folded writes a text in small letters with one space for all that is no letter or digit,
// and at both ends.
func folded(text string) string {
	return " " + strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return r < utf8.RuneSelf && class[byte(r)]&(isLetter|isDigit) == 0
	}), " ") + " "
}

func hasAny(s string, terms []string) bool {
	for _, t := range terms {
		if strings.Contains(s, t) {
			return true
		}
	}
	return false
}

// homeTerms mean violence in a home by themselves, in Swedish and English.
var homeTerms = []string{
	"våld i nära relation", "våld i nära rel", "våld i hemmet", "kvinnofrid", "partnervåld", "hustrumisshandel", "relationsvåld", "hedersvåld",
	"domestic abuse", "domestic violence", "intimate partner violence", "honour based",
	"familjevåld", "hedersrelaterat", "hedersförtryck", "våld mot närstående", "våld inom familjen", "våld i familjen", "mäns våld mot kvinnor",
	"barnmisshandel", "barn far illa", "barnen far illa", "barnet far illa", "kvinnomisshandel", "grov fridskränkning", "fridskränkning", "kvinnojour", "våldsam partner",
	"lägenhetsbråk", "lägenhetsbrak", "familjebråk", "husbråk", "barn som far illa", "orosanmälan", "fridskr", "violence in the home", "violence at home", "honor based",
	"coercive control", "child abuse", "abusive husband", "abusive partner", "abusive boyfriend", "wife beating", "battered wife", "battered woman", "domestic dispute",
	"domestic disturbance", "domestic incident", "domestic assault", "family violence",
}

var violentTerms = []string{
	" misshand", " slår ", " slog ", " slagit ", " slå ", " stryp", " ströp ", " sparkar ", " hotar ", " slag ", " hotade ", " hotat ", " hotad ", " våldtä", " våld ", " våldsam",
	" knivhot", " mördar", " knivhugg", " örfil", " beats ", " beat ", " beating ", " beaten ", " hits ", " hitting ", " strangl", " punches ", " punched ",
	" assault", " abus", " threatens ", " threatened ", " violent ", " violence ", " rape", " kicked her ", " stabbed ", " attacked ", " attacks ",
}

// violentStems are in every text that any of the other words are found in.
var violentStems = []string{
	"våld", "misshand", "slår", "slag", "slog", "slå ", "stryp", "ströp", "sparkar", "hota", "knivh", "mörda", "mördar", "örfil", "kränk", "bråk", "far illa", "kvinno", "heder", "orosanm",
	"beat", "hits ", "hitting", "strangl", "punch", "assault", "abus", "threat", "violen", "rape", "kick", "stab", "attack", "honour", "honor", "coercive", "domestic", "batter", "wife",
}

// kinTerms are those who are hit by their own; ourTerms those whom a writer tells of.
var (
	kinTerms = append(pairs("sin sina deras his her their",
		"fru hustru man make maka sambo särbo flickvän pojkvän partner barn dotter son mamma pappa mor tjej exman exfru ex "+
			"wife husband girlfriend boyfriend child children kids daughter mother"),
		append(pairs("hans hennes", "fru hustru man make maka sambo särbo flickvän pojkvän partner exman exfru ex"),
			" frun ", " sambon ", " flickvännen ", " hustrun ", " barnen hemma ")...)
	ourTerms     = pairs("min my", "fru hustru man make maka sambo särbo flickvän pojkvän partner exman exfru ex pappa wife husband girlfriend boyfriend dad father")
	usTerms      = []string{" mig ", " oss ", " barnen ", " mamma ", " me ", " us ", " the children ", " the kids ", " mum "}
	passiveTerms = []string{" blev ", " blivit ", " was ", " were ", " got ", " av okän", " av ett gäng ", " by a ", " by two "}
)

func pairs(owners, kin string) (terms []string) {
	for _, owner := range strings.Fields(owners) {
		for _, k := range strings.Fields(kin) {
			terms = append(terms, " "+owner+" "+k+" ")
		}
	}
	return terms
}

var atHomeTerms = []string{
	" hemma hos ", " hemmet ", " i lägenheten ", " i sin lägenhet ", " i en lägenhet ", " från lägenheten ", " från en lägenhet ", " inne i lägenhet", " i deras lägenhet ",
	" hos grannen ", " hos mina grannar ", " grannlägenheten ", " i sin bostad ", " i bostaden ", " at home ", " in their flat ", " in the flat ", " in his flat ", " in her flat ",
	" in the apartment ", " from the flat ", " flat next door ", " flat above ",
}

// notHome are words that make a sentence about something else: who was at work, or what
// happened on the way.
var notHome = []string{
	" hemtjänst", " hemma hos polisen ", " på väg hem ", " påväg hem ", " på vägen hem ", " slår larm ", " slog larm ", " slog sönder ", " slår sönder ", " slagit sönder ",
	" slog ut ", " slår igen ", " i parken ", " på torget ", " på gatan ", " vid stationen ", " på skolgården ", " på busshållplatsen ", " vid busshållplatsen ", " in the park ",
	" in the street ", " on the street ", " on the bus ", " at the station ", " at school ", " on his way home ", " on her way home ", " on the way home ", " on my way home ", " utanför ", " outside ",
}
