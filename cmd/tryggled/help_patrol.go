package main

import (
	"maps"
	"strings"

	"tryggled/internal/lang"
	"tryggled/internal/patrol"
)

// patrolTexts are the words of the commands about plans and about what was walked by them.
var patrolTexts = map[string]lang.Text{
	"plan":          lang.T("Planera ett pass: vem som går vart och när. Visa, ändra och publicera planer.", "Plan a shift: who walks where and when. Show, change and publish plans."),
	"plan_make":     lang.T("Gör en plan; första förslaget finns genast och förbättras sedan (tryggled plan med flaggor är detsamma).", "Make a plan; a first one is there at once and is then improved (tryggled plan with flags is the same)."),
	"plan_ls":       lang.T("Visa planerna, den nyaste först.", "Show the plans, newest first."),
	"plan_show":     lang.T("Visa en plan: vem som går vart, vad den ger och vad som lämnas.", "Show a plan: who walks where, what it gathers and what is left out."),
	"plan_versions": lang.T("Visa en plans versioner och vad som ändrades i var och en.", "Show the versions of a plan, and what was changed in each."),
	"plan_change":   lang.T("Gör en ny version av en plan runt det som är bestämt: lås, flytta, lägg till, förbjud, gruppera om, eller gör om den mitt i passet.", "Make a new version of a plan around what is decided: lock, move, add, forbid, regroup, or make it anew in the middle of the shift."),
	"plan_approve":  lang.T("Anteckna att polisen har godkänt en version, där en roll i planen kräver det.", "Note that the police have approved a version, where a role of the plan needs it."),
	"plan_publish":  lang.T("Visa den senaste versionen för grupperna.", "Show the newest version to the teams."),
	"plan_begin":    lang.T("Anteckna att en grupp har gett sig av.", "Note that a team has set out."),
	"plan_done":     lang.T("Anteckna att passet är slut.", "Note that the shift is over."),
	"plan_withdraw": lang.T("Dra tillbaka en plan: grupperna ser den inte längre.", "Withdraw a plan: its teams see it no more."),
	"plan_compare":  lang.T("Jämför två planer, eller två versioner av en.", "Compare two plans, or two versions of one."),
	"roster":        lang.T("Planera flera dagars pass på en gång, olika från dag till dag.", "Plan the shifts of some days in one go, different from day to day."),

	"flag_team":       lang.T("en grupp: ROLL:ANTAL[@BAS[>SLUT]][/SÄTT], som police:2 eller night_walker:3@kyrkan; kan upprepas", "a team: ROLE:SIZE[@BASE[>END]][/MODE], such as police:2 or night_walker:3@church; may be repeated"),
	"flag_team_area":  lang.T("områden som grupp N hålls till, som 2=centrum,nygard; kan upprepas", "areas that team N is held to, such as 2=centrum,nygard; may be repeated"),
	"flag_quota":      lang.T("hur stor del av tiden ett område får minst och högst, som nygard=20%-50%; kan upprepas", "the share of the time that an area gets at least and at most, such as nygard=20%-50%; may be repeated"),
	"flag_standing":   lang.T("sänd också till fasta platser: skolor, stationer, fritidsgårdar, trygghetsvandringars punkter", "send to standing points too: schools, stations, youth clubs, points of safety walks"),
	"flag_must":       lang.T("en plats som ska besökas: PLATS[=GRUPP][@TID], som h3 eller p55=2@21:00; kan upprepas", "a place to be visited: SPOT[=TEAM][@TIME], such as h3 or p55=2@21:00; may be repeated"),
	"flag_forbid":     lang.T("en plats som ingen (eller inte grupp N: PLATS=N) besöker, som h3; kan upprepas", "a place that nobody (or not team N: SPOT=N) visits, such as h3; may be repeated"),
	"flag_contact":    lang.T("vem grupperna ringer och som larmas: \"NAMN <e-post> nummer\"", "whom the teams call and who is told of alarms: \"NAME <mail> number\""),
	"flag_gap":        lang.T("minst så många minuter mellan besök på en plats (förval: 90)", "at least so many minutes between visits to a place (default: 90)"),
	"flag_seconds":    lang.T("sök så länge efter en bättre plan (förval: 10)", "search so long for a better plan (default: 10)"),
	"flag_iterations": lang.T("sök så många steg i stället för en tid: samma plan på varje dator", "search so many steps instead of a time: the same plan on any machine"),

	"arg_plan":       lang.T("planens nummer, som plan ls visar", "number of the plan, as plan ls shows"),
	"arg_plan_b":     lang.T("den andra planens nummer; samma nummer jämför två versioner", "number of the other plan; the same number compares two versions"),
	"flag_version":   lang.T("versionens nummer (förval: den senaste)", "number of the version (default: the newest)"),
	"flag_status":    lang.T("bara planer i detta läge: draft, published, under_way, done eller withdrawn", "only plans of this status: draft, published, under_way, done or withdrawn"),
	"flag_lock":      lang.T("låt besöket stå kvar: PLATS[=GRUPP][@TID]; kan upprepas", "keep a visit as it is: SPOT[=TEAM][@TIME]; may be repeated"),
	"flag_move":      lang.T("flytta en plats till en grupp: PLATS=GRUPP; kan upprepas", "move a place to a team: SPOT=TEAM; may be repeated"),
	"flag_release":   lang.T("släpp det som är bestämt om en plats; kan upprepas", "release what is decided of a place; may be repeated"),
	"flag_off":       lang.T("ta bort en plats också ur en plan som gås just nu; kan upprepas", "take a place out of a plan that is walked just now, too; may be repeated"),
	"flag_teams":     lang.T("alla grupper på nytt, i stället för dem som var: ROLL:ANTAL; kan upprepas", "all teams anew, in place of those before: ROLE:SIZE; may be repeated"),
	"flag_came":      lang.T("så många av en roll kom, som night_walker:3: gruppera om; kan upprepas", "so many of a role came, such as night_walker:3: regroup; may be repeated"),
	"flag_now":       lang.T("gör om planen från denna tid, mitt i passet; det som gåtts står kvar", "make the plan anew from this time, in the middle of the shift; what was walked stays"),
	"flag_where":     lang.T("var en grupp är då: GRUPP=LON,LAT; kan upprepas", "where a team is then: TEAM=LON,LAT; may be repeated"),
	"flag_new_seed":  lang.T("ett nytt frö: en annan ordning för polis och väktare", "another seed: another order of police and guards"),
	"flag_quick":     lang.T("sök inte vidare efter det första förslaget", "do not search beyond the first proposal"),
	"flag_by_police": lang.T("polisens referens för godkännandet, som ett diarienummer; aldrig ett namn, den skrivs i loggen", "the reference of the police for the approval, such as a case number; never a name: it goes into the log"),
	"flag_version_a": lang.T("version av den första planen (förval: den senaste)", "version of the first plan (default: the newest)"),
	"flag_version_b": lang.T("version av den andra planen (förval: den senaste)", "version of the other plan (default: the newest)"),

	"flag_first_day":   lang.T("första dagen, som 2026-11-20", "first day, such as 2026-11-20"),
	"flag_roster_days": lang.T("så många dagar", "so many days"),
	"flag_meet":        lang.T("utlyst punkt varje gång passet återkommer: PLATS[=GRUPP]@KLOCKSLAG; kan upprepas", "an announced point each time the shift returns: SPOT[=TEAM]@CLOCK; may be repeated"),
	"flag_roster_seed": lang.T("frö som varje pass drar sitt eget ur", "seed that each shift draws its own from"),
	"arg_shift":        lang.T("pass som återkommer: \"[VECKODAGAR] FRÅN-TILL GRUPP …\", som \"fri,sat 21:00-01:00 night_walker:3\"", "shifts that return: \"[WEEKDAYS] FROM-TO TEAM …\", such as \"fri,sat 21:00-01:00 night_walker:3\""),

	"flag_format":      lang.T("gpx, kml, geojson, ics, csv, html, pdf, txt, json, svg, png eller hotspots", "gpx, kml, geojson, ics, csv, html, pdf, txt, json, svg, png or hotspots"),
	"flag_export_link": lang.T("patrullänkens adress, som QR-kod på bladet", "address of the patrol link, as a QR code on the sheet"),
	"export_newest":    lang.T("Skriv den senaste planen, eller --plan N (detsamma som export plan N).", "Write the newest plan, or --plan N (the same as export plan N)."),
	"export_plan":      lang.T("Skriv en plan eller en grupps rutt; html, pdf, gpx och txt för alla grupper blir en mapp.", "Write a plan or a team's route; html, pdf, gpx and txt of all teams become a folder."),
	"task_stop":        lang.T("Be en sökning sluta och behålla det bästa den har.", "Ask a search to end and keep the best that it has."),
	"patrol":           lang.T("Det som gås: loggbok, spår, dos, larm och polisens närvaro.", "What is walked: log, tracks, dose, alarms and police presence."),
	"patrol_log":       lang.T("Visa det som gäller i en plans loggbok.", "Show what counts in the log of a plan."),
	"patrol_begin":     lang.T("Anteckna att gruppen ger sig av.", "Note that the team sets out."),
	"patrol_checkin":   lang.T("Anteckna att gruppen är framme vid ett stopp.", "Note that the team has arrived at a stop."),
	"patrol_leave":     lang.T("Anteckna att gruppen lämnar ett stopp.", "Note that the team leaves a stop."),
	"patrol_skip":      lang.T("Anteckna att gruppen hoppar över ett stopp, och varför.", "Note that the team passes a stop over, and why."),
	"patrol_note":      lang.T("Anteckna vad som räknats, eller en text där rollen får skriva.", "Note what was counted, or a text where the role may write."),
	"patrol_observe":   lang.T("Rapportera något som gruppen såg; det blir en rapport som en patrull hittat.", "Report what the team saw; it becomes a report that a patrol found."),
	"patrol_back":      lang.T("Anteckna att gruppen är tillbaka.", "Note that the team is back."),
	"patrol_retract":   lang.T("Ta tillbaka en anteckning; den står kvar men räknas inte.", "Take an entry back; it stays where it is but counts no more."),
	"patrol_track":     lang.T("Läs in en grupps GPX-spår: gatorna och uppehållen sparas, aldrig punkterna.", "Bring in the GPX track of a team: the streets and stays are kept, never the points."),
	"patrol_logbook":   lang.T("Skriv en grupps loggbok, att fylla i för hand eller spara.", "Write the log of a team, to fill in by hand or to keep."),
	"patrol_doses":     lang.T("Visa hur länge varje plats hade en grupp, timme för timme.", "Show how long each place had a team, hour by hour."),
	"patrol_alarms":    lang.T("Visa larmen om grupper som inte har hörts av.", "Show the alarms about teams that were not heard of."),
	"patrol_ack":       lang.T("Kvittera ett larm: någon tar hand om det.", "Acknowledge an alarm: somebody sees to it."),
	"patrol_presence":  lang.T("Polisens synliga närvaro, som område och timmar.", "Visible police presence, as area and hours."),
	"presence_add":     lang.T("Skriv in närvaro; civil spaning skrivs aldrig in.", "Enter presence; work in plain clothes is never entered."),
	"presence_ls":      lang.T("Visa inskriven närvaro.", "Show the presence that was entered."),
	"presence_rm":      lang.T("Ta tillbaka en närvaro.", "Take a presence back."),

	"flag_logged_at":      lang.T("när det var, som 21:40 eller 2026-11-27T21:40 (förval: nu)", "when it was, such as 21:40 or 2026-11-27T21:40 (default: now)"),
	"flag_replaces":       lang.T("numret på anteckningen som den här rättar", "number of the entry that this one corrects"),
	"flag_stop":           lang.T("stoppets nummer i gruppens rutt", "number of the stop in the team's route"),
	"flag_spot":           lang.T("en plats i planen utanför gruppens rutt, som h3", "a place of the plan outside the team's route, such as h3"),
	"flag_reason":         lang.T("varför: "+reasons, "why: "+reasons),
	"flag_tally":          lang.T("antal, som talked=4, av: "+tallied+"; kan upprepas", "a count, such as talked=4, of: "+tallied+"; may be repeated"),
	"flag_log_text":       lang.T("text om platsen, aldrig om personer; den maskas", "text about the place, never about persons; it is masked"),
	"flag_observed":       lang.T("rapportens kategori, som dark_place", "category of the report, such as dark_place"),
	"flag_observed_at":    lang.T("var det var, i grader (förval: vid stoppet)", "where it was, in degrees (default: at the stop)"),
	"flag_severity":       lang.T("hur allvarligt, 1 till 5", "how serious, 1 to 5"),
	"flag_log_team":       lang.T("bara denna grupp", "only this team"),
	"flag_logbook_format": lang.T("html, pdf, txt eller json (förval: efter filens namn; på terminalen i klartext)", "html, pdf, txt or json (default: by the name of the file; plain on the terminal)"),
	"flag_dose_since":     lang.T("allt som har gåtts från denna tid", "all that was walked from this time on"),
	"flag_dose_until":     lang.T("till denna tid (förval: nu)", "until this time (default: now)"),
	"flag_all_alarms":     lang.T("också de återkallade", "the withdrawn ones too"),
	"flag_presence_area":  lang.T("området, med kortnamn", "the area, by its slug"),
	"flag_presence_from":  lang.T("från, som 2026-11-27T20:00", "from, such as 2026-11-27T20:00"),
	"flag_presence_to":    lang.T("till, som 23:00 eller 2026-11-27T23:00", "to, such as 23:00 or 2026-11-27T23:00"),
	"flag_presence_since": lang.T("från (förval: två veckor bakåt)", "from (default: two weeks back)"),
	"flag_presence_until": lang.T("till (förval: två veckor framåt)", "until (default: two weeks ahead)"),
	"arg_gpx":             lang.T("spåret, GPX", "the track, GPX"),
	"arg_entry":           lang.T("anteckningens nummer, som patrol log visar", "number of the entry, as patrol log shows"),
	"arg_alarm":           lang.T("larmets nummer, som patrol alarms visar", "number of the alarm, as patrol alarms shows"),
	"arg_dose_plan":       lang.T("planens nummer; utan det allt sedan --since", "number of the plan; without it all since --since"),
	"arg_alarm_plan":      lang.T("bara denna plans larm", "only the alarms of this plan"),
	"arg_presence":        lang.T("närvarons nummer, som patrol presence ls visar", "number of the presence, as patrol presence ls shows"),

	"flag_team_only":  lang.T("bara denna grupp; 1 är den första (förval: hela planen)", "only this team; 1 is the first (default: the whole plan)"),
	"flag_output_dir": lang.T("fil att skriva, eller mapp för en fil per grupp; - skriver till terminalen", "file to write, or folder for a file per team; - writes to the terminal"),
}

