package auth

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// remoteTimeout bounds one question to the identity provider.
const remoteTimeout = 5 * time.Second

// maxRemote bounds an answer of the identity provider, in bytes.
const maxRemote = 1 << 20

// remote is a value that lies with the identity provider. It is loaded when it is asked for
// and kept; however many ask, it is loaded once at a time and at most once in a while.
type remote[T any] struct {
	load func(ctx context.Context) (T, error)
	now  func() time.Time

	loading sync.Mutex
	tried   time.Time // when the last try ended, under loading
	problem error     // of the last try, under loading
	kept    atomic.Pointer[kept[T]]
}

type kept[T any] struct {
	value T
	at    time.Time
}

// again loads the value, unless that was tried within the given length of time. A caller
// who gives up does not take the answer from those who wait for it too.
func (r *remote[T]) again(ctx context.Context, within time.Duration) error {
	r.loading.Lock()
	defer r.loading.Unlock()
	return r.reload(ctx, within)
}

// freshen is again for a caller who has an older value to go on with: where somebody else
// loads it already, or it cannot be loaded, nothing happens.
func (r *remote[T]) freshen(ctx context.Context, within time.Duration) {
	if r.loading.TryLock() {
		defer r.loading.Unlock()
		_ = r.reload(ctx, within)
	}
}

func (r *remote[T]) reload(ctx context.Context, within time.Duration) error {
	at := r.now()
	if !r.tried.IsZero() && at.Sub(r.tried) < within {
		return r.problem
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), remoteTimeout)
	defer cancel()
	value, err := r.load(ctx)
	r.tried, r.problem = r.now(), err // as it ends: those who waited for it do not try again in turn
	if err == nil {
		r.kept.Store(&kept[T]{value, at})
	}
	return err
}

// getJSON asks the identity provider. It returns Unavailable where there is no good answer.
func getJSON(ctx context.Context, client *http.Client, address string, into any) error {
	err := readJSON(ctx, client, address, into)
	if err != nil {
		return noProvider(err)
	}
	return nil
}

func readJSON(ctx context.Context, client *http.Client, address string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "application/json")
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", address, answer.Status)
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, maxRemote)).Decode(into); err != nil {
		return fmt.Errorf("read %s: %w", address, err)
	}
	return nil
}

func noProvider(err error) error {
	return fault.Wrap(fault.Unavailable, err, lang.T(
		"inloggningstjänsten svarar inte som den ska; försök igen om en stund",
		"the sign-in service does not answer as it should; try again in a moment"))
}

// checkRemote returns Invalid for an address that would send secrets in clear: https, or
// this machine.
func checkRemote(what, address string) error {
	u, err := url.Parse(address)
	if err == nil && u.Host != "" && u.User == nil && (u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())) {
		return nil
	}
	return fault.New(fault.Invalid, lang.T(
		"%s är %q; skriv en adress som börjar med https://", "%s is %q; write an address that begins with https://", what, address))
}

func loopback(host string) bool {
	return host == "localhost" || host == "127.0.0.1" || host == "::1"
}
