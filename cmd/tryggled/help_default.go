package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
)

// helpOfDefaults adds to the help of a flag what it is when it is left out, where its help
// and its placeholder do not show that already.
func helpOfDefaults(l lang.Lang) kong.HelpValueFormatter {
	return func(v *kong.Value) string {
		help := kong.DefaultHelpValueFormatter(v)
		shown := v.Flag == nil || v.Flag.PlaceHolder == "" || v.Flag.PlaceHolder == v.Default // kong shows it for the value
		if v.Default == "" || v.Default == "-" || shown || strings.Contains(help, defaultsTo.In(l)) {
			return help
		}
		return fmt.Sprintf("%s (%s %s)", help, defaultsTo.In(l), v.Default)
	}
}

var defaultsTo = lang.T("förval:", "default:")

// analysisDefaults are those that an analysis has of itself.
func analysisDefaults() kong.Vars {
	p := hotspot.DefaultParams(time.Time{}, time.Time{})
	return kong.Vars{"default_eps": fmt.Sprint(p.EpsM), "default_min_points": fmt.Sprint(p.MinPoints)}
}
