package httpapi

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"tryggled/internal/export"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/route"
)

// patrolPolicy is for the page of a patrol link: a sheet that carries its styles within, with
// forms that come back to this server.
const patrolPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// patrolPage answers with a team's sheet for a phone, to check in on.
func (v pages) patrolPage(c echo.Context, p opened) error {
	return v.showPatrol(c, p, http.StatusOK, nil)
}

// showPatrol answers with the page; wrong is why what was written on it was not taken.
func (v pages) showPatrol(c echo.Context, p opened, status int, wrong *fault.Error) error {
	s, ctx := v.server, c.Request().Context()
	planned, err := s.planned(ctx, p.town, p.plan, p.team, 0)
	if err != nil {
		return err
	}
	book, err := s.Patrols.Logbook(ctx, p.town, p.plan, p.team)
	if err != nil {
		return err
	}
	log, err := s.Patrols.Log(ctx, p.town, p.plan)
	if err != nil {
		return err
	}
	scene, err := s.scene(ctx, p.town, p.lang, groundAlone)
	if err != nil {
		return err
	}
	check := newCheckView(c, p, planned, book, log.Of(p.team))
	check.Wrong = wrong
	parts, err := v.checkParts(check)
	if err != nil {
		return err
	}
	parts.Link = s.linkOf(c)
	var b bytes.Buffer
	if err := export.SheetPage(&b, planned, scene, p.team, parts, p.lang); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Security-Policy", patrolPolicy)
	// Browsers that are told to send no referrer tell not even their own site where a form
	// comes from, and it would be refused.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Language", string(p.lang))
	return c.HTMLBlob(status, b.Bytes())
}

// closedView is the page of a patrol link that shows nothing, and why.
type closedView struct {
	Lang  lang.Lang
	Here  string
	Wrong lang.Text
}

// patrolRefused says on a page why a link shows nothing. What the holder of a link cannot
// act on goes the way of every error.
func (v pages) patrolRefused(c echo.Context, err error) error {
	if errors.Is(err, route.ErrWithdrawn) {
		err = statusError{http.StatusGone, route.ErrWithdrawn}
	}
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || c.Response().Committed || f.Kind != fault.NotFound && f.Kind != fault.Forbidden {
		return err
	}
	l := pageLang(c)
	t, failed := v.template.Clone()
	if failed != nil {
		return failed
	}
	var b bytes.Buffer
	view := closedView{Lang: l, Here: patrolPath + c.Param("token"), Wrong: f.Text}
	if err := t.Funcs(wordsIn(l)).ExecuteTemplate(&b, "patrol.html", view); err != nil {
		return fmt.Errorf("render the page of a patrol link: %w", err)
	}
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Language", string(l))
	return c.HTMLBlob(problemOf(err, l, "").Status, b.Bytes())
}

// pageLang is the language of a page: that of ?lang=, or the browser's.
func pageLang(c echo.Context) lang.Lang {
	if asked := lang.Lang(c.QueryParam("lang")); asked == lang.SV || asked == lang.EN {
		return asked
	}
	return ask(c.Request().Context()).lang
}
