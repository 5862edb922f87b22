package main

import (
	"fmt"
	"io"
	"time"

	"tryggled/internal/bench"
)

// benchCommand measures the program beside others.
type benchCommand struct {
	Cluster      benchCluster      `cmd:"" help:"${bench_cluster}"`
	Overlay      benchOverlay      `cmd:"" help:"${bench_overlay}"`
	Orienteering benchOrienteering `cmd:"" help:"${bench_orienteering}"`
}

type benchCluster struct {
	Points        int           `default:"1000000" placeholder:"N" help:"${flag_bench_points}"`
	Anchors       []string      `default:"postgis,scikit-learn,r,numpy" placeholder:"NAME" help:"${flag_anchors}"`
	Runs          int           `default:"5" placeholder:"N" help:"${flag_runs}"`
	AnchorTimeout time.Duration `default:"10m" placeholder:"TIME" help:"${flag_anchor_timeout}"`
	JSON          bool          `name:"json" xor:"form" help:"${flag_json}"`
	Markdown      bool          `xor:"form" help:"${flag_markdown}"`
	Output        string        `short:"o" default:"-" type:"path" placeholder:"FILE" help:"${flag_output}"`
}

// Run measures the methods behind the hotspots and prints figures and ratios.
func (b benchCluster) Run(c *call) error {
	report, err := bench.Run(c, bench.Options{
		Points: b.Points, Anchors: b.Anchors, Runs: b.Runs, Patience: b.AnchorTimeout,
		Progress: func(what string) { fmt.Fprintln(c.err, what) },
	})
	if err != nil {
		return err
	}
	return c.create(b.Output, func(w io.Writer) error {
		switch {
		case b.JSON:
			return report.JSON(w)
		case b.Markdown:
			return report.Markdown(w, "tryggled "+c.written)
		}
		return report.Text(w)
	})
}
