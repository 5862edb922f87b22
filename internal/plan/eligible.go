package plan

import (
	"maps"
	"slices"
	"strings"
	"time"

	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// The rules for where a role may be sent. Starting values.
const (
	// MostRestrictedShare is how much of a place's weight may be restricted before only
	// roles that handle it are sent there.
	MostRestrictedShare = 0.10
	// RestrictedQuiet is how long the latest restricted report must lie back.
	RestrictedQuiet = 14 * 24 * time.Hour
	// LeastFocusShare is how much of a place's weight must be the role's own business:
	// its focus areas, or categories that belong to none.
	LeastFocusShare = 0.5
)

// MaySend reports whether a role may be sent to a hotspot in a shift that begins at from.
func MaySend(rules identity.Patrol, h hotspot.Hotspot, from time.Time) bool {
	if !rules.Restricted && restricted(h, from) {
		return false
	}
	own := 0.0
	for _, code := range slices.Sorted(maps.Keys(h.Categories)) {
		c, _ := report.CategoryOf(code)
		if c.Focus == "" || slices.Contains(rules.FocusAreas, c.Focus) {
			own += h.Categories[code]
		}
	}
	return own >= LeastFocusShare
}

// restricted reports whether restricted categories weigh at a place, or did lately.
func restricted(h hotspot.Hotspot, from time.Time) bool {
	lately := !h.RestrictedLast.IsZero() && h.RestrictedLast.After(from.Add(-RestrictedQuiet))
	return h.RestrictedShare > MostRestrictedShare || lately
}

// onlyFor says which roles may be sent to a hotspot. Volunteers are not shown it.
func onlyFor(h hotspot.Hotspot, from time.Time) lang.Text {
	var sv, en []string
	for _, rules := range identity.Patrols() {
		if MaySend(rules, h, from) {
			sv, en = append(sv, rules.Name.SV), append(en, rules.Name.EN)
		}
	}
	if len(sv) == 0 {
		return lang.T("ingen roll sänds hit", "no role is sent here")
	}
	return lang.Text{
		SV: "bara " + enumerate(sv, "och") + " får sändas hit",
		EN: "only " + enumerate(en, "and") + " may be sent here",
	}
}

// enumerate writes a, b and c.
func enumerate(names []string, and string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " " + and + " " + names[last]
}
