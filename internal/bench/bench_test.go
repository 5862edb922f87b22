package bench

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot/cluster"
)

func options(points int, anchors ...string) Options {
	return Options{Points: points, Anchors: anchors, Runs: 1, Patience: time.Minute}
}

func TestRunWithoutAnchors(t *testing.T) {
	t.Parallel()
	r, err := Run(context.Background(), options(1000, "none"))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range r.Lines {
		for _, f := range l.Ours {
			if f.CPU <= 0 || f.Wall <= 0 || f.Bytes <= 0 {
				t.Errorf("%s: %+v", l.Work, f)
			}
		}
		if best, ok := l.Best(); ok && best.By != "our DBSCAN, eps 25 m" {
			t.Errorf("%s is held against %s", l.Work, best.By)
		}
	}
	for _, g := range r.Growth {
		if diff := cmp.Diff([]int{10, 100, 1000}, g.Points); diff != "" || len(g.CPU) != 3 {
			t.Errorf("%s %v", diff, g.CPU)
		}
	}
}

// TestInTurn: works are run one after the other, round by round, after each was run once,
// and the least of each counts.
func TestInTurn(t *testing.T) {
	t.Parallel()
	order := ""
	costs := func(name string, seconds ...float64) work {
		spent := 0.0
		return work{
			ours: func(context.Context, int) (int, error) {
				order += name
				spent, seconds = spent+seconds[0], seconds[1:]
				return len(seconds), nil
			},
			outside: func() float64 { return spent },
		}
	}
	got, err := inTurn(context.Background(), often{runs: 3}, 2, costs("a", 1, 30, 20, 40), costs("b", 90, 50, 60, 70))
	if err != nil || order != "abababab" {
		t.Errorf("ran %s, %v", order, err)
	}
	for i, want := range []Figure{{CPU: 20, Clusters: 1}, {CPU: 50, Clusters: 2}} {
		f := got[i]
		if math.Abs(f.CPU-want.CPU) > 1 || f.Clusters != want.Clusters || f.By != "tryggled, 2 threads" {
			t.Errorf("got %+v, want %+v", f, want)
		}
	}
	failed := work{ours: func(context.Context, int) (int, error) { return 0, io.ErrUnexpectedEOF }}
	if _, err := inTurn(context.Background(), often{runs: 1}, 1, failed); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
}

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]Options{
		"few points":  options(999, "none"),
		"many points": options(most+1, "none"),
		"stranger":    options(1000, "excel"),
		"all and one": options(1000, "all", "r"),
		"no runs":     {Points: 1000, Patience: time.Minute},
		"no patience": {Points: 1000, Runs: 1},
	} {
		if _, err := Run(context.Background(), o); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestLabelsAreThoseOfPostGIS: what the way through this process stores is the partition
// that the database makes: the same noise, and clusters of the same core points. A border
// point may go to either of two clusters.
func TestLabelsAreThoseOfPostGIS(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "tryggled-bench-test-") // not t.TempDir, which the user postgres may not enter
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	b := &bench{Options: options(2000, "postgis"), dir: dir, data: map[int]points{}}
	s, err := b.connected(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.closeServer(); err != nil {
			t.Error(err)
		}
	})
	table, err := b.table(ctx, s, 2000)
	if err != nil {
		t.Fatal(err)
	}
	for _, eps := range []float64{10, 25} {
		count, err := s.label(ctx, table, eps, 2)
		if err != nil {
			t.Fatal(err)
		}
		ours := stored(t, ctx, s)
		if _, err := labelInPostGIS(ctx, s, table, eps); err != nil {
			t.Fatal(err)
		}
		theirs := stored(t, ctx, s)
		if count == 0 || len(ours) != 2000 || !samePartition(ours, theirs, cores(b.points(2000), eps)) {
			t.Errorf("eps %v: %d clusters; ours and theirs differ: %v", eps, count, cmp.Diff(ours, theirs))
		}
	}
}

