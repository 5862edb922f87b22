package municipality_test

import (
	"strings"
	"testing"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

func TestValidate(t *testing.T) {
	valid := municipality.Municipality{
		Code: "1983", Slug: "koping", Name: lang.Same("Köping"), CRS: 3006, TimeZone: "Europe/Stockholm",
	}
	if err := valid.Validate(); err != nil {
		t.Fatalf("a valid municipality is refused: %v", err)
	}
	for name, c := range map[string]struct {
		spoil func(*municipality.Municipality)
		field string
	}{
		"no code":        {func(m *municipality.Municipality) { m.Code = "" }, "code"},
		"code with '/'":  {func(m *municipality.Municipality) { m.Code = "19/83" }, "code"},
		"slug with Å":    {func(m *municipality.Municipality) { m.Slug = "köping" }, "slug"},
		"reserved slug":  {func(m *municipality.Municipality) { m.Slug = "health" }, "slug"},
		"no name":        {func(m *municipality.Municipality) { m.Name = lang.Text{} }, "name"},
		"unknown zone":   {func(m *municipality.Municipality) { m.TimeZone = "Europe/Koping" }, "timezone"},
		"no zone":        {func(m *municipality.Municipality) { m.TimeZone = "" }, "timezone"},
		"degrees":        {func(m *municipality.Municipality) { m.CRS = 4326 }, "crs"},
		"web mercator":   {func(m *municipality.Municipality) { m.CRS = 3857 }, "crs"},
		"unknown system": {func(m *municipality.Municipality) { m.CRS = 999999 }, "crs"},
	} {
		t.Run(name, func(t *testing.T) {
			m := valid
			c.spoil(&m)
			err := m.Validate()
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.field+":") {
				t.Errorf("got %v, want Invalid naming %s", err, c.field)
			}
		})
	}
}
