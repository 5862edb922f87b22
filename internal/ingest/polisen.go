package ingest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"tryggled/internal/lang"
)

// countyAccuracyM is how exact the centre point of a county (län) is, as against the
// municipality's of the profile.
const countyAccuracyM = 100_000

// polisenReports reads the events of the Swedish Police's public API: a list of them, or
// one object a line as archives of the API keep them. Of an event, id, type, place and
// times are read; the summary may describe people and never is.
type polisenReports struct {
	name  string
	list  *jsonRows      // a list, or
	lines *bufio.Scanner // one a line
	line  int64
	clock *clock
}

// polisenEvent is what is read of an event.
type polisenEvent struct {
	ID       json.RawMessage `json:"id"`
	Datetime string          `json:"datetime"` // when it was published
	Name     string          `json:"name"`     // begins with the event's own time
	Type     string          `json:"type"`
	Location struct {
		Name string `json:"name"`
		GPS  string `json:"gps"` // latitude,longitude
	} `json:"location"`
}

// publishedFormat is the form of datetime; the hour may have one digit.
const publishedFormat = "YYYY-MM-DD hh:mm:ss"

// happenedFormat is the form of the time that begins a name, a year put in.
const happenedFormat = "YYYY DD MONTH hh:mm"

func openPolisen(o ReportOptions, r io.Reader) (reportRecords, error) {
	c, err := newClock(time.UTC, []string{publishedFormat, happenedFormat})
	if err != nil {
		return nil, err
	}
	p := &polisenReports{name: o.FileName, clock: c}
	in := bufio.NewReader(r)
	for {
		first, err := in.ReadByte()
		switch {
		case err != nil:
			return nil, err
		case first == ' ' || first == '\t' || first == '\r' || first == '\n':
			continue
		}
		if err := in.UnreadByte(); err != nil {
			return nil, err
		}
		if first == '[' {
			p.list = newJSONRows(o.FileName, in)
			_, err = p.list.token()
			return p, err
		}
		p.lines = bufio.NewScanner(in)
		p.lines.Buffer(nil, maxValueBytes)
		return p, nil
	}
}

func (p *polisenReports) next(rec *reportRecord) error {
	*rec = reportRecord{}
	var e polisenEvent
	var err error
	if p.list != nil {
		err = p.element(&e)
	} else {
		err = p.nextLine(&e)
	}
	rec.line = p.line
	if err != nil {
		return err
	}
	return p.record(e, rec)
}

// element reads the next event of a list; a list that is cut short is an error.
func (p *polisenReports) element(e *polisenEvent) error {
	if p.list.dec.More() {
		err := p.list.value(e)
		p.line = p.list.count
		return err
	}
	if t, err := p.list.token(); err != nil || t != json.Delim(']') {
		return p.list.fault(io.ErrUnexpectedEOF)
	}
	return io.EOF
}

// nextLine reads the next line that is not empty.
func (p *polisenReports) nextLine(e *polisenEvent) error {
	for p.lines.Scan() {
		p.line++
		raw := bytes.TrimSpace(p.lines.Bytes())
		if len(raw) == 0 {
			continue
		}
		if json.Unmarshal(raw, e) != nil {
			return &rowFault{text: lang.T("raden är inte en händelse som JSON; hämta den på nytt",
				"the line is not an event as JSON; fetch it again")}
		}
		return nil
	}
	switch err := p.lines.Err(); {
	case err == nil:
		return io.EOF
	case errors.Is(err, bufio.ErrTooLong):
		return fileFault(p.name, "rad %d är längre än 1 MB; hämta filen på nytt", "line %d is longer than 1 MB; fetch the file again", p.line+1)
	default:
		return err
	}
}

func (p *polisenReports) record(e polisenEvent, rec *reportRecord) error {
	v := &rec.values
	v[fieldExternalID] = plain(e.ID)
	v[fieldCategory] = strings.TrimSpace(e.Type)
	v[fieldText] = v[fieldCategory]
	v[fieldReportedAt] = strings.TrimSpace(e.Datetime)
	if lat, lon, ok := strings.Cut(e.Location.GPS, ","); ok {
		v[fieldNorth], v[fieldEast] = strings.TrimSpace(lat), strings.TrimSpace(lon)
	}
	if strings.HasSuffix(e.Location.Name, " län") {
		v[fieldAccuracy] = strconv.Itoa(countyAccuracyM)
	}
	happened, _, _ := strings.Cut(e.Name, ",")
	v[fieldFrom] = strings.TrimSpace(happened)
	if v[fieldExternalID] == "" {
		return &rowFault{field: fieldNames[fieldExternalID], text: lang.T("händelsen saknar id; hämta den på nytt", "the event has no id; fetch it again")}
	}
	published, bad := p.clock.wall(v[fieldReportedAt])
	if bad != nil || !published.hasOffset {
		return &rowFault{field: fieldNames[fieldReportedAt], text: lang.T(
			"tiden för publicering, %q, förstås inte; den ska se ut som 2026-08-22 9:48:12 +02:00",
			"the time of publishing, %q, is not understood; it should look like 2026-08-22 9:48:12 +02:00", quoted(e.Datetime))}
	}
	when, ok := p.happened(v[fieldFrom], published)
	if !ok {
		return &rowFault{field: fieldNames[fieldFrom], text: lang.T(
			"rubriken ska börja med händelsens tid, som 22 augusti 17.59, men börjar med %q",
			"the name should begin with the event's time, such as 22 augusti 17.59, but begins with %q", quoted(v[fieldFrom]))}
	}
	v[fieldFrom] = fmt.Sprintf("%s:%02d", when, when.second)
	return nil
}

// happened puts the year to a day and time: the last one in which it lies before what was
// published, with a day to spare for clocks and zones. 29 February may lie years back.
func (p *polisenReports) happened(s string, published wall) (wall, bool) {
	for back := range 9 {
		w, bad := p.clock.wall(strconv.Itoa(published.year-back) + " " + s)
		if bad == nil && w.precision == toMinute && w.seconds() <= published.seconds()+24*3600 {
			return w, true
		}
	}
	return wall{}, false
}

func (p *polisenReports) close() {}
