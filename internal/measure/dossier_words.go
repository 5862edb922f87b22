package measure

import (
	"slices"

	"tryggled/internal/lang"
)

// say fills in the words of a dossier: what the data tell of each interest, what the operator has
// to write, what applies and how was counted.
func (m *making) say(d *Dossier) {
	d.Light.Text = lightWords(d)
	d.Law, d.Notes = lawOf(d.Police), m.notesOf(d)
	d.Balance, d.Register = []Section{}, []RegisterLine{}
	if d.Police {
		return
	}
	d.Balance = []Section{d.need(), d.suitability(), d.lessIntrusive(), d.intrusion(), d.safeguards(), d.outcome()}
	d.Register = m.register(d)
}

// The acts are named where it is certain what they say, and no paragraphs are: the camera act's
// were numbered anew in 2025. What its changes ask for: prop. 2024/25:93, bet. 2024/25:JuU27.
var (
	lawOfCameras = lang.T(
		"Kamerabevakningslagen (2018:1200): sedan den 1 april 2025 krävs inget tillstånd. Den som ska bevaka väger själv intresset av bevakningen mot den enskildes intresse av att inte bli bevakad. Den som utför en uppgift av allmänt intresse dokumenterar avvägningen innan bevakningen börjar och för en förteckning över den. Båda bevaras i fem år efter att bevakningen har upphört och lämnas till Integritetsskyddsmyndigheten (IMY) när den begär det. Se lagen för ordalydelsen.",
		"The Swedish Camera Surveillance Act (2018:1200): since 1 April 2025 no permit is needed. Whoever is to watch weighs the interest of watching against the interest of each person not to be watched. Whoever carries out a task of public interest documents that balance before watching begins and keeps a register of it. Both are kept for five years after the watching has ended and handed to the Swedish Authority for Privacy Protection (IMY) when it asks. See the act for its wording.")
	lawOfData = lang.T(
		"EU:s dataskyddsförordning (2016/679): principerna i artikel 5, rättslig grund enligt artikel 6 (för en kommun oftast 6.1 e, uppgift av allmänt intresse), information enligt artikel 13, register över behandling enligt artikel 30 och konsekvensbedömning enligt artikel 35, som krävs när en allmän plats övervakas systematiskt i stor omfattning.",
		"The EU's General Data Protection Regulation (2016/679): the principles of Article 5, a legal basis by Article 6 (for a municipality mostly 6(1)(e), a task in the public interest), information by Article 13, records of processing by Article 30 and an impact assessment by Article 35, which is needed where a public place is monitored systematically on a large scale.")
	lawOfPolice = lang.T(
		"Där Polismyndigheten är operatör gäller annan lag och ett annat underlag: brottsdatalagen (2018:1177), lagen (2018:1693) om polisens behandling av personuppgifter inom brottsdatalagens område och kamerabevakningslagens egna regler för brottsbekämpande myndigheter. Den här avvägningen och förteckningen är kommunens och ska inte användas för polisens kameror.",
		"Where the Police Authority is the operator another law and another dossier apply: the Criminal Data Act (2018:1177), the act (2018:1693) on the police's processing of personal data within its scope, and the camera act's own rules for law enforcement. The balance and the register here are the municipality's and are not to be used for cameras of the police.")
)

func lawOf(police bool) []lang.Text {
	if police {
		return []lang.Text{lawOfPolice}
	}
	return []lang.Text{lawOfCameras, lawOfData, lawOfPolice}
}

func lightWords(d *Dossier) lang.Text {
	s := d.Light.Surroundings
	light := lang.T("Gatornas belysning är okänd här.", "The lighting of the streets is unknown here.")
	if s.LightKnown > 0 {
		light = lang.T("Av gatorna är %s mörka (ljuset är känt för %s).", "Of the streets %s are dark (the light is known for %s).",
			percent(s.Dark), percent(s.LightKnown))
	}
	green := lang.T("Växtligheten är okänd här.", "The vegetation is unknown here.")
	if s.ConcealKnown > 0 {
		green = lang.T("Intill %s kan någon stå osedd (växtligheten är känd för %s).", "Beside %s somebody could stand unseen (the vegetation is known for %s).",
			percent(s.Concealed), percent(s.ConcealKnown))
	}
	return join([]lang.Text{light, green}, " ")
}

