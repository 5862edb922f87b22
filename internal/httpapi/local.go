package httpapi

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// localHosts are the names under which local mode answers. Another name that leads here
// may be a page on the internet that had its own name point to this machine.
var localHosts = map[string]bool{"localhost": true, "127.0.0.1": true, "[::1]": true}

// isLocal reports whether a Host header names this machine, with or without a port.
func isLocal(host string) bool {
	name := strings.ToLower(host)
	if i := strings.LastIndexByte(name, ':'); i >= 0 && !strings.HasSuffix(name, "]") {
		port := name[i+1:]
		if port == "" || strings.Trim(port, "0123456789") != "" {
			return false
		}
		name = name[:i]
	}
	return localHosts[name]
}

// probes are asked by name or by address alike: by what watches over the server.
var probes = map[string]bool{"/health": true, "/ready": true}

// rightDoor refuses requests that name another host than the server's own, and those that
// came unencrypted past the proxies that encrypt.
func (s *Server) rightDoor(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.wrongDoor(r); err != nil {
			s.writeProblem(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) wrongDoor(r *http.Request) error {
	switch {
	case s.Local && !isLocal(r.Host):
		return refused(http.StatusMisdirectedRequest, fault.Forbidden, lang.T(
			"Tryggled körs i lokalt läge och svarar bara under namnen localhost, 127.0.0.1 och [::1]. Öppna http://localhost med samma port.",
			"Tryggled runs in local mode and answers only to the names localhost, 127.0.0.1 and [::1]. Open http://localhost with the same port."))
	case s.Local && forwarded(r):
		return refused(http.StatusMisdirectedRequest, fault.Forbidden, lang.T(
			"Tryggled körs i lokalt läge, där den som når servern är samordnare, och svarar därför inte bakom en proxy. Ställ in inloggning (TRYGGLED_OIDC_ISSUER).",
			"Tryggled runs in local mode, where whoever reaches the server is its coordinator, and so does not answer behind a proxy. Set up sign-in (TRYGGLED_OIDC_ISSUER)."))
	case s.Local || probes[r.URL.Path]:
		return nil
	case s.Public != nil && !names(s.Public, r.Host):
		return refused(http.StatusMisdirectedRequest, fault.Forbidden, lang.T(
			"Tryggled svarar bara under namnet %s. Öppna %s; en proxy framför ska skicka värdnamnet (Host) vidare som det är.",
			"Tryggled answers to the name %s only. Open %s; a proxy in front is to pass the host name (Host) on as it is.", s.Public.Host, s.Public))
	case s.Proxies.Named() && !s.Proxies.secure(r) && !s.Proxies.sent(r) && !fromHere(r):
		return fault.New(fault.Forbidden, lang.T(
			"Okrypterade anrop tas inte emot. Använd https.", "Unencrypted requests are not taken. Use https."))
	}
	return nil
}

// forwarded reports whether a request was passed on by a proxy. In local mode a proxy in
// front would let everybody in: many name this machine as the host.
func forwarded(r *http.Request) bool {
	for _, name := range []string{"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip"} {
		if len(r.Header.Values(name)) > 0 {
			return true
		}
	}
	return false
}

// fromHere reports whether a request comes from this machine.
func fromHere(r *http.Request) bool {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && from.Addr().Unmap().IsLoopback()
}

// sameOrigin refuses writes that a page of another site has a browser send.
func (s *Server) sameOrigin(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.writeProblem(w, r, fault.New(fault.Forbidden, lang.T(
			"Ändringar tas inte emot från en annan webbplats. Gör dem härifrån, eller med ett program utanför webbläsaren.",
			"Changes are not taken from another site. Make them from here, or with a program outside the browser.")))
	}))
	return guard.Handler(next)
}

// CheckLocalAddr returns Invalid for an address to listen on that is not this machine's
// loopback alone. In local mode nobody signs in, so nobody else may reach the program.
func CheckLocalAddr(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, lang.T(
			"adressen %q förstås inte; skriv den som 127.0.0.1:8080",
			"the address %q is not understood; write it as 127.0.0.1:8080", addr))
	}
	ips, err := addressesOf(host)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, lang.T(
			"namnet %q hittas inte; välj 127.0.0.1:8080", "the name %q is not found; choose 127.0.0.1:8080", host))
	}
	if len(ips) > 0 && allLoopback(ips) {
		return nil
	}
	return fault.New(fault.Invalid, lang.T(
		"utan inloggning svarar Tryggled bara den här datorn, men %q kan nås av andra; välj 127.0.0.1:8080",
		"without sign-in Tryggled answers this machine alone, but %q can be reached by others; choose 127.0.0.1:8080", addr))
}

func addressesOf(host string) ([]net.IP, error) {
	if host == "" {
		return nil, nil // all addresses of the machine
	}
	ips, err := net.LookupIP(host)
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", host, err)
	}
	return ips, nil
}

func allLoopback(ips []net.IP) bool {
	for _, ip := range ips {
		if !ip.IsLoopback() {
			return false
		}
	}
	return true
}
