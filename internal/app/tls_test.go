package app_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tryggled/internal/app"
	"tryggled/internal/config"
	"tryggled/internal/fault"
)

// newCertificate writes a certificate for loopback with its key, and returns its number.
func newCertificate(t *testing.T, cert, key string, number int64) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(number), Subject: pkix.Name{CommonName: "Tryggled test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	inner, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	write(t, cert, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	write(t, key, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: inner})))
}

// TestServeTLS serves with a certificate from files and renews it while serving.
func TestServeTLS(t *testing.T) {
	t.Parallel()
	a := open(t, time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC))
	dir := t.TempDir()
	s := config.Serve{Addr: "127.0.0.1:0", TLSCert: filepath.Join(dir, "cert.pem"), TLSKey: filepath.Join(dir, "key.pem")}
	newCertificate(t, s.TLSCert, s.TLSKey, 1)
	log := make(logLines, 1000)
	a.Log = slog.New(slog.NewTextHandler(log, nil))
	door := serveOnly(t, a, s)
	if !strings.HasPrefix(door.URL(), "https://127.0.0.1:") {
		t.Errorf("tells people to go to %s", door.URL())
	}
	if got := served(t, door.Addr().String()); got != 1 {
		t.Errorf("got certificate %d, want 1", got)
	}
	newCertificate(t, s.TLSCert, s.TLSKey, 2)
	later := time.Now().Add(time.Minute) // however coarse the clock of the file system
	for _, name := range []string{s.TLSCert, s.TLSKey} {
		if err := os.Chtimes(name, later, later); err != nil {
			t.Fatal(err)
		}
	}
	for deadline := time.Now().Add(20 * time.Second); served(t, door.Addr().String()) != 2; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the renewed certificate is not served")
		}
	}
	write(t, s.TLSKey, "half a fi") // in the middle of the next renewal
	time.Sleep(1100 * time.Millisecond)
	if got := served(t, door.Addr().String()); got != 2 {
		t.Errorf("got certificate %d while the files do not go together, want the one before", got)
	}
	if told := log.count("the certificate has changed and is no good"); told != 1 {
		t.Errorf("the log tells %d times of a certificate that is no good, want once", told)
	}
	old := &tls.Config{MaxVersion: tls.VersionTLS11, InsecureSkipVerify: true} // nothing is sent over it
	if conn, err := tls.Dial("tcp", door.Addr().String(), old); err == nil {
		conn.Close()
		t.Error("TLS 1.1 is spoken")
	}
}

// logLines is a log that a test reads while the program writes it.
type logLines chan string

func (l logLines) Write(p []byte) (int, error) {
	l <- string(p)
	return len(p), nil
}

// count takes out the lines that are there and tells how many hold a text.
func (l logLines) count(text string) (n int) {
	for len(l) > 0 {
		if strings.Contains(<-l, text) {
			n++
		}
	}
	return n
}

// served asks for the health of a server over TLS and returns its certificate's number.
func served(t *testing.T, addr string) int64 {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} // the certificate is its own
	defer transport.CloseIdleConnections()
	answer, err := (&http.Client{Transport: transport}).Get("https://" + addr + "/health")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("got %s, Strict-Transport-Security %q", answer.Status, answer.Header.Get("Strict-Transport-Security"))
	}
	return answer.TLS.PeerCertificates[0].SerialNumber.Int64()
}

func TestServeRefusesSettingsThatDoNotGoTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cert, key, other := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), filepath.Join(dir, "other.pem")
	newCertificate(t, cert, key, 1)
	newCertificate(t, filepath.Join(dir, "x.pem"), other, 2)
	for name, s := range map[string]config.Serve{
		"a certificate without key":    {TLSCert: cert},
		"a key without certificate":    {TLSKey: key},
		"another's key":                {TLSCert: cert, TLSKey: other},
		"files turned round":           {TLSCert: key, TLSKey: cert},
		"no such files":                {TLSCert: cert + "x", TLSKey: key},
		"a proxy that is none":         {Proxies: []string{"proxy.example"}},
		"everybody a trusted proxy":    {Proxies: []string{"0.0.0.0/0"}},
		"a proxy without sign-in":      {Proxies: []string{"10.0.0.5"}},
		"a public address without TLS": {PublicURL: "http://trygg.example"},
	} {
		s.Addr = "127.0.0.1:0"
		if err := app.CheckServe(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
	if err := app.CheckServe(config.Serve{Addr: "127.0.0.1:0", TLSCert: cert, TLSKey: key, PublicURL: "https://trygg.example"}); err != nil {
		t.Errorf("settings that go together: %v", err)
	}
}
