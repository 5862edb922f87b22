package httpapi

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/labstack/echo/v4"

	"tryggled/api"
	"tryggled/internal/fault"
	"tryggled/internal/ingest"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

// uploads are the routes whose body is streamed, as Echo writes them, and the operations of
// the description that they are.
var uploads = map[string]string{
	api.BasePath + "/municipalities/:municipality/reports/imports":               "importReports",
	api.BasePath + "/municipalities/:municipality/overlays/:kind/imports":        "importOverlay",
	api.BasePath + "/municipalities/:municipality/plans/:plan/teams/:team/track": "addTrack",
}

// extensions tells a file's form by its media type, for uploads without a name.
var extensions = map[string]string{
	"text/csv": ".csv",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
	"application/geo+json": ".geojson",
	"application/json":     ".json",
	"application/gzip":     ".csv.gz",
}

// importReports takes in a file of reports as it arrives.
func (s *Server) importReports(c echo.Context) error {
	return s.take(c, func(ctx context.Context, m municipality.Municipality, name string, r io.Reader) (int64, error) {
		profile, err := ingest.ShippedProfile(c.QueryParam("profile"))
		if err != nil {
			return 0, err
		}
		return s.Imports.Reports(ctx, m, profile, name, c.QueryParam("exercise") == "true", r)
	})
}

// importOverlay takes in a register of objects as it arrives.
func (s *Server) importOverlay(c echo.Context) error {
	return s.take(c, func(ctx context.Context, m municipality.Municipality, name string, r io.Reader) (int64, error) {
		file := ingest.RegisterFile{Kind: c.Param("kind"), Name: name}
		if wanted := c.QueryParam("profile"); wanted != "" {
			profile, err := ingest.LoadRegisterProfile(wanted, func(string) (fs.File, error) { return nil, fs.ErrNotExist })
			if err != nil {
				return 0, err
			}
			file.Profile = &profile
		}
		return s.Imports.Register(ctx, m, file, r)
	})
}

// take streams an upload into an import and answers with its task.
func (s *Server) take(c echo.Context, stage func(ctx context.Context, m municipality.Municipality, name string, r io.Reader) (int64, error)) error {
	ctx := c.Request().Context()
	m, err := s.municipality(ctx, c.Param("municipality"))
	if err != nil {
		return err
	}
	file := newUpload(c)
	begun := bufio.NewReader(file)
	if err := notEmpty(begun); err != nil {
		return err
	}
	name, err := fileName(c.QueryParam("filename"), c.Request().Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	id, err := stage(ctx, m, name, begun)
	file.extend()
	if err != nil {
		return err
	}
	task, err := s.Tasks.Task(ctx, m.Code, id)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderLocation, pathOf(m, "tasks", id))
	return c.JSON(http.StatusAccepted, taskBody(m, task))
}

func notEmpty(r *bufio.Reader) error {
	if _, err := r.Peek(1); !errors.Is(err, io.EOF) {
		return err
	}
	return fault.New(fault.Invalid, lang.T(
		"Filen är tom. Skicka dess innehåll som anropets kropp, med curl som --data-binary @fil.",
		"The file is empty. Send what it holds as the body of the request, with curl as --data-binary @file."))
}

// fileName is the name that messages use and the form is told by.
func fileName(given, mediaType string) (string, error) {
	if given == "" {
		kind, _, _ := mime.ParseMediaType(mediaType)
		return "upload" + extensions[kind], nil
	}
	if path.Base(given) != given || strings.ContainsAny(given, "\\\r\n") || given == "." || given == ".." {
		return "", badParameter("filename", lang.T(
			"ska vara ett filnamn utan mappar", "must be the name of a file, without folders"))
	}
	return given, nil
}
