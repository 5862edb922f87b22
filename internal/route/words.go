package route

import (
	"math"
	"strings"

	"tryggled/internal/lang"
	"tryggled/internal/street"
)

// shortM is the longest piece of a way that is not worth a word, such as a crossing.
const shortM = 25

// stretch is a part of a path along streets of one name.
type stretch struct {
	Name    string // empty where the street has none
	LengthM float64
}

func stretchesOf(segments []street.Segment, path street.Path) []stretch {
	var all []stretch
	for _, s := range path.Steps {
		all = append(all, stretch{Name: segments[s.Segment].Name, LengthM: s.LengthM()})
	}
	return all
}

// directions says which streets to follow and how far, to the nearest ten metres.
func directions(stretches []stretch) lang.Text {
	stretches = worthSaying(stretches)
	if len(stretches) == 0 {
		return lang.T("Du är framme: nästa punkt ligger här", "You are there: the next point is here")
	}
	var sv, en []string
	for _, s := range stretches {
		name := lang.Same(s.Name)
		if s.Name == "" {
			name = lang.T("en väg utan namn", "an unnamed way")
		}
		metres := max(10, math.Round(s.LengthM/10)*10)
		part := lang.T("%s %.0f m", "%s %.0f m", name, metres)
		sv, en = append(sv, part.SV), append(en, part.EN)
	}
	return lang.Text{SV: "Gå " + strings.Join(sv, ", sedan "), EN: "Walk " + strings.Join(en, ", then ")}
}

// worthSaying adds short pieces to the stretch before them and joins stretches of one
// street; the metres stay the same in all.
func worthSaying(stretches []stretch) []stretch {
	var out []stretch
	var early float64 // short pieces before the first stretch
	for _, s := range stretches {
		last := len(out) - 1
		switch {
		case s.LengthM < shortM && last >= 0, last >= 0 && out[last].Name == s.Name:
			out[last].LengthM += s.LengthM
		case s.LengthM < shortM:
			early += s.LengthM
		default:
			out = append(out, s)
		}
	}
	if len(out) > 0 {
		out[0].LengthM += early
		return out
	}
	if len(stretches) > 0 && early >= 1 {
		return []stretch{{Name: stretches[0].Name, LengthM: early}}
	}
	return nil
}
