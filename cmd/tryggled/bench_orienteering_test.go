package main

import "testing"

// TestOrienteeringTold: a page that is published says neither where a machine keeps its files
// nor each of many.
func TestOrienteeringTold(t *testing.T) {
	t.Parallel()
	many := []string{"/srv/a.txt", "/srv/b.txt", "/srv/c.txt", "/srv/d.txt", "/srv/e.txt", "/srv/f.txt"}
	for _, c := range []struct {
		files         []string
		written, want string
	}{
		{many[:1], "bench orienteering /srv/a.txt --best=/srv/best.csv -o x", "bench orienteering a.txt --best=best.csv -o x"},
		{many, "bench orienteering /srv/a.txt /srv/b.txt /srv/c.txt /srv/d.txt /srv/e.txt /srv/f.txt --made city", "bench orienteering FILE… --made city"},
		{many, "bench orienteering --best /srv/best.csv ../a.txt ../b.txt ../c.txt ../d.txt ../e.txt ../f.txt", "bench orienteering --best best.csv FILE…"},
	} {
		if got := (benchOrienteering{Files: c.files}).told(c.written); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
