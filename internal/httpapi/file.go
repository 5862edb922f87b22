package httpapi

import (
	"bytes"
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"strconv"
	"strings"

	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// file is an answer that is frozen, or nearly so, and was written whole: a result, a
// drawing, a route. It is the answer of each operation that a method below names.
type file struct {
	mediaType string
	name      string // to save it under; empty where it is to be looked at
	etag      string
	auditHead string // of files that are saved
	variant   any    // what else the answer depends on
	next      string // the address of the next page, where the answer is one of several
	body      []byte
	unchanged bool // the client has it already
}

// frozen answers with a file in a language, or says that the client has it already. The
// tag is known before anything is fetched: every answer about a municipality is made of
// its revision, the address, the language, the program, and who asks with what access.
// Whoever sends * has any state of it: whether there is one is known when it is written.
func (s *Server) frozen(ctx context.Context, m municipality.Municipality, l lang.Lang, known string, f file, write func(w io.Writer) error) (_ file, err error) {
	f.etag = entityTag(s.Version, m.Code, m.Revision, ask(ctx).url.RequestURI(), l, viewOf(ctx), f.variant)
	if matches(known, f.etag) {
		f.unchanged = true
		return f, nil
	}
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return f, err
	}
	f.body, f.unchanged = b.Bytes(), strings.TrimSpace(known) == "*"
	if f.name == "" {
		return f, nil
	}
	f.auditHead, err = s.stamp(ctx, m)
	return f, err
}

// viewOf tells the views of an answer apart: two readers who may see different things of
// it never share a tag.
func viewOf(ctx context.Context) string {
	access, _ := identity.AccessOf(ctx)
	view := fmt.Sprint(access.Role, access.Actor.Way, access.Rule)
	if k := access.Actor.Key; k != nil {
		view += fmt.Sprint(k.Collections)
	}
	if l := access.Actor.Link; l != nil {
		view += fmt.Sprint(*l)
	}
	return view
}

func (f file) write(w http.ResponseWriter) error {
	h := w.Header()
	h.Set("ETag", f.etag)
	h.Set("Cache-Control", revalidate)
	if f.unchanged {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", f.mediaType)
	if f.name != "" {
		h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", f.name))
	}
	if f.next != "" {
		h.Set("Link", *linkNext(f.next))
	}
	if f.auditHead != "" {
		h.Set(auditHeadHeader, f.auditHead)
	}
	if f.mediaType == mediaSVG || f.mediaType == mediaHTML {
		h.Set("Content-Security-Policy", picturePolicy)
	}
	_, err := w.Write(f.body)
	return err
}

// Media types of files.
const (
	mediaSVG     = "image/svg+xml"
	mediaPNG     = "image/png"
	mediaGPX     = "application/gpx+xml"
	mediaGeoJSON = "application/geo+json"
	mediaText    = "text/plain; charset=utf-8"
	mediaJSON    = "application/json"
	mediaCSV     = "text/csv; charset=utf-8"
	mediaHTML    = "text/html; charset=utf-8"
	mediaPDF     = "application/pdf"
	mediaKML     = "application/vnd.google-earth.kml+xml"
	mediaICS     = "text/calendar; charset=utf-8"
)

// revalidate lets a client keep a frozen result, if it asks each time whether it may
// still show it.
const revalidate = "private, no-cache"

// VisitGetAnalysisResponse and the methods after it make a file the answer of the
// operation that each names.
func (f file) VisitGetAnalysisResponse(w http.ResponseWriter) error       { return f.write(w) }
func (f file) VisitGetPlanResponse(w http.ResponseWriter) error           { return f.write(w) }
func (f file) VisitGetRouteJSONResponse(w http.ResponseWriter) error      { return f.write(w) }
func (f file) VisitGetRouteGPXResponse(w http.ResponseWriter) error       { return f.write(w) }
func (f file) VisitGetRouteGeoJSONResponse(w http.ResponseWriter) error   { return f.write(w) }
func (f file) VisitGetRouteTextResponse(w http.ResponseWriter) error      { return f.write(w) }
func (f file) VisitGetPlanMapSVGResponse(w http.ResponseWriter) error     { return f.write(w) }
func (f file) VisitGetPlanMapPNGResponse(w http.ResponseWriter) error     { return f.write(w) }
func (f file) VisitListHotspotsResponse(w http.ResponseWriter) error      { return f.write(w) }
func (f file) VisitGetHotspotResponse(w http.ResponseWriter) error        { return f.write(w) }
func (f file) VisitGetAnalysisMapSVGResponse(w http.ResponseWriter) error { return f.write(w) }
func (f file) VisitGetAnalysisMapPNGResponse(w http.ResponseWriter) error { return f.write(w) }

func (f file) VisitListAnalysisCellsResponse(w http.ResponseWriter) error    { return f.write(w) }
func (f file) VisitListAnalysisSegmentsResponse(w http.ResponseWriter) error { return f.write(w) }
func (f file) VisitGetAnalysisSurfaceResponse(w http.ResponseWriter) error   { return f.write(w) }
func (f file) VisitListAnalysisWatchResponse(w http.ResponseWriter) error    { return f.write(w) }

func (f file) VisitGetWorklistResponse(w http.ResponseWriter) error        { return f.write(w) }
func (f file) VisitGetWorklistCSVResponse(w http.ResponseWriter) error     { return f.write(w) }
func (f file) VisitGetWorklistGeoJSONResponse(w http.ResponseWriter) error { return f.write(w) }
func (f file) VisitGetWorklistSheetResponse(w http.ResponseWriter) error   { return f.write(w) }
func (f file) VisitGetWorklistPDFResponse(w http.ResponseWriter) error     { return f.write(w) }
func (f file) VisitGetOverlayMapSVGResponse(w http.ResponseWriter) error   { return f.write(w) }
func (f file) VisitGetOverlayMapPNGResponse(w http.ResponseWriter) error   { return f.write(w) }

// entityTag names one state of an answer: all that it depends on, hashed. It is weak,
// since the answer may be sent compressed or plain.
func entityTag(parts ...any) string {
	h := fnv.New64a()
	for _, part := range parts {
		fmt.Fprintf(h, "%v\x00", part)
	}
	return `W/"` + strconv.FormatUint(h.Sum64(), 36) + `"`
}

// matches reports whether an If-None-Match header names a tag.
func matches(header, tag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		if strings.TrimPrefix(strings.TrimSpace(candidate), "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
