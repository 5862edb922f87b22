package export

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"

	"tryggled/internal/fault"
	"tryggled/internal/hotspot"
	"tryggled/internal/lang"
)

// noData stands in a grid for what is unknown: no density is as low.
const noData = "-9999"

// significant is how many digits of a density are written: what is left out is far less
// than what the density is known to.
const significant = 7

// SurfaceASC writes one of the densities of a surface as an ESRI ASCII grid, in metres of the
// municipality's own coordinate system, the northernmost row first. The format has no place
// for a mark of exercise data: the file's name tells. It returns NotFound for a density that
// the surface lacks.
func SurfaceASC(w io.Writer, s hotspot.Surface, kind string) error {
	density, ok := s.Kinds[kind]
	if !ok || s.Cols < 1 || s.Rows < 1 || len(density.Values) != s.Cols*s.Rows {
		return fault.New(fault.NotFound, lang.T(
			"analysen har ingen sådan täthetskarta (%s): underlag saknas", "the analysis has no such density (%s): there is nothing to make it of", kind))
	}
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "ncols %d\nnrows %d\nxllcorner %s\nyllcorner %s\ncellsize %s\nNODATA_value %s\n",
		s.Cols, s.Rows, plain(s.X), plain(s.Y), plain(s.CellM), noData)
	var digits []byte
	for row := s.Rows - 1; row >= 0; row-- {
		for col := range s.Cols {
			digits = appendDensity(digits[:0], density.Values[row*s.Cols+col])
			if _, err := b.Write(append(digits, ' ')); err != nil {
				return err
			}
		}
		if err := b.WriteByte('\n'); err != nil {
			return err
		}
	}
	return b.Flush()
}

func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// appendDensity writes a number with a point or an exponent, by which readers tell that the
// grid is of decimals.
func appendDensity(to []byte, v *float64) []byte {
	if v == nil || math.IsNaN(*v) || math.IsInf(*v, 0) {
		return append(to, noData...)
	}
	from := len(to)
	to = strconv.AppendFloat(to, *v, 'g', significant, 64)
	for _, c := range to[from:] {
		if c == '.' || c == 'e' {
			return to
		}
	}
	return append(to, ".0"...)
}
