package main

import (
	"maps"
	"strings"

	"tryggled/internal/ingest"
	"tryggled/internal/lang"
)

// registers names the mapping profiles of registers that the program brings.
var registers = strings.Join(ingest.RegisterProfileNames(), ", ")

// overlayTexts are the words of the commands about what stands beside the streets, and about
// the work that it needs.
var overlayTexts = map[string]lang.Text{
	"import_lamps":          lang.T("Belysningspunkter ur ett register; ersätter registrets förra.", "Lamps from a register; replaces what the register gave before."),
	"import_vegetation":     lang.T("Vegetation ur ett register.", "Vegetation from a register."),
	"import_cameras":        lang.T("Kameror ur ett register.", "Cameras from a register."),
	"import_buildings":      lang.T("Byggnader och murar ur ett register.", "Buildings and walls from a register."),
	"import_places":         lang.T("Skolor, förskolor, lekplatser och övergångsställen ur ett register.", "Schools, kindergartens, playgrounds and crossings from a register."),
	"flag_register_profile": lang.T("mappningsprofil för registret: "+registers+", eller en YAML-fil (förval: GeoJSON i WGS 84)", "mapping profile of the register: "+registers+", or a YAML file (default: GeoJSON in WGS 84)"),

	"overlay":          lang.T("Ljus, grönska och kameror längs gatorna.", "Light, greenery and cameras along the streets."),
	"overlay_report":   lang.T("Visa vad som finns av varje slag, vad som lagats eller lagts undan, och hur mycket av gatorna som är känt.", "Show what there is of each kind, what was mended or put aside, and how much of the streets is known."),
	"overlay_exposure": lang.T("Skriv vad den som går möter på gatorna vid en tidpunkt, som GeoJSON.", "Write what a walker meets on the streets at a time, as GeoJSON."),
	"overlay_map":      lang.T("Rita belysningen, vegetationen eller kamerorna.", "Draw the lighting, the vegetation or the cameras."),
	"overlay_what_if":  lang.T("Räkna ut vad lampor, röjning eller kameror som inte finns än skulle ändra; ingenting sparas.", "Work out what lamps, clearings or cameras not yet there would change; nothing is stored."),
	"overlay_renew":    lang.T("Räkna om gatornas exponering där något har ändrats.", "Work out the exposure of streets anew where something changed."),

	"worklist":          lang.T("Arbetslistor: vad belysning och grönska behöver, i ordning.", "Work lists: what lighting and greenery need, in order."),
	"worklist_lighting": lang.T("Lampor att laga, lägga till och sluta dimma.", "Lamps to mend, to add and to stop dimming."),
	"worklist_clearing": lang.T("Grönska att klippa, stamma upp och gallra.", "Greenery to cut, raise and thin."),
	"worklist_sight":    lang.T("Sikt att öppna vid övergångsställen och skolvägar.", "Sight to open at crossings and on the way to school."),
	"worklist_status":   lang.T("Läs tillbaka vad som har blivit av arbetet, efter stolpnummer eller nyckel.", "Read back what has become of the work, by pole number or key."),
	"dossier":           lang.T("Skriv underlaget för kamerabevakning av ett område: behov, alternativ, intrång och intresseavvägning.", "Write the dossier for camera surveillance of an area: need, alternatives, intrusion and the balance of interests."),

	"flag_at":             lang.T("tidpunkt, som 2026-11-20T22:15 i kommunens tid (förval: nu)", "time, such as 2026-11-20T22:15 by the municipality's clock (default: now)"),
	"flag_bbox":           lang.T("bara det som rör rutan minLon,minLat,maxLon,maxLat i grader", "only what touches the box minLon,minLat,maxLon,maxLat in degrees"),
	"flag_width":          lang.T("bildens bredd i pixlar, 400 till 4000", "width of the picture in pixels, 400 to 4000"),
	"flag_map_output":     lang.T("fil att skriva, .svg eller .png", "file to write, .svg or .png"),
	"arg_picture":         lang.T("light, vegetation eller cameras", "light, vegetation or cameras"),
	"arg_proposal":        lang.T("förslaget: JSON med add, change och remove, som API:et tar emot det", "the proposal: JSON with add, change and remove, as the API takes it"),
	"flag_owner":          lang.T("bara vad denna enhet sköter, som VME", "only what this unit keeps, such as VME"),
	"flag_open":           lang.T("räkna bara öppna kategorier, för en lista som lämnar huset", "count open categories alone, for a list that leaves the house"),
	"flag_most":           lang.T("så många åtgärder räknas på (förval: 100)", "so many measures are reckoned (default: 100)"),
	"flag_list_format":    lang.T("json, csv, geojson, html eller pdf (förval: efter filens namn; på terminalen i klartext)", "json, csv, geojson, html or pdf (default: by the name of the file; plain on the terminal)"),
	"arg_marks":           lang.T("CSV ur ägarens system, med nyckel eller stolpnummer och läge", "CSV from the owner's system, with key or pole number and state"),
	"flag_dossier_area":   lang.T("det ritade området, GeoJSON (WGS 84)", "the drawn area, GeoJSON (WGS 84)"),
	"flag_place":          lang.T("platsens namn (förval: dess längsta gata)", "name of the place (default: its longest street)"),
	"flag_proposed":       lang.T("föreslagna kameror, GeoJSON (WGS 84)", "proposed cameras, GeoJSON (WGS 84)"),
	"flag_operator":       lang.T("vem som ska bevaka: en enhet, aldrig en person", "who is to watch: a unit, never a person"),
	"flag_police":         lang.T("polisen ska bevaka: en annan lag gäller", "the police are to watch: another law applies"),
	"flag_purpose":        lang.T("bevakningens ändamål", "purpose of the surveillance"),
	"flag_outside":        lang.T("ett exemplar som lämnar huset: öppna kategorier, små tal visas inte", "a copy that leaves the house: open categories, small counts are held back"),
	"flag_dossier_since":  lang.T("rapporter från och med (förval: ett år före --until)", "reports since (default: a year before --until)"),
	"flag_dossier_until":  lang.T("rapporter före (förval: nu)", "reports before (default: now)"),
	"flag_dossier_format": lang.T("pdf, html eller json (förval: efter filens namn; json på terminalen)", "pdf, html or json (default: by the name of the file; json on the terminal)"),
}

