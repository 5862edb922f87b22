package httpapi

import (
	"bufio"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tryggled/internal/identity"
)

// always is an Authenticator that knows everybody as one actor.
type always identity.Actor

func (a always) Actor(*http.Request) (identity.Actor, error) { return identity.Actor(a), nil }

// londoner is the coordinator of London, and nobody in Köping.
var londoner = identity.Actor{ID: "oidc:london", Way: identity.BySession, Grants: []identity.Grant{{Municipality: london.Code, Role: identity.Coordinator}}}

// listen serves a handler on loopback, with the limits of the real server.
func listen(t *testing.T, h http.Handler) (addr string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := NewHTTPServer(listener.Addr().String(), h, slog.New(slog.DiscardHandler))
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

// wire sends bytes as they are and returns all answers that come back.
func wire(t *testing.T, addr, request string) (statuses []int, whole string) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.WriteString(conn, request) }() // the server may answer and leave before all is sent
	var seen strings.Builder
	answers := bufio.NewReader(io.TeeReader(conn, &seen))
	for {
		answer, err := http.ReadResponse(answers, nil)
		if err != nil {
			return statuses, seen.String()
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		statuses = append(statuses, answer.StatusCode)
	}
}

const publicHost = "trygg.example"

// londonersWay is a server on which everybody is the coordinator of London, and which
// people reach by its public name.
func londonersWay(t *testing.T) (addr string) {
	t.Helper()
	h, _ := newTown().serverWith(t, func(s *Server) {
		s.Local, s.Auth, s.Public = false, always(londoner), &url.URL{Scheme: "https", Host: publicHost}
	})
	return listen(t, h)
}

