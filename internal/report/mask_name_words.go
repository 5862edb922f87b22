package report

import "strings"

// nameCue is the way in which a word announces a name.
type nameCue uint8

const (
	cueNone     nameCue = iota
	cueNamed            // heter: a name in any letters
	cueCalled           // kallas: a name in capitals
	cueBeing            // called: the same after "is" or a person
	cueSelf             // kallar: a name where "sig" follows
	cueName             // namn, name: a name after "vid" or before ":", "är", "is"
	cueLabel            // kontaktperson, anmälare
	cueSigned           // Mvh
	cueTitle            // Mrs
	cueKin              // granne: after "min"
	cueKinKnown         // grannen
	cueAsk              // fråga, contact
)

// cuePrints tells the words that announce names, in Swedish and English, from most others.
// A word announces in one way only.
var cuePrints = func() *prints {
	all := &prints{}
	for cue, list := range map[nameCue]string{
		cueNamed:  "heter hette hetat heta",
		cueCalled: "kallas kallades kallad",
		cueBeing:  "called named",
		cueSelf:   "kallar kallade kalla calls calling",
		cueName:   "namn namnet name förnamn efternamn surname",
		cueLabel:  "kontaktperson anmälare uppgiftslämnare vittne vittnet undertecknad undertecknat",
		cueSigned: "mvh vh hälsningar hälsning hälsn hälsar regards sincerely wishes faithfully",
		cueTitle:  "herr herrn fru fröken dr doktor mr mrs ms prof professor rektor kurator kyrkoherde advokat tant farbror",
		cueKin: "granne son dotter bror syster mamma pappa mor far man hustru make maka sambo särbo kompis vän väninna " +
			"pojkvän flickvän kollega chef hyresgäst hyresvärd exman exfru ex-man ex-fru ex farmor farfar mormor morfar styvfar kusin " +
			"barnbarn elev svåger svägerska lärare tränare mentor neighbour neighbor daughter brother sister mother father mum mom dad husband wife partner " +
			"friend boyfriend girlfriend colleague boss landlord tenant teacher cousin ex-husband ex-wife ex-boyfriend ex-girlfriend " +
			"uncle aunt grandmother grandfather grandma granddad caretaker coach grandson nephew niece roommate flatmate",
		cueKinKnown: "grannen sonen dottern brodern systern maken makan frun hustrun sambon kompisen pojkvännen flickvännen " +
			"kollegan hyresgästen läraren killen tjejen grabben pojken flickan mannen kvinnan familjen vännen väninnan chefen vaktmästaren svågern kusinen",
	} {
		for _, word := range strings.Fields(list) {
			known := learnt(word)
			if known.cue != cueNone {
				panic("report: announces names in two ways: " + word)
			}
			known.cue = cue
			all.add(hashOf(word))
		}
	}
	return all
}()

var (
	reflexives  = words("sig mig himself herself myself themselves")
	copulas     = words("är var is was e")
	nameOpeners = words("vid med under i")
	fillers     = words("som is was are were who that alltså visst tydligen nog väl också även då nu är var blir")
	linkWords   = words("i på vid från hos in at on by near from of")
	askLinks    = words("for på efter om on at")
	hallowed    = words("sankt st saint the kung king queen drottning prins s:t")
	pronouns    = words("han hon hen jag du tydligen visst nog väl bara egentligen")
	calledOnes  = words("is was are were be been he's she's who's that's man woman guy boy girl person kid lad someone somebody one teenager dealer men boys people neighbour neighbor")
	questions   = words("vad vilken hur vem what how whatever")
	ands        = words("och samt and")
	phoneWords  = words("tel telefon tfn mobil mob phone")
	owners      = words("min mitt mina din ditt dina hans hennes hens vår vårt våra er ert era deras sin sitt sina my your his her our their the")
	particles   = words("af av von van de den der del della di da dos du la le el al bin ibn ben abu zu ter")
	streetNouns = words("gata gatan väg vägen gränd torg torget park parken plats plan skola skolan stig backe backen allé bro kyrka kyrkan kyrkogata gymnasium gymnasiet sjukhus gård hus grill pizzeria bageri konditori salong kapell minne kiosk kulle street road avenue lane square")
)

// isThing tells whether what is called something is no person.
func isThing(noun string) bool { return among(noun, things) || placeWord(noun, loose) }

var things = words(
	"det den detta denna dessa de platsen stället butiken affären kiosken krogen baren puben restaurangen pizzerian kaféet caféet " +
		"appen sidan hemsidan föreningen klubben laget båten linjen bussen byn staden orten kommunen länet landet spelet filmen boken " +
		"gruppen gänget nätverket företaget bolaget produkten systemet rapporten projektet programmet området kvarteret hållplatsen " +
		"busshållplatsen stationen huset byggnaden bostadsområdet festivalen evenemanget matchen arrangemanget gångvägen cykelvägen " +
		"rondellen korsningen parkeringen lekplatsen bryggan sjön ån berget skogen kyrkan torget avdelningen enheten tjänsten " +
		"drogen preparatet märket bilmärket vägen stigen gatan parken bron tunneln skolan förskolan " +
		"it this place area pub bar shop store café cafe club app estate square path lane restaurant gang group company " +
		"building bus stop system project road street bridge school park station church hall event festival drug brand tunnel " +
		"village town city site game team square garden playground market field wood lake river")

// How strictly a word is held to be a place. After "called" it may well be one; after "Mrs"
// Green and Hill are persons.
const (
	strict = iota
	loose
)

