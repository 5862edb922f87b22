package postgres_test

import (
	"iter"
	"slices"
	"testing"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/ingest"
	"tryggled/internal/postgres/pgtest"
	"tryggled/internal/report"
	"tryggled/internal/report/reporttest"
)

func TestFindPerson(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	other := pgtest.Municipality().Code
	by := func(id, name string, source report.Source, text string) report.Report {
		r := told(id, 1, 1)
		r.ReporterKey, r.Source = name, source
		r = r.Keyed(report.NewPseudonyms(m.Code, source))
		r.Text = text // as if masking had missed the name
		return r
	}
	imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(
		by("1", "k-17", report.Embrace, "GRODAN i röd jacka, 100 % säkert"), by("2", "k-17", report.Survey, "Mörkt vid bron."),
		by("3", "k-18", report.Embrace, "Grodan, igen."), by("4", "k-20", report.Embrace, "A\u030aSA\u00a0LIDEN"), by("070-123 45 67", "k-19", report.Embrace, "Släckt.")))
	for name, c := range map[string]struct {
		search report.PersonSearch
		want   []string
	}{
		"words, all of them":           {report.PersonSearch{Words: []string{"grodan", "jacka"}}, []string{"1"}},
		"one word, any case":           {report.PersonSearch{Words: []string{"Grodan"}}, []string{"1", "3"}},
		"signs are signs":              {report.PersonSearch{Words: []string{"0_%"}}, nil},
		"letters put together":         {report.PersonSearch{Words: []string{"åsa liden"}}, []string{"4"}},
		"a per cent sign":              {report.PersonSearch{Words: []string{"00 %"}}, []string{"1"}},
		"a reporter in any source":     {report.PersonSearch{Reporter: " K-17"}, []string{"1", "2"}},
		"a reporter of one source":     {report.PersonSearch{Reporter: "k-17", Source: report.Survey}, []string{"2"}},
		"an id":                        {report.PersonSearch{ExternalID: "3"}, []string{"3"}},
		"an id of another source":      {report.PersonSearch{ExternalID: "3", Source: report.Survey}, nil},
		"an id that is a telephone":    {report.PersonSearch{ExternalID: "070-123 45 67"}, []string{report.Pseudonym(m.Code, report.Embrace, "070-123 45 67")}},
		"what any of them finds":       {report.PersonSearch{Words: []string{"bron"}, ExternalID: "3"}, []string{"2", "3"}},
		"nothing of what is not there": {report.PersonSearch{Reporter: "k-1"}, nil},
	} {
		found, err := db.Reports().FindPerson(ctx, m.Code, c.search.Match(m.Code), 10)
		check(t, err)
		var got []string
		for _, r := range found {
			got = append(got, r.ExternalID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
		if n := len(c.search.Match(other).Reporters); n > 0 && c.search.Match(other).Reporters[0] == c.search.Match(m.Code).Reporters[0] {
			t.Errorf("%s: another municipality knows the reporter by the same pseudonym", name)
		}
	}
	if got, err := (report.PersonService{Store: db.Reports()}).Find(ctx, m, report.PersonSearch{Reporter: "k-17"}, "art. 15"); err != nil || len(got.Reports) != 2 || got.Truncated {
		t.Errorf("the extract: got %+v, %v", got, err)
	}
}

// aside is a row put aside, with its values as a mapper leaves them.
func aside(line int64, source report.Source, values map[string]string) iter.Seq2[ingest.Row, error] {
	return func(yield func(ingest.Row, error) bool) {
		yield(ingest.Row{Line: line, Rejection: &report.Rejection{Source: source, Line: line, Field: "from", Values: values}}, nil)
	}
}

// What became no report is held about a person all the same.
func TestFindPersonPutAside(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	told := report.Pseudonym(m.Code, report.Embrace, "k-17")
	imported(t, ctx, db, m.Code, ingest.Request{}, nil, chain(
		aside(1, report.Embrace, map[string]string{"text": "A\u030aSA\u00a0LIDEN i röd jacka", "reporter_key": told, "external_id": "E-1"}),
		aside(2, report.Survey, map[string]string{"category": "Åsa Liden, igen", "external_id": "E-1"}),
		aside(3, "", map[string]string{"external_id": "E-1", "reporter_key": told})))
	for name, c := range map[string]struct {
		search report.PersonSearch
		want   []int64
	}{
		"words, in any column":          {report.PersonSearch{Words: []string{"åsa liden"}}, []int64{1, 2}},
		"words, all of them":            {report.PersonSearch{Words: []string{"åsa", "jacka"}}, []int64{1}},
		"a pseudonym is no word":        {report.PersonSearch{Words: []string{told[:4]}}, nil},
		"a reporter":                    {report.PersonSearch{Reporter: "K-17"}, []int64{1, 3}},
		"a reporter of another source":  {report.PersonSearch{Reporter: "k-17", Source: report.Survey}, nil},
		"an id, of its source or none":  {report.PersonSearch{ExternalID: "E-1", Source: report.Survey}, []int64{2, 3}},
		"what is not there":             {report.PersonSearch{Words: []string{"bosse"}, ExternalID: "E-2"}, nil},
		"what any of them finds, of it": {report.PersonSearch{Words: []string{"igen"}, Reporter: "k-17"}, []int64{1, 2, 3}},
	} {
		got, err := (report.PersonService{Store: db.Reports()}).Find(ctx, m, c.search, "art. 15")
		check(t, err)
		var lines []int64
		for _, r := range got.PutAside {
			lines = append(lines, r.Line)
		}
		if !slices.Equal(lines, c.want) || len(got.Reports) > 0 {
			t.Errorf("%s: got lines %v and %d reports, want lines %v", name, lines, len(got.Reports), c.want)
		}
	}
	found, err := db.Reports().FindPutAside(ctx, m.Code, report.PersonSearch{Words: []string{"igen"}}.Match(m.Code), 10)
	check(t, err)
	if len(found) != 1 || found[0].Task == 0 || found[0].Source != report.Survey || found[0].Field != "from" || len(found[0].Values) != 2 {
		t.Errorf("a row: got %+v", found)
	}
}

func TestCorrect(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(told("a", 1, 1)))
	before := stored(t, ctx, db, m.Code)["a"]
	persons := report.PersonService{Store: db.Reports()}
	text, category, unknown := "Ring 070-123 45 67 om lampan.", "drugs", "ufo"
	if _, err := persons.Correct(ctx, m, before.ID, report.Correction{Category: &unknown}); !fault.Is(err, fault.Invalid) {
		t.Errorf("an unknown category: got %v, want Invalid", err)
	}
	home, violence := "Mannen misshandlar sin fru hemma.", "violence"
	if _, err := persons.Correct(ctx, m, before.ID, report.Correction{Text: &home, Category: &violence}); !fault.Is(err, fault.Invalid) {
		t.Errorf("violence in a home: got %v, want Invalid", err)
	}
	if _, err := persons.Correct(ctx, m, before.ID, report.Correction{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("no correction at all: got %v, want Invalid", err)
	}
	if _, err := persons.Correct(ctx, m, before.ID+1000, report.Correction{Text: &text}); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown report: got %v, want NotFound", err)
	}
	got, err := persons.Correct(ctx, m, before.ID, report.Correction{Text: &text, Category: &category})
	check(t, err)
	if got.Text != "Ring [telefon] om lampan." || got.Category != "drugs" || !got.Corrected || got.Revision != before.Revision+1 {
		t.Errorf("got %+v", got)
	}
	sum := imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(told("a", 9, 9)))
	if back := stored(t, ctx, db, m.Code)["a"]; back.Text != got.Text || back.Category != "drugs" || sum.Unchanged != 1 {
		t.Errorf("after another import: got %+v, %+v", back, sum)
	}
}

