package config

import "tryggled/internal/lang"

// SignIn is how people sign in: by the municipality's identity provider (OpenID Connect).
// Without an issuer the program runs in local mode. The client's secret is among Secrets.
type SignIn struct {
	Issuer      string   `name:"oidc-issuer" env:"TRYGGLED_OIDC_ISSUER" placeholder:"URL" help:"${config_oidc_issuer}"`
	ClientID    string   `name:"oidc-client-id" env:"TRYGGLED_OIDC_CLIENT_ID" placeholder:"ID" help:"${config_oidc_client_id}"`
	Audience    string   `name:"oidc-audience" env:"TRYGGLED_OIDC_AUDIENCE" placeholder:"NAME" help:"${config_oidc_audience}"`
	GroupsClaim string   `name:"oidc-groups-claim" env:"TRYGGLED_OIDC_GROUPS_CLAIM" default:"groups" placeholder:"CLAIM" help:"${config_oidc_groups_claim}"`
	Scopes      []string `name:"oidc-scopes" env:"TRYGGLED_OIDC_SCOPES" sep:" " default:"openid profile offline_access" placeholder:"SCOPES" help:"${config_oidc_scopes}"`
	Access      string   `name:"access" env:"TRYGGLED_ACCESS" placeholder:"FILE" type:"path" help:"${config_access}"`
}

var signInHelp = map[string]lang.Text{
	"config_oidc_issuer": lang.T(
		"inloggningstjänsten (OpenID Connect), som https://login.microsoftonline.com/KATALOG/v2.0; utan den gäller lokalt läge",
		"the identity provider (OpenID Connect), such as https://login.microsoftonline.com/TENANT/v2.0; without it local mode"),
	"config_oidc_client_id": lang.T("Tryggleds id hos inloggningstjänsten", "Tryggled's id with the identity provider"),
	"config_oidc_audience": lang.T(
		"för vem programs bevis (bearer-tokens) ska vara utfärdade; utan den tas inga emot",
		"the audience that tokens of programs must have; without it none are taken"),
	"config_oidc_groups_claim": lang.T(
		"var grupperna står i bevisen; punkter går nedåt, som realm_access.roles",
		"where tokens have the groups; dots descend, as in realm_access.roles"),
	"config_oidc_scopes": lang.T(
		"vad som begärs vid inloggning; offline_access ger ett förnyelsebevis, med vilket grupperna prövas om var femte minut",
		"what is asked for at sign-in; offline_access gives a refresh token, by which groups are checked again every five minutes"),
	"config_access": lang.T(
		"behörighetsfil: en YAML-lista av {group, role, municipality}; läses om när den ändras",
		"access file: a YAML list of {group, role, municipality}; read again when it changes"),
}
