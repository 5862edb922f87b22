package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"tryggled/internal/config"
	"tryggled/internal/lang"
)

// texts are the words of the command line, by the key that a help tag or a command names.
var texts = map[string]lang.Text{
	"tryggled": lang.T(
		"Från rapporter om otrygghet till prioriterade platser, närvaroplaner och rutter.",
		"From reports of unsafe places to hotspots, presence plans and routes."),
	"see_help":    lang.T("Se tryggled --help eller tryggled KOMMANDO --help.", "See tryggled --help or tryggled COMMAND --help."),
	"interrupted": lang.T("avbrutet; arbete som redan är köat görs klart när tryggled up eller work körs igen", "interrupted; work that is queued already is finished when tryggled up or work runs again"),
	"unprinted":   lang.T("utskriften gick inte att skriva: %s", "the output cannot be written: %s"),
	"internal":    lang.T("ett fel i programmet", "an error in the program"),
	"example":     lang.T("Exempel:", "Example:"),
	"variables": lang.T(
		"Hemligheter är inga flaggor: de ges i miljövariabler, eller i en fil som NAMN_FILE pekar på.",
		"Secrets are no flags: they are given in environment variables, or in a file that NAME_FILE points to."),

	"up":               lang.T("Starta allt på en gång: databas, exempelstad (övningsdata), arbete och webbserver.", "Start everything at once: database, example town (exercise data), work and web server."),
	"serve":            lang.T("Svara på API-anrop och visa sidor; arbetet görs av work.", "Serve the API and pages; the work is done by work."),
	"work":             lang.T("Utför köat arbete: importer, analyser, planer.", "Do queued work: imports, analyses, plans."),
	"migrate":          lang.T("För databasens schema upp till programmets, efter en säkerhetskopia.", "Bring the database schema up to this program's, after a backup."),
	"municipality":     lang.T("Lägg till, visa eller radera kommuner.", "Add, show or delete municipalities."),
	"municipality_add": lang.T("Lägg till en kommun.", "Add a municipality."),
	"municipality_ls":  lang.T("Visa kommunerna.", "Show the municipalities."),
	"load":             lang.T("Läs in en kommuns mapp: municipality.yaml och filerna den nämner, allt eller inget.", "Load a municipality's folder: municipality.yaml and the files it names, whole or not at all."),
	"import":           lang.T("Läs in en fil i en kommun.", "Bring a file into a municipality."),
	"import_areas":     lang.T("Områden ur GeoJSON; ersätter dem som fanns.", "Areas from GeoJSON; replaces those that were there."),
	"import_osm":       lang.T("Gator och lager ur en OpenStreetMap-fil (PBF).", "Streets and overlays from an OpenStreetMap file (PBF)."),
	"import_streets":   lang.T("Gator ur GeoJSON-linjer med OSM-nycklar, eller genom en mappningsprofil.", "Streets from GeoJSON lines with OSM keys, or through a mapping profile."),
	"import_overlay":   lang.T("Ett slags objekt ur GeoJSON, eller ur ett register genom en mappningsprofil.", "One kind of object from GeoJSON, or from a register through a mapping profile."),
	"import_reports":   lang.T("Rapporter ur CSV, XLSX, GeoJSON eller Polisens API genom en mappningsprofil.", "Reports from CSV, XLSX, GeoJSON or the Police API through a mapping profile."),
	"analyse":          lang.T("Sök prioriterade platser i rapporterna.", "Find hotspots in the reports."),
	"backtest":         lang.T("Pröva bakåt: hur väl förutsade de prioriterade platserna rapporterna som kom sedan?", "Test backwards: how well did the hotspots foretell the reports that came after?"),
	"task":             lang.T("Visa bakgrundsarbete, eller avbryt det.", "Show background work, or cancel it."),
	"task_ls":          lang.T("Visa det senaste arbetet, det nyaste först.", "Show the latest work, newest first."),
	"task_cancel":      lang.T("Avbryt ett arbete som väntar eller pågår; inget av det sparas.", "Cancel work that waits or runs; nothing of it is stored."),
	"export":           lang.T("Skriv en plan eller en grupps rutt till en fil.", "Write a plan or a team's route to a file."),
	"audit":            lang.T("Granska loggen över vem som har gjort vad.", "Look at the audit log: who did what."),
	"audit_ls":         lang.T("Visa loggens rader, de äldsta först.", "Show the lines of the log, oldest first."),
	"audit_verify":     lang.T("Räkna om loggens kedja och säg om någon rad är borta eller ändrad.", "Compute the log's chain anew and tell whether a line is gone or changed."),
	"audit_prune":      lang.T("Gallra loggens äldsta rader; behöver databasens ägare.", "Prune the oldest lines of the log; needs the owner of the database."),
	"access":           lang.T("Visa tabellen över vem som får vad.", "Show the table of who may do what."),
	"roles":            lang.T("Visa tabellen över vem som sänds vart, i vilka grupper och när.", "Show the table of who is sent where, in which groups and when."),
	"archive":          lang.T("Skriv allt som finns om en kommun till ett arkiv (ZIP) med beskrivning.", "Write everything that is held of a municipality to an archive (ZIP) with its description."),
	"municipality_rm":  lang.T("Radera en kommun och allt som finns om den.", "Delete a municipality and everything that is held of it."),
	"publish":          lang.T("Visa siffror för allmänheten, eller dölj dem; avsluta de månader som är klara.", "Show figures to the public, or hide them; close the months that are due."),
	"key":              lang.T("Skapa, visa eller återkalla nycklar åt program, som QGIS.", "Make, show or revoke keys for programs, such as QGIS."),
	"key_add":          lang.T("Skapa en nyckel; hemligheten visas bara denna gång.", "Make a key; its secret is printed this once."),
	"key_ls":           lang.T("Visa nycklarna, aldrig deras hemligheter.", "Show the keys, never their secrets."),
	"key_revoke":       lang.T("Återkalla en nyckel; den slutar gälla genast.", "Revoke a key; it opens nothing from now on."),
	"link":             lang.T("Skapa, visa eller återkalla patrullänkar: en grupp, ett pass, utan inloggning.", "Make, show or revoke patrol links: one team, one shift, without sign-in."),
	"link_add":         lang.T("Skapa en patrullänk till en grupps rutt; den gäller från två timmar före passet till en halvtimme efter.", "Make a patrol link to a team's route; it is valid from two hours before the shift until half an hour after it."),
	"link_ls":          lang.T("Visa patrullänkarna, aldrig deras adresser.", "Show the patrol links, never their addresses."),
	"link_revoke":      lang.T("Återkalla en patrullänk; den slutar gälla genast.", "Revoke a patrol link; it opens nothing from now on."),
	"backup":           lang.T("Skriv en säkerhetskopia av databasen.", "Write a backup of the database."),
	"restore":          lang.T("Läs tillbaka en säkerhetskopia i en tom datamapp.", "Restore a backup into an empty data folder."),

	"flag_confirm":         lang.T("kommunens kod, som bekräftelse", "the municipality's code, to confirm"),
	"flag_archive_first":   lang.T("skriv först ett arkiv hit", "write an archive here first"),
	"flag_without_archive": lang.T("radera utan arkiv", "delete without an archive"),
	"retention":            lang.T("Gallring: vad som sparas hur länge, enligt vilket beslut.", "Retention: what is kept how long, and by which decision."),
	"retention_show":       lang.T("Visa gallringsbeslutet och reglerna.", "Show the disposal decision and the rules."),
	"retention_decide":     lang.T("Ange gallringsbeslutet (utan --decision: återkalla det) och reglerna.", "Name the disposal decision (without --decision: withdraw it) and the rules."),
	"retention_run":        lang.T("Gallra det som är äldre än reglerna säger, eller räkna det.", "Dispose of what is older than the rules say, or count it."),
	"erasures":             lang.T("Rapporter som är raderade för gott.", "Reports that were erased for good."),
	"erasures_apply":       lang.T("Radera på nytt det som en raderingsjournal säger är raderat.", "Erase again what a journal of erasures says was erased."),
	"flag_decision":        lang.T("gallringsbeslutets diarienummer", "reference number of the disposal decision"),
	"flag_decided_on":      lang.T("dagen då det fattades, som 2026-11-20", "the day it was made, such as 2026-11-20"),
	"flag_rule":            lang.T("en regel: KÄLLA:KATEGORI=TEXTMÅNADER/PUNKTMÅNADER, tomt betyder alla, som :graffiti=6/12; kan upprepas", "a rule: SOURCE:CATEGORY=TEXT_MONTHS/POINT_MONTHS, empty means all, such as :graffiti=6/12; may be repeated"),
	"flag_dry_run":         lang.T("räkna bara, ändra ingenting", "only count, change nothing"),
	"flag_erasures":        lang.T("raderingsjournalen (förval: erasures.jsonl i datamappen och bredvid säkerhetskopian)", "the journal of erasures (default: erasures.jsonl in the data folder and beside the backup)"),
	"arg_journal":          lang.T("raderingsjournalen, erasures.jsonl", "the journal of erasures, erasures.jsonl"),
	"flag_json":            lang.T("skriv resultatet som JSON", "print the result as JSON"),
	"flag_municipality":    lang.T("kommunens kortnamn (slug), som koping", "the municipality's slug, such as koping"),
	"flag_once":            lang.T("gör hela demonstrationen, skriv filerna till --out och sluta", "do the whole demonstration, write the files to --out and stop"),
	"flag_as_of":           lang.T("låtsas att det är detta datum, som 2025-01-01 (förval: i dag)", "take this date as today, such as 2025-01-01 (default: today)"),
	"flag_folder":          lang.T("demonstrera denna kommuns mapp i stället för exempelstaden", "demonstrate this municipality's folder instead of the example town"),
	"flag_out_dir":         lang.T("mapp för demonstrationens filer", "folder for the files of the demonstration"),
	"flag_code":            lang.T("officiell kommunkod, som 1983", "official code, such as 1983"),
	"flag_name":            lang.T("kommunens namn", "the municipality's name"),
	"flag_slug":            lang.T("kortnamn i kommandon och adresser, som koping", "short name in commands and addresses, such as koping"),
	"flag_crs":             lang.T("metriskt koordinatsystem; i Sverige EPSG:3006", "metric coordinate system; in Sweden EPSG:3006"),
	"flag_timezone":        lang.T("tidszon (IANA)", "time zone (IANA)"),
	"flag_exercise":        lang.T("bara övningsdata", "exercise data only"),
	"flag_kind":            lang.T("lamps, vegetation, cameras, buildings, places eller backdrop", "lamps, vegetation, cameras, buildings, places or backdrop"),
	"flag_profile":         lang.T("mappningsprofil: ett namn som embrace, police-uk, polisen, boston-311, eller en YAML-fil", "mapping profile: a name such as embrace, police-uk, polisen, boston-311, or a YAML file"),
	"flag_audit_since":     lang.T("bara från och med denna tid, som 2026-11-20", "only from this time on, such as 2026-11-20"),
	"flag_audit_until":     lang.T("bara före denna tid", "only before this time"),
	"flag_actor":           lang.T("bara vad denna aktör gjorde, som key:12", "only what this actor did, such as key:12"),
	"flag_csv":             lang.T("skriv som CSV för ett kalkylprogram", "print as CSV for a spreadsheet"),
	"flag_verified":        lang.T("bara denna kommuns logg, med kortnamn (förval: alla)", "only this municipality's log, by slug (default: all)"),
	"flag_head":            lang.T("ett kontrollvärde som antecknats tidigare, ur programmets logg, ett arkiv eller en nedladdad fil", "a head noted earlier, from the program's log, an archive or a downloaded file"),
	"flag_prune_before":    lang.T("gallra rader före detta datum", "prune lines before this date"),
	"flag_prune_reason":    lang.T("varför, som beslutets diarienummer; skrivs i loggen", "why, such as the decision's reference; goes into the log"),
	"flag_since":           lang.T("rapporter från och med (förval: två år före --until)", "reports since (default: two years before --until)"),
	"flag_until":           lang.T("rapporter före; åldern räknas härifrån (förval: senaste måndagen)", "reports before; age counts from here (default: the last Monday)"),
	"flag_train_since":     lang.T("lär av rapporter från och med (förval: två år före --train-until)", "learn from reports since (default: two years before --train-until)"),
	"flag_train_until":     lang.T("lär av rapporter före denna dag, som 2026-05-01", "learn from reports before this day, such as 2026-05-01"),
	"flag_test_until":      lang.T("pröva mot rapporter från --train-until till före denna dag", "test against reports from --train-until until before this day"),
	"flag_share":           lang.T("välj denna andel av ytan och av gatulängden, som 0.05; kan upprepas (förval: 0.01 till 0.2)", "choose this share of the area and of the street length, such as 0.05; may be repeated (default: 0.01 to 0.2)"),
	"flag_category":        lang.T("bara denna kategori; kan upprepas", "only this category; may be repeated"),
	"flag_eps":             lang.T("grannskapets radie i meter", "radius of the neighbourhood in metres"),
	"flag_min_points":      lang.T("så många rapporter som krävs inom radien för att en plats ska räknas som tät", "how many reports within the radius make a place dense"),
	"flag_from":            lang.T("passets början, som 2026-11-27T19:00", "start of the shift, such as 2026-11-27T19:00"),
	"flag_to":              lang.T("passets slut", "end of the shift"),
	"flag_analysis":        lang.T("analysens nummer (förval: den senaste)", "number of the analysis (default: the current one)"),
	"flag_area":            lang.T("bara detta område; kan upprepas", "only this area; may be repeated"),
	"flag_seed":            lang.T("frö som drar ordningen för polis och väktare", "seed that draws the order of police and guards"),
	"flag_plan":            lang.T("planens nummer (förval: den senaste)", "number of the plan (default: the newest)"),
	"flag_team_number":     lang.T("gruppens nummer, 1 är den första", "number of the team, 1 is the first"),
	"flag_key_name":        lang.T("vad nyckeln är till för, som QGIS på plankontoret", "what the key is for, such as QGIS at the planning office"),
	"flag_key_until":       lang.T("när nyckeln slutar gälla, som 2027-01-01; högst två år framåt", "when the key ends, such as 2027-01-01; at most two years ahead"),
	"flag_collection":      lang.T("vad nyckeln öppnar: "+nameable+"; kan upprepas", "what the key opens: "+nameable+"; may be repeated"),
	"flag_link_plan":       lang.T("planens nummer", "number of the plan"),
	"flag_link_url":        lang.T("adressen som gruppen når servern på", "the address at which the team reaches the server"),
	"flag_reporters":       lang.T("bara rapporter från detta slags rapportör: citizen, staff, guard, police eller patrol; kan upprepas", "only reports by this kind of reporter: citizen, staff, guard, police or patrol; may be repeated"),
	"arg_task":             lang.T("arbetets nummer, som task ls visar", "number of the task, as task ls shows"),
	"arg_link":             lang.T("länkens nummer, som link ls visar", "number of the link, as link ls shows"),
	"arg_key":              lang.T("nyckelns nummer, som key ls visar", "number of the key, as key ls shows"),
	"flag_publish_on":      lang.T("visa siffrorna för alla", "show the figures to everybody"),
	"flag_publish_off":     lang.T("dölj siffrorna; de sparas", "hide the figures; they are kept"),
	"flag_file":            lang.T("fil att skriva; bara du kan läsa den", "file to write; you alone can read it"),
	"flag_output":          lang.T("fil att skriva; - skriver till terminalen", "file to write; - writes to the terminal"),
	"arg_file":             lang.T("filen; .gz läses direkt", "the file; .gz is read directly"),
	"arg_dir":              lang.T("kommunens mapp", "the municipality's folder"),
	"arg_backup":           lang.T("säkerhetskopian", "the backup"),

	"stats":               lang.T("Kör en av metoderna bakom de prioriterade platserna på vilken tabell som helst, utan databas.", "Run one of the methods behind the hotspots on any table, without a database."),
	"stats_dbscan":        lang.T("Kluster av täta punkter (DBSCAN); -1 är brus.", "Clusters of dense points (DBSCAN); -1 is noise."),
	"stats_stdbscan":      lang.T("Kluster i rum och tid (ST-DBSCAN); -1 är brus.", "Clusters in space and time (ST-DBSCAN); -1 is noise."),
	"stats_gistar":        lang.T("Getis-Ord Gi*: var höga och låga värden samlas, med z, p och p_fdr.", "Getis-Ord Gi*: where high and low values gather, with z, p and p_fdr."),
	"stats_moran":         lang.T("Lokalt Morans I: vad som liknar sina grannar och vad som avviker.", "Local Moran's I: what is like its neighbours and what stands out."),
	"stats_kde":           lang.T("Täthet per km² i rutor (kernel density).", "Kernel density per km² in cells."),
	"stats_knox":          lang.T("Knox: om händelser följer varandra nära i rum och tid oftare än slumpen ger.", "Knox: whether events follow each other near in space and time more often than by chance."),
	"stats_aoristic":      lang.T("Veckans 168 timmar för händelser som bara är kända som ett intervall.", "The 168 hours of the week for events known only as an interval."),
	"arg_table":           lang.T("tabellen: CSV med komma, semikolon eller tabb; .gz läses direkt, - är standard in", "the table: CSV with comma, semicolon or tab; .gz is read directly, - is standard input"),
	"flag_x":              lang.T("kolumnen med öst, i meter (longitud med --crs EPSG:4326)", "the column of east, in metres (longitude with --crs EPSG:4326)"),
	"flag_y":              lang.T("kolumnen med nord, i meter (latitud med --crs EPSG:4326)", "the column of north, in metres (latitude with --crs EPSG:4326)"),
	"flag_points_crs":     lang.T("EPSG:4326 om talen är longitud och latitud i grader", "EPSG:4326 if the numbers are longitude and latitude in degrees"),
	"flag_metric":         lang.T("metriskt koordinatsystem som grader räknas om till", "metric coordinate system that degrees are converted to"),
	"flag_threads":        lang.T("antal trådar (förval: alla); resultatet är detsamma", "number of threads (default: all); the result is the same"),
	"flag_eps_auto":       lang.T("grannskapets radie i meter; auto föreslår en", "radius of the neighbourhood in metres; auto suggests one"),
	"flag_min_sum":        lang.T("så många punkter (med --weight: summan av vikter) inom radien gör en punkt tät, den själv inräknad", "so many points (with --weight: sum of weights) within the radius make a point dense, itself counted"),
	"flag_weight":         lang.T("kolumnen med vikter (förval: 1 var)", "the column of weights (default: 1 each)"),
	"flag_cluster_weight": lang.T("kolumnen med vikter (förval: 1 var); en punkt som väger 0 räknas inte, men är själv tät om grannarnas vikter räcker", "the column of weights (default: 1 each); a point of weight 0 adds nothing, but is dense itself where its neighbours' weights are enough"),
	"flag_time":           lang.T("kolumnen med tider", "the column of times"),
	"flag_time_from":      lang.T("kolumnen med början; också --time", "the column of beginnings; also --time"),
	"flag_time_to":        lang.T("kolumnen med slut; en tom ruta, eller ingen kolumn, är samma som början", "the column of ends; an empty cell, or no column, is the same as the beginning"),
	"flag_no_place":       lang.T("tillåten som i de andra metoderna men används inte: timmar har ingen plats", "allowed as in the other methods but not used: hours have no place"),
	"flag_time_format":    lang.T("hur tiderna är skrivna, som MM/DD/YYYY hh:mm:ss AM eller YYYY-MM (förval: svenska och internationella former)", "how the times are written, such as MM/DD/YYYY hh:mm:ss AM or YYYY-MM (default: Swedish and international forms)"),
	"flag_eps_time":       lang.T("så nära i tid är grannar, som 7d, 36h eller 90m", "neighbours are so near in time, such as 7d, 36h or 90m"),
	"flag_cyclic":         lang.T("räkna tiden i en cirkel: dygnets eller veckans timme", "count time in a circle: the hour of the day or of the week"),
	"flag_value":          lang.T("kolumnen med värden att jämföra", "the column of values to compare"),
	"flag_radius":         lang.T("så nära är grannar, i meter", "neighbours are so near, in metres"),
	"flag_cell":           lang.T("räkna punkterna i rutor av denna storlek i stället", "count the points in cells of this size instead"),
	"flag_hex":            lang.T("sexkantiga rutor", "hexagonal cells"),
	"flag_study_area":     lang.T("undersökningsområdet, ytor i GeoJSON (WGS 84); räknas om till --metric", "the study area, surfaces in GeoJSON (WGS 84); converted to --metric"),
	"flag_permutations":   lang.T("antal omkastningar för p_permuted", "number of permutations for p_permuted"),
	"flag_knox_permuted":  lang.T("antal omkastningar av tiderna, för p", "number of permutations of the times, for p"),
	"flag_stats_seed":     lang.T("slumptalens frö; samma frö ger samma svar", "seed of the random numbers; the same seed gives the same answer"),
	"flag_alpha":          lang.T("högsta p_fdr som räknas som säkert", "highest p_fdr that counts as significant"),
	"flag_kde_cell":       lang.T("rutornas sida (förval: 25, eller halva bandbredden där den är mindre)", "side of the cells (default: 25, or half the bandwidth where that is less)"),
	"flag_bandwidth":      lang.T("så långt sprids varje punkt; auto väljer efter punkternas spridning", "how far each point is spread; auto chooses by the spread of the points"),
	"flag_kernel":         lang.T("formen som en punkt sprids i: quartic, eller gaussian som skärs av vid fyra bandbredder", "the shape in which a point is spread: quartic, or gaussian, which is cut at four bandwidths"),
	"flag_binned":         lang.T("snabbare, med känd felgräns", "faster, with a known bound of error"),
	"flag_space":          lang.T("bandens övre gränser i meter; 0 är samma plats", "upper bounds of the bands in metres; 0 is the same place"),
	"bench":               lang.T("Mät programmet bredvid andra program.", "Measure the program beside others."),
	"bench_cluster":       lang.T("Mät metoderna bakom de prioriterade platserna bredvid PostGIS, scikit-learn, R och numpy, på samma påhittade punkter.", "Measure the methods behind the hotspots beside PostGIS, scikit-learn, R and numpy, on the same generated points."),
	"bench_overlay":       lang.T("Mät ljus, grönska och kameror längs gatorna: exponeringar av hela städer, ljussummor och kameravyer bredvid PostGIS, en ändrad lampa, och hur arbetet växer med staden.", "Measure light, greenery and cameras along the streets: exposures of whole towns, sums of light and views of cameras beside PostGIS, one changed lamp, and how the work grows with the town."),
	"flag_bench_km":       lang.T("gator i en påhittad stad, i kilometer; tillväxten mäts från en fjärdedel till fyra gånger så långt", "streets of a generated town, in kilometres; growth is measured from a quarter of it to four times"),
	"flag_bench_real":     lang.T("mappen med de verkliga städerna cambridge, london och helsinki; utan den mäts påhittade städer", "the folder with the real towns cambridge, london and helsinki; without it generated towns are measured"),
	"flag_bench_postgis":  lang.T("mät bredvid PostGIS, och en ändrad lampa i det", "measure beside PostGIS, and a changed lamp in it"),
	"flag_bench_points":   lang.T("antal punkter i det största fallet", "number of points in the largest case"),
	"flag_anchors":        lang.T("program att jämföra med: postgis, scikit-learn, r, numpy; all tar också med det som tar minuter och 12 GB; none", "programs to compare with: postgis, scikit-learn, r, numpy; all adds what takes minutes and 12 GB; none"),
	"flag_runs":           lang.T("antal körningar; den snabbaste räknas", "number of runs; the fastest counts"),
	"flag_anchor_timeout": lang.T("så länge väntas på ett annat program", "how long another program is waited for"),
	"flag_markdown":       lang.T("skriv som sida för dokumentationen", "print as a page for the documentation"),
	"flag_days":           lang.T("bandens övre gränser i dagar", "upper bounds of the bands in days"),
}

