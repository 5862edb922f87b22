package measure

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
)

func TestParseMarks(t *testing.T) {
	for name, file := range map[string]string{
		"semicolons":   "Stolpnummer;Läge;Datum;Anmärkning\nP1;Utfört;2026-11-20;ring 070-123 45 67\n;;;\nP2;åtgärdad;;\n",
		"commas":       "\ufeffpole,state,date,remark\nP1,done,2026-11-20,ring 070-123 45 67\n,,,\nP2,fixed,,\n",
		"windows 1252": "Stolpnr;L\xe4ge;Datum;Kommentar\r\nP1;KLAR;2026-11-20;ring 070-123 45 67\r\n;;;\r\nP2;\xe5tg\xe4rdat;;\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			got, rejected, err := ParseMarks(strings.NewReader(file), "tillbaka.csv")
			if err != nil || len(rejected) != 0 {
				t.Fatalf("got %v, %+v", err, rejected)
			}
			want := []Mark{
				{Line: 2, Pole: "P1", State: Done, On: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), Remark: "ring [telefon]"},
				{Line: 4, Pole: "P2", State: Done},
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What keeps a spreadsheet from reckoning is no part of a number.
func TestParseMarksOfWhatIsGuarded(t *testing.T) {
	got, _, err := ParseMarks(strings.NewReader("key;pole;object id;state\n'k;'-12;'=S24;done\n"), "back.csv")
	want := []Mark{{Line: 2, Key: "'k", Pole: "-12", Object: "=S24", State: Done}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestParseMarksRejects(t *testing.T) {
	file := "nyckel;stolpe;läge;datum\nk1;;kanske;\n;;utfört;\n;P1;utfört;20/11\n;P2;beställt;2026-11-20\n"
	marks, rejected, err := ParseMarks(strings.NewReader(file), "tillbaka.csv")
	if err != nil || len(marks) != 1 || marks[0].Pole != "P2" {
		t.Fatalf("got %v, %+v", err, marks)
	}
	var got []string
	for _, r := range rejected {
		got = append(got, r.Text.EN)
	}
	want := []string{
		`the state "kanske" is unknown; write proposed, ordered, done or declined`,
		`the line has neither a key nor a pole number`,
		`"20/11" is no day; write as 2026-11-20`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for name, file := range map[string]string{
		"empty": "", "no state": "stolpe;datum\nP1;2026-11-20\n", "no key": "läge\nutfört\n", "no text": "PK\x03\x04\x00\x00",
	} {
		if _, _, err := ParseMarks(strings.NewReader(file), "tillbaka.csv"); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
}

func FuzzParseMarks(f *testing.F) {
	f.Add("Stolpnummer;Läge;Datum\nP1;Utfört;2026-11-20\n")
	f.Add("key,state\n\"a\"\"b\",done\n")
	f.Fuzz(func(t *testing.T, file string) {
		marks, rejected, err := ParseMarks(strings.NewReader(file), "f")
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		for _, m := range marks {
			if m.Key == "" && m.Pole == "" || m.Line < 2 || m.State.Name().SV == "" {
				t.Fatalf("got %+v", m)
			}
		}
		for _, r := range rejected {
			if r.Line < 2 || r.Text.IsZero() {
				t.Fatalf("got %+v", r)
			}
		}
	})
}
