package app_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestThreatsNameTestsThatAre holds the last column of the threat model against the tests:
// each row names some, or says that none shows it, and each one named is there.
func TestThreatsNameTestsThatAre(t *testing.T) {
	t.Parallel()
	body, err := os.ReadFile("../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	_, model, found := strings.Cut(string(body), "| what shows it |\n| --- | --- | --- | --- |\n")
	model, _, ended := strings.Cut(model, "\n\n")
	if !found || !ended {
		t.Fatal("security.md has no table of threats")
	}
	have := testsOf(t, "../..")
	name := regexp.MustCompile("`(Test[^`]*)`")
	for row := range strings.Lines(model) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(row), "|"), "|")
		shown := strings.TrimSpace(cells[len(cells)-1])
		named := name.FindAllStringSubmatch(shown, -1)
		if len(named) == 0 && shown != "–" {
			t.Errorf("no test is named for %s: %s", strings.TrimSpace(cells[0]), shown)
		}
		for _, n := range named {
			if !have[n[1]] {
				t.Errorf("%s is shown by %s, which is not there", strings.TrimSpace(cells[0]), n[1])
			}
		}
	}
}

// testsOf are the names of the tests below a folder.
func testsOf(t *testing.T, root string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		body, err := os.ReadFile(path)
		for _, m := range declared.FindAllSubmatch(body, -1) {
			all[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
