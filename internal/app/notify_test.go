package app_test

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"io"
	"log"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"tryggled/internal/app"
	"tryggled/internal/config"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/patrol"
	"tryggled/internal/plan"
	"tryggled/internal/postgres/pgtest"
)

// notifying opens the program with settings of alarms.
func notifying(t *testing.T, webhook, smtp string) patrol.Notifier {
	t.Helper()
	o, urls := options(t, ""), pgtest.New(t)
	o.Config.DatabaseURL = config.NewSecret(urls.App)
	o.Config.AlarmWebhook, o.Config.SMTP = config.NewSecret(webhook), config.NewSecret(smtp)
	a, err := app.Open(within(t), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a.Patrols.Notifier
}

var (
	alarmTown = municipality.Municipality{Code: "1983", Name: lang.Same("Köping"), CRS: 3006, TimeZone: "Europe/Stockholm"}
	alarmOf   = patrol.Alarm{
		ID: 12, Plan: 4, Team: 2, Cause: patrol.NotSeen, Due: time.Date(2026, 11, 20, 20, 30, 0, 0, time.UTC),
		RaisedAt: time.Date(2026, 11, 20, 20, 45, 0, 0, time.UTC),
		Text:     lang.T("Grupp 2 har inte checkat in vid stopp 3, Å-promenaden.", "Team 2 has not checked in at stop 3, Å-promenaden."),
	}
	onDuty = plan.Contact{Name: "Vakthavande", Email: "Åsa Öst <vakt@koping.example>"}
)

func TestSettingsOfAlarms(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ webhook, smtp, says string }{
		"a webhook in the clear":      {"http://sms.koping.example/hemligt", "", "https"},
		"a webhook that is no web":    {"ftp://sms.koping.example/hemligt", "", "https"},
		"a webhook without a host":    {"https:///hemligt", "", "https"},
		"a webhook that is no URL":    {"https://%zz/hemligt", "", "https"},
		"a mail server of no scheme":  {"", "mail.koping.example:587?from=a@b.se", "TRYGGLED_SMTP"},
		"a mail server without from":  {"", "smtp://x:hemligt@mail.koping.example", "from"},
		"a mail server of a bad from": {"", "smtp://x:hemligt@mail.koping.example?from=hemligt", "from"},
	} {
		o := options(t, "")
		o.Config.AlarmWebhook, o.Config.SMTP = config.NewSecret(c.webhook), config.NewSecret(c.smtp)
		_, err := app.Open(within(t), o)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "hemligt") {
			t.Errorf("%s: got %v, want Invalid that says %q and tells nothing", name, err, c.says)
		}
	}
	if n := notifying(t, "", ""); n != nil {
		t.Errorf("without settings: %v", n)
	}
}

// A webhook that does not answer well, leads elsewhere or cannot prove who it is gets nothing
// said about in the error that is logged.
func TestWebhookFailures(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the alarm went elsewhere") }))
	t.Cleanup(other.Close)
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	t.Cleanup(refusing.Close)
	leading := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	t.Cleanup(leading.Close)
	unknown := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the alarm went to somebody unknown") }))
	unknown.Config.ErrorLog = log.New(io.Discard, "", 0)
	unknown.StartTLS()
	t.Cleanup(unknown.Close)
	gone := httptest.NewServer(nil)
	gone.Close()
	for name, c := range map[string]struct{ url, says string }{
		"it refuses":                  {refusing.URL, "403"},
		"it leads elsewhere":          {leading.URL, "307"},
		"its certificate is no one's": {unknown.URL, "certificate"},
		"it is gone":                  {gone.URL, "refused"},
	} {
		err := notifying(t, c.url+"/hemligt", "").Notify(t.Context(), alarmTown, onDuty, alarmOf)
		if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "hemligt") || strings.Contains(err.Error(), "koping.example") {
			t.Errorf("%s: got %v, want %q and neither address nor contact", name, err, c.says)
		}
	}
}

// postOffice is a mail server on this machine; refuse is what it answers recipients, if anything.
func postOffice(t *testing.T, refuse string) (addr string, letters <-chan string) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	got := make(chan string, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		serveMail(textproto.NewConn(conn), refuse, got)
	}()
	return l.Addr().String(), got
}

func serveMail(c *textproto.Conn, refuse string, got chan<- string) {
	var envelope strings.Builder
	_ = c.PrintfLine("220 ready")
	for {
		line, err := c.ReadLine()
		if err != nil {
			return
		}
		switch verb, _, _ := strings.Cut(line, " "); {
		case verb == "EHLO":
			_ = c.PrintfLine("250-hello\r\n250 AUTH PLAIN")
		case verb == "AUTH":
			envelope.WriteString(line + "\n")
			_ = c.PrintfLine("235 welcome")
		case verb == "RCPT" && refuse != "":
			_ = c.PrintfLine("%s", refuse)
		case verb == "DATA":
			_ = c.PrintfLine("354 go on")
			body, _ := io.ReadAll(bufio.NewReader(c.DotReader()))
			got <- envelope.String() + "\n" + string(body)
			_ = c.PrintfLine("250 taken")
		case verb == "QUIT":
			_ = c.PrintfLine("221 bye")
			return
		default:
			envelope.WriteString(line + "\n")
			_ = c.PrintfLine("250 fine")
		}
	}
}

