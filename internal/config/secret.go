package config

import (
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Secret is a value that never prints, however it is printed: the value lies behind a
// pointer, which even a printer that looks into unexported fields does not follow.
type Secret struct{ value *string }

// NewSecret hides a value.
func NewSecret(value string) Secret { return Secret{&value} }

// Reveal gives the value itself; empty where none is set.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// Set reports whether there is a value.
func (s Secret) Set() bool { return s.Reveal() != "" }

// hidden is what is printed of any secret: whether there is one, and not how long it is.
func (s Secret) hidden() string {
	if !s.Set() {
		return ""
	}
	return "REDACTED"
}

// String hides the value.
func (s Secret) String() string { return s.hidden() }

// GoString hides the value from %#v.
func (s Secret) GoString() string { return s.hidden() }

// Format hides the value from every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.hidden())) }

// MarshalText hides the value from encoders; MarshalJSON need not be written beside it.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.hidden()), nil }

// LogValue hides the value from the log.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.hidden()) }

// Secrets are the settings that are no flags: whoever may list the processes of a machine
// reads their arguments. Each is given in the environment variable of its name, or in a
// file that the variable with _FILE after its name points to.
type Secrets struct {
	DatabaseURL        Secret
	MigrateDatabaseURL Secret
	Master             Secret // that the program derives its keys from
	ClientSecret       Secret
	AlarmWebhook       Secret // where alarms are posted: whoever knows the address may post there
	SMTP               Secret // by which server alarms are mailed, with its password
}

// Variable is the environment variable of a secret.
type Variable struct {
	Name string
	Help lang.Text
	into func(*Secrets) *Secret
}

// Variables returns the variables that secrets are read from, in a stable order.
func Variables() []Variable {
	return []Variable{
		{
			"DATABASE_URL", lang.T(
				"använd denna PostgreSQL-server i stället för den egna, som rollen tryggled_app",
				"use this PostgreSQL server instead of the program's own, as the role tryggled_app"),
			func(s *Secrets) *Secret { return &s.DatabaseURL },
		},
		{
			"MIGRATE_DATABASE_URL", lang.T(
				"samma databas som dess ägare; behövs av migrate, backup, up, municipality rm och audit prune",
				"the same database as its owner; needed by migrate, backup, up, municipality rm and audit prune"),
			func(s *Secrets) *Secret { return &s.MigrateDatabaseURL },
		},
		{
			"TRYGGLED_SECRET", lang.T(
				"programmets hemlighet, 32 byte hexadecimalt, samma för alla processer; behövs med DATABASE_URL, skapas annars i datamappen",
				"the program's secret, 32 bytes in hexadecimal, the same for every process; needed with DATABASE_URL, else made in the data folder"),
			func(s *Secrets) *Secret { return &s.Master },
		},
		{
			"TRYGGLED_OIDC_CLIENT_SECRET", lang.T(
				"Tryggleds hemlighet hos inloggningstjänsten; behövs inte av en publik klient",
				"Tryggled's secret with the identity provider; a public client needs none"),
			func(s *Secrets) *Secret { return &s.ClientSecret },
		},
		{
			"TRYGGLED_ALARM_WEBHOOK", lang.T(
				"https-adress dit larm om grupper som inte hörs av skickas som JSON (POST), till exempel en sms-tjänst",
				"https address that alarms about teams not heard of are sent to as JSON (POST), such as a text message service"),
			func(s *Secrets) *Secret { return &s.AlarmWebhook },
		},
		{
			"TRYGGLED_SMTP", lang.T(
				"e-postserver för larm till planens kontakt, som smtp://användare:lösenord@mail.koping.se:587?from=trygg@koping.se",
				"mail server for alarms to the plan's contact, such as smtp://user:password@mail.koping.se:587?from=trygg@koping.se"),
			func(s *Secrets) *Secret { return &s.SMTP },
		},
	}
}

// Read fills the secrets from the environment and its files. It returns warnings about
// files that others than their owner may read, and Invalid for a secret that is given twice
// or whose file cannot be read.
func (s *Secrets) Read(getenv func(string) string) (warnings []lang.Text, err error) {
	for _, v := range Variables() {
		secret, warning, err := readSecret(getenv, v.Name)
		if err != nil {
			return warnings, err
		}
		if warning != (lang.Text{}) {
			warnings = append(warnings, warning)
		}
		*v.into(s) = secret
	}
	return warnings, nil
}

// readSecret reads one secret: NAME itself, or the file that NAME_FILE points to, without
// the line break at its end.
func readSecret(getenv func(string) string, name string) (s Secret, warning lang.Text, err error) {
	value, file := getenv(name), getenv(name+"_FILE")
	switch {
	case value != "" && file != "":
		return s, warning, fault.New(fault.Invalid, lang.T(
			"både %s och %s_FILE är satta; behåll den ena", "both %s and %s_FILE are set; keep one of them", name, name))
	case value != "":
		return NewSecret(value), warning, nil
	case file == "":
		return s, warning, nil
	}
	info, err := os.Stat(file)
	var content []byte
	if err == nil {
		content, err = os.ReadFile(file)
	}
	if err != nil {
		return s, warning, unreadable(name, file, err)
	}
	value = strings.TrimRight(string(content), "\r\n")
	if value == "" {
		return s, warning, fault.New(fault.Invalid, lang.T(
			"filen %s, som %s_FILE pekar på, är tom", "the file %s, which %s_FILE points to, is empty", file, name))
	}
	return NewSecret(value), OpenToOthers(file, info.Mode()), nil
}

// OpenToOthers warns of a file with a secret that others than its owner may read; it is
// empty where there is nothing to warn of.
func OpenToOthers(file string, mode fs.FileMode) lang.Text {
	if mode.Perm()&0o077 == 0 {
		return lang.Text{}
	}
	return lang.T("filen %s kan läsas av andra (%#o); kör chmod 600 på den", "the file %s can be read by others (%#o); run chmod 600 on it",
		file, uint32(mode.Perm()))
}

func unreadable(name, file string, err error) error {
	return fault.Wrap(fault.Invalid, err, lang.T(
		"filen %s, som %s_FILE pekar på, går inte att läsa", "the file %s, which %s_FILE points to, cannot be read", file, name))
}
