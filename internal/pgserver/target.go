package pgserver

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// target is an address as pg_dump takes it. The password goes through the environment: a
// command line can be read by every user of the machine.
type target struct {
	address  string
	user     string
	password string
}

func (t target) environment() []string {
	if t.password == "" {
		return nil
	}
	return []string{"PGPASSWORD=" + t.password}
}

// libpqKeys are the parameters that both libpq and pgx know. pgx takes others (of its
// pool, of the server) that libpq refuses.
var libpqKeys = []string{
	"host", "hostaddr", "port", "dbname", "user", "passfile", "connect_timeout", "sslmode",
	"sslkey", "sslcert", "sslrootcert", "sslsni", "krbsrvname", "target_session_attrs",
	"service", "channel_binding", "options", "application_name",
}

var keyValue = regexp.MustCompile(`(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|\S+)`)

// parseTarget takes both forms of an address: a URL and key=value words.
func parseTarget(address string) (target, error) {
	config, err := pgconn.ParseConfig(address)
	if err != nil {
		return target{}, fault.Wrap(fault.Invalid, err, lang.T(
			"databasens adress går inte att läsa; den ska se ut som postgres://ANVÄNDARE@VÄRD/DATABAS",
			"the address of the database cannot be read; it should look like postgres://USER@HOST/DATABASE"))
	}
	t := target{user: config.User, password: config.Password}
	if !strings.HasPrefix(address, "postgres://") && !strings.HasPrefix(address, "postgresql://") {
		var words []string
		for _, m := range keyValue.FindAllStringSubmatch(address, -1) {
			if slices.Contains(libpqKeys, m[1]) {
				words = append(words, m[1]+"="+m[2])
			}
		}
		t.address = strings.Join(words, " ")
		return t, nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return target{}, fault.Wrap(fault.Invalid, err, lang.T(
			"databasens adress går inte att läsa som en URL", "the address of the database cannot be read as a URL"))
	}
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	query := u.Query()
	for key := range query {
		if !slices.Contains(libpqKeys, key) {
			query.Del(key)
		}
	}
	u.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20") // libpq takes a plus for a plus
	t.address = u.String()
	return t, nil
}
