package bench

import (
	"context"
	"fmt"
	"iter"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/identity"
	"tryggled/internal/ingest"
	"tryggled/internal/overlay"
	"tryggled/internal/pgserver"
	"tryggled/internal/postgres"
)

// storedTown is a municipality in a database of its own, as the program keeps it.
type storedTown struct {
	town
	db      *postgres.DB
	super   *pgx.Conn // to the same database, past its policies
	service overlay.Service
	renewed int // exposures that were stored
}

// counting tells how many exposures were stored.
type counting struct {
	*postgres.OverlayStore
	renewed *int
}

// Renewed stores exposures.
func (c counting) Renewed(ctx context.Context, code string, exposures []overlay.Exposure, changes []overlay.Change) error {
	*c.renewed += len(exposures)
	return c.OverlayStore.Renewed(ctx, code, exposures, changes)
}

// changedLamps is how many lamps, spread over the town, are changed one after another.
const changedLamps = 40

// lampChange measures how long it takes from the change of one lamp until the exposures that
// it touches are stored and committed, and beside it computing and storing all of them.
func (b *bench) lampChange(ctx context.Context, t town, from origin) (Measure, error) {
	m := Measure{Work: "one lamp changed, until stored"}
	if why := b.noServer(ctx); why != "" {
		m.Note = "not measured: PostGIS: " + why
		return m, ctx.Err()
	}
	ctx = identity.AsJob(ctx)
	b.progress("%s: %s", from.name, m.Work)
	s, err := b.stored(ctx, t)
	if err != nil {
		return m, err
	}
	defer s.close()
	anew, err := s.anew(ctx, b.often())
	if err != nil {
		return m, err
	}
	mean, worst, segments, err := s.lamps(ctx, b.Runs)
	if err != nil {
		return m, err
	}
	mean.By, anew.By = "tryggled, a lamp on the average", "all exposures anew, stored"
	anew.Ratio = anew.CPU / mean.CPU
	m.Size = fmt.Sprintf("%.1f segments renewed of %s", segments, thousands(len(t.segments)))
	m.Note = fmt.Sprintf("the most expensive lamp: %s ms of work, %s ms wall", seconds(1000*worst.CPU), seconds(1000*worst.Wall))
	m.Ours, m.Beside = []Figure{mean}, []Figure{anew}
	m.Goals = []Goal{below("work of the most expensive lamp", 1000*worst.CPU, 200, "ms")}
	return m, nil
}

// stored imports a town into a database with the program's schema.
func (b *bench) stored(ctx context.Context, t town) (*storedTown, error) {
	const name = "tryggled_town"
	server := b.server
	if err := server.CreateDatabase(ctx, name, pgserver.Template); err != nil {
		return nil, err
	}
	if _, _, err := postgres.Migrate(ctx, server.OwnerURL(name)); err != nil {
		return nil, err
	}
	db, err := postgres.Open(ctx, server.AppURL(name))
	if err != nil {
		return nil, err
	}
	s := &storedTown{town: t, db: db}
	s.service = overlay.Service{Store: counting{db.Overlays(), &s.renewed}, Streets: db.Streets(), Queue: db.Tasks()}
	if s.super, err = pgx.Connect(ctx, server.SuperuserURL(name)); err == nil {
		err = s.imported(ctx)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *storedTown) close() {
	if s.super != nil {
		_ = s.super.Close(context.Background()) // the server stops all the same
	}
	s.db.Close()
}

func (s *storedTown) imported(ctx context.Context) error {
	if err := s.db.Municipalities().Add(ctx, s.Municipality); err != nil {
		return err
	}
	imports := s.db.Imports()
	task, err := imports.Open(ctx, s.Code)
	if err == nil {
		err = imports.StageObjects(ctx, s.Code, task, s.things())
	}
	if err == nil {
		err = imports.Submit(ctx, s.Code, task, ingest.Request{})
	}
	if err == nil {
		_, err = imports.Merge(ctx, s.Code, task, nil)
	}
	if err == nil {
		_, err = s.service.Renew(ctx, s.Municipality, nil)
	}
	return err
}

func (s *storedTown) things() iter.Seq2[ingest.Object, error] {
	return func(yield func(ingest.Object, error) bool) {
		for i := range s.segments {
			if !yield(ingest.Object{Segment: &s.segments[i]}, nil) {
				return
			}
		}
		for i := range s.objects {
			if !yield(ingest.Object{Overlay: &s.objects[i]}, nil) {
				return
			}
		}
	}
}

// spent does something and tells the CPU seconds of this process and of all backends of the
// program, and the seconds on the wall.
func (s *storedTown) spent(ctx context.Context, do func() error) (f Figure, err error) {
	var pids []uint32
	err = s.super.QueryRow(ctx, `
		SELECT coalesce(array_agg(pid), '{}') FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid()`).Scan(&pids)
	if err != nil {
		return f, err
	}
	backends := func() (sum float64) {
		for _, pid := range pids {
			sum += cpuOf(pid)
		}
		return sum
	}
	cpu, theirs, wall := ownCPU(), backends(), time.Now()
	err = do()
	f.Wall = time.Since(wall).Seconds()
	f.CPU = ownCPU() - cpu + backends() - theirs
	return f, err
}

// anew removes all exposures and has them computed and stored.
func (s *storedTown) anew(ctx context.Context, o often) (best Figure, err error) {
	begun := time.Now()
	for run := 0; run < o.runs || time.Since(begun) < o.wall; run++ {
		if _, err := s.super.Exec(ctx, `DELETE FROM exposure`); err != nil {
			return best, err
		}
		f, err := s.spent(ctx, func() error {
			_, err := s.service.Renew(ctx, s.Municipality, nil)
			return err
		})
		if err != nil {
			return best, err
		}
		if run == 0 || f.CPU < best.CPU {
			best = f
		}
		if f.Wall > enough {
			break
		}
	}
	return best, nil
}

// lamps breaks and mends lamps, one after another, in several rounds. Of each lamp the change
// that took least work counts: mean is the mean of those, worst the one that took most.
func (s *storedTown) lamps(ctx context.Context, rounds int) (mean, worst Figure, segments float64, err error) {
	all, err := s.db.Overlays().Objects(ctx, s.Code, overlay.Lamp)
	if err != nil {
		return mean, worst, 0, err
	}
	n := min(changedLamps, len(all))
	best := make([]Figure, n)
	for i := range best {
		best[i].CPU = math.Inf(1)
	}
	for round := range rounds + 1 {
		if round == 1 { // the one before warmed up
			s.renewed = 0
		}
		for i := range best {
			f, err := s.toggle(ctx, &all[i*len(all)/n])
			if err != nil {
				return mean, worst, 0, err
			}
			if round > 0 && f.CPU < best[i].CPU {
				best[i] = f
			}
		}
	}
	for _, f := range best {
		mean.CPU, mean.Wall = mean.CPU+f.CPU/float64(n), mean.Wall+f.Wall/float64(n)
		if f.CPU > worst.CPU {
			worst = f
		}
	}
	return mean, worst, float64(s.renewed) / float64(n*rounds), nil
}

// toggle breaks a lamp, or mends a broken one.
func (s *storedTown) toggle(ctx context.Context, lamp *overlay.Object) (Figure, error) {
	if lamp.Props.Status == overlay.Broken {
		lamp.Props.Status = overlay.Working
	} else {
		lamp.Props.Status = overlay.Broken
	}
	return s.spent(ctx, func() (err error) {
		*lamp, err = s.service.Update(ctx, s.Municipality, *lamp)
		return err
	})
}
