package hotspot

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/job"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// koping lies round the origin of a system that has one on earth.
var koping = municipality.Municipality{Code: "1983", Slug: "koping", TimeZone: "Europe/Stockholm", CRS: 3857}

// stores answers as a municipality's database would; what no test asks of it is left to
// the nil Store.
type stores struct {
	Store
	in      Input
	ground  Ground
	fails   string // the part that cannot be read
	open    bool   // a snapshot is
	outside []string
	queued  []any
}

var errGone = errors.New("connection gone")

func (s *stores) read(part string) error {
	if !s.open {
		s.outside = append(s.outside, part)
	}
	if s.fails == part {
		return errGone
	}
	return nil
}

func (s *stores) Snapshot(ctx context.Context, _ string, read func(context.Context) error) error {
	s.open = true
	defer func() { s.open = false }()
	return read(ctx)
}

func (s *stores) Input(context.Context, string, time.Time, time.Time) (Input, error) {
	return s.in, s.read("reports")
}

func (s *stores) BySlug(context.Context, string) (municipality.Municipality, error) {
	return koping, s.read("municipality")
}

func (s *stores) Areas(context.Context, string) ([]municipality.Area, error) {
	return s.ground.Areas, s.read("areas")
}

func (s *stores) ExposuresIn(context.Context, municipality.Municipality, orb.Bound) ([]street.Segment, []overlay.Exposure, error) {
	return s.ground.Segments, s.ground.Exposures, s.read("streets")
}

func (s *stores) Objects(_ context.Context, _ string, kind overlay.Kind) ([]overlay.Object, error) {
	return nil, s.read(string(kind))
}

func (s *stores) Analysis(_ context.Context, _ string, id int64) (Analysis, error) {
	if id > 1 {
		return Analysis{}, fault.New(fault.NotFound, lang.T("analysen finns inte", "there is no such analysis"))
	}
	return Analysis{ID: 1}, nil
}

func (s *stores) Enqueue(_ context.Context, code, kind string, request any) (int64, error) {
	s.queued = append(s.queued, code, kind, request)
	return 5, nil
}

func setup() (*stores, Service) {
	s := &stores{in: columns(times(9, told{area: "centrum", daysAgo: 2})...), ground: town()}
	return s, Service{Store: s, Areas: s, Streets: s, Overlays: s, Queue: s, CodeVersion: "v1"}
}

func TestComputeReadsOneSnapshot(t *testing.T) {
	st, s := setup()
	var stages []string
	farthest := int64(-1)
	twins, err := s.Compute(context.Background(), koping, Params{Since: since, Until: until}, func(stage lang.Text, done, total int64) {
		if total != 0 && (done <= farthest || done >= total) {
			t.Errorf("%q is step %d of %d, after %d", stage.EN, done, total, farthest)
		}
		farthest = max(farthest, done-1+min(total, 1))
		if stage.SV == stage.EN {
			t.Errorf("the stage %q is not in two languages", stage.SV)
		}
		stages = append(stages, stage.EN)
	})
	if err != nil {
		t.Fatal(err)
	}
	a := twins.Full
	if len(st.outside) > 0 {
		t.Errorf("read outside the snapshot: %v", st.outside)
	}
	if len(a.Hotspots) != 1 || a.DataRevision != 7 || a.CodeVersion != "v1" || a.Params.EpsM != 40 || a.Hotspots[0].Name.SV != "Storgatan" {
		t.Errorf("got %+v", a)
	}
	if len(stages) < 4 || farthest != 2*analyseSteps-1 {
		t.Errorf("told of the stages %v only, to step %d", stages, farthest)
	}
	again, err := s.Compute(context.Background(), koping, Params{Since: since, Until: until}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(twins, again); diff != "" {
		t.Errorf("the same input gave two analyses:\n%s", diff)
	}
}

func TestComputeSaysWhatItCouldNotRead(t *testing.T) {
	for _, part := range []string{"municipality", "reports", "areas", "streets", "buildings"} {
		t.Run(part, func(t *testing.T) {
			st, s := setup()
			st.fails = part
			_, err := s.Compute(context.Background(), koping, Params{Since: since, Until: until}, nil)
			if !errors.Is(err, errGone) || !strings.Contains(err.Error(), part) {
				t.Errorf("got %v, want the cause and %q", err, part)
			}
		})
	}
}

func TestStart(t *testing.T) {
	st, s := setup()
	if task, err := s.Start(context.Background(), koping, Params{Since: since, Until: until}); err != nil || task != 5 {
		t.Fatal(task, err)
	}
	if diff := cmp.Diff([]any{"1983", job.Analyse, DefaultParams(since, until)}, st.queued); diff != "" {
		t.Errorf("queued (-want +got):\n%s", diff)
	}
	if _, err := s.Start(context.Background(), koping, Params{Since: until, Until: since}); !fault.Is(err, fault.Invalid) || len(st.queued) != 3 {
		t.Errorf("a window that ends before it starts: %v", err)
	}
}
