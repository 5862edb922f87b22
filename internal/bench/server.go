package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tryggled/internal/fault"
	"tryggled/internal/pgserver"
)

// server is a private PostGIS in the folder of the run, with the reference points in it.
type server struct {
	*pgserver.Server
	conn *pgx.Conn
	pid  uint32 // of the backend that serves conn
}

const benchDatabase = "tryggled_bench"

// connected gives the server, started on first use. It returns Unavailable where PostGIS
// is not installed.
func (b *bench) connected(ctx context.Context) (*server, error) {
	if b.server != nil {
		return b.server, nil
	}
	private, err := pgserver.Start(ctx, pgserver.Options{Dir: b.path("postgis"), Holder: "tryggled bench"})
	if err != nil {
		return nil, err
	}
	s := &server{Server: private}
	err = private.CreateDatabase(ctx, benchDatabase, pgserver.Template)
	if err == nil {
		err = s.reconnect(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, private.Close())
	}
	b.server = s
	return s, nil
}

// noServer tells why there is no server for work that needs one; empty where there is one.
func (b *bench) noServer(ctx context.Context) (why string) {
	if why = b.wants(anchor{name: "postgis"}); why != "" {
		return why
	}
	if _, err := b.connected(ctx); fault.Is(err, fault.Unavailable) {
		return "not installed here"
	} else if err != nil {
		return "error: " + err.Error()
	}
	return ""
}

// reconnect gives the next measurement a backend of its own, whose memory is its alone.
func (s *server) reconnect(ctx context.Context) (err error) {
	if s.conn != nil {
		_ = s.conn.Close(ctx)
	}
	if s.conn, err = pgx.Connect(ctx, s.SuperuserURL(benchDatabase)); err == nil {
		s.pid = s.conn.PgConn().PID()
	}
	return err
}

func (b *bench) closeServer() error {
	if b.server == nil {
		return nil
	}
	_ = b.server.conn.Close(context.Background()) // a server that goes on without it stops all the same
	return b.server.Close()
}

// table makes the plain table of the reference points of a size, once, and gives its name.
func (b *bench) table(ctx context.Context, s *server, n int) (string, error) {
	name := fmt.Sprintf("point_%d", n)
	var there bool
	err := s.conn.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, name).Scan(&there)
	if there || err != nil {
		return name, err
	}
	p := b.points(n)
	_, err = s.conn.Exec(ctx, `CREATE TABLE `+name+` (id bigint PRIMARY KEY, x float8 NOT NULL, y float8 NOT NULL)`)
	if err != nil {
		return name, err
	}
	_, err = s.conn.CopyFrom(ctx, pgx.Identifier{name}, []string{"id", "x", "y"}, pgx.CopyFromSlice(n, func(i int) ([]any, error) {
		return []any{int64(i + 1), p.x[i], p.y[i]}, nil
	}))
	if err == nil {
		_, err = s.conn.Exec(ctx, `VACUUM ANALYZE `+name)
	}
	return name, err
}

func postGIS(run func(ctx context.Context, s *server, table string, eps float64) (clusters int, err error)) anchor {
	return anchor{name: "postgis", title: "PostGIS", run: func(ctx context.Context, b *bench, c work) (Figure, error) {
		s, err := b.connected(ctx)
		if fault.Is(err, fault.Unavailable) {
			return Figure{Problem: "not installed here"}, nil
		}
		if err != nil {
			return Figure{}, err
		}
		if s.conn.IsClosed() { // the one before took too long
			err = s.reconnect(ctx)
		}
		if err != nil {
			return Figure{}, err
		}
		table, err := b.table(ctx, s, c.points)
		if err == nil {
			err = s.reconnect(ctx)
		}
		if err != nil {
			return Figure{}, err
		}
		return s.measured(ctx, table, c.eps, run)
	}}
}

// measured runs a query and tells what its backend took.
func (s *server) measured(ctx context.Context, table string, eps float64,
	run func(context.Context, *server, string, float64) (int, error),
) (f Figure, err error) {
	err = s.conn.QueryRow(ctx, `SELECT 'PostGIS ' || postgis_lib_version()`).Scan(&f.Version)
	if err != nil {
		return f, err
	}
	wall, cpu := time.Now(), s.cpu()
	f.Clusters, err = run(ctx, s, table, eps)
	f.Wall, f.CPU = time.Since(wall).Seconds(), s.cpu()-cpu
	if f.Bytes = s.peak(); f.CPU < tick {
		f.Problem = "too short to measure"
	}
	return f, err
}

// clusterInPostGIS clusters without storing anything.
func clusterInPostGIS(ctx context.Context, s *server, table string, eps float64) (clusters int, err error) {
	err = s.conn.QueryRow(ctx, `
		SELECT coalesce(max(cluster), -1) + 1
		FROM (SELECT ST_ClusterDBSCAN(ST_MakePoint(x, y), $1, $2) OVER () AS cluster FROM `+table+`) AS labelled`,
		eps, minPoints).Scan(&clusters)
	return clusters, err
}

// tick is the grain in which Linux counts the CPU time of other processes, in seconds.
const tick = 0.01

// cpu is the CPU time of the backend so far, in seconds: fields utime and stime of
// /proc/PID/stat, which follow the name in parentheses as the 12th and 13th.
func (s *server) cpu() float64 {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11]) // numbers, by proc(5)
	system, _ := strconv.Atoi(fields[12])
	return float64(user+system) * tick
}

// peak is the most memory that the backend held, in bytes, shared buffers included.
func (s *server) peak() int64 { return peakOf(strconv.Itoa(int(s.pid))) }
