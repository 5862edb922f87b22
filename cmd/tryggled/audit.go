package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"tryggled/internal/app"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

type auditCommand struct {
	Ls     auditList   `cmd:"" help:"${audit_ls}"`
	Verify auditVerify `cmd:"" help:"${audit_verify}"`
	Prune  auditPrune  `cmd:"" help:"${audit_prune}"`
}

type auditList struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Since        string `placeholder:"TIME" help:"${flag_audit_since}"`
	Until        string `placeholder:"TIME" help:"${flag_audit_until}"`
	Actor        string `help:"${flag_actor}"`
	CSV          bool   `name:"csv" help:"${flag_csv}"`
}

// auditPage is how many lines are fetched at a time.
const auditPage = 5000

// Run prints the audit log, oldest line first.
func (cmd auditList) Run(c *call) error {
	return c.in("audit ls", cmd.Municipality, func(a *app.App, m municipality.Municipality) error {
		filter, err := cmd.filter(m)
		if err != nil {
			return err
		}
		write, flush := c.auditText, func() error { return nil }
		if cmd.CSV {
			write, flush = c.auditCSV()
		}
		for {
			page, err := a.DB.Audit().List(identity.WithAudit(c), m.Code, filter)
			if err != nil {
				return err
			}
			for _, l := range page {
				if err := write(l, m.Location()); err != nil {
					return err
				}
			}
			if len(page) < auditPage {
				return flush()
			}
			filter.After = page[len(page)-1].ID
		}
	})
}

func (cmd auditList) filter(m municipality.Municipality) (f identity.AuditFilter, err error) {
	f = identity.AuditFilter{Actor: cmd.Actor, Limit: auditPage}
	for _, t := range []struct {
		text string
		into *time.Time
	}{{cmd.Since, &f.Since}, {cmd.Until, &f.Until}} {
		if t.text == "" {
			continue
		}
		if *t.into, err = m.Instant(t.text); err != nil {
			return f, err
		}
	}
	return f, nil
}

func (c *call) auditText(l identity.AuditLine, loc *time.Location) error {
	denied, why := "", ""
	if l.Denied {
		denied = lang.T("nekad ", "denied ").In(c.lang)
	}
	if l.Reason != "" {
		why = "  (" + l.Reason + ")"
	}
	line := fmt.Sprintf("%6d  %s  %s  %s  %s%s  %s  %s%s", l.ID, l.At.In(loc).Format("2006-01-02 15:04:05"), l.Actor,
		identity.NameOf(l.Role).In(c.lang), denied, strings.TrimSpace(string(l.Action)+" "+string(l.Collection)), l.What, addressOf(l), why)
	_, err := fmt.Fprintln(c.out, plain(strings.TrimRight(line, " ")))
	return err
}

// auditCSV writes lines for a spreadsheet.
func (c *call) auditCSV() (write func(identity.AuditLine, *time.Location) error, flush func() error) {
	w := csv.NewWriter(c.out)
	flush = func() error { w.Flush(); return w.Error() }
	_ = w.Write([]string{"id", "at", "actor", "way", "role", "action", "collection", "what", "denied", "address", "reason", "request"})
	return func(l identity.AuditLine, loc *time.Location) error {
		row := []string{
			strconv.FormatInt(l.ID, 10), l.At.In(loc).Format(time.RFC3339Nano), l.Actor, string(l.Way), string(l.Role), string(l.Action),
			string(l.Collection), l.What, strconv.FormatBool(l.Denied), addressOf(l), l.Reason, l.Request,
		}
		for i := range row {
			row[i] = harmless(plain(row[i]))
		}
		return w.Write(row)
	}, flush
}

func addressOf(l identity.AuditLine) string {
	if !l.Address.IsValid() {
		return ""
	}
	return l.Address.String()
}

// plain takes out of a text from outside what would steer a terminal.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '�'
		}
		return r
	}, s)
}

// harmless keeps a spreadsheet from taking a text from outside for a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}

