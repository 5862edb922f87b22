package export

import (
	"fmt"
	"time"

	"tryggled/internal/lang"
)

// archivedTables says what each table holds, for whoever opens an archive in ten years.
var archivedTables = map[string]lang.Text{
	"municipality":     lang.T("Kommunen: kod, kortnamn, koordinatsystem, tidszon, egna namngivna dagar (calendar), som terminer.", "The municipality: code, slug, coordinate system, time zone, days with a name of its own (calendar), such as school terms."),
	"area":             lang.T("Områden, som stadsdelar.", "Areas, such as quarters."),
	"base":             lang.T("Utgångspunkter för grupper som går.", "Bases where teams start and end."),
	"segment":          lang.T("Gatusegment mellan korsningar.", "Street segments between junctions."),
	"overlay_object":   lang.T("Belysning, vegetation, kameror, byggnader och murar, skolor, lekplatser, övergångsställen.", "Lamps, vegetation, cameras, buildings and walls, schools, playgrounds, crossings."),
	"overlay_source":   lang.T("Vad varje källa senast gav av belysning, vegetation med mera: läst, behållet, lagat (mended) och lagt åt sidan (aside) per regel.", "What each source last gave of lamps, vegetation and so on: read, kept, mended and put aside, by rule."),
	"overlay_pending":  lang.T("Ändringar vars exponeringar ännu inte är omräknade; kind är tomt för gatunätet, bound tomt för överallt.", "Changes whose exposures have not been renewed yet; an empty kind is the streets, no bound is everywhere."),
	"exposure":         lang.T("Vad den som går möter på varje gatusegment: ljus över dygnet (lux), vad vegetation döljer, vägar undan, kameror, och hur stor del som är känd. Räknas fram ur lagren.", "What a walker meets on each street segment: light over the day (lux), what greenery hides, ways out, cameras, and the share that is known. Reckoned from the overlays."),
	"work":             lang.T("Beställt, utfört och avböjt arbete ur arbetslistorna.", "Work of the work lists that was ordered, done or declined."),
	"report":           lang.T("Rapporter. body är maskerad text; reporter_key är en pseudonym och förblir en personuppgift. Där platsen är gjord grov och källan inte gav något id saknas source_key: den är räknad på den exakta platsen.", "Reports. body is masked text; reporter_key is a pseudonym and remains personal data. Where the place was made coarse and the source gave no id, source_key is left out: it is reckoned from the exact place."),
	"quarantine":       lang.T("Rader ur importfiler som inte kunde bli rapporter, och varför.", "Rows of import files that could not become reports, and why."),
	"task":             lang.T("Bakgrundsarbete: vad som begärdes och vad som kom ut.", "Background work: what was asked for and what came out."),
	"analysis":         lang.T("Frysta analyser med alla parametrar.", "Frozen analyses with all their parameters."),
	"hotspot":          lang.T("Prioriterade platser i analyserna, med förklaringar.", "The analyses' hotspots, with explanations."),
	"analysis_layer":   lang.T("Analysernas kartlager.", "The analyses' map layers."),
	"plan":             lang.T("Närvaroplaner: status, vilken version grupperna ser (published_version), vem som godkänt och när.", "Plans: status, which version the teams see (published_version), who approved it and when."),
	"plan_version":     lang.T("Planernas frysta versioner: pass, grupper, stopp.", "The plans' frozen versions: shift, teams, stops."),
	"route":            lang.T("Gruppernas vägar längs gatorna.", "The teams' ways along the streets."),
	"patrol_log":       lang.T("Gruppernas loggbok. En rättelse är en ny rad (replaces); body är maskerad text; var en iakttagelse gjordes står i dess rapport.", "The teams' log. A correction is a row of its own (replaces); body is masked text; where an observation was made stands in its report."),
	"patrol_track":     lang.T("Vad som är kvar av gruppernas spår: gator och tider vid platser. Själva punkterna sparas aldrig.", "What is left of the teams' tracks: streets, and times at places. Their points are never stored."),
	"presence":         lang.T("Synlig polisnärvaro, som område och timmar.", "Visible police presence, as area and hours."),
	"alarm":            lang.T("Larm om grupper som inte hörts av: när de gick, när de nådde fram och vem som kvitterade.", "Alarms about teams not heard of: when they were raised, when they were told and who acknowledged them."),
	"measure":          lang.T("Åtgärder.", "Measures."),
	"decision":         lang.T("Beslut på veckomöten.", "Decisions of weekly meetings."),
	"tombstone":        lang.T("Vad som är borttaget, och vid vilken revision.", "What was removed, and at which revision."),
	"api_key":          lang.T("Nycklar för program; deras hemlighet är utelämnad.", "Keys for programs; their secret is left out."),
	"patrol_link":      lang.T("Länkar till grupper för ett pass.", "Links to teams for one shift."),
	"audit_event":      lang.T("Loggen över vem som gjort vad.", "The audit log: who did what."),
	"audit_seal":       lang.T("Loggens kedja av kontrollsummor.", "The audit log's chain of hashes."),
	"audit_checkpoint": lang.T("Där loggens äldsta del är gallrad.", "Where the oldest part of the audit log was pruned."),
	"audit_head":       lang.T("Loggkedjans senaste led.", "The last link of the audit log's chain."),
	"retention":        lang.T("Gallringsbeslut och bevarandetider.", "Disposal decision and retention periods."),
	"erasure":          lang.T("Nycklade kontrollsummor av det som raderats.", "Keyed hashes of what was erased."),
	"disclosure":       lang.T("Utlämnanden på begäran, med sekretessprövning.", "Disclosures on request, with the secrecy test."),
	"published_period": lang.T("Månader som är stängda för öppna siffror.", "Months closed for public figures."),
	"published_report": lang.T("Vilka rapporter som räknats i öppna siffror, så att ingen räknas två gånger.", "Which reports are counted in public figures, so that none is counted twice."),
	"published_cell":   lang.T("Öppna siffror per sexhörning.", "Public figures by hexagon."),
}

