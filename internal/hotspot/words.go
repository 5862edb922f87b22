package hotspot

import (
	"math"
	"strconv"
	"strings"

	"tryggled/internal/lang"
)

// decimal writes a number as each language does: 3,5 in Swedish and 3.5 in English.
func decimal(v float64, digits int) lang.Text {
	s := strconv.FormatFloat(v, 'f', digits, 64)
	return lang.Text{SV: strings.Replace(s, ".", ",", 1), EN: s}
}

// percent writes a share: 62 % in Swedish and 62% in English.
func percent(share float64) lang.Text {
	return lang.T("%.0f %%", "%.0f%%", math.Round(share*100))
}

// counted writes a number with its noun.
func counted(n int, svOne, svMany, enOne, enMany string) lang.Text {
	if n == 1 {
		return lang.T("%d "+svOne, "%d "+enOne, n)
	}
	return lang.T("%d "+svMany, "%d "+enMany, n)
}

// join puts texts after one another, a separator between them.
func join(parts []lang.Text, separator string) lang.Text {
	var sv, en []string
	for _, p := range parts {
		sv, en = append(sv, p.SV), append(en, p.EN)
	}
	return lang.Text{SV: strings.Join(sv, separator), EN: strings.Join(en, separator)}
}
