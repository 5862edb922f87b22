package ingest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tryggled/internal/overlay"
)

// Words of OSM for when a lamp burns: all of the dark, or never.
var (
	litAlways = []string{"yes", "24/7", "automatic", "dusk-dawn", "sunset-sunrise", "dusk-sunrise", "sunset-dawn"}
	litNever  = []string{"no", "disused"}
)

// outOfUse tells whether a lamp stands there that is no longer lit: it gives no light, as one
// that is broken.
func outOfUse(tags map[string]string) bool {
	return tags["disused"] == "yes" || tags["abandoned"] == "yes" ||
		tags["disused:highway"] == "street_lamp" || tags["abandoned:highway"] == "street_lamp"
}

// burning reads the hours in which a lamp burns. Hours that are not understood, such as those
// of a day of the week, are noted.
func (t *thing) burning(tags map[string]string) {
	key := "light:lit"
	if tags[key] == "" {
		key = "lit"
	}
	value := fold(readableText(tags[key]))
	switch {
	case value == "" || slices.Contains(litAlways, value):
		return
	case slices.Contains(litNever, value):
		t.Props.Status = cmp.Or(t.Props.Status, overlay.Broken)
		return
	}
	if dims, ok := parseLit(value); ok {
		t.Props.Dimming = dims
		return
	}
	t.note(ruleUnclear)
	t.puzzles = append(t.puzzles, fmt.Sprintf("%s %q", key, quoted(tags[key])))
}

const (
	noon       = 12 * 60
	dayMinutes = 24 * 60
)

// parseLit reads hours such as sunset-23:00;05:00-sunrise and gives the spans in between, in
// which the lamp is out. Dusk and dawn come at another time every day, but a lamp that burns
// from dusk burns from before it is dark and after noon, and so for dawn: noon stands for both.
func parseLit(s string) ([]overlay.Dim, bool) {
	var lit [dayMinutes]bool
	spans := 0
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' || r == ',' }) {
		part = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(part), "mo-su "))
		first, last, ok := strings.Cut(strings.NewReplacer("–", "-", "—", "-").Replace(part), "-")
		from, good1 := litClock(first, "dusk", "sunset")
		to, good2 := litClock(last, "dawn", "sunrise")
		if !ok || !good1 || !good2 || spans == mostDims {
			return nil, false
		}
		spans++
		for at := from; ; {
			lit[at] = true
			if at = (at + 1) % dayMinutes; at == to {
				break
			}
		}
	}
	return unlit(lit), spans > 0
}

// litClock is a time of day; noon for the words of the sun that may stand here.
func litClock(s string, words ...string) (overlay.Clock, bool) {
	s = strings.TrimSpace(s)
	if slices.Contains(words, s) {
		return noon, true
	}
	at, err := overlay.ParseClock(clockOf(s))
	return at, err == nil
}

// unlit are the spans round the clock that are not lit, in the order of their beginning.
func unlit(lit [dayMinutes]bool) []overlay.Dim {
	var dims []overlay.Dim
	for from := range lit {
		if lit[from] || !lit[(from+dayMinutes-1)%dayMinutes] {
			continue
		}
		to := from
		for !lit[to] {
			to = (to + 1) % dayMinutes
		}
		dims = append(dims, overlay.Dim{From: overlay.Clock(from), To: overlay.Clock(to)})
	}
	return dims
}