// archiveReadme explains an archive to its reader.
func archiveReadme(a Archive) string {
	made := a.MadeAt.UTC().Format(time.RFC3339)
	sv := fmt.Sprintf(`Arkiv över %s (kommunkod %s), skrivet %s av Tryggled %s.%s

Varje tabell är en fil i data/ med en JSON-rad per rad i tabellen. manifest.json säger vad
tabellerna innehåller, vilka kolumner de har och deras typ i PostgreSQL, hur många rader
filen har och dess kontrollsumma (SHA-256). Geometrier är GeoJSON i meter, öst och nord, i
%s. Tider är UTC. Pseudonymer och fritext kan vara personuppgifter: förvara arkivet därefter.
`, a.Municipality.Name.In(lang.SV), a.Municipality.Code, made, a.CodeVersion, archiveMark(a, lang.SV), a.Municipality.CRS)
	en := fmt.Sprintf(`Archive of %s (municipality code %s), written %s by Tryggled %s.%s

Each table is a file in data/ with a line of JSON for each of its rows. manifest.json says
what the tables hold, which columns they have and their types in PostgreSQL, how many rows a
file has and its checksum (SHA-256). Geometries are GeoJSON in metres, east and north, in %s.
Times are UTC. Pseudonyms and free text may be personal data: keep the archive accordingly.
`, a.Municipality.Name.In(lang.EN), a.Municipality.Code, made, a.CodeVersion, archiveMark(a, lang.EN), a.Municipality.CRS)
	return sv + "\n" + en
}

func archiveMark(a Archive, l lang.Lang) string {
	if !a.Municipality.Exercise {
		return ""
	}
	return "\n" + lang.T("ÖVNINGSDATA: allt är påhittat.", "EXERCISE DATA (övningsdata): everything is invented.").In(l)
}
