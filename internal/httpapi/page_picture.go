package httpapi

import (
	"tryggled/internal/hotspot"
	"tryggled/internal/hotspot/backtest"
	"tryggled/internal/lang"
)

// groundView is what stands behind one hotspot of the page, a sentence each.
type groundView struct {
	hotspot.Hotspot
	Grounds []lang.Text
}

func viewGrounds(hotspots []hotspot.Hotspot) []groundView {
	views := make([]groundView, len(hotspots))
	for i, h := range hotspots {
		said := []lang.Text{h.Significance.Text}
		if h.FewReporters {
			said = append(said, words["few_reporters"])
		}
		for _, f := range h.Factors {
			said = append(said, f.Text)
		}
		said = append(said, h.Trend.Rule, h.Light.Text)
		if h.Profile != nil {
			said = append(said, h.Profile.Text)
		}
		views[i] = groundView{Hotspot: h, Grounds: spoken(said)}
	}
	return views
}

// spoken leaves out what says nothing.
func spoken(texts []lang.Text) []lang.Text {
	var kept []lang.Text
	for _, t := range texts {
		if !t.IsZero() {
			kept = append(kept, t)
		}
	}
	return kept
}

// saidView is a heading of the page's picture with its sentences.
type saidView struct {
	Word  string // a key of words
	Texts []lang.Text
}

// viewPicture is what an analysis tells of the whole area; nothing of an analysis from
// before pictures were made.
func viewPicture(p hotspot.Picture) []saidView {
	var repeats, terrain, calendar []lang.Text
	for _, k := range p.NearRepeat {
		repeats = append(repeats, k.Text)
	}
	for _, f := range p.Terrain.Factors {
		terrain = append(terrain, f.Text)
	}
	for _, w := range p.Calendar {
		if w.Certain {
			calendar = append(calendar, lang.T("%s: %s", "%s: %s", w.Name, w.Text))
		}
	}
	var said []saidView
	for _, s := range []saidView{
		{"significance", []lang.Text{p.Significance.Note}},
		{"change", []lang.Text{p.Change.Text}},
		{"light", []lang.Text{p.Light.Text}},
		{"near_repeat", repeats},
		{"terrain", append(terrain, p.Terrain.Note)},
		{"calendar", calendar},
	} {
		if s.Texts = spoken(s.Texts); s.Texts != nil {
			said = append(said, s)
		}
	}
	return said
}

// trialView is a back test on the page: each method at one share.
type trialView struct {
	backtest.Result
	Percent int // of the whole, which the methods choose
	Methods []methodView
}

type methodView struct {
	Title                  lang.Text
	Baseline               bool
	Hits, PAI, AlongStreet lang.Text
}

// shownShare is the share of the area and of the streets that the page tells of.
const shownShare = 0.05

// viewTrial is nil where nothing was tested.
func viewTrial(r backtest.Result) *trialView {
	if r.Events == 0 && r.Note.IsZero() {
		return nil
	}
	view := trialView{Result: r, Percent: 100 * shownShare}
	along := map[string]lang.Text{}
	for _, l := range r.Lines {
		if l.Share == shownShare && l.Units == backtest.StreetLength {
			along[l.Method] = spread(l.PAI)
		}
	}
	for _, l := range r.Lines {
		if l.Share == shownShare && l.Units == backtest.Area {
			view.Methods = append(view.Methods, methodView{
				Title: l.Title, Baseline: l.Baseline, PAI: spread(l.PAI), AlongStreet: along[l.Method],
				Hits: lang.T("%s %%", "%s%%", lang.Decimal(100*l.HitRate.Mean, 0)),
			})
		}
	}
	return &view
}

// spread writes a mean with the least and the most.
func spread(s backtest.Spread) lang.Text {
	if s.N < 2 {
		return lang.Decimal(s.Mean, 1)
	}
	return lang.T("%s (%s–%s)", "%s (%s–%s)", lang.Decimal(s.Mean, 1), lang.Decimal(s.Min, 1), lang.Decimal(s.Max, 1))
}
