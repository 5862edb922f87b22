package measure

import (
	"time"

	"tryggled/internal/lang"
)

// need is what the watching is to answer.
func (d *Dossier) need() Section {
	facts := []lang.Text{lang.T(
		"Rapporter om platsen från %s till %s: %s; under lika lång tid dessförinnan: %s.",
		"Reports of the place from %s to %s: %s; in as long a time before: %s.",
		d.Since.Format(time.DateOnly), d.Until.Format(time.DateOnly), d.Reports.All.Text(), d.Reports.Earlier.Text())}
	for _, c := range d.Reports.Categories {
		facts = append(facts, lang.T("%s: %s (dessförinnan %s).", "%s: %s (before that %s).", c.Name, c.All.Text(), c.Earlier.Text()))
	}
	if from, n := d.Reports.busiestEight(); n > 0 && !hidden(d.Reports.ByHour) {
		facts = append(facts, lang.T("Av %d med känd timme kom %d kl. %02d–%02d.", "Of %d whose hour is known %d came %02d–%02d.", d.Reports.withHour(), n, from, (from+8)%24))
	}
	facts = append(facts, lang.T("Efter mörkrets inbrott: %s; i dagsljus: %s; tiden säger inte vilket: %s.",
		"After dark: %s; in daylight: %s; the time does not tell which: %s.", d.Reports.Dark.Text(), d.Reports.Day.Text(), d.Reports.NoLight.Text()))
	for _, h := range d.Hotspots {
		facts = append(facts, lang.T("Prioriterad plats nr %d, %s, ligger till %s i området.", "Hotspot no. %d, %s, lies with %s of it in the area.",
			h.Rank, h.Name, percent(h.Share)))
	}
	return Section{
		Code: "need", Title: lang.T("Behovet av bevakning", "The need of watching"), Facts: facts,
		Write: []lang.Text{
			lang.T("Beskriv problemet: vad som har hänt på platsen, hur ofta och hur allvarligt, med polisens uppgifter om brott bredvid rapporterna.",
				"Describe the problem: what has happened at the place, how often and how severe, with the police's figures of crime beside the reports."),
			lang.T("Ange ändamålet så bestämt att det går att pröva, och vilka tider på dygnet som behovet finns.",
				"State the purpose so definitely that it can be tested, and the hours of the day when the need is there."),
		},
	}
}

// suitability is whether cameras would answer the need.
func (d *Dossier) suitability() Section {
	facts := []lang.Text{lang.T("Som det är: %s", "As things are: %s", d.Now.Text)}
	if d.Then != nil {
		facts = append(facts, lang.T("Med de föreslagna kamerorna: %s", "With the proposed cameras: %s", d.Then.Text))
	}
	for _, b := range d.Blind {
		facts = append(facts, lang.T("Prioriterad plats nr %d, %s: kameror ser %s av gatorna.", "Hotspot no. %d, %s: cameras see %s of the streets.",
			b.Rank, b.Name, percent(b.Seen)))
	}
	return Section{
		Code: "suitability", Title: lang.T("Hjälper kameror mot problemet?", "Do cameras help against the problem?"), Facts: facts,
		Write: []lang.Text{
			lang.T("Beskriv hur kamerorna ska bidra: om någon ser bilderna medan det händer, vem som då agerar, eller om de används i efterhand.",
				"Describe how the cameras are to help: whether somebody sees the pictures as it happens, who then acts, or whether they are used afterwards."),
			lang.T("Motivera den skärpa som behövs: att upptäcka, iaktta, känna igen eller identifiera.",
				"Give reasons for the density needed: to detect, observe, recognise or identify."),
		},
	}
}

