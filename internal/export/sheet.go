package export

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/plan"
	"tryggled/internal/route"
)

// sheetColumns is the width of a sheet: what a printer sets in a legible size on A4.
const sheetColumns = 72

// Sheet writes a team's tour as plain text to print: who, when, where from, each stop
// with its times and its reason, the way between in words, and whom to call. What is left
// out of the plan is told only to roles that are told of restricted places. It returns
// NotFound for a team that the plan lacks.
func Sheet(w io.Writer, p route.Planned, number int, l lang.Lang) error {
	t, err := paperOf(p, number, l)
	if err != nil {
		return err
	}
	s := &sheet{team: t}
	s.banner()
	s.header()
	s.reminders()
	s.stops()
	s.notes()
	s.omitted()
	s.numbers()
	s.banner()
	_, err = s.out.WriteTo(w)
	return err
}

// sheet is written line by line; nothing reaches the writer before it is whole.
type sheet struct {
	team
	out bytes.Buffer
}

// say folds words to the width of the sheet, each line but the first set in.
func (s *sheet) say(first, rest, words string) {
	for i, line := range fold(words, sheetColumns-utf8.RuneCountInString(rest)) {
		lead := rest
		if i == 0 {
			lead = first
		}
		s.out.WriteString(lead + line + "\n")
	}
}

func (s *sheet) text(t lang.Text) string { return t.In(s.lang) }

// setIn is the margin beside the times; when is a time in it.
const setIn = "       "

func (s *sheet) when(t time.Time) string { return clock(t.In(s.zone), s.lang) + "  " }

func (s *sheet) gap() { s.out.WriteByte('\n') }

func (s *sheet) rule() { s.out.WriteString(strings.Repeat("-", sheetColumns) + "\n") }

func (s *sheet) heading(words lang.Text) {
	s.gap()
	s.say("", "", strings.ToUpper(s.text(words)))
}

// banner says at top and bottom that the events are invented, where they are.
func (s *sheet) banner() {
	if !s.Municipality.Exercise {
		return
	}
	line := strings.Repeat("*", sheetColumns)
	mark := s.text(exerciseMark)
	fmt.Fprintf(&s.out, "%s\n%*s%s\n%s\n", line, (sheetColumns-utf8.RuneCountInString(mark))/2, "", mark, line)
}

func (s *sheet) header() {
	s.gap()
	for _, mark := range s.marks() {
		if mark != exerciseMark {
			s.say("", "", s.text(mark))
		}
	}
	s.say("", "", fmt.Sprintf("%s – %s", s.text(s.Municipality.Name), s.text(s.rules.PlanName)))
	s.say("", "", lang.T("Grupp %d: %s, %s", "Team %d: %s, %s", s.tour.Number, s.rules.Name,
		lang.Same(people(s.tour.Team.Size, s.lang))).In(s.lang))
	s.say("", "", capital(shift(s.Plan.Request, s.zone, s.lang)))
	s.say("", "", lang.T("Utgångspunkt: %s", "Base: %s", s.tour.Base.Name).In(s.lang))
	s.say("", "", lang.T("Plan %d, version %d. %s, %s %s.", "Plan %d, version %d. %s, %s %s.", s.Plan.ID, s.Plan.Version,
		lang.Same(stops(len(s.tour.Visits), s.lang)), lang.Same(length(s.route.LengthM, s.lang)), s.byMode()).In(s.lang))
	s.rule()
}

// reminders are what the whole team keeps in mind during the whole shift.
func (s *sheet) reminders() {
	s.heading(keepInMind)
	for _, words := range roleReminders(s.rules, s.tour.Team.Size) {
		s.say("- ", "  ", s.text(words))
	}
}

