package report

import (
	"encoding/json"
	"testing"
	"time"
)

func TestStonesTellPartsApart(t *testing.T) {
	t.Parallel()
	key := []byte("a secret")
	seen := map[Stone]string{}
	for name, stone := range map[string]Stone{
		"one":                  NewStones(key, "1983").Of(Embrace, "a"),
		"another key":          NewStones(key, "1983").Of(Embrace, "b"),
		"another source":       NewStones(key, "1983").Of(Survey, "a"),
		"another municipality": NewStones(key, "0180").Of(Embrace, "a"),
		"another secret":       NewStones([]byte("another"), "1983").Of(Embrace, "a"),
		"a moved border":       NewStones(key, "1983e").Of(Embrace[1:], "a"),
	} {
		if other, ok := seen[stone]; ok {
			t.Errorf("%s and %s have the same stone", name, other)
		}
		seen[stone] = name
	}
	s := NewStones(key, "1983")
	if s.Of(Embrace, "a") != NewStones(key, "1983").Of(Embrace, "a") {
		t.Error("the same report has two stones")
	}
	if s.Key() == NewStones([]byte("another"), "1983").Key() || s.Key() != NewStones(key, "0180").Key() {
		t.Error("the mark of a secret tells not which it is")
	}
}

func TestErasedAsALine(t *testing.T) {
	t.Parallel()
	s := NewStones([]byte("k"), "1983")
	want := Erased{"1983", s.Of(Embrace, "a"), s.Key(), time.Date(2026, 11, 23, 3, 0, 0, 5, time.UTC)}
	line, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Erased
	if err := json.Unmarshal(line, &got); err != nil || got != want {
		t.Errorf("%s: got %+v, %v", line, got, err)
	}
	for _, bad := range []string{`{}`, `{"municipality":"1983","stone":"ab","key":"x"}`, `{"municipality":"1983","stone":"zz","key":"x"}`, `7`} {
		if err := json.Unmarshal([]byte(bad), &got); err == nil {
			t.Errorf("%s was read as a line", bad)
		}
	}
}