// lessIntrusive is what else has been tried, and what could be.
func (d *Dossier) lessIntrusive() Section {
	facts := []lang.Text{d.Light.Text}
	for _, t := range d.Tried {
		facts = append(facts, lang.T("Prövat: %s (%s, %s, från %s). %s", "Tried: %s (%s, %s, from %s). %s", t.Title, t.Kind, t.State, begunOn(t.From), t.Text))
	}
	if len(d.Tried) == 0 {
		facts = append(facts, lang.T("Inga åtgärder på platsen är noterade.", "No measures at the place are noted."))
	}
	for _, a := range d.Instead {
		facts = append(facts, lang.T("Möjligt: %s. %s.", "Possible: %s. %s.", a.Title, a.Expected))
	}
	if len(d.Instead) == 0 {
		facts = append(facts, lang.T("Arbetslistorna har ingen belysning att laga eller komplettera och ingen växtlighet att röja här, så långt den är känd.",
			"The work lists have no lighting to mend or add and no vegetation to clear here, as far as these are known."))
	}
	return Section{
		Code: "less_intrusive", Title: lang.T("Mindre ingripande åtgärder", "Less intrusive measures"), Facts: facts,
		Write: []lang.Text{
			lang.T("Förklara för varje åtgärd ovan varför den inte räcker, eller gör den först. Nämn också närvaro, bemanning och lås.",
				"Explain for each measure above why it does not suffice, or take it first. Mention presence, staffing and locks too."),
		},
	}
}

func begunOn(day string) lang.Text {
	if day == "" {
		return lang.T("okänt datum", "an unknown date")
	}
	return lang.Same(day)
}

// intrusion is whom the watching would touch.
func (d *Dossier) intrusion() Section {
	facts := []lang.Text{d.Catches.Text}
	for _, c := range d.Cameras {
		facts = append(facts, c.Text)
	}
	if len(d.Cameras) == 0 {
		facts = []lang.Text{lang.T("Inga kameror som ser området är kända, och inga föreslås: vem synfältet fångar kan inte räknas.",
			"No cameras that see the area are known and none are proposed: whom the view catches cannot be worked out.")}
	}
	return Section{
		Code: "intrusion", Title: lang.T("Intrånget i den personliga integriteten", "The intrusion into privacy"), Facts: facts,
		Write: []lang.Text{
			lang.T("Beskriv vilka som vistas på platsen och om de kan undvika den: boende, barn, besökare till vård eller gudstjänst, anställda.",
				"Describe who is at the place and whether they can avoid it: residents, children, those who visit care or worship, employees."),
			lang.T("Ange om ljud tas upp, om bilder ses i realtid, om kameran vrids eller zoomas, och om bilder analyseras automatiskt.",
				"State whether sound is taken up, pictures are seen live, the camera turns or zooms, and whether pictures are analysed automatically."),
		},
	}
}

// safeguards are what makes the intrusion less.
func (d *Dossier) safeguards() Section {
	var facts []lang.Text
	if d.Catches.Dwellings > 0 {
		facts = append(facts, lang.T("Synfältet når %s: maskera fönster, balkonger och tomter.", "The view reaches %s: mask windows, balconies and yards.",
			counted(d.Catches.Dwellings, "bostadsbyggnad", "bostadsbyggnader", "building where people live", "buildings where people live")))
	}
	for _, p := range d.Catches.Places {
		if p.Count > 0 {
			facts = append(facts, lang.T("Synfältet når %s (%d): överväg att maskera eller stänga av under verksamhetens tid.",
				"The view reaches: %s (%d): consider masking it or switching off while it is in use.", p.Name, p.Count))
		}
	}
	if from, n := d.Reports.busiestEight(); n > 0 && !hidden(d.Reports.ByHour) {
		facts = append(facts, lang.T("Bevakning bara kl. %02d–%02d skulle möta %d av %d rapporter med känd timme.", "Watching only %02d–%02d would meet %d of %d reports whose hour is known.",
			from, (from+8)%24, n, d.Reports.withHour()))
	}
	if facts == nil {
		facts = []lang.Text{}
	}
	return Section{
		Code: "safeguards", Title: lang.T("Skyddsåtgärder", "Safeguards"), Facts: facts,
		Write: []lang.Text{
			lang.T("Ange lagringstid och varför den inte kan vara kortare, vilka roller som får se bilderna och hur det loggas.",
				"State how long pictures are stored and why it cannot be shorter, which roles may see them and how that is logged."),
			lang.T("Ange maskering, tider då kamerorna är avstängda, skyltar och annan information, och när behovet prövas på nytt.",
				"State masking, hours when the cameras are off, signs and other information, and when the need is tested anew."),
			lang.T("Gör en konsekvensbedömning där den krävs, med dataskyddsombudets råd.", "Make an impact assessment where it is needed, with the advice of the data-protection officer."),
		},
	}
}

