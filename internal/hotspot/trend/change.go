package trend

import (
	"math"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"tryggled/internal/lang"
)

// Change is two periods against each other: the ratio of their rates with its 95 %
// interval. Where nothing came before there is no ratio and no upper end; both are 0 then
// and left out of JSON, as all numbers but the counts are where nothing can be compared.
type Change struct {
	Before     int       `json:"before"`
	After      int       `json:"after"`
	DaysBefore float64   `json:"days_before"`
	DaysAfter  float64   `json:"days_after"`
	Ratio      float64   `json:"ratio"`          // of the rate after to the rate before; 0 where Before is 0
	Low        float64   `json:"low"`            // of the interval
	High       float64   `json:"high,omitempty"` // of the interval; 0 where it has no end, that is where Before is 0
	Certain    bool      `json:"certain"`        // the interval does not hold 1
	Periods              // which they are, where that is known
	Text       lang.Text `json:"text"`
}

// What a period may be held against.
const (
	YearBefore = "year_before" // the same days one year earlier
	JustBefore = "just_before" // as long a time just before; a season looks like a change
)

// Periods are two equally long times that are held against each other. Each ends before its
// Until.
type Periods struct {
	Against     string    `json:"against,omitempty"` // YearBefore or JustBefore
	Since       time.Time `json:"since,omitzero"`
	Until       time.Time `json:"until,omitzero"`
	BeforeSince time.Time `json:"before_since,omitzero"`
	BeforeUntil time.Time `json:"before_until,omitzero"`
}

// Days is how long each of the periods is, as calendar days go: a change of the clocks in
// one of them counts for nothing.
func (p Periods) Days() int { return int(math.Round(p.Until.Sub(p.Since).Hours() / 24)) }

// tail is what the 95 % interval leaves out at each end.
const tail = 0.025

// ChangeOf compares the counts of two periods, given their lengths in days, as rates of
// Poisson processes. Given their sum, the later count is binomial (Przyborowski and
// Wilenski, 1940), so that the exact interval of its share by Clopper and Pearson (1934)
// gives that of the ratio. Negative counts and periods without a length that is a finite
// number above zero cannot be compared: Text says so, and all else is 0.
func ChangeOf(before, after int, daysBefore, daysAfter float64) Change {
	if before < 0 || after < 0 || !lasts(daysBefore) || !lasts(daysAfter) {
		return Change{Text: lang.T("perioderna kan inte jämföras: antalen får inte vara negativa, och båda perioderna måste ha en längd",
			"the periods cannot be compared: counts must not be negative, and both periods need a length")}
	}
	c := Change{Before: before, After: after, DaysBefore: daysBefore, DaysAfter: daysAfter}
	scale := daysBefore / daysAfter
	b, a := float64(before), float64(after)
	if before > 0 {
		c.Ratio = a / b * scale
		high := distuv.Beta{Alpha: a + 1, Beta: b}.Quantile(1 - tail)
		c.High = high / (1 - high) * scale
	}
	if after > 0 {
		low := distuv.Beta{Alpha: a, Beta: b + 1}.Quantile(tail)
		c.Low = low / (1 - low) * scale
	}
	c.Certain = c.Low > 1 || before > 0 && c.High < 1
	c.Text = c.say()
	return c
}

func lasts(days float64) bool { return days > 0 && !math.IsInf(days, 0) }

// say puts the change in words, and calls a small one what it is.
func (c Change) say() lang.Text {
	counts := lang.T("%d mot %d", "%d against %d", c.After, c.Before)
	if c.DaysBefore != c.DaysAfter {
		counts = lang.T("%d på %s mot %d på %s", "%d in %s against %d in %s", c.After, days(c.DaysAfter), c.Before, days(c.DaysBefore))
	}
	switch {
	case c.Before+c.After == 0:
		return lang.T("%s: inget att jämföra", "%s: nothing to compare", counts)
	case !c.Certain:
		return lang.T("%s: ingen säker förändring", "%s: no certain change", counts)
	case c.Before == 0:
		return lang.T("%s: en ökning, minst %s gånger", "%s: an increase, at least %s times", counts, lang.Decimal(c.Low, digits(c.Low, 1)))
	case c.Low > 1:
		d := digits(c.Low, 1)
		return lang.T("%s: en ökning, %s–%s gånger", "%s: an increase, %s–%s times", counts, lang.Decimal(c.Low, d), lang.Decimal(c.High, d))
	}
	d := digits(100*c.High, 100)
	return lang.T("%s: en minskning, till %s–%s %% av nivån före", "%s: a decrease, to %s–%s%% of the level before",
		counts, lang.Decimal(100*c.Low, d), lang.Decimal(100*c.High, d))
}

// digits is how many decimals keep a bound of an interval apart from the value that
// would mean no change: one for ratios, none for percents, more where it takes more.
func digits(bound, same float64) int {
	least := 1
	if same > 1 {
		least = 0
	}
	for d := least; d < 6; d++ {
		if lang.Decimal(bound, d) != lang.Decimal(same, d) {
			return d
		}
	}
	return 6
}

// days writes a number of days.
func days(n float64) lang.Text {
	if n == 1 {
		return lang.T("1 dag", "1 day")
	}
	d := 0
	if n != math.Trunc(n) {
		d = 1
	}
	return lang.T("%s dagar", "%s days", lang.Decimal(n, d))
}
