package httpapi

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"

	"tryggled/api"
	"tryggled/internal/export"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

// dossier makes what a body asks for.
func (s *Server) dossier(ctx context.Context, slug string, b *api.NewDossier) (municipality.Municipality, measure.Dossier, error) {
	m, p, err := s.place(ctx, slug)
	if err != nil {
		return m, measure.Dossier{}, err
	}
	draft, err := draftOf(m, p, *b)
	if err != nil {
		return m, measure.Dossier{}, err
	}
	draft.Open = seesOpen(ctx)
	made, err := s.Works.Dossier(ctx, m, draft)
	return m, made, AsGiven(err)
}

func draftOf(m municipality.Municipality, p *geo.Projector, b api.NewDossier) (measure.Draft, error) {
	in := input{m: m}
	d := measure.Draft{
		Operator: b.Operator, Police: b.Police, Purpose: b.Purpose, Outside: b.Outside,
		Since: in.instant("since", b.Since), Until: in.instant("until", b.Until),
	}
	if b.Name != "" {
		d.Name = lang.Same(b.Name)
	}
	var err error
	d.Area, err = readArea(p, b.Area)
	in.note("area", err)
	for i, given := range b.Cameras {
		name := fmt.Sprintf("cameras[%d]", i)
		o, err := readObject(p, overlay.Camera, given)
		in.note(name, under(name, err))
		d.Cameras = append(d.Cameras, o)
	}
	return d, in.err()
}

// MakeDossier answers with a dossier.
func (s *Server) MakeDossier(ctx context.Context, r api.MakeDossierRequestObject) (api.MakeDossierResponseObject, error) {
	m, d, err := s.dossier(ctx, r.Municipality, r.Body)
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	err = export.DossierJSON(&body, m, d)
	return made{mediaType: mediaJSON, body: body.Bytes()}, err
}

// MakeDossierHTML answers with a dossier to read and print.
func (s *Server) MakeDossierHTML(ctx context.Context, r api.MakeDossierHTMLRequestObject) (api.MakeDossierHTMLResponseObject, error) {
	return s.printed(ctx, r.Municipality, r.Body, r.Params.Lang, mediaHTML, export.DossierHTML)
}

// MakeDossierPDF answers with a dossier as PDF.
func (s *Server) MakeDossierPDF(ctx context.Context, r api.MakeDossierPDFRequestObject) (api.MakeDossierPDFResponseObject, error) {
	return s.printed(ctx, r.Municipality, r.Body, r.Params.Lang, mediaPDF, export.DossierPDF)
}

// printed is a dossier as a document. One that is saved has the head of the audit log beside it.
func (s *Server) printed(ctx context.Context, slug string, b *api.NewDossier, l api.Lang, media string,
	write func(w io.Writer, s export.Scene, d measure.Dossier) error,
) (made, error) {
	m, d, err := s.dossier(ctx, slug, b)
	if err != nil {
		return made{}, err
	}
	ground := export.Ground{Areas: s.Municipalities, Streets: s.Streets, Overlays: s.Overlays}
	scene, err := ground.Scene(ctx, m, orLang(l, ask(ctx).lang))
	if err != nil {
		return made{}, err
	}
	var body bytes.Buffer
	if err := write(&body, scene, d); err != nil {
		return made{}, err
	}
	answer := made{mediaType: media, body: body.Bytes()}
	if media == mediaPDF {
		answer.name = m.Slug + "-kameror" + markOf(m) + ".pdf"
		answer.auditHead, err = s.stamp(ctx, m)
	}
	return answer, err
}

// VisitMakeDossierResponse and the methods after it make a dossier the answer.
func (a made) VisitMakeDossierResponse(w http.ResponseWriter) error     { return a.write(w) }
func (a made) VisitMakeDossierHTMLResponse(w http.ResponseWriter) error { return a.write(w) }
func (a made) VisitMakeDossierPDFResponse(w http.ResponseWriter) error  { return a.write(w) }
