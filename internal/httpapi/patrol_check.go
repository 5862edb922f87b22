package httpapi

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tryggled/internal/export"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/patrol"
	"tryggled/internal/plan"
	"tryggled/internal/report"
	"tryggled/internal/route"
)

// checkView is what the page of a patrol link lets its team write, and what it has written.
type checkView struct {
	Lang    lang.Lang
	Here    string       // the page's address, for links and forms
	Wrong   *fault.Error // why what was written was not taken; nil: it was, or nothing was
	Open    bool         // the log takes entries
	Over    bool         // the plan is done
	Began   string       // local clocks; empty: not yet
	Ended   string
	Stops   []checkStop
	Tallies []patrol.TallyKind
	Faults  []patrol.LogChoice
	Reasons []patrol.SkipName
	Writes  bool
	Entries []checkEntry
	Closes  string
}

type checkStop struct {
	checkPage
	Number        int
	Name          lang.Text
	Arrived, Left string
	Skipped       lang.Text
}

// checkPage is what the forms of a stop need of the page.
type checkPage struct {
	Lang    lang.Lang
	Here    string
	Open    bool
	Reasons []patrol.SkipName
}

// Form is where the forms are sent.
func (p checkPage) Form() string { return p.Here + "/log?lang=" + string(p.Lang) }

// Form is where the forms are sent.
func (v checkView) Form() string { return checkPage{Lang: v.Lang, Here: v.Here}.Form() }

// File is the address of a form of the route, in the language of the page.
func (v checkView) File(form string) string { return v.Here + "/" + form + "?lang=" + string(v.Lang) }

// Says is why what was written was not taken.
func (v checkView) Says() string {
	if v.Wrong == nil {
		return ""
	}
	return v.Wrong.Say(v.Lang)
}

// checkEntry is a line of the log, which may be taken back.
type checkEntry struct {
	ID    int64
	Clock string
	What  lang.Text
	Stop  int
}

func newCheckView(c echo.Context, p opened, planned route.Planned, book patrol.Logbook, log patrol.Log) checkView {
	loc, status := p.town.Location(), planned.Plan.Life.Status
	v := checkView{
		Lang: p.lang, Here: patrolPath + c.Param("token"), Open: status == plan.Published || status == plan.UnderWay, Over: status == plan.Done,
		Tallies: patrol.Tallied(), Reasons: patrol.SkipReasons(), Writes: patrol.Writes(book.Role),
		Closes: minute(planned.Plan.Request.To.Add(identity.LinkAfter), loc),
	}
	if !book.Began.IsZero() {
		v.Began = clock(book.Began, loc)
	}
	if !book.Ended.IsZero() {
		v.Ended = clock(book.Ended, loc)
	}
	for _, choice := range book.Choices {
		if category, ok := report.CategoryOf(choice.Category); ok && !category.Restricted { // a link tells of none
			v.Faults = append(v.Faults, choice)
		}
	}
	page := checkPage{v.Lang, v.Here, v.Open && v.Ended == "", v.Reasons}
	for _, s := range book.Stops {
		stop := checkStop{checkPage: page, Number: s.Number, Name: s.Name, Skipped: s.Skipped}
		if !s.Arrived.IsZero() {
			stop.Arrived = clock(s.Arrived, loc)
		}
		if !s.Left.IsZero() {
			stop.Left = clock(s.Left, loc)
		}
		v.Stops = append(v.Stops, stop)
	}
	for _, e := range log {
		v.Entries = append(v.Entries, checkEntry{e.ID, clock(e.At, loc), whatOf(e), e.Visit})
	}
	return v
}

// whatOf is what an entry tells, without where.
func whatOf(e patrol.Entry) lang.Text {
	switch e.Kind {
	case patrol.Observe:
		category, _ := report.CategoryOf(e.Category)
		return category.Name
	case patrol.Skip:
		return lang.T("%s: %s", "%s: %s", words["log_skip"], patrol.NameOf(e.Reason))
	case patrol.Note:
		var sv, en []string
		for _, t := range e.Tallies {
			for _, k := range patrol.Tallied() {
				if k.Code == t.Kind {
					sv, en = append(sv, fmt.Sprintf("%s: %d", k.Name.SV, t.Count)), append(en, fmt.Sprintf("%s: %d", k.Name.EN, t.Count))
				}
			}
		}
		if e.Text != "" {
			sv, en = append(sv, e.Text), append(en, e.Text)
		}
		return lang.Text{SV: strings.Join(sv, ", "), EN: strings.Join(en, ", ")}
	}
	return words["log_"+string(e.Kind)]
}