// examples show one real use of each command.
var examples = map[string]string{
	"up":               "tryggled up --once --as-of 2025-01-01 --out demo",
	"serve":            "tryggled serve --addr 127.0.0.1:8080",
	"work":             "tryggled work",
	"migrate":          "tryggled migrate",
	"municipality add": `tryggled municipality add --code E09000001 --name "City of London" --slug london --crs EPSG:27700 --timezone Europe/London`,
	"municipality ls":  "tryggled municipality ls --json",
	"load":             "tryggled load koping/",
	"import areas":     "tryggled import areas --municipality koping areas.geojson",
	"import osm":       "tryggled import osm --municipality london london-city-farringdon.osm.pbf",
	"import streets":   "tryggled import streets --municipality koping streets.geojson",
	"import overlay":   "tryggled import overlay --municipality koping --kind lamps lamps.geojson",
	"import reports":   "tryggled import reports --municipality london --profile police-uk street_crime.csv.gz",
	"analyse":          "tryggled analyse --municipality london --since 2018-04-01 --until 2020-01-01 --json",
	"backtest":         "tryggled backtest --municipality london --train-until 2019-07-01 --test-until 2020-01-01 --json",
	"task ls":          "tryggled task ls --municipality koping",
	"task cancel":      "tryggled task cancel --municipality koping 12",
	"access":           "tryggled access",
	"roles":            "tryggled roles",
	"audit ls":         "tryggled audit ls --municipality koping --since 2026-11-01 --csv",
	"audit verify":     "tryggled audit verify --municipality koping",
	"audit prune":      `tryggled audit prune --municipality koping --before 2024-01-01 --reason "KS 2026/117"`,
	"archive":          "tryggled archive --municipality koping -o koping.zip",
	"municipality rm":  "tryggled municipality rm koping --confirm 1983 --archive koping.zip",
	"publish":          "tryggled publish --municipality koping --on",
	"key add":          `tryggled key add --municipality koping --name "QGIS, plankontoret" --collection areas --collection hotspots --until 2027-06-30`,
	"key ls":           "tryggled key ls --municipality koping",
	"link add":         "tryggled link add --municipality koping --plan 1 --team 2 --public-url https://trygg.example.se",
	"link ls":          "tryggled link ls --municipality koping",
	"link revoke":      "tryggled link revoke --municipality koping 1",
	"key revoke":       "tryggled key revoke --municipality koping 3",
	"retention show":   "tryggled retention show --municipality koping",
	"retention decide": "tryggled retention decide --municipality koping --decision \"KS 2026/117\" --on 2026-10-01 --rule :=24/60 --rule :graffiti=6/12",
	"retention run":    "tryggled retention run --municipality koping --dry-run",
	"erasures apply":   "tryggled erasures apply erasures.jsonl",
	"backup":           "tryggled backup -o tryggled.dump",
	"restore":          "tryggled restore tryggled.dump --data /srv/tryggled",

	"stats dbscan":   "tryggled stats dbscan reports.csv --x east --y north --eps 25 --min-points 10 -o labels.csv",
	"stats stdbscan": "tryggled stats stdbscan reports.csv --x east --y north --time at --eps 25 --eps-time 7d --min-points 10 -o labels.csv",
	"stats gistar":   "tryggled stats gistar reports.csv --x east --y north --cell 100 --radius 300 --area areas.geojson --permutations 999 --json",
	"stats moran":    "tryggled stats moran streets.csv --x east --y north --value reports --radius 200 --permutations 999 -o moran.csv",
	"stats knox":     "tryggled stats knox reports.csv --x east --y north --time at --space 50,100,200 --days 7,14,28 --permutations 999 --seed 1",
	"stats kde":      "tryggled stats kde reports.csv --x lon --y lat --crs EPSG:4326 --cell 25 --bandwidth 150 -o density.asc",
	"bench cluster":  "tryggled bench cluster --points 100000 --anchors postgis --markdown -o BENCHMARKS.md",
	"bench overlay":  "tryggled bench overlay --real ../shared/data --markdown -o BENCHMARKS-overlays.md",
	"stats aoristic": "tryggled stats aoristic reports.csv --from first --to last --json",
}