var patrolExamples = map[string]string{
	"plan make":     `tryggled plan --municipality koping --from 2026-11-27T19:00 --to 2026-11-27T23:00 --team police:2 --team night_walker:3 --quota nygard=20% --contact "Samordnaren <vakt@example.se> 0221-00 00 00"`,
	"plan ls":       "tryggled plan ls --municipality koping --status published",
	"plan show":     "tryggled plan show 3 --municipality koping --version 2",
	"plan versions": "tryggled plan versions 3 --municipality koping",
	"plan change":   "tryggled plan change 3 --municipality koping --lock h2 --move h5=2 --forbid h7 --came night_walker:3",
	"plan approve":  `tryggled plan approve 3 --municipality koping --by-police "5000-K117-26"`,
	"plan publish":  "tryggled plan publish 3 --municipality koping",
	"plan begin":    "tryggled plan begin 3 --municipality koping",
	"plan done":     "tryggled plan done 3 --municipality koping",
	"plan withdraw": "tryggled plan withdraw 3 --municipality koping",
	"plan compare":  "tryggled plan compare 3 3 --municipality koping --version 1",
	"roster":        `tryggled roster --municipality koping --from 2026-11-27 --days 7 "fri,sat 21:00-01:00 night_walker:3 night_walker:3" "mon,tue 15:00-20:00 youth_coach:2"`,
	"export newest": "tryggled export --municipality london --team 1 --format gpx -o team-1.gpx",
	"export plan":   "tryggled export plan 3 --municipality koping --format pdf -o sheets/",

	"task stop":           "tryggled task stop --municipality koping 12",
	"patrol log":          "tryggled patrol log 3 --municipality koping --team 1",
	"patrol begin":        "tryggled patrol begin 3 --municipality koping --team 1",
	"patrol checkin":      "tryggled patrol checkin 3 --municipality koping --team 1 --stop 2 --at 21:40",
	"patrol leave":        "tryggled patrol leave 3 --municipality koping --team 1 --stop 2",
	"patrol skip":         "tryggled patrol skip 3 --municipality koping --team 1 --stop 3 --reason no_time",
	"patrol note":         "tryggled patrol note 3 --municipality koping --team 1 --tally talked=4 --tally directions=1",
	"patrol observe":      "tryggled patrol observe 3 --municipality koping --team 1 --stop 2 --category dark_place",
	"patrol back":         "tryggled patrol back 3 --municipality koping --team 1",
	"patrol retract":      "tryggled patrol retract 3 14 --municipality koping --team 1",
	"patrol track":        "tryggled patrol track 3 evening.gpx --municipality koping --team 1",
	"patrol logbook":      "tryggled patrol logbook 3 --municipality koping --team 2 -o logbook.pdf",
	"patrol doses":        "tryggled patrol doses --municipality koping --since 2026-11-01 --json",
	"patrol alarms":       "tryggled patrol alarms --municipality koping",
	"patrol ack":          "tryggled patrol ack 2 --municipality koping",
	"patrol presence add": "tryggled patrol presence add --municipality koping --area centrum --from 2026-11-27T20:00 --to 23:00",
	"patrol presence ls":  "tryggled patrol presence ls --municipality koping",
	"patrol presence rm":  "tryggled patrol presence rm 4 --municipality koping",
}

// tallied and reasons are the codes that the log takes.
var (
	tallied = joined(patrol.Tallied(), func(k patrol.TallyKind) string { return k.Code })
	reasons = joined(patrol.SkipReasons(), func(s patrol.SkipName) string { return string(s.Reason) })
)

func joined[T any](all []T, code func(T) string) string {
	codes := make([]string, len(all))
	for i, one := range all {
		codes[i] = code(one)
	}
	return strings.Join(codes, ", ")
}

// One table of words, in its files.
func init() {
	maps.Copy(texts, patrolTexts)
	maps.Copy(examples, patrolExamples)
	examples["plan"], examples["export"] = examples["plan make"], examples["export newest"]
}