func (s *sheet) stops() {
	s.heading(lang.T("Så går ni", "Your tour"))
	s.gap()
	s.say(s.when(s.tour.Start), setIn, lang.T("Start: %s.", "Start: %s.", s.tour.Base.Name).In(s.lang))
	for i, v := range s.tour.Visits {
		s.way(i)
		s.stop(v)
	}
	if len(s.tour.Visits) == 0 {
		s.say(setIn, setIn, lang.T("Inga stopp under passet.", "No stops during the shift.").In(s.lang))
		return
	}
	s.way(len(s.tour.Visits))
	s.gap()
	s.say(s.when(s.tour.End), setIn, lang.T("Åter: %s. Passet slutar kl. %s.", "Back: %s. The shift ends at %s.",
		finishOf(s.tour).Name, lang.Same(clock(s.shiftEnd().In(s.zone), s.lang))).In(s.lang))
}

// way tells how to walk to the i:th stop, or home after the last, when to set out where
// there is time to spare, and of a break at the base.
func (s *sheet) way(i int) {
	free := s.tour.Start
	if i > 0 {
		free = s.tour.Visits[i-1].Leave
	}
	legs := s.legsTo(i)
	for k, leg := range legs {
		resting := k > 0
		if spare := leg.Depart.Sub(free); spare >= time.Minute && !resting {
			s.say(setIn, setIn, lang.T("Tid till godo till kl. %s, här eller i närheten.", "Time to spare until %s, here or nearby.",
				lang.Same(clock(leg.Depart.In(s.zone), s.lang))).In(s.lang))
		}
		if !leg.Words.IsZero() {
			s.say(setIn, setIn, fmt.Sprintf("%s: %s.", length(leg.LengthM, s.lang), strings.TrimRight(s.text(leg.Words), ".")))
		}
		if k < len(legs)-1 {
			s.gap()
			s.say(s.when(leg.Arrive), setIn, lang.T("Paus till kl. %s: %s.", "Break until %s: %s.",
				lang.Same(clock(legs[k+1].Depart.In(s.zone), s.lang)), s.tour.Base.Name).In(s.lang))
		}
	}
}

func (s *sheet) stop(v plan.Visit) {
	const in = setIn
	s.gap()
	s.say(s.when(v.Arrive), in, fmt.Sprintf("%s %d: %s", lang.T("STOPP", "STOP").In(s.lang), v.Number, s.text(v.Place.Name)))
	s.say(in, in, s.text(s.doing(v)))
	if !v.Why.IsZero() {
		s.say(in, in, lang.T("Varför: ", "Why: ").In(s.lang)+s.text(v.Why))
	}
	for _, words := range placeReminders(v) {
		s.say(in, in, s.text(keepInMind)+": "+s.text(words))
	}
	s.gap()
}

// notes tells what this team must know of its tour. The plan's own notes are for whoever
// plans: they tell of other teams.
func (s *sheet) notes() {
	if s.tour.Note.IsZero() {
		return
	}
	s.heading(lang.T("Om planen", "About the plan"))
	s.say("- ", "  ", s.text(s.tour.Note))
}

func (s *sheet) omitted() {
	if len(s.Plan.Omitted) == 0 || !s.told() {
		return
	}
	s.heading(lang.T("Platser som ingen grupp hinner eller sänds till", "Places that no team has time for or is sent to"))
	reasons, of := []lang.Text{}, map[lang.Text][]plan.Omission{}
	byPriority := slices.SortedStableFunc(slices.Values(s.Plan.Omitted), func(a, b plan.Omission) int { return cmp.Compare(b.Priority, a.Priority) })
	for _, o := range byPriority {
		if of[o.Reason] == nil {
			reasons = append(reasons, o.Reason)
		}
		of[o.Reason] = append(of[o.Reason], o)
	}
	for _, reason := range reasons {
		s.say("- ", "  ", capital(s.text(reason))+": "+s.omittedNames(of[reason]))
	}
}

// mostOmitted is how many places are named that one reason leaves out.
const mostOmitted = 10

