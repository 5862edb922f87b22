package orienteering

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// patrolFile is the JSON form. Pointers tell what is missing from what is 0.
type patrolFile struct {
	Type     string          `json:"type"`
	Name     string          `json:"name"`
	Source   string          `json:"source,omitempty"`
	Speed    *float64        `json:"speed_mps,omitempty"`
	Nodes    [][]float64     `json:"nodes"`
	Edges    []patrolEdge    `json:"edges"`
	Hotspots []patrolHotspot `json:"hotspots"`
	Teams    []patrolTeam    `json:"teams"`
}

// patrolEdge is [a, b, metres, lit, class]; what follows the metres is left unread.
type patrolEdge struct {
	a, b   int
	metres float64
}

type patrolHotspot struct {
	ID     *string   `json:"id"`
	Node   *int      `json:"node"`
	Score  *float64  `json:"score"`
	Dwell  *float64  `json:"dwell_s"`
	Window []float64 `json:"window,omitempty"`
	Roles  []string  `json:"roles,omitempty"`
}

type patrolTeam struct {
	ID    *string  `json:"id"`
	Start *int     `json:"start_node"`
	End   *int     `json:"end_node"`
	From  float64  `json:"start_s"`
	Shift *float64 `json:"shift_s"`
	Role  *string  `json:"role,omitempty"`
}

// usualSpeed is that of a case which names none, in m/s.
const usualSpeed = 1.3

// readPatrol reads the JSON form. Ways are the shortest along the streets, which go both ways.
func readPatrol(file string, text []byte) (Instance, error) {
	var f patrolFile
	if err := json.Unmarshal(text, &f); err != nil {
		return Instance{}, unread(file, text, err)
	}
	for _, check := range []func() (string, lang.Text){f.checkStreets, f.checkHotspots, f.checkTeams} {
		if field, what := check(); field != "" {
			return Instance{}, wrong(file, lang.T("%s: %s", "%s: %s", field, what))
		}
	}
	i := f.instance()
	i.Name = NameOf(file)
	if err := i.check(); err != nil {
		return Instance{}, err
	}
	i.time = f.streets().times(f.seen(), f.speed())
	return i, nil
}

// unread says where a file is no JSON, or a value of another type than its field's.
func unread(file string, text []byte, err error) error {
	line := func(offset int64) int {
		return 1 + bytes.Count(text[:min(max(0, offset-1), int64(len(text)))], []byte("\n"))
	}
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fault.Wrap(fault.Invalid, err, lang.T("%s:%d: ingen giltig JSON; är filen hel?", "%s:%d: no valid JSON; is the file whole?", file, line(e.Offset)))
	}
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fault.Wrap(fault.Invalid, err, lang.T("%s:%d: %s har ett värde av fel slag (%s)", "%s:%d: %s has a value of the wrong kind (%s)", file, line(e.Offset), e.Field, e.Value))
	}
	return fault.Wrap(fault.Invalid, err, lang.T("%s: ingen giltig JSON; är filen hel?", "%s: no valid JSON; is the file whole?", file))
}

// UnmarshalJSON reads the three numbers that an edge begins with. One without them is told by
// checkStreets, which knows its place.
func (e *patrolEdge) UnmarshalJSON(text []byte) error {
	var parts []json.RawMessage
	e.metres = math.NaN()
	if err := json.Unmarshal(text, &parts); err != nil || len(parts) < 3 {
		return nil //nolint:nilerr // NaN says it
	}
	var a, b *int
	var metres *float64
	err := errors.Join(json.Unmarshal(parts[0], &a), json.Unmarshal(parts[1], &b), json.Unmarshal(parts[2], &metres))
	if err == nil && a != nil && b != nil && metres != nil {
		*e = patrolEdge{*a, *b, *metres}
	}
	return nil
}

// MarshalJSON writes an edge whose light nobody knows.
func (e patrolEdge) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{e.a, e.b, e.metres, -1, "street"})
}

func (f patrolFile) speed() float64 {
	if f.Speed == nil {
		return usualSpeed
	}
	return *f.Speed
}

// node tells what is wrong with the number of a node; nothing where it is one.
func (f patrolFile) node(node *int) (what lang.Text) {
	if node == nil || *node < 0 || *node >= len(f.Nodes) {
		return lang.T("ska vara numret på en nod, från 0 till %d", "is to be the number of a node, from 0 to %d", len(f.Nodes)-1)
	}
	return lang.Text{}
}

