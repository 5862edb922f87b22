package orienteering

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/plan/orienteer"
)

func read(t *testing.T, file, text string) Instance {
	t.Helper()
	i, err := Read(file, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func visits(stops ...int) (all []orienteer.Visit) {
	for _, n := range stops {
		all = append(all, orienteer.Visit{Stop: n})
	}
	return all
}

// TestAnswer: stops get their names back, and a route that is late loses its least stop.
func TestAnswer(t *testing.T) {
	t.Parallel()
	i := read(t, "corner.txt", corner)
	a := i.Answer(orienteer.Solution{Routes: [][]orienteer.Visit{visits(0), visits(1)}, Iterations: 3}, 9)
	var text bytes.Buffer
	if err := a.Write(&text); err != nil {
		t.Fatal(err)
	}
	if want := `{"instance":"corner","score":30,"routes":[[1],[2]],"seed":9,"iterations":3}` + "\n"; text.String() != want {
		t.Errorf("got %s", &text)
	}
	// 0 → (3, 0) → (1.5, 2) → (3, 4) is 3 + 2.5 + 2.5 long; without the middle 3 + 4.
	late := i.Answer(orienteer.Solution{Routes: [][]orienteer.Visit{visits(0, 2)}}, 1)
	if diff := cmp.Diff([][]any{{1}, {}}, late.Routes); diff != "" || late.Dropped != 1 || late.Score != 10 {
		t.Errorf("%s %+v", diff, late)
	}
	for _, a := range []Answer{a, late} {
		if err := i.Judge(a); err != nil {
			t.Error(err)
		}
	}
}

func TestLate(t *testing.T) {
	t.Parallel()
	i := read(t, "row.json", row)
	for name, c := range map[string]struct {
		crew  int
		stops []int
		want  float64
	}{
		"stays":                   {0, nil, 0},
		"there at 160, home 860":  {0, []int{0}, -40}, // the window closes at 200
		"300 there, 720.25, back": {1, []int{1}, 300 + 720.25 + 300 - 1440},
		"closes before":           {0, []int{3, 0}, 60 + 300 + 600 + 200 - 200},
	} {
		if got := i.Late(c.crew, c.stops); got < c.want-1e-9 || got > c.want+1e-9 {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

// TestJudge: what an answer can do wrong is told.
func TestJudge(t *testing.T) {
	t.Parallel()
	i := read(t, "row.json", row)
	for name, c := range map[string]struct {
		routes [][]any
		score  float64
		want   string
	}{
		"fine":          {[][]any{{"a"}, {"b"}}, 16, ""},
		"unknown":       {[][]any{{"z"}}, 0, "visits z, which is not there"},
		"twice":         {[][]any{{"b"}, {"b"}}, 18, "b is visited twice"},
		"not its role":  {[][]any{{}, {"a"}}, 7, "team 1 may not visit a"},
		"no role":       {[][]any{{}, {}, {"a"}}, 7, "team 2 may not visit a"},
		"late":          {[][]any{{}, {"b", "d"}}, 10, "team 1 is late by"},
		"no way":        {[][]any{{"c"}}, 9, "team 0 is late by +Inf"},
		"wrong sum":     {[][]any{{"a"}}, 8, "score 8, but the stops give 7"},
		"too many ways": {[][]any{{}, {}, {}, {}}, 0, "4 routes for 3 teams"},
	} {
		err := i.Judge(Answer{Routes: c.routes, Score: c.score})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