// notesOf are the rules of counting and what could not be judged.
func (m *making) notesOf(d *Dossier) []lang.Text {
	notes := []lang.Text{
		lang.T("Rapporter räknas där platsen är känd på %d m när; arrangemang och trygga platser räknas inte. Timmen räknas där tiden är känd på %.0f timmar när, och är den i mitten. Rapporter är vad människor har berättat, inte konstaterade brott.",
			"Reports are counted where their place is known to within %d m; events and places that feel safe are not. The hour is counted where the time is known to within %.0f hours, and is the one in its middle. Reports are what people have told, not crimes established.",
			ExactM, HourWithin.Hours()),
		lang.T("Synfälten är räknade på platt mark och byggnaders och murars läge: växtlighet, höjdskillnader och maskering i kameran räknas inte.",
			"Views are worked out on flat ground from where buildings and walls stand: vegetation, heights and masking in the camera do not count."),
	}
	if d.Open {
		notes = append(notes, lang.T("Bara öppna kategorier är med, och en rapport räknas mitt på sin gatusträcka.",
			"Only open categories are in it, and a report is counted at the middle of its stretch of street."))
	}
	if d.Outside {
		notes = append(notes, lang.T("Kopia som lämnar huset: antal från 1 till %d visas som ”färre än %d”, och andra antal som sådana skulle gå att räkna fram ur visas inte. Nollor visas. Timmar per kategori, veckodagar och känsliga kategorier är inte med. Två kopior av ytor som överlappar varandra kan jämföras: det får sekretessprövningen väga in.",
			"A copy that leaves the house: numbers from 1 to %d are shown as “fewer than %d”, and other numbers from which such could be worked out are not shown. Zeros are shown. Hours in each category, days of the week and restricted categories are left out. Two copies of areas that overlap can be compared: the secrecy test is to weigh that.",
			LeastTold-1, LeastTold))
	}
	if d.Reports.Imprecise > 0 {
		notes = append(notes, lang.T("Inte räknat: %s i området vars plats inte är känd på %d m när.", "Not counted: %s in the area whose place is not known to within %d m.",
			counted(d.Reports.Imprecise, "rapport", "rapporter", "report", "reports"), ExactM))
	}
	if !slices.ContainsFunc(m.Reports.From, func(from int64) bool { return from < m.Since.Unix() }) {
		notes = append(notes, lang.T("Från tiden dessförinnan finns inga rapporter alls, någonstans: de kan ha gallrats eller aldrig ha kommit in. Jämför inte med den.",
			"From the time before there are no reports at all, anywhere: they may have been disposed of or never come in. Do not compare with it."))
	}
	if d.Analysis == 0 {
		notes = append(notes, lang.T("Det finns ingen analys ännu: prioriterade platser visas inte.", "There is no analysis yet: hotspots are not shown."))
	}
	for _, c := range d.Cameras {
		if c.Police {
			notes = append(notes, lang.T("%s drivs av polisen.", "%s is run by the police.", c.Label))
		}
		if c.Proposed && c.Bands[0].AreaM2 == 0 {
			notes = append(notes, lang.T("%s ser inget av området.", "%s sees nothing of the area.", c.Label))
		}
	}
	if d.Exercise {
		notes = append(notes, lang.T("Övningsdata: platser, rapporter och kameror är påhittade.", "Exercise data: places, reports and cameras are made up."))
	}
	return notes
}

// busiestEight is the start of the eight hours in a row that hold most reports, and how many. Of
// several that hold as many it is the one in the middle, so that what comes lies inside.
func (c Counts) busiestEight() (from, n int) {
	var starts []int
	for h := range c.ByHour {
		sum := 0
		for k := range 8 {
			sum += c.ByHour[(h+k)%len(c.ByHour)].N
		}
		if sum > n {
			n, starts = sum, nil
		}
		if sum == n {
			starts = append(starts, h)
		}
	}
	return starts[len(starts)/2], n
}

// withHour is how many reports have an hour.
func (c Counts) withHour() (n int) {
	for _, h := range c.ByHour {
		n += h.N
	}
	return n
}

func hidden(counts []Count) bool {
	return slices.ContainsFunc(counts, func(c Count) bool { return c.Few || c.Held })
}