// helpTexts gives kong the help of every command and setting in a language. Kong would look
// through all variables for each flag, so the texts are put in their places at once.
func helpTexts(l lang.Lang) kong.Option {
	return kong.OptionFunc(func(k *kong.Kong) error {
		if err := (kong.Vars{"language": string(l)}).Apply(k); err != nil {
			return err
		}
		return kong.PostBuild(func(k *kong.Kong) error {
			return kong.Visit(k.Model, func(v kong.Visitable, next kong.Next) error {
				switch v := v.(type) {
				case *kong.Application:
					v.Help = helpOf(v.Help, l)
				case *kong.Node:
					v.Help = helpOf(v.Help, l)
				case *kong.Value:
					v.Help = helpOf(v.Help, l)
				}
				return next(nil)
			})
		}).Apply(k)
	})
}

// helpOf is the text that a help tag names. What no table has is left for kong to complain of.
func helpOf(tag string, l lang.Lang) string {
	key, named := strings.CutPrefix(tag, "${")
	text, ok := texts[strings.TrimSuffix(key, "}")]
	if !ok {
		text, ok = config.Help[strings.TrimSuffix(key, "}")]
	}
	if !named || !ok {
		return tag
	}
	return strings.ReplaceAll(text.In(l), "$", "$$")
}

