package httpapi

import (
	"net/http"
	"strings"
	"testing"

	"tryggled/internal/fault"
)

func TestLocalModeAnswersToThisMachineOnly(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for name, want := range map[string]int{
		"localhost": 200, "localhost:8080": 200, "LOCALHOST:1": 200, "127.0.0.1": 200, "127.0.0.1:8080": 200, "[::1]": 200, "[::1]:8080": 200,
		"": 421, "evil.example": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example:80": 421, "evil.example:localhost": 421,
		"0.0.0.0:8080": 421, "192.168.1.2": 421, "::1": 421, "localhost:": 421, "localhost:x": 421, "[::1]:8080:9": 421, "127.0.0.2": 421,
	} {
		for _, path := range []string{"/", "/health", base + "/reports", "/nowhere/at/all"} {
			got := callRaw(h, "GET", path, host(name)).Code
			if refused := got == http.StatusMisdirectedRequest; refused != (want == 421) {
				t.Errorf("host %q, %s: got %d, want refused %v", name, path, got, want == 421)
			}
		}
	}
}

// A proxy in front of local mode would make everybody who reaches it the coordinator; many
// name this machine as the host.
func TestLocalModeAnswersNoProxy(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for _, name := range []string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"} {
		if got := callRaw(h, "GET", base+"/reports", host("127.0.0.1:8080"), header(name, "1.2.3.4")).Code; got != http.StatusMisdirectedRequest {
			t.Errorf("%s: got %d, want 421", name, got)
		}
	}
}

func TestWritesFromOtherSites(t *testing.T) {
	t.Parallel()
	h, _ := newTown().server(t)
	for _, c := range []struct {
		name    string
		changes []change
		want    int
	}{
		{"a program", nil, 201},
		{"the page itself", []change{header("Sec-Fetch-Site", "same-origin"), header("Origin", "http://localhost:8080")}, 201},
		{"another site", []change{header("Sec-Fetch-Site", "cross-site"), header("Origin", "http://evil.example")}, 403},
		{"a site on the same machine", []change{header("Sec-Fetch-Site", "same-site"), header("Origin", "http://localhost:3000")}, 403},
		{"an old browser on another site", []change{header("Origin", "http://evil.example")}, 403},
		{"a hidden origin", []change{header("Origin", "null")}, 403},
	} {
		if a := call(t, h, "POST", base+"/reports", report1, c.changes...); a.Code != c.want {
			t.Errorf("%s: got %d, want %d: %s", c.name, a.Code, c.want, a.Body)
		}
	}
}

func TestCheckLocalAddr(t *testing.T) {
	t.Parallel()
	for addr, fine := range map[string]bool{
		"127.0.0.1:8080": true, "localhost:8080": true, "[::1]:0": true, "127.0.0.1:0": true,
		"": false, ":8080": false, "0.0.0.0:8080": false, "[::]:8080": false, "192.168.1.2:8080": false,
		"8080": false, "127.0.0.1": false, "[fe80::1]:80": false, "name.invalid:8080": false,
	} {
		err := CheckLocalAddr(addr)
		if fine != (err == nil) {
			t.Errorf("%q: got %v, want fine %v", addr, err, fine)
		}
		if err != nil && (!fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "127.0.0.1:8080")) {
			t.Errorf("%q: got %v, want Invalid that names an address to choose", addr, err)
		}
	}
}
