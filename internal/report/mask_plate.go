package report

import "strings"

// mostPlateGap is how many spaces and hyphens may stand within a number plate.
const mostPlateGap = 3

// plate finds a number plate whose digits begin at i: three letters and 123 or 12D.
// Letters that are a common word are a plate only in capitals right before the digits, or
// each "rum 203" would be one.
func plate(s string, floor, i int) (from, to int, ok bool) {
	to = i + 3
	if to > len(s) || !digitAt(s, i+1) || wordAt(s, to) || !digitAt(s, i+2) && !plateLetter(s[i+2]) {
		return 0, 0, false
	}
	end := i
	for end > floor && i-end < mostPlateGap && (s[end-1] == ' ' || s[end-1] == '-') {
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
	together := end == i && letters == strings.ToUpper(letters)
	if !together && commonWord(letters) && !plateAnnounced(s, from) || letters+s[i:to] == "SOS112" {
		return 0, 0, false
	}
	return from, to, true
}

// plateAnnounced tells whether "reg" or the like stands before i.
func plateAnnounced(s string, i int) bool {
	word, _ := wordAhead(s, i)
	return among(word, plateWords)
}

var plateWords = words("reg regnr registreringsnummer registrering skylt skylten plate plates registration numberplate")

// plateLetter leaves out I, Q and V, which Swedish plates do not use.
func plateLetter(c byte) bool {
	c |= 0x20
	return c >= 'a' && c <= 'z' && c != 'i' && c != 'q' && c != 'v'
}

// commonWord tells whether three letters are a word or an abbreviation that may stand
// before a number.
func commonWord(letters string) bool {
	return strings.Contains(commonWords, " "+strings.ToLower(letters)+" ")
}

// commonWords are words of three letters in Swedish and English that plates can spell.
const commonWords = " " +
	"abo adr age all alm and any apr apt are ark arm art ask aug bad ban bar bed ben ber bet " +
	"bok bor box bra bro bud bus but byn byt can dag dal dam dan day dec deg del dem den dep " +
	"der des det dkk dnr dog dom dra dry due dun eat ego eld end ene enl ens era ett eur fan " +
	"far fax feb fel fem few fjr for fot fre fru fyr gap gas gbp ger get got gul gym had hal " +
	"ham han har has hej hel hem hen her het hof hon hop hos hot how hur hus hwy hyr jag jan " +
	"jul jun kap kar key kod kom kor kub kul kur lag lap lar las lat lax led leg lek ler let " +
	"lgh lnr log lok lon lot low lys lyx man map mar mat max may med men mer met mob mod mor " +
	"mot mur nat ned nej ner nog nok nor not now num nya obs och oct off okt old oms one ord " +
	"ort our out own pay pek pen per pga pub put rad ram ran ras rec red ref reg ren rep res " +
	"rok rop ros rot row rte rum run rut sal sat saw say sed see sek sen sep set sex she ska " +
	"sms som son sor sos spa sto sum sun sur syd syn tag tak tal tar tel ten ter the tog tom " +
	"ton top tor tot tox tre try tub tur two tyg typ ugn und ung upp usa usd use uta was way " +
	"yes you yta zon "
