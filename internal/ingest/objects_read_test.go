package ingest

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// A decoder looks anew at all blanks it has after each read, so that reads must not be many.
func TestBudgetReaderGivesAllThatIsAskedFor(t *testing.T) {
	b := &budgetReader{r: iotest.OneByteReader(strings.NewReader(strings.Repeat(" ", 90))), left: 100}
	out := make([]byte, 60)
	for _, want := range []int{60, 30} {
		if n, err := b.Read(out); n != want || err != nil {
			t.Errorf("got %d, %v, want %d bytes at once", n, err, want)
		}
	}
	if n, err := b.Read(out); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("at the end: got %d, %v", n, err)
	}
	if _, err := (&budgetReader{r: strings.NewReader("a")}).Read(out); !errors.Is(err, errFeatureTooLarge) {
		t.Errorf("without a budget: got %v", err)
	}
}
