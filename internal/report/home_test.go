package report_test

import (
	"context"
	"strings"
	"testing"

	"tryggled/internal/fault"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
	"tryggled/internal/report/reporttest"
)

func TestHomeViolence(t *testing.T) {
	t.Parallel()
	for _, word := range []string{
		"Våld i nära relation", "VÅLD I NÄRA RELATION", "Kvinnofrid", "grov kvinnofridskränkning", "Hedersvåld", "Familjevåld",
		"misshandel, våld i hemmet", "Domestic abuse", "Domestic violence", "Lägenhetsbråk", "Barn far illa",
	} {
		if !report.HomeViolence("", word, "") {
			t.Errorf("the word %q: not taken for violence in a home", word)
		}
	}
	for _, c := range report.Categories() {
		for _, word := range []string{c.Code, c.Name.SV, c.Name.EN} {
			if report.HomeViolence(c.Code, word, "") {
				t.Errorf("the word %q: taken for violence in a home", word)
			}
		}
	}
	for _, text := range []string{
		"Han misshandlar sin fru.", "Grannen slår sina barn varje kväll", "Min man slår mig.", "hennes sambo hotar henne med kniv",
		"Det är våld i nära relation på tredje våningen", "Skrik och slag från lägenheten ovanför", "Barn far illa hemma hos dem",
		"Misstänker hedersvåld i familjen", "Han ströp sin flickvän", "Hon blir misshandlad i sin lägenhet.",
		"He beats his wife", "My husband hits me and the kids", "Domestic violence again upstairs", "She was assaulted at home",
		"Mörkt vid porten. Pappan slår sin son.",
	} {
		if !report.HomeViolence("violence", "våld", text) {
			t.Errorf("%q: not taken for violence in a home", text)
		}
	}
	for _, text := range []string{
		"", "Hemtjänsten blev hotad utanför porten.", "En man slog en annan man på torget.", "Min son blev slagen på väg hem från skolan",
		"Ungdomar slår sönder rutor på skolan", "Hans fru blev misshandlad utanför krogen", "Grannen slår larm om bränder",
		"Han hotade min man på gatan", "Bråk utanför hemma hos polisen", "Jag vågar inte gå hem, folk hotar mig vid stationen",
		"Våld mot tjänsteman vid ingripande", "My son was attacked in the park", "A man punched the driver on the bus",
		"Home game, fans threatened each other outside the arena", "Slagsmål vid korvkiosken",
	} {
		if report.HomeViolence("violence", "våld", text) {
			t.Errorf("%q: taken for violence in a home", text)
		}
	}
	if report.HomeViolence("theft", "inbrott", "Någon slog in rutan i lägenheten och hotade med kniv") {
		t.Error("a burglary was taken for violence in a home")
	}
	if !report.HomeViolence("dark_place", "mörkt", "Mannen misshandlar sin fru.") {
		t.Error("the text of a lamp says it and is not believed")
	}
	if !report.HomeViolence("dark_place", "mörkt", "Mörkt i trappan. Våld i nära relation hos grannen.") {
		t.Error("the text of a lamp says it outright and is not believed")
	}
}

// A report of violence in a home is refused with words that say whom to tell, and never
// reaches the store.
func TestCreateRefusesHomeViolence(t *testing.T) {
	t.Parallel()
	m := municipality.Municipality{Code: "1983", Exercise: true}
	for _, spoil := range []func(*report.Report){
		func(r *report.Report) { r.Category = "Våld i nära relation" },
		func(r *report.Report) { r.Category, r.Text = "violence", "Han misshandlar sin fru" },
	} {
		r := reporttest.Sample()
		spoil(&r)
		store := &memory{}
		_, err := report.Service{Store: store}.Create(context.Background(), m, r)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "never mapped") || !strings.Contains(err.Error(), "114 14") {
			t.Errorf("got %v", err)
		}
		if len(store.kept) > 0 {
			t.Errorf("stored %+v", store.kept)
		}
	}
}
