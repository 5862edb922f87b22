package httpapi

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"tryggled/internal/fault"
)

func proxies(t *testing.T, list ...string) Proxies {
	t.Helper()
	p, err := ParseProxies(list)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestParseProxies(t *testing.T) {
	t.Parallel()
	for s, fine := range map[string]bool{
		"10.0.0.5": true, "10.0.0.0/24": true, " 10.0.0.5 ": true, "fd00::1": true, "fd00::/64": true, "127.0.0.1": true,
		"": false, "proxy": false, "10.0.0.5:80": false, "10.0.0.0/33": false, "0.0.0.0/0": false, "::/0": false, "fe80::1%eth0": false,
	} {
		if _, err := ParseProxies([]string{s}); fine != (err == nil) || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v, want fine %v", s, err, fine)
		}
	}
}

// Only trusted hops say where a request came from, and whether it came encrypted.
func TestForwardedHeadersAreReadFromTrustedHopsOnly(t *testing.T) {
	t.Parallel()
	none, one := proxies(t), proxies(t, "10.0.0.5", "10.1.0.0/16")
	for _, c := range []struct {
		name           string
		p              Proxies
		from, xff, xfp string
		tls            bool
		client         string
		secure         bool
	}{
		{"direct", none, "192.0.2.1:5", "", "", false, "192.0.2.1", false},
		{"direct by TLS", none, "192.0.2.1:5", "", "", true, "192.0.2.1", true},
		{"a liar where no hop is trusted", none, "192.0.2.1:5", "127.0.0.1", "https", false, "192.0.2.1", false},
		{"loopback is trusted only where named", none, "127.0.0.1:5", "198.51.100.7", "https", false, "127.0.0.1", false},
		{"a private neighbour is not trusted", one, "10.0.0.6:5", "198.51.100.7", "https", false, "10.0.0.6", false},
		{"through the hop", one, "10.0.0.5:5", "198.51.100.7", "https", false, "198.51.100.7", true},
		{"through the hop, unencrypted", one, "10.0.0.5:5", "198.51.100.7", "http", false, "198.51.100.7", false},
		{"through two hops", one, "10.0.0.5:5", "198.51.100.7, 10.1.2.3", "https", false, "198.51.100.7", true},
		{"a client that claims to be another", one, "10.0.0.5:5", "127.0.0.1, 198.51.100.7", "http, https", false, "198.51.100.7", true},
		{"a client that claims to be encrypted", one, "10.0.0.5:5", "198.51.100.7", "https, http", false, "198.51.100.7", false},
		{"nonsense from the hop", one, "10.0.0.5:5", "unknown", "HTTPS", false, "10.0.0.5", true},
		{"nothing from the hop", one, "10.0.0.5:5", "", "", false, "10.0.0.5", false},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.from
		if c.xff != "" {
			r.Header.Set("X-Forwarded-For", c.xff)
		}
		if c.xfp != "" {
			r.Header.Set("X-Forwarded-Proto", c.xfp)
		}
		if c.tls {
			r.TLS = &tls.ConnectionState{}
		}
		if client, secure := c.p.client(r), c.p.secure(r); client != c.client || secure != c.secure {
			t.Errorf("%s: got %s, secure %v; want %s, %v", c.name, client, secure, c.client, c.secure)
		}
	}
}

func TestCheckAddr(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		addr string
		door Door
		fine bool
	}{
		{"127.0.0.1:8080", Door{}, true},
		{"127.0.0.1:8080", Door{SignIn: true}, true},
		{"0.0.0.0:8080", Door{}, false},
		{"0.0.0.0:8443", Door{TLS: true}, false},
		{"0.0.0.0:8080", Door{Proxies: true, TLS: true}, false},
		{"0.0.0.0:8080", Door{SignIn: true}, false},
		{":8443", Door{SignIn: true, TLS: true}, true},
		{"192.0.2.1:8080", Door{SignIn: true, Proxies: true}, true},
		{"nonsense", Door{SignIn: true, TLS: true}, false},
	} {
		err := CheckAddr(c.addr, c.door)
		if c.fine != (err == nil) || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s with %+v: got %v, want fine %v", c.addr, c.door, err, c.fine)
		}
	}
}

func TestParsePublicURL(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"https://trygg.example": "https://trygg.example", "https://Trygg.example/": "https://trygg.example",
		"https://trygg.example:8443": "https://trygg.example:8443", "http://localhost:8080": "http://localhost:8080",
		"http://127.0.0.1:8080": "http://127.0.0.1:8080",
		"http://trygg.example":  "", "trygg.example": "", "https://": "", "ftp://trygg.example": "", "https://a@trygg.example": "",
		"https://trygg.example/x": "", "https://trygg.example?x": "", "https://trygg.example#x": "", "": "", "http://localhost.evil.example": "",
	} {
		u, err := ParsePublicURL(s)
		if (err == nil) != (want != "") || err == nil && u.String() != want || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v, %v; want %q", s, u, err, want)
		}
	}
}

// TestTheRightDoor asks a server with sign-in under many names and by many ways.
func TestTheRightDoor(t *testing.T) {
	t.Parallel()
	behind := proxies(t, "10.0.0.5")
	h, _ := newTown().serverWith(t, func(s *Server) {
		s.Local, s.Auth, s.Proxies = false, always(londoner), behind
		s.Public = &url.URL{Scheme: "https", Host: publicHost}
	})
	from := func(addr, proto string) change {
		return func(r *http.Request) {
			r.RemoteAddr = addr
			r.Header.Set("X-Forwarded-Proto", proto)
		}
	}
	const own = "/api/v1/municipalities/london"
	for _, c := range []struct {
		name, path string
		changes    []change
		want       int
		hsts       bool
	}{
		{"through the proxy", own, []change{host(publicHost), from("10.0.0.5:1", "https")}, 200, true},
		{"its port said", own, []change{host(publicHost + ":443"), from("10.0.0.5:1", "https")}, 200, true},
		{"in capitals", own, []change{host("TRYGG.example"), from("10.0.0.5:1", "https")}, 200, true},
		{"another name", own, []change{host("evil.example"), from("10.0.0.5:1", "https")}, 421, true},
		{"the page under another name", "/", []change{host("evil.example"), from("10.0.0.5:1", "https")}, 421, true},
		{"a probe by address", "/health", []change{host("10.0.0.9:8080"), from("10.0.0.7:1", "")}, 200, false},
		{"past the proxy", own, []change{host(publicHost), from("10.0.0.6:1", "https")}, 403, false},
		{"from this machine", own, []change{host(publicHost), from("127.0.0.1:1", "https")}, 200, false},
		{"by TLS", own, []change{host(publicHost), func(r *http.Request) { r.TLS = &tls.ConnectionState{} }}, 200, true},
		{"another name by X-Forwarded-Host", own, []change{host("evil.example"), header("X-Forwarded-Host", publicHost), from("10.0.0.5:1", "https")}, 421, true},
	} {
		a := callRaw(h, "GET", c.path, c.changes...)
		if a.Code != c.want {
			t.Errorf("%s: got %d, want %d: %s", c.name, a.Code, c.want, a.Body)
		}
		if got := a.Header().Get("Strict-Transport-Security"); (got != "") != c.hsts || strings.Contains(got, "includeSubDomains") {
			t.Errorf("%s: Strict-Transport-Security is %q, want it %v", c.name, got, c.hsts)
		}
	}
}
