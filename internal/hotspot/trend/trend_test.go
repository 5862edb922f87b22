package trend

import (
	"strings"
	"testing"
)

// The rule of each class as it stands in the table of Classify, put otherwise.
var rules = map[Class]func(hot []bool, trend int) bool{
	None: func(hot []bool, _ int) bool {
		return count(hot) == 0 || count(hot) == 1 && !hot[len(hot)-1]
	},
	Former: func(hot []bool, _ int) bool {
		return count(hot) >= 2 && !hot[len(hot)-1]
	},
	New: func(hot []bool, _ int) bool {
		return lately(hot) && runs(hot) == 1 && (count(hot) == 1 || !steady(hot))
	},
	Sporadic: func(hot []bool, _ int) bool {
		return lately(hot) && runs(hot) > 1 && !steady(hot)
	},
	Intensifying: func(hot []bool, trend int) bool { return throughout(hot) && trend > 0 },
	Diminishing:  func(hot []bool, trend int) bool { return throughout(hot) && trend < 0 },
	Persistent:   func(hot []bool, trend int) bool { return throughout(hot) && trend == 0 },
}

func count(hot []bool) (n int) {
	for _, h := range hot {
		if h {
			n++
		}
	}
	return n
}

func runs(hot []bool) (n int) {
	for i, h := range hot {
		if h && (i == 0 || !hot[i-1]) {
			n++
		}
	}
	return n
}

func lately(hot []bool) bool { return len(hot) > 0 && hot[len(hot)-1] }

func steady(hot []bool) bool { return float64(count(hot))/float64(len(hot)) >= 0.9 }

func throughout(hot []bool) bool { return lately(hot) && steady(hot) && count(hot) > 1 }

func TestEveryPlaceHasOneClassByItsRule(t *testing.T) {
	trends := map[int]MannKendall{-1: {S: -9, P: 0.05}, 0: {S: 9, P: 0.0501}, 1: {S: 9, P: 0.05}}
	seen := map[Class]int{}
	for n := range 13 {
		for bits := range 1 << n {
			hot := make([]bool, n)
			for i := range hot {
				hot[i] = bits>>i&1 == 1
			}
			for sign, mk := range trends {
				var fits []Class
				for class, rule := range rules {
					if rule(hot, sign) {
						fits = append(fits, class)
					}
				}
				got := Classify(hot, mk)
				if len(fits) != 1 || fits[0] != got {
					t.Fatalf("%v, trend %d: got %q, the rules say %q", hot, sign, got, fits)
				}
				seen[got]++
			}
		}
	}
	if len(seen) != len(rules) {
		t.Errorf("only %v were ever given", seen)
	}
}

func TestClassesHaveNamesAndRules(t *testing.T) {
	names := map[string]Class{}
	for class := range rules {
		name, rule := class.Name(), class.Rule()
		if name.SV == "" || name.EN == "" || !strings.HasSuffix(rule.SV, ".") || !strings.HasSuffix(rule.EN, ".") {
			t.Errorf("%q is told as %v: %v", class, name, rule)
		}
		if other, taken := names[name.SV]; taken {
			t.Errorf("%q and %q are both called %s", class, other, name.SV)
		}
		names[name.SV] = class
	}
	if got, want := Intensifying.Rule().SV, "Platsen sticker ut i minst 90 % av perioderna, även den senaste, och ökar (Mann–Kendall, p högst 0,05). Vad som sticker ut avgörs i varje period av analytiskt p efter FDR, som bara är ungefärligt där antalen är glesa."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
