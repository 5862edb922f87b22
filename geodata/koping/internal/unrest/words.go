package unrest

// names are the categories as the file writes them: their Swedish names.
var names = map[string]string{
	"drugs":            "misstänkt narkotikahantering",
	"stash":            "gömma",
	"intoxication":     "påverkade personer, kanyler",
	"violence":         "våld, hot",
	"weapon":           "tillhygge",
	"robbery":          "personrån",
	"harassment":       "ofredande",
	"theft":            "stöld, inbrott",
	"vandalism":        "skadegörelse",
	"graffiti":         "klotter",
	"fire":             "anlagd brand",
	"gathering":        "otrygghetsskapande samling",
	"disorder":         "ordningsstörning",
	"dark_place":       "bristfällig belysning",
	"overgrown_place":  "skymd sikt",
	"desolate_place":   "ödsligt",
	"littered_place":   "nedskräpning",
	"speeding":         "hastighet",
	"reckless_driving": "buskörning",
	"parking":          "felparkering",
	"motor_gathering":  "motorburen samling",
	"unsafe_crossing":  "otrygg passage",
	"event":            "arrangemang",
	"positive":         "trygg plats",
	"other":            "övrigt",
}

// words are texts by category; %s is where it happened, such as "vid stationen".
var words = map[string][]string{
	"drugs": {
		"Två personer bytte något med varandra %s. Det gick fort och sedan gick de åt olika håll.",
		"Det säljs helt öppet %s. Bilar stannar kort och någon går fram till rutan.",
		"Flera unga står och väntar %s, någon kommer på elsparkcykel, lämnar något och åker igen.",
		"Stark lukt av cannabis %s.",
		"Misstänkt langning %s, samma sak som förra veckan.",
	},
	"stash": {
		"Någon gräver i buskarna %s och stoppar undan något.",
		"Hittade små påsar instoppade under en bänk %s.",
		"En påse var tejpad på baksidan av en elcentral %s.",
	},
	"intoxication": {
		"Kraftigt påverkade personer %s som ropar efter folk som går förbi.",
		"Kanyler på marken %s. Barn leker i närheten.",
		"Flera berusade sitter %s och det är svårt att gå förbi.",
		"En påverkad person vinglade ut i gatan %s.",
	},
	"violence": {
		"Bråk som slutade i slagsmål %s.",
		"Två grupper började slåss %s. Någon blev knuffad i marken.",
		"Någon blev hotad %s.",
	},
	"weapon": {
		"En av ungdomarna %s visade något som såg ut som ett knogjärn.",
		"Hittade ett järnrör som någon lagt undan %s.",
	},
	"robbery": {
		"En tonåring blev av med mobilen under hot %s.",
		"Två maskerade krävde en yngre kille på jackan %s.",
	},
	"harassment": {
		"Tillrop och kommentarer när jag gick förbi %s.",
		"En person följde efter mig en bit %s och ville inte sluta prata.",
		"Ett gäng spärrade vägen %s och skrattade när man ville förbi.",
		"Min dotter vågar inte gå ensam %s efter att ha blivit ofredad där.",
	},
	"theft": {
		"Snatteri på öppen gata %s, personen sprang därifrån.",
		"Cykel stulen %s trots lås.",
		"Någon har varit inne i cykelförrådet %s.",
		"Väska ryckt ur kundvagnen %s.",
	},
	"vandalism": {
		"Flera krossade rutor %s.",
		"Någon har brutit loss en bänk %s.",
		"Sönderslagna lampor och glas på marken %s.",
		"Papperskorg sprängd med smällare %s.",
	},
	"graffiti": {
		"Nytt klotter på fasaden %s.",
		"Stora tecken i svart färg %s.",
		"Klottrat igen %s, det sanerades förra månaden.",
	},
	"fire": {
		"Någon har eldat i en container %s.",
		"Brända papper och svart vägg %s.",
		"Moped i brand %s, räddningstjänsten släckte.",
	},
	"gathering": {
		"Stort gäng %s, hög musik och man går hellre en omväg.",
		"Ett trettiotal personer samlade %s, stämningen var hotfull.",
		"Samling %s igen. Ingen säger något men det känns otryggt.",
	},
	"disorder": {
		"Skrik och kastade flaskor %s.",
		"Hög musik och stök %s.",
		"Några kastade saker på förbipasserande %s.",
		"Bråkigt %s, flera vuxna som skrek åt varandra.",
	},
	"dark_place": {
		"Kolsvart %s, lamporna fungerar inte.",
		"Belysningen har varit trasig i flera veckor %s.",
		"Man ser inte handen framför sig %s. Jag tar en omväg.",
		"Lamporna släckta igen %s. Felanmält tidigare.",
	},
	"overgrown_place": {
		"Buskarna har vuxit ut över gångvägen %s, man ser inte vem som kommer.",
		"Skymd sikt %s, häcken behöver klippas.",
		"Så igenvuxet %s att man inte kan mötas.",
	},
	"desolate_place": {
		"Öde och otryggt %s när det är mörkt.",
		"Ingen människa så långt man ser %s, skulle inte gå här ensam.",
		"Känns övergivet %s efter klockan sex.",
	},
	"littered_place": {
		"Skräp och matkartonger %s.",
		"Någon har dumpat grovsopor %s.",
		"Överfulla papperskorgar %s.",
	},
	"speeding": {
		"Bilar kör alldeles för fort %s.",
		"Mopeder och A-traktorer i hög fart %s.",
		"Det går säkert i 80 på 40-sträcka %s.",
	},
	"reckless_driving": {
		"Burnouts och sladdande %s, däckskriken hörs in.",
		"Två bilar körde ikapp %s.",
		"EPA-traktor körde upp på trottoaren %s.",
	},
	"parking": {
		"Felparkerad bil skymmer sikten %s.",
		"Bilar står på gångbanan %s.",
	},
	"motor_gathering": {
		"Ett tiotal bilar samlade %s med hög musik.",
		"Motorträff %s, mycket tutande och rusningar.",
	},
	"unsafe_crossing": {
		"Ingen stannar för barnen vid övergången %s.",
		"Svårt att komma över gatan %s, skymd sikt åt båda hållen.",
	},
	"event": {"Loppis och musik %s, mycket folk ute.", "Föreningsdag %s."},
	"positive": {
		"Trevligt och mycket folk %s, kändes tryggt.",
		"Bra att nattvandrarna var ute %s.",
		"Fin ny belysning %s.",
	},
	"other": {"Lösspringande hund %s.", "Ett trasigt staket %s.", "Konstig lukt från brunnen %s."},
}

// endings are added to some texts.
var endings = []string{
	"Det har hänt flera gånger den senaste tiden.",
	"Känns otryggt.",
	"Vi är flera grannar som tycker likadant.",
	"Önskar att någon går förbi här oftare.",
	"Barnen vill inte gå hem den vägen.",
	"Ingen polis på plats.",
}

// secrets must be masked before anything is stored. They belong to nobody: telephone
// numbers that PTS keeps for fiction, the address example.com, number plates with letters
// that are never issued, and Skatteverket's numbers for tests (birth numbers 980–999).
var secrets = []string{
	"Ring mig på 070-174 06 12.",
	"Nås på 070-1740655 efter klockan fem.",
	"Telefon +46 70 174 06 99.",
	"Mejla gärna till anmalare@example.com.",
	"Bilen hade registreringsnummer FEL 017.",
	"Mopedbilen heter MLB 84K.",
	"Mitt personnummer är 19810806-9819.",
	"Personnummer 580205-9880 om ni behöver det.",
}
