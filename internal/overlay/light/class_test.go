package light_test

import (
	"encoding/json"
	"math"
	"testing"

	"tryggled/internal/fault"
	"tryggled/internal/overlay/light"
)

func TestClassOf(t *testing.T) {
	all := []light.Class{light.ClassUnknown, light.Below, light.P6, light.P5, light.P4, light.P3, light.P2, light.P1}
	for i := 2; i < len(all); i++ {
		mean, least := all[i].Needs()
		for name, c := range map[string]struct {
			mean, min float64
			want      light.Class
		}{
			"on the limit":          {mean, least, all[i]},
			"mean just under":       {math.Nextafter(mean, 0), least, all[i-1]},
			"least just under":      {mean, math.Nextafter(least, 0), all[i-1]},
			"both just over":        {math.Nextafter(mean, 99), math.Nextafter(least, 99), all[i]},
			"bright, one dark spot": {1000, least, all[i]},
		} {
			if got := light.ClassOf(c.mean, c.min); got != c.want {
				t.Errorf("%s, %s: got %s, want %s", all[i], name, got, c.want)
			}
		}
	}
}

func TestClassOfEdges(t *testing.T) {
	for name, c := range map[string]struct {
		mean, min float64
		want      light.Class
	}{
		"no light":            {0, 0, light.Below},
		"even but faint":      {0.5, 0.5, light.Below},
		"bright with a hole":  {20, 0.39, light.Below},
		"brighter than P1":    {200, 100, light.P1},
		"mean not a number":   {math.NaN(), 1, light.ClassUnknown},
		"least not a number":  {1, math.NaN(), light.ClassUnknown},
		"negative, so broken": {-1, -1, light.ClassUnknown},
	} {
		if got := light.ClassOf(c.mean, c.min); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func TestClassCodes(t *testing.T) {
	codes := []string{"unknown", "below_p6", "P6", "P5", "P4", "P3", "P2", "P1"}
	for i, code := range codes {
		c, err := light.ParseClass(code)
		if err != nil || c != light.Class(i) || c.String() != code {
			t.Errorf("%s: got class %d %q, %v", code, c, c, err)
		}
		if c.Name().SV == "" || c.Name().EN == "" {
			t.Errorf("%s has no name", code)
		}
	}
	for _, code := range []string{"", "p4", "P0", "P7", "below P6"} {
		if c, err := light.ParseClass(code); !fault.Is(err, fault.Invalid) || c != light.ClassUnknown {
			t.Errorf("%q: got %s, %v, want it refused", code, c, err)
		}
	}
	strange := light.Class(200)
	if mean, least := strange.Needs(); strange.String() != "unknown" || mean != 0 || least != 0 {
		t.Errorf("a class that is none: got %q, %v, %v", strange, mean, least)
	}
}

func TestClassInJSON(t *testing.T) {
	text, err := json.Marshal(map[string]light.Class{"class": light.P4})
	if err != nil || string(text) != `{"class":"P4"}` {
		t.Fatalf("got %s, %v", text, err)
	}
	var back map[string]light.Class
	if err := json.Unmarshal(text, &back); err != nil || back["class"] != light.P4 {
		t.Errorf("read back: got %v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"class":"P9"}`), &back); !fault.Is(err, fault.Invalid) {
		t.Errorf("P9: got %v, want it refused", err)
	}
}

func TestSummarise(t *testing.T) {
	for name, c := range map[string]struct {
		lux  []light.Lux
		want light.Summary
	}{
		"nothing":  {nil, light.Summary{}},
		"darkness": {make([]light.Lux, 3), light.Summary{Class: light.Below}},
		// (2 + 4 + 9)/3 = 5 and 2/5 = 0.4
		"three places": {
			[]light.Lux{{E: 4, Semi: 0.5}, {E: 2, Semi: 1}, {E: 9, Semi: 3}},
			light.Summary{Mean: 5, Min: 2, Evenness: 0.4, SemiMean: 1.5, SemiMin: 0.5, Class: light.P4},
		},
		"one place": {
			[]light.Lux{{E: 7, Semi: 1}},
			light.Summary{Mean: 7, Min: 7, Evenness: 1, SemiMean: 1, SemiMin: 1, Class: light.P4},
		},
	} {
		if got := light.Summarise(c.lux); got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}
