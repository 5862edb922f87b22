package hotspot

import "tryggled/internal/lang"

// note is what the reader of an analysis must know: why there is nothing, or what is
// left out. Found places were ranked; away ones lie beyond the streets.
func note(w weighed, found, away int, p Params) lang.Text {
	var parts []lang.Text
	switch {
	case p.takesNone():
		parts = append(parts, lang.T("Alla valda kategorier har begränsad spridning, och den här analysen är gjord utan dem: den är tom.",
			"All the chosen categories are restricted, and this analysis is made without them: it is empty."))
	case w.rows == 0:
		parts = append(parts, lang.T("Inga rapporter under perioden: välj en längre period eller läs in rapporter.",
			"No reports in the window: choose a longer one or import reports."))
	case len(w.row) == 0:
		parts = append(parts, lang.T("Ingen av periodens %d rapporter kan bli en prioriterad plats: platserna är för ungefärliga, eller kategorierna höjer ingen prioritet.",
			"None of the %d reports in the window can make a hotspot: their places are too coarse, or their categories raise no priority.", w.rows))
	case found+away == 0:
		parts = append(parts, lang.T("Ingen plats är tät nog: ingenstans har minst %d oberoende rapporter kommit inom %s m. %d av %d rapporter kunde delta.",
			"No place is dense enough: nowhere did at least %d independent reports come within %s m. %d of %d reports could take part.",
			p.MinPoints, lang.Decimal(p.EpsM, 0), len(w.row), w.rows))
	case found > p.Most:
		parts = append(parts, lang.T("De %d främsta av %d täta platser visas.", "The first %d of %d dense places are shown.", p.Most, found))
	}
	if away > 0 {
		parts = append(parts, lang.T("%s ligger mer än %d m från närmaste kända gata och är inte med.",
			"Left out: %s more than %d m from the nearest known street.",
			counted(away, "tät plats", "täta platser", "dense place lies", "dense places lie"), farM))
	}
	return join(parts, " ")
}
