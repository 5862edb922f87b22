package ingest

import (
	"slices"
	"strconv"
	"strings"

	"tryggled/internal/overlay"
)

// vocabulary is the words of sources that are understood without a profile: those of OSM
// and those that Swedish and English registers use, folded.
var vocabulary = map[string]map[string][]string{
	"status": {
		string(overlay.Working): {"working", "ok", "on", "hel", "i drift", "fungerar", "tänd", "in service", "operational", "yes"},
		string(overlay.Broken): {
			"broken", "out of order", "out", "off", "closed", "needs maintenance", "defect", "no",
			"trasig", "ur funktion", "ur drift", "defekt", "släckt", "sönder", "ej i drift",
		},
		wordUnknown: {"unknown", "okänd", "okänt"},
	},
	"method": {
		"led":                  {"led"},
		"high_pressure_sodium": {"high pressure sodium", "high-pressure sodium", "sodium", "hps", "son", "högtrycksnatrium", "natrium"},
		"low_pressure_sodium":  {"low pressure sodium", "low-pressure sodium", "sox", "lågtrycksnatrium"},
		"metal_halide":         {"metal halide", "metal-halide", "hqi", "cdm", "metallhalogen"},
		"mercury":              {"mercury", "mercury vapor", "mercury vapour", "kvicksilver", "hpl"},
		"fluorescent":          {"fluorescent", "cfl", "lysrör", "kompaktlysrör"},
		"incandescent":         {"incandescent", "halogen", "glödlampa"},
		"gas":                  {"gas", "gaslight", "gas mantle", "gaslykta"},
		wordUnknown:            {"electric", "discharge", "unknown", "okänd", "yes"},
	},
	"mount": {
		"pole":      {"pole", "post", "mast", "straight mast", "bent mast", "high mast", "street light", "power pole", "lamppost", "stolpe", "trästolpe"},
		"wall":      {"wall", "wall mounted", "wall mount", "building", "facade", "bracket", "fasad", "vägg"},
		"suspended": {"suspended", "wire", "cable", "catenary", "ceiling", "hanging", "linspänd", "linspänt"},
		"bollard":   {"bollard", "pollare"},
		wordUnknown: {"ground", "tree", "pedestal", "unknown", "okänd"},
	},
	"camera_type": {
		"fixed":     {"fixed", "fast"},
		"dome":      {"dome", "kupol"},
		"ptz":       {"ptz", "panning", "panorerande", "styrbar"},
		wordUnknown: {"doorbell", "panorama", "unknown", "okänd"},
	},
	"protected": {
		"alley":          {"alley", "avenue", "allé", "biotopskydd"},
		"nature_reserve": {"nature reserve", "naturreservat"},
		"monument":       {"monument", "natural monument", "naturminne"},
		wordUnknown:      {"no", "nej"},
	},
	"yesno": {
		"yes": {"yes", "ja", "true", "1", "j", "y", "x", "sant"},
		"no":  {"no", "nej", "false", "0", "n", "falskt"},
	},
}

// classWords are the words for the classes that mean something to the rules. Others are kept
// as they are.
var classWords = map[overlay.Kind]map[string][]string{
	overlay.Vegetation: {
		"tree":      {"träd", "gatuträd", "stadsträd", "alléträd", "parkträd"},
		"tree_row":  {"trädrad", "allé", "trädallé"},
		"hedge":     {"häck"},
		"shrub":     {"buske"},
		"shrubbery": {"buskage", "buskar", "buskyta", "buskplantering"},
		"scrub":     {"sly", "snår"},
		"wood":      {"träddunge", "skogsdunge"},
		"forest":    {"skog"},
		"orchard":   {"fruktodling"},
		"heath":     {"hed"},
		"park":      {},
	},
	overlay.Building: {
		"wall":  {"mur", "stödmur"},
		"fence": {"staket", "plank", "stängsel"},
	},
	overlay.Place: {
		"school":       {"skola", "grundskola", "gymnasieskola"},
		"kindergarten": {"förskola", "dagis"},
		"playground":   {"lekplats"},
		"crossing":     {"övergångsställe", "gångpassage"},
		"station":      {"järnvägsstation", "tågstation", "busstation", "resecentrum"},
		"youth_club":   {"fritidsgård", "ungdomsgård"},
		"safety_walk":  {"trygghetsvandring", "trygghetspunkt"},
		"square":       {"torg"},
	},
	overlay.Backdrop: {
		"water": {"vatten", "sjö", "vattendrag"},
		"rail":  {"järnväg", "spår"},
	},
}

