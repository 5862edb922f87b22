package plan

import "time"

// What holds where a request says nothing else. Starting values.
const (
	// DefaultSeconds is how long a plan is searched for.
	DefaultSeconds = 10
	// FixSlack is how much earlier or later than it was fixed a visit may begin.
	FixSlack = 10 * time.Minute
	// LeastShare is how much of its share of the priority a chosen area gets of the time at
	// stops at least, where it holds LeastRisk of the priority or more.
	LeastShare = 0.5
	LeastRisk  = 0.1
)
