package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"tryggled/internal/bench"
)

type benchOverlay struct {
	Km            float64       `default:"100" placeholder:"KM" help:"${flag_bench_km}"`
	Real          string        `type:"path" placeholder:"DIR" help:"${flag_bench_real}"`
	PostGIS       bool          `name:"postgis" default:"true" negatable:"" help:"${flag_bench_postgis}"`
	Runs          int           `default:"5" placeholder:"N" help:"${flag_runs}"`
	AnchorTimeout time.Duration `default:"10m" placeholder:"TIME" help:"${flag_anchor_timeout}"`
	JSON          bool          `name:"json" xor:"form" help:"${flag_json}"`
	Markdown      bool          `xor:"form" help:"${flag_markdown}"`
	Output        string        `short:"o" default:"-" type:"path" placeholder:"FILE" help:"${flag_output}"`
}

// Run measures the overlays and prints figures and ratios.
func (b benchOverlay) Run(c *call) error {
	report, err := bench.RunOverlays(c, bench.OverlayOptions{
		Km: b.Km, Real: b.Real, PostGIS: b.PostGIS, Runs: b.Runs, Patience: b.AnchorTimeout,
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
			return report.Markdown(w, "tryggled "+b.told(c.written))
		}
		return report.Text(w)
	})
}

// told is the command as it was written, without where this machine has its real data.
func (b benchOverlay) told(written string) string {
	if b.Real == "" {
		return written
	}
	return strings.ReplaceAll(written, b.Real, "DIR")
}
