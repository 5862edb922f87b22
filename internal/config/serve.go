package config

import (
	"tryggled/internal/httpapi"
	"tryggled/internal/lang"
)

// Serve is what the commands that serve share: where they answer, by which way requests
// come, and how many they take of each.
type Serve struct {
	Addr      string   `default:"127.0.0.1:8080" env:"TRYGGLED_ADDR" help:"${config_addr}"`
	PublicURL string   `name:"public-url" env:"TRYGGLED_PUBLIC_URL" placeholder:"URL" help:"${config_public_url}"`
	TLSCert   string   `name:"tls-cert" env:"TRYGGLED_TLS_CERT" placeholder:"FILE" type:"path" help:"${config_tls_cert}"`
	TLSKey    string   `name:"tls-key" env:"TRYGGLED_TLS_KEY" placeholder:"FILE" type:"path" help:"${config_tls_key}"`
	Proxies   []string `name:"proxy" env:"TRYGGLED_PROXIES" placeholder:"CIDR" help:"${config_proxies}"`

	SignIn

	RateAddress httpapi.Rate `name:"rate-address" env:"TRYGGLED_RATE_ADDRESS" default:"50/200" placeholder:"N/M" help:"${config_rate_address}"`
	RateUser    httpapi.Rate `name:"rate-user" env:"TRYGGLED_RATE_USER" default:"30/100" placeholder:"N/M" help:"${config_rate_user}"`
	RateKey     httpapi.Rate `name:"rate-key" env:"TRYGGLED_RATE_KEY" default:"50/200" placeholder:"N/M" help:"${config_rate_key}"`
	RateWrong   httpapi.Rate `name:"rate-wrong" env:"TRYGGLED_RATE_WRONG" default:"0.17/10" placeholder:"N/M" help:"${config_rate_wrong}"`
}

// Rates are the rates that these settings allow.
func (s Serve) Rates() httpapi.Rates {
	r := httpapi.DefaultRates()
	for _, set := range []struct {
		to   *httpapi.Rate
		from httpapi.Rate
	}{{&r.Address, s.RateAddress}, {&r.User, s.RateUser}, {&r.Key, s.RateKey}, {&r.Wrong, s.RateWrong}} {
		if set.from != (httpapi.Rate{}) {
			*set.to = set.from
		}
	}
	return r
}

var serveHelp = map[string]lang.Text{
	"config_addr": lang.T(
		"adress att lyssna på; i lokalt läge bara denna dator",
		"address to listen on; in local mode this machine only"),
	"config_public_url": lang.T(
		"adressen som människor når servern på, som https://trygg.koping.se; andra värdnamn avvisas",
		"the address at which people reach the server, such as https://trygg.koping.se; other host names are refused"),
	"config_tls_cert": lang.T(
		"certifikatkedja (PEM); läses om när filen ändras", "certificate chain (PEM); read again when the file changes"),
	"config_tls_key": lang.T("certifikatets privata nyckel (PEM)", "the certificate's private key (PEM)"),
	"config_proxies": lang.T(
		"betrodda mellanled (proxyer), som 10.0.0.5 eller 10.0.0.0/24; bara deras X-Forwarded-For och -Proto läses",
		"trusted proxies, such as 10.0.0.5 or 10.0.0.0/24; only their X-Forwarded-For and -Proto are read"),
	"config_rate_address": lang.T(
		"anrop per sekund och som mest på en gång, per adress", "requests a second and at most at once, per address"),
	"config_rate_user": lang.T("samma, per inloggad", "the same, per person signed in"),
	"config_rate_key":  lang.T("samma, per nyckel", "the same, per key"),
	"config_rate_wrong": lang.T(
		"samma för felaktiga nycklar och bevis, per adress; sedan svarar servern inte adressen på en stund",
		"the same for wrong keys and tokens, per address; after that the address is not answered for a while"),
}