// checkParts sets what the team may write into its sheet.
func (v pages) checkParts(view checkView) (parts export.SheetParts, err error) {
	t, err := v.template.Clone()
	if err != nil {
		return parts, err
	}
	t = t.Funcs(wordsIn(view.Lang))
	set := func(part string, data any) template.HTML {
		var b bytes.Buffer
		if failed := t.ExecuteTemplate(&b, part, data); failed != nil {
			err = errors.Join(err, fmt.Errorf("render the forms of a patrol link: %w", failed))
		}
		return template.HTML(b.String()) //nolint:gosec // our own template has escaped it
	}
	parts.Top, parts.End = set("check_top", view), set("check_end", view)
	stops := map[int]template.HTML{}
	for _, s := range view.Stops {
		stops[s.Number] = set("check_stop", s)
	}
	parts.Stop = func(number int) template.HTML { return stops[number] }
	return parts, err
}

// formKey marks a form, so that what is sent twice from it is kept once.
func formKey() string { return rand.Text() }

// patrolLog takes in what a team writes on its page, and leads back to it.
func (v pages) patrolLog(c echo.Context, p opened) error {
	ctx := c.Request().Context()
	if _, err := v.server.planned(ctx, p.town, p.plan, p.team, 0); err != nil {
		return err
	}
	form, err := formOf(c)
	if err != nil {
		return err
	}
	e, err := v.server.entryOf(p, form)
	if err == nil && e.Kind == patrol.Observe {
		_, err = v.server.Patrols.Observe(ctx, p.town, patrol.Observation{
			Plan: e.Plan, Team: e.Team, Visit: e.Visit, Category: e.Category, At: e.At, Text: e.Text, Key: e.Key,
		})
	} else if err == nil {
		_, err = v.server.Patrols.Write(ctx, p.town, e)
	}
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind != fault.Unavailable {
		return v.showPatrol(c, p, problemOf(err, p.lang, "").Status, f)
	}
	if err != nil {
		return err
	}
	back := patrolPath + url.PathEscape(c.Param("token")) + "?lang=" + string(p.lang) + "#log"
	if e.Visit > 0 {
		back = strings.TrimSuffix(back, "log") + "stop-" + strconv.Itoa(e.Visit)
	}
	return c.Redirect(http.StatusSeeOther, back)
}

// formOf reads a form of the page. It returns Invalid for a body that is none.
func formOf(c echo.Context) (url.Values, error) {
	r := c.Request()
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); strings.TrimSpace(kind) != echo.MIMEApplicationForm {
		return nil, refused(http.StatusUnsupportedMediaType, fault.Invalid, lang.T(
			"Bara sidans egna formulär tas emot här.", "Only the page's own forms are taken here."))
	}
	if err := r.ParseForm(); err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return nil, err
		}
		return nil, fault.Wrap(fault.Invalid, err, lang.T("formuläret går inte att läsa; ladda om sidan", "the form cannot be read; load the page again"))
	}
	for _, values := range r.PostForm {
		for _, value := range values {
			if !isText(value) {
				return nil, fault.New(fault.Invalid, notText)
			}
		}
	}
	return r.PostForm, nil
}

// maxKey is how long a key may be, in bytes.
const maxKey = 100

// entryOf is the entry that a form of the page tells.
func (s *Server) entryOf(p opened, form url.Values) (patrol.Entry, error) {
	e := patrol.Entry{
		Plan: p.plan, Team: p.team, Kind: patrol.Kind(form.Get("kind")), At: s.now().UTC(), Text: strings.TrimSpace(form.Get("text")),
		Reason: patrol.SkipReason(form.Get("reason")), Category: form.Get("category"), Key: form.Get("key"),
	}
	in := input{m: p.town}
	number := func(name string) (n int64) {
		if given := strings.TrimSpace(form.Get(name)); given != "" {
			var err error
			if n, err = strconv.ParseInt(given, 10, 32); err != nil || n < 0 {
				in.wrong(name, lang.T("ska vara ett tal", "must be a number"))
			}
		}
		return n
	}
	e.Visit = int(number("visit"))
	e.Replaces = number("replaces")
	for _, k := range patrol.Tallied() {
		if n := number("count_" + k.Code); n > 0 {
			e.Tallies = append(e.Tallies, patrol.Tally{Kind: k.Code, Count: int(n)})
		}
	}
	if len(e.Key) > maxKey {
		in.wrong("key", lang.T("är för lång", "is too long"))
	}
	if category, _ := report.CategoryOf(e.Category); category.Restricted {
		in.wrong("category", lang.T("rapporteras inte här; logga in, eller ring 114 14", "is not reported here; sign in, or call 114 14"))
	}
	return e, in.err()
}
