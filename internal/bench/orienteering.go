package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"time"

	"tryggled/internal/bench/orienteering"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/plan/orienteer"
)

// OrienteeringOptions say what the solver of patrols is measured on.
type OrienteeringOptions struct {
	Files      []string // instances
	Best       []string // tables of the best scores known
	Made       []string // of MadeCity and MadeEvening
	Seconds    float64  // of CPU for each file, its reading among them; 0: as Iterations say, or usualSeconds
	Iterations int      // for each file; 0: no bound
	Seed       uint64

	Save     func(name string, write func(io.Writer) error) error // keeps the answer to an instance; nil: none is kept
	Progress func(string)                                         // told what is solved next; nil for silence
}

// What there is to be made and measured over time.
const (
	MadeCity    = "city"
	MadeEvening = "evening"
)

// usualSeconds are those that are used where neither seconds nor iterations are given, and that
// the targets are stated for.
const (
	usualSeconds = 5
	mostSeconds  = 86_400
)

func (o OrienteeringOptions) check() error {
	invalid := func(sv, en string, args ...any) error { return fault.New(fault.Invalid, lang.T(sv, en, args...)) }
	switch {
	case len(o.Files)+len(o.Made) == 0:
		return invalid("ange filer med instanser, eller --made", "give files with instances, or --made")
	case !(o.Seconds >= 0 && o.Seconds <= mostSeconds) || o.Iterations < 0:
		return invalid("ange sekunder över 0 och högst %d, eller minst en iteration", "give seconds above 0 and at most %d, or at least one iteration", mostSeconds)
	}
	for _, name := range o.Made {
		if name != MadeCity && name != MadeEvening {
			return invalid("%q kan inte göras; ange %s eller %s", "%q cannot be made; give %s or %s", name, MadeCity, MadeEvening)
		}
	}
	named := map[string]string{}
	for _, file := range o.Files {
		name := orienteering.NameOf(file)
		if before, ok := named[name]; ok {
			return invalid("%s och %s ger båda svaret %s.json; byt namn på den ena eller kör dem var för sig",
				"%s and %s both give the answer %s.json; rename one or run them one by one", before, file, name)
		}
		named[name] = file
	}
	return nil
}

// Solved is what came of one instance.
type Solved struct {
	Instance   string   `json:"instance"`
	Set        string   `json:"set"`
	Stops      int      `json:"stops"`
	Teams      int      `json:"teams"`
	Score      float64  `json:"score"`
	Best       *float64 `json:"best,omitempty"` // best known, or the reference
	Gap        *float64 `json:"gap_pct,omitempty"`
	VROOM      *float64 `json:"vroom,omitempty"` // as stated in the table of the best
	Bound      float64  `json:"bound"`           // no answer scores more
	Iterations int      `json:"iterations"`
	CPU        float64  `json:"cpu_s"`
	Dropped    int      `json:"dropped,omitempty"` // stops left out since a route was late in double precision
}

// OrienteeringReport is all that was measured of the solver, and on what.
type OrienteeringReport struct {
	Machine    Machine           `json:"machine"`
	Seconds    float64           `json:"seconds,omitempty"`
	Iterations int               `json:"iterations,omitempty"`
	Seed       uint64            `json:"seed"`
	Solved     []Solved          `json:"solved,omitempty"`
	Sets       []OrienteeringSet `json:"sets,omitempty"`
	Goals      []Goal            `json:"goals,omitempty"`
	Over       []OverTime        `json:"over_time,omitempty"`
}

