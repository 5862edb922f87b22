package rhythm

import (
	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/sun"
)

// Light is the weight of reports by day, twilight included, and in the dark: the sun more
// than 6 degrees below the horizon.
type Light struct {
	Day, Dark float64
	Unplaced  float64 // of intervals too long to tell
	Text      lang.Text
}

// Daylight divides the weight of each report between day and dark by the share of its
// interval that is dark, by the sun of that very day and place (the aoristic rule of
// Ratcliffe, 2000, with two parts). An instant is one or the other. An interval of more
// than 168 hours is Unplaced. Day, Dark and Unplaced sum to all weight. Times are Unix
// seconds, weight nil is 1 each. It returns Invalid for what Aoristic refuses and for a
// place that is not on the earth.
func Daylight(from, to []int64, weight []float64, days *sun.Days) (Light, error) {
	var l Light
	if err := check(from, to, weight); err != nil {
		return l, err
	}
	if days == nil {
		return l, fault.New(fault.Invalid, lang.T("platsen vars sol ska gälla saknas; ge longitud och latitud",
			"the place whose sun is to count is missing; give longitude and latitude"))
	}
	if err := days.Place().Validate(); err != nil {
		return l, err
	}
	for i := range from {
		l.add(days, from[i], to[i], weightAt(weight, i))
	}
	l.Text = l.words()
	return l, nil
}

func (l *Light) add(days *sun.Days, from, to int64, weight float64) {
	if to-from > longest {
		l.Unplaced += weight
		return
	}
	length := max(1, to-from) // an instant is the second it begins
	dark := weight * float64(days.DarkSeconds(from, from+length)) / float64(length)
	l.Dark += dark
	l.Day += weight - dark
}

// words says the shares in whole percent.
func (l Light) words() lang.Text {
	placed := l.Day + l.Dark
	if placed == 0 {
		return lang.T("okänt om det var ljust eller mörkt", "unknown whether by day or in the dark")
	}
	said := lang.T("%s i mörker, %s i dagsljus eller skymning", "%s in the dark, %s in daylight or twilight",
		percent(l.Dark/placed), percent(l.Day/placed))
	if l.Unplaced > 0 {
		said = lang.T("%s (för %s är tiden för osäker)", "%s (for %s the time is too uncertain)",
			said, percent(l.Unplaced/(placed+l.Unplaced)))
	}
	return said
}

// percent writes a share as whole percent; little is not called nothing, nor nearly all all.
func percent(share float64) lang.Text {
	switch {
	case share > 0 && share < 0.005:
		return lang.T("under 1\u00a0%", "under 1%")
	case share < 1 && share > 0.995:
		return lang.T("över 99\u00a0%", "over 99%")
	}
	n := lang.Decimal(share*100, 0)
	return lang.Text{SV: n.SV + "\u00a0%", EN: n.EN + "%"}
}
