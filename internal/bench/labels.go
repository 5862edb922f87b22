package bench

import (
	"context"
	"fmt"

	"tryggled/internal/hotspot/cluster"
)

// labels is the way from a table of points to a table of labels: read, clustered, stored.
func (b *bench) labels(n int, eps float64) work {
	targets := map[float64]float64{10: 40, 25: 120}
	return work{
		work: fmt.Sprintf("table to stored labels, eps %v m", eps), points: n, threads: 2, eps: eps,
		target:  b.ifMillion(n, targets[eps]),
		outside: func() float64 { return b.server.cpu() },
		server:  true,
		ours: func(ctx context.Context, threads int) (int, error) {
			table, err := b.table(ctx, b.server, n)
			if err != nil {
				return 0, err
			}
			return b.server.label(ctx, table, eps, threads)
		},
		anchors: []anchor{postGIS(labelInPostGIS)},
	}
}

const emptyLabels = `
	CREATE TABLE IF NOT EXISTS label (id bigint NOT NULL, cluster integer NOT NULL);
	TRUNCATE label`

// label clusters the points of a table in this process: they come and the labels go by
// binary COPY, in one transaction.
func (s *server) label(ctx context.Context, table string, eps float64, threads int) (clusters int, err error) {
	tx, err := s.conn.Begin(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback(ctx) }() // after Commit it does nothing
	if _, err := tx.Exec(ctx, emptyLabels); err != nil {
		return 0, err
	}
	conn := s.conn.PgConn()
	var in pointReader
	if _, err := conn.CopyTo(ctx, &in, `COPY (SELECT id, x, y FROM `+table+`) TO STDOUT (FORMAT binary)`); err != nil {
		return 0, err
	}
	labels, err := cluster.DBSCAN(cluster.Points{X: in.x, Y: in.y}, cluster.Params{EpsM: eps, Min: minPoints, Threads: threads})
	if err != nil {
		return 0, err
	}
	_, err = conn.CopyFrom(ctx, &labelWriter{ids: in.ids, labels: labels}, `COPY label (id, cluster) FROM STDIN (FORMAT binary)`)
	if err != nil {
		return 0, err
	}
	return clustersOf(labels), tx.Commit(ctx)
}

// labelInPostGIS does the same within the database.
func labelInPostGIS(ctx context.Context, s *server, table string, eps float64) (clusters int, err error) {
	tx, err := s.conn.Begin(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback(ctx) }() // after Commit it does nothing
	if _, err := tx.Exec(ctx, emptyLabels); err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO label (id, cluster)
		SELECT id, coalesce(ST_ClusterDBSCAN(ST_MakePoint(x, y), $1, $2) OVER (), -1) FROM `+table, eps, minPoints)
	if err != nil {
		return 0, err
	}
	return 0, tx.Commit(ctx)
}
