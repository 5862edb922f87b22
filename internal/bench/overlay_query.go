package bench

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// rival measures a query in PostGIS on what ready put there: of several runs the one that took
// fewest CPU seconds, on one core and without compiling the query first. Each run computes a
// value for each row and gives only their number and sum, so that no time goes into sending them.
func (b *bench) rival(ctx context.Context, ready func(context.Context, *server) error, values string) (f Figure, s *server, err error) {
	f.By = "PostGIS"
	if f.Problem = b.noServer(ctx); f.Problem != "" {
		return f, nil, ctx.Err()
	}
	s = b.server
	if err := ready(ctx, s); err != nil {
		return f, s, err
	}
	if err := s.reconnect(ctx); err != nil {
		return f, s, err
	}
	if _, err := s.conn.Exec(ctx, `SET max_parallel_workers_per_gather = 0; SET jit = off; SET work_mem = '256MB'`); err != nil {
		return f, s, err
	}
	if err := s.conn.QueryRow(ctx, `SELECT 'PostGIS ' || postgis_lib_version()`).Scan(&f.Version); err != nil {
		return f, s, err
	}
	limited, cancel := context.WithTimeout(ctx, b.Patience)
	defer cancel()
	err = s.fastest(limited, b.often(), `SELECT count(*), coalesce(sum(value), 0) FROM (`+values+`) AS v`, &f)
	if limited.Err() != nil && ctx.Err() == nil {
		f.Problem, err = "over "+strings.Replace(b.Patience.String(), "m0s", "m", 1), nil
	}
	return f, s, err
}

// fastest runs a query several times and keeps the run that took fewest CPU seconds.
func (s *server) fastest(ctx context.Context, o often, query string, f *Figure) error {
	var count int64
	var sum float64
	begun := time.Now()
	for run := 0; run <= o.runs || time.Since(begun) < o.wall; run++ { // the first one warms up
		cpu, wall := cpuOf(s.pid), time.Now()
		if err := s.conn.QueryRow(ctx, query).Scan(&count, &sum); err != nil {
			return err
		}
		took, waited := cpuOf(s.pid)-cpu, time.Since(wall).Seconds()
		if run == 1 || run > 1 && took < f.CPU || waited > enough {
			f.CPU, f.Wall = took, waited
		}
		if waited > enough {
			break
		}
	}
	f.Bytes = s.peak()
	return nil
}

// against sets a rival's ratio to our first figure, unless it has other results.
func (f *Figure) against(ours Figure, ourValues, theirValues map[int64]float64, slack func(id int64) float64) {
	if f.Problem != "" {
		return
	}
	for id, our := range ourValues {
		their := theirValues[id]
		if d := our - their; !(max(d, -d) <= slack(id)) {
			f.Problem = fmt.Sprintf("error: number %d of %d is %g there and %g here", id, len(ourValues), their, our)
			return
		}
	}
	if len(ourValues) != len(theirValues) {
		f.Problem = fmt.Sprintf("error: %d values there and %d here", len(theirValues), len(ourValues))
		return
	}
	f.Ratio = f.CPU / ours.CPU
}

// values reads the rows of a query: a number and its value.
func (s *server) values(ctx context.Context, query string) (map[int64]float64, error) {
	rows, err := s.conn.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	all := map[int64]float64{}
	var id int64
	var value float64
	_, err = pgx.ForEachRow(rows, []any{&id, &value}, func() error {
		all[id] = value
		return nil
	})
	return all, err
}

// cpuOf is the CPU time of a process of one thread so far, in seconds: by the first field of
// its schedstat, in nanoseconds, which is finer than the ticks of its stat.
func cpuOf(pid uint32) float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/schedstat", pid))
	if err != nil {
		return (&server{pid: pid}).cpu()
	}
	first, _, _ := strings.Cut(string(raw), " ")
	ns, _ := strconv.ParseInt(first, 10, 64) // a number, by the kernel's sched-stats.rst
	return float64(ns) / 1e9
}

// fill makes a table anew of rows that begin with a number, adds a geometry made of its
// columns, puts it in the order of its index, and indexes and analyses it.
func (s *server) fill(ctx context.Context, table, columns string, n int, row func(i int) []any, geom string) error {
	if _, err := s.conn.Exec(ctx, `DROP TABLE IF EXISTS raw; CREATE TEMPORARY TABLE raw (id bigint, `+columns+`)`); err != nil {
		return err
	}
	names := []string{"id"}
	for column := range strings.SplitSeq(columns, ", ") {
		name, _, _ := strings.Cut(column, " ")
		names = append(names, name)
	}
	_, err := s.conn.CopyFrom(ctx, pgx.Identifier{"raw"}, names, pgx.CopyFromSlice(n, func(i int) ([]any, error) { return row(i), nil }))
	if err != nil {
		return err
	}
	_, err = s.conn.Exec(ctx, `
		DROP TABLE IF EXISTS `+table+`;
		CREATE TABLE `+table+` AS SELECT raw.*, `+geom+` AS geom FROM raw ORDER BY geom;
		CREATE INDEX ON `+table+` USING gist (geom)`)
	if err == nil {
		_, err = s.conn.Exec(ctx, `VACUUM ANALYZE `+table)
	}
	return err
}
