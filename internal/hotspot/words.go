package hotspot

import (
	"math"
	"strings"

	"tryggled/internal/lang"
)

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