// outcome is left to the operator.
func (d *Dossier) outcome() Section {
	return Section{
		Code: "outcome", Title: lang.T("Avvägningen", "The balance"), Facts: []lang.Text{},
		Write: []lang.Text{
			lang.T("Väg behovet mot intrånget, kamera för kamera, och skriv vad som väger tyngst och varför. Datera och besluta innan bevakningen börjar.",
				"Weigh the need against the intrusion, camera by camera, and write which weighs more and why. Date and decide before watching begins."),
		},
	}
}

// register is the entry for the operator's register of surveillance, as far as the data fill it.
func (m *making) register(d *Dossier) []RegisterLine {
	cameras := lang.T("%s, %d som redan finns", "%s, %d there already",
		counted(len(m.added), "föreslagen", "föreslagna", "proposed", "proposed"), len(d.Cameras)-len(m.added))
	lines := []RegisterLine{
		{Code: "operator", Label: lang.T("Vem som bevakar", "Who watches"), Value: lang.Same(m.draft.Operator), Fill: lang.T("ansvarig nämnd eller bolag", "the committee or company in charge")},
		{Code: "contact", Label: lang.T("Kontakt", "Contact"), Fill: lang.T("funktionsbrevlåda och dataskyddsombud; inga personnamn behövs", "a role's mailbox and the data-protection officer; no names of persons are needed")},
		{Code: "purpose", Label: lang.T("Ändamål", "Purpose"), Value: lang.Same(m.draft.Purpose), Fill: lang.T("varför platsen bevakas", "why the place is watched")},
		{Code: "legal_basis", Label: lang.T("Rättslig grund", "Legal basis"), Fill: lang.T("artikel i dataskyddsförordningen och den uppgift i lag eller beslut som den vilar på", "article of the GDPR and the task in law or decision that it rests on")},
		{Code: "where", Label: lang.T("Plats", "Place"), Value: lang.T("%s, %s; %.0f m² enligt kartan", "%s, %s; %.0f m² as on the map", d.Name, d.Municipality, d.AreaM2)},
		{Code: "cameras", Label: lang.T("Kameror", "Cameras"), Value: cameras, Fill: lang.T("de som förteckningen gäller", "those that the register is about")},
		{Code: "when", Label: lang.T("Tider", "Hours"), Fill: lang.T("veckodagar och klockslag", "days of the week and hours")},
		{Code: "storage", Label: lang.T("Lagringstid", "Storage time"), Fill: lang.T("hur länge bilder sparas", "how long pictures are kept")},
		{Code: "access", Label: lang.T("Vilka som ser bilderna", "Who sees the pictures"), Fill: lang.T("roller", "roles")},
		{Code: "balance", Label: lang.T("Dokumenterad avvägning", "Documented balance"), Value: lang.T("underlag av %s", "dossier of %s", d.MadeAt.Format(time.DateOnly)), Fill: lang.T("diarienummer och datum för beslutet", "reference number and date of the decision")},
		{Code: "started", Label: lang.T("Bevakningen började", "Watching began"), Fill: lang.T("datum", "date")},
		{Code: "ended", Label: lang.T("Bevakningen upphörde", "Watching ended"), Fill: lang.T("datum, när det sker", "date, when it does")},
		{Code: "keep", Label: lang.T("Bevaras till", "Kept until"), Value: lang.T("fem år efter att bevakningen har upphört", "five years after the watching has ended")},
	}
	for i, l := range lines {
		if !l.Value.IsZero() && (l.Code == "operator" || l.Code == "purpose") {
			lines[i].Fill = lang.Text{}
		}
	}
	return lines
}
