package main

import (
	"os"
	"strings"
)

// forgetEmpty takes settings that are set to nothing out of the environment, as a file of
// settings with a name and no value leaves them. The parser would read one as a value: as a
// path it is the current folder, which would become the data folder.
func forgetEmpty(environ []string) {
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		if value == "" && strings.HasPrefix(name, "TRYGGLED_") {
			_ = os.Unsetenv(name)
		}
	}
}
