package ingest

import (
	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/report"
)

// judge counts which features of a file can be used and gives up a file of which nearly none
// can: it replaces what was there, and a lamp or two of a town must not take the place of all.
type judge struct {
	file          string
	good, bad     int
	first, latest report.Rejection
}

// hopelessObjects is from how many bad objects on a file is refused at its end where there are
// hopelessTimes as many as good ones.
const hopelessObjects = 100

// refused counts a feature that is put aside. The error is that too many were.
func (j *judge) refused(r report.Rejection) error {
	if j.bad++; j.bad == 1 {
		j.first = r
	}
	j.latest = r
	if j.bad >= hopelessRows && j.bad > hopelessTimes*j.good {
		return j.hopeless()
	}
	return nil
}

// end is why a file that has been read to its end is refused, if it is. One that holds nothing
// at all is not judged.
func (j *judge) end() error {
	switch {
	case j.good == 0 && j.bad > 0:
		return fault.New(fault.Invalid, lang.T(
			"%s: inget av %d objekt går att använda; objekt %d: %s",
			"%s: none of %d features can be used; feature %d: %s", j.file, j.bad, j.first.Line, j.first.Reason))
	case j.bad >= hopelessObjects && j.bad > hopelessTimes*j.good:
		return j.hopeless()
	}
	return nil
}

func (j *judge) hopeless() error {
	return fault.New(fault.Invalid, lang.T(
		"%s: av de första %d objekten kan %d inte läsas, senast objekt %d: %s; är det rätt fil och rätt mappningsprofil?",
		"%s: of the first %d features %d cannot be read, the latest feature %d: %s; is it the right file and the right mapping profile?",
		j.file, j.good+j.bad, j.bad, j.latest.Line, j.latest.Reason))
}

// notes tell that features were put aside, and why the first was.
func (j *judge) notes() []lang.Text {
	if j.bad == 0 {
		return nil
	}
	return []lang.Text{lang.T(
		"%s: %d av %d objekt lades undan, först objekt %d: %s",
		"%s: %d of %d features were put aside, the first feature %d: %s",
		j.file, j.bad, j.good+j.bad, j.first.Line, j.first.Reason)}
}
