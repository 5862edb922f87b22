package measure

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"tryggled/internal/lang"
	"tryggled/internal/overlay/light"
)

// notes are what the reader of a list must know.
type notes struct{ all []lang.Text }

func (n *notes) say(sv, en string, args ...any) { n.all = append(n.all, lang.T(sv, en, args...)) }

// share tells for how much of the streets a thing is known.
func (n *notes) share(sv, en string, known, length float64) {
	if length == 0 {
		n.say("inga gator är kända", "no streets are known")
		return
	}
	n.say("%s är känd för %s av gatornas längd; det okända räknas varken som bra eller dåligt",
		"%s is known for %s of the length of the streets; what is unknown counts neither as good nor as bad",
		lang.Text{SV: sv, EN: en}, percent(known/length))
}

// percent writes a share: 62 % in Swedish and 62% in English.
func percent(share float64) lang.Text {
	return lang.T("%.0f %%", "%.0f%%", math.Round(share*100))
}

// counted writes a number with its noun.
func counted(n int, svOne, svMany, enOne, enMany string) lang.Text {
	if n == 1 {
		return lang.T("1 "+svOne, "1 "+enOne)
	}
	return lang.T("%d "+svMany, "%d "+enMany, n)
}

func metres(m float64) string { return strconv.FormatFloat(math.Round(m), 'f', 0, 64) + " m" }

// join puts texts after one another, a separator between them.
func join(parts []lang.Text, separator string) lang.Text {
	var sv, en []string
	for _, p := range parts {
		sv, en = append(sv, p.SV), append(en, p.EN)
	}
	return lang.Text{SV: strings.Join(sv, separator), EN: strings.Join(en, separator)}
}

// kinds of street without a name, by their OSM class.
var nameless = map[string]lang.Text{
	"footway":    lang.T("gångvägen", "the footpath"),
	"path":       lang.T("stigen", "the path"),
	"pedestrian": lang.T("gågatan", "the pedestrian street"),
	"cycleway":   lang.T("cykelvägen", "the cycle path"),
	"steps":      lang.T("trappan", "the steps"),
}

// namedWithinM is how far off a street may be that tells where one without a name is.
const namedWithinM = 150

// nameSegment is what a segment is called among people.
func (t *town) nameSegment(i int) lang.Text {
	s := t.Segments[i]
	if s.Name != "" {
		return lang.Same(s.Name)
	}
	kind, ok := nameless[s.Class]
	if !ok {
		kind = lang.T("vägen", "the road")
	}
	by, ok := t.nearest(s.Line.Bound().Center(), namedWithinM, func(k int) bool { return t.Segments[k].Name != "" })
	if !ok {
		return lang.T("%s utan namn", "%s without a name", kind)
	}
	return lang.T("%s vid %s", "%s by %s", kind, t.Segments[by].Name)
}

// tell puts a piece of work in words.
func (t *town) tell(c *candidate) {
	c.Title, c.Why, c.Mind = t.title(*c), t.why(*c), minds(c.Item)
}

// title says what to do and where, in a few words.
func (t *town) title(c candidate) lang.Text {
	at := t.nameSegment(c.named)
	lamps := counted(len(c.Objects), "lampa", "lampor", "lamp", "lamps")
	switch c.Action {
	case Mend:
		return lang.T("Laga %s på %s", "Mend %s on %s", lamps, at)
	case Undim:
		return lang.T("Ta bort dimningen av %s på %s", "Stop dimming %s on %s", lamps, at)
	case Add:
		return lang.T("Sätt upp %s på %s", "Put up %s on %s", counted(len(c.New), "lampa", "lampor", "lamp", "lamps"), at)
	case Cut:
		return lang.T("Klipp ned %s till %s m längs %s", "Cut %s to %s m along %s", c.plants(), lang.Decimal(CutToM, 1), at)
	case Raise:
		return lang.T("Stamma upp %s till %s m längs %s", "Raise the crown of %s to %s m along %s", c.plants(), lang.Decimal(RaiseToM, 1), at)
	case Thin:
		return lang.T("Gallra skogskanten %.0f m in längs %s", "Thin the edge of the wood %.0f m in along %s", ThinInM, at)
	}
	if c.crossing != nil {
		return lang.T("Öppna sikten vid övergångsstället på %s: %s", "Open the sight at the crossing on %s: %s", at, c.plants())
	}
	return lang.T("Öppna sikten längs skolvägen på %s: %s", "Open the sight on the way to school on %s: %s", at, c.plants())
}

// plants names what greenery is to be worked on.
func (c candidate) plants() lang.Text {
	class := c.Objects[0].Class
	if slices.ContainsFunc(c.Objects, func(p Part) bool { return p.Class != class }) {
		class = ""
	}
	n := len(c.Objects)
	switch class {
	case "hedge":
		return counted(n, "häck", "häckar", "hedge", "hedges")
	case "tree":
		return counted(n, "träd", "träd", "tree", "trees")
	case "tree_row":
		return counted(n, "trädrad", "trädrader", "row of trees", "rows of trees")
	case "shrub", "shrubbery", "scrub":
		return counted(n, "buskage", "buskage", "shrubbery", "shrubberies")
	case "wood", "forest":
		return counted(n, "skogsdunge", "skogsdungar", "wood", "woods")
	}
	return counted(n, "växtlighet", "växtligheter", "piece of greenery", "pieces of greenery")
}