// Whoever may not lift the limitation is not shown the report.
func TestALimitedReportIsShownToWhomItConcerns(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	imported(t, ctx, db, m.Code, ingest.Request{}, nil, reports(told("a", 1, 1)))
	id, limited := stored(t, ctx, db, m.Code)["a"].ID, true
	persons := report.PersonService{Store: db.Reports()}
	see := func(role identity.Role) error {
		rule, _ := identity.RuleOf(role, identity.Read, identity.Reports)
		_, err := persons.Report(identity.Enter(ctx, identity.Access{Role: role, Municipality: m.Code, Rule: rule}, nil), m, id)
		return err
	}
	check(t, see(identity.Police))
	_, err := persons.Correct(ctx, m, id, report.Correction{Limited: &limited})
	check(t, err)
	if err := see(identity.Police); !fault.Is(err, fault.NotFound) {
		t.Errorf("the police: got %v, want NotFound", err)
	}
	check(t, see(identity.Coordinator))
}

// A category alone can make violence in a home of a text that is stored; to limit the use
// of the report is allowed all the same.
func TestACategoryMakesNoHomeViolence(t *testing.T) {
	t.Parallel()
	r := reporttest.Sample()
	r.Category, r.Text = "theft", "Skrik och slag från lägenheten ovanför."
	violence, limited := "violence", true
	if _, err := (report.Correction{Category: &violence}).Apply(r); !fault.Is(err, fault.Invalid) {
		t.Errorf("theft becomes violence: got %v, want Invalid", err)
	}
	if got, err := (report.Correction{Limited: &limited}).Apply(r); err != nil || !got.Limited {
		t.Errorf("limited: got %+v, %v", got, err)
	}
}

func TestATextThatIsGoneIsNotWrittenAgain(t *testing.T) {
	t.Parallel()
	gone := report.Report{TextGone: true}
	text := "Släckt."
	if _, err := (report.Correction{Text: &text}).Apply(gone); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v, want Conflict", err)
	}
}
