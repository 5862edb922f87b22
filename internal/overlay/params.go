package overlay

// DefaultFieldDeg is the field taken for a camera whose direction is known and its field
// is not: that of a common fixed street camera.
const DefaultFieldDeg = 90

