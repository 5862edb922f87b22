package main

import (
	"io"
	"slices"

	"tryggled/internal/hotspot/trend"
	"tryggled/internal/ingest"
	"tryggled/internal/lang"
)

type statsKnox struct {
	statsPoints
	Time         string    `required:"" placeholder:"COLUMN" help:"${flag_time}"`
	SpaceM       []float64 `name:"space" default:"0,50,100,200,400" placeholder:"METRES" help:"${flag_space}"`
	Days         []float64 `default:"7,14,28" placeholder:"DAYS" help:"${flag_days}"`
	Permutations int       `default:"999" placeholder:"N" help:"${flag_knox_permuted}"`
	Seed         uint64    `default:"1" placeholder:"N" help:"${flag_stats_seed}"`
	statsTimes
	statsThreads
	statsFile
}

// Run tells whether events follow each other near in space and time more than by chance.
func (s statsKnox) Run(c *call) error {
	loc, err := zone(s.Timezone)
	if err != nil {
		return err
	}
	t, err := s.read(c, ingest.TableOptions{Numbers: []string{s.X, s.Y}, Times: []string{s.Time}, Format: s.TimeFormat, Location: loc})
	if err != nil {
		return err
	}
	if err := moments(t, s.Time, t.From[0]); err != nil {
		return err
	}
	if len(s.SpaceM) == 0 || len(s.Days) == 0 {
		return wrongUse{lang.T("ange minst ett avstånd i --space och ett antal dagar i --days", "give at least one distance in --space and one number of days in --days")}
	}
	x, y := t.Numbers[0], t.Numbers[1]
	if err := s.metres(c, t, x, y); err != nil {
		return err
	}
	pairs, err := trend.PlanePairs(x, y, slices.Max(s.SpaceM))
	if err != nil {
		return err
	}
	found, err := trend.KnoxOf(c, pairs, t.From[0], trend.KnoxParams{
		SpaceM: s.SpaceM, TimeDays: s.Days, Permutations: s.Permutations, Seed: s.Seed, Threads: s.Threads, Zone: loc,
	})
	if err != nil {
		return err
	}
	c.tellVague(t, 0)
	c.tell(found.Text)
	c.tellApart(found)
	return s.write(c, knoxOf(found, s.Seed), func(w io.Writer) error { return writeKnox(w, found) })
}

// tellVague says of how many rows no hour is known.
func (c *call) tellVague(t *ingest.Table, column int) {
	vague := 0
	for row, from := range t.From[column] {
		if t.To[column][row] > from {
			vague++
		}
	}
	c.remarkCount(vague,
		lang.T("En tid är bara en dag eller månad; den räknas från dess början.", "One time is a day or a month only; it counts from its beginning."),
		lang.T("%d tider är bara en dag eller månad; de räknas från dess början.", "%d times are a day or a month only; they count from its beginning.", vague))
}

// tellApart says why the band of the same place holds nothing, where no two points share one.
func (c *call) tellApart(k trend.Knox) {
	same := slices.DeleteFunc(slices.Clone(k.Cells), func(cell trend.KnoxCell) bool { return cell.ToM > 0 })
	if len(same) == 0 || k.Events < 2 || slices.ContainsFunc(same, func(cell trend.KnoxCell) bool { return cell.Observed > 0 || cell.Expected > 0 }) {
		return
	}
	c.remark("Inga två punkter ligger på samma plats: raderna för 0 m är tomma.", "No two points share a place: the rows of 0 m are empty.")
}

// knoxCell is one band of distance and time for programs.
type knoxCell struct {
	FromM    float64 `json:"from_m"`
	ToM      float64 `json:"to_m"`
	FromDays float64 `json:"from_days"`
	ToDays   float64 `json:"to_days"`
	Observed int     `json:"observed"`
	Expected float64 `json:"expected"`
	Ratio    float64 `json:"ratio"`
	P        float64 `json:"p"`
}

func knoxOf(k trend.Knox, seed uint64) map[string]any {
	cells := make([]knoxCell, len(k.Cells))
	for i, cell := range k.Cells {
		cells[i] = knoxCell(cell)
	}
	return map[string]any{
		"events": k.Events, "pairs": k.Pairs, "permutations": k.Permutations, "seed": seed,
		"distance": k.Distance, "p": "permutation", "text": k.Text, "cells": cells,
	}
}

func writeKnox(w io.Writer, k trend.Knox) error {
	out := []byte("from_m,to_m,from_days,to_days,observed,expected,ratio,p\n")
	for _, cell := range k.Cells {
		values := []float64{cell.FromM, cell.ToM, cell.FromDays, cell.ToDays, float64(cell.Observed), cell.Expected, cell.Ratio, cell.P}
		for i, v := range values {
			if i > 0 {
				out = append(out, ',')
			}
			out = number(out, v)
		}
		out = append(out, '\n')
	}
	_, err := w.Write(out)
	return err
}
