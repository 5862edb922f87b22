package rhythm

import (
	"time"

	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// Window is a stretch of time that has a name.
type Window struct {
	Code     string
	Name     lang.Text
	From, To time.Time // [From, To), UTC
}

// Calendar gives the windows that touch the time from since until until, by From.
func Calendar(since, until time.Time, loc *time.Location, own []municipality.Span) []Window {
	return nil
}
