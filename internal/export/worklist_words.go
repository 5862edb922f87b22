package export

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/overlay"
)

var actionNames = map[measure.Action]lang.Text{
	measure.Mend:  lang.T("laga", "mend"),
	measure.Add:   lang.T("sätt upp", "put up"),
	measure.Undim: lang.T("sluta dimma", "stop dimming"),
	measure.Cut:   lang.T("klipp ned", "cut down"),
	measure.Raise: lang.T("stamma upp", "raise the crown"),
	measure.Thin:  lang.T("gallra", "thin"),
	measure.Open:  lang.T("öppna sikten", "open the sight"),
}

// actionName is what is to be done, in a word or two; the code itself for one unknown.
func actionName(a measure.Action) lang.Text {
	if name, ok := actionNames[a]; ok {
		return name
	}
	return lang.Same(string(a))
}

func worklistTitle(l measure.Worklist) lang.Text {
	return lang.T("Arbetslista: %s", "Work list: %s", l.List.Name())
}

// effectText is what a walker meets on an item's stretch, in a few words.
func effectText(list measure.List, e measure.Effect) lang.Text {
	if list == measure.Lighting {
		if e.LightM <= 0 {
			return lang.T("okänt ljus", "light unknown")
		}
		return lang.T("%s: medel %s lx, minst %s lx, %.0f m mörkt", "%s: mean %s lx, least %s lx, %.0f m dark",
			e.Class.Name(), lang.Decimal(e.MeanLux, 1), lang.Decimal(e.MinLux, 1), math.Round(e.DarkM))
	}
	words := lang.T("%.0f m skymt, %.0f m kort sikt", "%.0f m with cover, %.0f m of short sight", math.Round(e.ConcealedM), math.Round(e.BlockedM))
	if e.GreenM <= 0 && e.SightM <= 0 {
		return lang.T("okänd sikt", "sight unknown")
	}
	if list == measure.SightLines && e.SightM > 0 {
		words = lang.T("sikt %.0f m längs gatan, %s", "sight %.0f m along the street, %s", math.Round(e.SightM), words)
	}
	return words
}

// dimmingText is when a lamp gives less light: 23:00–05:00 50 %.
func dimmingText(dims []overlay.Dim) string {
	parts := make([]string, len(dims))
	for i, d := range dims {
		parts[i] = fmt.Sprintf("%s–%s %.0f %%", d.From, d.To, 100*d.Share)
	}
	return strings.Join(parts, ", ")
}

// sentences are texts after each other, each ended once.
func sentences(texts []lang.Text, l lang.Lang) string {
	parts := make([]string, 0, len(texts))
	for _, t := range texts {
		if s := strings.TrimRight(t.In(l), ". "); s != "" {
			parts = append(parts, capital(s)+".")
		}
	}
	return strings.Join(parts, " ")
}

// classNames are what the sources call things, for people.
var classNames = map[string]lang.Text{
	"tree": lang.T("träd", "tree"), "tree_row": lang.T("trädrad", "row of trees"), "hedge": lang.T("häck", "hedge"),
	"shrub": lang.T("buske", "shrub"), "scrub": lang.T("buskage", "scrub"), "shrubbery": lang.T("buskage", "shrubbery"),
	"wood": lang.T("skog", "wood"), "forest": lang.T("skog", "forest"), "park": lang.T("park", "park"),
	"grass": lang.T("gräs", "grass"), "garden": lang.T("trädgård", "garden"),
}

func className(class string) lang.Text {
	if name, ok := classNames[class]; ok {
		return name
	}
	return lang.Same(class)
}

var protectedNames = map[string]lang.Text{
	"alley":          lang.T("biotopskyddad allé", "protected avenue"),
	"nature_reserve": lang.T("naturreservat", "nature reserve"),
	"monument":       lang.T("kulturminne", "monument"),
}

func protectedName(p string) lang.Text {
	if name, ok := protectedNames[p]; ok {
		return name
	}
	return lang.Same(p)
}

// objectName is what to work on in a few words: lampa 101, häck, 2,0 m.
func objectName(part measure.Part) lang.Text {
	switch part.Kind {
	case overlay.Lamp:
		if part.Pole != "" {
			return lang.T("lampa på stolpe %s", "lamp on pole %s", part.Pole)
		}
		return lang.T("lampa", "lamp")
	case overlay.Vegetation:
		return lang.T("%s, %s m hög", "%s, %s m high", className(part.Class), lang.Decimal(part.HeightM, 1))
	}
	return className(part.Class)
}

// thousands writes a whole number in groups of three digits: 53 800 in Swedish, 53,800 in
// English.
func thousands(v float64) lang.Text {
	return grouped(strconv.FormatFloat(math.Round(v), 'f', 0, 64))
}

func grouped(digits string) lang.Text {
	group := func(between string) string {
		out := digits
		for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
			out = out[:i] + between + out[i:]
		}
		return out
	}
	return lang.Text{SV: group(held), EN: group(",")}
}

// kronor is a sum of money.
func kronor(v float64) lang.Text {
	n := thousands(v)
	return lang.Text{SV: n.SV + held + "kr", EN: "SEK" + held + n.EN}
}
