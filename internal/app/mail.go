package app

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"net/url"
	"strings"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/patrol"
	"tryggled/internal/plan"
)

// mailer mails alarms to the contact of a plan. What goes to another machine is encrypted:
// from the start on port 465, else by STARTTLS, without which nothing is sent.
type mailer struct {
	host, addr string
	direct     bool // TLS from the start
	auth       smtp.Auth
	from       *mail.Address
}

const (
	smtpPort  = "587" // for what is submitted, RFC 6409
	smtpsPort = "465" // with TLS from the start, RFC 8314
)

func newMailer(address string) (*mailer, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" {
		return nil, badSMTP("")
	}
	from, err := mail.ParseAddress(u.Query().Get("from"))
	if err != nil {
		return nil, badSMTP("from")
	}
	port := cmp.Or(u.Port(), map[string]string{"smtp": smtpPort, "smtps": smtpsPort}[u.Scheme])
	m := &mailer{
		host: u.Hostname(), addr: net.JoinHostPort(u.Hostname(), port), direct: u.Scheme == "smtps" || port == smtpsPort,
		from: from,
	}
	if u.User != nil {
		password, _ := u.User.Password()
		m.auth = smtp.PlainAuth("", u.User.Username(), password, m.host)
	}
	return m, nil
}

// badSMTP says how the setting is written, and not how it was.
func badSMTP(part string) error {
	what := lang.Text{}
	if part != "" {
		what = lang.T(" (%s saknas eller förstås inte)", " (%s is missing or not understood)", part)
	}
	return fault.New(fault.Invalid, lang.T(
		"TRYGGLED_SMTP förstås inte%s; skriv som smtp://användare:lösenord@mail.koping.se:587?from=trygg@koping.se, med %%40 för @ i namn och lösenord",
		"TRYGGLED_SMTP is not understood%s; write it as smtp://user:password@mail.koping.se:587?from=trygg@koping.se, with %%40 for @ in name and password", what))
}

func (*mailer) reaches(to plan.Contact) bool {
	_, err := mail.ParseAddress(to.Email)
	return err == nil
}

func (s *mailer) tell(ctx context.Context, m municipality.Municipality, to plan.Contact, a patrol.Alarm) error {
	address, err := mail.ParseAddress(to.Email)
	if err == nil {
		err = s.send(ctx, address.Address, s.letter(m, address, a))
	}
	if err != nil {
		return fmt.Errorf("mail an alarm: %w", unnamed(err))
	}
	return nil
}

// unnamed is an error of mail without what a server says in words: it may name the recipient.
func unnamed(err error) error {
	if refused, ok := errors.AsType[*textproto.Error](err); ok {
		return fmt.Errorf("the server answered %d", refused.Code)
	}
	return err
}

// send is smtp.SendMail within a time, and never unencrypted to another machine.
func (s *mailer) send(ctx context.Context, to string, letter []byte) error {
	ctx, cancel := context.WithTimeout(ctx, notifyWithin)
	defer cancel()
	c, err := s.dial(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	if s.auth != nil {
		if err := c.Auth(s.auth); err != nil {
			return err
		}
	}
	if err := c.Mail(s.from.Address); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(letter); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return c.Quit()
}

func (s *mailer) dial(ctx context.Context) (*smtp.Client, error) {
	secure := &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", s.addr)
	if err != nil {
		return nil, err
	}
	if until, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(until)
	}
	if s.direct {
		conn = tls.Client(conn, secure)
	}
	c, err := smtp.NewClient(conn, s.host)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	if s.direct {
		return c, nil
	}
	if ok, _ := c.Extension("STARTTLS"); ok {
		err = c.StartTLS(secure)
	} else if !isLoopback(s.host) {
		err = errors.New("the server offers no STARTTLS: nothing is sent unencrypted")
	}
	if err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

// letter is the alarm as a letter in both languages.
func (s *mailer) letter(m municipality.Municipality, to *mail.Address, a patrol.Alarm) []byte {
	said := saidOf(m, a)
	subject := lang.T("Larm: grupp %d i plan %d har inte hörts av", "Alarm: team %d of plan %d has not been heard of", a.Team, a.Plan)
	if m.Exercise {
		subject = lang.T("ÖVNING. %s", "EXERCISE. %s", subject)
	}
	said = lang.T("%s\n\nKvittera larmet i Tryggled (%s).", "%s\n\nAcknowledge the alarm in Tryggled (%s).", said, m.Name)
	var b bytes.Buffer
	header := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	header("From", s.from.String())
	header("To", to.String())
	header("Subject", mime.QEncoding.Encode("utf-8", subject.SV+" / "+subject.EN))
	at := a.RaisedAt
	if !a.EscalatedAt.IsZero() {
		at = a.EscalatedAt
	}
	header("Date", at.In(m.Location()).Format(time.RFC1123Z))
	header("Message-ID", fmt.Sprintf("<alarm-%s-%d-%d@%s>", m.Code, a.ID, at.Unix(), domainOf(s.from.Address)))
	header("Auto-Submitted", "auto-generated")
	header("MIME-Version", "1.0")
	header("Content-Type", "text/plain; charset=utf-8")
	header("Content-Transfer-Encoding", "base64")
	b.WriteString("\r\n")
	text := strings.ReplaceAll(said.SV+"\n\n"+said.EN+"\n", "\n", "\r\n")
	encoded := base64.StdEncoding.EncodeToString([]byte(text))
	for len(encoded) > 0 {
		n := min(76, len(encoded))
		b.WriteString(encoded[:n] + "\r\n")
		encoded = encoded[n:]
	}
	return b.Bytes()
}

func domainOf(address string) string {
	_, domain, _ := strings.Cut(address, "@")
	return domain
}
