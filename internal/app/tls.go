package app

import (
	"crypto/tls"
	"os"
	"sync"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// certificate is the TLS of a server whose certificate lies in files; nil where none are
// named. It returns Invalid for files that are no certificate with its key. That they are
// none any more when they have changed is told to log.
func certificate(cert, key string, log func(err error)) (*tls.Config, error) {
	if cert == "" && key == "" {
		return nil, nil
	}
	if cert == "" || key == "" {
		return nil, fault.New(fault.Invalid, lang.T(
			"--tls-cert och --tls-key hör ihop; ange båda", "--tls-cert and --tls-key go together; give both"))
	}
	k := &keyPair{cert: cert, key: key, log: log}
	if _, err := k.current(); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, lang.T(
			"%s och %s är inget certifikat med sin privata nyckel i PEM-form (%v)",
			"%s and %s are no certificate with its private key in PEM form (%v)", cert, key, err))
	}
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return k.current() },
	}, nil
}

// keyPair is a certificate in files, read again when they have changed.
type keyPair struct {
	cert, key string
	log       func(err error)

	mu     sync.Mutex
	looked time.Time    // at the files
	read   [2]time.Time // as they were then
	failed [2]time.Time // as they were when they did not go together, which was told
	pair   *tls.Certificate
}

// lookAgain is how often, at most, the files are looked at.
const lookAgain = time.Second

// current is the certificate of the files. While they do not go together, as in the middle
// of a renewal, it is the one before.
func (k *keyPair) current() (*tls.Certificate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := time.Now()
	if k.pair != nil && now.Sub(k.looked) < lookAgain {
		return k.pair, nil
	}
	k.looked = now
	changed, err := k.changed()
	if err == nil && changed != k.read {
		var pair tls.Certificate
		if pair, err = tls.LoadX509KeyPair(k.cert, k.key); err == nil {
			k.pair, k.read = &pair, changed
		}
	}
	if err != nil && k.pair != nil && changed != k.failed {
		k.failed = changed
		k.log(err)
	}
	if k.pair != nil {
		return k.pair, nil
	}
	return nil, err
}

func (k *keyPair) changed() (at [2]time.Time, err error) {
	for i, name := range []string{k.cert, k.key} {
		info, err := os.Stat(name)
		if err != nil {
			return at, err
		}
		at[i] = info.ModTime()
	}
	return at, nil
}
