package view

import "tryggled/internal/lang"

// Band is how much can be made out of a person, by how many pixels a metre of them fills.
type Band uint8

// The bands, each denser than the one before it (EN/IEC 62676-4:2015, operational
// requirements): that somebody is there, what they do, whether it is somebody known, who
// it is.
const (
	Detect Band = iota
	Observe
	Recognise
	Identify
)

// Bands is how many bands there are.
const Bands = 4

// PixelsPerM is the least density of each band, in pixels per metre (EN/IEC 62676-4:2015).
var PixelsPerM = [Bands]float64{25, 62.5, 125, 250}

var codes = [Bands]string{"detect", "observe", "recognise", "identify"}

var names = [Bands]lang.Text{
	lang.T("detektering", "detection"),
	lang.T("observation", "observation"),
	lang.T("igenkänning", "recognition"),
	lang.T("identifiering", "identification"),
}

// String gives the code of the band, such as detect.
func (b Band) String() string {
	if b >= Bands {
		return "unknown"
	}
	return codes[b]
}

// Name gives the name of the band for people.
func (b Band) Name() lang.Text {
	if b >= Bands {
		return lang.T("okänt", "unknown")
	}
	return names[b]
}