// TestPathAndHeaderTricks has the coordinator of London try for Köping by requests that
// two programs might read differently. Each is answered with a refusal, and none with
// anything of Köping's.
func TestPathAndHeaderTricks(t *testing.T) {
	t.Parallel()
	const (
		other  = "/api/v1/municipalities/koping/reports"
		own    = "/api/v1/municipalities/london/reports"
		prefix = "/api/v1/municipalities/"
	)
	get := func(target string, headers ...string) string {
		return "GET " + target + " HTTP/1.1\r\nHost: " + publicHost + "\r\n" + strings.Join(append(headers, "Connection: close"), "\r\n") + "\r\n\r\n"
	}
	addr := londonersWay(t)
	var tried, in atomic.Int64
	t.Cleanup(func() { t.Logf("%d tricks tried, %d let in", tried.Load(), in.Load()) })
	if statuses, _ := wire(t, addr, get(own)); !slices.Equal(statuses, []int{200}) {
		t.Errorf("the honest request: got %v, want 200", statuses)
	}
	for name, request := range map[string]string{
		"plainly":                    get(other),
		"dots after a semicolon":     get(prefix + "london/..;/koping/reports"),
		"a semicolon":                get(prefix + "koping;x=/reports"),
		"a semicolon and slash":      get(prefix + "koping;/reports"),
		"dots":                       get(prefix + "london/../koping/reports"),
		"encoded dots":               get(prefix + "london/%2e%2e/koping/reports"),
		"half encoded dots":          get(prefix + "london/.%2e/koping/reports"),
		"twice encoded dots":         get(prefix + "london/%252e%252e/koping/reports"),
		"encoded slash":              get(prefix + "london%2f..%2fkoping/reports"),
		"encoded slash after":        get(prefix + "koping%2freports"),
		"encoded slashes all over":   get("/api%2fv1%2fmunicipalities%2fkoping%2freports"),
		"backslash":                  get(prefix + `london\..\koping/reports`),
		"encoded backslash":          get(prefix + "london%5c..%5ckoping/reports"),
		"two slashes":                get("//api/v1/municipalities//koping/reports"),
		"two slashes within":         get(prefix + "/koping/reports"),
		"two slashes before a host":  get("//koping/api/v1/municipalities/koping/reports"),
		"a dot":                      get(prefix + "./koping/reports"),
		"mixed case":                 get("/API/v1/Municipalities/koping/reports"),
		"mixed case of the slug":     get(prefix + "KOPING/reports"),
		"encoded letters":            get(prefix + "%6boping/reports"),
		"long UTF-8 of dots":         get(prefix + "london/%c0%ae%c0%ae/koping/reports"),
		"full width":                 get(prefix + "ｋoping/reports"),
		"dot at the end":             get(prefix + "koping./reports"),
		"dot at the very end":        get(other + "."),
		"slash at the end":           get(other + "/"),
		"encoded space at the end":   get(prefix + "koping%20/reports"),
		"encoded NUL":                get(prefix + "koping%00/reports"),
		"encoded line break":         get(prefix + "koping%0d%0a/reports"),
		"encoded question mark":      get(prefix + "koping%3f/reports"),
		"a parameter of the path":    get(own + "?municipality=koping"),
		"a fragment":                 get(prefix + "koping/reports#/london"),
		"a very long path":           get(prefix + strings.Repeat("a", 60_000) + "/reports"),
		"a path beyond the limit":    get(prefix + strings.Repeat("a", 100_000)),
		"very many segments":         get("/" + strings.Repeat("a/", 20_000)),
		"a broken escape":            get(prefix + "koping%2"),
		"whole address of ours":      get("http://" + publicHost + other),
		"whole address of another":   get("http://koping.example" + other),
		"whole address, our Host":    get("http://koping.example" + own),
		"another Host":               strings.Replace(get(own), "Host: "+publicHost, "Host: koping.example", 1),
		"Host with a dot":            strings.Replace(get(own), "Host: "+publicHost, "Host: "+publicHost+".", 1),
		"Host with another port":     strings.Replace(get(own), "Host: "+publicHost, "Host: "+publicHost+":8443", 1),
		"Host with a user":           strings.Replace(get(own), "Host: "+publicHost, "Host: koping@"+publicHost, 1),
		"no Host":                    strings.Replace(get(own), "Host: "+publicHost+"\r\n", "", 1),
		"an empty Host":              strings.Replace(get(own), "Host: "+publicHost, "Host:", 1),
		"two Hosts":                  get(own, "Host: koping.example"),
		"two Hosts alike":            get(own, "Host: "+publicHost),
		"a folded Host":              strings.Replace(get(own), "Host: "+publicHost, "Host: "+publicHost+"\r\n koping.example", 1),
		"a space before the colon":   strings.Replace(get(own), "Host: "+publicHost, "Host : "+publicHost, 1),
		"forwarded host":             strings.Replace(get(own, "X-Forwarded-Host: "+publicHost), "Host: "+publicHost, "Host: koping.example", 1),
		"another method by header":   get(other, "X-HTTP-Method-Override: DELETE"),
		"another address by header":  get(other, "X-Original-URL: "+own, "X-Rewrite-URL: "+own),
		"a prefix by header":         get(other, "X-Forwarded-Prefix: /london"),
		"another user by header":     get(other, "X-Remote-User: admin", "X-Forwarded-User: admin", "X-Forwarded-For: 127.0.0.1"),
		"two lengths":                get(own, "Content-Length: 0", "Content-Length: 5") + "hello",
		"length and chunks":          strings.Replace(get(other, "Content-Length: 4", "Transfer-Encoding: chunked"), "GET", "POST", 1) + "0\r\n\r\nGET " + other + " HTTP/1.1\r\nHost: " + publicHost + "\r\n\r\n",
		"length with a plus":         get(own, "Content-Length: +3"),
		"a length below zero":        get(own, "Content-Length: -1"),
		"an unknown coding":          get(own, "Transfer-Encoding: xchunked"),
		"two codings":                get(own, "Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
		"a NUL in a header":          get(own, "X-Reason: a\x00b"),
		"a bare CR in a header":      get(own, "X-Reason: a\rX-Original-URL: "+other),
		"too many headers":           get(own, strings.Repeat("X-A: b\r\n", 20_000)+"X: y"),
		"a very long header":         get(own, "X-Reason: "+strings.Repeat("x", 200_000)),
		"HTTP of long ago":           "GET " + other + "\r\n\r\n",
		"HTTP 1.0":                   "GET " + own + " HTTP/1.0\r\n\r\n",
		"no HTTP":                    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
		"a request within a line":    get(own + " HTTP/1.1\r\nHost: koping.example"),
		"a tunnel":                   "CONNECT koping.example:443 HTTP/1.1\r\nHost: koping.example:443\r\n\r\n",
		"TRACE":                      strings.Replace(get(other), "GET", "TRACE", 1),
		"a method of our own making": strings.Replace(get(other), "GET", "GETX", 1),
		"lower case method":          strings.Replace(get(other), "GET", "get", 1),
		"asterisk":                   strings.Replace(get("*"), "GET", "OPTIONS", 1),
		"HEAD":                       strings.Replace(get(other), "GET", "HEAD", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tried.Add(1)
			statuses, whole := wire(t, addr, request)
			refusals := []int{400, 401, 403, 404, 405, 411, 413, 414, 421, 431, 501, 505}
			for _, got := range statuses {
				if !slices.Contains(refusals, got) {
					in.Add(1)
					t.Errorf("answered %d:\n%.2000s", got, whole)
				}
			}
			for _, secret := range []string{"påhittad", "embrace", "dark_place", "1983"} {
				if strings.Contains(whole, secret) {
					t.Errorf("tells %q:\n%.2000s", secret, whole)
				}
			}
		})
	}
}
