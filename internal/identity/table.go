package identity

import (
	"fmt"
	"slices"
	"strings"

	"tryggled/internal/lang"
)

// words are what the values of a rule are called.
var words = map[string]lang.Text{
	string(Read):   lang.T("läsa", "read"),
	string(Create): lang.T("skapa", "create"),
	string(Change): lang.T("ändra", "change"),
	string(Delete): lang.T("ta bort", "delete"),

	string(Municipality): lang.T("kommunen", "the municipality"),
	string(Areas):        lang.T("områden", "areas"),
	string(Bases):        lang.T("utgångspunkter", "bases"),
	string(Categories):   lang.T("kategorier", "categories"),
	string(RoleTable):    lang.T("roller", "roles"),
	string(Reports):      lang.T("rapporter", "reports"),
	string(Tasks):        lang.T("arbeten", "tasks"),
	string(Quarantine):   lang.T("karantän", "quarantine"),
	string(Overlays):     lang.T("lager", "overlays"),
	string(Streets):      lang.T("gator", "streets"),
	string(Analyses):     lang.T("analyser", "analyses"),
	string(Hotspots):     lang.T("prioriterade platser", "hotspots"),
	string(Layers):       lang.T("analysers kartlager", "map layers of analyses"),
	string(Measures):     lang.T("åtgärder", "measures"),
	string(Plans):        lang.T("planer", "plans"),
	string(Routes):       lang.T("rutter", "routes"),
	string(Cells):        lang.T("öppna siffror", "public figures"),
	string(Publication):  lang.T("offentliggörande", "publication"),
	string(Keys):         lang.T("nycklar", "keys"),
	string(Links):        lang.T("patrullänkar", "patrol links"),
	string(Audit):        lang.T("logg", "audit log"),
	string(Retention):    lang.T("gallring", "retention"),
	string(Persons):      lang.T("registerutdrag", "extracts about a person"),
	string(Disclosures):  lang.T("utlämnanden", "disclosures"),
	string(WorkLists):    lang.T("arbetslistor", "work lists"),
	string(WhatIf):       lang.T("vad händer om", "what if"),
	string(Dossiers):     lang.T("underlag om kameror", "camera dossiers"),
	string(Approvals):    lang.T("godkännanden av planer", "approvals of plans"),
	string(Comparisons):  lang.T("jämförelser av planer", "comparisons of plans"),
	string(Logs):         lang.T("loggböcker och spår", "logs and tracks"),
	string(Doses):        lang.T("närvaro per plats och timme", "presence by place and hour"),
	string(Alarms):       lang.T("larm om grupper", "alarms about teams"),
	string(Presence):     lang.T("polisens närvaro per område", "police presence by area"),

	string(Every):  lang.T("alla", "all"),
	string(Own):    lang.T("sin rolls grupper i publicerade planer; med länk sin egen grupp", "teams of one's role in published plans; by a link one's own team"),
	string(Named):  lang.T("vad nyckeln nämner; publicerade planer efter passet", "what the key names; published plans after the shift"),
	string(Opened): lang.T("där kommunen öppnat dem", "where the municipality has opened them"),

	"span " + string(AllCategories):  lang.T("alla", "all"),
	"span " + string(OpenCategories): lang.T("utan begränsade", "without restricted"),

	string(Exact):   lang.T("som rapporterad", "as reported"),
	string(Segment): lang.T("gatusegmentets mitt", "middle of the street segment"),
	string(Outline): lang.T("omkrets kring minst fem rapporter", "outline around at least five reports"),
	string(Cell):    lang.T("siffror i rutor på 250 m", "figures in cells of 250 m"),

	string(ColumnText):         lang.T("text", "text"),
	string(ColumnExternalID):   lang.T("källans id", "the source's id"),
	string(ColumnSameEvent):    lang.T("samma händelse", "same event"),
	string(ColumnReporterKind): lang.T("rapportör", "reporter"),
	string(ColumnOwner):        lang.T("ägare", "owner"),
	string(ColumnOperator):     lang.T("vem som bevakar", "who watches"),
	string(ColumnPurpose):      lang.T("ändamål", "purpose"),
	string(ColumnLegalBasis):   lang.T("rättslig grund", "legal basis"),
	string(ColumnCabinet):      lang.T("elskåp", "cabinet"),
}

var heading = []lang.Text{
	lang.T("Roll", "Role"), lang.T("Får", "May"), lang.T("Vad", "What"), lang.T("Vilka", "Which"), lang.T("Kategorier", "Categories"),
	lang.T("Plats", "Place"), lang.T("Utan", "Without"), lang.T("Loggas", "Logged"),
}

// Table is the table of access as Markdown, in a language. Rules that differ in their roles
// or collections alone share a line. What no line allows is refused.
func Table(l lang.Lang) string {
	var b strings.Builder
	row := func(cells []string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	var titles, rules []string
	for _, h := range heading {
		titles, rules = append(titles, h.In(l)), append(rules, "---")
	}
	row(titles)
	row(rules)
	for _, line := range lines() {
		row(line.cells(l))
	}
	return b.String()
}

// line is rules that differ in their collections alone, of roles that have the same.
type line struct {
	Rule
	roles       []Role
	collections []Collection
}

func lines() (all []line) {
	for _, role := range Roles() {
		for _, own := range linesOf(role) {
			i := slices.IndexFunc(all, func(l line) bool { return l.alike(own.Rule) && slices.Equal(l.collections, own.collections) })
			if i < 0 {
				all, i = append(all, own), len(all)
			}
			all[i].roles = append(all[i].roles, role)
		}
	}
	return all
}

func linesOf(role Role) (own []line) {
	for _, r := range rules {
		if r.Role != role {
			continue
		}
		i := slices.IndexFunc(own, func(l line) bool { return l.alike(r) })
		if i < 0 {
			own, i = append(own, line{Rule: r}), len(own)
		}
		own[i].collections = append(own[i].collections, r.Collection)
	}
	return own
}

// alike reports whether rules of perhaps other roles and collections say the same.
func (l line) alike(r Rule) bool {
	return l.Action == r.Action && l.Scope == r.Scope && l.Span == r.Span &&
		l.Precision == r.Precision && l.Logged == r.Logged && slices.Equal(l.Without, r.Without)
}

func (l line) cells(in lang.Lang) []string {
	var roles, collections, without []string
	for _, role := range l.roles {
		roles = append(roles, NameOf(role).In(in))
	}
	for _, c := range l.collections {
		collections = append(collections, words[string(c)].In(in))
	}
	for _, c := range l.Without {
		without = append(without, words[string(c)].In(in))
	}
	logged := ""
	if l.Logged {
		logged = lang.T("ja", "yes").In(in)
	}
	return []string{
		strings.Join(roles, ", "), words[string(l.Action)].In(in), strings.Join(collections, ", "), words[string(l.Scope)].In(in),
		words["span "+string(l.Span)].In(in), words[string(l.Precision)].In(in), strings.Join(without, ", "), logged,
	}
}