// RunOrienteering solves each file on one core, and what is to be made. It returns Invalid for
// options that make no sense and for files that are no instances, before anything is solved;
// an answer is kept as soon as it is found.
func RunOrienteering(ctx context.Context, o OrienteeringOptions) (OrienteeringReport, error) {
	r := OrienteeringReport{Machine: machine(), Iterations: o.Iterations, Seed: o.Seed}
	if err := o.check(); err != nil {
		return r, err
	}
	best, err := o.bests()
	if err != nil {
		return r, err
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // one core, whatever the process has
	all, err := o.read()
	if err != nil {
		return r, err
	}
	each := o
	if o.Seconds == 0 && o.Iterations == 0 {
		each.Seconds = usualSeconds
	}
	r.Seconds = each.Seconds
	for k, t := range all {
		o.tell("%d/%d %s", k+1, len(all), t.Name)
		s, err := each.solve(ctx, t)
		if err != nil {
			return r, err
		}
		s.against(best)
		r.Solved = append(r.Solved, s)
	}
	r.Sets = setsOf(r.Solved)
	r.Goals = goalsOf(r.Sets, r.Seconds)
	for _, name := range o.Made {
		over, err := o.overTime(ctx, name)
		if err != nil {
			return r, err
		}
		r.Over = append(r.Over, over)
	}
	return r, nil
}

func (o OrienteeringOptions) tell(format string, args ...any) {
	if o.Progress != nil {
		o.Progress(fmt.Sprintf(format, args...))
	}
}

// bests reads the tables of the best scores known.
func (o OrienteeringOptions) bests() (orienteering.Bests, error) {
	all := orienteering.Bests{}
	for _, file := range o.Best {
		err := reading(file, func(r io.Reader) error { return all.Read(file, r) })
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func reading(file string, read func(io.Reader) error) error {
	f, err := os.Open(file)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, lang.T("%s går inte att öppna; finns filen?", "%s cannot be opened; is it there?", file))
	}
	defer f.Close()
	return read(f)
}

// toSolve is an instance and the CPU seconds that it took to read it.
type toSolve struct {
	orienteering.Instance
	read float64
}

// read reads all files, so that a bad one is told before time is spent on those before it.
func (o OrienteeringOptions) read() ([]toSolve, error) {
	var all []toSolve
	for _, file := range o.Files {
		begun := ownCPU()
		err := reading(file, func(r io.Reader) error {
			i, err := orienteering.Read(file, r)
			all = append(all, toSolve{i, ownCPU() - begun})
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// solve solves an instance within its CPU seconds, of which reading took some, and keeps the
// answer. The seconds are those of the whole process, with all that the runtime does beside.
func (o OrienteeringOptions) solve(ctx context.Context, t toSolve) (Solved, error) {
	runtime.GC() // what the instance before left is not this one's to clear
	spent := cpuSince(t.read)
	s, err := orienteer.Solve(ctx, t.Problem(), o.limits(spent))
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return Solved{}, fmt.Errorf("solve %s: %w", t.Name, err)
	}
	a := t.Answer(s, o.Seed)
	cpu := spent().Seconds()
	if err := t.Judge(a); err != nil {
		return Solved{}, fmt.Errorf("an answer that breaks the rules: %w", err)
	}
	if o.Save != nil {
		err = o.Save(t.Name, a.Write)
	}
	return Solved{
		Instance: t.Name, Set: t.Set(), Stops: len(t.Stops), Teams: len(t.Crews), Score: a.Score,
		Bound: t.Bound(s), Iterations: s.Iterations, CPU: cpu, Dropped: a.Dropped,
	}, err
}

// limits are those of the options; the search takes the time since a moment for its own.
func (o OrienteeringOptions) limits(clock func() time.Duration) orienteer.Limits {
	return orienteer.Limits{
		Seed: o.Seed, Iterations: o.Iterations, For: time.Duration(o.Seconds * float64(time.Second)), Clock: clock, Workers: 1,
	}
}

// cpuSince is a clock of this process's CPU time that has run for some seconds already.
func cpuSince(before float64) func() time.Duration {
	begun := ownCPU() - before
	return func() time.Duration { return time.Duration((ownCPU() - begun) * float64(time.Second)) }
}

// against holds a score against the best known.
func (s *Solved) against(all orienteering.Bests) {
	best, ok := all[s.Instance]
	if !ok {
		return
	}
	s.Best, s.VROOM = &best.Score, best.VROOM
	gap := 0.0
	if best.Score > 0 {
		gap = 100 * (best.Score - s.Score) / best.Score
	}
	s.Gap = &gap
}

// sortedSets are the sets that instances belong to, in order.
func sortedSets(all []Solved) []string {
	var sets []string
	for _, s := range all {
		sets = append(sets, s.Set)
	}
	slices.Sort(sets)
	return slices.Compact(sets)
}
