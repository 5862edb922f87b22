package orienteering

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/plan/orienteer"
)

// Three stops on the way from (0, 0) to (3, 4), which is 5 away; the ways over them are 3 + 4
// and 4 + 3 long.
const corner = "n 5\nm 2\ntmax 7.5\n0 0 0\n3 0 10\n0\t4\t20\r\n\n1.5 2 5.5\n3 4 0\n"

func TestReadTOP(t *testing.T) {
	t.Parallel()
	i, err := Read("dir/p4.2.k.txt", strings.NewReader("\ufeff"+corner))
	if err != nil {
		t.Fatal(err)
	}
	if i.Name != "p4.2.k" || i.Kind != TOP || i.Set() != "p4" || len(i.Stops) != 3 || len(i.Crews) != 2 {
		t.Errorf("%+v", i)
	}
	p := i.Problem()
	const e9 = 1_000_000_000
	want := orienteer.Stop{Place: 2, Prize: 20_000_000, Close: orienteer.Never} // 5.5 is not whole: in millionths
	if diff := cmp.Diff(want, p.Stops[1]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(orienteer.Crew{Start: 0, End: 4, Until: 7.5 * e9}, p.Crews[1]); diff != "" {
		t.Error(diff)
	}
	if got := p.Travel[0].At(0, 4); got != 5*e9 {
		t.Errorf("from start to end %d", got)
	}
	if got := p.Travel[0].At(1, 3); got != 2_500_000_000 {
		t.Errorf("half a diagonal %d", got)
	}
}

// A town of four crossings in a row 130 m apart, 100 s at the usual speed, and one by itself.
const row = `{"type":"patrol","name":"other","nodes":[[0,0],[0,0],[0,0],[0,0],[0,0]],
 "edges":[[1,0,130,1,"street"],[1,2,130],[2,3,130],[0,3,1000]],
 "hotspots":[
  {"id":"a","node":1,"score":7,"dwell_s":600,"window":[50,200],"roles":["x"]},
  {"id":"b","node":3,"score":9,"dwell_s":720.25},
  {"id":"c","node":4,"score":9,"dwell_s":600},
  {"id":"d","node":3,"score":1,"dwell_s":600,"window":null,"roles":[]}],
 "teams":[{"id":"t1","start_node":0,"end_node":2,"start_s":60,"shift_s":1440,"role":"x"},
  {"id":"t2","start_node":0,"end_node":0,"shift_s":1440,"role":"y"},{"id":"t3","start_node":0,"end_node":0,"shift_s":1440}]}`

func TestReadPatrol(t *testing.T) {
	t.Parallel()
	i, err := Read("row.json", strings.NewReader(row))
	if err != nil {
		t.Fatal(err)
	}
	if i.Name != "row" || i.Kind != Patrol || i.Set() != "patrol" || i.places != 5 {
		t.Errorf("%+v", i)
	}
	p := i.Problem()
	const e9 = 1_000_000_000
	if diff := cmp.Diff([]orienteer.Stop{
		{Place: 0, Prize: 7, Dwell: 600 * e9, Open: 50 * e9, Close: 200 * e9},
		{Place: 1, Prize: 9, Dwell: 720_250_000_000, Close: orienteer.Never},
	}, p.Stops[:2]); diff != "" {
		t.Error(diff)
	}
	// Places: hotspots a at node 1, b and d at 3, c at 4, then nodes 0 and 2 of the teams.
	for _, way := range []struct {
		from, to int
		want     float64
	}{{3, 0, 100}, {0, 1, 200}, {3, 1, 300}, {1, 4, 100}, {0, 2, math.Inf(1)}, {1, 1, 0}} {
		if got := i.time[way.from*i.places+way.to]; math.Abs(got-way.want) > 1e-9 && got != way.want {
			t.Errorf("from %d to %d: %v s, want %v", way.from, way.to, got, way.want)
		}
	}
	if got := p.Travel[0].At(0, 2); got != orienteer.Never {
		t.Errorf("to where there is no way: %d", got)
	}
	if diff := cmp.Diff([][]bool{nil, {false, true, true, true}, {false, true, true, true}}, [][]bool{p.Crews[0].May, p.Crews[1].May, p.Crews[2].May}); diff != "" {
		t.Error(diff)
	}
	if c := p.Crews[0]; c.From != 60*e9 || c.Until != 1500*e9 || c.Start != 3 || c.End != 4 {
		t.Errorf("%+v", c)
	}
}

// TestReadBad: what is no instance is told with its place, in both languages.
func TestReadBad(t *testing.T) {
	t.Parallel()
	top := func(old, with string) string { return strings.Replace(corner, old, with, 1) }
	patrol := func(old, with string) string { return strings.Replace(row, old, with, 1) }
	for name, c := range map[string]struct{ text, sv, en string }{
		"empty":          {" \n", "filen är tom", "f: the file is empty"},
		"another form":   {"stops;score\n", "okänd form", `f:1: unknown form: the file begins with "stops;score"`},
		"TOPTW":          {"1 4 100 48\n0 0\n0 40 50 0 0 0 0 0 240\n", "TOPTW", "f:1: the line begins with a number, as in the TOPTW form"},
		"no m":           {top("m 2\n", ""), "m och ett tal", "f:2: m and a number are to stand here"},
		"no lines":       {"n 5\n", "raden med m saknas", "f: the line with m is missing"},
		"n too small":    {top("n 5", "n 1"), "heltal från 2", "f:1: n is to be a whole number from 2 to 5000"},
		"n not whole":    {top("n 5", "n 5.5"), "heltal", "f:1: n is to be a whole number"},
		"too few points": {top("n 5", "n 6"), "n är 6, men filen har 5", "n is 6, but the file has 5 points"},
		"too many":       {top("n 5", "n 4"), "n är 4, men filen har 5", "n is 4, but the file has 5 points"},
		"no teams":       {top("m 2", "m 0"), "heltal från 1", "f:2: m is to be a whole number from 1"},
		"tmax no number": {top("7.5", "NaN"), "tmax ska vara", "f:3: tmax is to be a number from 0"},
		"tmax below 0":   {top("7.5", "-1"), "tmax ska vara", "f:3: tmax is to be a number from 0"},
		"tmax huge":      {top("7.5", "1e300"), "tmax ska vara", "f:3: tmax is to be a number from 0"},
		"x infinite":     {top("3 0 10", "inf 0 10"), "x ska vara", `f:5: x is to be a number, at most 100000000: "inf"`},
		"y no number":    {top("3 0 10", "3 o 10"), "y ska vara", `f:5: y is to be a number`},
		"score below 0":  {top("0\t4\t20", "0\t4\t-20"), "poängen ska vara", `f:6: the score is to be a number from 0 to 1000000000: "-20"`},
		"two numbers":    {top("1.5 2 5.5", "1.5 2"), "där står 2", "f:8: three numbers, x, y and score, are to stand here; there are 2"},

		"cut off":          {before(row, `"b"`), "är filen hel", "f:5: no valid JSON"},
		"text for number":  {patrol(`"score":7`, `"score":"7"`), "fel slag", "f:4: hotspots.score has a value of the wrong kind"},
		"NaN":              {patrol(`"score":7`, `"score":NaN`), "giltig JSON", "f:4: no valid JSON"},
		"another type":     {patrol("patrol", "tsp"), "okänd sort", `type: unknown type "tsp"; only patrol is read`},
		"no speed":         {patrol(`"name"`, `"speed_mps":0,"name"`), "över 0", "speed_mps: is to be above 0"},
		"no nodes":         {`{"type":"patrol"}`, "minst en nod", "nodes: is to have at least one"},
		"edge to nowhere":  {patrol("[2,3,130]", "[2,5,130]"), "från 0 till 4", "edges[2]: 5: is to be the number of a node, from 0 to 4"},
		"edge of two":      {patrol("[2,3,130]", "[2,3]"), "nod, nod, meter", "edges[2]: is to be [node, node, metres, …]"},
		"edge of nothing":  {patrol("[2,3,130]", "[2,null,130]"), "nod, nod, meter", "edges[2]: is to be [node, node, metres, …]"},
		"edge below 0":     {patrol("[2,3,130]", "[2,3,-130]"), "nod, nod, meter", "edges[2]: is to be [node, node, metres, …] with 0 to"},
		"half a node":      {patrol("[2,3,130]", "[2,0.5,130]"), "nod, nod, meter", "edges[2]: is to be [node, node, metres, …]"},
		"no id":            {patrol(`"id":"a",`, ""), "hotspots[0].id: saknas", "hotspots[0].id: is missing"},
		"same id":          {patrol(`"id":"b"`, `"id":"a"`), "finns redan i hotspots[0]", `hotspots[1].id: "a" stands in hotspots[0] already`},
		"no node":          {patrol(`"node":1,`, ""), "numret på en nod", "hotspots[0].node: is to be the number of a node"},
		"node below 0":     {patrol(`"node":1`, `"node":-1`), "numret på en nod", "hotspots[0].node: is to be the number of a node"},
		"no score":         {patrol(`"score":7,`, ""), "från 0", "hotspots[0].score: is to be from 0"},
		"dwell below 0":    {patrol(`"dwell_s":600,"w`, `"dwell_s":-1,"w`), "från 0", "hotspots[0].dwell_s: is to be from 0"},
		"window backwards": {patrol("[50,200]", "[200,50]"), "stänger 50 s, innan det öppnar 200 s", "hotspots[0].window: closes at 50 s, before it opens at 200 s"},
		"half a window":    {patrol("[50,200]", "[200]"), "öppnar, stänger", "hotspots[0].window: is to be [opens, closes]"},
		"same team":        {patrol(`"id":"t3"`, `"id":"t1"`), "finns redan i teams[0]", `teams[2].id: "t1" stands in teams[0] already`},
		"no start":         {patrol(`"start_node":0,`, ""), "numret på en nod", "teams[0].start_node: is to be"},
		"no shift":         {patrol(`,"shift_s":1440`, ""), "från 0", "teams[0].shift_s: is to be from 0"},
		"shift below 0":    {patrol(`"shift_s":1440`, `"shift_s":-5`), "från 0", "teams[0].shift_s: is to be from 0"},
		"start too late":   {patrol(`"start_s":60`, `"start_s":1e30`), "högst", "teams[0].start_s: is to be at most"},
	} {
		_, err := Read("f", strings.NewReader(c.text))
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		said := err.(*fault.Error)
		if !strings.Contains(said.Say(lang.EN), c.en) || !strings.Contains(said.Say(lang.SV), c.sv) {
			t.Errorf("%s: got %q and %q", name, said.Say(lang.EN), said.Say(lang.SV))
		}
	}
}

// TestTooManyPlaces: a matrix that would not fit is refused before it is laid.
func TestTooManyPlaces(t *testing.T) {
	t.Parallel()
	_, err := MadePatrol(PatrolParams{Stops: mostPlaces * 3, Teams: 1, Nodes: mostPlaces * 3, Lattice: true}).Instance()
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "no more than") {
		t.Errorf("got %v", err)
	}
}

