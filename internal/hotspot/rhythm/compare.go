package rhythm

import (
	"time"

	"tryggled/internal/lang"
)

// Compared is a window held against ordinary time.
type Compared struct {
	Window
	Reports   float64 // in the part of the window that the time compared covers; of an interval its share
	Expected  float64 // what the same hours of the week give outside special windows
	Low, High float64 // where 95 of 100 such counts lie if the window is as other time
	Certain   bool    // Reports lies outside
	Text      lang.Text
}

// Compare holds the reports of each window against what the same hours of the week give
// in the rest of the time from since until until.
func Compare(windows []Window, since, until time.Time, loc *time.Location, from, to []int64) ([]Compared, error) {
	return nil, check(from, to, nil)
}
