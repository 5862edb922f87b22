package httpapi

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/route"
)

// patrolView is what the page of a patrol link shows.
type patrolView struct {
	Lang   lang.Lang
	Here   string    // the page's address, for links
	Wrong  lang.Text // why there is nothing to show; empty where there is
	Town   municipality.Municipality
	From   string // of the shift
	To     string
	Team   teamView
	Ways   map[int][]lang.Text // to each stop in words, by its number; 0: home
	Notes  []lang.Text
	Closes string
}

// File is the address of a form of the route, in the language of the page.
func (v patrolView) File(form string) string { return v.Here + "/" + form + "?lang=" + string(v.Lang) }

// patrolPage answers with a team's sheet for a phone.
func (v pages) patrolPage(c echo.Context, p opened) error {
	planned, err := v.server.planned(c.Request().Context(), p.town, p.plan, p.team, 0)
	if err != nil {
		return err
	}
	loc := p.town.Location()
	shown := viewPlan(planned, loc)
	view := patrolView{
		Lang: p.lang, Here: patrolPath + c.Param("token"), Town: p.town, From: shown.From, To: shown.To,
		Ways: waysOf(routeOf(planned, p.team)), Notes: planned.Plan.Notes,
		Closes: minute(planned.Plan.Request.To.Add(identity.LinkAfter), loc),
	}
	for _, t := range shown.Teams {
		if t.Number == p.team {
			view.Team = t
		}
	}
	return v.renderPatrol(c, http.StatusOK, view)
}

// waysOf tells the way to each stop in words; where there is a break before it, also the
// way to the base.
func waysOf(r route.Route) map[int][]lang.Text {
	ways := map[int][]lang.Text{}
	var walked []lang.Text
	for _, leg := range r.Legs {
		if leg.Stroll {
			continue
		}
		if !leg.Words.IsZero() {
			walked = append(walked, leg.Words)
		}
		if leg.Stop > 0 {
			ways[leg.Stop], walked = walked, nil
		}
	}
	ways[0] = walked
	return ways
}

// patrolRefused says on a page why a link shows nothing. What the holder of a link cannot
// act on goes the way of every error.
func (v pages) patrolRefused(c echo.Context, err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || c.Response().Committed || f.Kind != fault.NotFound && f.Kind != fault.Forbidden {
		return err
	}
	l := pageLang(c)
	view := patrolView{Lang: l, Here: patrolPath + c.Param("token"), Wrong: f.Text}
	return v.renderPatrol(c, problemOf(err, l, "").Status, view)
}

func (v pages) renderPatrol(c echo.Context, status int, view patrolView) error {
	t, err := v.template.Clone()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.Funcs(wordsIn(view.Lang)).ExecuteTemplate(&b, "patrol.html", view); err != nil {
		return fmt.Errorf("render the page of a patrol link: %w", err)
	}
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Language", string(view.Lang))
	return c.HTMLBlob(status, b.Bytes())
}

// pageLang is the language of a page: that of ?lang=, or the browser's.
func pageLang(c echo.Context) lang.Lang {
	if asked := lang.Lang(c.QueryParam("lang")); asked == lang.SV || asked == lang.EN {
		return asked
	}
	return ask(c.Request().Context()).lang
}
