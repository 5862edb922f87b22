package export_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tryggled/internal/export"
	"tryggled/internal/export/exporttest"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
)

// property is a line of a calendar, unfolded.
var property = regexp.MustCompile(`^([A-Z-]+)((?:;[A-Z-]+=[^;:]*)*):(.*)$`)

// icsEvents reads a calendar as RFC 5545 has it: lines of at most 75 octets that end in CRLF,
// folded between letters, and properties within components. It returns those of each event.
func icsEvents(raw []byte) ([]map[string]string, error) {
	text := string(raw)
	if !strings.HasSuffix(text, "\r\n") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") || strings.Count(text, "\r") != strings.Count(text, "\r\n") {
		return nil, errors.New("lines do not end in CRLF")
	}
	for line := range strings.SplitSeq(text, "\r\n") {
		if len(line) > 75 {
			return nil, fmt.Errorf("%d octets in a line: %q", len(line), line)
		}
		if !utf8.ValidString(line) {
			return nil, fmt.Errorf("a letter is folded in two: %q", line)
		}
	}
	var events []map[string]string
	var open []string
	for line := range strings.SplitSeq(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n ", ""), "\r\n"), "\r\n") {
		parts := property.FindStringSubmatch(line)
		if parts == nil {
			return nil, fmt.Errorf("no property: %q", line)
		}
		name, value := parts[1], parts[3]
		switch {
		case name == "BEGIN":
			open = append(open, value)
			if value == "VEVENT" {
				events = append(events, map[string]string{})
			}
		case name == "END":
			if len(open) == 0 || open[len(open)-1] != value {
				return nil, fmt.Errorf("%s ends within %v", value, open)
			}
			open = open[:len(open)-1]
		case slices.Equal(open, []string{"VCALENDAR", "VEVENT"}):
			event := events[len(events)-1]
			if _, twice := event[name]; twice {
				return nil, fmt.Errorf("an event has two of %s", name)
			}
			event[name] = value
		}
	}
	if len(open) > 0 {
		return nil, fmt.Errorf("%v never ends", open)
	}
	return events, nil
}

// checkICS holds a calendar against what RFC 5545 asks of each event.
func checkICS(raw []byte) error {
	events, err := icsEvents(raw)
	if err != nil {
		return err
	}
	names := map[string]bool{}
	for _, e := range events {
		for _, need := range []string{"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY"} {
			if e[need] == "" {
				return fmt.Errorf("an event lacks %s: %v", need, e)
			}
		}
		for _, name := range []string{"DTSTAMP", "DTSTART", "DTEND"} {
			if _, err := time.Parse("20060102T150405Z", e[name]); err != nil {
				return err
			}
		}
		if names[e["UID"]] {
			return fmt.Errorf("two events are %s", e["UID"])
		}
		names[e["UID"]] = true
	}
	return nil
}

