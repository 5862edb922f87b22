package postgres_test

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"tryggled/internal/geo"
	"tryggled/internal/hotspot/cluster"
	"tryggled/internal/hotspot/cluster/clustertest"
	"tryggled/internal/postgres/pgtest"
)

// TestDBSCANEqualsPostGIS holds the labels of DBSCAN against those of ST_ClusterDBSCAN.
func TestDBSCANEqualsPostGIS(t *testing.T) {
	conn := connected(t, pgtest.OwnerURL(t))
	for name, p := range clusterings(t) {
		for _, params := range []cluster.Params{{EpsM: 10, Min: 10}, {EpsM: 25, Min: 10}, {EpsM: 60, Min: 40}, {EpsM: 5, Min: 2}} {
			t.Run(fmt.Sprintf("%s/eps=%v/min=%v", name, params.EpsM, params.Min), func(t *testing.T) {
				ours, err := cluster.DBSCAN(p, params)
				check(t, err)
				theirs := postgisLabels(t, conn, p, params)
				samePartition(t, p, params, ours, theirs)
			})
		}
	}
}

// clusterings are points made for the purpose and, where they are to be had, real ones.
func clusterings(t *testing.T) map[string]cluster.Points {
	town := cluster.Points{}
	town.X, town.Y = clustertest.Reference(10_000, 7)
	for i := range town.X { // as far from zero as in Sweden
		town.X[i], town.Y[i] = town.X[i]+580_000, town.Y[i]+6_600_000
	}
	anchors, r := cluster.Points{}, rand.New(rand.NewPCG(1, 2))
	for range 8_000 { // on a lattice of 5 m, so that many are just eps apart, up to some hundred on one
		anchors.X = append(anchors.X, 5*float64(r.IntN(1+r.IntN(120))))
		anchors.Y = append(anchors.Y, 5*float64(r.IntN(1+r.IntN(120))))
	}
	all := map[string]cluster.Points{"town": town, "anchors": anchors}
	dir := os.Getenv("TRYGGLED_REAL_DATA")
	if dir == "" {
		t.Log("TRYGGLED_REAL_DATA is not set: no real data to test on")
		return all
	}
	all["London"] = realPoints(t, filepath.Join(dir, "london", "street_crime_2018-04_2019-12.csv.gz"), "longitude", "latitude", 27700)
	all["Boston"] = realPoints(t, filepath.Join(dir, "boston", "boston_311_2015_safety_types.csv.gz"), "lon", "lat", 26986)
	return all
}

// realPoints reads the points of a file of longitudes and latitudes, in metres.
func realPoints(t *testing.T, file, lon, lat string, crs geo.CRS) (p cluster.Points) {
	f, err := os.Open(file)
	check(t, err)
	defer func() { _ = f.Close() }()
	plain, err := gzip.NewReader(f)
	check(t, err)
	metres, err := geo.NewProjector(crs)
	check(t, err)
	rows := csv.NewReader(plain)
	header, err := rows.Read()
	check(t, err)
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return p
		}
		check(t, err)
		x, errX := strconv.ParseFloat(row[slices.Index(header, lon)], 64)
		y, errY := strconv.ParseFloat(row[slices.Index(header, lat)], 64)
		if errX != nil || errY != nil {
			continue // a report without a place
		}
		at, err := metres.Metric(orb.Point{x, y})
		check(t, err)
		p.X, p.Y = append(p.X, at[0]), append(p.Y, at[1])
	}
}

func postgisLabels(t *testing.T, conn *pgx.Conn, p cluster.Points, params cluster.Params) []int32 {
	t.Helper()
	rows, err := conn.Query(t.Context(), `
		SELECT coalesce(cluster, -1) FROM (
			SELECT row, ST_ClusterDBSCAN(ST_MakePoint(x, y), @eps, @min) OVER () AS cluster
			FROM unnest(@x::float8[], @y::float8[]) WITH ORDINALITY AS point (x, y, row)) AS labelled
		ORDER BY row`,
		pgx.NamedArgs{"x": p.X, "y": p.Y, "eps": params.EpsM, "min": int(params.Min)})
	check(t, err)
	labels, err := pgx.CollectRows(rows, pgx.RowTo[int32])
	check(t, err)
	return labels
}

// samePartition compares labels whose numbers differ: the same noise, cores together in
// the one where they are in the other, and a border point with a core of its cluster near.
func samePartition(t *testing.T, p cluster.Points, params cluster.Params, ours, theirs []int32) {
	t.Helper()
	if len(ours) != len(theirs) {
		t.Fatalf("%d labels, PostGIS has %d", len(ours), len(theirs))
	}
	near := neighbours(p, params.EpsM)
	core := make([]bool, len(ours))
	for i := range core {
		core[i] = len(near[i]) >= int(params.Min)
	}
	toTheirs, toOurs := map[int32]int32{}, map[int32]int32{}
	for i, k := range ours {
		if (k == cluster.Noise) != (theirs[i] == cluster.Noise) {
			t.Fatalf("point %d: %d, PostGIS says %d", i, k, theirs[i])
		}
		if core[i] {
			if first, seen := toTheirs[k]; seen && first != theirs[i] {
				t.Fatalf("PostGIS divides our cluster %d into %d and %d", k, first, theirs[i])
			}
			if first, seen := toOurs[theirs[i]]; seen && first != k {
				t.Fatalf("we divide PostGIS's cluster %d into %d and %d", theirs[i], first, k)
			}
			toTheirs[k], toOurs[theirs[i]] = theirs[i], k
		} else if k != cluster.Noise && !slices.ContainsFunc(near[i], func(j int) bool { return core[j] && ours[j] == k }) {
			t.Fatalf("border point %d is in cluster %d, none of whose cores is near", i, k)
		}
	}
	t.Logf("%d points, %d clusters, %d noise", len(ours), len(toTheirs), len(ours)-count(ours))
}

func count(labels []int32) (clustered int) {
	for _, k := range labels {
		if k != cluster.Noise {
			clustered++
		}
	}
	return clustered
}

// neighbours are each point's, itself included, by a sweep along x.
func neighbours(p cluster.Points, eps float64) [][]int {
	order := make([]int, len(p.X))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if p.X[a] < p.X[b] {
			return -1
		}
		if p.X[a] > p.X[b] {
			return 1
		}
		return 0
	})
	near := make([][]int, len(order))
	for a, i := range order {
		for _, j := range order[a:] {
			dx, dy := p.X[j]-p.X[i], p.Y[j]-p.Y[i]
			if dx > eps {
				break
			}
			if dx*dx+dy*dy <= eps*eps {
				near[i] = append(near[i], j)
				if i != j {
					near[j] = append(near[j], i)
				}
			}
		}
	}
	return near
}