var overlayExamples = map[string]string{
	"import lamps":      "tryggled import lamps --municipality koping --profile elnat lampor.csv",
	"import vegetation": "tryggled import vegetation --municipality koping vegetation.geojson",
	"import cameras":    "tryggled import cameras --municipality koping cameras.geojson",
	"import buildings":  "tryggled import buildings --municipality koping buildings.geojson",
	"import places":     "tryggled import places --municipality koping places.geojson",
	"overlay report":    "tryggled overlay report --municipality koping --json",
	"overlay exposure":  "tryggled overlay exposure --municipality koping --at 2026-11-20T22:15 -o exposure.geojson",
	"overlay map":       "tryggled overlay map light --municipality koping --at 2026-11-20T22:15 -o light.png",
	"overlay what-if":   "tryggled overlay what-if --municipality koping proposal.json",
	"overlay renew":     "tryggled overlay renew --municipality koping",
	"worklist lighting": "tryggled worklist lighting --municipality koping --owner VME -o lighting.csv",
	"worklist clearing": "tryggled worklist clearing --municipality koping -o clearing.html",
	"worklist sight":    "tryggled worklist sight --municipality koping -o sight.geojson",
	"worklist status":   "tryggled worklist status --municipality koping done.csv",
	"dossier":           "tryggled dossier --municipality koping --area square.geojson --name \"Stora torget\" -o square.pdf",
}

// One table of words, in two files.
func init() {
	maps.Copy(texts, overlayTexts)
	maps.Copy(examples, overlayExamples)
}