func TestBests(t *testing.T) {
	t.Parallel()
	b := Bests{}
	for file, text := range map[string]string{
		"best_known.csv": "\ufeffinstance,best_known\np4.2.b,341\n",
		"reference.csv":  "instance,vroom_5s,reference_best\nkrems,887.0, 895.0\n",
	} {
		if err := b.Read(file, strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	vroom := 887.0
	if diff := cmp.Diff(Bests{"p4.2.b": {Score: 341}, "krems": {Score: 895, VROOM: &vroom}}, b); diff != "" {
		t.Error(diff)
	}
	for text, want := range map[string]string{
		"":                                         "f: no CSV with the columns",
		"a,b\n1,2\n":                               "f: the columns instance and best_known",
		"instance,best_known\np4,12\np5\n":         "f:3: the line has 1 fields",
		"instance,best_known\np4,many\n":           `f:2: "many" is no score`,
		"instance,best_known\np4,NaN\n":            `f:2: "NaN" is no score`,
		"instance,best_known\n\"p4,12\n":           "cannot be read as CSV",
		"instance,vroom_5s,reference_best\nx,-1,1": `f:2: "-1" is no score`,
	} {
		if err := b.Read("f", strings.NewReader(text)); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v", text, err)
		}
	}
}

// FuzzRead: no text makes the reader panic, and what it reads is a problem whose numbers are
// far from running over.
func FuzzRead(f *testing.F) {
	f.Add([]byte(corner))
	f.Add([]byte(row))
	f.Add([]byte("n 2\nm 1\ntmax 1e8\n1e8 -1e8 1e9\n-1e8 1e8 0.5"))
	f.Fuzz(func(t *testing.T, text []byte) {
		i, err := Read("f", strings.NewReader(string(text)))
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("%v", err)
			}
			return
		}
		p := i.Problem()
		m := p.Travel[0]
		for _, v := range m.Time {
			if v < 0 || v > orienteer.Never {
				t.Fatalf("a time of %d", v)
			}
		}
		for _, s := range p.Stops {
			if s.Prize < 0 || s.Dwell < 0 || s.Close < s.Open || s.Place < 0 || s.Place >= m.N {
				t.Fatalf("%+v", s)
			}
		}
		for _, c := range p.Crews {
			if c.Until < c.From || c.Until > orienteer.Never {
				t.Fatalf("%+v", c)
			}
		}
	})
}

func ExampleRead() {
	i, err := Read("p1.2.a.txt", strings.NewReader("n 4\nm 2\ntmax 8\n0 0 0\n3 0 10\n0 4 20\n3 4 0\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(i.Name, len(i.Stops), "stops", len(i.Crews), "teams")
	fmt.Println("over stop 1:", i.Problem().Travel[0].At(0, 1)+i.Problem().Travel[0].At(1, 3), "of", i.Problem().Crews[0].Until)
	// Output:
	// p1.2.a 2 stops 2 teams
	// over stop 1: 7000000000 of 8000000000
}

// before is a text as far as a part of it.
func before(text, part string) string {
	text, _, _ = strings.Cut(text, part)
	return text
}