func TestAlarmByMail(t *testing.T) {
	t.Parallel()
	addr, letters := postOffice(t, "")
	n := notifying(t, "", "smtp://larm:hemligt@"+addr+"?from=Tryggled+<trygg@koping.example>")
	if n.Reaches(plan.Contact{Name: "Vakthavande", Phone: "0221-250 00"}) || !n.Reaches(onDuty) {
		t.Error("mail reaches who has an address, and nobody else")
	}
	exercise := alarmTown
	exercise.Exercise = true
	if err := n.Notify(t.Context(), exercise, onDuty, alarmOf); err != nil {
		t.Fatal(err)
	}
	envelope, written, _ := strings.Cut(<-letters, "\n\n")
	token := base64.StdEncoding.EncodeToString([]byte("\x00larm\x00hemligt"))
	if envelope != "AUTH PLAIN "+token+"\nMAIL FROM:<trygg@koping.example>\nRCPT TO:<vakt@koping.example>" {
		t.Errorf("the envelope: %s", envelope)
	}
	letter, err := mail.ReadMessage(strings.NewReader(written))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject"))
	if err != nil || subject != "ÖVNING. Larm: grupp 2 i plan 4 har inte hörts av / EXERCISE. Alarm: team 2 of plan 4 has not been heard of" {
		t.Errorf("the subject: %q, %v", subject, err)
	}
	to, err := letter.Header.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Name != "Åsa Öst" {
		t.Errorf("to %v, %v", to, err)
	}
	if at, err := letter.Header.Date(); err != nil || !at.Equal(alarmOf.RaisedAt) {
		t.Errorf("dated %v, %v", at, err)
	}
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, letter.Body))
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range []string{"ÖVNING. Grupp 2 har inte checkat in vid stopp 3, Å-promenaden. ", "kl. 21.30", "at 21:30", "ring 112", "Kvittera larmet i Tryggled (Köping)."} {
		if !strings.Contains(string(body), said) {
			t.Errorf("the letter does not say %q:\n%s", said, body)
		}
	}
}

// A mail server that cannot prove who it is gets no letter, though it is on this machine.
func TestAlarmByMailToAStranger(t *testing.T) {
	t.Parallel()
	own := httptest.NewUnstartedServer(nil)
	own.StartTLS()
	t.Cleanup(own.Close)
	for scheme, offers := range map[string]bool{"smtp": true, "smtps": false} {
		l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		go func() {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			if offers {
				c := textproto.NewConn(conn)
				_ = c.PrintfLine("220 ready")
				_, _ = c.ReadLine()
				_ = c.PrintfLine("250-hello\r\n250 STARTTLS")
				_, _ = c.ReadLine()
				_ = c.PrintfLine("220 go on")
			}
			if err := tls.Server(conn, &tls.Config{Certificates: own.TLS.Certificates}).HandshakeContext(t.Context()); err == nil {
				t.Error("the stranger is trusted")
			}
		}()
		err = notifying(t, "", scheme+"://"+l.Addr().String()+"?from=trygg@koping.example").Notify(t.Context(), alarmTown, onDuty, alarmOf)
		if err == nil || !strings.Contains(err.Error(), "certificate") {
			t.Errorf("%s: got %v, want its certificate refused", scheme, err)
		}
	}
}

// A refusal is told by its number: a server writes the address in its words.
func TestAlarmByMailIsRefused(t *testing.T) {
	t.Parallel()
	addr, _ := postOffice(t, "550 5.1.1 <vakt@koping.example> unknown")
	err := notifying(t, "", "smtp://"+addr+"?from=trygg@koping.example").Notify(t.Context(), alarmTown, onDuty, alarmOf)
	if err == nil || !strings.Contains(err.Error(), "550") || strings.Contains(err.Error(), "vakt@") {
		t.Errorf("got %v, want its number alone", err)
	}
	// In two ways, one that works is enough.
	hook := newInbox(t)
	hook.asked = 1
	addr, _ = postOffice(t, "550 5.1.1 unknown")
	if err := notifying(t, hook.URL, "smtp://"+addr+"?from=trygg@koping.example").Notify(t.Context(), alarmTown, onDuty, alarmOf); err != nil || len(hook.all()) != 1 {
		t.Errorf("by the webhook alone: %v, %d alarms", err, len(hook.all()))
	}
}
