package ingest

import (
	"encoding/json"
	"errors"
	"io"
	"strings"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// maxValueBytes bounds one feature or event of a JSON file.
const maxValueBytes = 1 << 20

// readAhead is how much more than one value the decoder may have read.
const readAhead = 1 << 16

var errLongValue = errors.New("JSON value longer than 1 MB")

// rationed is a reader that gives up where one value of a JSON file takes more than its
// ration, so that a file of one endless text does not fill the memory.
type rationed struct {
	r    io.Reader
	left int
}

func (r *rationed) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, errLongValue
	}
	n, err := r.r.Read(p[:min(len(p), readAhead)])
	r.left -= n
	return n, err
}

// jsonRows decodes the values of a JSON file one by one.
type jsonRows struct {
	name   string
	ration *rationed
	dec    *json.Decoder
	count  int64 // values decoded
}

func newJSONRows(name string, r io.Reader) *jsonRows {
	ration := &rationed{r: r, left: maxValueBytes}
	return &jsonRows{name: name, ration: ration, dec: json.NewDecoder(ration)}
}

// token reads one token of what stands around the values.
func (j *jsonRows) token() (json.Token, error) {
	j.ration.left = maxValueBytes
	t, err := j.dec.Token()
	return t, j.fault(err)
}

// value decodes the next value.
func (j *jsonRows) value(into any) error {
	j.ration.left = maxValueBytes
	j.count++
	err := j.dec.Decode(into)
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return &rowFault{text: lang.T("nr %d har inte de fält som väntas; rätta den", "no. %d does not have the fields expected; mend it", j.count)}
	}
	return j.fault(err)
}

// fault says what is wrong with a file that is not the JSON it should be.
func (j *jsonRows) fault(err error) error {
	_, known := errors.AsType[*fault.Error](err)
	switch {
	case err == nil, known:
		return err
	case errors.Is(err, errLongValue):
		return fileFault(j.name, "nr %d är större än 1 MB; exportera filen på nytt", "no. %d is larger than 1 MB; export the file again", j.count)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fileFault(j.name, "filen slutar mitt i, efter nr %d; hämta den på nytt", "the file ends halfway, after no. %d; fetch it again", j.count)
	}
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fileFault(j.name, "filen är inte riktig JSON vid byte %d, efter nr %d; exportera den på nytt",
			"the file is not proper JSON at byte %d, after no. %d; export it again", j.dec.InputOffset(), j.count)
	}
	return err
}

// plain is a JSON value as a column of text: a string without its quotation marks, a
// number as it stands, nothing for null.
func plain(raw json.RawMessage) string {
	s := strings.TrimSpace(string(raw))
	var text string
	switch {
	case s == "" || s == "null":
		return ""
	case s[0] == '"' && json.Unmarshal(raw, &text) == nil:
		return strings.TrimSpace(text)
	}
	return s
}
