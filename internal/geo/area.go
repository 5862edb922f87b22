package geo

// #cgo pkg-config: proj
// #include <stdlib.h>
// #include <proj.h>
import "C"

import (
	"fmt"
	"unsafe"

	"github.com/paulmach/orb"
)

// areaMargin is how many degrees outside a system's area of use are still accepted:
// neighbouring municipalities lie there, and the distortion is small.
const areaMargin = 1

// areaOfUse asks PROJ's database where a system is meant to be used, in degrees. West
// lies east of east where the area crosses the date line.
func areaOfUse(crs CRS) (orb.Bound, error) {
	ctx := C.proj_context_create()
	defer C.proj_context_destroy(ctx)
	C.proj_log_level(ctx, C.PJ_LOG_NONE)
	name := C.CString(crs.String())
	defer C.free(unsafe.Pointer(name))
	pj := C.proj_create(ctx, name)
	if pj == nil {
		return orb.Bound{}, fmt.Errorf("proj: no system %s", crs)
	}
	defer C.proj_destroy(pj)
	var west, south, east, north C.double
	if C.proj_get_area_of_use(ctx, pj, &west, &south, &east, &north, nil) == 0 || west < -180 {
		return orb.Bound{}, fmt.Errorf("proj: no area of use for %s", crs)
	}
	return orb.Bound{
		Min: orb.Point{float64(west), float64(south)},
		Max: orb.Point{float64(east), float64(north)},
	}, nil
}

// within reports whether a longitude and latitude lie in an area of use or near it.
func within(area orb.Bound, lonlat orb.Point) bool {
	if !(lonlat[1] >= area.Min[1]-areaMargin && lonlat[1] <= area.Max[1]+areaMargin) {
		return false
	}
	east := lonlat[0] >= area.Min[0]-areaMargin
	west := lonlat[0] <= area.Max[0]+areaMargin
	if area.Min[0] > area.Max[0] {
		return (east || west) && lonlat[0] >= -180 && lonlat[0] <= 180
	}
	return east && west
}
