// Package cell counts reports for everybody: in hexagons, over closed periods, so few
// figures and so coarse that none tells of a person.
package cell
