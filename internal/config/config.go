// Package config is every setting of the program in one struct: its flag, environment
// variable, default and help side by side. Secrets come from the environment or from
// files, never from flags, and print as REDACTED.
package config

import (
	"maps"
	"os"
	"path/filepath"

	"tryggled/internal/lang"
)

// Config is what every command shares. Help texts are keys of Help.
type Config struct {
	Data      string `name:"data" env:"TRYGGLED_DATA" placeholder:"DIR" type:"path" help:"${config_data}"`
	LogLevel  string `name:"log-level" env:"TRYGGLED_LOG_LEVEL" enum:"debug,info,warn,error" default:"warn" help:"${config_log_level}"`
	LogFormat string `name:"log-format" env:"TRYGGLED_LOG_FORMAT" enum:"text,json" default:"text" help:"${config_log_format}"`

	Secrets `kong:"-"`
}

// Help explains each setting in both languages, by the key of its help tag.
var Help = func() map[string]lang.Text {
	all := maps.Clone(serveHelp)
	maps.Copy(all, commonHelp)
	maps.Copy(all, signInHelp)
	return all
}()

var commonHelp = map[string]lang.Text{
	"config_data": lang.T(
		"datamapp för programmets egen PostGIS (utan DATABASE_URL); förval: /var/lib/tryggled för root, annars ~/.local/share/tryggled",
		"data folder of the program's own PostGIS (without DATABASE_URL); default: /var/lib/tryggled for root, else ~/.local/share/tryggled"),
	"config_log_level":  lang.T("hur mycket som loggas: debug, info, warn, error", "how much is logged: debug, info, warn, error"),
	"config_log_format": lang.T("loggens form: text eller json", "form of the log: text or json"),
}

// DataDir is the data folder: the one that was set, or the default of this user.
func (c Config) DataDir() (string, error) {
	if c.Data != "" {
		return c.Data, nil
	}
	if os.Geteuid() == 0 {
		return "/var/lib/tryggled", nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "tryggled"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".local", "share", "tryggled"), nil
}

// Private reports whether the program keeps a PostGIS of its own.
func (c Config) Private() bool { return !c.DatabaseURL.Set() }
