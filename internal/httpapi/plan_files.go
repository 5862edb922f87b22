package httpapi

import (
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"

	"tryggled/api"
	"tryggled/internal/export"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/route"
)

// wholePlan is a form of a plan as one of a team is asked for.
func wholePlan(write func(w io.Writer, p route.Planned, l lang.Lang) error) func(io.Writer, route.Planned, int, lang.Lang) error {
	return func(w io.Writer, p route.Planned, _ int, l lang.Lang) error { return write(w, p, l) }
}

// GetPlanKML answers with a whole plan as KML.
func (s *Server) GetPlanKML(ctx context.Context, r api.GetPlanKMLRequestObject) (api.GetPlanKMLResponseObject, error) {
	q := r.Params
	return s.routeFile(ctx, routeAsked{r.Municipality, r.Plan, 0, q.Version, q.Lang, q.IfNoneMatch}, mediaKML, "kml", wholePlan(export.PlanKML))
}

// GetPlanICS answers with a whole plan as a calendar.
func (s *Server) GetPlanICS(ctx context.Context, r api.GetPlanICSRequestObject) (api.GetPlanICSResponseObject, error) {
	q := r.Params
	return s.routeFile(ctx, routeAsked{r.Municipality, r.Plan, 0, q.Version, q.Lang, q.IfNoneMatch}, mediaICS, "ics", wholePlan(export.PlanICS))
}

// GetPlanCSV answers with the stops of a plan as a table.
func (s *Server) GetPlanCSV(ctx context.Context, r api.GetPlanCSVRequestObject) (api.GetPlanCSVResponseObject, error) {
	q := r.Params
	return s.routeFile(ctx, routeAsked{r.Municipality, r.Plan, 0, q.Version, q.Lang, q.IfNoneMatch}, mediaCSV, "csv", wholePlan(export.PlanCSV))
}

// GetPlanGeoJSON answers with a whole plan as GeoJSON.
func (s *Server) GetPlanGeoJSON(ctx context.Context, r api.GetPlanGeoJSONRequestObject) (api.GetPlanGeoJSONResponseObject, error) {
	q := r.Params
	return s.routeFile(ctx, routeAsked{r.Municipality, r.Plan, 0, q.Version, q.Lang, q.IfNoneMatch}, mediaGeoJSON, "geojson", wholePlan(export.PlanGeoJSON))
}

// GetRouteKML answers with a team's route as KML.
func (s *Server) GetRouteKML(ctx context.Context, r api.GetRouteKMLRequestObject) (api.GetRouteKMLResponseObject, error) {
	q := r.Params
	return s.routeFile(ctx, routeAsked{r.Municipality, r.Plan, r.Team, q.Version, q.Lang, q.IfNoneMatch}, mediaKML, "kml", export.KML)
}

// GetRouteICS answers with a team's stops as a calendar.
func (s *Server) GetRouteICS(ctx context.Context, r api.GetRouteICSRequestObject) (api.GetRouteICSResponseObject, error) {
	q := r.Params
	return s.routeFile(ctx, routeAsked{r.Municipality, r.Plan, r.Team, q.Version, q.Lang, q.IfNoneMatch}, mediaICS, "ics", export.ICS)
}

// GetRouteCSV answers with a team's stops as a table.
func (s *Server) GetRouteCSV(ctx context.Context, r api.GetRouteCSVRequestObject) (api.GetRouteCSVResponseObject, error) {
	q := r.Params
	return s.routeFile(ctx, routeAsked{r.Municipality, r.Plan, r.Team, q.Version, q.Lang, q.IfNoneMatch}, mediaCSV, "csv", export.StopsCSV)
}

// GetSheetHTML answers with a team's sheet as a page.
func (s *Server) GetSheetHTML(ctx context.Context, r api.GetSheetHTMLRequestObject) (api.GetSheetHTMLResponseObject, error) {
	q := r.Params
	return s.sheetFile(ctx, routeAsked{r.Municipality, r.Plan, r.Team, q.Version, q.Lang, q.IfNoneMatch}, q.Link, mediaHTML, "html", export.SheetHTML)
}