// helpOfVariables tells of the settings that are no flags.
func helpOfVariables(k *kong.Context) error {
	l := lang.Lang(k.Model.Vars()["language"])
	_, err := fmt.Fprintf(k.Stdout, "\n%s\n", texts["variables"].In(l))
	for _, v := range config.Variables() {
		if err == nil {
			_, err = fmt.Fprintf(k.Stdout, "  %-28s %s\n", v.Name, v.Help.In(l))
		}
	}
	return err
}

// frame is what kong says itself, around our texts.
var frame = map[lang.Lang]*strings.Replacer{
	lang.EN: strings.NewReplacer("Show context-sensitive help.", "show this help"),
	lang.SV: strings.NewReplacer(
		"Usage: ", "Användning: ", "\nFlags:\n", "\nFlaggor:\n", "\nArguments:\n", "\nArgument:\n",
		"\nCommands:\n", "\nKommandon:\n", "<command>", "<kommando>", " [flags]", " [flaggor]",
		"Show context-sensitive help.", "visa denna hjälp",
		"Run \"", "Kör \"", "\" for more information on a command.", "\" för mer om ett kommando.",
		"\" for more information.", "\" för mer."),
}

// complaints are kong's words about a command that is written wrong.
var complaints = map[lang.Lang]*strings.Replacer{
	lang.EN: strings.NewReplacer(),
	lang.SV: strings.NewReplacer(
		"missing flags: ", "flaggor saknas: ", "missing positional arguments ", "argument saknas: ",
		"unexpected argument ", "okänt argument ", "unknown flag ", "okänd flagga ",
		"expected one of ", "ange ett av ", ", did you mean ", ", menade du ",
		" must be one of ", " ska vara något av ", " but got ", ", inte ",
		"can't be used together", "går inte ihop"),
}

