package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

const password = "postgres://tryggled_app:hemligt@db/tryggled"

// TestSecretsNeverPrint prints a secret, and what holds one, in every way there is.
func TestSecretsNeverPrint(t *testing.T) {
	t.Parallel()
	s := NewSecret(password)
	c := Config{Secrets: Secrets{DatabaseURL: s}}
	inner := struct{ secret Secret }{s}
	for _, value := range []any{s, &s, c, &c, inner, []Secret{s}, map[string]Secret{"a": s}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s", "%T %[1]v"} {
			if got := fmt.Sprintf(verb, value); strings.Contains(got, "hemligt") || strings.Contains(got, fmt.Sprintf("%x", "hemligt")) {
				t.Errorf("%s of %T: %s", verb, value, got)
			}
		}
		var log bytes.Buffer
		for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
			slog.New(handler).Info("x", "secret", value)
		}
		asJSON, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		if got := log.String() + string(asJSON); strings.Contains(got, "hemligt") {
			t.Errorf("logged or encoded %T: %s", value, got)
		}
	}
	asYAML, err := yaml.Marshal(s)
	if err != nil || strings.Contains(string(asYAML), "hemligt") {
		t.Errorf("as YAML: %s, %v", asYAML, err)
	}
	for verb, want := range map[string]string{"%v": "REDACTED", "%s": "REDACTED", "%#v": "REDACTED"} {
		if got := fmt.Sprintf(verb, s); got != want {
			t.Errorf("%s: got %q, want %q", verb, got, want)
		}
	}
	if s.Reveal() != password || !s.Set() || (Secret{}).Set() || fmt.Sprint(Secret{}) != "" {
		t.Errorf("a secret does not say what it is: %q", s.Reveal())
	}
}

func TestSecretsAreReadFromEnvironmentOrFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, content string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	mine, open := file("mine", password+"\n", 0o600), file("open", password+"\r\n", 0o644)
	for _, c := range []struct {
		name        string
		environment map[string]string
		want        string
		warns       string
		fails       string
	}{
		{"nothing", nil, "", "", ""},
		{"the environment", map[string]string{"DATABASE_URL": password}, password, "", ""},
		{"a file", map[string]string{"DATABASE_URL_FILE": mine}, password, "", ""},
		{"a file that others read", map[string]string{"DATABASE_URL_FILE": open}, password, "chmod 600", ""},
		{"both", map[string]string{"DATABASE_URL": password, "DATABASE_URL_FILE": mine}, "", "", "keep one"},
		{"no such file", map[string]string{"DATABASE_URL_FILE": filepath.Join(dir, "none")}, "", "", "cannot be read"},
		{"a folder", map[string]string{"DATABASE_URL_FILE": dir}, "", "", "cannot be read"},
		{"an empty file", map[string]string{"DATABASE_URL_FILE": file("empty", "\n", 0o600)}, "", "", "is empty"},
	} {
		var s Secrets
		warnings, err := s.Read(func(name string) string { return c.environment[name] })
		if got := s.DatabaseURL.Reveal(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		if said := fmt.Sprint(warnings); (c.warns == "") != (len(warnings) == 0) || !strings.Contains(said, c.warns) {
			t.Errorf("%s: warned %s, want %q", c.name, said, c.warns)
		}
		if (err != nil) != (c.fails != "") || err != nil && (!fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.fails)) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.fails)
		}
		if err != nil && strings.Contains(err.Error(), "hemligt") {
			t.Errorf("%s: the error tells the secret: %v", c.name, err)
		}
	}
}

func TestEverySecretMayLieInAFile(t *testing.T) {
	t.Parallel()
	open := filepath.Join(t.TempDir(), "open")
	if err := os.WriteFile(open, []byte(password), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, read := range map[string]func(Secrets) Secret{
		"DATABASE_URL":                func(s Secrets) Secret { return s.DatabaseURL },
		"MIGRATE_DATABASE_URL":        func(s Secrets) Secret { return s.MigrateDatabaseURL },
		"TRYGGLED_SECRET":             func(s Secrets) Secret { return s.Master },
		"TRYGGLED_OIDC_CLIENT_SECRET": func(s Secrets) Secret { return s.ClientSecret },
		"TRYGGLED_ALARM_WEBHOOK":      func(s Secrets) Secret { return s.AlarmWebhook },
		"TRYGGLED_SMTP":               func(s Secrets) Secret { return s.SMTP },
	} {
		var s Secrets
		warnings, err := s.Read(func(asked string) string { return map[string]string{name + "_FILE": open}[asked] })
		if err != nil || read(s).Reveal() != password || len(warnings) != 1 {
			t.Errorf("%s_FILE: read %t, warned %v, %v; want it read, with one warning", name, read(s).Set(), warnings, err)
		}
	}
}

func TestRatesOfTheSettings(t *testing.T) {
	t.Parallel()
	var s Serve
	if err := s.RateUser.UnmarshalText([]byte("7/9")); err != nil {
		t.Fatal(err)
	}
	r := s.Rates()
	if r.User.PerSecond != 7 || r.User.Burst != 9 || r.Key.Burst != 200 || r.Wrong.Burst != 10 {
		t.Errorf("got %+v, want the set rate of users and otherwise what is usual", r)
	}
}

func TestHelpIsInBothLanguages(t *testing.T) {
	t.Parallel()
	texts := []lang.Text{}
	for _, text := range Help {
		texts = append(texts, text)
	}
	for _, v := range Variables() {
		texts = append(texts, v.Help)
	}
	for _, text := range texts {
		if text.SV == "" || text.EN == "" || text.SV == text.EN {
			t.Errorf("help is missing in a language: %+v", text)
		}
	}
}
