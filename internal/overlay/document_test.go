package overlay

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the document anew")

const document = "../docs/overlay-defaults.md"

// What the code takes for missing and impossible values is what its document says; go test
// ./internal/overlay -run Document -update writes it anew.
func TestDocument(t *testing.T) {
	want := documented()
	if *update {
		if err := os.WriteFile(document, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), want); diff != "" {
		t.Errorf("the document differs from the code (-document +code); run with -update:\n%s", diff)
	}
}

// page is a document in Markdown.
type page struct{ strings.Builder }

func (p *page) say(form string, args ...any) { fmt.Fprintf(p, form+"\n\n", args...) }

func (p *page) table(head ...string) {
	p.row(head)
	p.row(strings.Split(strings.Repeat("---,", len(head)-1)+"---", ","))
}

func (p *page) row(cells []string) { fmt.Fprintf(p, "| %s |\n", strings.Join(cells, " | ")) }

func documented() string {
	p := &page{}
	p.say("# Overlay objects: what stands in for what is missing, and what is mended")
	p.say("Written from the code by `go test ./internal/overlay -run Document -update`. `tryggled overlay report` counts, for each municipality, how often each of these was needed.")
	p.lamps()
	p.greens()
	p.say("## Cameras and walls")
	p.table("what", "taken as")
	p.row([]string{"height of a camera", fmt.Sprintf("%g m", CameraHeightM)})
	p.row([]string{"field of view", fmt.Sprintf("%g°", CameraFieldDeg)})
	p.row([]string{"width of the picture", fmt.Sprintf("%g pixels", CameraWidthPx)})
	p.row([]string{"farthest that a camera is said to see", fmt.Sprintf("%d m", MostReachM)})
	p.row([]string{"direction", "unknown: what the camera may see is *possible*, not covered; so is all that one which turns sees"})
	p.row([]string{"height of a wall", fmt.Sprintf("%g m", WallHeightM)})
	p.row([]string{"width of a wall that is drawn as a line", fmt.Sprintf("%g m", WallWidthM)})
	p.WriteString("\n")
	p.limits()
	p.rules()
	return p.String()
}

func (p *page) lamps() {
	p.say("## Lamps")
	p.table("mounting", "height", "flux")
	for i, d := range LampDefaults {
		name := d.Mount
		if i == 0 {
			name += ", and unknown"
		}
		p.row([]string{name, fmt.Sprintf("%g m", d.HeightM), fmt.Sprintf("%g lm", d.Lumens)})
	}
	p.WriteString("\n")
	p.say("Where only the power is known, the flux is that of the lamp less what the luminaire swallows:")
	p.table("type of lamp", "lm/W")
	for i, e := range Efficacies {
		name := e.Method
		if i == 0 {
			name = "unknown"
		}
		p.row([]string{strings.ReplaceAll(name, "_", " "), fmt.Sprintf("%g", e.LmPerWatt)})
	}
	p.WriteString("\n")
	p.say("A pole with several like luminaires (`count`) gives as many times the light of one: flux and power are those of each.")
	p.say("The maintenance factor is %g; a lamp of unknown status counts as working. A street that is tagged lit, of which no lamp tells, has %g lx on average and %g lx at least (class P4).", MaintenanceFactor, TagMeanLux, TagMinLux)
}

func (p *page) greens() {
	p.say("## Greenery")
	p.table("class", "height", "base of the crown", "density", "evergreen", "width of a single one", "can be walked through")
	word := func(is bool) string {
		if is {
			return "yes"
		}
		return "no"
	}
	for i, d := range GreenDefaults {
		name := d.Class
		if i == 0 {
			name = "unknown"
		}
		p.row([]string{
			strings.ReplaceAll(name, "_", " "), fmt.Sprintf("%g m", d.HeightM), fmt.Sprintf("%g m", d.CrownBaseM), fmt.Sprintf("%g", d.Density),
			word(d.Evergreen), fmt.Sprintf("%g m", d.SpreadM), word(!d.Barred),
		})
	}
	p.WriteString("\n")
	p.say("A plant that sheds its leaves keeps %g of its density in winter. It takes away the sight from a density of %g, where it fills at least %g of the band from 0.7 to 2.5 m.", LeaflessShare, OpaqueShare, OpaqueShare)
}

func (p *page) limits() {
	p.say("## What can be true")
	p.table("kind", "field", "from", "to")
	for _, l := range limits {
		p.row([]string{string(l.kind), "`" + l.field + "`", fmt.Sprintf("%g", l.low), fmt.Sprintf("%.10g", l.high)})
	}
	p.row([]string{string(Camera), "`bearing_deg`", fmt.Sprint(-mostBearingDeg), fmt.Sprint(mostBearingDeg)})
	p.row([]string{string(Vegetation), "`crown_base_m`", "0", fmt.Sprintf("%d, and under `height_m`", mostCrownM)})
	p.WriteString("\n")
}

func (p *page) rules() {
	p.say("## Rules for what is unlikely")
	p.say("An import stops at nothing of this and drops nothing in silence. What a person enters by hand is refused instead, with the field and its range.")
	p.table("rule", "object", "in words", "på svenska")
	for _, r := range Rules {
		kept := "kept"
		if r.Aside {
			kept = "put aside"
		}
		p.row([]string{"`" + r.Code + "`", kept, r.Text.EN, r.Text.SV})
	}
}