// omittedNames are the first of the places, and how many more there are.
func (s *sheet) omittedNames(all []plan.Omission) string {
	var names []string
	for _, o := range all[:min(mostOmitted, len(all))] {
		name := s.text(o.Name)
		if o.Hotspot > 0 {
			name = fmt.Sprintf("%d %s", o.Hotspot, name)
		}
		names = append(names, name)
	}
	words := strings.Join(names, ", ")
	if more := len(all) - len(names); more > 0 {
		words = lang.T("%s och %d till", "%s and %d more", lang.Same(words), more).In(s.lang)
	}
	return words + "."
}

func (s *sheet) numbers() {
	s.gap()
	s.rule()
	const most = 20
	calls, wide := s.calls(), 8
	for _, n := range calls {
		if long := utf8.RuneCountInString(n.number) + 2; long <= most {
			wide = max(wide, long)
		}
	}
	for _, n := range calls {
		if utf8.RuneCountInString(n.number)+2 > most {
			s.say("", "", n.number+" "+s.text(n.when))
			continue
		}
		s.say(fmt.Sprintf("%-*s", wide, n.number), strings.Repeat(" ", wide), s.text(n.when))
	}
	if len(s.Municipality.Sources) > 0 {
		s.say("", "", lang.T("Källor: ", "Sources: ").In(s.lang)+sourcesOf(s.Municipality))
	}
}

// call is a number to call and when.
type call struct {
	number string
	when   lang.Text
}

// numbersOf are whom to call. The second number is that of the Swedish police.
func numbersOf(m municipality.Municipality) []call {
	calls := []call{{"112", lang.T(
		"vid fara för liv, hälsa eller egendom, och vid pågående brott",
		"in danger to life, health or property, and for crime in progress")}}
	if m.TimeZone == "Europe/Stockholm" {
		return append(calls, call{"114 14", lang.T("polisen, när det inte är bråttom", "the police, when it is not urgent")})
	}
	return append(calls, call{"", lang.T(
		"polisens eget nummer på orten, när det inte är bråttom", "the local police's own number, when it is not urgent")})
}

var keepInMind = lang.T("Tänk på", "Keep in mind")

// roleReminders are for a team as a whole: how to be seen and safe, never what or whom to
// watch for.
func roleReminders(r identity.Patrol, size int) []lang.Text {
	all := []lang.Text{lang.T(
		"Håll ihop hela passet, minst %d tillsammans.", "Stay together all through the shift, at least %d of you.", max(2, r.LeastGroup))}
	if size <= 1 {
		all = []lang.Text{lang.T("Säg till innan du går ensam, och hur du nås.", "Tell somebody before you walk alone, and how you are reached.")}
	}
	if r.Announced {
		all = append(all, lang.T("Platser och tider är utlovade: håll dem, och meddela om ni blir sena.",
			"Places and times are announced: keep them, and say so if you run late."))
	}
	if !r.Restricted {
		all = append(all, lang.T("Er närvaro är uppgiften. Ingrip inte själva; gå undan och ring.",
			"Being there is the task. Do not step in yourselves; step aside and call."))
	}
	return append(all, lang.T("Var synliga och hälsa på dem ni möter.", "Be visible and greet those you meet."))
}

// manifest is the share from which a place's surroundings are worth a reminder.
const manifest = 0.4

// placeReminders come from what surrounds a stop.
func placeReminders(v plan.Visit) []lang.Text {
	var all []lang.Text
	e := v.Exposure
	if e.LightKnown > 0 && e.Dark >= manifest {
		all = append(all, lang.T("Det är mörkt här: ha ficklampa och reflexer.", "It is dark here: carry a torch and reflectors."))
	}
	if e.ConcealKnown > 0 && e.Concealed >= manifest {
		all = append(all, lang.T("Grönskan skymmer: stå där ni syns.", "Greenery blocks the view: stand where you are seen."))
	}
	if v.Traffic {
		all = append(all, lang.T("Trafik: håll er från körbanan.", "Traffic: keep off the carriageway."))
	}
	return all
}
