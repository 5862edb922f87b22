package identity_test

import (
	"strings"
	"testing"

	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

func TestTheTableOfPatrolsIsDocumented(t *testing.T) {
	t.Parallel()
	standsIn(t, documentedPatrols, identity.PatrolTable)
}

func TestEveryCellOfThePatrolsIsSaid(t *testing.T) {
	t.Parallel()
	for _, l := range []lang.Lang{lang.SV, lang.EN} {
		for i, row := range strings.Split(strings.TrimSpace(identity.PatrolTable(l)), "\n") {
			cells := strings.Split(strings.Trim(row, "|"), "|")
			if len(cells) != 1+len(identity.Patrols()) {
				t.Errorf("%s, row %d: %d cells: %s", l, i, len(cells), row)
			}
			for k, cell := range cells {
				if text := strings.TrimSpace(cell); text == "" && i+k > 0 || strings.Contains(text, ", ,") {
					t.Errorf("%s, row %d, column %d: a word is missing: %s", l, i, k, row)
				}
			}
		}
	}
}