// GetSheetPDF answers with a team's sheet to print.
func (s *Server) GetSheetPDF(ctx context.Context, r api.GetSheetPDFRequestObject) (api.GetSheetPDFResponseObject, error) {
	q := r.Params
	return s.sheetFile(ctx, routeAsked{r.Municipality, r.Plan, r.Team, q.Version, q.Lang, q.IfNoneMatch}, q.Link, mediaPDF, "pdf", export.SheetPDF)
}

// sheetFile answers with a team's sheet, on which its map is drawn.
func (s *Server) sheetFile(
	ctx context.Context, r routeAsked, link, mediaType, extension string,
	write func(w io.Writer, p route.Planned, sc export.Scene, team int, link string, l lang.Lang) error,
) (file, error) {
	if err := s.ownLink(ctx, link); err != nil {
		return file{}, err
	}
	return s.routeFile(ctx, r, mediaType, extension, func(w io.Writer, p route.Planned, team int, l lang.Lang) error {
		scene, err := s.scene(ctx, p.Municipality, l, groundAlone)
		if err != nil {
			return err
		}
		return write(w, p, scene, team, link, l)
	})
}

// groundAlone is the subject of a scene on which something else is drawn.
func groundAlone(context.Context, municipality.Municipality) ([]hotspot.Hotspot, *route.Planned, error) {
	return nil, nil, nil
}

// ownLink refuses an address that is not one of a patrol link of this server: a sheet must lead
// its team nowhere else. Whether the link opens anything is not asked: it may do so later.
func (s *Server) ownLink(ctx context.Context, link string) error {
	token, ours := strings.CutPrefix(link, PatrolAddress(s.publicURL(ctx), ""))
	if link == "" || ours && isToken.MatchString(token) {
		return nil
	}
	return badParameter("link", lang.T(
		"är ingen patrullänk hos den här servern; skriv adressen som den visades när länken gjordes",
		"is no patrol link of this server; write the address as it was shown when the link was made"))
}

var isToken = regexp.MustCompile(`^[\w.~-]+$`)

// GetLogbookHTML answers with a team's log as a page.
func (s *Server) GetLogbookHTML(ctx context.Context, r api.GetLogbookHTMLRequestObject) (api.GetLogbookHTMLResponseObject, error) {
	q := r.Params
	return s.logbookFile(ctx, routeAsked{r.Municipality, r.Plan, r.Team, 0, q.Lang, q.IfNoneMatch}, mediaHTML, "html", export.LogbookHTML)
}

// GetLogbookPDF answers with a team's log to print.
func (s *Server) GetLogbookPDF(ctx context.Context, r api.GetLogbookPDFRequestObject) (api.GetLogbookPDFResponseObject, error) {
	q := r.Params
	return s.logbookFile(ctx, routeAsked{r.Municipality, r.Plan, r.Team, 0, q.Lang, q.IfNoneMatch}, mediaPDF, "pdf", export.LogbookPDF)
}

// VisitGetPlanKMLResponse and the methods after it make a file the answer of the operation
// that each names.
func (f file) VisitGetPlanKMLResponse(w http.ResponseWriter) error     { return f.write(w) }
func (f file) VisitGetPlanICSResponse(w http.ResponseWriter) error     { return f.write(w) }
func (f file) VisitGetPlanCSVResponse(w http.ResponseWriter) error     { return f.write(w) }
func (f file) VisitGetPlanGeoJSONResponse(w http.ResponseWriter) error { return f.write(w) }
func (f file) VisitGetRouteKMLResponse(w http.ResponseWriter) error    { return f.write(w) }
func (f file) VisitGetRouteICSResponse(w http.ResponseWriter) error    { return f.write(w) }
func (f file) VisitGetRouteCSVResponse(w http.ResponseWriter) error    { return f.write(w) }
func (f file) VisitGetSheetHTMLResponse(w http.ResponseWriter) error   { return f.write(w) }
func (f file) VisitGetSheetPDFResponse(w http.ResponseWriter) error    { return f.write(w) }
func (f file) VisitGetLogbookHTMLResponse(w http.ResponseWriter) error { return f.write(w) }
func (f file) VisitGetLogbookPDFResponse(w http.ResponseWriter) error  { return f.write(w) }