// why gives the reasons: what it changes, how often something was reported, and what it
// touches.
func (t *town) why(c candidate) lang.Text {
	parts := append(c.gainTexts(), t.reportText(c))
	if len(c.Hotspots) > 0 {
		h := c.Hotspots[0]
		parts = append(parts, lang.T("rör %s av gatorna i den prioriterade platsen %d, %s", "concerns %s of the streets of hotspot %d, %s",
			percent(h.Share), h.Rank, h.Name))
	}
	if c.School {
		parts = append(parts, lang.T("vid skola, förskola eller lekplats", "by a school, a kindergarten or a playground"))
	}
	return join(parts, "; ")
}

// mostRises is how many of the lengths whose class rises are told.
const mostRises = 2

func (c candidate) gainTexts() []lang.Text {
	var parts []lang.Text
	when := lang.Text{}
	if c.at != nil {
		when = lang.T(" kl. %s", " at %s", c.at.words())
	}
	for _, r := range c.Rises[:min(len(c.Rises), mostRises)] {
		from := lang.T("från %s", "from %s", r.From.Name())
		parts = append(parts, lang.T("%s går %s till %s%s", "%s rises %s to %s%s", metres(r.LengthM), from, r.To.Name(), when))
	}
	b, a := c.Before, c.After
	if c.List == Lighting && len(parts) == 0 && a.MeanLux-b.MeanLux >= gainLux/2 { // it falls where dimmer places become known
		parts = append(parts, lang.T("medelljuset på %s stiger från %s till %s lux%s", "the mean light of %s rises from %s to %s lux%s",
			metres(c.LengthM), lang.Decimal(b.MeanLux, 1), lang.Decimal(a.MeanLux, 1), when))
	}
	if b.DarkM-a.DarkM >= 1 && (len(c.Rises) == 0 || c.Rises[0].To == light.Below) {
		parts = append(parts, lang.T("%s slutar vara mörka", "%s are no longer dark", metres(b.DarkM-a.DarkM)))
	}
	if a.SightM > b.SightM {
		parts = append(parts, lang.T("sikten från trottoaren ökar från %s till %s", "the sight from the kerb grows from %s to %s", metres(b.SightM), metres(a.SightM)))
	}
	if b.ConcealedM-a.ConcealedM >= 1 {
		parts = append(parts, lang.T("på %s kan ingen längre stå dold intill", "along %s nobody can stand hidden any more", metres(b.ConcealedM-a.ConcealedM)))
	}
	if b.BlockedM-a.BlockedM >= 1 {
		parts = append(parts, lang.T("på %s blir sikten framåt fri", "along %s the sight ahead is freed", metres(b.BlockedM-a.BlockedM)))
	}
	return parts
}

// reportText speaks of events where several reports are of one.
func (t *town) reportText(c candidate) lang.Text {
	i, n := c.Item, counted(c.Reports, "rapport", "rapporter", "report", "reports")
	if c.Reports < c.accounts {
		n = counted(c.Reports, "händelse", "händelser", "event", "events")
	}
	within := fmt.Sprintf("%.0f m", t.p.ReachM)
	if i.Reports == 0 {
		return lang.T("inga rapporter inom %s %s", "no reports within %s %s", within, t.period())
	}
	text := lang.T("%s inom %s %s", "%s within %s %s", n, within, t.period())
	switch {
	case i.DarkKnown == 0:
		return lang.T("%s, inte känt hur många efter mörkrets inbrott", "%s, not known how many after dark", text)
	case i.DarkKnown < i.Reports:
		return lang.T("%s, %d efter mörkrets inbrott av %d vars tid är känd", "%s, %d after dark of %d whose time is known", text, i.AfterDark, i.DarkKnown)
	}
	return lang.T("%s, %d efter mörkrets inbrott", "%s, %d after dark", text, i.AfterDark)
}

// period is the time in which reports count.
func (t *town) period() lang.Text {
	if t.Since.IsZero() || t.Since.Equal(t.Until.AddDate(-1, 0, 0)) {
		return lang.T("det senaste året", "in the last year")
	}
	zone := t.Municipality.Location()
	since, until := t.Since.In(zone).Format(time.DateOnly), t.Until.In(zone).Format(time.DateOnly)
	return lang.T("från %s till %s", "from %s to %s", since, until)
}

// leaves are who has to be asked before protected greenery is touched.
var leaves = map[string]lang.Text{
	"alley":          lang.T("skyddad allé (biotopskydd): dispens krävs innan något görs", "protected avenue (biotope protection): a dispensation is needed before anything is done"),
	"nature_reserve": lang.T("naturreservat: dispens eller tillstånd krävs enligt reservatets föreskrifter", "nature reserve: a dispensation or permit is needed by its rules"),
	"monument":       lang.T("naturminne eller fornlämning: dispens eller tillstånd krävs", "natural or ancient monument: a dispensation or permit is needed"),
}

// minds are what to mind when doing the work.
func minds(i Item) []lang.Text {
	all := []lang.Text{}
	if i.List == Lighting {
		return all
	}
	seen := map[string]bool{"": true}
	for _, p := range i.Objects {
		if seen[p.Protected] {
			continue
		}
		seen[p.Protected] = true
		text, ok := leaves[p.Protected]
		if !ok {
			text = lang.T("skyddad (%s): dispens krävs innan något görs", "protected (%s): a dispensation is needed before anything is done", p.Protected)
		}
		all = append(all, text)
	}
	return append(all, lang.T("fåglar häckar 1 april–31 juli: gör arbetet utanför den tiden, eller se efter bon först",
		"birds nest from 1 April to 31 July: do the work outside that time, or look for nests first"))
}
