package overlay

import (
	"time"

	"tryggled/internal/lang"
	"tryggled/internal/sun"
)

// Text tells a record in a few sentences. What is unknown is said to be.
func (r Record) Text() lang.Text {
	text := r.lightText()
	for _, more := range []lang.Text{r.concealText(), r.prospectText(), r.escapeText(), r.cameraText()} {
		text = lang.T("%s %s", "%s %s", text, more)
	}
	return text
}

// percent is a share in whole percent.
func percent(share float64) lang.Text { return lang.Decimal(100*share, 0) }

func (r Record) lightText() lang.Text {
	l := r.Light
	if l.Known() == 0 {
		return lang.T("Ljuset är okänt.", "The light is unknown.")
	}
	class, mean, least := l.Class.Name(), lang.Decimal(l.Mean, 1), lang.Decimal(l.Min, 1)
	known := percent(l.Known())
	if !r.Moment.Night() {
		return lang.T("Solen är uppe eller det skymmer: ingenting är mörkt. I mörker ger lamporna %s, i medel %s lx och minst %s lx (känt för %s %%).",
			"The sun is up or it is twilight: nothing is dark. In the dark the lamps give %s, %s lx in the mean and %s lx at least (known for %s%%).", class, mean, least, known)
	}
	return lang.T("Ljuset är %s, i medel %s lx och minst %s lx (känt för %s %%); %s %% av den kända sträckan är mörk.",
		"The light is %s, %s lx in the mean and %s lx at least (known for %s%%); %s%% of the known stretch is dark.", class, mean, least, known, percent(l.Dark))
}

func (r Record) concealText() lang.Text {
	s := r.Sight
	if s.ConcealKnown == 0 {
		return lang.T("Om någon kan stå dold är okänt.", "Whether somebody could stand unseen is unknown.")
	}
	return lang.T("Längs %s %% kan någon stå dold inom 5 m (känt för %s %%).", "Along %s%% somebody could stand unseen within 5 m (known for %s%%).",
		percent(s.Concealed), percent(s.ConcealKnown))
}

func (r Record) prospectText() lang.Text {
	s := r.Sight
	if s.ProspectKnown == 0 {
		return lang.T("Sikten framåt är okänd.", "The sight ahead is unknown.")
	}
	return lang.T("Sikten framåt är i medel %s m, och för kort längs %s %% (känt för %s %%).", "The sight ahead is %s m in the mean, and too short along %s%% (known for %s%%).",
		lang.Decimal(s.AheadM, 0), percent(s.Blocked), percent(s.ProspectKnown))
}

func (r Record) escapeText() lang.Text {
	e := r.Escape
	if e.Known == 0 {
		return lang.T("Vägarna ut är okända.", "The ways out are unknown.")
	}
	return lang.T("Inom 50 m finns i medel %s vägar ut (känt för %s %%).", "Within 50 m there are %s ways out in the mean (known for %s%%).",
		lang.Decimal(e.Ways, 1), percent(e.Known))
}

func (r Record) cameraText() lang.Text {
	c := r.Camera
	known := percent(c.Known)
	if c.Known == 0 {
		return lang.T("Om kameror ser sträckan är okänt.", "Whether cameras see the stretch is unknown.")
	}
	if c.Possible > 0 {
		return lang.T("Kameror ser %s %%, och kameror vars riktning är okänd kanske %s %% till (känt för %s %%).",
			"Cameras see %s%%, and cameras of unknown direction perhaps %s%% more (known for %s%%).", percent(c.Detect), percent(c.Possible), known)
	}
	return lang.T("Kameror ser %s %% (känt för %s %%).", "Cameras see %s%% (known for %s%%).", percent(c.Detect), known)
}

// NightText tells when it is dark in the night that an instant lies in, from noon to noon, and
// says so where it never is.
func NightText(night sun.Night, zone *time.Location) lang.Text {
	switch night.Case {
	case sun.Never:
		return lang.T("Natten mörknar aldrig: solen når inte 6° under horisonten.", "The night never gets dark: the sun does not reach 6° below the horizon.")
	case sun.Always:
		return lang.T("Det är mörkt dygnet runt: solen står hela tiden mer än 6° under horisonten.", "It is dark all day and night: the sun is more than 6° below the horizon all the time.")
	}
	return lang.T("Mörkt från %s till %s.", "Dark from %s to %s.", night.From.In(zone).Format("15:04"), night.To.In(zone).Format("15:04"))
}