// classOf is the class that a word means for a kind of object.
func classOf(kind overlay.Kind, text string) string {
	word := fold(text)
	if word == wordUnknown {
		return ""
	}
	for class, words := range classWords[kind] { // no word has two classes
		if word == fold(class) || slices.Contains(words, word) {
			return class
		}
	}
	return text
}

// folded are the words of the vocabulary by field, each with its code.
var folded = foldedWords()

func foldedWords() map[string]map[string]string {
	all := map[string]map[string]string{}
	for field, codes := range vocabulary {
		all[field] = map[string]string{}
		for code, words := range codes {
			all[field][fold(code)] = code
			for _, w := range words {
				all[field][fold(w)] = code
			}
		}
	}
	return all
}

// word is the code that a word of a field means; empty where that is not known.
func word(f registerField, text string) string {
	if text == wordUnknown || slices.Contains(f.codes, text) {
		return text
	}
	table := f.name
	if slices.Equal(f.codes, yesNo) {
		table = "yesno"
	}
	return folded[table][fold(text)]
}

// mostDims bounds how many spans of dimming one lamp may have.
const mostDims = 24

// outWords say that a lamp gives no light.
var outWords = []string{"släckt", "släckta", "av", "out", "off"}

// parseDimming reads spans of the night with the output in them, such as
// 22:00-05:00 50% or släckt 23-05; several are told apart by semicolons. It is false where any is not
// understood: a span left out would make the lamp too bright.
func parseDimming(s string) ([]overlay.Dim, bool) {
	var dims []overlay.Dim
	for part := range strings.SplitSeq(s, ";") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		d, ok := parseDim(part)
		if !ok || len(dims) == mostDims {
			return nil, false
		}
		dims = append(dims, d)
	}
	return dims, len(dims) > 0
}

func parseDim(s string) (d overlay.Dim, ok bool) {
	s = strings.NewReplacer("–", "-", "—", "-", "−", "-", "%", " % ", " till ", "-", "\u00a0", " ").Replace(s)
	words := strings.Fields(s)
	if lit := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(outWords, fold(w)) }); len(lit) < len(words) {
		s = strings.Join(append(lit, "0"), " ")
	}
	hours, rest, ok := strings.Cut(strings.TrimSpace(s), "-")
	if !ok {
		return d, false
	}
	fields := strings.Fields(rest)
	if len(fields) < 2 || len(fields) > 3 || len(fields) == 3 && fields[2] != "%" {
		return d, false
	}
	from, err1 := overlay.ParseClock(clockOf(hours))
	to, err2 := overlay.ParseClock(clockOf(fields[0]))
	share, err3 := strconv.ParseFloat(strings.Replace(fields[1], ",", ".", 1), 64)
	if len(fields) == 3 {
		share /= 100
	}
	if err1 != nil || err2 != nil || err3 != nil || !(share >= 0 && share <= 1) || from == to {
		return d, false
	}
	return overlay.Dim{From: from, To: to, Share: share}, true
}

// clockOf writes 5, 5.30 and 05 as 05:00 and 05:30.
func clockOf(s string) string {
	s = strings.Replace(strings.TrimSpace(s), ".", ":", 1)
	if !strings.Contains(s, ":") {
		s += ":00"
	}
	if strings.IndexByte(s, ':') == 1 {
		s = "0" + s
	}
	return s
}