func calendar(t *testing.T, write func(w io.Writer) error) []map[string]string {
	t.Helper()
	raw := written(t, write)
	if err := checkICS(raw); err != nil {
		t.Fatal(err)
	}
	events, err := icsEvents(raw)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func TestICS(t *testing.T) {
	p := exporttest.Sample()
	for _, tour := range p.Plan.Tours {
		events := calendar(t, func(w io.Writer) error { return export.ICS(w, p, tour.Number, lang.SV) })
		if got, want := len(events), len(tour.Visits)+1; got != want {
			t.Fatalf("team %d has %d events, want %d", tour.Number, got, want)
		}
		for i, v := range tour.Visits {
			e := events[i+1]
			if got, want := e["DTSTART"], v.Arrive.UTC().Format("20060102T150405Z"); got != want {
				t.Errorf("stop %d begins %s, want %s", v.Number, got, want)
			}
			wants(t, e["SUMMARY"], fmt.Sprintf("Stopp %d: %s", v.Number, v.Place.Name.SV), "Övningsdata")
		}
		wants(t, events[0]["DESCRIPTION"], "112", "114 14", "070-174 06 35")
	}
	whole := calendar(t, func(w io.Writer) error { return export.PlanICS(w, p, lang.EN) })
	if got, want := len(whole), 3+4+3+3; got != want {
		t.Errorf("the plan has %d events, want %d", got, want)
	}
	wants(t, whole[1]["GEO"], "59.512834;16.422688")
}

// An event keeps its name when its stop gets another number, another time or another team, and
// one of a plan that is taken back is cancelled with a later sequence than all versions had.
func TestICSKeepsNames(t *testing.T) {
	p := exporttest.Sample()
	read := func() (names []string, sequence, status string) {
		events := calendar(t, func(w io.Writer) error { return export.PlanICS(w, p, lang.SV) })
		for _, e := range events {
			names, sequence, status = append(names, e["UID"]), e["SEQUENCE"], e["STATUS"]
		}
		slices.Sort(names)
		return names, sequence, status
	}
	first, sequence, status := read()
	if sequence != "1" || status != "TENTATIVE" {
		t.Errorf("a draft is %s of sequence %s", status, sequence)
	}
	visits := p.Plan.Tours[0].Visits
	p.Plan.Version, p.Plan.Life.Status = 2, plan.Published
	moved := visits[0]
	p.Plan.Tours[0].Visits = visits[1:]
	moved.Arrive, moved.Leave = moved.Arrive.Add(time.Hour), moved.Leave.Add(time.Hour)
	p.Plan.Tours[2].Visits = append(p.Plan.Tours[2].Visits, moved)
	second, sequence, status := read()
	if !slices.Equal(first, second) {
		t.Errorf("names change from %v to %v", first, second)
	}
	if sequence != "2" || status != "CONFIRMED" {
		t.Errorf("a published plan is %s of sequence %s", status, sequence)
	}
	p.Plan.Life.Status = plan.Withdrawn
	if _, sequence, status = read(); sequence != "3" || status != "CANCELLED" {
		t.Errorf("a plan taken back is %s of sequence %s", status, sequence)
	}
}

// A stop that a new version drops is cancelled in its team's calendar, by the name it had, and in
// no other's; and an event is called the same in the file of its team and in that of the plan,
// also where two stops share a point and a round.
func TestICSCancelsWhatIsDropped(t *testing.T) {
	p := exporttest.Sample()
	guard, police := p.Plan.Tours[2].Visits, p.Plan.Tours[0].Visits
	guard[0].Place.Point, guard[0].Kind = police[0].Place.Point, plan.AtPoint
	read := func(number int) (names map[string]string) {
		names = map[string]string{}
		for _, e := range calendar(t, func(w io.Writer) error {
			if number == 0 {
				return export.PlanICS(w, p, lang.SV)
			}
			return export.ICS(w, p, number, lang.SV)
		}) {
			names[e["UID"]] = e["STATUS"]
		}
		return names
	}
	whole := read(0)
	for _, number := range []int{1, 2, 3} {
		for name := range read(number) {
			if whole[name] == "" {
				t.Errorf("the plan's calendar lacks %s of team %d", name, number)
			}
		}
	}
	before := read(1)
	p.Earlier = slices.Clone(p.Plan.Tours)
	p.Plan.Version, p.Plan.Life.Status, p.Plan.Tours[0].Visits = 2, plan.Published, slices.Clone(police[1:])
	for _, number := range []int{0, 1, 2} {
		var dropped []string
		for name, status := range read(number) {
			if status == "CANCELLED" {
				dropped = append(dropped, name)
			}
		}
		want := 1
		if number == 2 {
			want = 0
		}
		if len(dropped) != want || want == 1 && before[dropped[0]] != "TENTATIVE" {
			t.Errorf("team %d: %v is cancelled of %v", number, dropped, before)
		}
	}
}

// The check of calendars itself finds what is wrong.
func TestCheckICS(t *testing.T) {
	event := "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260101T000000Z\r\n" +
		"DTEND:20260101T000000Z\r\nSEQUENCE:1\r\nSTATUS:CONFIRMED\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	if err := checkICS([]byte(event)); err != nil {
		t.Error(err)
	}
	for name, bad := range map[string]string{
		"bare newline": strings.Replace(event, "\r\n", "\n", 1),
		"long line":    strings.Replace(event, "SUMMARY:x", "SUMMARY:"+strings.Repeat("x", 80), 1),
		"no name":      strings.Replace(event, "UID:1\r\n", "", 1),
		"local time":   strings.Replace(event, "DTEND:20260101T000000Z", "DTEND:20260101T000000", 1),
		"open":         strings.Replace(event, "END:VEVENT\r\n", "", 1),
		"no property":  strings.Replace(event, "SUMMARY:x", "SUMMARY", 1),
	} {
		if checkICS([]byte(bad)) == nil {
			t.Errorf("%s: nothing found wrong", name)
		}
	}
}

// Whatever a place is called, no form breaks.
func FuzzNames(f *testing.F) {
	for _, name := range []string{"Torget", nasty, "=1+1", "a;b,c\\d\r\ne", "\x00\xff", "\u2028\u0085", strings.Repeat("å", 300), "]]><x>&#0;"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		p := exporttest.Sample()
		p.Plan.Tours = p.Plan.Tours[:1]
		tour := &p.Plan.Tours[0]
		tour.Base.Name, tour.Visits[0].Place.Name, tour.Visits[0].Why = lang.Same(name), lang.Same(name), lang.Same(name)
		p.Plan.Request.Contact = plan.Contact{Name: name, Phone: name}
		var days, places, track, table, page bytes.Buffer
		if err := errors.Join(
			export.ICS(&days, p, 1, lang.SV), export.KML(&places, p, 1, lang.SV), export.GPX(&track, p, 1, lang.SV),
			export.StopsCSV(&table, p, 1, lang.SV), export.SheetHTML(&page, p, export.Scene{}, 1, link, lang.SV),
			export.SheetPDF(io.Discard, p, export.Scene{}, 1, link, lang.SV),
		); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(checkICS(days.Bytes()), checkGPX(track.Bytes())); err != nil {
			t.Fatal(err)
		}
		checkXML(t, places.Bytes())
		if rows := tableOf(t, table.Bytes()); len(rows) != 5 {
			t.Fatalf("%d rows, want a heading and 4 stops", len(rows))
		}
	})
}
