package httpapi

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Proxies are the trusted hops in front of the server. What X-Forwarded-For and
// X-Forwarded-Proto say is believed of them alone; X-Forwarded-Host never is.
// The zero value trusts nobody.
type Proxies struct {
	ranges  []*net.IPNet
	address echo.IPExtractor
}

// ParseProxies reads addresses and networks, such as 10.0.0.5 and 10.0.0.0/24. It returns
// Invalid for one that is neither, or that would trust everybody.
func ParseProxies(list []string) (Proxies, error) {
	var p Proxies
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, s := range list {
		network, err := parseNetwork(strings.TrimSpace(s))
		if err != nil {
			return Proxies{}, err
		}
		p.ranges = append(p.ranges, network)
		options = append(options, echo.TrustIPRange(network))
	}
	if len(list) > 0 {
		p.address = echo.ExtractIPFromXFFHeader(options...)
	}
	return p, nil
}

func parseNetwork(s string) (*net.IPNet, error) {
	if ip, err := netip.ParseAddr(s); err == nil && ip.Zone() == "" {
		s = netip.PrefixFrom(ip, ip.BitLen()).String()
	}
	_, network, err := net.ParseCIDR(s)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, lang.T(
			"mellanledet %q förstås inte; skriv en adress eller ett nät, som 10.0.0.5 eller 10.0.0.0/24",
			"the proxy %q is not understood; write an address or a network, such as 10.0.0.5 or 10.0.0.0/24", s))
	}
	if ones, _ := network.Mask.Size(); ones == 0 {
		return nil, fault.New(fault.Invalid, lang.T(
			"nätet %s är alla adresser; nämn bara de mellanled som är era egna",
			"the network %s is every address; name only the proxies that are your own", s))
	}
	return network, nil
}

// Named reports whether any hop is trusted.
func (p Proxies) Named() bool { return len(p.ranges) > 0 }

// sent reports whether a request was sent on by a trusted hop.
func (p Proxies) sent(r *http.Request) bool {
	ip := net.ParseIP(echo.ExtractIPDirect()(r))
	for _, network := range p.ranges {
		if ip != nil && network.Contains(ip) {
			return true
		}
	}
	return false
}

// client is the address that a request comes from: the nearest that is no trusted hop.
func (p Proxies) client(r *http.Request) string {
	if p.address == nil {
		return echo.ExtractIPDirect()(r)
	}
	return p.address(r)
}

// secure reports whether a request came encrypted: to this server, or to the trusted hop
// that sent it on and says so.
func (p Proxies) secure(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	said := strings.Join(r.Header.Values(echo.HeaderXForwardedProto), ",")
	nearest := said[strings.LastIndexByte(said, ',')+1:]
	return p.sent(r) && strings.EqualFold(strings.TrimSpace(nearest), "https")
}

// ParsePublicURL reads the address at which people reach the server. It returns Invalid
// for one that is no bare https address; http is taken for this machine alone.
func ParsePublicURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	bare := err == nil && u.Host != "" && u.User == nil && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.Fragment == ""
	if !bare || u.Scheme != "https" && (u.Scheme != "http" || !isLocal(u.Host)) {
		return nil, fault.New(fault.Invalid, lang.T(
			"den publika adressen %q duger inte; skriv den som https://trygg.koping.se, utan något efter värdnamnet",
			"the public address %q will not do; write it as https://trygg.koping.se, with nothing after the host name", s))
	}
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host)}, nil
}

// names reports whether a Host header names the public address, with or without the port
// that its scheme implies.
func names(public *url.URL, host string) bool {
	implied := map[string]string{"http": ":80", "https": ":443"}[public.Scheme]
	return strings.TrimSuffix(strings.ToLower(host), implied) == strings.TrimSuffix(public.Host, implied)
}

// Door is how requests come in, as far as it matters to whom the server may listen.
type Door struct {
	SignIn  bool // there is an identity provider
	TLS     bool // the server has a certificate
	Proxies bool // trusted hops are named
}

// CheckAddr returns Invalid for an address to listen on that would let in more than is
// safe: without sign-in anybody but this machine, and with it anybody whose cookies and
// keys would travel unencrypted.
func CheckAddr(addr string, d Door) error {
	err := CheckLocalAddr(addr)
	if err == nil || !d.SignIn {
		return err
	}
	if _, _, malformed := net.SplitHostPort(addr); malformed != nil || d.TLS || d.Proxies {
		if malformed == nil {
			return nil
		}
		return err
	}
	return fault.New(fault.Invalid, lang.T(
		"på %q skulle kakor och nycklar gå okrypterade; ange --tls-cert och --tls-key, eller --proxy med adressen till det mellanled som krypterar, eller lyssna på 127.0.0.1:8080",
		"at %q cookies and keys would travel unencrypted; give --tls-cert and --tls-key, or --proxy with the address of the proxy that encrypts, or listen on 127.0.0.1:8080", addr))
}