func (f patrolFile) checkStreets() (field string, what lang.Text) {
	if f.Type != "patrol" {
		return "type", lang.T("okänd sort %q; bara patrol läses", "unknown type %q; only patrol is read", f.Type)
	}
	if s := f.speed(); !(s > 0 && s <= 100) {
		return "speed_mps", lang.T("ska vara över 0 och högst 100 m/s", "is to be above 0 and at most 100 m/s")
	}
	if len(f.Nodes) == 0 {
		return "nodes", lang.T("ska ha minst en nod", "is to have at least one node")
	}
	for k, e := range f.Edges {
		if !between(e.metres, mostTime) {
			return fmt.Sprintf("edges[%d]", k), lang.T("ska vara [nod, nod, meter, …] med 0 till %d m", "is to be [node, node, metres, …] with 0 to %d m", int(mostTime))
		}
		for _, node := range []int{e.a, e.b} {
			if what := f.node(&node); !what.IsZero() {
				return fmt.Sprintf("edges[%d]: %d", k, node), what
			}
		}
	}
	return "", what
}

func (f patrolFile) checkHotspots() (field string, what lang.Text) {
	first := map[string]int{}
	for k, h := range f.Hotspots {
		of := func(name string) string { return fmt.Sprintf("hotspots[%d].%s", k, name) }
		if h.ID == nil || *h.ID == "" {
			return of("id"), lang.T("saknas", "is missing")
		}
		if before, ok := first[*h.ID]; ok {
			return of("id"), lang.T("%q finns redan i hotspots[%d]; varje plats ska ha ett eget", "%q stands in hotspots[%d] already; each is to have its own", *h.ID, before)
		}
		first[*h.ID] = k
		if what := f.node(h.Node); !what.IsZero() {
			return of("node"), what
		}
		if h.Score == nil || !between(*h.Score, mostScore) {
			return of("score"), lang.T("ska vara från 0 till %d", "is to be from 0 to %d", int(mostScore))
		}
		if h.Dwell == nil || !between(*h.Dwell, mostTime) {
			return of("dwell_s"), lang.T("ska vara från 0 till %d s", "is to be from 0 to %d s", int(mostTime))
		}
		if what := h.window(); !what.IsZero() {
			return of("window"), what
		}
	}
	return "", what
}

// window tells what is wrong with the times that a hotspot is to be visited at.
func (h patrolHotspot) window() (what lang.Text) {
	switch w := h.Window; {
	case len(w) == 0:
	case len(w) != 2 || !finite(w[0]) || !finite(w[1]):
		return lang.T("ska vara [öppnar, stänger] i sekunder", "is to be [opens, closes] in seconds")
	case w[1] < w[0]:
		return lang.T("stänger %v s, innan det öppnar %v s; byt plats på dem", "closes at %v s, before it opens at %v s; swap them", w[1], w[0])
	}
	return what
}

func (f patrolFile) checkTeams() (field string, what lang.Text) {
	first := map[string]int{}
	for k, t := range f.Teams {
		of := func(name string) string { return fmt.Sprintf("teams[%d].%s", k, name) }
		if t.ID == nil || *t.ID == "" {
			return of("id"), lang.T("saknas", "is missing")
		}
		if before, ok := first[*t.ID]; ok {
			return of("id"), lang.T("%q finns redan i teams[%d]; varje grupp ska ha ett eget", "%q stands in teams[%d] already; each is to have its own", *t.ID, before)
		}
		first[*t.ID] = k
		if what := f.node(t.Start); !what.IsZero() {
			return of("start_node"), what
		}
		if what := f.node(t.End); !what.IsZero() {
			return of("end_node"), what
		}
		if !finite(t.From) {
			return of("start_s"), lang.T("ska vara högst %d s", "is to be at most %d s", int(mostTime))
		}
		if t.Shift == nil || !between(*t.Shift, mostTime) {
			return of("shift_s"), lang.T("ska vara från 0 till %d s", "is to be from 0 to %d s", int(mostTime))
		}
	}
	return "", what
}

// seen are the nodes that matter: those of hotspots and teams, each once, in their order.
func (f patrolFile) seen() []int {
	var nodes []int
	known := map[int]bool{}
	see := func(node int) {
		if !known[node] {
			known[node] = true
			nodes = append(nodes, node)
		}
	}
	for _, h := range f.Hotspots {
		see(*h.Node)
	}
	for _, t := range f.Teams {
		see(*t.Start)
		see(*t.End)
	}
	return nodes
}

// instance is all but the times.
func (f patrolFile) instance() Instance {
	i := Instance{Name: f.Name, Kind: Patrol}
	opens := 0.0 // no team begins before
	for _, t := range f.Teams {
		opens = min(opens, t.From)
	}
	place := map[int]int{}
	for k, node := range f.seen() {
		place[node] = k
	}
	i.places = len(place)
	for _, h := range f.Hotspots {
		s := Stop{ID: *h.ID, Place: place[*h.Node], Score: *h.Score, Dwell: *h.Dwell, Open: opens, Close: math.Inf(1), Roles: h.Roles}
		if len(h.Window) == 2 {
			s.Open, s.Close = h.Window[0], h.Window[1]
		}
		i.Stops = append(i.Stops, s)
	}
	for _, t := range f.Teams {
		i.Crews = append(i.Crews, Crew{ID: *t.ID, Start: place[*t.Start], End: place[*t.End], From: t.From, Until: t.From + *t.Shift, Role: t.Role})
	}
	return i
}
