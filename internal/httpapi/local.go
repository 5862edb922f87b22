package httpapi

import (
	"fmt"
	"net"
	"net/http"
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

// localOnly refuses requests that name another host than this machine.
func (s *Server) localOnly(next http.Handler) http.Handler {
	if !s.Local {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLocal(r.Host) {
			s.writeProblem(w, r, refused(http.StatusMisdirectedRequest, fault.Forbidden, lang.T(
				"Tryggled körs i lokalt läge och svarar bara under namnen localhost, 127.0.0.1 och [::1]. Öppna http://localhost med samma port.",
				"Tryggled runs in local mode and answers only to the names localhost, 127.0.0.1 and [::1]. Open http://localhost with the same port.")))
			return
		}
		next.ServeHTTP(w, r)
	})
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
