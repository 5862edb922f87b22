package report

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"
)

// part is a piece of a text: what kind of thing stands in it, empty for none.
type part struct {
	from, to int
	kind     byte
}

// corpusLine is a text of testdata/masking.tsv with what has to go from it.
type corpusLine struct {
	number         int
	held           bool
	language, text string
	gold           []part
}

var kindTags = map[byte]string{'p': TagIdentity, 't': TagPhone, 'e': TagEmail, 'r': TagPlate, 'n': TagName, 'u': TagName, 'd': TagDoor}

var marked = regexp.MustCompile(`\{([pternud]):([^}]*)\}`)

func readCorpus(t testing.TB) []corpusLine {
	t.Helper()
	raw, err := os.ReadFile("testdata/masking.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var lines []corpusLine
	for i, row := range strings.Split(string(raw), "\n") {
		columns := strings.Split(row, "\t")
		if strings.HasPrefix(row, "#") || row == "" {
			continue
		}
		if len(columns) != 3 {
			t.Fatalf("line %d has %d columns", i+1, len(columns))
		}
		l := corpusLine{number: i + 1, held: columns[0] == "h", language: columns[1]}
		source := strings.ReplaceAll(columns[2], `\n`, "\n")
		done := 0
		for _, m := range marked.FindAllStringSubmatchIndex(source, -1) {
			l.text += source[done:m[0]]
			span := source[m[4]:m[5]]
			l.gold = append(l.gold, part{len(l.text), len(l.text) + len(span), source[m[2]]})
			l.text += span
			done = m[1]
		}
		l.text += source[done:]
		lines = append(lines, l)
	}
	return lines
}

// taken finds which parts of a text the tags of its masked form stand for. Where that can
// be read in more than one way, the way that agrees best with gold counts.
func taken(text, masked string, gold []part) (best []part, ok bool) {
	next, kind := len(masked), byte(0)
	for _, k := range []byte("pternd") { // u has the tag of n
		if at := strings.Index(masked, kindTags[k]); at >= 0 && at < next {
			next, kind = at, k
		}
	}
	if kind == 0 {
		return nil, text == masked
	}
	if !strings.HasPrefix(text, masked[:next]) {
		return nil, false
	}
	most := -1
	for to := next + 1; to <= len(text); to++ {
		rest, fits := taken(text[to:], masked[next+len(kindTags[kind]):], moved(gold, -to))
		if !fits {
			continue
		}
		found := append([]part{{next, to, kind}}, moved(rest, to)...)
		if n := agreement(found, gold); n > most {
			best, ok, most = found, true, n
		}
	}
	return best, ok
}

func moved(parts []part, by int) (out []part) {
	for _, p := range parts {
		out = append(out, part{p.from + by, p.to + by, p.kind})
	}
	return out
}

func agreement(a, b []part) (n int) {
	for _, p := range a {
		for _, q := range b {
			if p.from == q.from && p.to == q.to && kindTags[p.kind] == kindTags[q.kind] {
				n++
			}
		}
	}
	return n
}

// telling tells whether letters or digits of a part are outside all of others.
func telling(text string, p part, others []part) bool {
	for i, r := range text[p.from:p.to] {
		covered := !unicode.IsLetter(r) && !unicode.IsDigit(r)
		for _, o := range others {
			covered = covered || p.from+i >= o.from && p.from+i < o.to
		}
		if !covered {
			return true
		}
	}
	return false
}

// tally counts spans: wanted, of them found; taken out, of them rightly.
type tally struct{ wanted, found, taken, right int }

func (c tally) recall() float64    { return share(c.found, c.wanted) }
func (c tally) precision() float64 { return share(c.right, c.taken) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

func (c tally) String() string {
	return fmt.Sprintf("precision %.3f (%d of %d), recall %.3f (%d of %d)",
		c.precision(), c.right, c.taken, c.recall(), c.found, c.wanted)
}

// TestMaskCorpus measures masking on written texts. A span counts as found when no letter
// or digit of it is left, and as rightly taken when nothing else went with it.
func TestMaskCorpus(t *testing.T) {
	t.Parallel()
	lines := readCorpus(t)
	sums := map[string]*tally{}
	count := func(add func(*tally), names ...string) {
		for _, name := range names {
			if sums[name] == nil {
				sums[name] = &tally{}
			}
			add(sums[name])
		}
	}
	n := map[bool]int{}
	for _, l := range lines {
		n[l.held]++
		set := map[bool]string{true: "held out", false: "development"}[l.held]
		names := func(p part) []string {
			all := []string{"all", set, l.language, set + " " + kindTags[p.kind], kindTags[p.kind]}
			if p.kind == 'u' {
				all = append(all, "unannounced")
			}
			return all
		}
		got := Mask(l.text)
		found, ok := taken(l.text, got, l.gold)
		if !ok {
			t.Errorf("line %d: what %q lost cannot be told: %q", l.number, l.text, got)
			continue
		}
		for _, p := range l.gold {
			missed := telling(l.text, p, found)
			if missed {
				t.Logf("line %d (%s): left %q in %q", l.number, set, l.text[p.from:p.to], got)
			}
			count(func(c *tally) {
				c.wanted++
				if !missed {
					c.found++
				}
			}, names(p)...)
		}
		for _, p := range found {
			wrong := telling(l.text, p, l.gold)
			if wrong {
				t.Logf("line %d (%s): took %q: %q", l.number, set, l.text[p.from:p.to], got)
			}
			count(func(c *tally) {
				c.taken++
				if !wrong {
					c.right++
				}
			}, names(p)...)
		}
	}
	t.Logf("%d texts, %d of them held out", len(lines), n[true])
	for _, name := range []string{"all", "development", "held out", "sv", "en"} {
		t.Logf("%-12s %s", name, sums[name])
	}
	for _, kind := range "pternd" {
		tag := kindTags[byte(kind)]
		t.Logf("%-15s %s; held out: %s", tag, sums[tag], sums["held out "+tag])
	}
	t.Logf("names that nothing announces: recall %.3f (%d of %d)", sums["unannounced"].recall(), sums["unannounced"].found, sums["unannounced"].wanted)
	for _, f := range floors {
		if c := sums[f.name]; c.precision() < f.precision || c.recall() < f.recall {
			t.Errorf("%s: %s, want at least %.2f and %.2f", f.name, c, f.precision, f.recall)
		}
	}
	if len(lines) < 350 || n[true]*3 < len(lines) {
		t.Errorf("%d texts, %d of them held out: want 350 and a third", len(lines), n[true])
	}
}

// floors are what masking has to reach on the corpus, by what is counted.
var floors = []struct {
	name              string
	precision, recall float64
}{
	{"all", 0.95, 0.95},
	{"development", 0.98, 0.98},
	{"held out", 0.95, 0.95},
	{"sv", 0.95, 0.95},
	{"en", 0.95, 0.95},
	{TagIdentity, 0.98, 0.98},
	{TagPhone, 0.95, 0.95},
	{TagEmail, 0.95, 0.95},
	{TagPlate, 0.95, 0.95},
	{TagName, 0.95, 0.95},
	{TagDoor, 0.95, 0.95},
	{"unannounced", 0, 0.85}, // found by common first names only
}

// BenchmarkMask masks the texts of the corpus, of which two in five hold something, and
// longer ones without and with persons. ToLower is the anchor: the ratio is how many times
// its time masking takes.
func BenchmarkMask(b *testing.B) {
	var short []string
	for _, l := range readCorpus(b) {
		short = append(short, l.text)
	}
	plain := strings.Repeat("Det är mörkt vid gångtunneln kl 22:15 sedan 2026-11-20, Storgatan 12B, flera lampor trasiga. ", 20)
	person := plain + "Ring 070-123 45 67 eller a.b@exempel.se, bil ABC 123, 850101-1234. "
	for _, c := range []struct {
		name  string
		texts []string
	}{{"plain", []string{plain}}, {"persons", []string{person}}, {"corpus", short}} {
		b.Run(c.name, func(b *testing.B) {
			size := int64(0)
			for _, text := range c.texts {
				size += int64(len(text))
			}
			b.SetBytes(size) // the MB/s column
			b.ReportAllocs()
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			start := threadTime(b)
			for b.Loop() {
				for _, text := range c.texts {
					Mask(text)
				}
			}
			masking := threadTime(b) - start
			start = threadTime(b)
			for range b.N {
				for _, text := range c.texts {
					strings.ToLower(text)
				}
			}
			anchor := threadTime(b) - start
			b.ReportMetric(float64(size)*float64(b.N)/1e6/masking.Seconds(), "MB/cpu-s")
			b.ReportMetric(masking.Seconds()/anchor.Seconds(), "x-ToLower")
		})
	}
}

// threadTime is the time that the processor has spent on this thread, whatever else the
// machine does.
func threadTime(b *testing.B) time.Duration {
	b.Helper()
	var use syscall.Rusage
	const thread = 1 // RUSAGE_THREAD of Linux
	if err := syscall.Getrusage(thread, &use); err != nil {
		b.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
