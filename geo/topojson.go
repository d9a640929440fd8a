package geo

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// topology is a file of TopoJSON (its specification, version 1): arcs that neighbours share, put on a grid and written as steps, and objects
// that name them by number, ~i for the arc i backwards.
type topology struct {
	Type      string                  `json:"type"`
	Transform *transform              `json:"transform"`
	Arcs      [][][]float64           `json:"arcs"`
	Objects   map[string]topoGeometry `json:"objects"`
}

type transform struct {
	Scale     [2]float64 `json:"scale"`
	Translate [2]float64 `json:"translate"`
}

type topoGeometry struct {
	Type       string          `json:"type"`
	ID         json.RawMessage `json:"id"`
	Properties map[string]any  `json:"properties"`
	Arcs       json.RawMessage `json:"arcs"`
	Geometries []topoGeometry  `json:"geometries"`
}

// ReadTopoJSON reads the areas of one object of a topology; of the only object if object is empty. What ReadGeoJSON says of kinds, rings and
// errors holds here as well. Neighbours that share an arc get the same corners to the last bit.
func ReadTopoJSON(text []byte, object string) ([]Feature, []Remark, error) {
	r := reading{format: "topojson"}
	var t topology
	if err := json.Unmarshal(text, &t); err != nil {
		return nil, nil, fmt.Errorf("geo: topojson: %w", err)
	}
	if t.Type != "Topology" {
		return nil, nil, fmt.Errorf("geo: topojson: type %.40q, wants Topology", t.Type)
	}
	var names []string
	for n := range t.Objects {
		names = append(names, n)
	}
	slices.Sort(names)
	if object == "" && len(names) == 1 {
		object = names[0]
	}
	top, ok := t.Objects[object]
	if !ok {
		return nil, nil, fmt.Errorf("geo: topojson: object %.60q: the file has %.300s", object, strings.Join(names, ", "))
	}
	arcs, err := t.points()
	if err != nil {
		return nil, nil, err
	}
	members := []topoGeometry{top}
	if top.Type == "GeometryCollection" {
		members = top.Geometries
	}
	for i, g := range members {
		id, err := name(g.ID)
		if err != nil {
			return nil, nil, r.errorf(fmt.Sprint(i+1), "%v", err)
		}
		if id == "" {
			id = fmt.Sprint(i + 1)
		}
		f := Feature{ID: id, Properties: g.Properties}
		if f.Polygons, err = r.joined(id, g, arcs); err != nil {
			return nil, nil, err
		}
		if err := r.add(f); err != nil {
			return nil, nil, err
		}
	}
	return r.features, r.remarks, nil
}

// points are the arcs in degrees.
func (t *topology) points() ([][]Point, error) {
	out := make([][]Point, len(t.Arcs))
	for i, arc := range t.Arcs {
		x, y := 0.0, 0.0
		for _, c := range arc {
			p, err := position(c)
			if err != nil {
				return nil, fmt.Errorf("geo: topojson: arc %d: %w", i, err)
			}
			if t.Transform != nil {
				x, y = x+p.Lon, y+p.Lat
				p = Point{x*t.Transform.Scale[0] + t.Transform.Translate[0], y*t.Transform.Scale[1] + t.Transform.Translate[1]}
				p.Lon, p.Lat = whole(p.Lon, 180), whole(p.Lat, 90)
			}
			out[i] = append(out[i], p)
		}
	}
	return out, nil
}

// whole takes off what the grid's rounding puts a coordinate beyond the end of the globe, or just before it.
func whole(v, end float64) float64 {
	for _, e := range []float64{end, -end} {
		if d := v - e; d < 1e-9 && d > -1e-9 {
			return e
		}
	}
	return v
}

// joined are the polygons of a geometry, their rings joined from arcs.
func (r *reading) joined(id string, g topoGeometry, arcs [][]Point) ([][][]Point, error) {
	var polygons [][][]int
	var err error
	switch g.Type {
	case "Polygon":
		polygons = make([][][]int, 1)
		err = json.Unmarshal(g.Arcs, &polygons[0])
	case "MultiPolygon":
		err = json.Unmarshal(g.Arcs, &polygons)
	case "GeometryCollection":
		var all [][][]Point
		for _, part := range g.Geometries {
			more, err := r.joined(id, part, arcs)
			if err != nil {
				return nil, err
			}
			all = append(all, more...)
		}
		return all, nil
	case "Point", "MultiPoint", "LineString", "MultiLineString":
		r.remark("kind", id, "a %s has no area; left out", g.Type)
		return nil, nil
	case "":
		return nil, nil // a null geometry
	default:
		return nil, r.errorf(id, "geometry of type %.40q", g.Type)
	}
	if err != nil {
		return nil, r.errorf(id, "arcs: %v", err)
	}
	var out [][][]Point
	for _, polygon := range polygons {
		var rings [][]Point
		for _, names := range polygon {
			ring, err := r.ring(id, names, arcs)
			if err != nil {
				return nil, err
			}
			rings = append(rings, ring)
		}
		out = append(out, rings)
	}
	return out, nil
}

func (r *reading) ring(id string, names []int, arcs [][]Point) ([]Point, error) {
	var ring []Point
	for _, n := range names {
		i := n
		if n < 0 {
			i = ^n
		}
		if i >= len(arcs) {
			return nil, r.errorf(id, "arc %d of %d", n, len(arcs))
		}
		if r.corners += len(arcs[i]); r.corners > maxCorners {
			return nil, r.errorf(id, "more than %d corners", maxCorners)
		}
		arc := arcs[i]
		if n < 0 {
			arc = slices.Clone(arc)
			slices.Reverse(arc)
		}
		if len(ring) > 0 && len(arc) > 0 {
			if ring[len(ring)-1] == arc[0] {
				arc = arc[1:]
			} else {
				r.remark("arcs-apart", id, "arc %d does not begin where the one before it ends", n)
			}
		}
		ring = append(ring, arc...)
	}
	return ring, nil
}