// dashed is what kong says where a value begins with a minus, or where another flag stands
// in a value's place.
var dashed = regexp.MustCompile(`^(--[\w-]+): expected .* but got "(-[^"]*)" \((short|long) flag\)`)

// complain says what is wrong with how a command is written.
func complain(err error) lang.Text {
	if found := dashed.FindStringSubmatch(err.Error()); found != nil {
		flag, got := found[1], found[2]
		if found[3] == "long" {
			return lang.T("%s: värde saknas före %s; skriv det efter %[1]s", "%s: the value is missing before %s; write it after %[1]s", flag, got)
		}
		return lang.T("%s: %s börjar med minus och läses som en flagga; skriv ett värde utan minus, eller %[1]s=%[2]s om minus är rätt",
			"%s: %s begins with a minus and is read as a flag; write a value without one, or %[1]s=%[2]s if the minus is meant", flag, got)
	}
	return lang.Text{SV: complaints[lang.SV].Replace(err.Error()), EN: complaints[lang.EN].Replace(err.Error())}
}

// printFrame prints kong's help with its own words in the language of our texts.
func printFrame(options kong.HelpOptions, k *kong.Context) error {
	var printed bytes.Buffer
	out := k.Stdout
	k.Stdout = &printed
	err := kong.DefaultHelpPrinter(options, k)
	k.Stdout = out
	if err != nil {
		return err
	}
	_, err = frame[lang.Lang(k.Model.Vars()["language"])].WriteString(out, printed.String())
	return err
}

// helpWithExample prints kong's help and, for a command, an example of its use.
func helpWithExample(options kong.HelpOptions, k *kong.Context) error {
	if err := printFrame(options, k); err != nil {
		return err
	}
	node := k.Selected()
	if node == nil {
		return helpOfVariables(k)
	}
	if example, ok := examples[k.Command()]; ok {
		_, err := fmt.Fprintf(k.Stdout, "\n%s\n  %s\n", texts["example"].In(lang.Lang(k.Model.Vars()["language"])), example)
		return err
	}
	return nil
}