// placeEndings end the names of streets, parks, schools and the like.
var placeEndings = newEndings(
	"gatan", "vägen", "torget", "parken", "skolan", "gränd", "gränden", "stigen", "backen", "platsen", "hallen", "huset",
	"gården", "kyrkan", "tunneln", "bron", "badet", "centrum", "stationen", "allén", "leden", "planen", "macken", "hamnen",
	"sjön", "skogen", "området", "kvarteret", "gallerian", "gymnasiet", "rondellen", "viadukten", "kajen", "biblioteket",
	"föreningen", "kommunen", "bolaget", "krogen", "ängen", "dalen", "lunden", "viken", "berget", "fältet", "lekparken",
	"vallen", "arenan", "museet", "hemmet", "torg", "köping", "palatset", "slottet", "caféet")

// placeNouns are places by themselves; the second list also surnames.
var (
	placeNouns  = words("street road avenue boulevard terrace square bridge station school centre center university library hospital arena gata väg brf street. torg")
	doublePlace = words("park lane hill green church court close drive way house common path walk gardens place hall field market wood inn arms")
)

func placeWord(word string, how int) bool {
	return isPlace(word, known(word).sets, how)
}

// isPlace is placeWord for a word of which the sets are known.
func isPlace(word string, sets wordSet, how int) bool {
	return sets&placeNouns != 0 || how == loose && sets&doublePlace != 0 || endsWith(word, &placeEndings)
}

// surname tells whether a word in small letters looks like a Swedish surname.
func surname(word string) bool {
	return len(word) > len("berg")+1 && endsWith(word, &surnameEndings) && !among(word, lowerStops)
}

var surnameEndings = newEndings("sson", "ström", "berg", "gren", "lund", "qvist", "kvist", "dahl", "holm", "stedt", "blom", "man", "sén", "lin")

// shortestEnding is how many bytes an ending has at least.
const shortestEnding = 3

// endings are ends of words, by their last letter.
type endings [256][]string

func newEndings(all ...string) (e endings) {
	for _, end := range all {
		if len(end) < shortestEnding {
			panic("report: too short an ending: " + end)
		}
		last := end[len(end)-1]
		e[last] = append(e[last], end)
	}
	return e
}

// endsWith tells whether a word has one of the endings, or is one but for a capital.
func endsWith(word string, ends *endings) bool {
	if len(word) < shortestEnding {
		return false
	}
	third := word[len(word)-3]
	for _, end := range ends[word[len(word)-1]] {
		if (end[len(end)-3]^third)&31 != 0 {
			continue // case apart, five bits tell letters from each other
		}
		if strings.HasSuffix(word, end) || len(word) == len(end) && strings.EqualFold(word, end) {
			return true
		}
	}
	return false
}

// stopWord tells a word that is written with a capital and is no name of a person: it
// begins a sentence, is a day or a month, an office, a shop or a place.
func stopWord(word string) bool { return among(word, stops) }

var stops = capitalStops | lowerStops

var capitalStops = words(
	"måndag måndagen tisdag onsdag torsdag fredag lördag söndag januari februari mars april maj juni juli augusti september " +
		"oktober november december monday tuesday wednesday thursday friday saturday sunday january february march may june july " +
		"august october jul julen påsk påsken midsommar halloween lucia valborg christmas easter " +
		"polisen polis kommunen kommun väktare väktaren väktarna ordningsvakt ordningsvakter securitas avarn socialtjänsten räddningstjänsten " +
		"trafikverket region regionen konsum coop ica willys lidl hemköp netto systembolaget pressbyrån mcdonalds mcdonald's max sibylla circle " +
		"kbab vme sj vl pro spf brf ab hsb riksbyggen police council tesco sainsbury's " +
		"köping köpings västerås stockholm göteborg malmö uppsala örebro eskilstuna arboga kolsva munktorp sverige svensk svenska london boston england " +
		"camden nygård centrum hyresgästföreningen grannsamverkan styrelsen personalen personal föräldrar förälder föräldraföreningen " +
		"hyresgäst hyresgäster elev elever boende grannar grannarna granne orolig oroliga anonym okänd ingen namn tel telefon mobil mob ring " +
		"mail mejl e-post adress ps obs nb tack hej hejsan kram kramar familjen fam alla ni vi jag han hon hen det den de du man en ett " +
		"här där när nu då så men och eller att som om för från till med utan på i vid under över efter innan kl klockan igår idag imorgon " +
		"stora lilla norra södra östra västra nya gamla övre nedre " +
		"resident neighbour neighbours neighbor parent parents concerned worried anonymous thanks thank please hello phone email address " +
		"i the a an it this that these we they he she you my our their his her there here when while after before and or but if for from with in on at by to of not no yes " +
		"bmw volvo saab audi toyota mercedes vw moped epa epa-traktor facebook instagram snapchat tiktok swish google covid gps sos")

// lowerStops are words in small letters that may follow "heter" or "Mvh" and are no names.
var lowerStops = words(
	"det den de detta denna något nåt någonting nånting inte så såhär sådär i på som och eller att ju väl nog visst tydligen vad vem hur han hon hen jag du vi ni " +
		"man en ett min mitt mina din ditt dina hans hennes vår vårt våra er ert deras sin sitt sina av från till med utan hos för om är var har hade ska kan " +
		"samma olika egentligen bara också även då nu där här när men kanske någon några annat annan annorlunda likadant så-kallad ungefär typ exakt " +
		"orolig oroliga boende granne grannar grannarna anonym oss alla mig er dig tacksam bekymrad förbannad trött arg rädd förälder föräldrar " +
		"familjen mamma pappa kommunen polisen okänt okänd saknas hemligt hemlig känt " +
		"unknown withheld not the a an it that this what something anything nothing someone off out by from to in at on of and or us all me no yes " +
		"worried concerned resident neighbour neighbor parent anonymous tel telefon mobil mob skyddad privat nej ja ej " +
		"är e på vid under enligt om följande gärna snälla tack inget ingen")
