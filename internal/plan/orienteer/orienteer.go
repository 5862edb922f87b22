package orienteer

import (
	"math"
	"time"
)

// Never is a time that never comes: no way between two places, no closing, no limit. It
// may be added to itself without overflow.
const Never = math.MaxInt64 / 8

// Problem is what there is to gather, by whom, within which time. Times are in one unit of
// the caller's choice, prizes likewise; both are whole numbers, so that nothing is lost in
// adding them up. No time but Never is above Never/256.
type Problem struct {
	Stops  []Stop
	Crews  []Crew
	Travel []Matrix // by Crew.Travel
	Sites  []Site   // by Stop.Site − 1; none where no stop names one
	Areas  []Area   // by Stop.Area − 1
}

// Matrix is the time from each place to each other, row by row; Never where there is no
// way. It need be neither symmetric nor metric.
type Matrix struct {
	N    int // places
	Time []int64
}

// At is the time from one place to another.
func (m Matrix) At(from, to int) int64 { return m.Time[from*m.N+to] }

// Stop is something to gather. What is worth more at one hour than another, or for a longer
// dwell, is given as several stops of one Group, each with its window, dwell and prize.
type Stop struct {
	Place int   // in the matrices
	Prize int64 // at least 0
	Dwell int64 // at least 0

	// The dwell begins within [Open, Close]: who comes before waits, who comes after may
	// not. Close is Never where it does not close.
	Open, Close int64

	Group int  // at most one stop of each group 1, 2, … is taken; 0: in none
	Site  int  // 1, 2, …: what Sites says holds between its stops; 0: of none
	Area  int  // 1, 2, …; 0: in none
	Must  bool // is to be taken; of a group with several such, one is enough
}

// Crew is who goes: from Start, not before From, to End, not after Until.
type Crew struct {
	Start, End  int // places
	From, Until int64
	Travel      int    // index into Problem.Travel
	May         []bool // which stops it may take; nil: all
}

// Site is a place that several stops stand for.
type Site struct {
	Gap int64 // from the end of one dwell there to the beginning of the next, by any crew
}

// Area bounds how long crews dwell in a part of the town, all together.
type Area struct {
	Least int64 // what is lacking is made good before prizes count
	Most  int64 // Never: no bound
}

// Solution is a route for each crew.
type Solution struct {
	Routes [][]Visit // by crew; a crew without visits stays where it is
	Score  int64     // prizes of what is visited
	Time   int64     // of all routes with visits: travel, waiting and dwell
	Lacks  int64     // stops with Must that are not taken (of a group, one), each counted as MustLack, and time that areas lack
	Bound  int64     // no solution scores more; Score where none can be better

	Iterations int // of each worker
}

// MustLack is what a stop with Must that is not taken counts for in Lacks.
const MustLack = Never >> 10

// Visit is a stop taken.
type Visit struct {
	Stop       int
	Arrive     int64 // at the place; the crew waits until Begin
	Begin, End int64 // of the dwell
}

// Limits tell a search when to end. The first that is met ends it; without any it runs
// until ctx is done.
type Limits struct {
	Seed       uint64
	Iterations int                  // of each worker; 0: no bound
	For        time.Duration        // 0: no bound; read on Clock
	Clock      func() time.Duration // how long the search has run; read every 16 iterations; nil: For does not count

	// Workers search side by side, each from a seed of its own, and exchange what they have
	// found at fixed iterations in their order: the solution depends on Workers, Seed and
	// Iterations and not on how many cores there are. 0 is 1.
	Workers int

	Start  [][]int        // stops by crew to begin from, in order; nil: none
	Better func(Solution) // told of each better solution, seldom; it must not keep the slices
}
