package orienteer

import "sync"

// pace keeps the workers of a round together: the first looks at the clock and leads, and
// none goes further than it has decided to go. So all have run as many iterations when it
// ends, and a search that the clock ended is the same when it is run by its iterations.
type pace struct {
	mu      sync.Mutex
	changed *sync.Cond
	granted int // iterations of the round that every worker may run, and will
	ended   bool
}

func newPace() *pace {
	p := &pace{}
	p.changed = sync.NewCond(&p.mu)
	return p
}

// lead returns how far the first worker may go, who has done so many iterations. It grants
// some more wherever those granted are done, unless it is enough.
func (p *pace) lead(done int, enough func() bool) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if done == p.granted {
		if enough() {
			p.ended = true
		} else {
			p.granted += glances
		}
		p.changed.Broadcast()
	}
	return p.granted
}

// follow returns how far another worker may go; no further than it has come once the round
// has ended.
func (p *pace) follow(done int) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	for done >= p.granted && !p.ended {
		p.changed.Wait()
	}
	return p.granted
}
