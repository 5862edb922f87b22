// Command generate draws the exercise town and writes its files to the folder it is run
// in. Run it by `go generate ./geodata/koping`; the result is committed.
package main

import (
	"fmt"
	"os"

	"tryggled/geodata/koping/internal/static"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	files, err := static.Files()
	if err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(name, content, 0o644); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}
