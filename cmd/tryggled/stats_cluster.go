package main

import (
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot/cluster"
	"tryggled/internal/ingest"
	"tryggled/internal/lang"
)

type statsDBSCAN struct {
	statsPoints
	Eps       string  `default:"auto" placeholder:"METRES|auto" help:"${flag_eps_auto}"`
	MinPoints float64 `default:"10" placeholder:"N" help:"${flag_min_sum}"`
	Weight    string  `placeholder:"COLUMN" help:"${flag_cluster_weight}"`
	statsThreads
	statsFile
}

type statsSTDBSCAN struct {
	statsDBSCAN
	Time    string `required:"" placeholder:"COLUMN" help:"${flag_time}"`
	EpsTime string `default:"7d" placeholder:"7d" help:"${flag_eps_time}"`
	Cyclic  string `enum:",day,week" default:"" placeholder:"day|week" help:"${flag_cyclic}"`
	statsTimes
}

// clustered is the result of a clustering for programs. Labels are in the order of the
// rows, -1 for noise.
type clustered struct {
	EpsM         float64 `json:"eps"`
	EpsSuggested bool    `json:"eps_suggested"`
	EpsSeconds   float64 `json:"eps_time_seconds,omitempty"`
	MinPoints    float64 `json:"min_points"`
	Clusters     int     `json:"clusters"`
	Noise        int     `json:"noise"`
	Labels       []int32 `json:"labels"`
}

// Run gives each point the number of its cluster.
func (s statsDBSCAN) Run(c *call) error {
	t, p, err := s.points(c, ingest.TableOptions{})
	if err != nil {
		return err
	}
	found, params, err := s.params(c, p)
	if err != nil {
		return err
	}
	if found.Labels, err = cluster.DBSCAN(p, params); err != nil {
		return err
	}
	return s.show(c, t, found)
}

// Run gives each point the number of its cluster in space and time.
func (s statsSTDBSCAN) Run(c *call) error {
	loc, err := zone(s.Timezone)
	if err != nil {
		return err
	}
	eps, err := span(s.EpsTime)
	if err != nil {
		return err
	}
	t, p, err := s.points(c, ingest.TableOptions{Times: []string{s.Time}, Format: s.TimeFormat, Location: loc})
	if err != nil {
		return err
	}
	if err := moments(t, s.Time, t.From[0]); err != nil {
		return err
	}
	found, params, err := s.params(c, p)
	if err != nil {
		return err
	}
	periods := map[string]time.Duration{"day": 24 * time.Hour, "week": 7 * 24 * time.Hour}
	found.EpsSeconds = eps.Seconds()
	found.Labels, err = cluster.STDBSCAN(p, clockSeconds(t.From[0], s.Cyclic != "", loc), cluster.SpaceTime{
		Params: params, EpsT: found.EpsSeconds, PeriodT: periods[s.Cyclic].Seconds(),
	})
	if err != nil {
		return err
	}
	return s.show(c, t, found)
}

// clockSeconds are times as seconds: since 1970, or as clocks in a zone show them, where
// the hour of the day or week is what counts.
func clockSeconds(at []int64, local bool, loc *time.Location) []float64 {
	seconds := make([]float64, len(at))
	for i, unix := range at {
		if local {
			_, offset := time.Unix(unix, 0).In(loc).Zone()
			unix += int64(offset)
		}
		seconds[i] = float64(unix)
	}
	return seconds
}

// points reads the points, in metres, with their weights.
func (s statsDBSCAN) points(c *call, o ingest.TableOptions) (*ingest.Table, cluster.Points, error) {
	o.Numbers, o.KeepRows = []string{s.X, s.Y, s.Weight}, !s.JSON
	t, err := s.read(c, o)
	if err != nil {
		return nil, cluster.Points{}, err
	}
	p := cluster.Points{X: t.Numbers[0], Y: t.Numbers[1], Weight: t.Numbers[2]}
	if err := notNegative(t, s.Weight, p.Weight); err != nil {
		return nil, p, err
	}
	return t, p, s.metres(c, t, p.X, p.Y)
}

// params takes the radius as it is written, or suggests one and says how.
func (s statsDBSCAN) params(c *call, p cluster.Points) (clustered, cluster.Params, error) {
	found := clustered{MinPoints: s.MinPoints}
	if !(s.MinPoints > 0) || math.IsInf(s.MinPoints, 0) {
		return found, cluster.Params{}, fault.New(fault.Invalid, lang.T(
			"--min-points %v duger inte: skriv ett tal större än noll, som 10", "--min-points %v will not do: write a number above zero, such as 10", s.MinPoints))
	}
	if s.Eps == "auto" {
		eps, err := cluster.SuggestEps(p, int(min(math.Ceil(s.MinPoints), math.MaxInt32)))
		if err == nil && eps.M == 0 {
			err = fault.New(fault.Invalid, eps.Text)
		}
		if err != nil {
			return found, cluster.Params{}, err
		}
		c.tell(eps.Text)
		found.EpsM, found.EpsSuggested = eps.M, true
	} else {
		eps, err := strconv.ParseFloat(strings.Replace(s.Eps, ",", ".", 1), 64)
		if err != nil {
			return found, cluster.Params{}, fault.New(fault.Invalid, lang.T(
				"--eps %q är inget tal; skriv en radie i meter, som 25, eller auto", "--eps %q is no number; write a radius in metres, such as 25, or auto", s.Eps))
		}
		if !(eps > 0) || math.IsInf(eps, 0) {
			return found, cluster.Params{}, fault.New(fault.Invalid, lang.T(
				"--eps %s duger inte: radien är ett tal större än noll; skriv den i meter, som 25, eller auto",
				"--eps %s will not do: the radius is a number above zero; write it in metres, such as 25, or auto", s.Eps))
		}
		found.EpsM = eps
	}
	return found, cluster.Params{EpsM: found.EpsM, Min: s.MinPoints, Threads: s.Threads}, nil
}

// show counts the clusters and writes the rows with theirs.
func (s statsDBSCAN) show(c *call, t *ingest.Table, found clustered) error {
	for _, label := range found.Labels {
		found.Clusters = max(found.Clusters, int(label)+1)
		if label == cluster.Noise {
			found.Noise++
		}
	}
	err := s.write(c, found, func(w io.Writer) error {
		return t.Write(w, []string{"cluster"}, func(line []byte, row int, delimiter byte) []byte {
			return strconv.AppendInt(append(line, delimiter), int64(found.Labels[row]), 10)
		})
	})
	if err != nil {
		return err
	}
	c.remark("Punkter: %d. Kluster: %d. Brus: %d.", "Points: %d. Clusters: %d. Noise: %d.", t.Len(), found.Clusters, found.Noise)
	return nil
}

// zone is a time zone by its name.
func zone(name string) (*time.Location, error) {
	loc, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, fault.New(fault.Invalid, lang.T("tidszonen %q är okänd; skriv som Europe/Stockholm", "the time zone %q is unknown; write it as Europe/Stockholm", name))
	}
	return loc, nil
}
