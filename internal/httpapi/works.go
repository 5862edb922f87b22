package httpapi

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"tryggled/api"
	"tryggled/internal/export"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/municipality"
)

// Works makes the lists of work that lamps and greenery need, takes back what has become of
// it, and works out what proposed objects would change.
type Works interface {
	Worklist(ctx context.Context, m municipality.Municipality, list measure.List, o measure.Options) (measure.Worklist, error)
	ReadBack(ctx context.Context, m municipality.Municipality, marks []measure.Mark) (measure.ReadBack, error)
	WhatIf(ctx context.Context, m municipality.Municipality, p measure.Proposal, open bool) (measure.Outcome, error)
	Dossier(ctx context.Context, m municipality.Municipality, d measure.Draft) (measure.Dossier, error)
}

// seesOpen reports whether the asker sees open categories alone.
func seesOpen(ctx context.Context) bool {
	access, _ := identity.AccessOf(ctx)
	return access.Rule.Span != identity.AllCategories
}

// listAsked is what the forms of a work list have in common.
type listAsked struct {
	municipality string
	list         api.ListParam
	owner        string
	lang         api.Lang
	known        string
}

// worklist answers with a work list in a form. Reports are counted of the year until now, so
// that a new day is a new list.
func (s *Server) worklist(ctx context.Context, asked listAsked, answer file, suffix string,
	write func(w io.Writer, m municipality.Municipality, l measure.Worklist, in lang.Lang) error,
) (file, error) {
	m, err := s.municipality(ctx, asked.municipality)
	if err != nil {
		return file{}, err
	}
	list, err := measure.ParseList(string(asked.list))
	if err != nil {
		return file{}, err
	}
	if suffix != "" {
		answer.name = fmt.Sprintf("%s-%s%s%s.%s", m.Slug, list, ownerOf(asked.owner), markOf(m), suffix)
	}
	answer.variant = s.now().In(m.Location()).Format(time.DateOnly)
	in := orLang(asked.lang, ask(ctx).lang)
	return s.frozen(ctx, m, in, asked.known, answer, func(w io.Writer) error {
		made, err := s.Works.Worklist(ctx, m, list, measure.Options{Params: measure.Params{Open: seesOpen(ctx)}, Owner: asked.owner})
		if err != nil {
			return err
		}
		return write(w, m, made, in)
	})
}

// ownerOf is a unit's part of the name of a file.
func ownerOf(owner string) string {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, owner)
	if plain == "" {
		return ""
	}
	return "-" + plain
}

// GetWorklist answers with a work list.
func (s *Server) GetWorklist(ctx context.Context, r api.GetWorklistRequestObject) (api.GetWorklistResponseObject, error) {
	q := r.Params
	return s.worklist(ctx, listAsked{r.Municipality, r.List, q.Owner, q.Lang, q.IfNoneMatch}, file{mediaType: mediaJSON}, "",
		func(w io.Writer, m municipality.Municipality, l measure.Worklist, _ lang.Lang) error {
			return export.WorklistJSON(w, m, l)
		})
}

// GetWorklistCSV answers with a work list as a table for the owner's system.
func (s *Server) GetWorklistCSV(ctx context.Context, r api.GetWorklistCSVRequestObject) (api.GetWorklistCSVResponseObject, error) {
	q := r.Params
	return s.worklist(ctx, listAsked{r.Municipality, r.List, q.Owner, q.Lang, q.IfNoneMatch}, file{mediaType: mediaCSV}, "csv", export.WorklistCSV)
}

// GetWorklistGeoJSON answers with a work list as a map layer.
func (s *Server) GetWorklistGeoJSON(ctx context.Context, r api.GetWorklistGeoJSONRequestObject) (api.GetWorklistGeoJSONResponseObject, error) {
	q := r.Params
	return s.worklist(ctx, listAsked{r.Municipality, r.List, q.Owner, q.Lang, q.IfNoneMatch}, file{mediaType: mediaGeoJSON}, "geojson", export.WorklistGeoJSON)
}

// GetWorklistSheet answers with a work list to print, for one unit where it is named.
func (s *Server) GetWorklistSheet(ctx context.Context, r api.GetWorklistSheetRequestObject) (api.GetWorklistSheetResponseObject, error) {
	q := r.Params
	asked := listAsked{r.Municipality, r.List, q.Owner, q.Lang, q.IfNoneMatch}
	return s.worklist(ctx, asked, file{mediaType: mediaHTML}, "", s.sheet(ctx, q.Owner, export.WorklistSheet))
}

// GetWorklistPDF answers with a work list to print as PDF.
func (s *Server) GetWorklistPDF(ctx context.Context, r api.GetWorklistPDFRequestObject) (api.GetWorklistPDFResponseObject, error) {
	q := r.Params
	asked := listAsked{r.Municipality, r.List, q.Owner, q.Lang, q.IfNoneMatch}
	return s.worklist(ctx, asked, file{mediaType: mediaPDF}, "pdf", s.sheet(ctx, q.Owner, export.WorklistPDF))
}

// sheet writes a work list with maps of where the work is.
func (s *Server) sheet(ctx context.Context, owner string, write func(w io.Writer, s export.Scene, l measure.Worklist, owner string) error) func(
	io.Writer, municipality.Municipality, measure.Worklist, lang.Lang) error {
	return func(w io.Writer, m municipality.Municipality, l measure.Worklist, in lang.Lang) error {
		ground := export.Ground{Areas: s.Municipalities, Streets: s.Streets, Overlays: s.Overlays}
		scene, err := ground.Scene(ctx, m, in)
		if err != nil {
			return err
		}
		return write(w, scene, l, owner)
	}
}

// ReadBack takes in what has become of the work.
func (s *Server) ReadBack(ctx context.Context, r api.ReadBackRequestObject) (api.ReadBackResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	marks, rejected, err := marksOf(r)
	if err != nil {
		return nil, err
	}
	back, err := s.Works.ReadBack(ctx, m, marks)
	back.Rejected = append(rejected, back.Rejected...)
	return jsonOf{back}, err
}

// marksOf reads the marks of either form.
func marksOf(r api.ReadBackRequestObject) ([]measure.Mark, []measure.Reject, error) {
	if r.JSONBody == nil {
		return measure.ParseMarks(r.Body, "body")
	}
	var marks []measure.Mark
	var bad []fault.Field
	for i, b := range r.JSONBody.Marks {
		mark := measure.Mark{Line: i + 1, Key: b.Key, Pole: b.Pole, Owner: b.Owner, State: measure.State(b.State), Remark: b.Remark}
		if b.Key == "" && b.Pole == "" {
			bad = append(bad, fault.Field{Name: fmt.Sprintf("marks[%d].key", i), Text: lang.T(
				"saknas; ange key eller pole", "is missing; give key or pole")})
		}
		if b.On != "" {
			var err error
			if mark.On, err = time.Parse(time.DateOnly, b.On); err != nil {
				bad = append(bad, fault.Field{Name: fmt.Sprintf("marks[%d].on", i), Text: lang.T(
					"är inget datum; skriv det som 2026-11-20", "is no date; write it as 2026-11-20")})
			}
		}
		marks = append(marks, mark)
	}
	return marks, nil, mismatch(bad)
}

// VisitReadBackResponse writes the answer.
func (j jsonOf) VisitReadBackResponse(w http.ResponseWriter) error { return j.write(w) }