type auditVerify struct {
	Municipality string `placeholder:"SLUG" help:"${flag_verified}"`
	Head         string `placeholder:"LINES:HASH" help:"${flag_head}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// verified is what one municipality's log came to.
type verified struct {
	Municipality string             `json:"municipality"`
	Unbroken     bool               `json:"unbroken"`
	Problem      *lang.Text         `json:"problem,omitempty"`
	Head         identity.AuditHead `json:"head"`
	Pruned       int64              `json:"pruned"`
	Checked      int64              `json:"checked"`
	Unsealed     int64              `json:"unsealed"`
}

// Run computes the chains anew. It fails where one of them is broken, after all of them.
func (cmd auditVerify) Run(c *call) error {
	var noted []identity.AuditHead
	if cmd.Head != "" {
		if cmd.Municipality == "" {
			return wrongUse{lang.T("--head gäller en kommun; ange --municipality", "--head is of one municipality; give --municipality")}
		}
		h, err := identity.ParseAuditHead(cmd.Head)
		if err != nil {
			return err
		}
		noted = append(noted, h)
	}
	return c.with(c.options("audit verify"), func(a *app.App) error {
		all, err := cmd.municipalities(c, a)
		if err != nil {
			return err
		}
		results := []any{}
		broken := 0
		for _, m := range all {
			r, err := c.verify(a, m, noted)
			if err != nil {
				return err
			}
			results = append(results, r)
			if !r.Unbroken {
				broken++
			}
			if !cmd.JSON {
				c.sayVerified(m, r)
			}
		}
		if cmd.Municipality == "" {
			removed, err := cmd.removed(c, a)
			if err != nil {
				return err
			}
			results = append(results, removed...)
		}
		if cmd.JSON {
			err = c.json(results)
		}
		if err == nil && broken > 0 {
			err = fault.New(fault.Conflict, lang.T("loggar som är brutna: %d av %d", "logs that are broken: %d of %d", broken, len(all)))
		}
		return err
	})
}

func (cmd auditVerify) municipalities(c *call, a *app.App) ([]municipality.Municipality, error) {
	if cmd.Municipality == "" {
		return a.Municipalities.List(c)
	}
	m, err := a.Municipalities.BySlug(c, cmd.Municipality)
	return []municipality.Municipality{m}, err
}

// removed are the logs that went with their municipalities.
func (cmd auditVerify) removed(c *call, a *app.App) (results []any, err error) {
	all, err := a.DB.Audit().Removed(c)
	for _, r := range all {
		results = append(results, r)
		if !cmd.JSON {
			c.sayRemoved(r)
		}
	}
	return results, err
}

// verify looks at one log. That it is broken is a result; anything else is an error.
func (c *call) verify(a *app.App, m municipality.Municipality, noted []identity.AuditHead) (verified, error) {
	v, err := a.DB.Audit().Verify(c, m.Code, noted...)
	r := verified{
		Municipality: m.Slug, Unbroken: err == nil, Head: v.Head, Pruned: v.Pruned, Checked: v.Checked, Unsealed: v.Unsealed,
	}
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Conflict {
		r.Problem = &lang.Text{SV: f.Say(lang.SV), EN: f.Say(lang.EN)}
		return r, nil
	}
	return r, err
}

func (c *call) sayVerified(m municipality.Municipality, r verified) {
	if r.Problem != nil {
		c.say("%s: %s", "%s: %s", m.Name, *r.Problem)
		return
	}
	c.say("%s: %d rader, obrutna, kontrollvärde %s", "%s: %d lines, unbroken, head %s", m.Name, r.Head.Lines, r.Head)
	if r.Pruned > 0 {
		c.say("  gallrade före det: rad 1–%d", "  pruned before that: lines 1–%d", r.Pruned)
	}
	if r.Unsealed > 0 {
		c.say("  rader som ännu inte är förseglade: %d; tryggled up eller work förseglar dem inom tio sekunder",
			"  not sealed yet: %d lines; tryggled up or work seals them within ten seconds", r.Unsealed)
	}
}

// sayRemoved tells of a log that went with its municipality.
func (c *call) sayRemoved(r identity.Removed) {
	head := lang.T("ingen rad var förseglad", "no line was sealed")
	if r.Head.Lines > 0 {
		head = lang.T("loggens sista kontrollvärde %s", "the last head of its log %s", r.Head)
	}
	c.say("%s (%s): raderad %s med %d rader, %s", "%s (%s): deleted %s with %d rows, %s",
		r.Name, r.Code, r.RemovedAt.UTC().Format(time.RFC3339), r.Rows, head)
}

type auditPrune struct {
	Municipality string `required:"" placeholder:"SLUG" help:"${flag_municipality}"`
	Before       string `required:"" placeholder:"DATE" help:"${flag_prune_before}"`
	Reason       string `required:"" placeholder:"TEXT" help:"${flag_prune_reason}"`
	JSON         bool   `name:"json" help:"${flag_json}"`
}

// Run removes the oldest lines of a log.
func (cmd auditPrune) Run(c *call) error {
	p, err := app.PruneAudit(c, c.options("audit prune"), cmd.Municipality, cmd.Before, cmd.Reason)
	if err != nil {
		return err
	}
	if cmd.JSON {
		return c.json(p)
	}
	c.say("%d rader är gallrade. Kedjan börjar nu efter %s.", "%d lines are pruned. The chain now begins after %s.", p.Lines, p.From)
	return nil
}
