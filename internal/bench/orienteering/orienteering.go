// Package orienteering reads, makes and writes instances of team orienteering in the forms
// that solvers are compared with: Chao, Golden and Wasil's text files, and patrol cases on
// street graphs. It turns them into problems of whole numbers for the solver, and the
// solver's routes back into answers that hold in double precision; bench measures with it.
package orienteering

import (
	"math"
	"strings"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/plan/orienteer"
)

// Kind is the form of an instance.
type Kind string

// The kinds.
const (
	TOP    Kind = "top"    // n, m, tmax and points in the plane
	Patrol Kind = "patrol" // hotspots and teams on a street graph
)

// Instance is what is to be solved, as its file gives it. Times are in the file's unit:
// lengths of TOP, seconds of patrol cases.
type Instance struct {
	Name  string
	Kind  Kind
	Stops []Stop
	Crews []Crew

	places int
	time   []float64 // from each place to each other, row by row; infinite where there is no way
}

// Stop is something to gather.
type Stop struct {
	ID          any // what answers call it: a number of TOP, a text of patrol cases
	Place       int
	Score       float64
	Dwell       float64
	Open, Close float64  // the dwell begins within; Close is infinite where it does not close
	Roles       []string // of crews that may take it; none: all
}

// Crew is who goes.
type Crew struct {
	ID          string
	Start, End  int // places
	From, Until float64
	Role        *string // nil where the file names none
}

// Bounds of what can be reckoned with: times in units of 10⁻⁹ stay far below
// orienteer.Never, and the matrix below 200 MB.
const (
	mostTime   = 1e8
	mostScore  = 1e9
	mostPlaces = 5000
	mostCrews  = 1000
)

// Set is what the instance is averaged with: p4 for p4.2.k, else its kind.
func (i Instance) Set() string {
	if set, _, ok := strings.Cut(i.Name, "."); ok && i.Kind == TOP && set != "" {
		return set
	}
	return string(i.Kind)
}

// may tells whether a crew may take a stop.
func (c Crew) may(s Stop) bool {
	if len(s.Roles) == 0 {
		return true
	}
	for _, role := range s.Roles {
		if c.Role != nil && *c.Role == role {
			return true
		}
	}
	return false
}

// unit is the solver's unit of time, as so many to one of the file.
const unit = 1e9

// Problem is the instance in whole numbers: times in 10⁻⁹ of the file's unit. Those of TOP
// are rounded to the nearest, so that no route is lost whose length is the limit to the last
// digit; those of patrol cases against the crews, so that no route ends late.
func (i Instance) Problem() orienteer.Problem {
	up, down := math.Ceil, math.Floor
	if i.Kind == TOP {
		up, down = math.Round, math.Round
	}
	p := orienteer.Problem{Travel: []orienteer.Matrix{i.matrix(up)}}
	scale := i.prizeScale()
	for _, s := range i.Stops {
		stop := orienteer.Stop{
			Place: s.Place, Prize: int64(math.Round(s.Score * scale)), Dwell: int64(up(s.Dwell * unit)),
			Open: int64(up(s.Open * unit)), Close: orienteer.Never,
		}
		if s.Close <= mostTime {
			stop.Close = int64(down(s.Close * unit))
		}
		p.Stops = append(p.Stops, stop)
	}
	for _, c := range i.Crews {
		crew := orienteer.Crew{Start: c.Start, End: c.End, From: int64(up(c.From * unit)), Until: int64(down(c.Until * unit))}
		p.Crews = append(p.Crews, crew)
	}
	i.mayInto(p)
	return p
}

// mayInto tells each crew which stops it may take; those that may take all are told nothing.
func (i Instance) mayInto(p orienteer.Problem) {
	for k, c := range i.Crews {
		may, all := make([]bool, len(i.Stops)), true
		for n, s := range i.Stops {
			may[n] = c.may(s)
			all = all && may[n]
		}
		if !all {
			p.Crews[k].May = may
		}
	}
}

// matrix is the travel times. What takes longer than any crew has is as good as no way.
func (i Instance) matrix(round func(float64) float64) orienteer.Matrix {
	longest := 0.0
	for _, c := range i.Crews {
		longest = max(longest, c.Until-c.From)
	}
	m := orienteer.Matrix{N: i.places, Time: make([]int64, len(i.time))}
	for k, t := range i.time {
		m.Time[k] = orienteer.Never
		if t <= longest+hair {
			m.Time[k] = int64(round(t * unit))
		}
	}
	return m
}

// prizeScale is how many units of prize make one of score: one where all scores are whole.
func (i Instance) prizeScale() float64 {
	for _, s := range i.Stops {
		if s.Score != math.Trunc(s.Score) {
			return 1e6
		}
	}
	return 1
}

// check holds what both kinds have in common against the bounds.
func (i Instance) check() error {
	if len(i.Crews) > mostCrews || i.places > mostPlaces {
		return fault.New(fault.Invalid, lang.T(
			"%s har %d grupper och %d platser; mer än %d grupper eller %d platser ryms inte",
			"%s has %d teams and %d places; no more than %d teams or %d places fit",
			i.Name, len(i.Crews), i.places, mostCrews, mostPlaces))
	}
	return nil
}
