package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/patrol"
	"tryggled/internal/plan"
)

// webhook posts alarms as JSON to a service of the municipality's own, such as one that sends
// text messages. Its address may hold a token, so no error tells it.
type webhook struct {
	url    string
	client *http.Client
}

// Posted is what a webhook gets.
type Posted struct {
	Municipality string       `json:"municipality"` // official code
	Name         lang.Text    `json:"name"`
	Exercise     bool         `json:"exercise"`
	Alarm        int64        `json:"alarm"`
	Plan         int64        `json:"plan"`
	Team         int          `json:"team"`
	Cause        patrol.Cause `json:"cause"`
	Due          time.Time    `json:"due"`
	RaisedAt     time.Time    `json:"raised_at"`
	Again        bool         `json:"again"` // nobody has acknowledged the first
	Text         lang.Text    `json:"text"`
	Contact      plan.Contact `json:"contact"`
}

func newWebhook(address string) (*webhook, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) {
		return nil, fault.New(fault.Invalid, lang.T(
			"TRYGGLED_ALARM_WEBHOOK ska vara en https-adress, som https://sms.koping.se/larm; http går bara till den egna datorn",
			"TRYGGLED_ALARM_WEBHOOK must be an https address, such as https://sms.koping.se/alarm; http goes to this machine only"))
	}
	return &webhook{url: address, client: &http.Client{
		Timeout: notifyWithin,
		// What is posted is for the address that was set, and no other.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// isLoopback reports whether a host is this machine by its very name.
func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

func (*webhook) reaches(plan.Contact) bool { return true }

// webhookTries is how often an alarm is posted at once, before the next round.
const webhookTries = 2

func (w *webhook) tell(ctx context.Context, m municipality.Municipality, to plan.Contact, a patrol.Alarm) error {
	body, err := json.Marshal(Posted{
		Municipality: m.Code, Name: m.Name, Exercise: m.Exercise, Alarm: a.ID, Plan: a.Plan, Team: a.Team, Cause: a.Cause,
		Due: a.Due, RaisedAt: a.RaisedAt, Again: !a.EscalatedAt.IsZero(), Text: saidOf(m, a), Contact: to,
	})
	if err != nil {
		return fmt.Errorf("write an alarm for the webhook: %w", err)
	}
	for range webhookTries {
		if err = w.post(ctx, body); err == nil {
			return nil
		}
	}
	return fmt.Errorf("post an alarm to the webhook: %w", err)
}

func (w *webhook) post(ctx context.Context, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url, bytes.NewReader(body))
	if err != nil {
		return errors.New("its address is not understood")
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := w.client.Do(request)
	if err != nil {
		if u, ok := errors.AsType[*url.Error](err); ok {
			err = u.Err // without the address
		}
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.CopyN(io.Discard, answer.Body, 64<<10) // so that the connection can be used again
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return fmt.Errorf("it answered %d", answer.StatusCode)
	}
	return nil
}
