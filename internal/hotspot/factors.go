package hotspot

import (
	"fmt"

	"tryggled/internal/lang"
)

// How far a factor beside the reports themselves raises a priority at most: set by
// judgement. Those of the surroundings give way to the risk terrain where the back test
// shows that it foretells better.
const (
	hourRaise    = 0.5
	darkRaise    = 0.5
	concealRaise = 0.25
	cameraRaise  = 0.15
	trendRaise   = 0.2 // and lowers as far
)

// busyHours is how many hours of the day in a row a shift can meet.
const busyHours = 8

// strength is how far one of the surroundings raises a priority, and who says so.
type strength struct {
	raise float64
	by    lang.Text
}

// strengths are those of all surroundings.
type strengths struct{ dark, conceal, noCamera strength }

var byJudgement = lang.T("vikt satt efter bedömning", "weight set by judgement")

// judged are the strengths where no back test says otherwise.
var judged = strengths{strength{darkRaise, byJudgement}, strength{concealRaise, byJudgement}, strength{cameraRaise, byJudgement}}

// Where the values of factors come from.
var (
	fromReports = lang.T("rapporterna", "the reports")
	fromLight   = lang.T("lampornas ljus på gatan mellan 18 och 06, annars gatornas märkning", "the light of the lamps on the street from 18 to 06, else the tagging of streets")
	fromGreen   = lang.T("vegetationslagret", "the vegetation layer")
	fromCameras = lang.T("kameralagret", "the camera layer")
)

// factors explains a hotspot's priority: base is its weight before recency. Whatever is
// unknown multiplies with 1 and says so.
func factors(h Hotspot, base float64, s strengths, p Params) []Factor {
	fresh := 0.0
	if base > 0 {
		fresh = h.Weight / base
	}
	all := []Factor{
		{Name: "reports", Value: float64(h.Reports), Times: base, Text: reportsText(h, base), Weight: 1, Source: fromReports},
		{Name: "recency", Value: fresh, Times: fresh, Weight: 1, Source: fromReports, Text: lang.T(
			"rapporterna väger i snitt %s efter ålder (halva vikten efter %s dagar)",
			"by age the reports weigh %s on average (half the weight after %s days)", percent(fresh), lang.Decimal(p.HalfLifeDays, 0))},
		hourFactor(h),
	}
	all = append(all, surroundingFactors(h, s)...)
	return append(all, trendFactor(h.Trend))
}

// surroundingFactors are those of darkness, concealment and cameras.
func surroundingFactors(h Hotspot, s strengths) []Factor {
	return []Factor{
		raised("darkness", h.Exposure.Dark, h.Exposure.LightKnown, s.dark, fromLight, words{
			known:   lang.T("%s av gatorna är mörka", "%s of the streets are dark"),
			partly:  lang.T("%s av de gator vars belysning är känd är mörka; den är känd för %s", "%s of the streets whose lighting is known are dark; it is known for %s"),
			unknown: lang.T("belysningen är okänd här", "the lighting is unknown here"),
		}),
		raised("concealment", h.Exposure.Concealed, h.Exposure.ConcealKnown, s.conceal, fromGreen, words{
			known:   lang.T("någon kan stå osedd intill %s av gatorna", "somebody could stand unseen beside %s of the streets"),
			partly:  lang.T("någon kan stå osedd intill %s av de gator där växtligheten är känd; den är känd för %s", "somebody could stand unseen beside %s of the streets where the vegetation is known; it is known for %s"),
			unknown: lang.T("växtligheten är okänd här", "the vegetation is unknown here"),
		}),
		raised("no_camera", 1-h.Exposure.CameraShare, h.Exposure.CameraKnown, s.noCamera, fromCameras, words{
			known:   lang.T("%s av gatorna syns inte från någon känd kamera", "%s of the streets are out of sight of every known camera"),
			partly:  lang.T("%s av de gator där kameror är kända syns inte från någon; de är kända för %s", "%s of the streets where cameras are known are out of sight of them all; they are known for %s"),
			unknown: lang.T("kamerorna är okända här", "the cameras are unknown here"),
		}),
	}
}

// sourceOf says where the value of a factor and its weight come from.
func sourceOf(data, by lang.Text) lang.Text { return lang.T("%s; %s", "%s; %s", data, by) }

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
	f := Factor{Name: "hour", Times: 1, Weight: hourRaise, Source: sourceOf(fromReports, byJudgement)}
	if len(h.Hours) != hoursOfWeek {
		f.Text = lang.T("tiden på dygnet är okänd", "the hour of day is unknown")
		return f
	}
	first, most := busiest(h.Hours)
	even := float64(busyHours) / 24
	gathered := max(0, (most-even)/(1-even))
	clock := fmt.Sprintf("%02d–%02d", first, (first+busyHours)%24)
	f.Value, f.Times = most, 1+hourRaise*gathered*trustOf(h)
	f.Text = lang.T("%s av det som har känd tid händer kl. %s", "%s of what has a known hour happens %s", percent(most), clock)
	return f
}

// busiest is the hour of day at which the busiest eight hours begin, and their share.
func busiest(hours []float64) (first int, most float64) {
	var byDay [24]float64
	for i, share := range hours {
		byDay[i%24] += share
	}
	most = -1
	for from := range byDay {
		sum := 0.0
		for k := range busyHours {
			sum += byDay[(from+k)%24]
		}
		if sum > most+1e-12 {
			first, most = from, sum
		}
	}
	return first, most
}

// trendFactor raises places that grow and lowers those that fade, where that is certain.
func trendFactor(t Trend) Factor {
	f := Factor{Name: "trend", Value: t.Change.Ratio, Times: 1 + trendRaise*direction(t), Weight: trendRaise, Source: sourceOf(fromReports, byJudgement), Text: t.Change.Text}
	if t.Class != "" {
		f.Text = lang.T("%s; mönster över tid: %s", "%s; pattern over time: %s", t.Change.Text, t.Name)
	}
	return f
}

// words say how much of a surrounding there is, where it is known.
type words struct{ known, partly, unknown lang.Text }

// timesOf is what a surrounding multiplies a priority with.
func timesOf(share, known, raise float64) float64 { return 1 + raise*share*known }

// raised is a factor that grows with the share of a surrounding, as far as it is known.
func raised(name string, share, known float64, most strength, data lang.Text, say words) Factor {
	f := Factor{Name: name, Times: 1, Weight: most.raise, Source: sourceOf(data, most.by), Text: say.unknown}
	if known == 0 {
		return f
	}
	f.Value, f.Times = share, timesOf(share, known, most.raise)
	if known >= 0.995 {
		f.Text = lang.T(say.known.SV, say.known.EN, percent(share))
	} else {
		f.Text = lang.T(say.partly.SV, say.partly.EN, percent(share), percent(known))
	}
	return f
}
