package ingest

import (
	"tryggled/internal/geo"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// tags are what a feature of a network says, in OSM's keys. The class crossing is a footway
// over a carriageway.
func (p *RegisterProfile) tags(f feature) map[string]string {
	if p == nil {
		return f.tags()
	}
	keys := map[string]string{"class": "highway", "external_id": "id"}
	tags := map[string]string{}
	for _, v := range p.values(f) {
		key := v.field.name
		if k := keys[key]; k != "" {
			key = k
		}
		if v.text != wordUnknown {
			tags[key] = v.text
		}
	}
	if tags["highway"] == "crossing" || tags["crossing"] == "yes" {
		tags["highway"], tags["footway"] = "footway", "crossing"
	}
	return tags
}

// cross keeps the middle of a line over a carriageway as a place.
func (n *network) cross(nodes []street.Node, source, id string) {
	var length float64
	for i := 1; i < len(nodes); i++ {
		length += geo.Dist(nodes[i-1].Point, nodes[i].Point)
	}
	at, left := nodes[0].Point, length/2
	for i := 1; i < len(nodes); i++ {
		step := geo.Dist(nodes[i-1].Point, nodes[i].Point)
		if step >= left && step > 0 {
			a, b, t := nodes[i-1].Point, nodes[i].Point, left/step
			at[0], at[1] = a[0]+t*(b[0]-a[0]), a[1]+t*(b[1]-a[1])
			break
		}
		left -= step
	}
	n.crossings = append(n.crossings, overlay.Object{
		ID: int64(len(n.crossings) + 1), Kind: overlay.Place, Source: source, ExternalID: id,
		Geometry: at, Props: overlay.Props{Class: "crossing"},
	})
}
