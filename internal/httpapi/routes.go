package httpapi

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"tryggled/api"
	"tryggled/internal/export"
	"tryggled/internal/identity"
)

// Handler is the whole server as a handler. It fails where the API's description does
// not hold together.
func (s *Server) Handler() (http.Handler, error) {
	e, err := s.router()
	if err != nil {
		return nil, err
	}
	return s.headers(s.rightDoor(s.sameOrigin(head(e)))), nil
}

func (s *Server) router() (*echo.Echo, error) {
	doc, err := api.Load()
	if err != nil {
		return nil, err
	}
	docs, err := newDescription(doc)
	if err != nil {
		return nil, err
	}
	page, err := newPages(s)
	if err != nil {
		return nil, err
	}
	e := echo.New()
	e.HideBanner = true
	e.IPExtractor = s.Proxies.client
	s.gate = s.newGate()
	e.HTTPErrorHandler = s.handleError
	wanted, err := needs(doc)
	if err != nil {
		return nil, err
	}
	e.Use(s.logged, compressed(), s.recovered, s.gate.byAddress, remembered, limited, inTime, s.authorised(wanted), newContract(doc).checked)
	s.routes(e, docs, page)
	return e, checkRoutes(e, wanted)
}

// routes is every address of the server.
func (s *Server) routes(e *echo.Echo, docs description, page pages) { //nolint:funlen // a table of addresses, best read whole
	h := api.ServerInterfaceWrapper{Handler: api.NewStrictHandler(s, nil)}
	planning := inTurn(maxPlanning, planWait)

	e.GET("/", page.start)
	e.GET("/assets/page.css", page.style)
	e.GET(signInPath, page.signIn)
	e.GET(callbackPath, page.signedIn)
	e.POST(signOutPath, page.signOut)

	e.GET("/p/:token", page.patrolled(page.patrolPage))
	e.GET("/p/:token/route.gpx", page.patrolFile(mediaGPX, "gpx", export.GPX))
	e.GET("/p/:token/route.geojson", page.patrolFile(mediaGeoJSON, "geojson", export.RouteGeoJSON))
	e.GET("/p/:token/route.txt", page.patrolFile(mediaText, "txt", export.Sheet))
	e.GET("/p/:token/route.kml", page.patrolFile(mediaKML, "kml", export.KML))
	e.GET("/p/:token/route.ics", page.patrolFile(mediaICS, "ics", export.ICS))
	e.GET("/p/:token/sheet.pdf", page.patrolled(page.patrolSheet))
	e.POST("/p/:token/log", page.byLink(need{Action: identity.Create, Collection: identity.Logs}, page.patrolLog))
	e.GET("/p/:token/map.svg", page.patrolled(page.patrolMap))

	e.GET("/health", h.GetHealth)
	e.GET("/ready", h.GetReady)

	e.GET("/api", docs.openAPI)
	v1 := e.Group(api.BasePath)
	v1.GET("/openapi.yaml", docs.yaml)
	v1.GET("/openapi.json", docs.json)

	v1.GET("/me", h.GetMe)
	v1.GET("/municipalities", h.ListMunicipalities)
	m := v1.Group("/municipalities/:municipality")
	m.GET("", h.GetMunicipality)
	m.GET("/areas", h.ListAreas)
	m.GET("/bases", h.ListBases)
	m.GET("/categories", h.ListCategories)
	m.GET("/roles", h.ListRoles)

	m.GET("/reports", h.ListReports)
	m.POST("/reports", h.CreateReport)
	m.POST("/reports/imports", atOnce(maxUploads, uploadWait, s.importReports))
	m.GET("/reports/:report", h.GetReport)
	m.PATCH("/reports/:report", h.CorrectReport)
	m.DELETE("/reports/:report", h.EraseReport)

	m.GET("/tasks", h.ListTasks)
	m.GET("/tasks/:task", h.GetTask)
	m.DELETE("/tasks/:task", h.CancelTask)
	m.POST("/tasks/:task/stop", h.StopTask)
	m.GET("/tasks/:task/quarantine", h.ListQuarantine)

	m.GET("/overlays/report", h.GetOverlayReport)
	m.GET("/overlays/:kind", h.ListOverlay)
	m.POST("/overlays/:kind", h.CreateOverlay)
	m.POST("/overlays/:kind/imports", atOnce(maxUploads, uploadWait, s.importOverlay))
	m.GET("/overlays/:kind/:object", h.GetOverlay)
	m.PUT("/overlays/:kind/:object", h.ChangeOverlay)
	m.DELETE("/overlays/:kind/:object", h.DeleteOverlay)
	m.GET("/overlays/:picture/map.svg", h.GetOverlayMapSVG)
	m.GET("/overlays/:picture/map.png", h.GetOverlayMapPNG)
	m.GET("/streets", h.ListStreets)
	m.GET("/segments/:segment/exposure", h.GetExposure)
	m.GET("/exposure.geojson", h.ListExposures)

	m.POST("/worklists/status", h.ReadBack)
	m.GET("/worklists/:list", h.GetWorklist)
	m.GET("/worklists/:list/work.csv", h.GetWorklistCSV)
	m.GET("/worklists/:list/work.geojson", h.GetWorklistGeoJSON)
	m.GET("/worklists/:list/sheet.html", h.GetWorklistSheet)
	m.GET("/worklists/:list/sheet.pdf", h.GetWorklistPDF)
	m.POST("/what-if", h.WhatIf)
	m.POST("/camera-dossier", h.MakeDossier)
	m.POST("/camera-dossier.html", h.MakeDossierHTML)
	m.POST("/camera-dossier.pdf", h.MakeDossierPDF)

	m.GET("/analyses", h.ListAnalyses)
	m.POST("/analyses", h.StartAnalysis)
	m.GET("/analyses/:analysis", h.GetAnalysis)
	m.GET("/analyses/:analysis/hotspots", h.ListHotspots)
	m.GET("/analyses/:analysis/hotspots/:rank", h.GetHotspot)
	m.GET("/analyses/:analysis/cells", h.ListAnalysisCells)
	m.GET("/analyses/:analysis/segments", h.ListAnalysisSegments)
	m.GET("/analyses/:analysis/surface.asc", h.GetAnalysisSurface)
	m.GET("/analyses/:analysis/watch", h.ListAnalysisWatch)
	m.GET("/analyses/:analysis/map.svg", h.GetAnalysisMapSVG)
	m.GET("/analyses/:analysis/map.png", h.GetAnalysisMapPNG)

	m.GET("/plans", h.ListPlans)
	m.POST("/plans", planning(h.StartPlan))
	m.POST("/rosters", h.StartRoster)
	m.GET("/plans/:plan", h.GetPlan)
	m.GET("/plans/:plan/versions", h.ListVersions)
	m.POST("/plans/:plan/changes", planning(h.ChangePlan))
	m.POST("/plans/:plan/status", h.SetPlanStatus)
	m.POST("/plans/:plan/approval", h.ApprovePlan)
	m.GET("/plans/:plan/comparison", h.ComparePlans)
	m.GET("/plans/:plan/doses", h.ListPlanDoses)
	m.GET("/plans/:plan/map.svg", h.GetPlanMapSVG)
	m.GET("/plans/:plan/map.png", h.GetPlanMapPNG)
	m.GET("/plans/:plan/plan.kml", h.GetPlanKML)
	m.GET("/plans/:plan/plan.ics", h.GetPlanICS)
	m.GET("/plans/:plan/plan.geojson", h.GetPlanGeoJSON)
	m.GET("/plans/:plan/stops.csv", h.GetPlanCSV)
	m.GET("/plans/:plan/teams/:team/route.json", h.GetRouteJSON)
	m.GET("/plans/:plan/teams/:team/route.gpx", h.GetRouteGPX)
	m.GET("/plans/:plan/teams/:team/route.geojson", h.GetRouteGeoJSON)
	m.GET("/plans/:plan/teams/:team/route.kml", h.GetRouteKML)
	m.GET("/plans/:plan/teams/:team/route.ics", h.GetRouteICS)
	m.GET("/plans/:plan/teams/:team/route.csv", h.GetRouteCSV)
	m.GET("/plans/:plan/teams/:team/route.txt", h.GetRouteText)
	m.GET("/plans/:plan/teams/:team/sheet.html", h.GetSheetHTML)
	m.GET("/plans/:plan/teams/:team/sheet.pdf", h.GetSheetPDF)
	m.GET("/plans/:plan/teams/:team/logbook.html", h.GetLogbookHTML)
	m.GET("/plans/:plan/teams/:team/logbook.pdf", h.GetLogbookPDF)
	m.GET("/plans/:plan/teams/:team/log", h.ListLog)
	m.POST("/plans/:plan/teams/:team/log", h.AddToLog)
	m.GET("/plans/:plan/teams/:team/track", h.ListTracks)
	m.POST("/plans/:plan/teams/:team/track", atOnce(maxTracks, uploadWait, s.addTrack))

	m.GET("/doses", h.ListDoses)
	m.GET("/alarms", h.ListAlarms)
	m.POST("/alarms/:alarm/acknowledge", h.AcknowledgeAlarm)
	m.GET("/presence", h.ListPresence)
	m.POST("/presence", h.AddPresence)
	m.DELETE("/presence/:presence", h.RevokePresence)

	m.GET("/cells", h.ListCells)
	m.GET("/publication", h.GetPublication)
	m.PUT("/publication", h.SetPublication)

	m.GET("/keys", h.ListKeys)
	m.POST("/keys", h.CreateKey)
	m.DELETE("/keys/:key", h.RevokeKey)
	m.GET("/links", h.ListLinks)
	m.POST("/links", h.CreateLink)
	m.DELETE("/links/:link", h.RevokeLink)

	m.GET("/audit", h.ListAudit)
	m.GET("/retention", h.GetRetention)
	m.PUT("/retention", h.SetRetention)
	m.POST("/retention/runs", h.StartRetention)
	m.POST("/persons/searches", h.FindPerson)
	m.GET("/disclosures", h.ListDisclosures)
	m.POST("/disclosures", h.Disclose)
}

// leastCompressed is the size in bytes from which compressing an answer pays.
const leastCompressed = 1024

// compressed sends text and JSON gzipped to those who take it; pictures and PDF are that already.
func compressed() echo.MiddlewareFunc {
	return middleware.GzipWithConfig(middleware.GzipConfig{
		Level:     5,
		MinLength: leastCompressed,
		Skipper: func(c echo.Context) bool {
			return strings.HasSuffix(c.Path(), ".png") || strings.HasSuffix(c.Path(), ".pdf")
		},
	})
}
