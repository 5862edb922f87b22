package bench

import (
	"bufio"
	"context"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// leastCPU is what a measurement takes at least, so that the grain of the clock is small
// in it: shorter work is done several times.
const leastCPU = 0.1

// often is how often work is run at least, whoever does it, and for how long: work of a tenth
// of a second would else be at the mercy of the second that it is run in.
type often struct {
	runs int
	wall time.Duration
}

// longer is how much longer short work is run for each run after the first.
const longer = 750 * time.Millisecond

func (o Options) often() often { return often{o.Runs, time.Duration(o.Runs-1) * longer} }

// ours measures our own work: of several runs the one that took fewest CPU seconds. Work
// that is held against other work of ours is run in turn with it, so that the machine's moods
// do not tell them apart.
func (b *bench) ours(ctx context.Context, c work, threads int) (own, beside Figure, err error) {
	if c.beside == nil {
		all, err := inTurn(ctx, b.often(), threads, c)
		return all[0], Figure{}, err
	}
	all, err := inTurn(ctx, b.often(), threads, c, *c.beside)
	all[1].By = "our " + c.beside.work
	return all[0], all[1], err
}

// inTurn measures works one after another, round by round, and tells of each the run that
// took fewest CPU seconds. Each is done once before, to warm up and to make the points.
func inTurn(ctx context.Context, o often, threads int, works ...work) ([]Figure, error) {
	best := make([]Figure, len(works))
	for _, c := range works {
		if _, err := c.ours(ctx, threads); err != nil {
			return best, err
		}
	}
	begun := time.Now()
	for round := 0; round < o.runs || time.Since(begun) < o.wall*time.Duration(len(works)); round++ {
		for i, c := range works {
			f, err := measured(ctx, c, threads)
			if err != nil {
				return best, err
			}
			if round == 0 || f.CPU < best[i].CPU {
				best[i] = f
			}
		}
	}
	for i := range best {
		best[i].By = "tryggled, 1 thread"
		if threads > 1 {
			best[i].By = "tryggled, 2 threads"
		}
	}
	return best, nil
}

// measured does the work as often as it takes to measure it, and tells what one took.
func measured(ctx context.Context, c work, threads int) (f Figure, err error) {
	outside := c.outside
	if outside == nil {
		outside = func() float64 { return 0 }
	}
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	times, wall, cpu, other := 0.0, time.Now(), ownCPU(), outside()
	for f.CPU < leastCPU {
		if f.Clusters, err = c.ours(ctx, threads); err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return f, err
		}
		times++
		f.CPU = ownCPU() - cpu + outside() - other
	}
	f.Wall = time.Since(wall).Seconds() / times
	runtime.ReadMemStats(&after)
	f.CPU /= times
	f.Bytes = int64(float64(after.TotalAlloc-before.TotalAlloc) / times)
	return f, nil
}

// ownCPU is the CPU time of this process, in seconds.
func ownCPU() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // fails for a bad argument only
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// peak is the most memory that this process holds while something is done, in bytes, what it is
// done on included; 0 where the system does not tell.
func peak(do func() error) (int64, error) {
	debug.FreeOSMemory()
	const peakIsNow = "5" // proc(5): sets the peak resident set size back to what it is now
	known := os.WriteFile("/proc/self/clear_refs", []byte(peakIsNow), 0) == nil
	if err := do(); err != nil || !known {
		return 0, err
	}
	return peakOf("self"), nil
}

// peakOf is the most memory that a process has held, in bytes.
func peakOf(pid string) int64 {
	kb, _, _ := strings.Cut(fieldOf("/proc/"+pid+"/status", "VmHWM"), " ")
	n, _ := strconv.ParseInt(kb, 10, 64) // 0 where the system does not tell
	return n << 10
}

// Machine is what was measured on.
type Machine struct {
	CPU      string `json:"cpu"`
	Cores    int    `json:"cores"`
	MemoryGB int    `json:"memory_gb"`
	System   string `json:"system"`
	Go       string `json:"go"`
}

func machine() Machine {
	var info syscall.Sysinfo_t
	_ = syscall.Sysinfo(&info) // without it the memory is told as 0
	return Machine{
		CPU: fieldOf("/proc/cpuinfo", "model name"), Cores: runtime.NumCPU(),
		MemoryGB: int((info.Totalram*uint64(info.Unit) + 1<<29) >> 30),
		System:   strings.Trim(fieldOf("/etc/os-release", "PRETTY_NAME"), `"`), Go: runtime.Version(),
	}
}

// fieldOf finds the value of a name in a file of lines such as name: value or name=value.
func fieldOf(file, name string) string {
	f, err := os.Open(file)
	if err != nil {
		return "unknown"
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if rest, ok := strings.CutPrefix(s.Text(), name); ok {
			return strings.TrimLeft(rest, " \t:=")
		}
	}
	return "unknown"
}
