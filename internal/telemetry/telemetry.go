// Package telemetry sets up what the program tells about itself: its log.
package telemetry

import (
	"io"
	"log/slog"
)

// NewLogger writes to w in a format (text or json) from a level (debug, info, warn,
// error) on. An unknown level counts as info, an unknown format as text.
func NewLogger(w io.Writer, format, level string) *slog.Logger {
	var least slog.Level
	if err := least.UnmarshalText([]byte(level)); err != nil {
		least = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: least}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
