package hotspot

import "tryggled/internal/lang"

// dayPart is a named part of the day.
type dayPart struct {
	from, to int // hours, [from, to)
	onDay    [2]string
	always   lang.Text
}

var dayParts = []dayPart{
	{0, 6, [2]string{"natten till %s", "in the early hours of %s"}, lang.T("på natten", "at night")},
	{6, 10, [2]string{"%s morgon", "on %s morning"}, lang.T("på morgonen", "in the morning")},
	{10, 14, [2]string{"%s mitt på dagen", "around midday on %s"}, lang.T("mitt på dagen", "at midday")},
	{14, 18, [2]string{"%s eftermiddag", "on %s afternoon"}, lang.T("på eftermiddagen", "in the afternoon")},
	{18, 24, [2]string{"%s kväll", "on %s evening"}, lang.T("på kvällen", "in the evening")},
}

var weekdays = []lang.Text{
	lang.T("måndag", "Monday"), lang.T("tisdag", "Tuesday"), lang.T("onsdag", "Wednesday"),
	lang.T("torsdag", "Thursday"), lang.T("fredag", "Friday"), lang.T("lördag", "Saturday"), lang.T("söndag", "Sunday"),
}

// window is a named set of hours of the week and the share of the weight that makes it
// worth naming. Windows of one tier compete; the first tier with one that is full enough
// gives the words.
type window struct {
	tier  int
	name  lang.Text
	least float64
	holds func(day, hour int) bool // Monday is day 0
}

var windows = namedWindows()

func namedWindows() []window {
	var all []window
	for _, part := range dayParts {
		for d, name := range weekdays {
			all = append(all, window{0, lang.T(part.onDay[0], part.onDay[1], name), 0.35, func(day, hour int) bool {
				return day == d && hour >= part.from && hour < part.to
			}})
		}
		all = append(all, window{2, part.always, 0.5, func(_, hour int) bool {
			return hour >= part.from && hour < part.to
		}})
	}
	return append(all,
		window{1, lang.T("fredags- och lördagsnätter", "on Friday and Saturday nights"), 0.5, func(day, hour int) bool {
			return (day == 4 || day == 5) && hour >= 18 || (day == 5 || day == 6) && hour < 6
		}},
		window{3, lang.T("på kvällar och nätter", "in evenings and at night"), 0.7, func(_, hour int) bool {
			return hour >= 18 || hour < 6
		}},
		window{3, lang.T("dagtid på vardagar", "on weekdays by day"), 0.6, func(day, hour int) bool {
			return day < 5 && hour >= 7 && hour < 18
		}},
		window{3, lang.T("på dagtid", "by day"), 0.7, func(_, hour int) bool { return hour >= 7 && hour < 18 }},
		window{4, lang.T("på helgen", "at weekends"), 0.5, func(day, _ int) bool { return day >= 5 }},
	)
}

// leastNamed is how many reports must lie behind a time that is named.
const leastNamed = 3

// pattern says when most happens, in words, or that nothing stands out.
func pattern(h Hotspot) lang.Text {
	if len(h.Hours) != hoursOfWeek {
		return lang.T("okänt när på dygnet", "hour of day unknown")
	}
	timed := h.HoursKnown * float64(h.Reports)
	var best *window
	most := 0.0
	for i, w := range windows {
		share := 0.0
		for hour, s := range h.Hours {
			if w.holds(hour/24, hour%24) {
				share += s
			}
		}
		if share < w.least || share*timed < leastNamed {
			continue
		}
		if best == nil || w.tier < best.tier || w.tier == best.tier && share > most {
			best, most = &windows[i], share
		}
	}
	if best == nil {
		return lang.T("utspritt över veckan", "spread over the week")
	}
	return lang.T("flest %s", "most %s", best.name)
}
