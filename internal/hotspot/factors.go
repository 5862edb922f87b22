package hotspot

import (
	"fmt"

	"tryggled/internal/lang"
)

// How far a factor beside the reports themselves raises a priority at most: starting
// values, set by judgement, to be replaced where a back test shows better ones.
const (
	hourRaise    = 0.5
	darkRaise    = 0.5
	concealRaise = 0.25
	cameraRaise  = 0.15
)

// busyHours is how many hours of the day in a row a shift can meet.
const busyHours = 8

// factors explains a hotspot's priority: base is its weight before recency. Whatever is
// unknown multiplies with 1 and says so.
func factors(h Hotspot, base float64, p Params) []Factor {
	fresh := 0.0
	if base > 0 {
		fresh = h.Weight / base
	}
	return []Factor{
		{"reports", float64(h.Reports), base, reportsText(h, base)},
		{"recency", fresh, fresh, lang.T(
			"rapporterna väger i snitt %s efter ålder (halva vikten efter %s dagar)",
			"by age the reports weigh %s on average (half the weight after %s days)", percent(fresh), lang.Decimal(p.HalfLifeDays, 0))},
		hourFactor(h),
		raised("darkness", h.Exposure.Dark, h.Exposure.LightKnown, darkRaise, words{
			known:   lang.T("%s av gatorna är mörka", "%s of the streets are dark"),
			partly:  lang.T("%s av de gator vars belysning är känd är mörka; den är känd för %s", "%s of the streets whose lighting is known are dark; it is known for %s"),
			unknown: lang.T("belysningen är okänd här", "the lighting is unknown here"),
		}),
		raised("concealment", h.Exposure.VegetationShare, h.Exposure.VegetationKnown, concealRaise, words{
			known:   lang.T("växtlighet längs %s av gatorna", "vegetation along %s of the streets"),
			partly:  lang.T("växtlighet längs %s av de gator där den är känd; den är känd för %s", "vegetation along %s of the streets where it is known; it is known for %s"),
			unknown: lang.T("växtligheten är okänd här", "the vegetation is unknown here"),
		}),
		raised("no_camera", 1-h.Exposure.CameraShare, h.Exposure.CameraKnown, cameraRaise, words{
			known:   lang.T("ingen känd kamera ser %s av gatorna", "no known camera sees %s of the streets"),
			partly:  lang.T("ingen känd kamera ser %s av de gator där kameror är kända; de är kända för %s", "no known camera sees %s of the streets where cameras are known; they are known for %s"),
			unknown: lang.T("kamerorna är okända här", "the cameras are unknown here"),
		}),
	}
}

func reportsText(h Hotspot, base float64) lang.Text {
	text := counted(h.Reports, "rapport", "rapporter", "report", "reports")
	if h.Reporters > 0 {
		text = lang.T("%s från %s", "%s by %s", text,
			counted(h.Reporters, "känd rapportör", "kända rapportörer", "known reporter", "known reporters"))
	}
	return lang.T("%s väger %s efter kategori, upptäckt och rapportör",
		"%s weigh %s by category, discovery and reporter", text, lang.Decimal(base, 1))
}

// hourFactor raises places whose reports gather in few hours of the day, which one shift
// can meet: its value is the share inside the busiest eight hours in a row.
func hourFactor(h Hotspot) Factor {
	if len(h.Hours) != hoursOfWeek {
		return Factor{"hour", 0, 1, lang.T("tiden på dygnet är okänd", "the hour of day is unknown")}
	}
	var byDay [24]float64
	for i, share := range h.Hours {
		byDay[i%24] += share
	}
	first, most := 0, -1.0
	for from := range byDay {
		sum := 0.0
		for k := range busyHours {
			sum += byDay[(from+k)%24]
		}
		if sum > most+1e-12 {
			first, most = from, sum
		}
	}
	even := float64(busyHours) / 24
	gathered := max(0, (most-even)/(1-even))
	clock := fmt.Sprintf("%02d–%02d", first, (first+busyHours)%24)
	return Factor{"hour", most, 1 + hourRaise*gathered*trustOf(h), lang.T(
		"%s av det som har känd tid händer kl. %s", "%s of what has a known hour happens %s", percent(most), clock)}
}

// words say how much of a surrounding there is, where it is known.
type words struct{ known, partly, unknown lang.Text }

// raised is a factor that grows with the share of a surrounding, as far as it is known.
func raised(name string, share, known, most float64, say words) Factor {
	if known == 0 {
		return Factor{name, 0, 1, say.unknown}
	}
	times := 1 + most*share*known
	if known >= 0.995 {
		return Factor{name, share, times, lang.T(say.known.SV, say.known.EN, percent(share))}
	}
	return Factor{name, share, times, lang.T(say.partly.SV, say.partly.EN, percent(share), percent(known))}
}