func stored(t *testing.T, ctx context.Context, s *server) []int32 {
	t.Helper()
	rows, err := s.conn.Query(ctx, `SELECT cluster FROM label ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var labels []int32
	for rows.Next() {
		var label int32
		if err := rows.Scan(&label); err != nil {
			t.Fatal(err)
		}
		labels = append(labels, label)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return labels
}

// cores tells which points have enough others within eps, by looking at all pairs.
func cores(p points, eps float64) []bool {
	core := make([]bool, len(p.x))
	for i := range core {
		near := 0
		for j := range core {
			if dx, dy := p.x[i]-p.x[j], p.y[i]-p.y[j]; dx*dx+dy*dy <= eps*eps {
				near++
			}
		}
		core[i] = near >= minPoints
	}
	return core
}

// samePartition tells whether two labellings have the same noise, and but for the numbers
// the same clusters of core points.
func samePartition(a, b []int32, core []bool) bool {
	forth, back := map[int32]int32{}, map[int32]int32{}
	for i := range a {
		if (a[i] == cluster.Noise) != (b[i] == cluster.Noise) {
			return false
		}
		if !core[i] {
			continue
		}
		if _, known := forth[a[i]]; !known {
			forth[a[i]] = b[i]
		}
		if _, known := back[b[i]]; !known {
			back[b[i]] = a[i]
		}
		if forth[a[i]] != b[i] || back[b[i]] != a[i] {
			return false
		}
	}
	return len(a) == len(b)
}

func TestPointReader(t *testing.T) {
	t.Parallel()
	raw := []byte(copySignature + "\x00\x00\x00\x00\x00\x00\x00\x00")
	want := pointReader{ids: []int64{1, -2, 3}, x: []float64{6597123.25, 0, math.Pi}, y: []float64{-1, 1e300, 0.1}}
	for i := range want.ids {
		raw = binary.BigEndian.AppendUint16(raw, 3)
		for _, v := range []uint64{uint64(want.ids[i]), math.Float64bits(want.x[i]), math.Float64bits(want.y[i])} {
			raw = binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(raw, 8), v)
		}
	}
	raw = append(raw, 0xff, 0xff)
	for _, size := range []int{1, 7, pointRow, len(raw)} {
		var got pointReader
		for from := 0; from < len(raw); from += size {
			if _, err := got.Write(raw[from:min(from+size, len(raw))]); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff([]any{want.ids, want.x, want.y}, []any{got.ids, got.x, got.y}); diff != "" {
			t.Errorf("in pieces of %d: %s", size, diff)
		}
	}
	var got pointReader
	if _, err := got.Write([]byte("id,x,y\n1,2,3\n4,5,6\n")); !errors.Is(err, errNoPoints) {
		t.Errorf("of a text: %v", err)
	}
}

func TestLabelWriter(t *testing.T) {
	t.Parallel()
	want := []byte(copySignature + "\x00\x00\x00\x00\x00\x00\x00\x00" +
		"\x00\x02\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x00\x04\xff\xff\xff\xff" +
		"\x00\x02\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x04\x00\x00\x00\x05" +
		"\xff\xff")
	for _, size := range []int{labelRow, labelRow + 1, 30, 512} {
		var got bytes.Buffer
		_, err := io.CopyBuffer(struct{ io.Writer }{&got}, &labelWriter{ids: []int64{7, 256}, labels: []int32{-1, 5}}, make([]byte, size))
		if err != nil || !bytes.Equal(got.Bytes(), want) {
			t.Errorf("by %d: got %q, %v", size, &got, err)
		}
	}
	if _, err := io.ReadAll(iotest.OneByteReader(&labelWriter{})); !errors.Is(err, io.ErrShortBuffer) {
		t.Errorf("by single bytes: %v", err)
	}
}

func TestPrinted(t *testing.T) {
	t.Parallel()
	b := &bench{Options: options(1000, "all"), dir: t.TempDir(), data: map[int]points{}}
	for script, want := range map[string]Figure{
		`echo '{"cpu_s": 1.5, "wall_s": 2, "bytes": 3, "version": "sh"}'`: {CPU: 1.5, Wall: 2, Bytes: 3, Version: "sh"},
		`exit 77`:                         {Problem: "not installed here"},
		`echo MemoryError >&2; exit 1`:    {Problem: "out of memory (16 GB)"},
		`kill -9 $$`:                      {Problem: "out of memory (16 GB)"},
		`echo first; echo no >&2; exit 2`: {Problem: "error: no"},
	} {
		got, err := b.process(context.Background(), "sh", "-c", script)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", script, diff)
		}
	}
	got, err := b.process(context.Background(), "no-such-program")
	if err != nil || got.Problem != "not installed here" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestOnceTellsOfATimeout(t *testing.T) {
	t.Parallel()
	b := &bench{Options: options(1000, "all"), dir: t.TempDir(), data: map[int]points{}}
	b.Patience = 50 * time.Millisecond
	slow := anchor{title: "sleep", run: func(ctx context.Context, b *bench, _ work) (Figure, error) {
		return b.process(ctx, "sleep", "60")
	}}
	got, err := b.once(context.Background(), slow, work{})
	if err != nil || got.Problem != "over 50ms" || got.By != "sleep" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	r := Report{
		Machine: Machine{CPU: "a processor", Cores: 2, MemoryGB: 24, System: "Debian 12", Go: "go1.26"},
		Points:  million, Runs: 3,
		Lines: []Line{{
			Work: "DBSCAN, eps 10 m", Points: million, Target: 250, Against: "PostGIS",
			Ours: []Figure{{By: "tryggled, 1 thread", CPU: .25, Wall: .26, Bytes: 80e6, Clusters: 1749}},
			Anchors: []Figure{
				{By: "PostGIS", CPU: 68, Wall: 70, Bytes: 513e6, Clusters: 1749, Ratio: 272, Version: "PostGIS 3.3.2"},
				{By: "scikit-learn", Problem: "out of memory (16 GB)"},
			},
		}, {
			Work: "KDE", Points: 100_000, Target: 8,
			Ours:    []Figure{{CPU: .0123, Wall: .0124}, {CPU: .0125, Wall: .0065}},
			Anchors: []Figure{{By: "numpy", CPU: .05, Wall: .05, Ratio: 4.06, Version: "numpy 1.24"}},
		}},
		Growth: []Growth{{EpsM: 25, Points: []int{10_000, 100_000, million}, CPU: []float64{.001, .01, .11}}},
	}
	var out strings.Builder
	if err := r.Markdown(&out, "tryggled bench cluster"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Made by `tryggled bench cluster` on a processor, 2 cores, 24 GB, Debian 12, go1.26.\nBeside it: PostGIS 3.3.2, numpy 1.24.\n",
		"| DBSCAN, eps 10 m | 1,000,000 | 0.250 s (wall 0.260 s), 80 MB, 1,749 clusters | – | PostGIS 68.0 s (wall 70.0 s), 513 MB, 1,749 clusters: 272 ×<br>scikit-learn: out of memory (16 GB) | 272 × | ≥ 250 × PostGIS: reached |\n",
		"| KDE | 100,000 | 0.0123 s (wall 0.0124 s), 0 MB | 0.0125 s (wall 0.0065 s), 0 MB | numpy 0.0500 s (wall 0.0500 s), 0 MB: 4.1 × | 4.1 × | ≥ 8 ×: **missed** |\n",
		"| radius | 10,000 points | 100,000 points | 1,000,000 points |\n| --- | ---: | ---: | ---: |\n| 25 m | 0.0010 s | 0.0100 s (× 10.0) | 0.110 s (× 11.0) |\n",
		"## Not measured\n\n- DBSCAN, eps 10 m, 1,000,000 points, scikit-learn: out of memory (16 GB)\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("without %q:\n%s", want, &out)
		}
	}
}
